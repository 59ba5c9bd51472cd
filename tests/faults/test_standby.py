"""Two PostgreSQL clusters: fail over to a standby, and go back to a point in time."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import make_url, select

from cli.commands import archives
from cli.commands.rotate import KeyCopies, _rotate_wrapping
from core.errors import SealBroken
from core.security.keyring_file import open_keyring
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation import data_keys, database_roles
from services.foundation.context import Context
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


def _at(house: Production, server: PostgresServer) -> Production:
    """Return the installation on another server, with the keys that its key file has now."""
    context = dataclasses.replace(house.context, keys=open_keyring(house.settings.keys))
    owner = Database(make_url(server.url).set(drivername="postgresql+psycopg"))
    return dataclasses.replace(house, context=context, owner=owner, postgres=server)


@contextlib.contextmanager
def _recovered(house: Production, backup: Path, log: Path) -> Iterator[Production]:
    """Run a copy of a base backup, recovered from the archived log to the point `POINT`."""
    with empty_postgres(backup) as server:
        server.options += (
            f"restore_command=cp {log}/%f %p",
            f"recovery_target_name={POINT}",
            "recovery_target_action=promote",
        )
        (server.folder / "recovery.signal").touch()
        server.start()
        wait_for(lambda: server.execute("SELECT pg_is_in_recovery()") == [(False,)])
        copy = _at(house, server)
        with copy.owner:
            yield copy


def _open(one: Production, record: UUID) -> bytes:
    """Open the data key of a record; raise `SealBroken` without it."""
    with one.owner.transaction(is_read_only=True) as session:
        return data_keys.open_data_key(session, one.context.keys, record)


def test_an_older_copy_cannot_read_what_was_erased_since(tmp_path: Path) -> None:
    log = tmp_path / "log"
