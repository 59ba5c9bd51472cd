"""Reading one intake row's cells: text, lists, what counts as empty, and the warnings; knows no
column's meaning.

A warning names the column, the reason and what to write instead, never the cell itself: it may end
up in a log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from matching.codes.code_lists import UNKNOWN_WORDS

# a longer cell is no fact about one person; the rest is dropped before any work is done on it
_LONGEST_CELL = 4000
_LONGEST_LIST = 64
_LISTS = (list, tuple)  # made once: `list | tuple` is made anew wherever it is asked


@dataclass(frozen=True, slots=True)
class RowWarning:
    """A value that could not be read and carries no bits; `suggestion` says what would be read.

    `is_read` says that the value was read all the same, and that somebody should look at it.
    """

    column: str
    reason: str
    suggestion: str
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken in at all."""

    column: str
    reason: str


class Cells:
    """One row's cells by column, and the warnings met while reading them."""

    def __init__(self, row: Mapping[str, object]) -> None:
        self._row = row
        self.warnings: list[RowWarning] = []

    def text(self, column: str) -> str:
        """Return a cell's text, "" when it is missing, empty or a word for unknown; a list gives
        its first item.
        """
        value = self._row.get(column)
        if value is None or value == "":
            return ""
        items = self.items(column) if isinstance(value, _LISTS) else (_cell(value),)
        return items[0] if items else ""

    def written(self, column: str) -> str:
        """Return a cell's text as it stands, words for unknown too: a person's name may not be
        known.
        """
        return _as_text(self._row.get(column)).strip()[:_LONGEST_CELL]

    def items(self, column: str) -> tuple[str, ...]:
        """Return a cell's items (`|`-separated text, JSON list text or a list of strings) without
        the unknown ones.
        """
        value = self._row.get(column)
        if value is None or value == "":
            return ()
        parts = (
            [_as_text(item) for item in value]
            if isinstance(value, _LISTS)
            else _split(_as_text(value))
        )
        kept_items = tuple(
            item
            for item in (part.strip()[:_LONGEST_CELL] for part in parts)
            if not is_unknown(item)
        )
        if len(kept_items) > _LONGEST_LIST:
            self.warn(column, "more items than a list may have", f"give at most {_LONGEST_LIST}")
        return kept_items[:_LONGEST_LIST]

    def warn(self, column: str, reason: str, suggestion: str) -> None:
        """Note that a value of `column` was not read."""
        self.warnings.append(RowWarning(column, reason, suggestion))

    def note(self, column: str, reason: str, suggestion: str) -> None:
        """Note that a value of `column` was read and looks wrong."""
        self.warnings.append(RowWarning(column, reason, suggestion, is_read=True))


def _cell(value: object) -> str:
    text = _as_text(value).strip()[:_LONGEST_CELL]
    return "" if is_unknown(text) else text


def is_unknown(text: str) -> bool:
    """Say whether a cell only says that the value is not known."""
    return len(text) <= 16 and text.strip().casefold() in UNKNOWN_WORDS


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | dict | list | tuple):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _split(text: str) -> list[str]:
    """Split a list cell: a JSON list of strings where it is one, else at the bars."""
    text = text[: _LONGEST_CELL * 4]
    if text.lstrip().startswith("["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text.split("|")
        if isinstance(value, list):
            return [_as_text(item) for item in value]
    return text.split("|")
