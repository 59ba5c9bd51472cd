"""Several workers and a scheduler on one PostgreSQL and one Redis, and the results of a run."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from uuid import UUID

from sqlalchemy import URL, select, update
from sqlalchemy.orm import aliased

from cli.installation import settings_environment
from core.policy.roles import Role
from core.process.heartbeat import silent_loops
from core.security.crypto import Keyring, save_keyring
from core.settings import Settings
from models.matching_runs.match import Match, Score
from models.matching_runs.match_key import MatchKey, RaritySnapshot, TokenCount
from models.operations.job import Job
from models.records.record import Record
from models.session import Database
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld
from services.foundation.jobs import NEVER
from services.imports import rows as import_rows
from services.matching_runs import runs
from services.matching_runs.candidate_lookup import KEY_CAP
from services.matching_runs.runs import ACTIVE_STATES, MatchingRunProgress
from services.operations import schedule
from services.records.intake import preparation
from tests.factories import APP_LOGIN, CHECKED, PASSWORD, Installation
from tests.faults.serving import descendants, wait_for

SEED = 20_020_918


def import_world(installation: Installation, size: int) -> None:
    """Import a synthetic world and set aside the jobs that match single records.

    The run then finds all matches. Records have the same public ids in every installation, because
    the ids decide which matches are used to count agreement by chance.
    """
    actor = installation.actor(Role.CASEWORKER)
    with installation.database.transaction() as session:
        batch = import_rows.open_batch(session, installation.context, actor)
    rows = [
        (0, row)
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(size)
        for row in observed.rows
    ]
    draw = random.Random(SEED)

    def drawn() -> UUID:
        return UUID(int=draw.getrandbits(128), version=4)

    with mock.patch.object(preparation, "uuid4", drawn):
        for chunk in import_rows.prepare_chunks(installation.context, rows, CHECKED, actor=actor):
            with installation.database.transaction() as session:
                stored = import_rows.save_chunk(
                    session, installation.context, actor, batch.id, chunk
                )
            assert stored == chunk.rows
    with installation.database.transaction() as session:
        session.execute(update(Job).values(state="cancelled"))


def start_matching_run(installation: Installation) -> None:
    """Start the only run of an installation."""
    with installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)


def progress(installation: Installation) -> MatchingRunProgress:
    """Return the progress of the run."""
    with installation.database.transaction(is_read_only=True) as session:
        (run,) = runs.latest_runs(session, installation.context, schedule.SCHEDULER)
        return run


class Outcome(NamedTuple):
    """The results of a run, with records named by the tags of their references.

    The tags are equal in all databases with the same key file. For name frequencies only the counts
    are compared, because each snapshot hashes its tokens with its own key.
    """

    run: MatchingRunProgress
    matches: dict[tuple[bytes, bytes], tuple[Any, ...]]
    matched: dict[bytes, tuple[int, str | None]]
    rarity: list[int]
    size: int


def outcome(installation: Installation) -> Outcome:
    """Return the results of a run. A score has all its columns except id and time."""
    low, high = aliased(Record), aliased(Record)
    columns = [
        column
        for column in Score.__table__.columns
        if column.name not in ("id", "match_id", "created_at")
    ]
    with installation.database.transaction(is_read_only=True) as session:
        (run,) = runs.latest_runs(session, installation.context, schedule.SCHEDULER)
        found = session.execute(
            select(low.ref_tag, high.ref_tag, Match.state, Match.version, *columns)
            .join(low, low.id == Match.low)
            .join(high, high.id == Match.high)
            .join(Score, Score.match_id == Match.id)
            .where(Score.id == Match.score_id)
        ).all()
        assert (
            len(found)
            == len(session.scalars(select(Score.id)).all())
            == len(session.scalars(select(Match.id)).all())
        )
        (snapshot,) = session.scalars(select(RaritySnapshot))
        rarity = sorted(session.scalars(select(TokenCount.n)))
        records = session.execute(
            select(Record.ref_tag, Record.matched_version, Record.matched_engine)
        )
        return Outcome(
            dataclasses.replace(run, id=UUID(int=0), started_at=NEVER),
            {(row[0], row[1]): tuple(row[2:]) for row in found},
            {row.ref_tag: (row.matched_version, row.matched_engine) for row in records},
            rarity,
            snapshot.size,
        )


def candidate_matches(database: Database) -> set[tuple[int, int]]:
    """Return the matches that a run must score, computed the simplest way: by shared first keys."""
    sharing: dict[int, list[int]] = defaultdict(list)
    with database.transaction(is_read_only=True) as session:
        for key, record_id in session.execute(
            select(MatchKey.key, MatchKey.record_id).order_by(MatchKey.record_id)
        ):
            sharing[key].append(record_id)
    return {
        (low, high)
        for record_ids in sharing.values()
        for place, high in enumerate(record_ids)
        for low in record_ids[: min(place, KEY_CAP)]
    }


@dataclasses.dataclass(slots=True)
class Cluster:
    """The processes of an installation: a scheduler, and `workers` with one pool process each."""

    settings: Settings
    workers: tuple[str, ...]
    processes: dict[str, subprocess.Popen[bytes]] = dataclasses.field(default_factory=dict)

    def log(self, name: str) -> Path:
        """Return the path of a process's log."""
        return self.settings.root / f"{name}.log"

    def start(self, role: str, name: str, core: int | None = None) -> None:
        """Start a process as an installation does, with its own folder and log, and on one core if
        given.

        The scheduler gets the total number of worker processes.
        """
        values = {"HOMEWARD_RUN_DIR": str(self.settings.root / "run" / name)}
        if role == "scheduler":
            values["HOMEWARD_WORKER_PROCESSES"] = str(len(self.workers))
        with self.log(name).open("ab") as log, _on_core(core):
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-P", "-m", "cli", role],
                env=settings_environment(self.settings) | values,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_up(self, name: str) -> bool:
        """Return whether a worker listens to the broker."""
        assert self.processes[name].poll() is None, self.log(name).read_text()[-2000:]
        return not silent_loops(self.settings.root / "run" / name, "worker")

    def done(self, name: str, kind: str = "shard") -> list[int]:
        """Return the jobs of a kind that a worker did, from its log."""
        lines = (
            json.loads(line)
            for line in self.log(name).read_text().splitlines()
            if line.startswith("{")
        )
        return [
            line["job"] for line in lines if line["event"] == "job.done" and line["kind"] == kind
        ]

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process and its pool."""
        os.killpg(self.processes[name].pid, number)

    def pids(self, name: str) -> set[int]:
        """Return the ids of a process and its pool."""
        leader = self.processes[name].pid
        return {leader, *descendants(leader)}

    def end(self) -> None:
        """Kill all processes, also after a failure."""
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def _on_core(core: int | None) -> Iterator[None]:
    """Run the processes started in this block, and their children, on one core."""
    before = os.sched_getaffinity(0)
    if core is not None:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def cluster(
    folder: Path,
    keys: Keyring,
    *,
    database: URL,
    broker: str,
    cores: Sequence[int | None] = (None, None),
) -> Iterator[Cluster]:
    """Run a worker for each of `cores`, and a scheduler, until the end of the block.

    The workers listen when the block starts. A worker with a core runs only on it; None means any
    core.
    """
    folder.mkdir()
    save_keyring(keys, folder / "keys.json")
    app = database.set(username=APP_LOGIN, password=PASSWORD).render_as_string(hide_password=False)
    settings = Settings(data_dir=folder, database_url=app, broker_url=broker, log_level="DEBUG")
    made = Cluster(settings, tuple(f"worker-{number}" for number in range(len(cores))))
    try:
        for name, core in zip(made.workers, cores, strict=True):
            made.start("worker", name, core)
        for name in made.workers:
            wait_for(lambda name=name: made.is_up(name))  # type: ignore[misc]
        made.start("scheduler", "scheduler")
        yield made
    finally:
        made.end()


def is_over(installation: Installation) -> bool:
    """Return whether the run is over."""
    return progress(installation).state not in ACTIVE_STATES
