"""The delta run finds exactly the records whose matching is not current."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.matching_runs.match import Score
from models.operations.job import Job, MatchingRun, Schedule
from models.records.facts import UNPROCESSABLE, Feature
from models.records.record import Record
from services.foundation.context import Context
from services.foundation.jobs import MAX_ATTEMPTS, REPUBLISH_AFTER_S
from services.matching_runs import delta_runs, pair_scoring, runs
from services.operations import failed_jobs, schedule
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.running import (
    do,
    jobs_of,
    plan_due,
    poison,
    progress,
    put,
    register_people,
    runtime_of,
    start,
)
from workers import handlers
from workers.scheduler import sweep_leases


def _outdated_ids(one: Installation) -> list[int]:
    with one.database.transaction(is_read_only=True) as session:
        return delta_runs.outdated_ids(session, one.context)


def test_a_delta_finds_exactly_those_behind(installation: Installation) -> None:
    ids = register_people(installation, 9)
    assert _outdated_ids(installation) == []
    put(installation, Record, ids[0], version=2)  # edited, and its job was lost
    put(installation, Record, ids[1], matched_engine="older")
    put(installation, Record, ids[2], matched_engine=None, matched_version=0)
    put(installation, Record, ids[3], matched_engine="older", status="closed")
    put(installation, Record, ids[4], matched_engine="older")
    put(installation, Feature, ids[4], packed_version=UNPROCESSABLE)  # waits for the upgrade
    for position, state in ((5, "queued"), (6, "running"), (7, "quarantined")):
        put(installation, Record, ids[position], matched_engine="older")
        put(installation, Job, ids[position], state=state)
    assert _outdated_ids(installation) == ids[:3]
    put(installation, Record, ids[7], version=2)  # edited after its job was quarantined
    assert _outdated_ids(installation) == [*ids[:3], ids[7]]


def test_a_delta_matches_those_behind_again_and_the_next_finds_none(
    installation: Installation,
) -> None:
    ids = register_people(installation, 4)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.work()
    for record_id in ids[:2]:
        put(installation, Record, record_id, matched_engine="older")
    matching_run_id = start(installation, "delta")
    installation.work()
    done = progress(installation, matching_run_id)
    assert (done.kind, done.state, done.records, done.shards, done.shards_done) == (
        "delta",
        "done",
        2,
        1,
        1,
    )
    assert [(job.shard, job.record_id) for job in jobs_of(installation, "rematch")] == [(0, None)]
    assert _outdated_ids(installation) == []
    twice = select(func.count()).select_from(Score).group_by(Score.match_id, Score.engine_version)
    assert set(installation.read_all(twice)) == {1}
    assert progress(installation, start(installation, "delta")).state == "planned"
    installation.work()
    assert len(jobs_of(installation, "rematch")) == 1


def test_a_full_run_leaves_no_stale_record_and_half_a_run_leaves_the_rest(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 2)
    ids = register_people(installation)
    matching_run_id = start(installation)
    do(installation, "crossmatch")
    do(installation, "shard")
    with installation.database.transaction() as session:
        runs.cancel_matching_run(session, installation.context, schedule.SCHEDULER, matching_run_id)
    # a shard is the range [0, 2), so the first one held only the first id
    assert _outdated_ids(installation) == ids[1:]
    installation.work()
    start(installation)
    installation.work()
    assert _outdated_ids(installation) == []


def _start_delta_of(one: Installation, count: int) -> tuple[list[int], UUID]:
    """Plan a delta run over people in shards of two; return their record ids and its id."""
    ids = register_people(one, count)
    for record_id in ids:
        put(one, Record, record_id, matched_engine="older")
    matching_run_id = start(one, "delta")
    do(one, "delta")
    return ids, matching_run_id


def test_a_shard_compares_the_records_that_are_still_outdated(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta_runs, "SHARD_IDS", 2)
    ids, matching_run_id = _start_delta_of(installation, 5)
    assert [job.shard for job in jobs_of(installation, "rematch")] == [0, 1, 2]
    engine = installation.read_one(
        select(MatchingRun.engine_version).where(MatchingRun.kind == "delta")
    )
    put(installation, Record, ids[0], matched_engine=engine)  # shard 0 holds only this one
    put(installation, Record, ids[1], matched_engine=engine)
    score = pair_scoring.score_records
    compared: list[int] = []

    def note(session: Session, context: Context, found: Sequence[int], **how: bool) -> Any:
        compared.extend(found)
        return score(session, context, found, **how)

    monkeypatch.setattr(handlers.pair_scoring, "score_records", note)
    installation.work()
    assert compared == ids[2:]
    assert progress(installation, matching_run_id).shards_done == 3
    assert _outdated_ids(installation) == []


def test_a_record_given_up_costs_a_delta_only_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta_runs, "SHARD_IDS", 2)
    ids, matching_run_id = _start_delta_of(installation, 4)
    bad = ids[1]
    mend = poison(
        installation,
        monkeypatch,
        "rematch",
        lambda claimed: (
            claimed.record_id == bad or (claimed.shard == bad // 2 and claimed.attempts == 1)
        ),
    )
    do(installation, "rematch")
    done = progress(installation, matching_run_id)
    assert (done.state, done.shards, done.shards_done) == ("done", 5, 5)
    given_up = [job for job in jobs_of(installation, "rematch") if job.state == "quarantined"]
    assert [job.record_id for job in given_up] == [bad]
    mend()
    with installation.database.transaction() as session:
        assert failed_jobs.retry_jobs(session, installation.context, schedule.SCHEDULER) == 1
    assert _outdated_ids(installation) == []
    installation.work()
    assert progress(installation, matching_run_id).shards_done == 5
    assert installation.count(Record, Record.matched_engine == "older") == 0


def _kill_workers(one: Installation) -> None:
    """Let the shards look as after the death of their worker, with the lease over."""
    now = one.clock.now()
    one.change(
        update(Job)
        .where(Job.kind == "rematch")
        .values(state="running", attempts=1, published_at=now, lease_until=now)
    )
    one.clock.move(timedelta(seconds=REPUBLISH_AFTER_S + 1))


def test_a_shard_whose_worker_died_continues_record_by_record(
    installation: Installation,
) -> None:
    ids, matching_run_id = _start_delta_of(installation, 3)
    _kill_workers(installation)
    installation.work()
    assert [job.record_id for job in jobs_of(installation, "rematch")] == [None, *ids]
    done = progress(installation, matching_run_id)
    assert (done.state, done.shards, done.shards_done) == ("done", 4, 4)


def test_a_shard_of_a_cancelled_delta_is_dropped(installation: Installation) -> None:
    _, matching_run_id = _start_delta_of(installation, 2)
    _kill_workers(installation)
    with installation.database.transaction() as session:
        runs.cancel_matching_run(session, installation.context, schedule.SCHEDULER, matching_run_id)
    installation.work()
    assert [job.state for job in jobs_of(installation, "rematch")] == ["cancelled"]


def test_a_shard_that_is_given_up_is_counted(installation: Installation) -> None:
    _, matching_run_id = _start_delta_of(installation, 3)
    installation.change(
        update(Job)
        .where(Job.kind == "rematch")
        .values(state="running", attempts=MAX_ATTEMPTS, lease_until=installation.clock.now())
    )
    installation.clock.move(timedelta(seconds=1))
    runtime = runtime_of(installation)
    sweep_leases(runtime)
    runtime.database.dispose()
    done = progress(installation, matching_run_id)
    assert (done.state, done.shards_done) == ("done", 1)


def test_the_schedule_starts_a_delta_only_if_a_record_is_stale(
    installation: Installation,
) -> None:
    ids = register_people(installation, 2)

    def turn() -> int:
        with installation.database.transaction() as session:
            plan_due(session, installation.context)
            for row in session.scalars(select(Schedule).where(Schedule.kind == "delta")):
                row.next_at = installation.clock.now()
        installation.work()
        return installation.count(MatchingRun, MatchingRun.kind == "delta")

    assert [turn(), turn()] == [0, 0]
    put(installation, Record, ids[0], matched_engine="older")
    assert [turn(), turn()] == [1, 1]
    put(installation, Record, ids[0], matched_engine="older")
    put(installation, Feature, ids[1], packed_version=0)
    assert turn() == 1  # an upgrade comes first
