"""Bulk import: `python benchmarks/intake.py [--rows N] [--folder DIR] [--repeats R] [--json FILE]`.

Imports the first rows of the output of `homeward sample` (generated without `--folder`) into a new
PostgreSQL and a new SQLite database, as `homeward import` does. Prints rows per second and
processor time per row by stage: of the importing process, its children, their start, and the
server. It also prints the share of each table. For comparison, it measures COPY of the same match
keys into an indexed table without row-level security, which no import can beat. Databases take
turns; results are medians of the repetitions.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from sqlalchemy import URL, event, select, text
from sqlalchemy.orm import Session

from benchmarks.closing import describe_goal
from cli import intake_pool
from core.policy.roles import Role
from core.security.crypto import make_keyring
from models.matching_runs.match_key import MatchKey
from sample_data.files import write_world
from sample_data.profiles import PROFILES
from services.agencies import accounts
from services.exchange import csv_rows
from services.foundation import actor_database_role
from services.imports import rows as import_rows
from services.imports.rows import NumberedRow
from services.records.intake.preparation import Declaration
from tests import factories, postgres
from tests.factories import Installation

AGENCY = "DE-JUG"
DECLARATION = Declaration("gdpr_6_1_e_9_2_g", "checked", "no")
TICKS = os.sysconf("SC_CLK_TCK")
WARM_ROWS = 200
_RATE_GOAL = 3_000  # rows per second into PostgreSQL

Figures = dict[str, float]


def main() -> None:
    """Measure, print, and write the figures if requested."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument(
        "--folder", type=Path, help="what `homeward sample` wrote; made when it is not given"
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or _world(Path(scratch) / "world", arguments.rows)
        rows = list(
            itertools.islice(csv_rows.read_intake_file(folder / "records.csv"), arguments.rows)
        )
        measured: dict[str, list[Figures]] = {"PostgreSQL": [], "SQLite": []}
        for number in range(arguments.repeats):
            for name, figures in measured.items():
                figures.append(
                    _measure(
                        Path(scratch) / f"{name}-{number}", rows, is_postgres=name == "PostgreSQL"
                    )
                )
    medians = {name: _medians(figures) for name, figures in measured.items()}
    _show(len(rows), arguments.repeats, medians)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(medians, indent=2) + "\n", "utf-8")


def _world(folder: Path, size: int) -> Path:
    folder.mkdir()
    write_world(folder, size=size, seed=601, profile=PROFILES["tuning"], advance=lambda _: None)
    return folder


def _measure(folder: Path, rows: Sequence[NumberedRow], *, is_postgres: bool) -> Figures:
    url = postgres.create() if is_postgres else None
    try:
        installation = factories.make_installation(folder, make_keyring(), url)
        try:
            take_in(
                installation,
                [(line, {**row, "record_ref": f"warm {line}"}) for line, row in rows[:WARM_ROWS]],
            )
            gc.freeze()
            figures = take_in(installation, rows)
            return figures if url is None else figures | _copied(installation, url)
        finally:
            installation.close()
    finally:
        if url is not None:
            postgres.drop(url)


def take_in(installation: Installation, rows: Sequence[NumberedRow]) -> Figures:
    """Import rows chunk by chunk. Return seconds and processor seconds by stage."""
    server = _Server()
    seconds_of: Counter[str] = Counter()
    by_table = _watch(installation, seconds_of)
    actor = installation.actor(Role.CASEWORKER, AGENCY)
    with installation.app.transaction() as session:
        actor_database_role.enter_role(
            session,
            accounts.actor_of(
                session, installation.context, factories.login(Role.CASEWORKER, AGENCY)
            ),
        )
        batch = import_rows.open_batch(session, installation.context, actor)
    pace, chunks, stored, children = import_rows.ChunkPace(), 0, 0, _children_s()
    ready = intake_pool.prepare_chunks(
        installation.context, rows, DECLARATION, actor=actor, after=0, pace=pace
    )
    began = time.perf_counter()
    while True:
        with _timed(seconds_of, "prepare"):
            chunk = next(ready, None)
        if chunk is None:
            break
        with _timed(seconds_of, "write"):
            since = time.perf_counter()
            with installation.app.transaction() as session:
                server.look(session)
                actor_database_role.enter_role(session, actor)
                stored += import_rows.save_chunk(
                    session, installation.context, actor, batch.id, chunk
                )
            pace.took(chunk.rows, time.perf_counter() - since)
        chunks += 1
    seconds = time.perf_counter() - began
    by_table()
    seconds_of["prepare cpu"] += _children_s() - children
    seconds_of["server cpu"] = server.seconds()
    return {"rows": len(rows), "stored": stored, "chunks": chunks, "s": seconds, **seconds_of}


