"""Runs: one at a time, cancelled, failed and repaired, and continued after a worker died."""

from __future__ import annotations

import json
import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.codes.operations import MatchingRunKind
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.operations.job import Job, MatchingRun
from models.oversight.audit import Audit
from services.foundation import jobs
from services.foundation.jobs import LEASE_S, Claim
from services.matching_runs import runs
from services.operations import failed_jobs, schedule
from tests.factories import FOUND, Installation
from tests.integration.command_line import environment_of, homeward
from tests.integration.running import do, jobs_of, poison, progress, register_people, start
from workers.handlers import HANDLERS
from workers.runtime import Runtime


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 2)


# --- one at a time
# -------------------------------------------------------------------------------------------------


def test_of_two_runs_started_together_one_is_refused(
    installation: Installation,
) -> None:
    together, outcomes = threading.Barrier(2), []

    def begin(kind: str) -> None:
        together.wait()
        try:
            outcomes.append(str(start(installation, kind)))
        except Conflict as refused:
            outcomes.append(refused.detail)

    threads = [threading.Thread(target=begin, args=(kind,)) for kind in MatchingRunKind]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.startswith("Another matching run is active: ") for one in outcomes) == 1
    assert installation.count(MatchingRun) == 1
    assert installation.count(Job) == 1


def test_an_unknown_kind_of_run_is_refused(installation: Installation) -> None:
    with pytest.raises(InvalidInput):
        start(installation, "everything")


def test_the_active_run_is_shown_until_it_ends(installation: Installation) -> None:
    matching_run_id = start(installation)
    with installation.database.transaction(is_read_only=True) as session:
        assert (
            runs.active_run(session, installation.context, schedule.SCHEDULER).id == matching_run_id
        )
    installation.work()
    with installation.database.transaction(is_read_only=True) as session, pytest.raises(NotFound):
        runs.active_run(session, installation.context, schedule.SCHEDULER)


@pytest.mark.usefixtures("narrow")
def test_the_status_tells_how_far_a_run_is_and_when_it_will_end(live: Installation) -> None:
    environment = environment_of(live)
    idle = homeward(environment, "status")
    assert (idle.stdout, idle.stderr) == ("no run and no import goes on\n", "")
    register_people(live)
    matching_run_id = start(live)
    do(live, "crossmatch")
    do(live, "shard")
    live.clock.move(timedelta(minutes=1))
    told = progress(live, matching_run_id)
    assert (told.shards, told.shards_done) == (4, 1)
    assert told.expected_end == live.clock.now() + timedelta(minutes=3)
    shown = homeward(environment, "status").stdout.splitlines()
    assert re.fullmatch(r"crossmatch: 1 of 4 parts, about \d+ min left", shown[0])
    assert shown[1].startswith("jobs: shard queued, 3, oldest of ")
    found = json.loads(homeward(environment, "status", "--json").stdout)
    assert [(one["work"], one["done"], one["total"]) for one in found["work"]] == [
        ("crossmatch", 1, 4)
    ]


# --- cancelled
# --------------------------------------------------------------------------


