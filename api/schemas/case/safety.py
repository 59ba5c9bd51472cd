"""Safety of a person: risk assessments and best-interests determinations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, Request, answer_from
from api.schemas.consent.consents import Codes
from api.schemas.next_steps import ActionOut
from core.published import Code, MomentIn, Text
from services.case.best_interests import BestInterestsForm, Determination, WeighedOption
from services.case.risks import RiskAssessmentView, RiskForm

RISK_EXAMPLE: JsonDict = {
    "level": "medium",
    "imminent": [],
    "may_release": ["identity", "photo"],
    "notes": "no sign that anybody looks for her but her family",
}
BEST_INTERESTS_EXAMPLE: JsonDict = {
    "trigger": "confirmed match abroad",
    "is_guardian_present": True,
    "child_view": "yes",
    "child_heard_how": "alone with the counsellor",
    "options": [
        {"option": "stays where she is", "safety": "safe"},
        {"option": "joins her aunt", "safety": "assessed"},
    ],
    "family_assessed_by": "child protection of the aunt's state",
    "panel": ["M. Vogt", "A. Berger"],
    "decision": "first contact by telephone, then joins her aunt",
    "dissent": "",
    "opens": [],
    "review_on": "2027-01-15",
}


class RiskAssessmentIn(Request, examples=[RISK_EXAMPLE]):
    """A risk assessment. `may_release` lists what is safe to release, with any consent.

    `act_by` is the time by which a person must act. It is null if there is no such time.
    """

    level: Code
    imminent: Codes = Field(default=[])
    may_release: Codes
    notes: Text
    is_adult_who_cannot_decide: bool = False
    act_by: MomentIn | None = None

    def form(self) -> RiskForm:
        """Return the form for the service."""
        return RiskForm(
            level=self.level,
            imminent=frozenset(self.imminent),
            may_release=frozenset(self.may_release),
            notes=self.notes,
            is_adult_who_cannot_decide=self.is_adult_who_cannot_decide,
            act_by=self.act_by,
        )


class RiskAssessmentOut(Answer):
    """A risk assessment, for the owner of the record only.

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


class WeighedOptionIn(Request):
    """An option and its safety."""

    option: Text
    safety: Text


class BestInterestsIn(Request, examples=[BEST_INTERESTS_EXAMPLE]):
    """A best-interests determination.

    `opens` lists the scopes that may be disclosed although the child refuses: photo, place,
    contact. It may be empty.
    """

    trigger: Text
    is_guardian_present: bool
    child_view: Code
    child_heard_how: Text
    options: Annotated[list[WeighedOptionIn], Field(max_length=20)]
    family_assessed_by: Text
    panel: Annotated[list[Text], Field(max_length=20)]
    decision: Text
    dissent: Text = ""
    opens: Codes = Field(default=[])
    review_on: date

    def form(self) -> BestInterestsForm:
        """Return the form for the service."""
        return BestInterestsForm(
            trigger=self.trigger,
            is_guardian_present=self.is_guardian_present,
            child_view=self.child_view,
            child_heard_how=self.child_heard_how,
            options=tuple(WeighedOption(option.option, option.safety) for option in self.options),
            family_assessed_by=self.family_assessed_by,
            panel=tuple(self.panel),
            decision=self.decision,
            dissent=self.dissent,
            opens=frozenset(self.opens),
            review_on=self.review_on,
        )


class BestInterestsOut(Answer):
    """A determination, for the owner of the record only.

    With `is_waiting`, a second person must confirm it first. `is_own`: you decided it. `actions`
    has the confirmation, and why you cannot give it.
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
    is_waiting: bool
    is_own: bool
    actions: list[ActionOut]

    @classmethod
    def of(cls, decided: Determination) -> BestInterestsOut:
        """Return the form with the state of the determination; `opens` is sorted.

        `actions` has one entry, the confirmation.
        """
        return answer_from(
            cls,
            decided.form,
            id=decided.id,
            opens=sorted(decided.form.opens),
            decided_at=decided.decided_at,
            is_waiting=decided.is_waiting,
            is_own=decided.is_own,
            actions=[ActionOut.refused_by("confirm", decided.confirm_refusal)],
        )


class BestInterestsList(Answer):
    """The determinations for a record, newest first."""

    determinations: list[BestInterestsOut]
