"""CSV cells that a spreadsheet would run as a formula:

neutralised on export, restored on import.
"""

from __future__ import annotations

_QUOTE = "'"
# Characters that begin a formula or a command; full-width forms count like ASCII ones.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Blanks that spreadsheets skip before a formula: Unicode white space except those above, and two
# characters without width.
_SKIPPED = "\ufeff\u200b" + "".join(
    chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in "\t\r\n"
)


def neutralise_formula(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe is added before a formula."""
    begins = cell.lstrip(_SKIPPED)
    return (
        f"{_QUOTE}{cell}"
        if begins.startswith(_BEGINNINGS) or cell.startswith(("\t", "\r", "\n"))
        else cell
    )


def restore_formula(cell: str) -> str:
    """Return the original cell of `neutralise_formula`, for failed rows that are sent again."""
    text = cell.removeprefix(_QUOTE)
    return text if text != cell and neutralise_formula(text) == cell else cell
