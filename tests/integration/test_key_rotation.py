"""Rotation of the wrapping key while the system runs; killed in the middle and started again."""

from __future__ import annotations

import dataclasses
import subprocess
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cli.commands import archives
from cli.commands.rotate import rewrap_all
from core.errors import Refused
from core.policy.roles import Role
from core.security.crypto import load_keyring
from core.security.keyring_file import add_version, replace_keyring
from models.oversight.audit import Audit
from models.records.facts import DataKey
from services.agencies.accounts import INSTALLER
from services.foundation import data_keys
from services.operations import wrapping_key_rotation
from services.records import new_records, register
from services.records.intake import preparation
from tests.factories import FOUND, OTHER, Installation
from tests.integration.audit_steps import findings
from tests.integration.command_line import (
    environment_of,
    homeward,
    key_places,
    kill_when_halted,
)

SETTINGS_ERROR = 3


def _versions(one: Installation) -> dict[int, int]:
    with one.database.transaction(is_read_only=True) as session:
        counted = session.execute(
            select(DataKey.key_version, func.count()).group_by(DataKey.key_version)
        )
        return dict(map(tuple, counted))  # type: ignore[arg-type]


def _add_key(one: Installation) -> None:
    replace_keyring(one.context.settings.keys, lambda ring: add_version(ring, "wrapping"))


def test_every_data_key_is_rewrapped_and_decrypts_the_same_values(live: Installation) -> None:
    actor = live.actor(Role.CASEWORKER)
    public_id = live.register(FOUND, actor)
    before = _versions(live)
    _add_key(live)
    late = live.register(OTHER, actor)
    assert rewrap_all(live.context, live.database) == before[1]
    assert _versions(live) == {2: before[1] + 1}
    for one, name in ((public_id, "name_native"), (late, "full_name")):
        statements = live.do(actor, register.read_record, one).statements
        assert name in {statement.field for statement in statements}
    acts = live.read_all(select(Audit.action).order_by(Audit.id.desc()).limit(3))
    assert "retire_wrapping_key" in acts


def test_rotation_waits_for_open_transactions_that_create_data_keys(
    live: Installation,
) -> None:
    """Runs on PostgreSQL only: SQLite has one writer at a time."""
    if live.database.is_sqlite:
        pytest.skip("one writer at a time")
    actor = live.actor(Role.CASEWORKER)
    rewrapped: list[int] = []
    with live.database.transaction() as session:
        prepared = preparation.prepare(
            live.context, FOUND, preparation.Declaration(), source="protection", state="DE"
        )
        # written with the old key and not committed
        new_records.register_record(session, live.context, actor, prepared)
        _add_key(live)
        thread = threading.Thread(
            target=lambda: rewrapped.append(rewrap_all(live.context, live.database))
        )
        thread.start()
        thread.join(1.0)
        assert thread.is_alive()
    thread.join()
    assert rewrapped
    assert _versions(live).keys() == {2}


def test_a_key_that_was_destroyed_stays_destroyed(live: Installation) -> None:
    public_id = live.register(FOUND, live.actor(Role.CASEWORKER))
    _add_key(live)
    with live.database.transaction() as session:
        data_keys.destroy_data_key(session, public_id)
    rewrap_all(live.context, live.database)
    with live.database.transaction() as session:
        assert session.get(DataKey, public_id) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_rotates_the_wrapping_key(live: Installation, role: Role) -> None:
    actor = dataclasses.replace(INSTALLER, role=role)
    for act in (wrapping_key_rotation.rewrap_data_keys, wrapping_key_rotation.is_rewrapped):
        with pytest.raises(Refused):
            live.do(actor, act)


def _rotate(one: Installation, data: Path, *places: Path) -> subprocess.CompletedProcess[str]:
    options = [part for place in places for part in ("--keys", str(place))]
    return homeward(environment_of(one), "rotate-keys", "wrapping", *options, "--data", str(data))


def test_the_old_key_stays_until_two_places_have_opened_a_record(
    live: Installation, tmp_path: Path
) -> None:
    live.register(FOUND, live.actor(Role.CASEWORKER))
    data = tmp_path / "data.archive"
    here, there = key_places(data)
    archives.save_data(live.context, live.database, data)
    archives.save_keys(live.context, live.database, here)
    archives.save_keys(live.context, live.database, there)

    for places in ((), (here,), (here, here), (here, here.with_name("other.archive"))):
        answer = _rotate(live, data, *places)
        assert answer.returncode == SETTINGS_ERROR
        assert "two places" in answer.stderr
    assert load_keyring(live.context.settings.keys).versions["wrapping"].keys() == {1}

    # The second place fails: both archives can be used, each with its version of the key.
    answer = _rotate(live, data, here, tmp_path / "no folder" / "keys.archive")
    assert answer.returncode == SETTINGS_ERROR
    assert load_keyring(live.context.settings.keys).versions["wrapping"].keys() == {1, 2}
    for place in (here, there):
        archives.prove_backup(live.context, live.database, data, place)

    # A data archive that the key archive does not open: the old key stays too.
    other = tmp_path / "other.archive"
    other.write_bytes(data.read_bytes()[:-9])
    assert _rotate(live, other, here, there).returncode != 0
    assert load_keyring(live.context.settings.keys).versions["wrapping"].keys() == {1, 2}

    answer = _rotate(live, data, here, there)
    assert answer.returncode == 0, answer.stderr
    assert load_keyring(live.context.settings.keys).versions["wrapping"].keys() == {2}
    for place in (here, there):
        archives.prove_backup(live.context, live.database, data, place)


@pytest.mark.late
def test_killed_in_the_middle_it_is_begun_again_while_records_are_written(
    live: Installation, tmp_path: Path
) -> None:
    actor, file = live.actor(Role.CASEWORKER), tmp_path / "halted"
    made = [live.register({**OTHER, "record_ref": f"R-{number}"}, actor) for number in range(4)]
    data = tmp_path / "data.archive"
    archives.save_data(live.context, live.database, data)
    count = sum(_versions(live).values())
    kill_when_halted(environment_of(live), "halting_rotation", file, str(data), "20", "2")
    path = live.context.settings.keys
    assert load_keyring(path).versions["wrapping"].keys() == {1, 2}
    assert _versions(live) == {1: count - 20, 2: 20}
    made.append(live.register({**OTHER, "record_ref": "R-late"}, actor))
    answer = _rotate(live, data, *key_places(data))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith(
        f"{count - 20} data keys wrapped again; wrapping key 2 is the only one"
    )
    assert load_keyring(path).versions["wrapping"].keys() == {2}
    assert _versions(live) == {2: count + 1}
    for public_id in made:
        assert live.do(actor, register.read_record, public_id).statements


def test_the_key_of_the_audit_log_is_replaced_and_older_rows_still_verify(
    live: Installation,
) -> None:
    actor = live.actor(Role.CASEWORKER)
    live.register(FOUND, actor)
    for version in (2, 3):
        answer = homeward(environment_of(live), "rotate-keys", "audit_chain")
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.startswith(f"audit rows are made with audit_chain key {version};")
    live.register(OTHER, actor)
    rows = live.read_rows(select(Audit.action, Audit.key_version).order_by(Audit.id))
    assert [tuple(row) for row in rows[-4:]] == [
        ("register", 1),
        ("rotate_audit_key", 2),
        ("rotate_audit_key", 3),
        ("register", 3),
    ]
    assert load_keyring(live.context.settings.keys).versions["audit_chain"].keys() == {1, 2, 3}
    assert not {one.reason for one in findings(live)} & {"row_altered", "key_older"}
