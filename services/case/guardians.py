"""Guardians: appointed by an authority with date and document.

A guardian is never the reporter, a companion, a suspect or the asker.
`services.case.consent_givers` checks a guardian before a consent. A guardian in conflict is not
replaced here: the authority must appoint a representative.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.case import ContactRole, GuardianKind
from core.codes.notifications import AlertKind, NotificationKind
from core.errors import InvalidInput, SealBroken, require_code, require_found
from core.policy.actions import Action
from core.policy.case.consent import ADDRESSEE_BY_CONFLICT, EMERGENCY_DAYS
from core.policy.case.deadlines import DeadlineFact
from core.policy.case.people import AUTHORITIES, EMERGENCY_AUTHORITIES, SUSPECT_RELATIONS
from core.policy.fields import FieldClass
from core.published import Code, Lines, MomentIn, published
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.contact import Guardian, Reporter
from models.records.record import Record
from models.sql.in_list import in_values
from services.case.consent_form import emergency_ends_on
from services.foundation import alerts, audit_log, data_keys, query_series
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.records import register
from services.records.closing import case_deadlines
from services.records.intake import contact_screening
from services.reporter_check import institutions
from services.sharing import notifications, visibility


@published(
    examples=[
        {
            "name": "Anna Weber",
            "authority": "court",
            "appointed_at": "2026-02-01T00:00:00Z",
            "document": "AG Hamburg 12 F 34/26",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class GuardianForm:
    """An appointment: the guardian, the authority, the day and the document.

    `is_of_suspects_family`: the guardian belongs to the family of a suspect.
    """

    name: Annotated[str, Field(max_length=200)]
    authority: Annotated[Code, OneOf("authority")]
    appointed_at: MomentIn
    document: Annotated[str, Field(max_length=200)]
    relation: Code = ""
    phones: Lines = ()
    is_of_suspects_family: bool = False
    institution: Annotated[
        UUID | None,
        Field(
            description=(
                "For an official: id of the listed institution of the office; otherwise null."
            )
        ),
    ] = None
    until: Annotated[
        date | None,
        Field(
            description=(
                "Last day of the mandate; null if the document names none. An emergency"
                " representation ends in 30 days."
            )
        ),
    ] = None
    legal_ground: Annotated[
        Code,
        OneOf("legal_ground", may_be_empty=True),
        Field(
            description=(
                "For an authority that acts by law until a guardian is appointed:"
                " statutory_guardianship, provisional_care or interim_order."
            )
        ),
    ] = ""

    @property
    def kind(self) -> GuardianKind:
        """Return `STATUTORY_EMERGENCY` with a legal ground, else `INSTITUTION` or `PERSON`."""
        if self.legal_ground:
            return GuardianKind.STATUTORY_EMERGENCY
        return GuardianKind.INSTITUTION if self.institution else GuardianKind.PERSON

    def is_mandated(self, today: date) -> bool:
        """Return whether the mandate lasts today."""
        return self.until is None or today <= self.until


_FORM = TypeAdapter(GuardianForm)


@dataclasses.dataclass(frozen=True, slots=True)
class HeldAppointment:
    """An appointment of a record of the actor's agency: its row, its opened form, and whether it is
    current.
    """

    row: Guardian
    paper: GuardianForm
    lasts: bool

    @property
    def is_emergency(self) -> bool:
        """Return whether an authority acts by law until a guardian is appointed."""
        return self.paper.kind is GuardianKind.STATUTORY_EMERGENCY


@dataclasses.dataclass(frozen=True, slots=True)
class GuardianView:
    """A guardian as shown to the record's responsible agency.

    `has_conflict`: the guardian has a known conflict of interest. `ended_at` is None for an
    appointment that was not ended.
    """

    id: UUID
    appointment: GuardianForm
    has_conflict: bool
    ended_at: datetime | None


def store_appointment(
    session: Session, context: Context, actor: Actor, record_id: UUID, paper: GuardianForm
) -> tuple[UUID, bool]:
    """Store an appointment; return its id and whether it has a conflict of interest.

    A guardian without a conflict ends the emergency representation of the child. Supervisors are
    notified of a conflict. Raise `InvalidInput` for an appointment without name or document, for an
    unknown authority, for a date in the future, and for a mandate that is over. Raise `NotFound`
    for a record of another agency. Audited.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT, ""
    ).record
    require_code("authority", paper.authority, AUTHORITIES)
    if not paper.name.strip() or not paper.document.strip():
        raise InvalidInput(
            "document", "needed", "a guardian needs an appointment: authority, date, document"
        )
    date_ranges.check_dates(context.clock.now(), appointed_at=paper.appointed_at, until=paper.until)
    if paper.appointed_at > context.clock.now():
        raise InvalidInput("appointed_at", "not_a_past_moment")
    paper = _checked_emergency(session, context, record, paper)
    if not paper.is_mandated(context.clock.now().date()):
        raise InvalidInput("until", "in_past", "the mandate is over; enter the newest appointment")
    tags = contact_screening.contact_tags(context, names=[paper.name], phones=paper.phones)
    query_series.count_guardian(
        session, context, actor, record, name=paper.name, phones=paper.phones
    )
    institution_id = None
    if paper.institution is not None:
        institution_id = institutions.find_valid_institution(
            session, context, paper.institution, agency_id=record.agency_id
        ).id
    has_conflict = bool(_conflict(session, record, paper, tags, institution_id))
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    content = _FORM.dump_python(paper, mode="json")
    guardian = Guardian(
        public_id=public_id,
        record_id=record.id,
        sealed=data_keys.seal_json(key, content, _place(public_id)),
        appointed_at=paper.appointed_at,
        has_conflict=has_conflict,
        institution_id=institution_id,
        recorded_by=actor.user_id,
        recorded_at=context.clock.now(),
    )
    session.add(guardian)
    session.flush()
    contact_screening.add_guardian(session, context, guardian, tags)
    if not has_conflict:
        case_deadlines.record_fact(session, context, record, DeadlineFact.GUARDIAN_APPOINTED)
    else:
        alerts.raise_alert(
            session, context, actor, AlertKind.GUARDIAN_IN_CONFLICT, record.public_id
        )
        notifications.notify_agency(
            session,
            context,
            record.agency_id,
            kind=NotificationKind.GUARDIAN_IN_CONFLICT,
            record=record,
        )
    audit_log.record_act(
        session, context, actor, "appoint_guardian", record_id, FieldClass.F4B, subject=public_id
    )
    _end_emergency(session, context, record)
    return public_id, has_conflict


