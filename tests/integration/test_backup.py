"""Save both archives and restore them, on both databases.

Every record is restored, except those of people erased in the meantime.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, text

from cli.commands import archives
from cli.commands.rotate import rewrap_all
from core.codes.data_rights import DataRight
from core.codes.operations import BackupKind
from core.errors import Conflict, NotFound, SealBroken, SettingsError
from core.policy.roles import Role
from core.security import sealed_archives
from core.security.crypto import load_keyring, make_keyring, save_keyring
from core.security.keyring_file import add_version, keep_newest
from models.agencies.agency import Agency
from models.agencies.user import UserSession
from models.records.facts import DataKey
from models.records.record import Record
from models.records.tombstone import Tombstone
from models.tables import metadata
from services.agencies import accounts, sessions
from services.agencies.accounts import INSTALLER
from services.data_rights import data_requests
from services.data_rights.data_requests import DataRequestForm
from services.operations import backup, wrapping_key_rotation
from services.oversight import audit_verification
from services.records import register
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.integration.command_line import environment_of, homeward

pytestmark = pytest.mark.late

AGENCIES = {"missing": "GR-CPA", "found": "DE-JUG", "other": "DE-JUG"}


@pytest.fixture
def world(installation: Installation) -> dict[str, UUID]:
    made = {
        "missing": installation.register(
            MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
        ),
        "found": installation.register(FOUND, installation.actor(Role.CASEWORKER)),
        "other": installation.register(OTHER, installation.actor(Role.CASEWORKER)),
    }
    installation.work()
    return made


def _erase(one: Installation, record: UUID) -> None:
    asking = DataRequestForm(DataRight.ERASE, "person", "card seen", one.clock.now())
    line = one.do(one.actor(Role.CASEWORKER), data_requests.propose_request, record, asking)
    one.do(
        one.actor(Role.SUPERVISOR),
        data_requests.decide_request,
        line.id,
        refusal=None,
        reason="in order",
    )


def _read(one: Installation, record: UUID, agency: str = "DE-JUG") -> set[tuple[str, str]]:
    shown = one.do(one.actor(Role.SUPERVISOR, agency), register.read_record, record)
    return {(statement.field, statement.value) for statement in shown.statements}


def _counts(one: Installation) -> dict[str, int]:
    with one.database.transaction(is_read_only=True) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in backup.data_tables()
        }


def _save(one: Installation, folder: Path) -> tuple[Path, Path]:
    """Save data, then keys, into a folder; return the paths of both archives."""
    data, keys = folder / "data.archive", folder / "keys.archive"
    archives.save_data(one.context, one.database, data)
    archives.save_keys(one.context, one.database, keys)
    return data, keys


def test_a_restored_installation_has_all_data_and_works(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    before = {name: _read(installation, record, AGENCIES[name]) for name, record in world.items()}
    data, keys = _save(installation, tmp_path)
    expected = _counts(installation)
    made = archives.restore_archives(empty.context, empty.database, data, keys)
    assert (made.erased_again, made.unreadable) == (0, ())
    restored = _counts(empty)
    assert restored.pop("audit") == expected.pop("audit") + 1
    # a full run is planned after a restore
    assert restored.pop("schedule") == expected.pop("schedule") + 1
    assert restored == expected
    after = {name: _read(empty, record, AGENCIES[name]) for name, record in world.items()}
    assert after == before
    again = empty.register({**OTHER, "record_ref": "O-9"}, empty.actor(Role.CASEWORKER))
    empty.work()
    assert _read(empty, again)
    with empty.database.transaction(is_read_only=True) as session:
        _, findings = audit_verification.walk_rows(
            session, empty.context.keys, tmp_path / "none", now=empty.clock.now()
        )
    # the clock of the test differs from that of the PostgreSQL server
    assert {one.reason for one in findings} <= {"not_covered", "time_differs"}


def test_a_person_erased_after_the_data_archive_stays_erased(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    data, keys = _save(installation, tmp_path)
    older = keys.read_bytes()
    _erase(installation, world["found"])
    archives.save_keys(installation.context, installation.database, keys)
    assert keys.read_bytes() != older
    assert sorted(path.name for path in tmp_path.glob("*.archive")) == [
        "data.archive",
        "keys.archive",
    ]
    made = archives.restore_archives(empty.context, empty.database, data, keys)
    assert (made.erased_again, made.unreadable) == (1, ())
    with pytest.raises(NotFound):
        _read(empty, world["found"])
    with empty.database.transaction(is_read_only=True) as session:
        gone = session.scalars(select(Record).where(Record.public_id == world["found"])).one()
        assert gone.status == "erased"
        assert session.get(DataKey, world["found"]) is None
        assert session.scalars(select(Tombstone.public_id)).all() == [world["found"]]
        for table in (metadata.tables[name] for name in ("feature", "match_key", "record_facts")):
            here = (
                select(func.count()).select_from(table).where(table.columns["record_id"] == gone.id)
            )
            assert session.scalar(here) == 0
    assert _read(empty, world["other"])


def _sign_in(one: Installation) -> None:
    with one.database.transaction() as session:
        found = accounts.find_login(session, one.context, "caseworker.de-jug")
        assert found.user_id is not None
        sessions.open_session(session, one.context, found.user_id, acting_state=None)


def test_a_copy_of_the_server_gets_the_keys_of_the_newest_archive(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    # `empty` becomes a copy of before the erasure, with the data keys of that time
    data, keys = _save(installation, tmp_path)
    archives.restore_archives(empty.context, empty.database, data, keys)
    _sign_in(empty)
    _erase(installation, world["found"])
    archives.save_keys(installation.context, installation.database, keys)
    empty.clock.move(timedelta(minutes=5))
    newer = empty.register({**OTHER, "record_ref": "O-9"}, empty.actor(Role.CASEWORKER))
    assert _read(empty, world["found"])
    made = archives.replace_keys(empty.context, empty.database, keys)
    assert (made.erased_again, made.unreadable) == (1, ())
    assert empty.count(DataKey, DataKey.subject == world["found"]) == 0
    with pytest.raises(NotFound):
        _read(empty, world["found"])
    for record in (world["other"], newer):
        assert _read(empty, record)
    assert empty.read_all(select(UserSession)) == []


def test_a_copy_does_not_open_without_the_wrapping_key_of_its_time(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    data, keys = _save(installation, tmp_path)
    archives.restore_archives(empty.context, empty.database, data, keys)
    context = dataclasses.replace(
        installation.context, keys=add_version(installation.context.keys, "wrapping")
    )
    rewrap_all(context, installation.database)
    context = dataclasses.replace(context, keys=keep_newest(context.keys, "wrapping"))
    archives.save_keys(context, installation.database, keys)
    copy = dataclasses.replace(empty, context=dataclasses.replace(empty.context, keys=context.keys))
    with pytest.raises(SealBroken):
        _read(copy, world["found"])
    assert archives.replace_keys(copy.context, copy.database, keys).unreadable == ()
    assert _read(copy, world["found"])


def test_a_backup_is_proven_by_a_record_that_it_opens(
    installation: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    def ages() -> dict[BackupKind, float]:
        with installation.database.transaction(is_read_only=True) as session:
            return backup.backup_ages(session, installation.context)

    installation.clock.move(timedelta(hours=30))
    assert min(ages().values()) == timedelta(hours=30).total_seconds()
    older = tmp_path / "older.archive"
    archives.save_keys(installation.context, installation.database, older)
    data, keys = _save(installation, tmp_path)
    archives.prove_backup(installation.context, installation.database, data, keys)
    assert set(ages().values()) == {0}
    installation.clock.move(timedelta(hours=1))
    with pytest.raises(SealBroken, match="older than the data archive"):
        archives.prove_backup(installation.context, installation.database, data, older)
    for record in world.values():
        installation.change(delete(DataKey).where(DataKey.subject == record))
    archives.save_keys(installation.context, installation.database, keys)
    with pytest.raises(SealBroken, match="no record"):
        archives.prove_backup(installation.context, installation.database, data, keys)
    assert ages() == {BackupKind.DATA: 3600, BackupKind.KEYS: 0, BackupKind.PROOF: 3600}


def test_open_doors_of_that_day_do_not_open_again(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    _sign_in(installation)
    data, keys = _save(installation, tmp_path)
    archives.restore_archives(empty.context, empty.database, data, keys)
    assert empty.read_all(select(UserSession)) == []


def test_both_archives_are_encrypted_and_the_data_archive_has_no_keys(
    installation: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    data, keys = _save(installation, tmp_path)
    for path in (data, keys):
        assert path.stat().st_mode & 0o077 == 0
        content = path.read_bytes()
        for word in (b"Shekiba", b"caseworker", world["found"].hex.encode(), b"agency"):
            assert word not in content
    with installation.database.transaction(is_read_only=True) as session:
        names = {line[1] for line in backup.data_lines(session, INSTALLER) if line[0] == "table"}
    assert names.isdisjoint(backup.EXCLUDED_TABLES)
    assert names | backup.EXCLUDED_TABLES == set(metadata.tables)


def test_a_database_with_something_in_it_is_not_written_over(
    installation: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    data, keys = _save(installation, tmp_path)
    with pytest.raises(Conflict, match="empty"):
        archives.restore_archives(installation.context, installation.database, data, keys)
    with pytest.raises(SettingsError, match="not replaced"):
        archives.save_data(installation.context, installation.database, data)
    assert world


@pytest.mark.parametrize(
    "harm", ["flipped", "cut", "frames left out", "header", "swapped", "older keys", "other keys"]
)
def test_an_invalid_archive_is_not_restored(
    installation: Installation,
    empty: Installation,
    world: dict[str, UUID],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    harm: str,
) -> None:
    monkeypatch.setattr(sealed_archives, "FRAME_BYTES", 20_000)
    data, keys = tmp_path / "data.archive", tmp_path / "keys.archive"
    if harm == "older keys":
        archives.save_keys(installation.context, installation.database, keys)
    archives.save_data(installation.context, installation.database, data)
    if harm != "older keys":
        archives.save_keys(installation.context, installation.database, keys)
    content = data.read_bytes()
    start = len(sealed_archives.MAGIC) + content[len(sealed_archives.MAGIC) :].index(b"\n") + 1
    first = start + 4 + int.from_bytes(content[start : start + 4], "big")
    changed = {
        "flipped": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "cut": content[:first],
        "frames left out": content[:start] + content[first:],
        "header": content.replace(b'"made_at": "20', b'"made_at": "19'),
    }
    data.write_bytes(changed.get(harm, content))
    if harm == "swapped":
        data, keys = keys, data
    context = empty.context
    if harm == "other keys":
        context = dataclasses.replace(context, keys=make_keyring())
    with pytest.raises(SealBroken):
        archives.restore_archives(context, empty.database, data, keys)
    assert empty.count(Agency) == 0
    assert world


def test_an_archive_from_before_the_first_version_is_not_restored(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    for revision, reason in (
        ("0067", "the archive was made before the first version; make a new one"),
        ("9999", "the archive is of tables of version 9999; restore it with that version"),
    ):
        folder = tmp_path / revision
        folder.mkdir()
        installation.change(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        data, keys = _save(installation, folder)
        with pytest.raises(SettingsError, match=reason):
            archives.restore_archives(empty.context, empty.database, data, keys)


def test_a_data_archive_outlives_a_new_wrapping_key(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    data, keys = tmp_path / "data.archive", tmp_path / "keys.archive"
    archives.save_data(installation.context, installation.database, data)
    context = dataclasses.replace(
        installation.context, keys=add_version(installation.context.keys, "wrapping")
    )
    rewrap_all(context, installation.database)
    context = dataclasses.replace(context, keys=keep_newest(context.keys, "wrapping"))
    archives.save_keys(context, installation.database, keys)
    new = dataclasses.replace(empty.context, keys=context.keys)
    assert archives.restore_archives(new, empty.database, data, keys).unreadable == ()
    assert wrapping_key_rotation.CHUNK
    assert world


def test_the_commands_do_it_from_one_installation_to_the_next(
    installation: Installation, empty: Installation, world: dict[str, UUID], tmp_path: Path
) -> None:
    for one in (installation, empty):
        save_keyring(one.context.keys, one.context.settings.keys)
    data, keys = str(tmp_path / "data.archive"), str(tmp_path / "keys.archive")
    saved = homeward(environment_of(installation), "backup", "--data", data, "--keys", keys)
    assert saved.returncode == 0, saved.stderr
    _erase(installation, world["found"])
    assert homeward(environment_of(installation), "backup", "--keys", keys).returncode == 0
    restored = homeward(environment_of(empty), "restore", data, keys)
    assert restored.returncode == 0, restored.stderr
    assert "1 people erased again" in restored.stdout
    again = homeward(environment_of(empty), "restore", data, keys)
    assert (again.returncode, len(again.stderr.splitlines())) == (1, 1)
    assert load_keyring(empty.context.settings.keys).versions == installation.context.keys.versions
    assert _read(empty, world["other"])
