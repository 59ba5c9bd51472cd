"""Feature rows of an older version: processes keep running, report them, and `homeward upgrade`
recomputes them.
"""

from __future__ import annotations

import concurrent.futures
import json
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from cli import repack_pool
from cli.checks import database as checks
from cli.checks.finding import FindingState
from cli.commands.upgrade import pack_all
from core.errors import Conflict
from core.policy.roles import Role
from core.security.crypto import SealPlace, save_keyring
from core.settings import Settings
from matching.versions import PACKED_VERSION
from models import migrate
from models.matching_runs.match import Match
from models.matching_runs.match_key import MatchKey
from models.operations.job import Job, MatchingRun
from models.oversight.audit import Audit, AuditRecord
from models.records.facts import UNPROCESSABLE, Feature, RecordFacts
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.feature_store import read_feature_rows, seal_feature
from services.matching_runs import stale_features
from services.operations import feature_upgrade as upgrading
from services.operations import metrics, schedule
from services.operations.readiness import Readiness, readiness
from services.oversight import audit_verification
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.faults.serving import wait_for
from tests.integration.command_line import environment_of, homeward
from tests.integration.records.steps import close, edit
from tests.integration.running import plan_due
from tests.integration.search_steps import ask

OLDER = PACKED_VERSION - 1
OLD_KEY = -7  # of a kind that this version does not compute
Stored = dict[UUID, tuple[int, tuple[int, ...], bytes, tuple[int, ...]]]


def _register(one: Installation, more: int = 0) -> dict[str, UUID]:
    found = one.actor(Role.CASEWORKER)
    made = {
        "missing": one.register(MISSING, one.actor(Role.CASEWORKER, "GR-CPA"), CHECKED),
        "found": one.register(FOUND, found),
        "other": one.register(OTHER, found),
    }
    for number in range(more):
        made[f"more {number}"] = one.register({**OTHER, "record_ref": f"O-{number + 2}"}, found)
    return made


def _stored(one: Installation) -> Stored:
    """Return packed version, keys, packed row and `match_key` rows by public id of a record."""
    with one.database.transaction(is_read_only=True) as session:
        ids = {
            row.id: row.public_id for row in session.execute(select(Record.id, Record.public_id))
        }
        rows = read_feature_rows(session, one.context.keys, list(ids))
        looked_up: dict[int, list[int]] = {}
        for row in session.scalars(select(MatchKey).order_by(MatchKey.key)):
            looked_up.setdefault(row.record_id, []).append(row.key)
        return {
            ids[number]: (
                row.packed_version,
                row.keys,
                row.packed,
                tuple(looked_up.get(number, ())),
            )
            for number, row in rows.items()
        }


def _make_older(one: Installation) -> None:
    """Rewrite every row as an older engine would: other version, layout and keys."""
    keys = one.context.keys
    with one.database.transaction() as session:
        found = session.scalars(select(Record)).all()
        rows = read_feature_rows(session, keys, [record.id for record in found])
        opened_keys = data_keys.open_data_keys(
            session, keys, [record.public_id for record in found]
        )
        session.execute(delete(MatchKey))
        for record in found:
            row = rows[record.id]
            old = (*row.keys[1:], OLD_KEY)
            place = SealPlace("feature", record.public_id, "F2", row.version)
            sealed = seal_feature(
                opened_keys[record.public_id],
                place,
                keys=old,
                packed=bytes([OLDER]) + row.packed[9:],
            )
            session.execute(
                update(Feature)
                .where(Feature.record_id == record.id)
                .values(sealed=sealed, packed_version=OLDER)
            )
            session.add_all(MatchKey(key_version=1, key=key, record_id=record.id) for key in old)


def _upgrade(one: Installation) -> tuple[int, list[UUID]]:
    return pack_all(one.context, one.app, is_hidden=True)


def _word(one: Installation) -> Readiness:
    return readiness(one.app, one.context)


def _waiting(one: Installation) -> stale_features.StaleFeatureCounts:
    with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        return stale_features.count_stale_features(session)