def _checked_emergency(
    session: Session, context: Context, record: Record, paper: GuardianForm
) -> GuardianForm:
    """Return the form with the last day of an emergency representation filled in.

    Raise `InvalidInput` for an unlisted ground, an authority not permitted by the ground, a mandate
    that is too long, or if a guardian is appointed.
    """
    if not paper.legal_ground:
        return paper
    require_code("legal_ground", paper.legal_ground, EMERGENCY_AUTHORITIES)
    if paper.authority not in EMERGENCY_AUTHORITIES[paper.legal_ground]:
        raise InvalidInput("authority", "not_by_this_ground", "choose who acts on this ground")
    if is_appointed(session, context, record):
        raise InvalidInput("legal_ground", "guardian_appointed", "the guardian acts")
    last = emergency_ends_on(paper.appointed_at.date()) - timedelta(days=1)
    if paper.until is not None and paper.until > last:
        raise InvalidInput("until", "emergency_over", f"it lasts {EMERGENCY_DAYS} days at most")
    return dataclasses.replace(paper, until=paper.until or last)


def is_on_duty(session: Session, record: Record, institution_id: int | None) -> bool:
    """Return whether the institution of the guardian is the one that reported the person on
    duty.
    """
    query = select(Reporter.institution_id).where(Reporter.record_id == record.id)
    return institution_id is not None and session.scalar(query) == institution_id


def held_appointments(session: Session, context: Context, record: Record) -> list[HeldAppointment]:
    """Return every appointment of a record of the actor's agency, newest first."""
    query = select(Guardian).where(Guardian.record_id == record.id).order_by(Guardian.id.desc())
    today = context.clock.now().date()
    opened = [(row, _open(session, context, record, row)) for row in session.scalars(query)]
    return [
        HeldAppointment(row, paper, lasts=row.ended_at is None and paper.is_mandated(today))
        for row, paper in opened
    ]


def is_appointed(session: Session, context: Context, record: Record) -> bool:
    """Return whether a record of the actor's agency has a current guardian without a known
    conflict of interest.

    An authority that acts by law in an emergency does not count: a guardian is still needed.
    """
    return any(
        one.lasts and not one.row.has_conflict and not one.is_emergency
        for one in held_appointments(session, context, record)
    )


def kinds_in_charge(
    session: Session, context: Context, own: Sequence[Record]
) -> dict[int, GuardianKind]:
    """Return the kind of the guardian in charge of each own record that has one, by record id.

    The newest current appointment without a known conflict counts. An authority that acts by law in
    an emergency counts only without an appointed guardian. Papers that cannot be opened are left
    out.
    """
    by_id = {record.id: record for record in own}
    today = context.clock.now().date()
    rows = session.scalars(
        select(Guardian)
        .where(
            in_values(session, Guardian.record_id, list(by_id)),
            Guardian.ended_at.is_(None),
            ~Guardian.has_conflict,
        )
        .order_by(Guardian.id)
    )
    kinds: dict[int, GuardianKind] = {}
    for row in rows.all():
        try:
            paper = _open(session, context, by_id[row.record_id], row)
        except SealBroken:
            continue
        is_emergency = paper.kind is GuardianKind.STATUTORY_EMERGENCY
        if paper.is_mandated(today) and not (is_emergency and row.record_id in kinds):
            kinds[row.record_id] = paper.kind
    return kinds


