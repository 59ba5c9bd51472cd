"""Candidate pairs and verdicts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Request, answer_from
from api.schemas.matching_runs.evidence import ReasonOut
from api.schemas.next_steps import NextStepsOut
from api.schemas.records.records import RecordOut
from core.codes.review import ReviewCause
from services.review.confirmed_groups import ConfirmedGroup, ConfirmedLink, GroupContradiction
from services.review.questions import QuestionView
from services.review.reviews import CandidateView


class ReviewOut(Answer):
    """A review that the own side owes: the cause, and the attributes whose evidence changed."""

    cause: ReviewCause
    attributes: list[str]


class PairOut(Answer):
    """A pair from its owner's side. Numbers and reasons stand only where the other record is seen
    at `identity`.

    `band` uses only permitted evidence: `strong`, `possible` or `weak`. At `hit` it is `link`: a
    record like the own record exists, and the agency calls `other.desk`. A link has no strength.
    `is_rescore_due`: another version scored it; numbers and reasons come with its next scoring.
    `worked_until`: until when it is one person's. `withheld`: what keeps facts of a missing report
    from the found side: `evidence`, `custody`, `verdict` or `sharing`; empty where nothing does.
    `evidence`: a hash of the evidence shown; the ETag `"version-evidence"` of a verdict names it.
    `review`: why the own side must review the pair before it opens anything new. `next_steps`:
    what comes next and whose turn it is; null in lists.
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
    worked_until: datetime | None
    withheld: str
    evidence: str
    review: ReviewOut
    next_steps: NextStepsOut | None

    @classmethod
    def of(cls, candidate: CandidateView, next_steps: NextStepsOut | None = None) -> PairOut:
        """Return the pair for showing."""
        return answer_from(
            cls,
            candidate,
            own=RecordOut.of(candidate.own),
            other=RecordOut.of(candidate.other),
            reasons=[ReasonOut.of(reason) for reason in candidate.reasons],
            review=ReviewOut(
                cause=candidate.review.cause, attributes=list(candidate.review.attributes)
            ),
            next_steps=next_steps,
        )


class PairPage(Answer):
    """A page of pairs."""

    pairs: list[PairOut]
    next: str | None


class NextPairOut(Answer):
    """The open pair that stands behind one; none where it is the only one."""

    pair: UUID | None


class VerdictIn(Request):
    """What is said of a pair; the reason belongs to the outcome."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "same", "reason": "verification_passed"}]}
    )

    outcome: Literal["same", "different", "cannot_tell", "provisionally_same"]
    reason: str


class VerdictOut(Answer):
    """The state a pair is in after a verdict."""

    state: str


class VerdictUndoIn(Request):
    """Why a proposal is taken back or a decision undone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "new_evidence"}]})

    reason: Annotated[str, Field(max_length=40)]


MessageText = Annotated[str, Field(min_length=1, max_length=2_000)]


class QuestionsIn(Request):
    """Verification questions to the missing side."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"texts": ["What does the mother call her?", "A scar from what?"]}]
        }
    )

    texts: Annotated[list[MessageText], Field(max_length=5)]


class QuestionNumbersOut(Answer):
    """The numbers of the questions that were asked."""

    numbers: list[int]


class AnswerIn(Request):
    """What the family says to a question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": 1, "text": "Little star"}]}
    )

    number: Annotated[int, Field(ge=1, le=5)]
    text: MessageText


class QuestionList(Answer):
    """The questions of a pair in their order."""

    questions: list[QuestionView]


class MessageIn(Request):
    """A message to the other desk."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Can you call us before noon?"}]}
    )

    text: MessageText


class PairLockOut(Answer):
    """Until when a pair is one's own to work."""

    until: datetime


class GroupOut(Answer):
    """Records confirmed to be one person, never merged."""

    members: list[RecordOut]
    links: list[ConfirmedLink]
    contradictions: list[GroupContradiction]

    @classmethod
    def of(cls, group: ConfirmedGroup) -> GroupOut:
        """Return the group for showing."""
        return answer_from(cls, group, members=[RecordOut.of(member) for member in group.members])
