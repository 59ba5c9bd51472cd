"""Candidate pairs, their evidence, and verdicts."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict

from api.schemas.common import Answer, Request
from api.schemas.records import RecordOut
from services.reviews import Candidate, Reason


class ComparedOut(Answer):
    """Two values that were compared, "" where a side has none. Right-to-left values want isolating when shown."""

    left: str
    right: str
    words: str
    bits: float | None


class ReasonOut(Answer):
    """One line of the waterfall of evidence; each bit doubles the odds that the two are one person.

    `left` of what was compared is of the own record. Where a row has bits, those of all rows add up to the line's.
    """

    attribute: str
    level: str
    bits: float
    words: str
    compared: list[ComparedOut]

    @classmethod
    def of(cls, reason: Reason) -> ReasonOut:
        """Return the reason for showing."""
        rows = [ComparedOut(left=row.left, right=row.right, words=row.words, bits=row.bits) for row in reason.compared]
        return cls(attribute=reason.attribute, level=reason.level, bits=reason.bits, words=reason.words, compared=rows)


class PairOut(Answer):
    """A pair from its owner's side. Numbers and reasons stand only where the other record is seen at `identity`.

    `is_rescore_due`: another version scored it; numbers and reasons come with its next scoring.
    """

    id: UUID
    state: str
    version: int
    band: str
    own: RecordOut
    other: RecordOut
    bits: float | None
    probability: float | None
    amount: float | None
    reasons: list[ReasonOut]
    is_rescore_due: bool

    @classmethod
    def of(cls, candidate: Candidate) -> PairOut:
        """Return the pair for showing."""
        return cls(
            id=candidate.id,
            state=candidate.state,
            version=candidate.version,
            band=candidate.band,
            own=RecordOut.of(candidate.own),
            other=RecordOut.of(candidate.other),
            bits=candidate.bits,
            probability=candidate.probability,
            amount=candidate.amount,
            reasons=[ReasonOut.of(one) for one in candidate.reasons],
            is_rescore_due=candidate.is_rescore_due,
        )


class PairPage(Answer):
    """A page of pairs."""

    pairs: list[PairOut]
    next: str | None


class VerdictIn(Request):
    """What is said of a pair; the reason belongs to the outcome."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "same", "reason": "verification_passed"}]})

    outcome: Literal["same", "different", "cannot_tell"]
    reason: str


class VerdictOut(Answer):
    """The state a pair is in after a verdict."""

    state: str
