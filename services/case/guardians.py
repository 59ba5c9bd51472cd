"""Guardians: appointed by an authority, on a day, on a paper; never the reporter, a companion, a
suspect or the asker.

A consent asks `check_giver` before it takes a guardian's word. A guardian in conflict is not
replaced here: the authority is asked for an appointed representative.
"""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import ContactRole
from core.codes.notices import AlertKind, NoticeKind
from core.errors import Conflict, ConflictOfInterest, InvalidInput, require_code, require_found
from core.policy.actions import Action
from core.policy.case.consent import ADDRESSEE_BY_CONFLICT
from core.policy.case.people import AUTHORITIES, SUSPECT_RELATIONS
from core.policy.fields import FieldClass
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.contact import Guardian, Reporter
from models.records.record import Record
from services.clearance import institutions
from services.foundation import alerts, audit_log, data_keys, date_ranges, query_series
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records import contact_screening, records
from services.sharing import notices, visibility

COLLEAGUE_MESSAGE = (
    "an official who reported on duty consents through a colleague of the office, who signs"
)
CONFLICT_MESSAGE = "a conflict of interest: ask the authority for an appointed representative"


@dataclasses.dataclass(frozen=True, slots=True)
class GuardianForm:
    """A guardian as the paper of their appointment says it: whose, by whom, when, and what they are
    to the child.

    `institution` is the id of the listed institution whose office holds the guardianship, "" for a
    private person. `until` is the last day of the mandate; None where the paper names no day.
    """

    name: str
    authority: str
    appointed_at: datetime
    document: str
    relation: str = ""
    phones: tuple[str, ...] = ()
    is_of_suspects_family: bool = False
    institution: str = ""
    until: date | None = None

    @property
    def kind(self) -> str:
        """Return what the guardian is: `institution` or `person`.

        The third kind, an emergency representative by statute, has no appointment: see
        `services.consent`.
        """
        return "institution" if self.institution else "person"

    def is_mandated(self, today: date) -> bool:
        """Return whether the mandate lasts today."""
        return self.until is None or today <= self.until


@dataclasses.dataclass(frozen=True, slots=True)
class GuardianView:
    """A guardian as the record's owner reads them."""

    id: UUID
    appointment: GuardianForm
    has_conflict: bool
    ended_at: datetime | None