def release_addressee(session: Session, context: Context, record: Record) -> str:
    """Return who must be informed of a release: `guardian`, or a value of `ADDRESSEE_BY_CONFLICT`.

    A conflict also counts after the appointment ended, until a guardian without a conflict is
    appointed.
    """
    kinds = []
    for one in held_appointments(session, context, record):
        row, paper = one.row, one.paper
        tags = contact_screening.contact_tags(context, names=[paper.name], phones=paper.phones)
        kind = _conflict(session, record, paper, tags, row.institution_id) or (
            "elsewhere" if row.has_conflict else ""
        )
        if one.lasts and not one.is_emergency and not kind:
            return "guardian"
        kinds.append(kind)
    return next((ADDRESSEE_BY_CONFLICT[kind] for kind in kinds if kind), "guardian")


def _conflict(
    session: Session,
    record: Record,
    paper: GuardianForm,
    tags: set[bytes],
    institution_id: int | None,
) -> str:
    """Return the kind of a guardian's conflict by the contacts of the record, or "".

    It is a key of `ADDRESSEE_BY_CONFLICT`. `tags` are those of the guardian.
    """
    roles = contact_screening.known_roles(session, record, tags)
    if (
        paper.is_of_suspects_family
        or paper.relation.strip().casefold() in SUSPECT_RELATIONS
        or ContactRole.SUSPECT in roles
    ):
        return ContactRole.SUSPECT
    if ContactRole.REPORTER in roles and not is_on_duty(session, record, institution_id):
        return ContactRole.REPORTER
    return ""


def notify_of_refusal(session: Session, context: Context, actor: Actor, record_id: UUID) -> None:
    """Alert the auditor and notify supervisors that a barred person tried to act for a child.

    Do this only for the actor's own record.
    """
    visible_records = visibility.visible_records(
        session, actor, now=context.clock.now(), public_ids=[record_id]
    )
    for seen in visible_records:
        if seen.is_responsible:
            alerts.raise_alert(session, context, actor, AlertKind.GUARDIAN_IN_CONFLICT, record_id)
            notifications.notify_agency(
                session,
                context,
                seen.record.agency_id,
                kind=NotificationKind.GUARDIAN_IN_CONFLICT,
                record=seen.record,
            )


def list_guardians(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[GuardianView]:
    """Return the guardians of a record of the actor's agency, oldest first. Audited.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT, ""
    ).record
    audit_log.record_act(session, context, actor, "list_guardians", record_id, FieldClass.F4B)
    return [
        GuardianView(one.row.public_id, one.paper, one.row.has_conflict, one.row.ended_at)
        for one in reversed(held_appointments(session, context, record))
    ]


def end_appointment(session: Session, context: Context, actor: Actor, guardian_id: UUID) -> None:
    """End an appointment for a record of the actor's agency; raise `NotFound` for any other.

    Audited.
    """
    require(actor, Action.RECORD_CONSENT)
    guardian, record_id = require_found(
        session.execute(
            select(Guardian, Record.public_id)
            .join(Record, Record.id == Guardian.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                Guardian.public_id == guardian_id,
                visibility.of_own_agency(actor, context.clock.now()),
            )
        ).first(),
        "no such guardian",
    )
    guardian.ended_at = guardian.ended_at or context.clock.now()
    audit_log.record_act(session, context, actor, "end_guardian", record_id, subject=guardian_id)


def _end_emergency(session: Session, context: Context, record: Record) -> None:
    """End the emergency representation of a record if a guardian is appointed."""
    if is_appointed(session, context, record):
        for one in held_appointments(session, context, record):
            if one.is_emergency and one.row.ended_at is None:
                one.row.ended_at = context.clock.now()
        session.flush()


def tags_of(session: Session, context: Context, record: Record) -> dict[int, set[bytes]]:
    """Return the tags of each guardian of a record by its row id, from the sealed forms."""
    rows = session.scalars(select(Guardian).where(Guardian.record_id == record.id)).all()
    papers = {row.id: _open(session, context, record, row) for row in rows}
    return {
        guardian_id: contact_screening.contact_tags(
            context, names=[paper.name], phones=paper.phones
        )
        for guardian_id, paper in papers.items()
    }


def _open(session: Session, context: Context, record: Record, row: Guardian) -> GuardianForm:
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    return _FORM.validate_python(data_keys.unseal_json(key, row.sealed, _place(row.public_id)))


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("guardian", public_id, FieldClass.F4B.value, 1)
