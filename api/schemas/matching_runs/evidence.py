"""Evidence: what speaks for two being one person, what against, and the values that were
compared.
"""

from __future__ import annotations

from api.schemas.common import Answer, PlainAnswer
from matching import ComparedValues, Explanation, explanation_line


class ValuePartOut(Answer):
    """A piece of a value: `code` of a list of codes (`of`), `text` its English; as written where
    `of` is "".
    """

    text: str
    of: str
    code: str


class RemarkOut(PlainAnswer):
    """A remark on two values by its code, its number (null: none), and the number's unit: day,
    month, year, km or bits.

    "" is the unit of a number which the words around it name.
    """

    code: str
    amount: int | float | None
    unit: str


class ComparedValuesOut(Answer):
    """Two values that were compared, "" where a side has none. Right-to-left values want isolating
    when shown.

    The pieces are the same values piece by piece, so that codes can be told in any language; none
    where there are none. `remarks` are `words` taken apart, so that they can be told so too.
    """

    left: str
    right: str
    words: str
    bits: float | None
    left_pieces: list[ValuePartOut]
    right_pieces: list[ValuePartOut]
    remarks: list[RemarkOut]

    @classmethod
    def of(cls, row: ComparedValues) -> ComparedValuesOut:
        """Return a row for showing."""
        left, right = (
            [ValuePartOut(text=part.text, of=part.of, code=part.code) for part in value]
            for value in (row.left_pieces, row.right_pieces)
        )
        return cls(
            left=row.left,
            right=row.right,
            words=row.words,
            bits=row.bits,
            left_pieces=left,
            right_pieces=right,
            remarks=[RemarkOut.of(remark) for remark in row.remarks],
        )


class ReasonOut(Answer):
    """One line of the waterfall of evidence; each bit doubles the odds that the two are one person.

    `left` of what was compared is of the own record. Where a row has bits, those of all rows add up
    to the line's.
    """

    attribute: str
    level: str
    bits: float
    words: str
    compared: list[ComparedValuesOut]

    @classmethod
    def of(cls, explanation: Explanation) -> ReasonOut:
        """Return the reason for showing."""
        return cls(
            attribute=explanation.attribute,
            level=explanation.level,
            bits=explanation.bits,
            words=explanation_line(explanation) if explanation.is_known else explanation.words,
            compared=[ComparedValuesOut.of(row) for row in explanation.compared],
        )
