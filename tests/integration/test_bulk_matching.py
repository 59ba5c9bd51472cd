"""Bulk matching jobs are processed together with the same matches as one by one.

If one fails, only that job fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.policy.roles import Role
from models.matching_runs.match import Match, Score
from models.operations.job import Job
from models.records.record import Record
from services.foundation import jobs
from services.matching_runs import pair_scoring
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.running import owner_runtime_of
from workers import handlers
from workers.execution import run_jobs

pytestmark = pytest.mark.both
ROWS = [
    (MISSING, CHECKED, "GR-CPA"),
    (FOUND, LAWFUL, "DE-JUG"),
    (OTHER, LAWFUL, "DE-JUG"),
    ({**MISSING, "record_ref": "M-8"}, CHECKED, "FR-116"),
    ({**FOUND, "record_ref": "F-8", "height_cm": "151"}, LAWFUL, "DE-JUG"),
]


def _register(one: Installation) -> list[int]:
    """Register records and make their matching jobs bulk jobs of one agency; return the job ids."""
    for row, declaration, agency in ROWS:
        one.register(row, one.actor(Role.CASEWORKER, agency), declaration)
    one.change(update(Job).where(Job.kind == "match").values(priority=jobs.BULK, agency_id=1))
    return one.read_all(select(Job.id).where(Job.kind == "match").order_by(Job.id))


def _found(one: Installation) -> list[tuple[Any, ...]]:
    with one.database.transaction(is_read_only=True) as session:
        rows = session.execute(
            select(Match.low, Match.high, Score.bits, Score.probability, Score.levels).join(
                Score, Score.id == Match.score_id
            )
        )
        return sorted(tuple(row) for row in rows)


def _states(one: Installation, job_ids: Sequence[int]) -> list[str]:
    with one.database.transaction(is_read_only=True) as session:
        rows = session.execute(select(Job.id, Job.state).where(Job.id.in_(job_ids)))
        states = {row.id: row.state for row in rows}
    return [states[job_id] for job_id in job_ids]


def test_one_message_matches_all_bulk_jobs_with_the_matches_of_one_by_one(
    installation: Installation,
) -> None:
    job_ids = _register(installation)
    run_jobs(owner_runtime_of(installation), job_ids[:1])
    assert set(_states(installation, job_ids)) == {"done"}
    together = _found(installation)
    assert len(together) > 2
    one_by_one: dict[tuple[int, int], tuple[Any, ...]] = {}
    with installation.database.transaction() as session:
        record_ids = session.scalars(select(Record.id)).all()
        session.execute(update(Match).values(score_id=None))
        for record_id in record_ids:
            scored = pair_scoring.score_records(
                session, installation.context, [record_id], is_run=False
            )
            for match in scored.matches:
                found = (match.low, match.high, match.bits, match.probability, match.levels)
                one_by_one[match.low, match.high] = found
        session.rollback()
    assert sorted(one_by_one.values()) == together


def test_a_record_that_cannot_be_matched_fails_on_its_own(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_ids = _register(installation)
    with installation.database.transaction(is_read_only=True) as session:
        bad = session.scalar(select(Job.record_id).where(Job.id == job_ids[2]))
    score = pair_scoring.score_records

    def fail_for_one(session: Any, context: Any, ids: Sequence[int], *, is_run: bool) -> Any:
        if bad in ids:
            raise ValueError("unreadable")
        return score(session, context, ids, is_run=is_run)

    monkeypatch.setattr(handlers.pair_scoring, "score_records", fail_for_one)
    run_jobs(owner_runtime_of(installation), job_ids[:1])
    assert _states(installation, job_ids) == ["done", "done", "queued", "done", "done"]
    assert installation.read_one(select(Job.attempts).where(Job.id == job_ids[2])) == 1


def test_a_job_that_a_person_waits_for_brings_no_others_along(installation: Installation) -> None:
    job_ids = _register(installation)
    first = update(Job).where(Job.id == job_ids[0])
    installation.change(first.values(priority=jobs.REGISTERED))
    run_jobs(owner_runtime_of(installation), job_ids[:1])
    assert _states(installation, job_ids).count("queued") == len(job_ids) - 1


class Killed(BaseException):
    """The end of a worker: like SIGKILL, no handler of the worker catches it."""


def _kill(*_: object, **__: object) -> None:
    raise Killed


def _die_after_saving(monkeypatch: pytest.MonkeyPatch) -> None:
    finish = jobs.finish
    ended: list[int] = []

    def finish_two(session: Any, context: Any, claimed: jobs.Claim) -> None:
        finish(session, context, claimed)
        ended.append(claimed.id)
        if len(ended) == 2:
            raise Killed

    monkeypatch.setattr(handlers.jobs, "finish", finish_two)


DEATHS = {
    "before the comparison": lambda patch: patch.setattr(
        handlers.pair_scoring, "score_records", _kill
    ),
    "between comparison and result": lambda patch: patch.setattr(
        handlers.pair_scoring, "save_scores", _kill
    ),
    "in the middle of the result": _die_after_saving,
}


@pytest.mark.parametrize("death", DEATHS.values(), ids=DEATHS)
def test_a_worker_that_dies_in_a_batch_loses_nothing_and_doubles_nothing(
    installation: Installation, death: Callable[[pytest.MonkeyPatch], None]
) -> None:
    job_ids = _register(installation)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        death(patch)
        run_jobs(owner_runtime_of(installation), job_ids[:1])
    assert set(_states(installation, job_ids)) == {"running"}
    assert _found(installation) == []

    other = owner_runtime_of(installation)
    run_jobs(other, job_ids)  # while the leases last, no other worker takes the jobs
    assert set(_states(installation, job_ids)) == {"running"}
    installation.clock.move(timedelta(seconds=jobs.LEASE_S + 1))
    run_jobs(other, job_ids)
    run_jobs(other, job_ids)  # a job that is published twice runs once
    assert set(_states(installation, job_ids)) == {"done"}
    with installation.database.transaction(is_read_only=True) as session:
        attempts = session.scalars(select(Job.attempts).where(Job.id.in_(job_ids))).all()
        assert set(attempts) == {2}
        record_ids = session.scalars(select(Record.id)).all()
        scored = pair_scoring.score_records(session, installation.context, record_ids, is_run=False)
        scores = len(session.scalars(select(Score.id)).all())
    found = [row[:2] for row in _found(installation)]
    assert found == sorted({(match.low, match.high) for match in scored.matches}) != []
    assert scores == len(found)
