"""A report of a synthetic store that was really run: `python benchmarks/sample_report.py --out DIR [--records N]`.

A report world is imported by its agencies, everybody is matched with everybody, a share of the pairs is judged by the
people of both sides, counts are published, and a report is made of them. Those who judge know the truth and slip once
in fifty: how well people judge is not what is shown. It needs no server: jobs are done in this process.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import select, update

from cli import demo_world
from cli.commands.crossmatch import bar
from cli.commands.demo import BASES
from cli.commands.intake import run_import
from cli.demo_world import Account
from cli.installation import open_installation, prepare
from core.errors import HomewardError
from core.policy import Role
from core.settings import Settings
from models.agency import Agency
from models.job import Job
from models.pair import Pair, Score
from models.record import Record
from models.session import Database
from reports import files, making
from reports.making import Asked
from sample_data.profiles import PROFILES
from sample_data.world import World
from services import accounts, evaluation, jobs, runs, schedule
from services import verdicts as judging
from services.context import Context
from services.intake import Declaration
from services.report_runs import REPORTER
from services.statistics import publication
from workers.handlers import HANDLERS
from workers.runtime import Runtime

LOOKED_AT = {3: 0.9, 2: 0.7, 1: 0.25, 0: 0.0}  # share of the pairs of a band that somebody judges
SLIPS = 0.02
Rows = list[tuple[int, dict[str, str]]]


def main() -> None:
    """Run the store and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=84, help="of a report world that no benchmark uses")
    parser.add_argument("--store", type=Path, metavar="DIR", help="where to keep the store; else it is gone at the end")
    parser.add_argument("--form", nargs="+", default=["html", "json", "csv"], choices=list(files.FORMS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=asked.store or Path(folder) / "data")
        prepare(settings)
        with open_installation(settings) as (context, database):
            _run(context, database, settings, asked)


def _run(context: Context, database: Database, settings: Settings, asked: argparse.Namespace) -> None:
    made = demo_world.make_accounts(context, database)
    by_agency, truth = _world(asked.seed, asked.records)
    _step("imported", lambda: _import(context, database, made, by_agency))
    _step("matched", lambda: _match(context, database, settings))
    _step("judged", lambda: print(_judge(context, database, made, truth, asked.seed)))
    with database.transaction() as session:
        _step("published", lambda: print(publication.publish(session, context)))
    started = time.perf_counter()
    with database.transaction() as session:
        kept = making.make(session, context, REPORTER, Asked())
        report = making.read(session, REPORTER, kept.id)
    asked.out.mkdir(parents=True, exist_ok=True)
    for form in asked.form:
        file = files.write(report, form)
        (asked.out / f"feasibility.{form}").write_bytes(file.content)
    print(f"report of {len(report.figures)} figures: {time.perf_counter() - started:.1f} s")


def _step(name: str, does: object) -> None:
    started = time.perf_counter()
    does()  # type: ignore[operator]
    print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)


def _world(seed: int, records: int) -> tuple[dict[str, Rows], list[tuple[str, str, str]]]:
    by_agency: dict[str, Rows] = {}
    truth = []
    for observed in World(seed, PROFILES["report"]).observe(records):
        truth += [(left, right, observed.origin) for left, right in observed.pairs]
        for row in observed.rows:
            own = by_agency.setdefault(row["record_ref"].rpartition("-")[0], [])
            own.append((len(own) + 2, dict(row)))
    return by_agency, truth


def _import(context: Context, database: Database, made: list[Account], by_agency: dict[str, Rows]) -> None:
    kinds = {row["code"]: row["kind"] for row in demo_world.agency_rows()}
    with bar("importing", sum(map(len, by_agency.values()))) as progress:
        for agency, rows in by_agency.items():
            role = Role.LIAISON_OFFICER if kinds[agency] == "police" else Role.CASEWORKER
            run_import(
                context,
                database,
                login=demo_world.find(made, role, agency).login,
                rows=rows,
                declaration=Declaration(BASES[kinds[agency]], "cleared", "no"),
                progress=progress,
            )


def _match(context: Context, database: Database, settings: Settings) -> None:
    """Match everybody with everybody; the jobs of single records would come to the same pairs, one by one."""
    with database.transaction() as session:
        session.execute(update(Job).where(Job.state == "queued").values(state="cancelled"))
        runs.start(session, context, schedule.SCHEDULER)
    runtime = Runtime(settings)
    runtime.__dict__.update(context=context, database=database)
    while True:
        with database.transaction(is_read_only=True) as session:
            waiting = jobs.to_publish(session, context, limit=100)
        if not waiting:
            return
        for job_id in waiting:
            with database.transaction() as session:
                claimed = jobs.claim(session, context, job_id, owner="sample")
            if claimed is not None:
                HANDLERS[claimed.kind](runtime, claimed)


def _judge(
    context: Context, database: Database, made: list[Account], truth: Sequence[tuple[str, str, str]], seed: int
) -> Counter[str]:
    """Have a share of the pairs judged by both sides' people; return how the pairs stand."""
    draw = random.Random(seed)
    with database.transaction(is_read_only=True) as session:
        ids = evaluation.records_by_reference(session, context, {end for row in truth for end in row[:2]})
        true = {tuple(sorted((ids[one], ids[other]))) for one, other, _ in truth if one in ids and other in ids}
        codes = {agency.id: agency.code for agency in session.scalars(select(Agency))}
        records = {row.id: row for row in session.execute(select(Record.id, Record.kind, Record.agency_id))}
        pairs = session.execute(
            select(Pair.public_id, Pair.low, Pair.high, Score.band).join(Score, Score.id == Pair.score_id)
        ).all()
    states: Counter[str] = Counter()
    for pair in pairs:
        if draw.random() >= LOOKED_AT.get(pair.band, 0.0):
            continue
        is_same = ((pair.low, pair.high) in true) != (draw.random() < SLIPS)
        ends = sorted((pair.low, pair.high), key=lambda one: records[one].kind != "found")
        first, second = (codes[records[end].agency_id] for end in ends)
        states[_verdict(context, database, made, pair.public_id, (first, second), is_same=is_same)] += 1
    return states


def _verdict(
    context: Context, database: Database, made: list[Account], pair: UUID, ends: tuple[str, str], *, is_same: bool
) -> str:
    """Have the side with the child propose and confirm, then the other side confirm; what one may not is not done."""
    outcome, reason = ("same", "document") if is_same else ("different", "sibling_or_namesake")
    first, second = ends
    workers = [one for one in made if one.agency == first and one.role in (Role.CASEWORKER, Role.LIAISON_OFFICER)]
    said = [workers[0], demo_world.find(made, Role.SUPERVISOR, first)]
    if is_same and first != second:
        said.append(demo_world.find(made, Role.SUPERVISOR, second))
    state = "not seen"
    for account in said:
        try:
            with database.transaction() as session:
                actor = accounts.actor_of(session, context, account.login)
                version = session.scalars(select(Pair.version).where(Pair.public_id == pair)).one()
                state = judging.give_verdict(
                    session, context, actor, pair, outcome=outcome, reason=reason, expected_version=version
                )
        except HomewardError:
            return state
    return state


if __name__ == "__main__":
    main()
