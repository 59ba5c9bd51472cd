"""Who reports a person missing: identity and relation as proven, cleared by a second person, suspicion told at once."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.crypto import Place
from core.errors import Conflict, InvalidInput
from core.policy import CLEARANCES, Action, FieldClass
from core.policy_people import SUSPECTS
from models.contact import Reporter
from models.record import Record
from services import alerts, audit, contacts, notices, records, remaking, sealing, second_person
from services.actor import Actor
from services.context import Context


@dataclasses.dataclass(frozen=True, slots=True)
class ReporterForm:
    """A reporter as one writes them down; `identity_how` and `relation_proof` say how each was proven, "" not yet."""

    name: str
    phones: tuple[str, ...] = ()
    relation: str = ""
    identity_how: str = ""
    relation_proof: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A reporter as the record's owner reads them."""

    form: ReporterForm
    clearance: str
    verified_at: datetime | None
    verified_by: int | None
    is_relation_proven: bool


def check_proven(form: ReporterForm | None) -> None:
    """Raise unless identity and relation are proven: nobody is cleared before."""
    if form is None or not form.identity_how.strip() or not form.relation_proof.strip():
        raise InvalidInput("reporter", "not_proven", "a reporter is cleared once identity and relation are proven")


def check_declared(kind: str, clearance: str, form: ReporterForm | None) -> None:
    """Raise when a report is declared cleared without a proven reporter, or a found person is given one."""
    if kind == "found" and form is not None:
        raise InvalidInput("reporter", "not_of_this_kind")
    if kind != "found" and clearance == "cleared":
        check_proven(form)


def keep_for(session: Session, context: Context, actor: Actor, public_id: UUID, form: ReporterForm) -> None:
    """Seal the reporter of a record that was registered in this transaction."""
    keep(session, context, actor, session.scalars(select(Record).where(Record.public_id == public_id)).one(), form)


def write(session: Session, context: Context, actor: Actor, public_id: UUID, form: ReporterForm) -> None:
    """Name the reporter of an own missing or tracing record; one who was cleared is unverified again."""
    record = records.own(session, context, actor, public_id, Action.EDIT, "naming the reporter").record
    if record.kind == "found" or record.status != "open":
        raise Conflict("an open report has a reporter, a found person has none")
    had = keep(session, context, actor, record, form)
    if had and record.clearance == "cleared":
        remaking.remake(session, context, record, {"clearance": "unverified"})
    act = audit.Act("write_reporter", subject=public_id, records=((public_id, (FieldClass.F4B,)),))
    audit.note(session, context, actor, act)


def keep(session: Session, context: Context, actor: Actor, record: Record, form: ReporterForm) -> bool:
    """Seal a reporter beside the record and compare them with everybody's; return whether there was one before."""
    if not form.name.strip():
        raise InvalidInput("reporter", "needed")
    row = session.get(Reporter, record.id)
    had = row is not None
    row = row or Reporter(record_id=record.id)
    now = context.clock.now()
    is_verified = bool(form.identity_how.strip())
    key = sealing.open_data_key(session, context.keys, record.public_id)
    row.sealed = sealing.seal_json(key, dataclasses.asdict(form), _place(record))
    row.written_by, row.written_at = actor.user_id, now
    row.verified_by, row.verified_at = (actor.user_id, now) if is_verified else (None, None)
    row.is_relation_proven = bool(form.relation_proof.strip())
    session.add(row)
    session.flush()
    found = contacts.tags(context, names=[form.name], phones=form.phones)
    if form.relation.strip().casefold() in SUSPECTS or "suspect" in contacts.shared_roles(session, record, found):
        alerts.raise_alert(session, context, actor, "reporter_under_suspicion", record.public_id)
        notices.tell(session, context, record.agency_id, kind="reporter_under_suspicion", record=record)
    contacts.keep(session, context, record.id, "reporter", found)
    return had


def read(session: Session, context: Context, actor: Actor, public_id: UUID) -> Shown | None:
    """Return the reporter of an own record; None: none was named. Audited."""
    record = records.own(session, context, actor, public_id, Action.EDIT, "reading the reporter").record
    row = session.get(Reporter, record.id)
    act = audit.Act("read_reporter", subject=public_id, records=((public_id, (FieldClass.F4B,)),))
    audit.note(session, context, actor, act)
    if row is None:
        return None
    form = _open(session, context, record, row)
    return Shown(form, record.clearance, row.verified_at, row.verified_by, row.is_relation_proven)


def decide(session: Session, context: Context, actor: Actor, public_id: UUID, *, clearance: str, reason: str) -> None:
    """Clear, flag or unclear a reporter, with a reason: a second person to the one who wrote them down."""
    if clearance not in CLEARANCES:
        raise InvalidInput("clearance", "unknown_code")
    if not reason.strip():
        raise InvalidInput("reason", "needed")
    record = records.own(session, context, actor, public_id, Action.CLEAR_REPORTER, reason).record
    row = session.scalar(select(Reporter).where(Reporter.record_id == record.id))
    if row is None:
        raise Conflict("no reporter is named")
    second_person.check(session, context, actor, row.written_by, act="decides about a reporter")
    if clearance == "cleared":
        check_proven(_open(session, context, record, row))
    if record.status != "open":
        raise Conflict("the record is closed")
    remaking.remake(session, context, record, {"clearance": clearance})
    act = audit.Act("decide_reporter", clearance, subject=public_id, records=((public_id, (FieldClass.F4B,)),))
    audit.note(session, context, actor, act)


def tags_of(session: Session, context: Context, record: Record) -> set[bytes]:
    """Return the tags a record's reporter is recognised by, made of what is sealed; none without one."""
    row = session.get(Reporter, record.id)
    form = None if row is None else _open(session, context, record, row)
    return set() if form is None else contacts.tags(context, names=[form.name], phones=form.phones)


def _open(session: Session, context: Context, record: Record, row: Reporter) -> ReporterForm:
    key = sealing.open_data_key(session, context.keys, record.public_id)
    opened = sealing.unseal_json(key, row.sealed, _place(record))
    return ReporterForm(**{**opened, "phones": tuple(opened["phones"])})


def _place(record: Record) -> Place:
    return Place("reporter", record.public_id, FieldClass.F4B.value, 1)
