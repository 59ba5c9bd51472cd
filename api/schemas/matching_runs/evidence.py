"""Evidence: what supports that two records are one person, what contradicts it, and the compared
values.
"""

from __future__ import annotations

from api.schemas.common import Answer, PlainAnswer, answer_from
from matching import Explanation, explanation_line


class ValuePartOut(Answer):
    """A part of a value.

    `code` is a code of the list `of`, `text` is its English word. With an empty `of`, the text is
    the written value.
    """

    text: str
    of: str
    code: str


class RemarkOut(PlainAnswer):
    """A remark on two values: its code, its number and the unit: day, month, year, km or bits.

    `amount` is the number; null for a remark without one. The unit is "" if the words around the
    number name it.
    """

    code: str
    amount: int | float | None
    unit: str


class ComparedValuesOut(PlainAnswer):
    """Two compared values, "" where a side has none.

    Isolate right-to-left values when you show them.

    `words` is English. For another language, use the parts with their codes: `left_pieces` and
    `right_pieces` for `left` and `right`, `remarks` for `words`. The pieces are empty for values
    that are not codes. `bits` is null if the bits of these values cannot be separated from those of
    the whole attribute.
    """

    left: str
    right: str
    words: str
    bits: float | None
    left_pieces: list[ValuePartOut]
    right_pieces: list[ValuePartOut]
    remarks: list[RemarkOut]


class ReasonOut(Answer):
    """One line of the evidence.

    Each bit doubles the odds that both records are one person.

    `left` values belong to your own record. Where rows have bits, their sum is the bits of the
    line.
    """

    attribute: str
    level: str
    bits: float
    words: str
    compared: list[ComparedValuesOut]

    @classmethod
    def of(cls, explanation: Explanation) -> ReasonOut:
        """Return an explanation with its compared values.

        If the level is known, `words` starts with the name of the attribute.
        """
        words = explanation_line(explanation) if explanation.is_known else explanation.words
        return answer_from(cls, explanation, words=words)
