"""Markdown of the generated pages."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence


def page(title: str, source: str, introduction: str, sections: Iterable[str]) -> str:
    """Return a whole page; `source` is the file that it is written from."""
    head = f"# {title}\n\nWritten from [`{source}`](../../{source}) when the site is built."
    return "\n\n".join([head, introduction, *sections]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; cells are escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines)


def cell(value: object) -> str:
    """Return a value on one line, without what would end a cell or begin an HTML element."""
    text = " ".join(str(value).split())
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\\\\|", "\\|")


def code(value: object) -> str:
    """Return a value as code; empty stays empty."""
    text = value.value if isinstance(value, enum.Enum) else value
    return f"`{text}`" if text not in ("", None) else ""
