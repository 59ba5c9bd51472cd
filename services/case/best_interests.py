"""Best-interests determinations: options considered, panel and decision; sealed, newest counts."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.case import DeadlineKind
from core.errors import InvalidInput, require_code, require_codes, require_text
from core.policy.actions import Action
from core.policy.case.consent import CHILD_VIEWS, SCOPES_CHILD_MAY_REFUSE
from core.policy.fields import FieldClass
from core.published import Code, Codes, Lines, Text, published
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.consent.written_consent import BestInterests
from services.approvals import approval_requests
from services.case import deadlines
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.records import register
from services.sharing import permissions
from services.sharing.notifications import NotificationSubject


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class WeighedOption:
    """An option and its safety for the child."""

    option: Text
    safety: Text


@published(
    examples=[
        {
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
    ]
)
@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BestInterestsForm:
    """A best-interests determination.

    `trigger` is why the panel decides. `is_guardian_present`: the guardian takes part. `opens`
    lists the scopes that may be disclosed although the child refuses: photo, place, contact. It may
    be empty. `review_on` is the day of the next review.
    """

    trigger: Text
    is_guardian_present: bool
    child_view: Annotated[Code, OneOf("child_view")]
    child_heard_how: Text
    options: Annotated[tuple[WeighedOption, ...], Field(max_length=20)]
    family_assessed_by: Text
    panel: Lines
    decision: Text
    dissent: Text = ""
    opens: Annotated[Codes, OneOf("scope", SCOPES_CHILD_MAY_REFUSE)] = frozenset()
    review_on: date

    def check(self, today: date) -> None:
        """Raise `InvalidInput` for an incomplete determination.

        Each needed text, and both texts of each option, must be filled in; at least one option is
        needed. `child_view` and `opens` must be permitted codes. The panel has at least `MIN_PANEL`
        different names. `review_on` is after today.
        """
        for field in ("trigger", "child_heard_how", "family_assessed_by", "decision"):
            require_text(field, getattr(self, field))
        require_code("child_view", self.child_view, CHILD_VIEWS)
        if not self.options or any(
            not option.option.strip() or not option.safety.strip() for option in self.options
        ):
            raise InvalidInput("options", "needed")
        if len({name.strip().casefold() for name in self.panel if name.strip()}) < MIN_PANEL:
            raise InvalidInput("panel", "two_at_least")
        require_codes("opens", self.opens, SCOPES_CHILD_MAY_REFUSE)
        if self.review_on <= today:
            raise InvalidInput("review_on", "in_past")


MIN_PANEL = 2  # minimum number of people
_KIND = ApprovalKind.DETERMINATION
_FORM = TypeAdapter(BestInterestsForm)


@dataclasses.dataclass(frozen=True, slots=True)
class Determination:
    """A determination with its time.

    `approval` and `state` are those of its approval, None if it opens no scope. `is_own`: the
    reader decided it. `refusal`: why the reader cannot decide the approval, None if they can.
    """

    id: UUID
    form: BestInterestsForm
    decided_at: datetime
    approval: UUID | None
    state: ApprovalState | None
    is_own: bool
    refusal: Refusal | None


def store_determination(
    session: Session, context: Context, actor: Actor, record_id: UUID, form: BestInterestsForm
) -> UUID:
    """Store a determination for a record of the actor's agency, and complete its deadline.

    Its scopes open after a second person approves it; an earlier one waits no longer. Return its
    id. Raise `InvalidInput` for a form that is not complete, and `NotFound` for a record of another
    agency. Audited.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.DECIDE_BEST_INTERESTS
    ).record
    now = context.clock.now()
    form.check(now.date())
    date_ranges.check_dates(now, review_on=form.review_on)
    earlier = select(BestInterests.public_id).where(BestInterests.record_id == record.id)
    for replaced in session.scalars(earlier).all():
        approval_requests.withdraw(session, _KIND, replaced)
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    sealed = _FORM.dump_python(form, mode="json")
    session.add(
        BestInterests(
            public_id=public_id,
            record_id=record.id,
            sealed=data_keys.seal_json(key, sealed, permissions.best_interests_place(public_id)),
            decided_by=actor.user_id,
            decided_at=now,
            review_at=datetime.combine(form.review_on, time(), now.tzinfo),
        )
    )
    if form.opens:
        about = NotificationSubject(record.agency_id, record.id)
        approval_requests.ask(session, context, actor, _KIND, public_id, about=about)
    deadlines.complete_deadline(
        session,
        context,
        DeadlineKind.BEST_INTERESTS,
        agency_id=record.agency_id,
        about=CaseDeadline.record_id == record.id,
    )
    audit_log.record_act(
        session,
        context,
        actor,
        "decide_best_interests",
        record_id,
        FieldClass.F5,
        subject=public_id,
    )
    return public_id


def list_determinations(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[Determination]:
    """Return the determinations for a record of the actor's agency, newest first. Audited as F5.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT
    ).record
    query = select(BestInterests).where(
        BestInterests.record_id == record.id, BestInterests.sealed.is_not(None)
    )
    rows = session.scalars(query.order_by(BestInterests.id.desc())).all()
    audit_log.record_act(session, context, actor, "list_best_interests", record_id, FieldClass.F5)
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    asked = approval_requests.of_subjects(session, _KIND, [row.public_id for row in rows])
    refused = approval_requests.refusals(
        session, context, actor, [(one, ()) for one in asked.values()]
    )
    refusals = dict(zip(asked, refused, strict=True))
    return [
        Determination(
            row.public_id,
            _opened_form(key, row),
            row.decided_at,
            approval=None if (one := asked.get(row.public_id)) is None else one.public_id,
            state=None if one is None else ApprovalState(one.state),
            is_own=row.decided_by == actor.user_id,
            refusal=refusals.get(row.public_id),
        )
        for row in rows
    ]


def _opened_form(key: bytes, row: BestInterests) -> BestInterestsForm:
    place = permissions.best_interests_place(row.public_id)
    content = data_keys.unseal_json(key, row.sealed or b"", place)
    return _FORM.validate_python(content)
