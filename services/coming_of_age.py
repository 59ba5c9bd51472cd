"""The day a found person is of age beyond doubt: what is shared is computed anew, nobody speaks for them any more.

Births are sealed, and a plain date to look at would tell the birthday: so once a day every open record of a found
person is looked at, as its agency, until its owner was told. A missing report never lapses at eighteen.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from core.policy import FieldClass, Role
from models import wall
from models.canary import Canary
from models.contact import Guardian
from models.job import Job
from models.notice import Notice
from models.record import Record, Transfer
from models.wall import Door, Who
from services import audit, consent_form, consents, disclosure_steps, jobs, notices, records
from services.actor import Actor
from services.context import Context

NOTICE = "came_of_age"
BATCH = 200
_FACTS = frozenset({FieldClass.F2, FieldClass.F4B})  # the birth; what could not be read of it stands in F4b


def plan(session: Session, context: Context) -> None:
    """Have everybody looked at, once a day of UTC: birthdays begin at midnight."""
    today = datetime.combine(context.clock.now().date(), time(), UTC)
    is_planned = select(Job.id).where(Job.kind == "of_age", Job.created_at >= today).limit(1)
    if session.scalar(is_planned) is None:
        jobs.enqueue(session, context, "of_age", [jobs.Target()])


def batch(session: Session, *, after: int) -> list[tuple[int, int]]:
    """Return (record id, agency id) of found people to look at, from an id on; nothing of a canary. For workers."""
    is_told = exists().where(Notice.record_id == Record.id, Notice.kind == NOTICE)
    is_canary = exists().where(Canary.record_id == Record.id)
    query = select(Record.id, Record.agency_id).where(Record.kind == "found", Record.status == "open")
    rows = session.execute(query.where(Record.id > after, ~is_told, ~is_canary).order_by(Record.id).limit(BATCH))
    return [(record_id, agency_id) for record_id, agency_id in rows]


def is_grown(session: Session, context: Context, record_id: int, agency_id: int) -> bool:
    """Tell whether a record was a child's when it was entered and is an adult's today; in doubt a child's."""
    with wall.through(session, Door.ACTOR, Who(agency_id=agency_id)):
        record = session.get_one(Record, record_id)
        said = records.open_statements(session, context, [(record, _FACTS)]).get(record_id, [])
        ages = consent_form.ages_in(said, record.kind)
    return ages.is_child(record.created_at.date()) and not ages.is_child(context.clock.now().date())


def come_of_age(session: Session, context: Context, record_id: int, agency_id: int) -> None:
    """Let everything follow that hangs on being a child, and tell the owner; told once, so done once."""
    clock = Actor(role=Role.MATCHER, agency_id=agency_id, agency_kind="", state="")
    consents.lapse(session, context, record_id, agency_id)
    with wall.through(session, Door.ACTOR, Who(agency_id=agency_id)):
        record = session.scalars(select(Record).where(Record.id == record_id).with_for_update()).one()
        if record.status != "open":
            return
        now = context.clock.now()
        appointed = update(Guardian).where(Guardian.record_id == record_id, Guardian.ended_at.is_(None))
        session.execute(appointed.values(ended_at=now))
        # Found by police: an adult is not handed over to those who protect children, nor shown to them as offered.
        offered = update(Transfer).where(Transfer.record_id == record_id, Transfer.status == "offered")
        session.execute(offered.where(Transfer.is_hand_over).values(status="withdrawn", decided_at=now))
        record.hand_over_due_at = None
        records.share_again(session, context, record)
        disclosure_steps.follow_consent(session, context, clock, record)
        notices.tell(session, context, agency_id, kind=NOTICE, record=record)
        act = audit.Act(NOTICE, subject=record.public_id, records=((record.public_id, ()),))
        audit.note(session, context, clock, act)
        session.flush()
