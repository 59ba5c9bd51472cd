"""Cells of a CSV file that a spreadsheet would run as a formula: made harmless going out, known
again coming in.
"""

from __future__ import annotations

from collections.abc import Iterable

_QUOTE = "'"
# What spreadsheets begin a formula or a command with; the wide forms are read as the narrow ones.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Blanks that spreadsheets skip before a formula: all of Unicode's but those above, and two without
# a width.
_BLANKS = "".join(
    chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in "\t\r\n"
)
_SKIPPED = _BLANKS + "\ufeff\u200b"


def neutralise_formula(cell: str) -> str:
    """Return a cell that no spreadsheet runs: one that begins a formula gets an apostrophe before
    it.
    """
    begins = cell.lstrip(_SKIPPED)
    return (
        f"{_QUOTE}{cell}"
        if begins.startswith(_BEGINNINGS) or cell.startswith(("\t", "\r", "\n"))
        else cell
    )


def restore_formula(cell: str) -> str:
    """Return what `neutralise_formula` was given: so that failed rows, corrected, say the same when
    they come back.
    """
    text = cell.removeprefix(_QUOTE)
    return text if text != cell and neutralise_formula(text) == cell else cell


def csv_line(cells: Iterable[str]) -> list[str]:
    """Return a line of harmless cells."""
    return [neutralise_formula(cell) for cell in cells]
