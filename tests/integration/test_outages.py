"""PostgreSQL becomes unreachable during a job: the process waits, then releases the job.

It does not wait for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from models.session import Database
from models.sql.connection_errors import is_outage
from services.foundation import jobs
from services.foundation.jobs import LEASE_S, MAX_ATTEMPTS, Claim
from services.operations import job_interruptions
from services.operations.job_interruptions import DATABASE_LOST
from tests import postgres
from tests.factories import Installation
from tests.faults.proxy import Mode, Proxy
from tests.integration.running import finish, job_of
from workers import execution
from workers.execution import run_jobs
from workers.handlers import HANDLERS
from workers.runtime import Runtime


# SQLite is a file and cannot become unreachable
@pytest.fixture(scope="session", params=["postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    postgres.needed()
    return str(request.param)


@pytest.fixture
def proxy(installation: Installation) -> Iterator[Proxy]:
    with Proxy(installation.database.url.port or 5432) as between:
        yield between


@pytest.fixture
def runtime(installation: Installation, proxy: Proxy) -> Iterator[Runtime]:
    """A worker process that reaches the database through the proxy."""
    made = Runtime(installation.context.settings)
    database = Database(installation.database.url.set(host="127.0.0.1", port=proxy.port))
    made.__dict__.update(context=installation.context, database=database)
    yield made
    database.dispose()


def _brings_it_down(runtime: Runtime, _claimed: Claim) -> None:
    with runtime.database.transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def _cut(proxy: Proxy) -> Callable[[Runtime, Claim], None]:
    def handler(runtime: Runtime, claimed: Claim) -> None:
        proxy.switch(Mode.REFUSE)
        finish(runtime, claimed)

    return handler


def test_a_job_that_lost_its_database_is_put_back_when_it_answers_and_no_attempt_counts(
    installation: Installation, runtime: Runtime, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first, second] = installation.enqueue(count=2)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            proxy.switch(Mode.PASS)
            monkeypatch.setitem(HANDLERS, "match", finish)

    monkeypatch.setattr(execution, "time", _Clock(wait))
    monkeypatch.setitem(HANDLERS, "match", _cut(proxy))
    assert run_jobs(runtime, [first, second]) == 1
    assert len(waits) == 3
    lost = job_of(installation, first)
    assert (lost.state, lost.attempts, lost.error, lost.lease_owner) == (
        "queued",
        0,
        DATABASE_LOST,
        None,
    )
    assert job_of(installation, second).state == "done"
    installation.clock.move(timedelta(seconds=2))
    assert run_jobs(runtime, [first]) == 1
    assert (job_of(installation, first).state, job_of(installation, first).error) == ("done", None)


class _Clock:
    """Replacement of `time` whose `sleep` calls a function instead of waiting."""

    monotonic = staticmethod(time.monotonic)

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self.sleep = sleep


def test_a_claim_that_was_cut_off_is_put_back_too(
    installation: Installation, runtime: Runtime
) -> None:
    [job_id] = installation.enqueue()
    with installation.database.transaction() as session:
        jobs.claim(session, installation.context, job_id, owner=runtime.owner)
    with runtime.database.transaction() as session:
        assert job_interruptions.release_after_outage(
            session, installation.context, job_id, owner=runtime.owner
        )
    assert (job_of(installation, job_id).state, job_of(installation, job_id).attempts) == (
        "queued",
        0,
    )


@pytest.mark.parametrize("is_over", [True, False])
def test_a_finished_job_or_one_of_another_worker_is_not_released(
    installation: Installation, runtime: Runtime, *, is_over: bool
) -> None:
    [job_id] = installation.enqueue()
    with installation.database.transaction() as session:
        claimed = jobs.claim(
            session,
            installation.context,
            job_id,
            owner=runtime.owner if is_over else "another",
        )
        assert claimed is not None
        if is_over:
            jobs.finish(session, installation.context, claimed)
    with runtime.database.transaction() as session:
        assert not job_interruptions.release_after_outage(
            session, installation.context, job_id, owner=runtime.owner
        )
    assert job_of(installation, job_id).state == ("done" if is_over else "running")
    assert job_of(installation, job_id).attempts == 1


def test_a_job_that_brings_the_database_down_each_time_ends_in_quarantine(
    installation: Installation, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job_id] = installation.enqueue()
    monkeypatch.setitem(HANDLERS, "match", _brings_it_down)
    job_states = []
    for _ in range(2 * MAX_ATTEMPTS):
        run_jobs(runtime, [job_id])
        job_states.append(
            (job_of(installation, job_id).state, job_of(installation, job_id).attempts)
        )
        installation.clock.move(timedelta(seconds=LEASE_S + 1))
    assert job_states == [
        (state, n // 2) for n, state in enumerate(["queued", "running"] * MAX_ATTEMPTS, start=1)
    ]
    with installation.database.transaction() as session:
        assert jobs.quarantine_abandoned(session, installation.context) == [None]
    assert job_of(installation, job_id).state == "quarantined"


def test_a_worker_that_stops_waits_for_no_database(
    installation: Installation, runtime: Runtime, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job_id] = installation.enqueue()
    monkeypatch.setattr(execution, "time", _Clock(lambda _: runtime.stopping.begin()))
    monkeypatch.setitem(HANDLERS, "match", _cut(proxy))
    assert run_jobs(runtime, [job_id]) == 0
    assert job_of(installation, job_id).state == "running"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
        ("SET statement_timeout = 1; SELECT pg_sleep(5)", False),
        ("SELECT 1 / 0", False),
        ("SELECT * FROM nowhere", False),
    ],
)
def test_only_a_lost_connection_is_an_outage(
    installation: Installation, statement: str, *, expected: bool
) -> None:
    with pytest.raises(Exception) as caught, installation.database.transaction() as session:  # noqa: PT011 - any of them
        session.execute(text(statement))
    assert is_outage(caught.value) == expected


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.RESET])
def test_a_server_that_cannot_be_reached_is_an_outage(
    runtime: Runtime, proxy: Proxy, mode: Mode
) -> None:
    proxy.switch(mode)
    with pytest.raises(OperationalError) as caught, runtime.database.transaction() as session:
        session.execute(text("SELECT 1"))
    assert is_outage(caught.value)
