from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.errors import JobLost
from models.sql.unit_of_work import CommitStep, unit_of_work
from services.foundation import jobs
from services.foundation.jobs import LEASE_S, Claim
from services.operations import job_interruptions
from tests.factories import Installation
from tests.integration.running import finish, job_of, owner_runtime_of
from workers import execution
from workers.execution import run_jobs
from workers.handlers import HANDLERS
from workers.runtime import Runtime

pytestmark = pytest.mark.both


def _enqueue(one: Installation, count: int = 1) -> list[int]:
    return one.enqueue(count=count)


def _claim(one: Installation, job_id: int, owner: str) -> Claim:
    with one.database.transaction() as session:
        claimed = jobs.claim(session, one.context, job_id, owner=owner)
    assert claimed is not None
    return claimed


def test_a_released_job_is_published_at_once_and_its_attempt_does_not_count(
    installation: Installation,
) -> None:
    [job_id] = _enqueue(installation)
    with installation.database.transaction() as session:
        jobs.mark_published(session, installation.context, [job_id])
    claimed = _claim(installation, job_id, "a")
    with installation.database.transaction() as session:
        job_interruptions.release_job(session, claimed)
    job = job_of(installation, job_id)
    assert (job.state, job.attempts, job.lease_owner, job.lease_until) == ("queued", 0, None, None)
    with installation.database.transaction(is_read_only=True) as session:
        assert jobs.unpublished_jobs(session, installation.context, limit=10) == [job_id]


@pytest.mark.parametrize("ending", ["finish", "give_back"])
def test_a_released_job_cannot_be_finished_or_released_by_its_former_owner(
    installation: Installation, ending: str
) -> None:
    [job_id] = _enqueue(installation)
    first = _claim(installation, job_id, "a")
    with installation.database.transaction() as session:
        job_interruptions.release_job(session, first)
    _claim(installation, job_id, "b")
    with pytest.raises(JobLost), installation.database.transaction() as session:
        if ending == "finish":
            jobs.finish(session, installation.context, first)
        else:
            job_interruptions.release_job(session, first)
    assert job_of(installation, job_id).lease_owner == "b"


def test_a_lease_that_went_to_another_one_cannot_be_given_back(installation: Installation) -> None:
    [job_id] = _enqueue(installation)
    first = _claim(installation, job_id, "a")
    installation.clock.move(timedelta(seconds=LEASE_S + 1))
    _claim(installation, job_id, "b")
    with pytest.raises(JobLost), installation.database.transaction() as session:
        job_interruptions.release_job(session, first)


def test_a_worker_that_stops_ends_the_job_it_does_and_begins_no_other(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_ids = _enqueue(installation, 3)
    runtime = owner_runtime_of(installation)

    def handler(runtime: Runtime, claimed: Claim) -> None:
        runtime.stopping.begin()
        finish(runtime, claimed)

    monkeypatch.setitem(HANDLERS, "match", handler)
    assert run_jobs(runtime, job_ids) == 1
    assert [job_of(installation, job_id).state for job_id in job_ids] == [
        "done",
        "queued",
        "queued",
    ]
    assert [job_of(installation, job_id).attempts for job_id in job_ids] == [1, 0, 0]


def test_a_job_that_does_not_end_in_time_is_given_back_and_its_late_result_refused(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job_id] = _enqueue(installation)
    monkeypatch.setattr(execution, "FINISH_S", 0.0)
    given = threading.Event()
    monkeypatch.setattr(execution, "job_interruptions", _Noted(given.set))

    def handler(runtime: Runtime, claimed: Claim) -> None:
        runtime.stopping.begin()
        assert given.wait(30)
        finish(runtime, claimed)

    monkeypatch.setitem(HANDLERS, "match", handler)
    assert run_jobs(owner_runtime_of(installation), [job_id]) == 0
    assert (job_of(installation, job_id).state, job_of(installation, job_id).attempts) == (
        "queued",
        0,
    )


class _Noted:
    """Replacement of `services.operations.job_interruptions` that calls `callback` after a released
    job.

    The call happens when the release is committed.
    """

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback

    def release_job(self, session: object, claimed: Claim) -> None:
        job_interruptions.release_job(session, claimed)  # type: ignore[arg-type]
        unit_of_work(session).before_commit.append(_CommitCall(self._callback))  # type: ignore[arg-type]


class _CommitCall(CommitStep):
    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback

    def finish(self, session: Session) -> None:
        self._callback()
