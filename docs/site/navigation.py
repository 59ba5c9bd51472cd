"""The order of the site: the four kinds of documents, and the place of each page.

A page belongs to the first section with a pattern that it matches. Within a section, pages come in
the order of the patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from typing import Any

SECTIONS: dict[str, tuple[str, ...]] = {
    "Home": ("README.md",),
    "Tutorials": (
        "docs/tutorials/README.md",
        "docs/tutorials/first-match.md",
        "docs/tutorials/first-installation.md",
        "docs/tutorials/first-attribute.md",
        "docs/tutorials/*.md",
    ),
    "How-to guides": (
        "docs/how-to/README.md",
        "docs/how-to/*.md",
        "docs/operations.md",
        "docs/testing.md",
        "docs/recipes/README.md",
        "docs/recipes/*.md",
    ),
    "Reference": (
        "docs/reference/README.md",
        "docs/reference/*.md",
        "docs/intake.md",
        "docs/workflow.md",
        "docs/glossary.md",
        "docs/pages.md",
        "docs/model-card.md",
        "docs/data-card.md",
        "clients/python/*.md",
    ),
    "Explanation": (
        "docs/architecture.md",
        "docs/matching.md",
        "docs/protection.md",
        "docs/explanation/*.md",
        "docs/storage-and-jobs.md",
        "docs/*.md",
        "docs/sample-report/*.md",
    ),
    "Decisions": ("docs/decisions/README.md", "docs/decisions/*.md"),
    "Benchmarks": ("benchmarks/README.md", "benchmarks/*.md"),
    "Project": ("CONTRIBUTING.md", "CHANGELOG.md", "*.md", "requirements/README.md"),
}


def navigation(pages: Sequence[str]) -> list[dict[str, Any]]:
    """Return the navigation of the site in the form of MkDocs; every page is in it once."""
    left = list(pages)
    sections = []
    for section, patterns in SECTIONS.items():
        chosen: list[str] = []
        for pattern in patterns:
            # A star does not match a slash here: `docs/*.md` are the files of one folder.
            matching = [
                page
                for page in left
                if fnmatch(page, pattern) and page.count("/") == pattern.count("/")
            ]
            chosen += matching
            left = [page for page in left if page not in matching]
        if chosen:
            sections.append({section: chosen[0] if chosen == ["README.md"] else chosen})
    if left:
        sections.append({"Other": left})
    return sections
