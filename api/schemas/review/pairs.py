"""Candidate pairs and verdicts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, PlainAnswer, Request
from api.schemas.matching_runs.evidence import ReasonOut
from api.schemas.records.records import RecordOut
from services.review.confirmed_groups import ConfirmedGroup
from services.review.reviews import CandidateView
from services.review.threads import ThreadView


class PairOut(Answer):
    """A pair from its owner's side. Numbers and reasons stand only where the other record is seen
    at `identity`.

    `band` uses only permitted evidence: `strong`, `possible` or `weak`. At `hit` it is `link`: a
    record like the own record exists, and the agency calls `other.desk`. A link has no strength.
    `is_rescore_due`: another version scored it; numbers and reasons come with its next scoring.
    `worked_until`: until when it is one person's. `withheld`: what keeps facts of a missing report
    from the found side: `evidence`, `custody`, `verdict` or `sharing`; empty where nothing does.
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

    @classmethod
    def of(cls, candidate: CandidateView) -> PairOut:
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
            reasons=[ReasonOut.of(reason) for reason in candidate.reasons],
            is_rescore_due=candidate.is_rescore_due,
            worked_until=candidate.worked_until,
            withheld=candidate.withheld,
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

    outcome: Literal["same", "different", "cannot_tell"]
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


class QuestionOut(PlainAnswer):
    """A question and its answer."""

    number: int
    question: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None


class QuestionList(Answer):
    """The questions of a pair in their order."""

    questions: list[QuestionOut]


class MessageIn(Request):
    """A message to the other desk."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Can you call us before noon?"}]}
    )

    text: MessageText


class MessageCreatedOut(Answer):
    """A message that was written."""

    id: UUID


class MessageOut(PlainAnswer):
    """A message, from a desk and never from a person; `state` is "" where the relay desk replaces
    it.
    """

    id: UUID
    is_own_side: bool
    state: str
    text: str
    at: datetime


class ThreadOut(Answer):
    """The thread of a pair, and whom to call on either side."""

    messages: list[MessageOut]
    own_desk: str
    other_desk: str

    @classmethod
    def of(cls, thread: ThreadView) -> ThreadOut:
        """Return the thread for showing."""
        messages = [MessageOut.of(message) for message in thread.messages]
        return cls(messages=messages, own_desk=thread.own_desk, other_desk=thread.other_desk)


class PairLockOut(Answer):
    """Until when a pair is one's own to work."""

    until: datetime


class ConfirmedLinkOut(Answer):
    """A confirmed link between two records."""

    pair: UUID
    own: UUID
    other: UUID


class ContradictionOut(PlainAnswer):
    """Two records of a group that speak against being one; `verdict`, or the attribute that
    differs.
    """

    left: UUID
    right: UUID
    attribute: str
    level: str


class GroupOut(Answer):
    """Records confirmed to be one person, never merged."""

    members: list[RecordOut]
    links: list[ConfirmedLinkOut]
    contradictions: list[ContradictionOut]

    @classmethod
    def of(cls, group: ConfirmedGroup) -> GroupOut:
        """Return the group for showing."""
        return cls(
            members=[RecordOut.of(member) for member in group.members],
            links=[
                ConfirmedLinkOut(pair=link.pair, own=link.own, other=link.other)
                for link in group.links
            ],
            contradictions=[
                ContradictionOut.of(contradiction) for contradiction in group.contradictions
            ],
        )
