"""Disclosure in and out: requests, risk assessments, best-interests determinations, grants, clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, Request, Text
from api.schemas.consents import Codes
from api.schemas.records import FactOut
from services import clocks, disclosures
from services.best_interests import BestInterestsForm, Decided, Weighed
from services.disclosure_endings import Ending
from services.disclosures import RequestForm
from services.grants import Disclosed, GrantLine
from services.risks import Risk, RiskForm

Code = Annotated[str, Field(max_length=40)]

REQUEST: JsonDict = {
    "scopes": ["identity", "photo"],
    "purpose": "verify_hit",
    "reason": "the mother waits for a sign of life",
    "urgency": "priority",
}
REFUSAL: JsonDict = {"act": "revoke", "reason": "too_much_asked", "remark": "Her name alone is needed to compare."}
RISK: JsonDict = {
    "level": "medium",
    "imminent": [],
    "may_release": ["identity", "photo"],
    "notes": "no sign that anybody looks for her but her family",
}
BEST_INTERESTS: JsonDict = {
    "trigger": "confirmed match abroad",
    "is_guardian_present": True,
    "child_view": "yes",
    "child_heard_how": "alone with the counsellor",
    "options": [{"option": "stays where she is", "safety": "safe"}, {"option": "joins her aunt", "safety": "assessed"}],
    "family_assessed_by": "child protection of the aunt's state",
    "panel": ["M. Vogt", "A. Berger"],
    "decision": "first contact by telephone, then joins her aunt",
    "dissent": "",
    "opens": [],
    "review_on": "2027-01-15",
}


class RequestIn(Request):
    """A request for disclosure of the other record of a pair; on the vital path with the imminent danger."""

    model_config = ConfigDict(json_schema_extra={"examples": [REQUEST]})

    scopes: Codes
    purpose: Code
    reason: Text
    urgency: Literal["urgent", "priority", "ordinary"] = "ordinary"
    path: Literal["ordinary", "vital_interest"] = "ordinary"
    imminent: Code = ""
    named_user: UUID | None = Field(default=None, description="who is to read it; nobody named: the asker")

    def form(self) -> RequestForm:
        """Return the form for the service."""
        values = self.model_dump() | {"scopes": frozenset(self.scopes)}
        return RequestForm(**values)


class DisclosureStepIn(Request):
    """A step of a request; refusing (`revoke`) and withdrawing name why.

    A remark beside a reason that the other side is told reaches it too; else both stay with the owner.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"act": "review"}, REFUSAL]})

    act: Literal[
        "review",
        "check_consent",
        "seek_consent",
        "consent_given",
        "consent_refused",
        "check_risk",
        "approve",
        "release",
        "acknowledge",
        "tell_guardian",
        "review_after",
        "close",
        "withdraw",
        "revoke",
    ]
    reason: Code = ""
    remark: Text = ""

    def ending(self) -> Ending:
        """Return why it ends for the service."""
        return Ending(self.reason, self.remark)


class RequestedOut(Answer):
    """A request that was put to the owner."""

    id: UUID


class DisclosureOut(Answer):
    """A request as one side sees it; to the asker a refusal looks like any other end without a release."""

    id: UUID
    side: str
    state: str
    path: str
    urgency: str
    asked: list[str]
    permitted: list[str]
    record: UUID | None
    purpose: str
    reason: str
    imminent: str
    agency: str
    requested_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    needs_another_unit: bool
    is_guardian_told: bool
    is_reviewed: bool
    why_ended: str
    remark: str
    grant: UUID | None

    @classmethod
    def of(cls, shown: disclosures.Shown) -> DisclosureOut:
        """Return the request for showing."""
        return cls(
            id=shown.id,
            side=shown.side,
            state=shown.state,
            path=shown.path,
            urgency=shown.urgency,
            asked=list(shown.asked),
            permitted=list(shown.permitted),
            record=shown.record,
            purpose=shown.purpose,
            reason=shown.reason,
            imminent=shown.imminent,
            agency=shown.agency,
            requested_at=shown.requested_at,
            answer_by=shown.answer_by,
            ended_at=shown.ended_at,
            needs_another_unit=shown.needs_another_unit,
            is_guardian_told=shown.is_guardian_told,
            is_reviewed=shown.is_reviewed,
            why_ended=shown.why_ended,
            remark=shown.remark,
            grant=shown.grant,
        )


class DisclosurePage(Answer):
    """A page of requests, newest first."""

    disclosures: list[DisclosureOut]
    next: str | None


class RiskIn(Request):
    """A risk assessment: what may be released says what is safe, whoever consented."""

    model_config = ConfigDict(json_schema_extra={"examples": [RISK]})

    level: Code
    imminent: Codes = Field(default=[])
    may_release: Codes
    notes: Text
    is_adult_who_cannot_decide: bool = False
    act_by: AwareDatetime | None = None

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


class MadeOut(Answer):
    """Something that was written down."""

    id: UUID


