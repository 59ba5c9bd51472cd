"""Three years of audit log: older rows are deleted at a signed checkpoint.

An unauthorised deletion is still found.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text

from core.clock import add_months
from core.policy.roles import Role
from models.oversight.audit import Audit, AuditRecord
from models.row_security.database_roles import DatabaseRole
from services.foundation import checkpoints
from services.oversight import audit_retention, checkpoint_anchors
from tests.factories import OTHER, Installation
from tests.integration.anchor_steps import configure, cut_from_the_start
from tests.integration.audit_steps import checkpoints_of, reasons

# also older than three years for the server's own clock
LONG_AGO = datetime(2016, 5, 4, 8, 0, tzinfo=UTC)


def _sign(one: Installation) -> None:
    with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        checkpoints.sign_newest(session, one.context)


def _cut(one: Installation) -> int:
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        return audit_retention.cut_audit_log(session, one.context)


def _rows(one: Installation) -> tuple[int, int]:
    with one.database.transaction(is_read_only=True) as session:
        return session.scalar(select(func.min(Audit.id))) or 0, session.scalar(
            select(func.max(Audit.id))
        ) or 0


def _act(one: Installation, number: int) -> int:
    row = {**OTHER, "record_ref": f"C-{number}", "event_date": "2016-05-01"}
    one.register(row, one.actor(Role.CASEWORKER))
    _sign(one)
    return _rows(one)[1]


@pytest.fixture
def old(installation: Installation) -> Installation:
    """An installation whose audit log began long ago."""
    installation.change(delete(AuditRecord))
    installation.change(delete(Audit))
    if installation.database.is_sqlite:
        installation.change(text("DELETE FROM sqlite_sequence WHERE name = 'audit'"))
    installation.clock.moment = LONG_AGO
    return installation


def test_rows_of_three_years_are_deleted_at_a_checkpoint_and_the_rest_verifies(
    old: Installation,
) -> None:
    first = _act(old, 1)
    old.clock.move(timedelta(days=200))
    second = _act(old, 2)
    assert (_cut(old), reasons(old)) == (0, set())
    old.clock.moment = add_months(LONG_AGO, 36) - timedelta(seconds=1)
    assert _cut(old) == 0
    old.clock.moment = add_months(LONG_AGO, 36)
    assert _cut(old) == first
    assert _rows(old) == (first + 1, second)
    assert reasons(old) <= {"not_covered"}
    assert _cut(old) == 0
    third = _act(old, 3)
    assert third > second
    assert reasons(old) == set()
    with old.database.transaction(is_read_only=True) as session:
        assert session.scalar(select(func.min(AuditRecord.audit_id))) == first + 1
    old.clock.moment = add_months(LONG_AGO, 48)
    assert _cut(old) == second
    _sign(old)
    assert (_rows(old)[0], reasons(old)) == (second + 1, set())


def test_an_unauthorised_deletion_is_found_even_after_a_regular_cut(old: Installation) -> None:
    ends = [_act(old, number) for number in range(4)]
    old.clock.move(timedelta(days=400))
    _act(old, 9)
    old.change(delete(Audit).where(Audit.id <= ends[1]))
    old.change(delete(AuditRecord).where(AuditRecord.audit_id <= ends[1]))
    assert {"chain_broken", "row_missing"} <= reasons(old)
    old.clock.moment = add_months(LONG_AGO, 40)
    assert _cut(old) == ends[3]
    assert reasons(old) == set()
    old.change(delete(Audit).where(Audit.id == ends[3] + 1))
    old.change(delete(AuditRecord).where(AuditRecord.audit_id == ends[3] + 1))
    assert reasons(old) & {"chain_broken", "row_missing"}


def test_a_signed_cut_of_newer_rows_is_a_forgery(old: Installation) -> None:
    end = _act(old, 1)
    _act(old, 2)
    path = checkpoints_of(old)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    with checkpoints.open_checkpoints(old.context) as file:
        words = {"id": end, "hash": lines[0]["hash"], "before": lines[-1]["signature"], "cut": True}
        checkpoints.append_checkpoint(file, old.context, words)
    old.change(delete(Audit).where(Audit.id <= end))
    old.change(delete(AuditRecord).where(AuditRecord.audit_id <= end))
    assert {"checkpoint_forged", "chain_broken", "row_missing"} <= reasons(old)


def test_the_server_keeps_rows_that_are_new_by_its_own_clock(installation: Installation) -> None:
    if installation.database.is_sqlite:
        pytest.skip("no server")
    first = _act(installation, 1)
    _act(installation, 2)
    before = _rows(installation)
    installation.clock.move(timedelta(days=3 * 366))
    assert _cut(installation) == first
    assert _rows(installation) == before


@pytest.mark.both
def test_the_newest_row_is_never_cut(old: Installation) -> None:
    first = _act(old, 1)
    last = _act(old, 2)
    old.clock.moment = add_months(LONG_AGO, 60)
    assert _cut(old) == first
    if not old.database.is_sqlite:
        with old.app.transaction(door=DatabaseRole.WORKER) as session:
            session.execute(text("SELECT homeward_cut_audit_log(:upto)"), {"upto": last})
    assert _rows(old)[1] == last
    assert "log_emptied" not in reasons(old)


@pytest.mark.both
def test_a_lawful_cut_verifies_with_the_anchor_and_one_that_came_too_early_does_not(
    old: Installation, tmp_path: Path
) -> None:
    configure(old, anchor_file=tmp_path / "anchor.jsonl")
    ends = []
    for number in range(3):
        ends.append(_act(old, number))
        checkpoint_anchors.send_checkpoints(old.context)
        old.clock.move(timedelta(days=400))
    old.clock.moment = add_months(LONG_AGO, 36)
    assert _cut(old) == ends[0]
    # before the deletion itself is anchored
    assert reasons(old) <= {"not_covered", "anchor_behind"}
    checkpoint_anchors.send_checkpoints(old.context)
    _act(old, 9)
    checkpoint_anchors.send_checkpoints(old.context)
    assert reasons(old) == set()
    cut_from_the_start(old, upto=ends[1])
    assert "anchor_row_missing" in reasons(old)
