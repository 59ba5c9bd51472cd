"""What the migration of deadlines makes of a store from before."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from models import migrate
from models.case.deadline import CaseDeadline
from models.records.record import Record
from models.session import Database

pytestmark = pytest.mark.both
AGENCY = text(
    "INSERT INTO agency (id, public_id, code, name, kind, state, regime, controller,"
    " supervisory_authority, data_protection_contact, case_number_pattern, created_at) VALUES"
    " (1, :public_id, 'DE-POL', 'x', 'police', 'DE', 'led', 'x', 'x', 'x', 'x',"
    " CURRENT_TIMESTAMP)"
)
RECORD = text(
    "INSERT INTO record (id, public_id, agency_id, state, kind, status, closure, sharing, gate,"
    " clearance, has_basis, is_eu_only, ref_tag, version, matched_version, created_at,"
    " updated_at) VALUES (:id, :public_id, 1, 'DE', :kind, 'closed', :closure, '', 'other',"
    " 'cleared', true, false, :tag, 1, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
)
CLOCK = text(
    "INSERT INTO case_clock (id, public_id, kind, agency_id, state, record_id, is_urgent,"
    " started_at, due_at, escalate_at, met_at, level) VALUES (:id, :public_id, 'first_look', 1,"
    " 'DE', 1, false, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, NULL, 1)"
)
# kind and closure before -> closure after
CASES = (
    ("missing", "turned_18", "unsolved_archived"),
    ("tracing", "turned_18", "unsolved_archived"),
    ("found", "turned_18", "turned_18"),
    ("missing", "reunified", "reunified"),
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()


def test_a_birthday_closes_no_report_after_the_migration_and_a_met_deadline_ended_by_an_act(
    database: Database,
) -> None:
    migrate.upgrade(database, "0062")
    with database.transaction() as session:
        session.execute(AGENCY, {"public_id": uuid4().hex})
        for number, (kind, closure, _) in enumerate(CASES, 1):
            row = {"id": number, "public_id": uuid4().hex, "tag": bytes([number] * 18)}
            session.execute(RECORD, {**row, "kind": kind, "closure": closure})
        for number in (1, 2):
            session.execute(CLOCK, {"id": number, "public_id": uuid4().hex})
        session.execute(text("UPDATE case_clock SET met_at = due_at WHERE id = 2"))
    migrate.upgrade(database)
    with database.transaction(is_read_only=True) as session:
        closures = session.scalars(select(Record.closure).order_by(Record.id)).all()
        ends = session.execute(
            select(CaseDeadline.ended_by, CaseDeadline.level).order_by(CaseDeadline.id)
        ).all()
    assert closures == [after for _, _, after in CASES]
    assert [tuple(end) for end in ends] == [(None, 1), ("act", 1)]
