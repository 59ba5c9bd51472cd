from __future__ import annotations

import dataclasses
import itertools
import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, text, update

from core.errors import AuditUnavailable
from core.policy.roles import Role
from core.security.keyring_file import add_version
from models.matching_runs.match_key import RaritySnapshot
from models.oversight.audit import Audit, AuditRecord
from services.foundation import audit_chain, checkpoints
from services.records import register
from tests.factories import FOUND, NOW, Installation
from tests.integration.audit_steps import (
    checkpoints_of,
    findings,
    reasons,
    row_ids,
    sign,
    write_accesses,
)

ROWS = 30
# A few seeds in the normal run, all of them in the slow run.
SEEDS = [pytest.param(seed, marks=[pytest.mark.slow] if seed >= 4 else []) for seed in range(20)]


def test_an_untouched_audit_log_verifies(installation: Installation) -> None:
    write_accesses(installation, ROWS)
    sign(installation)
    assert findings(installation) == []


COLUMNS = ("action", "role", "outcome", "records", "user_id", "at", "acting_state")


@pytest.mark.parametrize(
    ("seed", "column"),
    [
        pytest.param(seed, column, marks=[pytest.mark.slow] if seed >= len(COLUMNS) else [])
        for seed, column in enumerate(COLUMNS * 3)
    ],
)
def test_an_altered_row_is_found(installation: Installation, seed: int, column: str) -> None:
    write_accesses(installation, ROWS)
    other = {
        "user_id": 999,
        "at": NOW - timedelta(days=1),
        "records": "[]",
        "acting_state": "XX",
    }.get(column, "other")
    victims = installation.read_all(select(Audit.id).where(getattr(Audit, column) != other))
    victim = random.Random(seed).choice(victims)
    installation.change(update(Audit).where(Audit.id == victim).values({column: other}))
    assert victim in {finding.audit_id for finding in findings(installation)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_deleted_row_is_found(installation: Installation, seed: int) -> None:
    write_accesses(installation, ROWS)
    with installation.database.transaction() as session:
        victim = random.Random(seed).choice(row_ids(session)[:-1])
        session.execute(delete(Audit).where(Audit.id == victim))
    assert findings(installation)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_inserted_row_is_found_even_with_a_hash_of_its_own(
    installation: Installation, seed: int
) -> None:
    write_accesses(installation, ROWS)
    with installation.database.transaction() as session:
        place = random.Random(seed).choice(row_ids(session)[1:-1])
        session.execute(
            text("UPDATE audit SET id = id + 1000 WHERE id >= :place"), {"place": place}
        )
        session.execute(
            text("UPDATE audit_record SET audit_id = audit_id + 1000 WHERE audit_id >= :p"),
            {"p": place},
        )
        before = session.scalars(
            select(Audit).where(Audit.id < place).order_by(Audit.id.desc())
        ).first()
        assert before is not None
        forged = Audit(
            id=place,
            at=NOW,
            role="supervisor",
            action="read_record",
            outcome="done",
            records="[]",
            previous=before.hash,
        )
        audit_chain.seal_row(installation.context.keys, forged)
        session.add(forged)
    assert findings(installation)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_rows_that_changed_places_are_found(installation: Installation, seed: int) -> None:
    write_accesses(installation, ROWS)
    with installation.database.transaction() as session:
        one, other = random.Random(seed).sample(row_ids(session), 2)
        for old, new in ((one, -1), (other, one), (-1, other)):
            session.execute(update(Audit).where(Audit.id == old).values(id=new))
    assert findings(installation)


@pytest.mark.parametrize("cut", [1, 2, 5, 29])
def test_a_cut_off_end_is_found_by_the_signed_checkpoint(
    installation: Installation, cut: int
) -> None:
    write_accesses(installation, ROWS)
    sign(installation)
    with installation.database.transaction() as session:
        session.execute(delete(Audit).where(Audit.id.in_(row_ids(session)[-cut:])))
    assert "row_missing" in reasons(installation)


def test_a_log_rewritten_from_some_row_on_is_found_by_the_checkpoint(
    installation: Installation,
) -> None:
    write_accesses(installation, ROWS)
    sign(installation)
    with installation.database.transaction() as session:
        rows = session.scalars(select(Audit).order_by(Audit.id)).all()
        rows[10].action = "other"
        for before, row in itertools.pairwise(rows[9:]):
            row.previous = before.hash
            row.hash = audit_chain.row_hash(installation.context.keys, row)
    assert "checkpoint_differs" in reasons(installation)


def test_a_forged_checkpoint_is_found(installation: Installation) -> None:
    write_accesses(installation, ROWS)
    sign(installation)
    path = checkpoints_of(installation)
    path.write_text(path.read_text().replace('"id": ', '"id": 9'))
    assert "checkpoint_forged" in reasons(installation)


def test_an_altered_index_of_accesses_is_found(installation: Installation) -> None:
    write_accesses(installation, ROWS)
    with installation.database.transaction() as session:
        victim = session.scalars(select(AuditRecord.id)).first()
        session.execute(delete(AuditRecord).where(AuditRecord.id == victim))
    assert reasons(installation) == {"index_differs"}


@pytest.mark.parametrize("match", [None, uuid4()])
def test_a_look_that_is_put_to_another_match_or_to_none_is_found(
    installation: Installation, match: UUID | None
) -> None:
    write_accesses(installation, ROWS)
    with installation.database.transaction() as session:
        victim = session.scalars(
            select(AuditRecord.id).where(AuditRecord.match.is_not(None))
        ).first()
        session.execute(update(AuditRecord).where(AuditRecord.id == victim).values(match=match))
    assert reasons(installation) == {"index_differs"}


def test_a_checkpoint_is_written_once_for_a_audit_log_that_did_not_grow(
    installation: Installation,
) -> None:
    write_accesses(installation, 2)
    with installation.database.transaction(is_read_only=True) as session:
        after = checkpoints.sign_newest(session, installation.context)
        assert checkpoints.sign_newest(session, installation.context, after=after) == after
    path = checkpoints_of(installation)
    assert len(path.read_text().splitlines()) == 1


def test_without_the_audit_log_no_record_is_stored_or_shown(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(FOUND, responsible)
    installation.refuse_rows("audit")
    with pytest.raises(AuditUnavailable), installation.database.transaction() as session:
        session.add(RaritySnapshot(size=1, created_at=NOW))
        register.read_record(session, installation.context, responsible, public_id)
    assert installation.count(RaritySnapshot) == 0


def test_a_read_is_written_with_the_classes_shown_and_a_refusal_leaves_no_trace_of_its_transaction(
    installation: Installation,
) -> None:
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    stranger = installation.actor(Role.CASEWORKER, "FR-116")
    installation.do(stranger, register.read_record, public_id)
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert row is not None
        assert (row.action, row.user_id, row.subject) == (
            "read_record",
            stranger.user_id,
            public_id,
        )
        assert session.scalars(
            select(AuditRecord.field_classes).where(AuditRecord.audit_id == row.id)
        ).all() == ["F0"]


def _minutes_later(one: Installation) -> None:
    one.clock.move(timedelta(minutes=5))


def test_a_cut_off_end_is_found_even_when_the_checkpoints_are_gone_too(
    installation: Installation,
) -> None:
    write_accesses(installation, ROWS)
    sign(installation)
    with installation.database.transaction() as session:
        session.execute(delete(Audit).where(Audit.id == max(row_ids(session))))
    checkpoints_of(installation).unlink()
    _minutes_later(installation)
    assert "not_covered" in reasons(installation)


def test_a_checkpoint_taken_out_of_the_middle_is_found(installation: Installation) -> None:
    for _ in range(3):
        write_accesses(installation, 2)
        sign(installation)
    path = checkpoints_of(installation)
    first, _, third = path.read_text().splitlines()
    path.write_text(f"{first}\n{third}\n")
    assert "checkpoint_forged" in reasons(installation)


def test_index_rows_without_an_act_are_found(installation: Installation) -> None:
    write_accesses(installation, 1)
    with installation.database.transaction() as session:
        for audit_id in (*row_ids(session)[-1:], 10_000):
            session.add(AuditRecord(audit_id=audit_id, record=uuid4(), field_classes="F0"))
    assert [finding.reason for finding in findings(installation)] == [
        "index_differs",
        "index_differs",
    ]


@pytest.mark.parametrize("records", ["x", "7", "[[1]]", "null", ""])
def test_a_row_whose_list_of_records_is_no_list_is_a_finding_and_no_crash(
    installation: Installation, records: str
) -> None:
    write_accesses(installation, ROWS)
    with installation.database.transaction() as session:
        victim = row_ids(session)[-1]
        session.execute(update(Audit).where(Audit.id == victim).values(records=records))
    assert "row_altered" in reasons(installation)


def test_a_row_with_an_older_key_than_the_row_before_is_found(installation: Installation) -> None:
    older = installation.context
    newer = dataclasses.replace(older, keys=add_version(older.keys, "audit_chain"))
    for context in (older, newer, older, newer):
        installation.context = context
        write_accesses(installation, 1)
    with installation.database.transaction(is_read_only=True) as session:
        old_key = row_ids(session)[-2]
    assert findings(installation) == [checkpoints.AuditDefect(old_key, "key_older")]
    installation.context = older  # without the newer key
    assert reasons(installation) == {"row_altered"}
