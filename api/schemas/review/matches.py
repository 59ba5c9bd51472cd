"""Matches and match decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.matching_runs.evidence import ReasonOut
from api.schemas.next_steps import DueStepOut, NextStepsOut
from api.schemas.records.register import RecordOut
from core.code_sets import OneOf
from core.codes.review import MatchContact
from core.policy.review import MATCH_PROCESS
from services.review.confirmed_groups import ConfirmedGroup, ConfirmedMatch, GroupContradiction
from services.review.visible_matches import CandidateView
from services.sharing.evidence_changes import RequiredReview


class MatchOut(Answer):
    """A match as one responsible agency sees it."""

    id: UUID
    state: str
    version: int
    band: str = Field(
        description=(
            "Strength by permitted evidence: `strong`, `possible` or `weak`. `link` with the "
            "view `link`: a record like your own exists; call `other.desk`. A link has no "
            "strength."
        )
    )
    own: RecordOut
    other: RecordOut
    contact: MatchContact = Field(
        description=(
            "Whom to call about the other record. `other_desk`: the desk in `other.desk`."
            " `own_agency`: both records belong to your agency. `own_desk`: your agency has the"
            " desk that reaches the responsible agency. `kept_from`: no desk, because your record"
            " is kept from the state of the other one. `other.desk` is empty for the last three."
        )
    )
    is_by_hand: bool = Field(
        description="Whether two desks opened the match by hand, which the matching had missed."
    )
    bits: float | None = Field(
        description=(
            "Sum of the evidence; null below the view `identity` of the other record, and if"
            " `is_rescore_due`."
        )
    )
    probability: float | None = Field(
        description=(
            "Probability that both records are one person; null below the view `identity`, and if"
            " `is_rescore_due`."
        )
    )
    amount: float | None = Field(
        description=(
            "Amount of compared evidence; null below the view `identity`, and if `is_rescore_due`."
        )
    )
    reasons: list[ReasonOut] = Field(description="The evidence; empty below the view `identity`.")
    is_rescore_due: bool = Field(
        description=(
            "Whether an older version scored the match. Numbers and reasons follow with the "
            "next scoring."
        )
    )
    worked_until: datetime | None = Field(
        description=(
            "End of the lock that a person of your side took; null if nobody took it, or returned"
            " it."
        )
    )
    withheld: str = Field(
        description=(
            "Why the found side does not see facts of a missing report: `evidence`, "
            "`care_confirmation`, `decision` or `sharing`; otherwise empty."
        )
    )
    evidence: str = Field(
        description="Hash of the evidence. The ETag of a match decision names it."
    )
    review: RequiredReview = Field(
        description="Why your side must review the match before it opens further data."
    )
    next_steps: NextStepsOut | None = Field(
        description="The next steps, and whose turn it is; null in lists."
    )
    due: DueStepOut | None = Field(
        description="In lists: the step that comes next, null where none does."
    )

    @classmethod
    def of(cls, candidate: CandidateView, next_steps: NextStepsOut | None = None) -> MatchOut:
        """Return the match with both records, its reasons and the review that is required.

        `due` is the step that comes next, from `candidate.due`. `next_steps` is null if it is not
        given.
        """
        return answer_from(
            cls,
            candidate,
            own=RecordOut.of(candidate.own),
            other=RecordOut.of(candidate.other),
            reasons=[ReasonOut.of(reason) for reason in candidate.reasons],
            next_steps=next_steps,
            due=DueStepOut.of(
                MATCH_PROCESS,
                candidate.due,
                {"match": candidate.id, "record": candidate.own.id},
            ),
        )


class MatchPage(Answer):
    """A page of matches."""

    matches: list[MatchOut]
    next: str | None


class NextMatchOut(Answer):
    """The next open match. `match` is null if there is no other."""

    match: UUID | None


class MatchDecisionIn(RequestBody, examples=[{"outcome": "same", "reason": "verification_passed"}]):
    """A match decision. The reason belongs to the outcome."""

    outcome: Literal["same", "different", "cannot_tell", "provisionally_same"]
    reason: Annotated[str, OneOf("reason")]


class MatchDecisionOut(Answer):
    """The state of the match after a decision."""

    state: str


class MatchDecisionUndoIn(RequestBody, examples=[{"reason": "new_evidence"}]):
    """The reason to withdraw a proposal or to undo a decision."""

    reason: Annotated[str, OneOf("undo")]


class MatchLockOut(Answer):
    """The end of the lock."""

    until: datetime


class GroupOut(Answer):
    """Records that are confirmed as one person. They are never merged."""

    members: list[RecordOut]
    confirmed_matches: list[ConfirmedMatch]
    contradictions: list[GroupContradiction]

    @classmethod
    def of(cls, group: ConfirmedGroup) -> GroupOut:
        """Return the group with each member as a `RecordOut`; links and contradictions are
        copied.
        """
        return answer_from(cls, group, members=[RecordOut.of(member) for member in group.members])
