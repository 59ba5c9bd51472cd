"""Reading of one intake row's cells: text, lists, empty values, warnings. It knows no columns.

A warning has the column, the reason and a suggestion, but never the cell itself, because it may be
logged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from matching.codes.code_lists import UNKNOWN_WORDS

# a longer cell is no fact about one person; the rest is dropped before any work
_LONGEST_CELL = 4000
_LONGEST_LIST = 64
_LISTS = (list, tuple)  # made once, because `list | tuple` creates a new object at each use


@dataclass(frozen=True, slots=True)
class RowWarning:
    """A value that could not be read and has no bits; `suggestion` is a readable form.

    `is_read` means that the value was read, but a person should check it.
    """

    column: str
    reason: str
    suggestion: str
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class RowProblem:
    """The reason why a row cannot be imported."""

    column: str
    reason: str


class Cells:
    """One row's cells by column, and the warnings from reading them."""

    def __init__(self, row: Mapping[str, object]) -> None:
        self._row = row
        self.warnings: list[RowWarning] = []

    def text(self, column: str) -> str:
        """Return a cell's text, "" if it is missing, empty or a word for unknown.

        A list gives its first item.
        """
        value = self._row.get(column)
        if value is None or value == "":  # most cells of a row
            return ""
        if isinstance(value, _LISTS):
            return next(iter(self.items(column)), "")
        text = self.written(column)
        return "" if is_unknown(text) else text

    def written(self, column: str) -> str:
        """Return a cell's text as names need it: trimmed, words for unknown included.

        At most `_LONGEST_CELL` letters are returned.
        """
        return _as_text(self._row.get(column)).strip()[:_LONGEST_CELL]

    def items(self, column: str) -> tuple[str, ...]:
        """Return a cell's items without the unknown ones, at most `_LONGEST_LIST`.

        Items are `|`-separated text, JSON list text or a list of strings. A warning names a list
        that is too long.
        """
        value = self._row.get(column)
        if value is None or value == "":
            return ()
        parts = (
            [_as_text(item) for item in value]
            if isinstance(value, _LISTS)
            else _split(_as_text(value))
        )
        allowed_items = tuple(
            item
            for item in (part.strip()[:_LONGEST_CELL] for part in parts)
            if not is_unknown(item)
        )
        if len(allowed_items) > _LONGEST_LIST:
            self.warn(column, "more items than a list may have", f"give at most {_LONGEST_LIST}")
        return allowed_items[:_LONGEST_LIST]

    def warn(self, column: str, reason: str, suggestion: str) -> None:
        """Record that a value of `column` was not read."""
        self.warnings.append(RowWarning(column, reason, suggestion))

    def note(self, column: str, reason: str, suggestion: str) -> None:
        """Record that a value of `column` was read but looks wrong."""
        self.warnings.append(RowWarning(column, reason, suggestion, is_read=True))


def is_unknown(text: str) -> bool:
    """Return whether a cell only states that the value is unknown."""
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
    """Split a list cell: a JSON list of strings if it is one, else at each `|`."""
    text = text[: _LONGEST_CELL * 4]
    if text.lstrip().startswith("["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text.split("|")
        if isinstance(value, list):
            return [_as_text(item) for item in value]
    return text.split("|")
