"""Disclosures: requests and their steps, grants, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.next_steps import NextStepsOut
from api.schemas.records.register import FactOut
from core.code_sets import OneOf
from core.policy.sharing.disclosure_steps import process_shown
from core.published import Code, Text
from services.case.risks import RiskForm
from services.disclosure import requests as disclosure_requests
from services.disclosure.endings import Ending
from services.disclosure.grant_reads import GrantRead
from services.disclosure.grants import GrantContent, GrantLine
from services.disclosure.steps import StepDetails
from services.disclosure.telephone_calls import CallableDesk, RecordedCall

REFUSAL_EXAMPLE: JsonDict = {
    "act": "revoke",
    "reason": "too_much_asked",
    "remark": "Her name alone is needed to compare.",
}


class DisclosureStepIn(RequestBody, examples=[{"act": "review"}, REFUSAL_EXAMPLE]):
    """A step of a request.

    `revoke` and `withdraw` need a reason.

    If the other side gets the reason, it gets the remark too. Otherwise both stay with the
    responsible agency.
    """

    act: Literal[
        "review",
        "check_consent",
        "seek_consent",
        "consent_given",
        "consent_refused",
        "check_risk",
        "call_back",
        "call_police",
        "approve",
        "release",
        "approve_after",
        "tell_guardian",
        "review_after",
        "acknowledge",
        "close",
        "withdraw",
        "revoke",
    ]
    reason: Annotated[Code, OneOf("why_ended", may_be_empty=True)] = ""
    remark: Text = ""
    agency: Code = Field(
        default="",
        description="For steps that record a call: code of the called desk, as in `desks`.",
    )
    number: Text = Field(
        default="",
        description="For these steps: a number that is not in the directory. It does not count.",
    )
    assessment: RiskForm | None = Field(
        default=None,
        description="For `check_risk` in danger: the assessment to save first; null keeps the"
        " newest one.",
    )

    told: Annotated[Code, OneOf("told", may_be_empty=True)] = Field(
        default="", description="For `tell_guardian`: guardian (also empty), court or youth_office."
    )

    def details(self) -> StepDetails:
        """Return the details of the step for the service."""
        return StepDetails(
            Ending(self.reason, self.remark),
            self.agency,
            self.told,
            number=self.number,
            assessment=self.assessment,
        )


class DisclosureOut(Answer):
    """A request as one side sees it.

    For the asker, a refusal looks like any other end without a release.

    `record` is the record that is asked for. It is null for the contact desk, and for a reader who
    may not see the record. `about` is the record of the reader that the request is about; null for
    a reader without one. `record_ref` is its own reference. `acting_desk` is the desk of the
    responsible agency's police that acts in danger. `call` is the desk that the reader calls, as
    name and number; "" in a list and for the contact desk. `act_by` is the end of the time for the
    answer, or for a second approval that is still needed.

    Only the responsible agency gets seven fields: `calls`, the recorded telephone calls; `reads`,
    the openings of what was released in danger; `desks`, which a step of calling may name; `tell`,
    the person who is informed of the release; `needs_consent`, null in a list and after the end;
    `ended_at` and `called_at`. For other readers, the last three are always null.

    `grant` is the grant of the reader. It is null unless the record is released to the reader now.
    `next_steps` has the next step and every action; null in a list. Those of the asker follow from
    the state that it is shown.
    """

    id: UUID
    side: str
    about: UUID | None
    record_ref: str
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
    called_at: datetime | None
    acting_desk: str
    police_called_at: datetime | None
    needs_second_approver: bool
    call: str
    act_by: datetime
    calls: list[RecordedCall]
    reads: list[GrantRead]
    desks: list[CallableDesk]
    needs_consent: bool | None
    tell: str
    told: str
    is_guardian_notified: bool
    is_reviewed: bool
    why_ended: str
    remark: str
    grant: UUID | None
    next_steps: NextStepsOut | None

    @classmethod
    def of(
        cls,
        disclosure: disclosure_requests.DisclosureView,
        named: Mapping[UUID, str],
        *,
        user_id: int | None,
    ) -> DisclosureOut:
        """Return the request as its side is shown it.

        `named` has own references by record. `user_id` is the reader, for the steps that the reader
        took.
        """
        reference = named.get(disclosure.about, "") if disclosure.about else ""
        steps = disclosure.next_steps
        shown = None
        if steps is not None:
            shown = NextStepsOut.of(
                process_shown(disclosure.side, disclosure.path),
                steps,
                user_id=user_id,
                ids={"disclosure": disclosure.id, "record": disclosure.about},
            )
        return answer_from(cls, disclosure, record_ref=reference, next_steps=shown)


class DisclosurePage(Answer):
    """A page of requests, newest first."""

    disclosures: list[DisclosureOut]
    next: str | None


class GrantList(Answer):
    """The current grants."""

    grants: list[GrantLine]


class GrantOut(Answer):
    """The facts that a grant opens now, marked for the reader."""

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
    def of(cls, disclosed: GrantContent) -> GrantOut:
        """Return the content of the grant with its statements grouped by field."""
        return answer_from(cls, disclosed, facts=FactOut.by_field(disclosed.statements))
