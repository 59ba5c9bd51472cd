"""Helpers that register people for statistics and run the nightly count."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select, update

from core.policy.roles import Role
from models.matching_runs.match import MatchDecision
from models.operations.job import Job
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.records import new_records
from services.records.intake import preparation
from services.records.intake.preparation import Declaration
from services.statistics.cube import Cube
from services.statistics.published import newest_publications
from tests.factories import CHECKED, LAWFUL, Installation, add_match

Rows = list[dict[str, str]]


def people(kind: str, count: int, **more: str) -> Rows:
    """Return intake rows of one kind.

    Every second person is a girl, ages are 6 to 17, and every third row has a phone number.
    """
    return [
        {
            "record_ref": f"{kind}-{n}",
            "kind": kind,
            "full_name": f"Somebody Number{n}",
            "birth_date": "2010" if n % 4 == 0 else f"{2009 + n % 11}-05-{1 + n % 28:02}",
            "sex": "F" if n % 2 else "M",
            "nationalities": "AF" if n % 3 else "SY",
            "event_date": f"2026-0{1 + n % 2}-11",
            "event_country": "DE",
            **({"phones": "+49 30 5550100"} if n % 3 == 0 else {}),
            **more,
        }
        for n in range(count)
    ]


def register(
    one: Installation, rows: Rows, agency: str = "DE-JUG", declaration: Declaration = LAWFUL
) -> list[UUID]:
    actor = one.actor(Role.SUPERVISOR, agency)
    with one.database.transaction() as session:
        made = []
        for row in rows:
            prepared = preparation.prepare(
                one.context, row, declaration, source=actor.agency_kind, state=actor.state
            )
            made.append(
                new_records.register_record(session, one.context, actor, prepared).public_id
            )
        return made


def night(one: Installation) -> dict[str, Cube]:
    """Run the nightly count and return the cubes that are current afterwards."""
    one.change(update(Job).where(Job.state == "queued").values(state="cancelled"))
    one.enqueue("statistics")
    assert one.work() == 1
    return newest_cubes(one)


def newest_cubes(one: Installation) -> dict[str, Cube]:
    with one.app.transaction(is_read_only=True, door=DatabaseRole.ANALYST) as session:
        return newest_publications(session)


def populate(installation: Installation) -> Installation:
    """Register found people of two agencies of a state, a few elsewhere, and missing people.

    The missing people are of three states.
    """
    register(installation, people("found", 60))
    register(installation, people("found", 30, category="missing_in_migration"), "DE-POL")
    register(installation, people("found", 20), "CH-CPA")
    register(
        installation, people("missing", 40, category="missing_in_migration"), "GR-POL", CHECKED
    )
    for agency in ("FR-116", "CH-CPA", "DE-POL"):
        register(installation, people("missing", 12), agency, CHECKED)
    return installation


def decide(one: Installation, count: int) -> None:
    """Write confirmed matches of a missing report and a found person, with their decisions."""
    now, supervisor = one.clock.now(), one.actor(Role.SUPERVISOR, "GR-POL")
    with one.database.transaction() as session:
        missing = session.scalars(
            select(Record.id).where(Record.kind == "missing").order_by(Record.id)
        ).all()
        found = session.scalars(
            select(Record.id).where(Record.kind == "found").order_by(Record.id)
        ).all()
        for n, (low, high) in enumerate(zip(found[:count], missing, strict=False)):
            state = "confirmed" if n % 2 else "open"
            match = add_match(
                session, low, high, now, state=state, band=3, bits=20.0, probability=0.99
            )
            session.add(
                MatchDecision(
                    public_id=uuid4(),
                    match_id=match.id,
                    low_version=1,
                    high_version=1,
                    agency_id=supervisor.agency_id,
                    user_id=supervisor.user_id,
                    step="confirm",
                    outcome="same",
                    reason="document",
                    created_at=now,
                )
            )
