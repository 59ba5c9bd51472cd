"""An explanation as a value, for pages, and as a line of text. It reads no person.

Values of persons are only in `left` and `right`, never in `remarks`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from matching.explain.remarks import Remark, format_bits, remarks_text
from matching.model.levels import BY_NAME

BITS_MEAN: Final = (
    "bits: each one doubles the odds that the two are one person, each one below zero halves them;"
    " shown to a tenth"
)
_LONGEST_VALUE: Final = 120  # longest shown value, in letters
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"  # they change the shape of letters, not their order


@dataclass(frozen=True, slots=True)
class ValuePart:
    """A piece of a value.

    `code` belongs to the code list `of`, and `text` is its English. With an empty `of`, `text` is
    the value as written.
    """

    text: str
    of: str = ""
    code: str = ""


Value = tuple[ValuePart, ...]


def value_text(value: Value) -> str:
    """Return a value as text, in English."""
    return "".join(piece.text for piece in value)


def join_parts(pieces: Iterable[ValuePart | None], between: str = " ") -> Value:
    """Return the pieces that have a value, with the same text between any two."""
    pieces_with_text = [piece for piece in pieces if piece is not None and piece.text]
    return tuple(part for piece in pieces_with_text for part in (ValuePart(between), piece))[1:]


@dataclass(frozen=True, slots=True)
class ComparedValues:
    """Two compared values ("" for a missing side), the remarks on them, and their bits.

    For values made of codes, `left_pieces` and `right_pieces` hold the same value in pieces;
    otherwise they are empty. `bits` is None if they cannot be separated from the rest of the
    attribute. If any row of an explanation has bits, the rows with bits sum exactly to the
    explanation's bits.
    """

    left: str
    right: str
    remarks: tuple[Remark, ...] = ()
    bits: float | None = None
    left_pieces: Value = ()
    right_pieces: Value = ()

    @classmethod
    def of(
        cls, left: Value, right: Value, remarks: tuple[Remark, ...], bits: float | None = None
    ) -> ComparedValues:
        """Return two compared values that are given in pieces."""
        return cls(value_text(left), value_text(right), remarks, bits, left, right)

    @property
    def words(self) -> str:
        """Return the remarks in English."""
        return remarks_text(self.remarks)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of one attribute: name, level, level in words, bits, compared values.

    `compared` is empty unless both persons may be shown. It is also empty for an unknown attribute.
    """

    attribute: str
    level: str
    words: str
    bits: float
    compared: tuple[ComparedValues, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether both sides have a value; unknown is distinct from different."""
        return self.level != "unknown"


def explanation_line(explanation: Explanation) -> str:
    """Return an explanation as one line that starts with the attribute's name.

    Right-to-left values are isolated so that they do not reorder the rest of the line.
    """
    # A single row with all bits does not repeat them.
    is_whole = [row.bits for row in explanation.compared] == [explanation.bits]
    text = "; ".join(
        filter(None, (_row_text(row, has_bits=not is_whole) for row in explanation.compared))
    )
    title, bits = BY_NAME[explanation.attribute].words, format_bits(explanation.bits)
    head = f"{title}: {explanation.words} ({bits} bits)"
    return f"{head}: {text}" if text else head


def sanitise(value: str) -> str:
    """Return a value that is safe to show, with at most 120 letters.

    Control, bidirectional and invalid letters are removed. A line break or tab becomes a space, and
    several spaces become one. A longer value ends in an ellipsis.
    """
    printable = "".join(
        (
            letter
            if letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN
            else " " * (letter in "\n\r\t\u2028\u2029")
        )
        for letter in value[: 4 * _LONGEST_VALUE]
    )
    short = " ".join(printable.split())
    return short if len(short) <= _LONGEST_VALUE else f"{short[: _LONGEST_VALUE - 1]}\u2026"


def _row_text(row: ComparedValues, *, has_bits: bool) -> str:
    if row.left == row.right and row.left and not row.words:
        return f"both {_isolated(row.left)}"
    values = " with ".join(_isolated(value) for value in (row.left, row.right) if value)
    bits = "" if row.bits is None or not has_bits else f" ({format_bits(row.bits)})"
    return ": ".join(filter(None, (values, row.words))) + bits


def _isolated(value: str) -> str:
    """Return a value with right-to-left letters between isolates; any other unchanged."""
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in value):
        return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}"
    return value
