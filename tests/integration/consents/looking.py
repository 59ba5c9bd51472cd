"""Helpers that register found children and read what their consents permit."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.policy.roles import Role
from core.policy.sharing.views import View
from models.consent.written_consent import Consent
from models.records.record import Record, RecordShare
from services.case import record_deadlines
from services.foundation import actor_database_role
from services.foundation.facts.age_range import AgeRange
from services.records.intake.preparation import Declaration
from services.sharing import permissions, visibility
from tests.factories import FOUND, LAWFUL, Installation

BORN = AgeRange(date(2009, 7, 10), date(2009, 7, 10))  # the birth date of FOUND


def register_found(one: Installation, declaration: Declaration = LAWFUL, **changes: Any) -> UUID:
    return one.register({**FOUND, **changes}, one.actor(Role.CASEWORKER), declaration)


def state_of(one: Installation, consent: UUID) -> str:
    return one.read_one(select(Consent.state).where(Consent.public_id == consent))


def shares_of(one: Installation, record: UUID) -> set[tuple[str, int]]:
    with one.database.transaction(is_read_only=True) as session:
        query = select(RecordShare.state, RecordShare.view).join(
            Record, Record.id == RecordShare.record_id
        )
        return {
            (state, view)
            for state, view in session.execute(query.where(Record.public_id == record))
        }


def view_of(one: Installation, record: UUID, agency: str) -> View:
    actor = one.actor(Role.SUPERVISOR, agency)
    with one.app.transaction() as session:
        actor_database_role.enter_role(session, actor)
        visible = visibility.visible_records(
            session, actor, now=one.clock.now(), public_ids=[record]
        )
    return visible[0].view if visible else View.NONE


def permitted(
    one: Installation, record: UUID, state: str = "GR", ages: AgeRange = BORN
) -> set[str]:
    with one.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        return set(permissions.permitted_scopes(session, one.context, row, state=state, ages=ages))


def decide_adulthood(one: Installation, record: UUID, agency: str = "DE-JUG") -> None:
    """Let a person of the responsible agency end the task, which the clock opened, and carry it
    out.
    """
    actor = one.actor(Role.SUPERVISOR, agency)
    listed = one.do(actor, record_deadlines.list_of_record, record)
    (plan,) = [task for task in listed if task.kind == "adulthood_plan"]
    one.do(actor, record_deadlines.end_deadline, plan.id, end="act", note="")
    one.work()


def pass_night(one: Installation) -> None:
    """Run the recurring jobs of the start of a day."""
    one.enqueue("deadlines")
    one.enqueue("coming_of_age")
    one.work()
