"""The delta run finds exactly the records whose matching is not current."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.policy.roles import Role
from models.matching_runs.pair import Score
from models.operations.job import Job, Run, Schedule
from models.records.facts import UNPROCESSABLE, Feature
from models.records.record import Record
from services.foundation.jobs import MAX_ATTEMPTS
from services.matching_runs import delta_runs, runs
from services.operations import failed_jobs, schedule
from tests.factories import CLEARED, MISSING, Installation
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
from workers.scheduler import sweep_leases


def _outdated_ids(one: Installation) -> list[int]:
    with one.database.transaction(is_read_only=True) as session:
        return [
            target.record_id or 0 for target in delta_runs.outdated_records(session, one.context)[1]
        ]


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
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
    installation.work()
    for record_id in ids[:2]:
        put(installation, Record, record_id, matched_engine="older")
    run_id = start(installation, "delta")
    installation.work()
    done = progress(installation, run_id)
    assert (done.kind, done.state, done.records, done.shards, done.shards_done) == (
        "delta",
        "done",
        2,
        2,
        2,
    )
    assert [job.record_id for job in jobs_of(installation, "rematch")] == ids[:2]
    assert _outdated_ids(installation) == []
    twice = select(func.count()).select_from(Score).group_by(Score.pair_id, Score.engine_version)
    assert set(installation.read_all(twice)) == {1}
    assert progress(installation, start(installation, "delta")).state == "planned"
    installation.work()
    assert len(jobs_of(installation, "rematch")) == 2


def test_a_full_run_leaves_no_stale_record_and_half_a_run_leaves_the_rest(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 2)
    ids = register_people(installation)
    run_id = start(installation)
    do(installation, "crossmatch")
    do(installation, "shard")
    with installation.database.transaction() as session:
        runs.cancel_run(session, installation.context, schedule.SCHEDULER, run_id)
    # a shard is the range [0, 2), so the first one held only the first id
    assert _outdated_ids(installation) == ids[1:]
    installation.work()
    start(installation)
    installation.work()
    assert _outdated_ids(installation) == []


def test_the_next_delta_continues_a_limited_one(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = register_people(installation, 5)
    for record_id in ids:
        put(installation, Record, record_id, matched_engine="older")
    monkeypatch.setattr(delta_runs, "MAX_JOBS", 3)
    start(installation, "delta")
    installation.work()
    assert _outdated_ids(installation) == ids[3:]
    start(installation, "delta")
    installation.work()
    assert _outdated_ids(installation) == []


def test_a_record_given_up_costs_a_delta_only_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = register_people(installation, 4)
    for record_id in ids:
        put(installation, Record, record_id, matched_engine="older")
    run_id = start(installation, "delta")
    do(installation, "delta")
    mend = poison(
        installation, monkeypatch, "rematch", lambda claimed: claimed.record_id in ids[:2]
    )
    done = progress(installation, run_id)
    assert (done.state, done.shards_done) == ("done", 4)
    mend()
    with installation.database.transaction() as session:
        assert failed_jobs.retry_jobs(session, installation.context, schedule.SCHEDULER) == 2
    installation.work()
    assert _outdated_ids(installation) == []
    assert progress(installation, run_id).shards_done == 4


def test_records_of_a_delta_whose_workers_died_are_each_counted(installation: Installation) -> None:
    ids = register_people(installation, 3)
    for record_id in ids:
        put(installation, Record, record_id, matched_engine="older")
    run_id = start(installation, "delta")
    do(installation, "delta")
    installation.change(
        update(Job)
        .where(Job.kind == "rematch")
        .values(state="running", attempts=MAX_ATTEMPTS, lease_until=installation.clock.now())
    )
    installation.clock.move(timedelta(seconds=1))
    runtime = runtime_of(installation)
    sweep_leases(runtime)
    runtime.database.dispose()
    assert (progress(installation, run_id).state, progress(installation, run_id).shards_done) == (
        "done",
        3,
    )


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
        return installation.count(Run, Run.kind == "delta")

    assert [turn(), turn()] == [0, 0]
    put(installation, Record, ids[0], matched_engine="older")
    assert [turn(), turn()] == [1, 1]
    put(installation, Record, ids[0], matched_engine="older")
    put(installation, Feature, ids[1], packed_version=0)
    assert turn() == 1  # an upgrade comes first
