"""Best-interests determinations: options considered, panel and decision; sealed, newest counts."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.errors import InvalidInput, require_code, require_text
from core.policy.actions import Action
from core.policy.case.consent import CHILD_VIEWS, SCOPES_CHILD_MAY_REFUSE
from core.policy.fields import FieldClass
from core.published import Code, Codes, Lines, Text, published
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.consent.consent import BestInterests
from models.records.record import Record
from services.case import deadlines
from services.foundation import audit_log, data_keys, dual_control
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.records import records
from services.sharing import permissions


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
    child_view: Code
    child_heard_how: Text
    options: Annotated[tuple[WeighedOption, ...], Field(max_length=20)]
    family_assessed_by: Text
    panel: Lines
    decision: Text
    dissent: Text = ""
    opens: Codes = frozenset()
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
        if not self.opens <= SCOPES_CHILD_MAY_REFUSE:
            raise InvalidInput("opens", "unknown_code")
        if self.review_on <= today:
            raise InvalidInput("review_on", "in_past")


MIN_PANEL = 2  # minimum number of people
_FORM = TypeAdapter(BestInterestsForm)


@dataclasses.dataclass(frozen=True, slots=True)
class Determination:
    """A determination with its time.

    `is_waiting`: it opens scopes after a second person confirms it. `is_own`: the reader decided
    it. `confirm_refusal`: why the reader cannot confirm it, None if they can.
    """

    id: UUID
    form: BestInterestsForm
    decided_at: datetime
    is_waiting: bool
    is_own: bool
    confirm_refusal: Refusal | None


def store_determination(
    session: Session, context: Context, actor: Actor, record_id: UUID, form: BestInterestsForm
) -> UUID:
    """Store a determination for a record of the actor's agency, and complete its deadline.

    Its scopes open after a second person confirms it (`confirm_determination`). Return its id.
    Raise `InvalidInput` for a form that is not complete, and `NotFound` for a record of another
    agency. Audited.
    """
    record = records.require_own_record(
        session, context, actor, record_id, Action.DECIDE_BEST_INTERESTS
    ).record
    now = context.clock.now()
    form.check(now.date())
    date_ranges.check_dates(now, review_on=form.review_on)
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


def confirm_determination(
    session: Session, context: Context, actor: Actor, determination_id: UUID
) -> None:
    """Confirm the newest determination of a record of the actor's agency as a second person.

    Raise `NotFound` for another agency's determination. Raise `Conflict` if it opens no scope, was
    confirmed or replaced before, and for the person who decided it. Audited.
    """
    decided = BestInterests.public_id == determination_id, BestInterests.sealed.is_not(None)
    about = (
        select(Record.public_id)
        .join(BestInterests, BestInterests.record_id == Record.id)
        .where(*decided)
    )
    # a missing determination must cost as much as a hidden one, so a record is read too
    of = session.scalar(about) or uuid4()
    record = records.require_own_record(
        session, context, actor, of, Action.CONFIRM_BEST_INTERESTS
    ).record
    row = session.scalars(select(BestInterests).where(*decided).with_for_update()).one()
    later = select(BestInterests.id).where(
        BestInterests.record_id == record.id, BestInterests.id > row.id
    )
    is_newest = session.scalar(later.limit(1)) is None
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    dual_control.check(
        _confirm_refusal(
            session, context, actor, row, is_needed=_is_needed(key, row), is_newest=is_newest
        ),
        record=of,
    )
    row.confirmed_by, row.confirmed_at = actor.user_id, context.clock.now()
    audit_log.record_act(
        session,
        context,
        actor,
        "confirm_best_interests",
        of,
        FieldClass.F5,
        subject=determination_id,
    )


def list_determinations(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[Determination]:
    """Return the determinations for a record of the actor's agency, newest first. Audited as F5.

    Raise `NotFound` for a record of another agency.
    """
    record = records.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT
    ).record
    query = select(BestInterests).where(
        BestInterests.record_id == record.id, BestInterests.sealed.is_not(None)
    )
    rows = session.scalars(query.order_by(BestInterests.id.desc())).all()
    audit_log.record_act(session, context, actor, "list_best_interests", record_id, FieldClass.F5)
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    found = []
    for position, row in enumerate(rows):
        is_newest, is_needed = position == 0, _is_needed(key, row)
        found.append(
            Determination(
                row.public_id,
                _opened_form(key, row),
                row.decided_at,
                is_waiting=is_newest and is_needed,
                is_own=row.decided_by == actor.user_id,
                confirm_refusal=_confirm_refusal(
                    session, context, actor, row, is_needed=is_needed, is_newest=is_newest
                ),
            )
        )
    return found


def _confirm_refusal(
    session: Session,
    context: Context,
    actor: Actor,
    row: BestInterests,
    *,
    is_needed: bool,
    is_newest: bool,
) -> Refusal | None:
    """Return why the actor cannot confirm a determination as a second person; None if they can.

    `is_newest`: no later determination exists. `is_needed`: the determination opens a scope and is
    not confirmed.
    """
    if not is_newest:
        return Refusal.LATER_DETERMINATION
    if not is_needed:
        return Refusal.DETERMINATION_NEEDS_NO_SECOND_PERSON
    return dual_control.second_person_refusal(
        session,
        context,
        actor,
        row.decided_by,
        refusal=Refusal.SECOND_PERSON_CONFIRMS_DETERMINATION,
    )


def _is_needed(key: bytes, row: BestInterests) -> bool:
    """Return whether a second person must still confirm that the determination opens scopes."""
    return row.confirmed_at is None and bool(_opened_form(key, row).opens)


def _opened_form(key: bytes, row: BestInterests) -> BestInterestsForm:
    place = permissions.best_interests_place(row.public_id)
    content = data_keys.unseal_json(key, row.sealed or b"", place)
    return _FORM.validate_python(content)