def store_appointment(
    session: Session, context: Context, actor: Actor, record_id: UUID, paper: GuardianForm
) -> tuple[UUID, bool]:
    """Write an appointment down; return its id and whether it stands in conflict, which supervisors
    are told of.
    """
    record = records.require_own_record(
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
    if not paper.is_mandated(context.clock.now().date()):
        raise InvalidInput("until", "in_past", "the mandate is over; enter the newest appointment")
    found = contact_screening.contact_tags(context, names=[paper.name], phones=paper.phones)
    query_series.count_guardian(
        session, context, actor, record, name=paper.name, phones=paper.phones
    )
    institution_id = None
    if paper.institution:
        institution_id = institutions.find_valid_institution(
            session, context, UUID(paper.institution), agency_id=record.agency_id
        ).id
    known = contact_screening.known_roles(session, record, found)
    has_conflict = (
        paper.is_of_suspects_family
        or paper.relation.strip().casefold() in SUSPECT_RELATIONS
        or ContactRole.SUSPECT in known
        or (ContactRole.REPORTER in known and not _is_on_duty(session, record, institution_id))
    )
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    content = {
        **dataclasses.asdict(paper),
        "appointed_at": paper.appointed_at.isoformat(),
        "until": None if paper.until is None else paper.until.isoformat(),
    }
    row = Guardian(
        public_id=public_id,
        record_id=record.id,
        sealed=data_keys.seal_json(key, content, _place(public_id)),
        appointed_at=paper.appointed_at,
        has_conflict=has_conflict,
        institution_id=institution_id,
        recorded_by=actor.user_id,
        recorded_at=context.clock.now(),
    )
    session.add(row)
    session.flush()
    contact_screening.replace_contacts(session, context, record.id, ContactRole.GUARDIAN, found)
    if has_conflict:
        alerts.raise_alert(
            session, context, actor, AlertKind.GUARDIAN_IN_CONFLICT, record.public_id
        )
        notices.notify_agency(
            session, context, record.agency_id, kind=NoticeKind.GUARDIAN_IN_CONFLICT, record=record
        )
    act = audit_log.AuditEvent(
        "appoint_guardian",
        subject=public_id,
        records=(audit_log.ShownRecord(record_id, (FieldClass.F4B,)),),
    )
    audit_log.record_event(session, context, actor, act)
    return public_id, has_conflict


def check_guardian(
    session: Session, context: Context, record: Record, guardian_id: UUID, *, asker: str = ""
) -> GuardianForm:
    """Return the appointment of a guardian who may give their word for an own record now.

    `NotFound` for none of this record; `Conflict` when it ended; `ConflictOfInterest` when they are
    reporter, companion, suspect or their family, or the one who asks (`asker`: name as written).
    """
    query = select(Guardian).where(
        Guardian.public_id == guardian_id, Guardian.record_id == record.id
    )
    row = require_found(session.scalar(query), "no such guardian")
    paper = _open(session, context, record, row)
    if row.ended_at is not None or not paper.is_mandated(context.clock.now().date()):
        raise Conflict(Refusal.APPOINTMENT_HAS_ENDED)
    own = contact_screening.contact_tags(context, names=[paper.name], phones=paper.phones)
    known = contact_screening.known_roles(session, record, own)
    is_known = ContactRole.SUSPECT in known or (
        ContactRole.REPORTER in known and not _is_on_duty(session, record, row.institution_id)
    )
    is_asker = own & contact_screening.contact_tags(
        context, names=[asker] if asker else [], phones=()
    )
    if row.has_conflict or is_known or is_asker:
        raise ConflictOfInterest(CONFLICT_MESSAGE)
    return paper


def _is_on_duty(session: Session, record: Record, institution_id: int | None) -> bool:
    """Return whether an own report was made on duty by the institution that holds the
    guardianship.
    """
    query = select(Reporter.institution_id).where(Reporter.record_id == record.id)
    return institution_id is not None and session.scalar(query) == institution_id


def check_giver(
    session: Session, context: Context, record: Record, name: str, *, signer: str
) -> None:
    """Raise unless somebody of this name may give their word for the child of an own record.

    An official guardian who reported on duty consents through a colleague (`signer`, "" for none):
    `InvalidInput` without one, and for a signer beside anybody else. `ConflictOfInterest` as of
    `check_name`, for the signer too.
    """
    official = _official(session, context, record, name)
    if official is None:
        check_name(session, context, record, name)
        if signer:
            raise InvalidInput(
                "appointment.signed_by",
                "not_official",
                "only an official guardian has a colleague sign",
            )
        return
    known = contact_screening.known_roles(
        session, record, contact_screening.contact_tags(context, names=[name], phones=())
    )
    is_reporter_on_duty = ContactRole.REPORTER in known and _is_on_duty(
        session, record, official.institution_id
    )
    if ContactRole.SUSPECT in known or (ContactRole.REPORTER in known and not is_reporter_on_duty):
        raise ConflictOfInterest(CONFLICT_MESSAGE)
    if is_reporter_on_duty and not signer:
        raise InvalidInput("appointment.signed_by", "colleague_needed", COLLEAGUE_MESSAGE)
    if signer:
        check_name(session, context, record, signer)


def _official(session: Session, context: Context, record: Record, name: str) -> Guardian | None:
    """Return the official guardian of this name of an own record, appointed now and without a
    conflict.
    """
    own = contact_screening.contact_tags(context, names=[name], phones=())
    for row, paper in _appointed(session, context, record):
        if row.institution_id is not None and own & contact_screening.contact_tags(
            context, names=[paper.name], phones=()
        ):
            return row
    return None


def _appointed(
    session: Session, context: Context, record: Record
) -> list[tuple[Guardian, GuardianForm]]:
    """Return the guardians of an own record whose mandate lasts, without a known conflict, newest
    first.
    """
    query = select(Guardian).where(
        Guardian.record_id == record.id,
        Guardian.ended_at.is_(None),
        Guardian.has_conflict.is_(False),
    )
    rows = session.scalars(query.order_by(Guardian.id.desc())).all()
    opened = [(row, _open(session, context, record, row)) for row in rows]
    today = context.clock.now().date()
    return [(row, paper) for row, paper in opened if paper.is_mandated(today)]


def check_name(session: Session, context: Context, record: Record, name: str) -> None:
    """Raise `ConflictOfInterest` when somebody of this name stands on an own record as reporter or
    suspect, or is a guardian of it in conflict: such a person gives no word for the child, whatever
    paper they show.
    """
    own = contact_screening.contact_tags(context, names=[name], phones=())
    rows = session.scalars(
        select(Guardian).where(Guardian.record_id == record.id, Guardian.has_conflict)
    )
    in_conflict = [_open(session, context, record, row).name for row in rows]
    is_barred = {ContactRole.REPORTER, ContactRole.SUSPECT} & contact_screening.known_roles(
        session, record, own
    )
    if is_barred or own & contact_screening.contact_tags(context, names=in_conflict, phones=()):
        raise ConflictOfInterest(CONFLICT_MESSAGE)


def is_appointed(session: Session, context: Context, record: Record) -> bool:
    """Return whether a guardian without a known conflict of interest is appointed for a record
    now.
    """
    return bool(_appointed(session, context, record))


def release_addressee(session: Session, context: Context, record: Record) -> str:
    """Return who is told of a release of an own record: `guardian`, or the authority of
    `ADDRESSEE_BY_CONFLICT`.

    A conflict counts after the appointment ended too, until a guardian without a conflict is
    appointed.
    """
    query = select(Guardian).where(Guardian.record_id == record.id).order_by(Guardian.id.desc())
    rows = [(row, _conflict(session, context, record, row)) for row in session.scalars(query)]
    mandated = {row.id for row, _ in _appointed(session, context, record)}
    if any(row.id in mandated and not kind for row, kind in rows):
        return "guardian"
    return next((ADDRESSEE_BY_CONFLICT[kind] for _, kind in rows if kind), "guardian")


def _conflict(session: Session, context: Context, record: Record, row: Guardian) -> str:
    """Return the kind of a guardian's conflict of interest, a key of `ADDRESSEE_BY_CONFLICT`; ""
    without one.
    """
    paper = _open(session, context, record, row)
    own = contact_screening.contact_tags(context, names=[paper.name], phones=paper.phones)
    known = contact_screening.known_roles(session, record, own)
    if (
        paper.is_of_suspects_family
        or paper.relation.strip().casefold() in SUSPECT_RELATIONS
        or ContactRole.SUSPECT in known
    ):
        return ContactRole.SUSPECT
    if ContactRole.REPORTER in known and not _is_on_duty(session, record, row.institution_id):
        return ContactRole.REPORTER
    return "elsewhere" if row.has_conflict else ""


def notify_of_refusal(session: Session, context: Context, actor: Actor, record_id: UUID) -> None:
    """Alert the auditor, and tell the supervisors, that somebody would have spoken for the child of
    an own record who must not; nothing for a record that is not the actor's.
    """
    found = visibility.visible_records(
        session, actor, now=context.clock.now(), public_ids=[record_id]
    )
    for seen in found:
        if seen.is_owner:
            alerts.raise_alert(session, context, actor, AlertKind.GUARDIAN_IN_CONFLICT, record_id)
            notices.notify_agency(
                session,
                context,
                seen.record.agency_id,
                kind=NoticeKind.GUARDIAN_IN_CONFLICT,
                record=seen.record,
            )


def list_guardians(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[GuardianView]:
    """Return the guardians of an own record, oldest first. Audited."""
    record = records.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT, ""
    ).record
    rows = session.scalars(
        select(Guardian).where(Guardian.record_id == record.id).order_by(Guardian.id)
    ).all()
    act = audit_log.AuditEvent(
        "list_guardians",
        subject=record_id,
        records=(audit_log.ShownRecord(record_id, (FieldClass.F4B,)),),
    )
    audit_log.record_event(session, context, actor, act)
    return [
        GuardianView(
            row.public_id, _open(session, context, record, row), row.has_conflict, row.ended_at
        )
        for row in rows
    ]


def end_appointment(session: Session, context: Context, actor: Actor, guardian_id: UUID) -> None:
    """End an appointment for an own record; `NotFound` for anybody else's."""
    require(actor, Action.RECORD_CONSENT)
    row = require_found(
        session.execute(
            select(Guardian, Record.public_id)
            .join(Record, Record.id == Guardian.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                Guardian.public_id == guardian_id, visibility.owned_by(actor, context.clock.now())
            )
        ).first(),
        "no such guardian",
    )
    guardian, record_id = row
    guardian.ended_at = guardian.ended_at or context.clock.now()
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            "end_guardian", subject=guardian_id, records=(audit_log.ShownRecord(record_id),)
        ),
    )


def tags_of(session: Session, context: Context, record: Record) -> set[bytes]:
    """Return the tags the guardian appointed last is recognised by, made of what is sealed; none
    without one.
    """
    query = (
        select(Guardian)
        .where(Guardian.record_id == record.id)
        .order_by(Guardian.id.desc())
        .limit(1)
    )
    row = session.scalar(query)
    paper = None if row is None else _open(session, context, record, row)
    return (
        set()
        if paper is None
        else contact_screening.contact_tags(context, names=[paper.name], phones=paper.phones)
    )


def _open(session: Session, context: Context, record: Record, row: Guardian) -> GuardianForm:
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    content = data_keys.unseal_json(key, row.sealed, _place(row.public_id))
    until = content.get("until")
    return GuardianForm(
        **{
            **content,
            "phones": tuple(content["phones"]),
            "appointed_at": datetime.fromisoformat(content["appointed_at"]),
            "until": None if until is None else date.fromisoformat(until),
        }
    )


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("guardian", public_id, FieldClass.F4B.value, 1)
