"""A process ends with a one-line message if it cannot use the tables, clock, keys or records."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from core.clock import SystemClock
from core.errors import KeyFileError, SettingsError
from core.policy.roles import Role
from core.security.crypto import Keyring, make_keyring
from matching.versions import PACKED_VERSION
from models.operations.job import Job
from models.operations.key_check import KeyCheck
from models.records.facts import Feature
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.operations import store_check
from tests.factories import CHECKED, MISSING, Installation
from workers.execution import run_jobs
from workers.runtime import Runtime
from workers.scheduler import start_due_work


@dataclasses.dataclass
class Skewed(SystemClock):
    """A system clock that is wrong by `by`."""

    by: timedelta

    def __post_init__(self) -> None:
        super().__init__()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


RIGHT = Skewed(timedelta(0))


def check(installation: Installation, keys: Keyring | None = None, clock: Skewed = RIGHT) -> None:
    database = Database(installation.app.url)
    try:
        store_check.check(database, keys or installation.context.keys, clock)
    finally:
        database.dispose()


@pytest.mark.both
def test_a_store_in_order_is_worked_on_and_its_keys_are_remembered(
    installation: Installation,
) -> None:
    installation.clock.moment = datetime.now(UTC)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    check(installation)
    assert {row.name for row in installation.read_all(select(KeyCheck))} == set(
        installation.context.keys.versions
    )
    check(installation)


@pytest.mark.both
@pytest.mark.parametrize("days", [200, -200])
def test_a_clock_that_differs_from_the_databases_is_refused(
    installation: Installation, days: int
) -> None:
    installation.clock.moment = datetime.now(UTC)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    clock = Skewed(timedelta(days=days))
    if installation.database.is_sqlite and days > 0:
        # looks like a store that was not used for that time: only destructive steps wait
        check(installation, clock=clock)
        return
    with pytest.raises(SettingsError, match=r"clock is 1728\d{4} s (ahead of|behind)"):
        check(installation, clock=clock)


@pytest.mark.both
@pytest.mark.parametrize(("days", "direction"), [(200, "ahead"), (-200, "back")])
def test_a_clock_that_is_set_while_the_process_runs_is_refused(
    installation: Installation, days: int, direction: str
) -> None:
    installation.clock.moment = datetime.now(UTC)
    clock = Skewed(timedelta(0))
    check(installation, clock=clock)
    clock.by = timedelta(days=days)
    with pytest.raises(SettingsError, match=rf"clock was set 1728\d{{4}} s {direction}"):
        check(installation, clock=clock)
    with (
        pytest.raises(SettingsError, match="clock was set"),
        installation.app.transaction(door=DatabaseRole.WORKER) as session,
    ):
        store_check.check_clock(session, clock)


def test_a_right_clock_is_accepted_after_a_wrong_one_wrote(installation: Installation) -> None:
    if not installation.database.is_sqlite:
        pytest.skip("PostgreSQL has a clock of its own")
    installation.clock.moment = datetime.now(UTC) + timedelta(days=200)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.clock.moment = datetime.now(UTC)
    with pytest.raises(SettingsError, match="homeward audit accept-clock"):
        check(installation)
    with installation.database.transaction(door=DatabaseRole.OFFICE) as session:
        store_check.accept_clock(session, installation.context, INSTALLER)
    check(installation)


@pytest.mark.both
@pytest.mark.parametrize("is_known", [True, False], ids=["with check values", "an older store"])
def test_another_installations_key_file_is_refused(
    installation: Installation, is_known: bool
) -> None:
    installation.clock.moment = datetime.now(UTC)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    if is_known:
        check(installation)
    with pytest.raises(KeyFileError, match="another installation's"):
        check(installation, make_keyring())
    check(installation)


@pytest.mark.parametrize("name", ["audit", "audit_chain", "match", "wrapping"])
def test_one_other_key_is_enough(installation: Installation, name: str) -> None:
    installation.clock.moment = datetime.now(UTC)
    check(installation)
    keys = installation.context.keys
    with pytest.raises(KeyFileError, match=f"its {name} key 1 is not the one"):
        check(installation, Keyring(dict(keys.versions) | {name: make_keyring().versions[name]}))


def test_a_store_that_a_newer_engine_packed_is_refused(installation: Installation) -> None:
    installation.clock.moment = datetime.now(UTC)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.change(update(Feature).values(packed_version=PACKED_VERSION + 1))
    with pytest.raises(SettingsError, match="packed by a newer engine"):
        check(installation)


def test_other_tables_are_refused(installation: Installation) -> None:
    installation.change(text("DELETE FROM alembic_version"))
    with pytest.raises(SettingsError, match="run `homeward migrate`"):
        check(installation)


def test_a_wrong_clock_plans_no_work_and_finishes_no_job(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.clock.moment = datetime.now(UTC)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.enqueue("deadlines")
    skewed_context = dataclasses.replace(installation.context, clock=Skewed(timedelta(days=-200)))
    runtime = Runtime(skewed_context.settings)
    worker = Database(installation.app.url, door=DatabaseRole.WORKER)
    runtime.__dict__.update(context=skewed_context, database=worker)
    start_due_work(runtime)
    with worker.transaction() as session:
        assert session.execute(text("SELECT count(*) FROM schedule")).scalar() == 0
        session.execute(update(Job).values(due_at=skewed_context.clock.now()))
        (job,) = session.scalars(select(Job.id).where(Job.kind == "deadlines"))
    with pytest.raises(SettingsError, match="clock"):
        run_jobs(runtime, [job])
    with worker.transaction(is_read_only=True) as session:
        assert session.get_one(Job, job).state == "queued"
    worker.dispose()
