"""Time from registration to a visible candidate.

    python benchmarks/visible.py [--count N] [--rate R] ...

Serves a new installation with the shipped world. Registers found minors over HTTP who are second
sightings of shipped missing ones. Waits for each until its agency's notifications name the
candidate. Prints median, p95 and maximum, and the same for job rows, from creation to completion.
`--broker redis://...` uses that Redis (an empty database number) instead of the file broker,
`--database postgresql://...` that database instead of SQLite. `--during-import N`: another agency
imports N rows at the same time, by `homeward import`.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cli import demo_world
from cli.client import Client
from cli.commands.demo import LEGAL_BASES
from cli.commands.intake import RowImport, run_import
from cli.installation import open_installation, prepare_installation
from cli.supervisor import Supervisor
from core.policy.roles import Role
from core.settings import Settings, load_settings
from models.operations.job import Job
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from sample_data.answers import with_answers
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld
from services.foundation import jobs
from services.foundation.context import Context
from services.records.intake.preparation import Declaration

ROOT = Path(__file__).resolve().parent.parent
POLL_S = 0.1  # more often, the polling itself would take a large part of a core
IMPORT_SEED = 77
GIVE_UP_S = 30.0
COPIED_COLUMNS = (
    "full_name",
    "given_names",
    "family_names",
    "name_native",
    "birth_date",
    "birth_calendar",
    "sex",
    "nationalities",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--rate", type=float, default=2.0, help="registrations a second")
    parser.add_argument(
        "--broker", default="", help="URL of a Redis; else the file broker of the embedded mode"
    )
    parser.add_argument(
        "--database", default="", help="URL of an empty PostgreSQL database; else SQLite"
    )
    parser.add_argument(
        "--during-import", type=int, default=0, metavar="N", help="rows another agency imports"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "HOMEWARD_DATA_DIR": f"{folder}/data",
            "HOMEWARD_PORT": "8799",
            "HOMEWARD_BROKER_URL": arguments.broker,
            "HOMEWARD_DATABASE_URL": arguments.database,
        }
        settings = load_settings()
        prepare_installation(settings)
        with open_installation(settings) as (context, database):
            accounts = demo_world.make_accounts(context, database)
            with Supervisor(settings, log=Path(folder) / "serve.log") as supervisor:
                supervisor.wait_ready(120)
                _fill(context, database, accounts)
                began = context.clock.now()
                with _import_in_parallel(accounts, Path(folder), arguments.during_import):
                    waits = _measure(settings, accounts, arguments.count, arguments.rate)
                    left = _matches_left(database, context)
            done = _job_waits(database, began)
    kind = "Redis" if arguments.broker else "files"
    store = "PostgreSQL" if arguments.database else "SQLite"
    print(
        f"registrations {arguments.count} at {arguments.rate}/s into a store of 2,000, {store},"
        f" broker {kind}"
    )
    if arguments.during_import:
        print(
            f"meanwhile an import of {arguments.during_import}, with {left} matches to do after the"
            " last registration"
        )
    print(f"told within {GIVE_UP_S:.0f} s: {len(waits)}")
    for name, values in (("seen by its agency", waits), ("job written to job done", done)):
        _show(name, sorted(values))


def _show(name: str, values: list[float]) -> None:
    if values:
        p95 = values[max(0, round(0.95 * len(values)) - 1)]
        print(
            f"{name}: median {statistics.median(values):.3f} s, p95 {p95:.3f} s, worst"
            f" {values[-1]:.3f} s"
        )


@contextlib.contextmanager
def _import_in_parallel(
    accounts: list[demo_world.Account], folder: Path, count: int
) -> Iterator[None]:
    """Import children of another synthetic world for one agency, as a command of its own."""
    if not count:
        yield
        return
    world = SyntheticWorld(IMPORT_SEED, PROFILES["tuning"]).observe(count)
    rows = [row for observed in world for row in observed.rows]
    file = folder / "import.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    login = demo_world.find_account(accounts, Role.CASEWORKER, "DE-JUG").login
    command = [sys.executable, "-m", "cli", "import", str(file), "--as", login]
    declared = ["--legal-basis", LEGAL_BASES["protection"], "--international-protection", "no"]
    with subprocess.Popen([*command, *declared], cwd=ROOT, stdout=subprocess.DEVNULL) as running:
        yield
        if running.wait() != 0:
            raise ChildProcessError(f"the import ended with {running.returncode}")


def _matches_left(database: Database, context: Context) -> int:
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        state = jobs.queue_state(session, context)
    return state.queued + state.running


def _job_waits(database: Database, since: datetime) -> list[float]:
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        query = select(Job.created_at, Job.finished_at).where(
            Job.kind == "match", Job.created_at >= since
        )
        return [
            (row.finished_at - row.created_at).total_seconds()
            for row in session.execute(query)
            if row.finished_at
        ]


def _fill(context: Context, database: Database, accounts: list[demo_world.Account]) -> None:
    kinds = {row["code"]: row["kind"] for row in demo_world.agency_rows()}
    for agency, rows in demo_world.intake_rows().items():
        role = Role.LIAISON_OFFICER if kinds[agency] == "police" else Role.CASEWORKER
        run_import(
            context,
            database,
            RowImport(
                login=demo_world.find_account(accounts, role, agency).login,
                rows=rows,
                declaration=Declaration(LEGAL_BASES[kinds[agency]], "checked", "no"),
            ),
        )
    while True:
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            state = jobs.queue_state(session, context)
        if state.queued + state.running == 0:
            return
        time.sleep(0.2)


def _sightings(count: int) -> list[dict[str, str]]:
    """Return rows of found minors: second sightings of shipped missing ones with full name and
    birth.
    """
    rows = [row for agency in demo_world.intake_rows().values() for _, row in agency]
    fit = [
        row
        for row in rows
        if row["kind"] == "missing" and row["full_name"].count(" ") and row["birth_date"]
    ]
    return [
        with_answers(
            {
                **{name: row[name] for name in COPIED_COLUMNS},
                "record_ref": f"SEEN-{number}",
                "kind": "found",
                "event_country": "IT",
            }
        )
        for number, row in enumerate(fit[:count])
    ]


def _measure(
    settings: Settings, accounts: list[demo_world.Account], count: int, rate: float
) -> list[float]:
    client = Client(f"http://{settings.host}:{settings.port}")
    account = demo_world.find_account(accounts, Role.CASEWORKER, "IT-CPA")
    client.sign_in(account.login, account.password)
    sent: dict[str, float] = {}
    waits: list[float] = []
    rows = _sightings(count)
    began = time.monotonic()
    while rows or sent:
        now = time.monotonic()
        if rows and now >= began + (count - len(rows)) / rate:
            status, created = client.call(
                "POST", "/v1/records", rows.pop(0) | {"legal_basis": LEGAL_BASES["protection"]}
            )
            if status != 201:
                raise ConnectionError(f"registration answered {status}")
            sent[created["id"]] = now
        _, page = client.call("GET", "/v1/notifications")
        matched = {notification["record"] for notification in page["notifications"]} & sent.keys()
        waits.extend(time.monotonic() - sent.pop(record) for record in matched)
        for record in [record for record, at in sent.items() if now - at > GIVE_UP_S]:
            del sent[record]
        time.sleep(POLL_S)
    return waits


if __name__ == "__main__":
    main()
