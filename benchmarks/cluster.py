"""Cross-match of a store with one worker and with two, on PostgreSQL and Redis.

A synthetic world is imported and matched once. Each repetition runs the nightly cross-match on a
copy of that database, each worker on its own core, with the numbers of workers in turn. Every run
must produce exactly the same pairs. PostgreSQL is that of HOMEWARD_TEST_POSTGRES, or the one on the
standard local port.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import hashlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, func, select, text
from sqlalchemy.orm import aliased

from core.clock import SystemClock
from core.security.crypto import Keyring, make_keyring
from models.matching_runs.match import Match, Score
from models.operations.job import Job, MatchingRun
from models.records.record import Record
from models.session import Database
from services.matching_runs import runs
from services.operations import schedule
from tests import factories, postgres
from tests.factories import Installation
from tests.faults.cluster import Cluster, cluster, import_world
from tests.faults.serving import wait_for
from tests.servers import running_redis

PATIENCE_S = 3_600.0
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 2**20


@dataclasses.dataclass(frozen=True, slots=True)
class MeasuredRun:
    """One run: duration, work done, processor time, and how long its workers waited for a core."""

    workers: int
    seconds: float
    records: int
    shards: int
    pairs_scored: int
    pairs_kept: int
    worker_cpu_s: float
    worker_waited_s: float
    worker_peak_mib: list[int]
    database_cpu_s: float | None
    pairs_hash: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument(
        "--broker", default="", help="URL of an empty Redis; else one is started for this"
    )


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """Create the store, run the repetitions and return the figures.

    Raise SystemExit if two runs produced different pairs.
    """
    keys = make_keyring()
    with (
        tempfile.TemporaryDirectory() as folder,
        _broker(chosen.broker) as broker,
        _database() as template,
    ):
        bench = TestBench(Path(folder), keys, broker)
        size_mib = bench.fill(template, chosen.records)
        measured = []
        for number in range(chosen.repetitions):
            for workers in (1, 2) if number % 2 == 0 else (2, 1):
                with _database(template) as url:
                    measured.append(bench.repeat(url, workers))
                    print(f"{workers} worker(s): {measured[-1].seconds:.1f} s", flush=True)
    if len({run.pairs_hash for run in measured}) != 1:
        raise SystemExit("the runs left different pairs")
    return {"database_mib": size_mib, "runs": [dataclasses.asdict(run) for run in measured]}


@dataclasses.dataclass(slots=True)
class TestBench:
    """The environment of the runs: a folder, keys and a broker."""

    folder: Path
    keys: Keyring
    broker: str
    clusters: int = 0

    @contextlib.contextmanager
    def _at_work(self, url: URL, workers: int) -> Iterator[tuple[Installation, Cluster]]:
        """Yield an installation with this number of workers, each on its own core."""
        self.clusters += 1
        name = f"{self.clusters}"
        cores: list[int | None] = [*sorted(os.sched_getaffinity(0))[:workers]]
        if len(cores) < workers:
            raise SystemExit("a core for each worker is needed")
        installation = factories.open_installation(self.folder / f"own-{name}", self.keys, url)
        try:
            with cluster(
                self.folder / name, self.keys, database=url, broker=self.broker, cores=cores
            ) as processes:
                yield installation, processes
        finally:
            installation.database.dispose()
            installation.app.dispose()

    def fill(self, template: URL, records: int) -> float:
        """Import a world, match it in a first run and wait for all notifications.

        Return the database size in MiB.
        """
        with postgres.one_at_a_time():
            installation = factories.make_installation(
                self.folder / "template", self.keys, template
            )
        import_world(installation, records)
        installation.app.dispose()
        _vacuum(installation.database)
        installation.database.dispose()
        with self._at_work(template, 2) as (installation, _):
            _start(installation)
            wait_for(lambda: _is_idle(installation.database), PATIENCE_S)
            _vacuum(installation.database)
            with installation.database.transaction(is_read_only=True) as session:
                return (
                    float(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
                    / MIB
                )

    def repeat(self, url: URL, workers: int) -> MeasuredRun:
        """Run a cross-match and return its measurements."""
        with self._at_work(url, workers) as (installation, processes):
            pids = [pid for name in processes.workers for pid in processes.pids(name)]
            before, waited_before = _cpu_s(pids), _waited_s(pids)
            _start(installation)
            wait_for(lambda: _run(installation.database).finished_at is not None, PATIENCE_S)
            run = _run(installation.database)
            if run.state != "done" or run.finished_at is None:
                raise SystemExit(f"the run is {run.state}")
            return MeasuredRun(
                workers=workers,
                seconds=(run.finished_at - run.created_at).total_seconds(),
                records=run.records,
                shards=run.shards,
                pairs_scored=run.pairs_scored,
                pairs_kept=run.pairs_kept,
                worker_cpu_s=_cpu_s(pids) - before,
                worker_waited_s=_waited_s(pids) - waited_before,
                worker_peak_mib=[
                    max(map(_peak_mib, processes.pids(name))) for name in processes.workers
                ],
                database_cpu_s=_database_cpu_s(installation.database),
                pairs_hash=_pairs_hash(installation.database),
            )


@contextlib.contextmanager
def _broker(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with running_redis() as server:
        yield server.url


@contextlib.contextmanager
def _database(template: URL | None = None) -> Iterator[URL]:
    """Yield a database that flushes to disk like that of an installation. Drop it at the end."""
    url = postgres.create(None if template is None else template.database)
    database = Database(url)
    try:
        with database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.execute(text(f'ALTER DATABASE "{url.database}" RESET synchronous_commit'))
        database.dispose()
        yield url
    finally:
        postgres.drop(url)


def _vacuum(database: Database) -> None:
    """Run VACUUM ANALYZE now, so that autovacuum does not run during a repetition."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _start(installation: Installation) -> None:
    context = dataclasses.replace(installation.context, clock=SystemClock())
    with installation.database.transaction() as session:
        runs.start_matching_run(session, context, schedule.SCHEDULER)