class RiskOut(Answer):
    """A risk assessment, for the owner alone."""

    id: UUID
    level: str
    imminent: list[str]
    may_release: list[str]
    notes: str
    is_adult_who_cannot_decide: bool
    act_by: datetime | None
    assessed_at: datetime

    @classmethod
    def of(cls, risk: Risk) -> RiskOut:
        """Return the assessment for showing."""
        return cls(
            id=risk.id,
            level=risk.form.level,
            imminent=sorted(risk.form.imminent),
            may_release=sorted(risk.form.may_release),
            notes=risk.form.notes,
            is_adult_who_cannot_decide=risk.form.is_adult_who_cannot_decide,
            act_by=risk.form.act_by,
            assessed_at=risk.assessed_at,
        )


class RiskList(Answer):
    """The assessments of a record, newest first."""

    risks: list[RiskOut]


class WeighedIn(Request):
    """An option and how safe it is."""

    option: Text
    safety: Text


class BestInterestsIn(Request):
    """A best-interests determination; `opens`: photo, place or contact against the child's no."""

    model_config = ConfigDict(json_schema_extra={"examples": [BEST_INTERESTS]})

    trigger: Text
    is_guardian_present: bool
    child_view: Code
    child_heard_how: Text
    options: Annotated[list[WeighedIn], Field(max_length=20)]
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
            options=tuple(Weighed(one.option, one.safety) for one in self.options),
            family_assessed_by=self.family_assessed_by,
            panel=tuple(self.panel),
            decision=self.decision,
            dissent=self.dissent,
            opens=frozenset(self.opens),
            review_on=self.review_on,
        )


class WeighedOut(Answer):
    """An option and how safe it was found."""

    option: str
    safety: str


class BestInterestsOut(Answer):
    """A determination, for the owner alone."""

    id: UUID
    trigger: str
    is_guardian_present: bool
    child_view: str
    child_heard_how: str
    options: list[WeighedOut]
    family_assessed_by: str
    panel: list[str]
    decision: str
    dissent: str
    opens: list[str]
    review_on: date
    decided_at: datetime

    @classmethod
    def of(cls, decided: Decided) -> BestInterestsOut:
        """Return the determination for showing."""
        form = decided.form
        return cls(
            id=decided.id,
            trigger=form.trigger,
            is_guardian_present=form.is_guardian_present,
            child_view=form.child_view,
            child_heard_how=form.child_heard_how,
            options=[WeighedOut(option=one.option, safety=one.safety) for one in form.options],
            family_assessed_by=form.family_assessed_by,
            panel=list(form.panel),
            decision=form.decision,
            dissent=form.dissent,
            opens=sorted(form.opens),
            review_on=form.review_on,
            decided_at=decided.decided_at,
        )


class BestInterestsList(Answer):
    """The determinations for a record, newest first."""

    determinations: list[BestInterestsOut]


class GrantLineOut(Answer):
    """A grant one has."""

    id: UUID
    disclosure: UUID
    ends_at: datetime

    @classmethod
    def of(cls, line: GrantLine) -> GrantLineOut:
        """Return the line for showing."""
        return cls(id=line.id, disclosure=line.disclosure, ends_at=line.ends_at)


class GrantList(Answer):
    """The grants one has now."""

    grants: list[GrantLineOut]


class GrantOut(Answer):
    """What a grant opens at this moment, marked for its reader."""

    id: UUID
    record: UUID
    kind: str
    scopes: list[str]
    facts: dict[str, list[FactOut]]
    reader: UUID
    mark: str
    read_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, disclosed: Disclosed) -> GrantOut:
        """Return what was disclosed for showing."""
        facts: dict[str, list[FactOut]] = {}
        for one in disclosed.said:
            facts.setdefault(one.field, []).append(
                FactOut(value=one.value, source=one.source, stated_on=one.stated_on, quality=one.quality)
            )
        return cls(
            id=disclosed.id,
            record=disclosed.record,
            kind=disclosed.kind,
            scopes=list(disclosed.scopes),
            facts=facts,
            reader=disclosed.reader,
            mark=disclosed.mark,
            read_at=disclosed.read_at,
            ends_at=disclosed.ends_at,
        )


class ClockOut(Answer):
    """A running clock: what is due when, whose it is and whom to call; record and its own reference to its agency."""

    id: UUID
    kind: str
    agency: str
    call: str
    record: UUID | None
    record_ref: str
    is_urgent: bool
    started_at: datetime
    due_at: datetime
    level: int

    @classmethod
    def of(cls, shown: clocks.Shown, named: Mapping[UUID, str]) -> ClockOut:
        """Return the clock for showing; `named`: own references by record."""
        return cls(
            id=shown.id,
            kind=shown.kind,
            agency=shown.agency,
            call=shown.call,
            record=shown.record,
            record_ref=named.get(shown.record, "") if shown.record else "",
            is_urgent=shown.is_urgent,
            started_at=shown.started_at,
            due_at=shown.due_at,
            level=shown.level,
        )


class ClockList(Answer):
    """Running clocks, the most overdue first."""

    clocks: list[ClockOut]
