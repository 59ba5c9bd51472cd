"""Safety of a person: risk assessments and best-interests determinations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from api.schemas.common import Answer, answer_from
from api.schemas.next_steps import ActionOut
from core.codes.approvals import ApprovalState
from services.case.best_interests import Determination, WeighedOption
from services.case.risks import RiskAssessmentView


class RiskAssessmentOut(Answer):
    """A risk assessment, for the responsible agency of the record only.

    `act_by` is the time by which a person must act. It is null if there is no such time.
    """

    id: UUID
    level: str
    imminent: list[str]
    may_release: list[str]
    notes: str
    is_adult_who_cannot_decide: bool
    act_by: datetime | None
    assessed_at: datetime

    @classmethod
    def of(cls, risk: RiskAssessmentView) -> RiskAssessmentOut:
        """Return the form with its id and time; `imminent` and `may_release` are sorted."""
        return answer_from(
            cls,
            risk.form,
            id=risk.id,
            imminent=sorted(risk.form.imminent),
            may_release=sorted(risk.form.may_release),
            assessed_at=risk.assessed_at,
        )


class RiskAssessmentList(Answer):
    """The assessments of a record, newest first."""

    risks: list[RiskAssessmentOut]


class BestInterestsOut(Answer):
    """A determination, for the responsible agency of the record only.

    The scopes in `opens` wait for a second person while `state` is `waiting`. `approval` is the
    approval. Both are null if `opens` is empty. `is_own`: you decided it. `actions` has the
    decision about the approval, and why you cannot take it.
    """

    id: UUID
    trigger: str
    is_guardian_present: bool
    child_view: str
    child_heard_how: str
    options: list[WeighedOption]
    family_assessed_by: str
    panel: list[str]
    decision: str
    dissent: str
    opens: list[str]
    review_on: date
    decided_at: datetime
    approval: UUID | None
    state: ApprovalState | None
    is_own: bool
    actions: list[ActionOut]

    @classmethod
    def of(cls, decided: Determination) -> BestInterestsOut:
        """Return the form with the state of the determination; `opens` is sorted.

        `actions` has the decision of a second person; it is empty if `opens` is empty.
        """
        return answer_from(
            cls,
            decided.form,
            id=decided.id,
            opens=sorted(decided.form.opens),
            decided_at=decided.decided_at,
            approval=decided.approval,
            state=decided.state,
            is_own=decided.is_own,
            actions=[ActionOut.refused_by("decide", decided.refusal)] if decided.approval else [],
        )


class BestInterestsList(Answer):
    """The determinations for a record, newest first."""

    determinations: list[BestInterestsOut]
