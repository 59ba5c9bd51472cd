"""Candidate pairs, their evidence, and verdicts."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict

from api.schemas.common import Answer, Request
from api.schemas.records import RecordOut
from services.reviews import Candidate


class ReasonOut(Answer):
    """One line of the waterfall of evidence."""

    attribute: str
    level: str
    bits: float
    words: str


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
            reasons=[
                ReasonOut(attribute=one.attribute, level=one.level, bits=one.bits, words=one.words)
                for one in candidate.reasons
            ],
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
