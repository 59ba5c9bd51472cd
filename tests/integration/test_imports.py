"""Bulk import in whole chunks with few SQL statements.

References are unique in the file and in the store. An import that was killed is continued.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cli import intake_pool
from cli.commands.intake import RowImport, run_import
from core.errors import Conflict
from core.policy.fields import FieldClass
from core.policy.imports import RUN_FROM_ROWS
from core.policy.roles import Role
from core.security.crypto import new_key, save_keyring
from models.imports.import_batch import ImportBatch, ImportNote
from models.matching_runs.match_key import MatchKey, RaritySnapshot
from models.operations.job import Job, MatchingRun
from models.oversight.audit import Audit, AuditRecord
from models.records.facts import DataKey, Feature, RecordFacts
from models.records.record import Record, RecordAssignment, RecordShare
from services.foundation.facts.intake_row import Row
from services.foundation.feature_store import read_feature_rows
from services.imports import rows as import_rows
from services.matching_runs import runs
from services.records import register
from tests.factories import FOUND, LAWFUL, MISSING, Installation, login
from tests.integration.command_line import environment_of, homeward, kill_when_halted
from tests.integration.running import do, jobs_of, plan_due, register_people, start
from tests.integration.statements import heard

WRITTEN = (
    Record,
    RecordFacts,
    Feature,
    MatchKey,
    RecordShare,
    RecordAssignment,
    Job,
    DataKey,
    Audit,
    AuditRecord,
    ImportNote,
)


def _rows(count: int, **changes: str) -> list[tuple[int, dict[str, str]]]:
    return [
        (
            number + 2,
            {"record_ref": f"R-{number}", "kind": "found", "full_name": f"Dmytro Kovalchuk{number}"}
            | changes,
        )
        for number in range(count)
    ]


def _counts(one: Installation) -> dict[str, int]:
    with one.database.transaction(is_read_only=True) as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in WRITTEN
        }


def _begin(one: Installation, source: bytes | None = None) -> ImportBatch:
    return one.do(one.actor(Role.CASEWORKER), import_rows.open_batch, source=source)


def _save(
    one: Installation, batch: ImportBatch, rows: Sequence[tuple[int, Row]], *, after: int = 0
) -> int:
    actor = one.actor(Role.CASEWORKER)
    (chunk,) = import_rows.prepare_chunks(
        one.context, [(0, {})] * after + list(rows), LAWFUL, actor=actor, after=after
    )
    return one.do(actor, import_rows.save_chunk, batch.id, chunk)


def _import(one: Installation, rows: Sequence[tuple[int, Row]], digest: bytes | None = None) -> Any:
    return run_import(
        one.context,
        one.app,
        RowImport(
            login=login(Role.CASEWORKER, "DE-JUG"), rows=rows, declaration=LAWFUL, digest=digest
        ),
    )


def _import_large(one: Installation, ref: str) -> None:
    """Import four rows that are expected to be enough for a run."""
    rows = [(line, {**row, "record_ref": f"{ref}-{line}"}) for line, row in _rows(4)]
    user = login(Role.CASEWORKER, "DE-JUG")
    run_import(one.context, one.app, RowImport(user, rows, LAWFUL, expected=RUN_FROM_ROWS))


def _work_and_start_due(one: Installation) -> list[tuple[str, str, int]]:
    """Do all jobs, start the due work, and do its jobs; return the runs."""
    one.work()
    with one.database.transaction() as session:
        plan_due(session, one.context)
    one.work()
    return _runs(one)


def _runs(one: Installation) -> list[tuple[str, str, int]]:
    rows = one.read_rows(
        select(MatchingRun.kind, MatchingRun.state, MatchingRun.records).order_by(MatchingRun.id)
    )
    return [tuple(row) for row in rows]


def _unmatched(one: Installation) -> int:
    return one.count(Record, Record.matched_version < Record.version)


def test_one_run_at_the_end_matches_the_rows_of_a_large_import(installation: Installation) -> None:
    _import(installation, _rows(3))
    assert _work_and_start_due(installation) == []
    assert (len(jobs_of(installation, "match")), _unmatched(installation)) == (3, 0)

    _import_large(installation, "S")
    assert _unmatched(installation) == 4
    first = ("crossmatch", "done", 7)
    assert _work_and_start_due(installation) == [first]
    assert installation.read_one(select(RaritySnapshot.size)) == 7

    _import_large(installation, "T")
    assert _work_and_start_due(installation) == [first, ("delta", "done", 4)]
    assert installation.count(RaritySnapshot) == 1
    assert (len(jobs_of(installation, "match")), _unmatched(installation)) == (3, 0)


def test_the_run_of_a_large_import_follows_the_run_that_is_active(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 2)
    register_people(installation, 3)
    start(installation)
    do(installation, "crossmatch")
    _import_large(installation, "S")
    do(installation, "delta")
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
    assert _runs(installation) == [("crossmatch", "running", 3)]
    assert _work_and_start_due(installation) == [("crossmatch", "done", 3), ("delta", "done", 4)]
    assert _unmatched(installation) == 0


def test_a_rejected_row_affects_no_other_row(installation: Installation) -> None:
    rows: list[tuple[int, Row]] = [
        *_rows(3),
        (9, {"record_ref": "X"}),
        (10, {**_rows(1)[0][1], "record_ref": "R-9"}),
    ]
    imported, notes = _import(installation, rows)
    assert imported == 4
    assert [(note.line, note.column, note.is_rejected) for note in notes] == [(9, "kind", True)]


def test_a_reference_is_refused_a_second_time_within_the_file_and_against_the_store(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_rows, "CHUNK_ROWS", 2)
    monkeypatch.setattr(import_rows, "MIN_CHUNK_ROWS", 2)
    installation.register({**FOUND, "record_ref": "R-1"}, installation.actor(Role.SUPERVISOR))
    rows = [*_rows(4), (6, {**_rows(1)[0][1]}), (7, {**_rows(1)[0][1], "record_ref": " R-3 "})]
    imported, notes = _import(installation, rows)
    assert imported == 3
    assert [(note.line, note.column, note.reason) for note in notes] == [
        (3, "record_ref", "duplicate"),
        (6, "record_ref", "duplicate"),
        (7, "record_ref", "duplicate"),
    ]


def test_an_imported_row_is_stored_like_a_registered_one(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    plain = {
        name: value if isinstance(value, str) else "|".join(value) for name, value in FOUND.items()
    }
    one = installation.register({**FOUND, "record_ref": "A"}, responsible)
    _import(installation, [*_rows(3), (5, plain)])
    with installation.database.transaction(is_read_only=True) as session:
        ids = session.scalars(select(Record.id).order_by(Record.id)).all()
        rows = read_feature_rows(session, installation.context.keys, ids)
        assert (rows[ids[0]].keys, rows[ids[0]].packed) == (
            rows[ids[-1]].keys,
            rows[ids[-1]].packed,
        )
        assert rows[ids[0]].keys != rows[ids[1]].keys
        keys = {
            record_id: set(
                session.scalars(select(MatchKey.key).where(MatchKey.record_id == record_id))
            )
            for record_id in ids
        }
        assert keys == {record_id: set(rows[record_id].keys) for record_id in ids}
        assert session.scalar(select(Record.public_id).where(Record.id == ids[0])) == one


def test_a_chunk_takes_as_many_statements_however_many_rows_it_has(
    installation: Installation,
) -> None:
    batch, counted = _begin(installation), []
    for count, after in ((2, 0), (60, 2)):
        rows = [(n, {**row, "record_ref": f"{after}-{n}"}) for n, row in _rows(count)]
        with heard(installation.app) as statements:
            _save(installation, batch, rows, after=after)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_a_chunk_has_one_row_in_the_audit_log_that_names_all_its_records(
    installation: Installation,
) -> None:
    before = _counts(installation)
    _save(installation, _begin(installation), _rows(7))
    after = _counts(installation)
    assert after["audit"] - before["audit"] == 1
    assert after["audit_record"] - before["audit_record"] == 7


@pytest.mark.parametrize("table", ["match_key", "job", "audit_record"])
def test_a_chunk_that_fails_leaves_no_row_of_it(installation: Installation, table: str) -> None:
    batch = _begin(installation)
    before = _counts(installation)
    installation.refuse_rows(table)
    with pytest.raises(Exception, match=r"full|audit log"):
        _save(installation, batch, _rows(5))
    assert _counts(installation) == before


def test_of_two_simultaneous_imports_of_the_same_rows_only_one_continues(
    installation: Installation,
) -> None:
    first, second = _begin(installation, b"t" * 16), _begin(installation, b"t" * 16)
    assert (first.id, import_rows.rows_done(first)) == (second.id, import_rows.rows_done(second))
    assert _save(installation, first, _rows(3)) == 3
    before = _counts(installation)
    with pytest.raises(Conflict):
        _save(installation, second, _rows(3))
    assert _counts(installation) == before
    assert _save(installation, second, [(9, {**FOUND, "record_ref": "N"})], after=3) == 1


def test_an_unfinished_import_of_another_user_is_not_continued(
    installation: Installation,
) -> None:
    mine = _begin(installation, b"t" * 16)
    theirs = installation.do(
        installation.actor(Role.SUPERVISOR), import_rows.open_batch, source=b"t" * 16
    )
    assert mine.id != theirs.id
    assert _begin(installation, b"u" * 16).id not in {mine.id, theirs.id}


def test_a_finished_import_is_not_taken_up_and_takes_no_more_rows(
    installation: Installation,
) -> None:
    imported, _ = _import(installation, _rows(3), b"digest")
    assert imported == 3
    finished = installation.read_one(select(ImportBatch))
    with pytest.raises(Conflict):
        _save(installation, finished, [(9, {**FOUND, "record_ref": "N"})], after=3)
    again, notes = _import(installation, _rows(3), b"digest")
    assert (again, {note.reason for note in notes}) == (0, {"duplicate"})


@pytest.mark.parametrize(
    ("rows", "seconds", "next_rows"),
    [(500, 0.1, 500), (500, 1.0, 100), (500, 60.0, 20), (20, 0.02, 200), (3, 0.0, 500)],
)
def test_chunks_are_sized_to_be_written_in_a_fifth_of_a_second(
    rows: int, seconds: float, next_rows: int
) -> None:
    pace = import_rows.ChunkPace()
    pace.took(rows, seconds)
    assert pace.rows == next_rows


# --- killed
# --------------------------------------------------------------------------


@pytest.mark.late
def test_an_import_killed_between_chunks_is_continued_without_losses_or_repetitions(
    installation: Installation, tmp_path: Path
) -> None:
    rows = [*_rows(9), *_rows(2), (13, {**MISSING, "record_ref": "", "kind": "found"})]
    rows += [(14, {**_rows(1)[0][1], "record_ref": "late", "sex": "girl, I think"})]
    file, halted = tmp_path / "rows.csv", tmp_path / "halted"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(
            opened, ["record_ref", "kind", "full_name", "sex"], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(row for _, row in rows)
    save_keyring(installation.context.keys, installation.context.settings.keys)
    environment = environment_of(installation, is_responsible=False)
    kill_when_halted(environment, "halting_import", halted, str(file), "5", "2")
    assert _counts(installation)["record"] == 9  # ten rows; one of them repeats the reference R-0
    done = homeward(
        environment, "import", str(file), "--as", login(Role.CASEWORKER, "DE-JUG"), "--json"
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["imported"], report["rejected"]) == (10, 3)
    assert [(note["line"], note["column"]) for note in report["notes"]] == [
        (11, "record_ref"),
        (12, "record_ref"),
        (13, "record_ref"),
        (14, "sex"),
    ]
    counts = _counts(installation)
    assert (counts["record"], counts["feature"], counts["job"], counts["import_note"]) == (
        10,
        10,
        10,
        0,
    )
    with installation.database.transaction(is_read_only=True) as session:
        (batch,) = session.scalars(select(ImportBatch))
        assert (batch.status, batch.rows_in, batch.rows_rejected, batch.rows_warned) == (
            "done",
            10,
            3,
            1,
        )
        touched = session.execute(
            select(AuditRecord.record, func.count())
            .join(Audit, Audit.id == AuditRecord.audit_id)
            .where(Audit.action == "register")
            .group_by(AuditRecord.record)
        ).all()
        assert [count for _, count in touched] == [1] * 10


# --- prepared by separate processes
# -----------------------------------------------------------------------------


def _contents(one: Installation) -> list[tuple[object, ...]]:
    """Return the content of every record without ids and encryption, in the order of import."""
    with one.database.transaction(is_read_only=True) as session:
        found = session.scalars(select(Record).order_by(Record.id)).all()
        opened = register.open_statements(
            session, one.context, [(record, frozenset(FieldClass)) for record in found]
        )
        rows = read_feature_rows(session, one.context.keys, [record.id for record in found])
        return [
            (record.kind, rows[record.id].keys, rows[record.id].packed, opened[record.id])
            for record in found
        ]


def test_rows_prepared_by_other_processes_equal_those_prepared_here(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_rows, "CHUNK_ROWS", 3)
    rows = [
        *_rows(8),
        (9, {**_rows(1)[0][1], "record_ref": ""}),
        (10, {**_rows(1)[0][1], "record_ref": "late"}),
    ]
    stored_here, notes_here = _import(installation, rows)
    here = _contents(installation)
    others = [
        (line, {**row, "record_ref": f"{row['record_ref']}'" if row["record_ref"] else ""})
        for line, row in rows
    ]
    monkeypatch.setattr(intake_pool, "MIN_ROWS", 1)
    monkeypatch.setattr(import_rows, "prepare_block", None)  # this process must not prepare any row
    assert _import(installation, others) == (stored_here, notes_here)
    there = _contents(installation)[len(here) :]
    renamed = [
        (*fields, [one for one in statements if one.field != "record_ref"])
        for *fields, statements in there
    ]
    assert renamed == [
        (*fields, [one for one in statements if one.field != "record_ref"])
        for *fields, statements in here
    ]
    counts = _counts(installation)
    assert (counts["record"], counts["feature"], counts["job"]) == (18, 18, 18)


def test_rows_prepared_before_a_key_rotation_are_stored_with_the_new_key(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = _begin(installation)
    actor = installation.actor(Role.CASEWORKER)
    (chunk,) = import_rows.prepare_chunks(installation.context, _rows(2), LAWFUL, actor=actor)
    monkeypatch.setitem(installation.context.keys.versions["match"], 2, new_key())
    assert installation.do(actor, import_rows.save_chunk, batch.id, chunk) == 2
    with installation.database.transaction(is_read_only=True) as session:
        rows = read_feature_rows(
            session, installation.context.keys, list(session.scalars(select(Record.id)))
        )
        assert {row.key_version for row in rows.values()} == {2}
        for row in rows.values():
            query = select(MatchKey.key).where(
                MatchKey.record_id == row.record_id, MatchKey.key_version == 2
            )
            assert sorted(session.scalars(query)) == sorted(row.keys)
