"""A feasibility report of a synthetic store in use.

    python benchmarks/sample_report.py --out DIR [--records N]

A report world is imported by its agencies, followed by a hundred days of work
(`benchmarks/operational_history`): pairs are matched, drawn and judged; people consent, ask, search
and decide. Then counts are published, and a report is made of them. No server is needed: jobs run
in this process. `--import-only --records 100000` shows the cost of a large store's report.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.operational_history import life
from benchmarks.operational_history.life import Rows
from cli.installation import open_installation, prepare_installation
from core.settings import Settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from reports import files, generate
from reports.generate import ReportRequest
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld
from services.foundation.context import Context
from services.statistics import publication
from services.statistics.report_runs import REPORTER


def main() -> None:
    """Simulate the store and write the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument(
        "--seed", type=int, default=84, help="of a report world that no benchmark uses"
    )
    parser.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        help="where to keep the store; else it is gone at the end",
    )
    parser.add_argument(
        "--options", type=Path, metavar="FILE", help="options that were compared, for chapter 9"
    )
    parser.add_argument(
        "--import-only",
        action="store_true",
        help="import and match, without a hundred days of work",
    )
    parser.add_argument(
        "--form", nargs="+", default=["html", "json", "csv"], choices=list(files.FORMATS)
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=arguments.store or Path(folder) / "data")
        prepare_installation(settings)
        with open_installation(settings) as (context, database):
            _run(context, database, arguments)


def _run(context: Context, database: Database, arguments: argparse.Namespace) -> None:
    by_agency, truth = make_lists(arguments.seed, arguments.records)
    started = time.perf_counter()
    now = context.clock.now()
    if arguments.import_only:
        town = life.match_at_once(context, database, by_agency, seed=arguments.seed, end=now)
    else:
        town = life.simulate_days(
            context, database, life.Lists(by_agency, truth), seed=arguments.seed, end=now
        )
    state = "imported" if arguments.import_only else "used"
    print(
        f"{state}: {time.perf_counter() - started:.0f} s, {sum(town.done.values())} acts",
        flush=True,
    )
    print("done " + ", ".join(f"{name} {n}" for name, n in sorted(town.done.items())))
    for name, n in sorted(town.refused.items()):
        print(f"  refused {name}: {n}")
    started = time.perf_counter()
    with database.transaction(door=DatabaseRole.WORKER) as session:
        publication.publish_counts(
            session, town.context, publication.count_everything(session, town.context)
        )
    print(f"published: {time.perf_counter() - started:.1f} s", flush=True)
    options = (
        None if arguments.options is None else json.loads(arguments.options.read_text("utf-8"))
    )
    started = time.perf_counter()
    with database.transaction() as session:
        report_run = generate.make_report(
            session, town.context, REPORTER, ReportRequest(options=options)
        )
        report = generate.read_report(session, REPORTER, report_run.id)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for form in arguments.form:
        file = files.render_file(report, form)
        (arguments.out / f"feasibility.{form}").write_bytes(file.content)
    print(f"report of {len(report.figures)} figures: {time.perf_counter() - started:.1f} s")
    town.close()


def make_lists(seed: int, records: int) -> tuple[dict[str, Rows], list[tuple[str, str, str]]]:
    """Return the rows of each agency of a report world, and which two references are one person."""
    by_agency: dict[str, Rows] = {}
    truth = []
    for observed in SyntheticWorld(seed, PROFILES["report"]).observe(records):
        truth += [(left, right, observed.origin) for left, right in observed.pairs]
        for row in observed.rows:
            own = by_agency.setdefault(row["record_ref"].rpartition("-")[0], [])
            own.append((len(own) + 2, dict(row)))
    return by_agency, truth


if __name__ == "__main__":
    main()
