from __future__ import annotations

import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from core import logs
from core.security.crypto import Keyring
from models import session as session_module
from models.matching_runs.match_key import RaritySnapshot
from models.session import Database
from models.sql import locks
from models.sql.locks import Lock
from models.sql.unit_of_work import CommitStep, unit_of_work
from tests import postgres
from tests.factories import NOW, Installation, Templates, copy_installation
from tests.faults.proxy import Mode, Proxy
from tests.racing import at_once

pytestmark = pytest.mark.both
ENOUGH = 10  # requests for a lock


@pytest.fixture
def database(installation: Installation) -> Database:
    return installation.database


@pytest.fixture
def file(templates: Templates, tmp_path: Path, keys: Keyring) -> Iterator[Database]:
    """A database in a file."""
    path, _ = templates("sqlite")
    made = copy_installation(path, tmp_path / "file", keys)
    yield made.database
    made.close()


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(RaritySnapshot)) or 0


def test_the_file_is_private(file: Database) -> None:
    assert stat.S_IMODE(os.stat(str(file.url.database)).st_mode) == 0o600


def test_a_transaction_that_raises_is_rolled_back_and_others_are_committed(
    database: Database,
) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.add(RaritySnapshot(size=1, created_at=NOW))
        session.flush()
        raise ZeroDivisionError
    with database.transaction() as session:
        assert _count(session) == 0
        session.add(RaritySnapshot(size=1, created_at=NOW))
    with database.transaction() as session:
        assert _count(session) == 1


def test_a_writer_asks_for_the_lock_of_sqlite_every_few_milliseconds(
    file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import releases it for milliseconds. SQLite's own waiting has pauses of 100 ms."""
    pauses_s: list[float] = []

    def sleep(seconds: float) -> None:
        pauses_s.append(seconds)
        if len(pauses_s) == ENOUGH:
            is_over.set()
        is_over.wait(seconds)

    is_over, has_begun = threading.Event(), threading.Event()
    monkeypatch.setattr(session_module.time, "sleep", sleep)

    def write_chunk() -> None:
        with file.transaction() as session:
            _count(session)
            has_begun.set()
            is_over.wait(5)

    importing = threading.Thread(target=write_chunk)
    importing.start()
    assert has_begun.wait(10)
    with file.transaction() as session:
        _count(session)
    importing.join()
    assert len(pauses_s) >= ENOUGH
    assert max(pauses_s) <= 0.005


class _Failing(CommitStep):
    def finish(self, session: Session) -> None:
        raise ZeroDivisionError


def test_a_failing_last_step_undoes_everything(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.add(RaritySnapshot(size=1, created_at=NOW))
        unit_of_work(session).step(_Failing)
    with database.transaction() as session:
        assert _count(session) == 0


def test_a_read_only_transaction_refuses_to_write(database: Database) -> None:
    with (
        pytest.raises((OperationalError, InternalError)),
        database.transaction(is_read_only=True) as session,
    ):
        session.add(RaritySnapshot(size=1, created_at=NOW))
        session.flush()
    with database.transaction() as session:  # the same pooled connection writes again
        session.add(RaritySnapshot(size=1, created_at=NOW))


def test_readers_see_one_snapshot_and_do_not_block_writers(database: Database) -> None:
    with database.transaction(is_read_only=True) as reader:
        assert _count(reader) == 0
        with database.transaction() as writer:
            writer.add(RaritySnapshot(size=1, created_at=NOW))
        assert _count(reader) == 0
    with database.transaction(is_read_only=True) as reader:
        assert _count(reader) == 1


def test_eight_writers_of_one_file_that_read_first_all_succeed(file: Database) -> None:
    errors: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(25):
                with file.transaction() as session:
                    size = _count(session)
                    session.add(RaritySnapshot(size=size, created_at=NOW))
        except OperationalError as error:
            errors.append(error)

    at_once(write, [()] * 8)
    assert not errors
    with file.transaction() as session:
        assert sorted(session.scalars(select(RaritySnapshot.size))) == list(range(200))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1), ("synchronous", 2)],
)
def test_the_files_settings_are_the_careful_ones(
    file: Database, pragma: str, value: object
) -> None:
    with file.transaction() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_an_error_of_the_driver_does_not_carry_values(database: Database) -> None:
    with (
        pytest.raises((OperationalError, ProgrammingError)) as caught,
        database.transaction() as session,
    ):
        session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Shekiba"})
    assert "Shekiba" not in str(caught.value)


def test_a_name_of_a_lock_is_held_to_the_end_and_by_one(database: Database) -> None:
    order: list[str] = []
    has_lock = threading.Event()

    def second() -> None:
        has_lock.wait(10)
        with database.transaction() as session:
            locks.take_lock(session, Lock.RUNS, 5)
            _count(session)
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with database.transaction() as session:
        locks.take_lock(session, Lock.RUNS, 5)
        _count(session)  # on SQLite the first statement begins the transaction
        has_lock.set()
        time.sleep(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_server_that_accepts_and_never_answers_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # libpq supports no shorter timeout
    monkeypatch.setitem(session_module.POSTGRES_CONNECT, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none")
        with pytest.raises(OperationalError), database.transaction() as session:
            session.execute(text("SELECT 1"))
        database.dispose()


def test_an_outage_and_its_end_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    url = postgres.needed()
    caplog.set_level("INFO", logs.LOGGER)
    with Proxy(url.port or 5432) as proxy:
        database = Database(url.set(host="127.0.0.1", port=proxy.port))
        proxy.switch(Mode.REFUSE)
        for _ in range(3):
            with pytest.raises(OperationalError), database.transaction() as session:
                session.execute(text("SELECT 1"))
        proxy.switch(Mode.PASS)
        for _ in range(2):
            with database.transaction() as session:
                session.execute(text("SELECT 1"))
        database.dispose()
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["database.lost", "database.back"]
