"""Copy the documents, and every file that they link to, into one folder for the site generator.

The folder has the layout of the project, so the same relative links work there and in the
repository. A link to a file that does not exist is an error.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Where the walk along links begins. The site has every page that is reached from here.
BEGINNINGS = ("README.md", "docs/**/*.md")
LINK = re.compile(
    r"\]\((?P<inline><[^>]*>|[^)\s]+)[^)]*\)|^\[[^\]]+\]: +(?P<below>\S+)", re.MULTILINE
)
CODE = re.compile(r"^```.*?^```|^    .*?$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
SCHEME = re.compile(r"[a-z][a-z+.-]*:")


class LinkError(ValueError):
    """A document links to a file that is not in the project."""


def links(text: str) -> Iterator[str]:
    """Return the relative links of a Markdown text, without those in code."""
    for link in LINK.finditer(CODE.sub("", text)):
        target = (link["inline"] or link["below"]).strip("<>").partition("#")[0]
        if target and not SCHEME.match(target):
            yield target


def linked_files(text: str, folder: Path, *, root: Path = ROOT) -> list[Path]:
    """Return the paths that a page of a folder links to.

    Raises LinkError with the links to no file of the project.
    """
    files, missing = [], []
    for target in links(text):
        path = (folder / target).resolve()
        if path.is_relative_to(root) and path.is_file():
            files.append(path)
        else:
            missing.append(target)
    if missing:
        raise LinkError(f"no such file: {', '.join(missing)}")
    return files


def find_pages(*, root: Path = ROOT) -> tuple[set[Path], set[Path]]:
    """Return the pages of the site, and the other files that they link to.

    Raises LinkError with every link that leads nowhere.
    """
    waiting = [path for pattern in BEGINNINGS for path in sorted(root.glob(pattern))]
    pages: set[Path] = set()
    others: set[Path] = set()
    broken = []
    while waiting:
        page = waiting.pop()
        if page in pages:
            continue
        pages.add(page)
        try:
            files = linked_files(page.read_text("utf-8"), page.parent, root=root)
        except LinkError as error:
            broken.append(f"{page.relative_to(root)}: {error}")
            continue
        waiting += [path for path in files if path.suffix == ".md"]
        others |= {path for path in files if path.suffix != ".md"}
    if broken:
        raise LinkError("\n".join(sorted(broken)))
    return pages, others


def stage(folder: Path, *, written: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Fill an empty folder with pages, linked files and written pages; return the names of pages.

    `written` are texts of pages that are in no file, by name. MkDocs checks their links.
    """
    pages, others = find_pages(root=root)
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        linked = {((root / name).parent / target).resolve() for target in links(text)}
        others |= {one for one in linked - pages if one.is_file()}
    for path in pages | others:
        copy = folder / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return sorted({str(path.relative_to(root)) for path in pages} | set(written))