def _children_s() -> float:
    """Return the processor seconds of ended children, including their start."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _timed:  # noqa: N801 - used like a keyword
    """Add wall and processor seconds of a block to a counter."""

    def __init__(self, seconds_of: Counter[str], name: str) -> None:
        self._taken, self._name = seconds_of, name

    def __enter__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._taken[f"{self._name} s"] += time.perf_counter() - self._began[0]
        self._taken[f"{self._name} cpu"] += time.process_time() - self._began[1]


class _Server:
    """Processor time of the server processes that work for us; 0 if they are not visible."""

    def __init__(self) -> None:
        self._first: dict[int, float] = {}

    def look(self, session: Session) -> None:
        """Remember the server process of this session."""
        if session.get_bind().dialect.name == "postgresql":
            process = session.scalar(text("SELECT pg_backend_pid()")) or 0
            self._first.setdefault(process, _cpu_s(process))

    def seconds(self) -> float:
        """Return their processor seconds since they were first seen."""
        return sum(_cpu_s(process) - before for process, before in self._first.items())


def _cpu_s(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _watch(installation: Installation, seconds_of: Counter[str]) -> Any:
    """Count the seconds of each table's statements. Return a function that stops counting."""

    def before(connection: Any, *_: object) -> None:
        connection.info["began"] = time.perf_counter()

    def after(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        words = statement.replace('"', "").split(maxsplit=3)
        name = words[2] if words[0] == "INSERT" else "other statements"
        seconds_of[f"table {name}"] += time.perf_counter() - connection.info["began"]

    event.listen(installation.app.engine, "before_cursor_execute", before)
    event.listen(installation.app.engine, "after_cursor_execute", after)

    def end() -> None:
        event.remove(installation.app.engine, "before_cursor_execute", before)
        event.remove(installation.app.engine, "after_cursor_execute", after)

    return end


def _copied(installation: Installation, url: URL) -> Figures:
    """Return the time of COPY of the stored keys into an index, as the tables' owner."""
    with installation.database.transaction(is_read_only=True) as session:
        columns = MatchKey.key_version, MatchKey.key, MatchKey.record_id
        keys = [
            tuple(row) for row in session.execute(select(*columns).order_by(MatchKey.record_id))
        ]
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute(
            "CREATE TABLE bare (key_version int, key bigint, record_id bigint,"
            " PRIMARY KEY (key_version, key, record_id))"
        )
        began = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "int8", "int8"])
            for row in keys:
                copy.write_row(row)
        connection.commit()
    return {"copy s": time.perf_counter() - began, "keys": len(keys)}


def _medians(figures: Sequence[Figures]) -> Figures:
    return {name: statistics.median(figure[name] for figure in figures) for name in figures[0]}


def _show(rows: int, repeats: int, medians: dict[str, Figures]) -> None:
    print(f"{rows} rows, medians of {repeats}, load {os.getloadavg()[0]:.1f} at the end\n")
    head = (
        "rows/s",
        "us a row",
        "prepare CPU-us",
        "write CPU-us",
        "server CPU-us",
        "rows a CPU-s",
        "COPY of keys, rows/s",
    )
    print(f"| store | {' | '.join(head)} |")
    print("|---|---|---|---|---|---|---|---|")
    for name, figures in medians.items():
        cpu = figures["prepare cpu"] + figures["write cpu"] + figures["server cpu"]
        each = [
            figures[stage] / rows * 1e6 for stage in ("s", "prepare cpu", "write cpu", "server cpu")
        ]
        copy_rate = f"{rows / figures['copy s']:,.0f}" if "copy s" in figures else "-"
        cells = [
            f"{rows / figures['s']:,.0f}",
            *(f"{value:.0f}" for value in each),
            f"{rows / cpu:,.0f}",
            copy_rate,
        ]
        print(f"| {name} | {' | '.join(cells)} |")
    print("\n| table | " + " | ".join(f"{name}, us a row" for name in medians) + " |")
    print("|---|" + "---|" * len(medians))
    for table in sorted(_tables(medians), key=lambda name: -medians["PostgreSQL"].get(name, 0)):
        cells = [f"{median.get(table, 0) / rows * 1e6:.0f}" for median in medians.values()]
        print(f"| {table.removeprefix('table ')} | {' | '.join(cells)} |")
    rate = rows / medians["PostgreSQL"]["s"]
    print(
        "\n"
        + describe_goal(
            f"PostgreSQL: {rate:,.0f} rows a second of {_RATE_GOAL:,}",
            is_reached=rate >= _RATE_GOAL,
        )
    )


def _tables(medians: dict[str, Figures]) -> Iterator[str]:
    yield from {name for median in medians.values() for name in median if name.startswith("table ")}


if __name__ == "__main__":
    main()
