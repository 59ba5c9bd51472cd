"""Work that kills its worker is quarantined; work whose worker was killed is done again, once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from cli import health
from models.matching_runs.match import Score
from models.operations.job import Job, MatchingRun
from models.records.record import Record
from services.agencies.accounts import INSTALLER
from services.foundation import jobs
from services.foundation.jobs import MAX_ATTEMPTS
from services.matching_runs import runs
from tests.faults import sightings
from tests.faults.halting_worker import SHARD_IDS
from tests.faults.production import Production, production
from tests.faults.reckoning import reckon
from tests.faults.serving import wait_for

OTHERS = 40
OTHERS_DONE_S = 60.0
REDONE_S = 20.0
SHARDED = 2 * SHARD_IDS


def _register(house: Production, rows: list[dict[str, Any]]) -> dict[str, UUID]:
    made = {}
    for row in rows:
        status, body = house.register(row, key=row["record_ref"])
        assert status == 201, body
        made[row["record_ref"]] = UUID(body["id"])
    return made


def _metric(house: Production, name: str) -> str:
    request = urllib.request.Request(
        f"{health.probe_address(house.settings)}/metrics",
        headers={"Authorization": f"Bearer {house.settings.metrics_token}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        lines = dict(
            line.rsplit(" ", 1)
            for line in answer.read().decode().splitlines()
            if not line.startswith("#")
        )
    return str(lines[name])


@pytest.mark.slow
def test_a_record_that_kills_its_worker_is_quarantined_and_reported_and_blocks_no_other(
    tmp_path: Path, report_figures: Callable[..., None]
) -> None:
    poison, *others = sightings.rows(1 + OTHERS)
    with production(tmp_path) as house:
        house.start("api", "scheduler")
        poisonous = _register(house, [poison])[poison["record_ref"]]
        with house.owner.transaction(is_read_only=True) as session:
            record_id = session.scalars(
                select(Record.id).where(Record.public_id == poisonous)
            ).one()
        house.start(
            "worker-1",
            command=[sys.executable, "-P", "-m", "tests.faults.poisoned_worker", str(record_id)],
        )
        began = time.monotonic()
        _register(house, others)
        registered = time.monotonic()
        wait_for(lambda: _matched(house) == OTHERS, OTHERS_DONE_S)
        done = time.monotonic()
        wait_for(lambda: _job_of(house, record_id)[0] == "quarantined")
        given_up = time.monotonic()
        report_figures(
            "a record that kills its worker",
            attempts=_job_of(house, record_id)[1],
            others=OTHERS,
            others_done_s=round(done - registered, 1),
            given_up_s=round(given_up - began, 1),
        )
        assert _job_of(house, record_id) == ("quarantined", MAX_ATTEMPTS, "worker_died")
        with house.owner.transaction(is_read_only=True) as session:
            assert jobs.queue_state(session, house.context).quarantined == 1
        assert _metric(house, 'homeward_jobs{kind="match",state="quarantined"}') == "1.0"
        assert _doctor(house)["quarantine"] == "1 jobs failed in every attempt"
        assert _matched(house) == OTHERS


def _matched(house: Production) -> int:
    with house.owner.transaction(is_read_only=True) as session:
        query = (
            select(func.count()).select_from(Record).where(Record.matched_version == Record.version)
        )
        return session.scalar(query) or 0


def _job_of(house: Production, record_id: int) -> tuple[str, int, str | None]:
    with house.owner.transaction(is_read_only=True) as session:
        job = session.scalars(
            select(Job).where(Job.record_id == record_id, Job.kind == "match")
        ).one()
        return job.state, job.attempts, job.error


def _doctor(house: Production) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "doctor", "--json"],
        env=house.environment("api"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return {one["check"]: one["words"] for one in json.loads(done.stdout)}


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["pool", "worker"])
def test_a_shard_whose_worker_is_killed_before_its_commit_is_done_again_and_counted_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    report_figures: Callable[..., None],
    victim: str,
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", SHARD_IDS)  # as in the worker
    halted = tmp_path / "halted"
    with production(tmp_path) as house:
        house.start("api", "scheduler")
        house.start(
            "worker-1",
            command=[sys.executable, "-P", "-m", "tests.faults.halting_worker", str(halted)],
        )
        made = _register(house, sightings.rows(SHARDED))
        wait_for(house.is_done)
        with house.owner.transaction() as session:
            runs.start_matching_run(session, house.context, INSTALLER)
        wait_for(halted.exists)
        os.kill(
            int(halted.read_text()) if victim == "pool" else house.keeper.pid("worker-1"),
            signal.SIGKILL,
        )
        killed = time.monotonic()
        wait_for(lambda: _run(house).state == "done", REDONE_S)
        report_figures(
            "a worker killed in the middle of a shard",
            redone_s=round(time.monotonic() - killed, 1),
            shards=_run(house).shards,
            shards_done=_run(house).shards_done,
        )
        wait_for(house.is_done)
        run = _run(house)
        assert run.shards_done == run.shards >= SHARDED // SHARD_IDS
        with house.owner.transaction(is_read_only=True) as session:
            under_it = (
                select(func.count())
                .select_from(Score)
                .where(Score.engine_version == run.engine_version)
            )
            assert session.scalar(under_it) == run.pairs_kept
            assert set(session.scalars(select(Job.attempts).where(Job.kind == "shard"))) == {1, 2}
        assert reckon(house.owner, house.context, made).complaints == (
            f"scores beside the one in force: {_replaced(house, run)}",
        )


def _run(house: Production) -> MatchingRun:
    with house.owner.transaction(is_read_only=True) as session:
        return session.scalars(select(MatchingRun)).one()


def _replaced(house: Production, run: MatchingRun) -> int:
    """Count the scores from before the run, which exist next to the run's scores."""
    with house.owner.transaction(is_read_only=True) as session:
        query = (
            select(func.count())
            .select_from(Score)
            .where(Score.engine_version != run.engine_version)
        )
        return session.scalar(query) or 0