@pytest.mark.usefixtures("narrow")
def test_a_run_cancelled_half_way_keeps_its_matches_and_does_no_more(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_people(installation)
    matching_run_id = start(installation)
    do(installation, "crossmatch")
    do(installation, "shard")
    before = progress(installation, matching_run_id)
    assert (before.state, before.shards_done) == ("running", 1)
    real, done = HANDLERS["shard"], []

    def cancelled_meanwhile(runtime: Runtime, claimed: Claim) -> None:
        done.append(claimed.id)
        with installation.database.transaction() as session:
            runs.cancel_matching_run(
                session, installation.context, schedule.SCHEDULER, matching_run_id
            )
        real(runtime, claimed)

    monkeypatch.setitem(HANDLERS, "shard", cancelled_meanwhile)
    installation.work()
    assert len(done) == 1
    after = progress(installation, matching_run_id)
    assert (after.state, after.shards_done, after.pairs_kept) == ("cancelled", 1, before.pairs_kept)
    assert {job.state for job in jobs_of(installation, "shard")} == {"done", "cancelled"}
    start(installation)  # another run may begin


def test_a_run_that_is_over_is_not_cancelled(installation: Installation) -> None:
    matching_run_id = start(installation)
    installation.work()
    with pytest.raises(Conflict), installation.database.transaction() as session:
        runs.cancel_matching_run(session, installation.context, schedule.SCHEDULER, matching_run_id)


# --- a worker died, a shard failed
# ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("narrow")
def test_a_shard_whose_worker_died_is_done_again_and_counted_once(
    installation: Installation,
) -> None:
    register_people(installation)
    matching_run_id = start(installation)
    do(installation, "crossmatch")
    dead = jobs_of(installation, "shard")[0].id
    with installation.database.transaction() as session:
        assert jobs.claim(session, installation.context, dead, owner="dead") is not None
        jobs.mark_published(session, installation.context, [dead])
    installation.work()
    assert progress(installation, matching_run_id).state == "running"
    installation.clock.move(timedelta(seconds=LEASE_S + 1))
    installation.work()
    done = progress(installation, matching_run_id)
    assert (done.state, done.shards_done) == ("done", done.shards)
    assert done.pairs_scored == 15


@pytest.mark.usefixtures("narrow")
def test_a_failed_run_continues_when_its_shard_is_retried(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_people(installation)
    matching_run_id = start(installation)
    do(installation, "crossmatch")
    mend = poison(installation, monkeypatch, "shard", lambda claimed: claimed.shard == 1)
    failed = progress(installation, matching_run_id)
    assert failed.state == "failed"
    assert "quarantined" in {job.state for job in jobs_of(installation, "shard")}
    mend()
    with installation.database.transaction() as session:
        (given_up,) = failed_jobs.list_failed_jobs(session, schedule.SCHEDULER)
        assert (given_up.kind, given_up.error, given_up.matching_run) == (
            "shard",
            "RuntimeError",
            matching_run_id,
        )
        assert (
            failed_jobs.retry_jobs(
                session, installation.context, schedule.SCHEDULER, [given_up.job]
            )
            == 1
        )
    installation.work()
    done = progress(installation, matching_run_id)
    assert (done.state, done.shards_done, done.pairs_scored) == ("done", done.shards, 15)


@pytest.mark.usefixtures("narrow")
def test_a_failed_run_is_not_continued_while_another_is_active(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_people(installation)
    start(installation)
    do(installation, "crossmatch")
    poison(installation, monkeypatch, "shard", lambda claimed: claimed.shard == 1)
    start(installation)
    with pytest.raises(Conflict), installation.database.transaction() as session:
        failed_jobs.retry_jobs(session, installation.context, schedule.SCHEDULER)
    assert "quarantined" in {job.state for job in jobs_of(installation, "shard")}


def test_quarantined_jobs_are_retried_three_times_and_the_retry_is_audited(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        installation.register(
            {**FOUND, "record_ref": f"R-{number}"}, installation.actor(Role.CASEWORKER)
        )
    mend = poison(installation, monkeypatch, "match", lambda _: True)
    mend()
    first, second = jobs_of(installation, "match")
    with installation.database.transaction() as session:
        retried = failed_jobs.retry_jobs(
            session, installation.context, schedule.SCHEDULER, [first.id, 10**9]
        )
    assert retried == 1
    installation.work()
    assert [job.state for job in jobs_of(installation, "match")] == ["done", "quarantined"]
    with installation.database.transaction() as session:
        assert [one.job for one in failed_jobs.list_failed_jobs(session, schedule.SCHEDULER)] == [
            second.id
        ]
        assert failed_jobs.retry_jobs(session, installation.context, schedule.SCHEDULER) == 1
    installation.work()
    assert [job.state for job in jobs_of(installation, "match")] == ["done", "done"]
    with installation.database.transaction() as session:
        assert failed_jobs.retry_jobs(session, installation.context, schedule.SCHEDULER) == 0
        acts = session.scalars(select(Audit.action).where(Audit.action == "retry_jobs")).all()
    assert len(acts) == 2


@pytest.mark.parametrize(
    "role", [Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER, Role.AUDITOR, Role.ANALYST]
)
def test_only_the_administrator_sees_and_retries(installation: Installation, role: Role) -> None:
    actor = installation.actor(role)
    with installation.database.transaction() as session:
        with pytest.raises(Refused):
            failed_jobs.list_failed_jobs(session, actor)
        with pytest.raises(Refused):
            failed_jobs.retry_jobs(session, installation.context, actor)
