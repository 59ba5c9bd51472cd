"""docs/site: links lead to files, pages have their place, and the reference is the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.errors import STATUSES
from cli.lazy_group import COMMANDS
from core.policy.actions import ACTIONS
from core.refusals import Refusal
from core.settings import Settings
from docs.site.navigation import navigation
from docs.site.reference import PAGES
from docs.site.reference.api import METHODS, openapi_document
from docs.site.reference.markdown import cell
from docs.site.stage import LinkError, find_pages, stage
from matching.model.levels import ATTRIBUTES
from tests.unit.house.conftest import PROJECT


def test_every_link_of_the_documents_leads_to_a_file() -> None:
    pages, others = find_pages()

    assert PROJECT / "docs" / "decisions" / "README.md" in pages
    assert PROJECT / "LICENSE" in others


def test_every_page_has_one_place_in_the_navigation() -> None:
    pages = sorted(str(page.relative_to(PROJECT)) for page in find_pages()[0])
    placed = [
        page
        for section in navigation(pages)
        for chosen in section.values()
        for page in ([chosen] if isinstance(chosen, str) else chosen)
    ]

    assert sorted(placed) == pages
    assert "Other" not in {name for section in navigation(pages) for name in section}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("[a](b.md)", "b.md"),
        ("[a](../outside.md)", "../outside.md"),
        ("[a]: c.md", "c.md"),
        ("![a](picture.png)", "picture.png"),
    ],
)
def test_a_link_to_no_file_is_named(tmp_path: Path, text: str, missing: str) -> None:
    (tmp_path / "root" / "docs").mkdir(parents=True)
    (tmp_path / "outside.md").write_text("# Outside\n")
    (tmp_path / "root" / "docs" / "page.md").write_text(f"# Page\n\n{text}\n")

    with pytest.raises(LinkError, match=rf"^docs/page\.md: no such file: {missing}$"):
        find_pages(root=tmp_path / "root")


def test_links_in_code_and_to_other_sites_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    text = "# Page\n\n`[a](b.md)` <https://example.org> [c](https://example.org)\n\n    [d](e.md)\n"
    (tmp_path / "docs" / "page.md").write_text(text)

    assert find_pages(root=tmp_path)[0] == {tmp_path / "docs" / "page.md"}


def test_a_file_that_a_page_links_to_is_staged_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "rule.py").write_text("RULE = 1\n")
    (tmp_path / "docs" / "page.md").write_text("# Page\n\n[the rule](../rule.py)\n")

    (tmp_path / "other.py").write_text("OTHER = 1\n")
    written = {"docs/reference/a.md": "# A\n\n[other](../../other.py) [b](b.md)\n"}

    assert stage(tmp_path / "site", written=written, root=tmp_path) == [
        "docs/page.md",
        "docs/reference/a.md",
    ]
    assert (tmp_path / "site" / "rule.py").read_text() == "RULE = 1\n"
    assert (tmp_path / "site" / "other.py").read_text() == "OTHER = 1\n"


# page -> each text that must be in it, from the code.
EXPECTED = {
    "commands.md": [f"## homeward {name}" for name in COMMANDS],
    "levels.md": [
        f"| `{level.code}` | {level.bits:+g} | {level.source} | {level.words} |"
        for attribute in ATTRIBUTES
        for level in attribute.levels
    ],
    "policy.md": [f"| `{action}` |" for action in ACTIONS],
    "refusals.md": [
        *(f"| `{member.name.lower()}` | {cell(member.value.reason)} |" for member in Refusal),
        *(f"| `{kind.__name__}` | {int(status)} |" for kind, status in STATUSES.items()),
    ],
    "settings.md": [f"| `HOMEWARD_{name.upper()}` |" for name in Settings.model_fields],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_of_the_reference_has_everything_of_its_table(name: str) -> None:
    text = PAGES[name]()

    assert [one for one in EXPECTED[name] if one not in text] == []


def test_the_page_of_routes_has_every_route() -> None:
    text = PAGES["api-routes.md"]()
    routes = [
        f"| `{method.upper()}` | `{path}` |"
        for path, item in openapi_document()["paths"].items()
        for method in METHODS
        if method in item
    ]

    assert len(routes) > 100
    assert [route for route in routes if route not in text] == []
