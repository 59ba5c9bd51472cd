"""Two PostgreSQL clusters: fail over to a standby, and go back to a point in time."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from cli.commands import archives, rotate
from core.codes.records import RecordStatus
from core.errors import SealBroken
from core.security.keyring_file import open_keyring
from models.records.record import Record
from models.row_security.database_roles import RoleIdentity
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation import actor_database_role, data_keys
from services.records import erasure
from tests.faults import sightings
from tests.faults.production import Production, production
from tests.faults.reckoning import reckon
from tests.faults.serving import wait_for
from tests.integration.command_line import key_places
from tests.servers import PostgresServer, copied_postgres

pytestmark = pytest.mark.slow

BEFORE = 40  # registrations answered before the first server dies, and again after that
POINT = "before the erasure"
# below the directory of the cluster, which is the working directory of its processes
ARCHIVE = "archive_command=mkdir -p archived && cp %p archived/%f"
NOT_ARCHIVED = (
    "SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal IS NULL"
    " OR last_archived_wal < pg_walfile_name(pg_current_wal_lsn() - 16777216)"
)


def test_failing_over_under_load_loses_nothing_that_was_answered(
    tmp_path: Path, report_figures: Callable[..., None]
) -> None:
    with (
        production(tmp_path) as house,
        copied_postgres(house.postgres, is_standby=True) as standby,
    ):
        standby.start()
        house.postgres.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        house.postgres.execute("SELECT pg_reload_conf()")
        house.start("api", "worker-1", "scheduler")
        answered: dict[str, UUID] = {}
        stop = threading.Event()

        def register() -> None:
            for row in sightings.rows(10_000):
                if stop.is_set():
                    return
                while row["record_ref"] not in answered:
                    with contextlib.suppress(OSError):
                        status, body = house.register(row, key=row["record_ref"])
                        if status in {200, 201}:
                            answered[row["record_ref"]] = UUID(body["id"])

        thread = threading.Thread(target=register)
        thread.start()
        wait_for(lambda: len(answered) >= BEFORE)
        house.postgres.kill()
        died_at, count = time.monotonic(), len(answered)
        standby.promote()
        house.postgres_proxy.redirect(standby.port)
        wait_for(lambda: len(answered) > count)
        report_figures("failing over", seconds=round(time.monotonic() - died_at, 1))
        wait_for(lambda: len(answered) >= count + BEFORE)
        stop.set()
        thread.join()
        with Database(standby.url) as owner:
            after = dataclasses.replace(house, owner=owner)
            wait_for(after.is_done)
            assert reckon(owner, house.context, answered).complaints == ()


@contextlib.contextmanager
def _recovered(house: Production, copy: PostgresServer) -> Iterator[Production]:
    """Run a base backup, recovered from the archived log to the point `POINT`.

    Yield the installation on it, with the keys that the key file has now.
    """
    copy.options += (
        f"restore_command=cp {house.postgres.folder}/archived/%f %p",
        f"recovery_target_name={POINT}",
        "recovery_target_action=promote",
        "archive_mode=off",
    )
    signal = copy.folder / "recovery.signal"
    signal.touch()
    shutil.chown(signal, copy.account or os.getuid())
    copy.start()
    wait_for(lambda: copy.execute("SELECT pg_is_in_recovery()") == [(False,)])
    context = dataclasses.replace(house.context, keys=open_keyring(house.settings.keys))
    with Database(copy.url) as owner:
        yield dataclasses.replace(house, context=context, owner=owner, postgres=copy)


def _open(one: Production, record: UUID) -> bytes:
    """Return the data key of a record; raise `SealBroken` without it."""
    with one.owner.transaction(is_read_only=True) as session:
        return data_keys.open_data_key(session, one.context.keys, record)


def _erase(one: Production, record: UUID) -> None:
    with one.owner.transaction() as session:
        actor_database_role.enter_maintenance(session, INSTALLER)
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        agency = RoleIdentity(row.agency_id, state="DE", home_state="DE", is_case_role=True)
        erasure.erase_record(session, one.context, row, agency)


def test_an_older_copy_cannot_read_what_was_erased_since(tmp_path: Path) -> None:
    with (
        production(tmp_path, "archive_mode=on", ARCHIVE) as house,
        copied_postgres(house.postgres, is_standby=False) as first,
        copied_postgres(house.postgres, is_standby=False) as second,
    ):
        house.start("api")
        kept, erased = (
            UUID(house.register(row, key=row["record_ref"])[1]["id"]) for row in sightings.rows(2)
        )
        house.postgres.execute(f"SELECT pg_create_restore_point('{POINT}')")
        _erase(house, erased)
        data = tmp_path / "data.archive"
        places = key_places(data)
        archives.save_data(house.context, house.owner, data)
        archives.save_keys(house.context, house.owner, places[0])
        house.postgres.execute("SELECT pg_switch_wal()")
        wait_for(lambda: house.postgres.execute(NOT_ARCHIVED) == [])

        # Before the next rotation the copy itself can still read the person.
        with _recovered(house, first) as copy:
            assert _open(copy, erased)
            assert archives.replace_keys(copy.context, copy.owner, places[0]).erased_again == 1
            _check_erased(copy, erased)
            assert _open(copy, kept)

        rotate._rotate_wrapping(house.context, house.owner, rotate.KeyCopies(tuple(places), data))
        with _recovered(house, second) as copy:
            for record in (kept, erased):
                with pytest.raises(SealBroken):
                    _open(copy, record)
            for place in places:
                assert archives.replace_keys(copy.context, copy.owner, place).unreadable == ()
                _check_erased(copy, erased)
                assert _open(copy, kept)


def _check_erased(one: Production, record: UUID) -> None:
    with pytest.raises(SealBroken, match="no data key"):
        _open(one, record)
    with one.owner.transaction(is_read_only=True) as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        assert row.status == RecordStatus.ERASED
