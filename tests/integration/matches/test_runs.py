"""A run over all records: its shards, its count, and that only one run is active."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.errors import Conflict
from core.policy.roles import Role
from models.matching_runs.match import Match, Score
from models.operations.job import Job, MatchingRun
from models.records.record import Record
from services.matching_runs import runs
from services.operations import schedule
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE


def test_a_run_finds_the_same_matches_in_shards_and_counts_them(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 1)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.register(OTHER, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    with installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
        for job in session.scalars(select(Job).where(Job.kind == "match")):
            job.state = "cancelled"
    installation.work()
    run = installation.read_one(select(MatchingRun))
    assert (run.state, run.shards, run.shards_done, run.records) == ("done", 3, 3, 3)
    assert run.pairs_kept == installation.count(Match) == 1
    engines = set(installation.read_all(select(Record.matched_engine)))
    assert (
        engines == {run.engine_version} == set(installation.read_all(select(Score.engine_version)))
    )


def test_only_one_run_at_a_time_and_a_cancelled_one_makes_room(installation: Installation) -> None:
    with installation.database.transaction() as session:
        first = runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    with pytest.raises(Conflict), installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    with installation.database.transaction() as session:
        runs.cancel_matching_run(session, installation.context, schedule.SCHEDULER, first)
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    assert installation.read_all(select(Job.state).order_by(Job.id)) == ["cancelled", "queued"]


def test_a_run_over_an_empty_store_is_done_at_once(installation: Installation) -> None:
    with installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    installation.work()
    assert installation.read_all(select(MatchingRun.state)) == ["done"]