def test_workers_and_searches_live_with_rows_of_an_older_version_and_everybody_says_so(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(installation)
    assert _word(installation) is Readiness.READY
    _make_older(installation)
    newer = installation.register(
        {**FOUND, "record_ref": "F-2"}, installation.actor(Role.CASEWORKER)
    )
    assert installation.work() >= 4
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        assert session.scalars(select(Job.state).distinct()).all() == ["done"]
        assert session.scalars(
            select(Record.public_id).where(Record.matched_version > 0)
        ).all() == [newer]
        assert stale_features.count_stale_features(session) == stale_features.StaleFeatureCounts(
            due=3, given_up=0
        )
        assert metrics.take_snapshot(session, installation.context).waiting_for_upgrade == 3
    # rows that wait during a rolling upgrade are not an outage
    assert _word(installation) is Readiness.READY
    settings = _settings(installation)
    monkeypatch.setattr(checks, "make_context", lambda _settings: installation.context)
    (found,) = [one for one in checks.check_work(settings) if one.check == "packing"]
    assert (found.state, found.words[:9], found.remedy) == (
        FindingState.BAD,
        "3 records",
        "homeward upgrade",
    )


def test_a_search_bound_to_a_report_that_waits_says_so(installation: Installation) -> None:
    report = _register(installation)["missing"]
    _make_older(installation)
    actor = installation.actor(Role.SUPERVISOR, "GR-CPA")
    facts = {"full_name": MISSING["full_name"], "birth_date": MISSING["birth_date"]}
    with pytest.raises(Conflict, match="upgrade"):
        ask(installation, actor, facts, bound_to=report)


def test_an_upgrade_leaves_rows_and_keys_as_a_registration_would_and_a_full_run_due(
    installation: Installation,
) -> None:
    _register(installation)
    fresh = _stored(installation)
    _make_older(installation)
    with installation.database.transaction() as session:
        # seen for the first time, therefore due in a day
        assert plan_due(session, installation.context) == []
    installation.work()  # finds no candidates and caches the old rows
    assert _upgrade(installation) == (3, [])
    assert _stored(installation) == fresh
    assert _word(installation) is Readiness.READY
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        known = installation.context.features.get(session, installation.context.keys, [1, 2, 3])
        assert {row.packed for row in known.values()} == {
            packed for _, _, packed, _ in fresh.values()
        }
        assert plan_due(session, installation.context) == ["crossmatch"]
    installation.work()
    assert installation.read_all(select(MatchingRun.records)) == [3]
    assert len(installation.read_all(select(Match))) == 1
    assert _upgrade(installation) == (0, [])


def test_no_run_starts_by_itself_while_records_wait(installation: Installation) -> None:
    _register(installation)
    _make_older(installation)
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        schedule.make_due(session, installation.context, "crossmatch")
        assert plan_due(session, installation.context) == []
    _upgrade(installation)
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        assert plan_due(session, installation.context) == ["crossmatch"]


def test_a_chunk_is_one_row_of_the_audit_log_of_its_agency(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _register(installation, more=2)
    _make_older(installation)
    monkeypatch.setattr(upgrading, "CHUNK", 3)
    _upgrade(installation)
    with installation.database.transaction(is_read_only=True) as session:
        rows = session.scalars(
            select(Audit).where(Audit.action == "pack_records").order_by(Audit.id)
        ).all()
        agency = {row.public_id: row.agency_id for row in session.scalars(select(Record))}
        logged_records: list[UUID] = []
        for row in rows:
            named = session.scalars(
                select(AuditRecord.record).where(AuditRecord.audit_id == row.id)
            ).all()
            assert {agency[one] for one in named} == {row.agency_id}
            assert row.role == Role.ADMINISTRATOR.value
            logged_records += named
        assert len(rows) == 3  # three chunks: of one, two and one record
        assert sorted(logged_records) == sorted(made.values())
        now = installation.clock.now()
        assert (
            audit_verification.walk_rows(session, installation.context.keys, Path("none"), now=now)[
                1
            ]
            == []
        )


def _change(one: Installation, actor: Actor, public_id: UUID, act: str) -> None:
    if act == "edit":
        edit(one, actor, public_id, {"full_name": "Danylo"}, reason="as heard")
    else:
        close(one, actor, public_id, "care_elsewhere")


def _packed(one: Installation, actor: Actor) -> tuple[Actor, upgrading.RepackedChunk]:
    """Pack the records of the actor's agency again without storing them."""
    with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        (responsible,) = [
            responsible
            for responsible in upgrading.agency_actors(session, INSTALLER)
            if responsible.agency_id == actor.agency_id
        ]
        ids = [
            one
            for one, agency_id in upgrading.next_stale_ids(session, after=0)
            if agency_id == responsible.agency_id
        ]
    with one.app.transaction(is_read_only=True) as session:
        return responsible, upgrading.repack_records(session, one.context, responsible, ids)


def _assert_changed(one: Installation, public_id: UUID, act: str) -> None:
    """Assert that a record's keys are those of its current row; a closed record has neither."""
    stored = _stored(one)
    if act == "edit":
        version, keys, _, looked_up = stored[public_id]
        assert (version, sorted(keys)) == (PACKED_VERSION, list(looked_up))
        return
    assert public_id not in stored
    known = select(Record.id).where(Record.public_id == public_id)
    assert one.read_all(select(MatchKey).where(MatchKey.record_id.in_(known))) == []


@pytest.mark.parametrize("act", ["edit", "close"])
@pytest.mark.parametrize("is_between", [False, True], ids=["before", "while it is packed"])
def test_a_waiting_record_is_edited_and_closed_and_no_key_stays(
    installation: Installation, act: str, is_between: bool
) -> None:
    public_id = _register(installation)["other"]
    _make_older(installation)
    actor = installation.actor(Role.SUPERVISOR)
    responsible, chunk = _packed(installation, actor)
    _change(installation, actor, public_id, act)
    if is_between:
        with installation.app.transaction() as session:
            assert upgrading.store_chunk(session, installation.context, responsible, chunk) == 1
    else:
        _upgrade(installation)
    _assert_changed(installation, public_id, act)


def test_a_record_edited_by_an_older_process_while_packed_is_packed_next_time(
    installation: Installation,
) -> None:
    public_id = _register(installation)["other"]
    _make_older(installation)
    actor = installation.actor(Role.SUPERVISOR)
    responsible, chunk = _packed(installation, actor)
    _change(installation, actor, public_id, "edit")
    record_id = installation.read_one(select(Record.id).where(Record.public_id == public_id))
    installation.change(
        update(Feature).where(Feature.record_id == record_id).values(packed_version=OLDER)
    )
    with installation.app.transaction() as session:
        assert upgrading.store_chunk(session, installation.context, responsible, chunk) == 1
    assert _waiting(installation).due == 2  # this record and that of the other agency
    assert _upgrade(installation) == (2, [])
    _assert_changed(installation, public_id, "edit")


@pytest.mark.parametrize("act", ["edit", "close"])
def test_an_edit_or_closure_waits_for_the_chunk_and_uses_the_new_keys(
    installation: Installation, act: str
) -> None:
    public_id = _register(installation)["other"]
    _make_older(installation)
    actor = installation.actor(Role.SUPERVISOR)
    responsible, chunk = _packed(installation, actor)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        with installation.app.transaction() as session:
            upgrading.store_chunk(session, installation.context, responsible, chunk)
            done = pool.submit(_change, installation, actor, public_id, act)
            concurrent.futures.wait([done], timeout=0.5)
            assert not done.done()
        done.result()
    _assert_changed(installation, public_id, act)


def test_a_row_that_cannot_be_sealed_stops_the_upgrade_and_no_record_is_given_up(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise RuntimeError("no seal")

    _register(installation)
    _make_older(installation)
    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "seal_feature", refuse)
        with pytest.raises(RuntimeError, match="no seal"):
            _upgrade(installation)
    assert _waiting(installation) == stale_features.StaleFeatureCounts(due=3, given_up=0)
    assert _upgrade(installation) == (3, [])


def test_a_record_that_does_not_open_is_given_up_and_the_others_are_packed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _register(installation, more=2)
    _make_older(installation)
    broken = made["other"]
    with installation.database.transaction() as session:
        record_id = session.scalars(select(Record.id).where(Record.public_id == broken)).one()
        document = session.scalars(
            select(RecordFacts).where(RecordFacts.record_id == record_id)
        ).first()
        assert document is not None
        whole = document.sealed
        document.sealed = whole[:-1] + bytes([whole[-1] ^ 1])
        harmed = document.field_class
    assert _upgrade(installation) == (4, [broken])
    assert _waiting(installation) == stale_features.StaleFeatureCounts(due=0, given_up=1)
    assert _stored(installation)[broken][0] == UNPROCESSABLE
    # one damaged record must not make the installation unready
    assert _word(installation) is Readiness.READY
    monkeypatch.setattr(checks, "make_context", lambda _settings: installation.context)
    (found,) = [one for one in checks.check_work(_settings(installation)) if one.check == "packing"]
    assert (found.state, found.words[:9]) == (FindingState.WARN, "1 records")
    installation.change(
        update(RecordFacts)
        .where(RecordFacts.record_id == record_id, RecordFacts.field_class == harmed)
        .values(sealed=whole)
    )
    assert _upgrade(installation) == (1, [])
    assert _waiting(installation) == stale_features.StaleFeatureCounts(0, 0)


@pytest.mark.late
def test_several_processes_pack_like_one(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(installation, more=5)
    fresh = _stored(installation)
    _make_older(installation)
    save_keyring(installation.context.keys, installation.context.settings.keys)
    for name, value in environment_of(installation).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(upgrading, "PAGE", 3)
    monkeypatch.setattr(upgrading, "CHUNK", 2)
    monkeypatch.setattr(repack_pool, "MIN_RECORDS", 1)
    monkeypatch.setattr(repack_pool, "pack_chunk", None)  # this process must not pack any record
    assert _upgrade(installation) == (8, [])
    assert _stored(installation) == fresh
    named = installation.read_all(
        select(AuditRecord.record)
        .join(Audit, Audit.id == AuditRecord.audit_id)
        .where(Audit.action == "pack_records")
    )
    assert sorted(named) == sorted(fresh)


# --- the command
# --------------------------------------------------------------------------


def _settings(one: Installation) -> Settings:
    """Return the settings of a process of the installation; its key file is written."""
    made = one.context.settings
    save_keyring(one.context.keys, made.keys)
    if one.database.is_sqlite:
        return made
    return made.model_copy(
        update={"database_url": one.app.url.render_as_string(hide_password=False)}
    )


@pytest.mark.late
def test_a_killed_upgrade_is_begun_again_and_two_at_once_are_refused(
    installation: Installation, tmp_path: Path
) -> None:
    made = _register(installation, more=4)
    fresh = _stored(installation)
    _make_older(installation)
    save_keyring(installation.context.keys, installation.context.settings.keys)
    environment, file = environment_of(installation), tmp_path / "halted"
    halting = [sys.executable, "-m", "tests.faults.halting_upgrade", str(file), "2", "3"]
    with subprocess.Popen(halting, env=environment, stdout=subprocess.DEVNULL) as process:
        wait_for(file.exists)
        second = homeward(environment, "upgrade")
        process.send_signal(signal.SIGKILL)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == "homeward: another upgrade of this installation is running\n"
    assert process.returncode == -signal.SIGKILL
    assert _waiting(installation).due == 4  # one chunk of one record and one of two were stored
    again = homeward(environment, "upgrade", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == {
        "tables": migrate.newest_revision(),
        "packed": 4,
        "given_up": [],
        "is_run_due": True,
    }
    assert _stored(installation) == fresh
    with installation.database.transaction(is_read_only=True) as session:
        touched = session.execute(
            select(AuditRecord.record, func.count())
            .join(Audit, Audit.id == AuditRecord.audit_id)
            .where(Audit.action == "pack_records")
            .group_by(AuditRecord.record)
        )
        assert sorted(map(tuple, touched)) == sorted((public_id, 1) for public_id in made.values())
    third = homeward(environment, "upgrade")
    assert (third.returncode, third.stdout.splitlines()[-1]) == (
        0,
        "the database has the tables of this version; 0 records were packed again",
    )