def _run(database: Database) -> MatchingRun:
    with database.transaction(is_read_only=True) as session:
        return session.scalars(select(MatchingRun).order_by(MatchingRun.id.desc()).limit(1)).one()


def _is_idle(database: Database) -> bool:
    with database.transaction(is_read_only=True) as session:
        left = session.scalar(
            select(func.count()).select_from(Job).where(Job.state.in_(["queued", "running"]))
        )
    return left == 0


def _cpu_s(pids: list[int]) -> float:
    """Return the processor seconds of processes, in user and kernel mode."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(words[11]) + int(words[12]) for words in fields) / TICKS


def _waited_s(pids: list[int]) -> float:
    """Return the seconds that threads of processes were ready to run but had no core."""
    tasks = [task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((task / "schedstat").read_text().split()[1]) for task in tasks) / 1e9


def _peak_mib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def _database_cpu_s(database: Database) -> float | None:
    """Return the processor seconds of the server's open connections.

    None if the server is on another machine.
    """
    if database.url.host not in ("127.0.0.1", "::1", "localhost"):
        return None
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <>"
        " pg_backend_pid()"
    )
    with database.transaction(is_read_only=True) as session:
        return _cpu_s(list(session.scalars(text(query))))


def _pairs_hash(database: Database) -> str:
    """Return a hash of the current pairs: records, engine version, scores and levels."""
    low, high = aliased(Record), aliased(Record)
    query = (
        select(
            low.public_id,
            high.public_id,
            Score.engine_version,
            Score.bits,
            Score.probability,
            Score.levels,
        )
        .select_from(Match)
        .join(Score, Score.id == Match.score_id)
        .join(low, low.id == Match.low)
        .join(high, high.id == Match.high)
        .order_by(Match.low, Match.high)
    )
    digest = hashlib.blake2b(digest_size=16)
    with database.transaction(is_read_only=True) as session:
        for row in session.execute(query):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def show(figures: dict[str, Any]) -> None:
    """Print medians, with minimum and maximum in brackets."""
    every = [MeasuredRun(**run) for run in figures["runs"]]
    first = every[0]
    print(
        f"records {first.records:,}, pairs scored {first.pairs_scored:,}, kept"
        f" {first.pairs_kept:,}, shards {first.shards}, database {figures['database_mib']:.0f} MiB;"
        f" the same pairs to the bit in all {len(every)} runs"
    )
    print(
        "| workers | s | pairs/s | records/s | CPU-s of workers | s without a core | CPU-s of"
        " database | peak MiB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    medians = {}
    for workers in sorted({run.workers for run in every}):
        runs_at_width = [run for run in every if run.workers == workers]
        medians[workers] = middle = statistics.median(run.seconds for run in runs_at_width)
        database = [run.database_cpu_s for run in runs_at_width if run.database_cpu_s is not None]
        cells = (
            (
                f"{middle:.1f} ({min(run.seconds for run in runs_at_width):.1f} to"
                f" {max(run.seconds for run in runs_at_width):.1f})"
            ),
            f"{first.pairs_scored / middle:,.0f}",
            f"{first.records / middle:,.0f}",
            f"{statistics.median(run.worker_cpu_s for run in runs_at_width):.1f}",
            f"{statistics.median(run.worker_waited_s for run in runs_at_width):.1f}",
            f"{statistics.median(database):.1f}" if database else "-",
            f"{max(peak for run in runs_at_width for peak in run.worker_peak_mib)}",
        )
        print(f"| {workers} | {' | '.join(cells)} |")
    print(f"two workers against one: {medians[1] / medians[2]:.2f} times as fast")
