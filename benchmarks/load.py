"""Registrations and searches over HTTP at a given rate.

    python benchmarks/load.py [--records N] [--seconds S] ...

Generates people as `homeward sample` does, and imports them into a new PostgreSQL database (or an
empty one, `--database`). Serves it with api, worker and scheduler. Registrations and searches
arrive as a Poisson process that does not wait for earlier answers. Prints p50, p95, p99 and errors
of both, timed from the due time.

Also measures the time from a registration until its agency sees a candidate. Some sightings of
people in the store are held back for this. The time is from sending one to the notification that
names it. The time until the end of its matching is measured too, because in a large store not every
sighting is likely enough for a notification. Notifications are read after all answers, because
constant polling would add to the load. `--broker redis://...` uses that Redis (an empty database
number) instead of the file broker.

The store is not matched before: jobs of the import are set aside, and names are counted as in a
full run. A million records need about twenty minutes and 15 GB on disk before the first request.
`--store DIR` keeps the store (world, keys and database address) for the next time. Its
registrations are then the same sightings with new references.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import itertools
import json
import math
import os
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import select

from benchmarks import load_store
from benchmarks.arrivals import Arrival, ArrivalResult, percentile, poisson_times, run_arrivals
from benchmarks.closing import describe_goal
from benchmarks.load_store import Row
from cli import demo_world
from cli.client import Client
from cli.commands.demo import LEGAL_BASES
from cli.demo_world import Account
from cli.installation import open_installation, prepare_installation
from cli.supervisor import Supervisor
from core.policy.roles import Role
from core.policy.search import SEARCHES_PER_HOUR
from core.settings import load_settings
from models.agencies.agency import Agency
from models.operations.job import Job
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies import accounts
from services.agencies.accounts import INSTALLER, UserForm
from services.foundation.context import Context

# requests of each kind before timing starts: processes load the kernel and fill their caches
WARM = 10
SEARCHER = "DE-JUG"
POLL_S = 1.0
GIVE_UP_S = 30.0
# p95; embedded: the file broker
SEARCH_GOAL_S = 0.1
VISIBLE_GOAL_S = 1.0
VISIBLE_EMBEDDED_GOAL_S = 3.0
Figures = dict[str, Any]


def main() -> None:
    """Measure, print, and write the figures if requested."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=10_000, help="in the store")
    parser.add_argument("--registrations", type=float, default=2.0, help="a second")
    parser.add_argument("--searches", type=float, default=5.0, help="a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--database", default="", help="URL of an empty PostgreSQL database; else one is made"
    )
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="where the store is kept for the next time"
    )
    parser.add_argument("--api-processes", type=int, default=2)
    parser.add_argument(
        "--warm-s",
        type=float,
        default=0.0,
        help="given to API and worker to read beforehand, at most",
    )
    parser.add_argument(
        "--broker", default="", help="URL of a Redis; else the file broker of the embedded mode"
    )
    parser.add_argument("--port", type=int, default=8798)
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = str(arguments.store or stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(load_store.open_database(arguments.database, arguments.store))
        os.environ |= {
            "HOMEWARD_DATA_DIR": f"{folder}/data",
            "HOMEWARD_PORT": str(arguments.port),
            "HOMEWARD_API_PROCESSES": str(arguments.api_processes),
            "HOMEWARD_BROKER_URL": arguments.broker,
            "HOMEWARD_DATABASE_URL": url,
        }
        figures = _measure(Path(folder), arguments)
    _show(arguments, figures)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


# A second person is asked to check a reporter after the proof of identity and relation is recorded.
REPORTER_FORM = {
    "name": "Nikos Samaras",
    "relation": "father",
    "identity_how": "passport seen at the desk",
    "relation_proof": "family register",
}


def _measure(folder: Path, arguments: argparse.Namespace) -> Figures:
    chance = random.Random(load_store.SEED)
    due = {
        "registering": poisson_times(arguments.registrations, arguments.seconds, chance),
        "searching": poisson_times(arguments.searches, arguments.seconds, chance),
    }
    registrations, sought = len(due["registering"]) + WARM, len(due["searching"]) + WARM
    if registrations > load_store.HELD:
        raise SystemExit(
            f"at most {load_store.HELD - WARM} registrations: so many sightings are kept out of the"
            " store"
        )
    is_stored = (folder / "world").exists()
    world = load_store.world_of(folder / "world", size=arguments.records, sought=sought)
    settings = load_settings()
    prepare_installation(settings)
    with open_installation(settings) as (context, database):
        if not is_stored:
            demo_world.make_accounts(context, database)
        loaded_s = 0.0 if is_stored else load_store.load_store(context, database, world)
        run_name = secrets.token_hex(4)
        log = folder / f"serve-{run_name}.log"
        with Supervisor(settings, log=log) as supervisor:
            supervisor.wait_ready(300)
            _wait_for_warming(log, arguments)
            desk = Desk(context, database)
            rows = list(world.held.values())[:registrations]
            registered = [_registering(desk, row, run_name) for row in rows]
            searches = searches_of(context, database, itertools.cycle(world.sought), sought)
            address = f"http://{settings.host}:{settings.port}"
            searched = [functools.partial(_search, address, search) for search in searches]
            for call in (*registered[:WARM], *searched[:WARM]):
                call()
            _wait_for_jobs(database)
            desk.forget()
            calls = {"registering": registered[WARM:], "searching": searched[WARM:]}
            arrivals = [
                Arrival(at, kind, call)
                for kind, times in due.items()
                for at, call in zip(times, calls[kind])  # noqa: B905
            ]
            began = context.clock.now()
            answered = run_arrivals(arrivals)
            desk.watch()
            matched = _matched(database, began)
    return {
        "records": arguments.records,
        "loaded_s": loaded_s,
        "load_average": os.getloadavg()[1],
        "answers": {
            kind: _summary([answer for answer in answered if answer.kind == kind]) for kind in due
        },
        "matched": matched,
        "visible": desk.visible(),
    }


def _wait_for_warming(log: Path, arguments: argparse.Namespace) -> None:
    """Wait until every API process and the worker have read ahead, or until `--warm-s` is over."""
    until = time.monotonic() + arguments.warm_s
    while time.monotonic() < until:
        if log.read_text("utf-8").count('"warming.done"') > arguments.api_processes:
            return
        time.sleep(POLL_S)


def _wait_for_jobs(database: Database) -> None:
    """Wait until the warm-up requests are matched and notified.

    The worker is then warm too.
    """
    until = time.monotonic() + 10 * GIVE_UP_S
    while time.monotonic() < until:
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            if (
                session.scalar(select(Job.id).where(Job.state.in_(["queued", "running"])).limit(1))
                is None
            ):
                return
        time.sleep(POLL_S)


class Desk:
    """Registers for each agency as one of its people, and watches their notifications."""

    def __init__(self, context: Context, database: Database) -> None:
        self._bases = {row["code"]: LEGAL_BASES[row["kind"]] for row in demo_world.agency_rows()}
        self._clients = {
            row["code"]: demo_world.open_client(context, database, load_store.account_of(row))
            for row in demo_world.agency_rows()
        }
        self._sent: dict[str, tuple[str, float]] = {}
        self._waits: list[float] = []

    def register(self, row: Row, agency: str) -> bool:
        """Register a row for its agency."""
        began = time.time()
        body = _facts(row) | {
            "legal_basis": self._bases[agency],
            "reporter_check": "checked",
            "international_protection": "no",
        }
        if row["kind"] != "found":
            body["reporter"] = REPORTER_FORM
        status, created = self._clients[agency].call("POST", "/v1/records", body)
        if status == 201:
            self._sent[created["id"]] = agency, began
        return status == 201

    def forget(self) -> None:
        """Forget the registrations of the warm-up."""
        self._sent.clear()

    def watch(self) -> None:
        """Read the notifications of the registering accounts once a second.

        Stop when all have arrived or GIVE_UP_S are over.
        """
        until = time.monotonic() + GIVE_UP_S
        while self._sent and time.monotonic() < until:
            for agency in sorted({agency for agency, _ in self._sent.values()}):
                self._look(agency)
            time.sleep(POLL_S)

    def _look(self, agency: str) -> None:
        after: str | None = ""
        while after is not None:
            query = urlencode({"cursor": after} if after else {})
            status, page = self._clients[agency].call("GET", f"/v1/notifications?{query}")
            if status != 200:  # an overloaded server refuses; ask again
                return
            after = page["next"]
            for notification in reversed(
                page["notifications"]
            ):  # the first notification that names it
                record = notification["record"]
                if record in self._sent:
                    at = datetime.fromisoformat(notification["at"]).timestamp()
                    self._waits.append(at - self._sent.pop(record)[1])

    def visible(self) -> Figures:
        """Return the times until candidates were visible, and the number of registrations without
        one.
        """
        return _percentiles(self._waits) | {"count": len(self._waits), "without": len(self._sent)}


def _facts(row: Row) -> Figures:
    """Return the facts of an intake row as a registration has them, with their provenance."""
    body: Figures = {name: value for name, value in row.items() if value and "@" not in name}
    stated: dict[str, list[dict[str, str]]] = {}
    for name, value in row.items():
        column, _, part = name.partition("@")
        if value and part:
            parts = value.split("|")
            for one, given in zip(
                stated.setdefault(column, [{} for _ in parts]), parts, strict=True
            ):
                one[part] = given
    return body | {
        "provenance": {column: one[0] if len(one) == 1 else one for column, one in stated.items()}
    }


def _registering(desk: Desk, row: Row, run_name: str) -> Callable[[], bool]:
    renamed = {**row, "record_ref": f"{row['record_ref']}-{run_name}"}
    return lambda: desk.register(renamed, load_store.agency_of(row))


@dataclasses.dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search to be sent by a signed-in account."""

    cookie: str
    body: Figures


def _search(address: str, request: SearchRequest) -> bool:
    return (
        Client(address, cookie=request.cookie).call("POST", "/v1/searches", request.body)[0] == 201
    )


def searches_of(
    context: Context, database: Database, rows: Iterator[Row], count: int
) -> list[SearchRequest]:
    """Return `count` searches, spread over as many accounts as the search quota requires."""
    with database.transaction(door=DatabaseRole.OFFICE) as session:
        agency = session.scalars(select(Agency).where(Agency.code == SEARCHER)).one()
        run_name = secrets.token_hex(4)
        logins = [
            f"searcher.{run_name}.{number}"
            for number in range(math.ceil(count / (SEARCHES_PER_HOUR - 5)))
        ]
        for login in logins:
            user = UserForm(login, login, Role.CASEWORKER, secrets.token_urlsafe())
            accounts.add_user(session, context, INSTALLER, agency, user)
    accounts_made = [
        Account(login, "", Role.CASEWORKER, SEARCHER, agency.state) for login in logins
    ]
    turns = itertools.cycle(
        f"homeward={demo_world.open_session(context, database, account)}"
        for account in accounts_made
    )
    common = {
        "purpose": "identify_found",
        "legal_basis": LEGAL_BASES["protection"],
        "case_number": f"{agency.state}-2026-000001",
    }
    return [
        SearchRequest(next(turns), {"facts": load_store.facts_of(row), **common})
        for row in itertools.islice(rows, count)
    ]


def _matched(database: Database, since: datetime) -> Figures:
    """Return the times from registration to the end of matching, with or without a candidate."""
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        conditions = Job.kind == "match", Job.created_at >= since
        times = session.execute(select(Job.created_at, Job.finished_at).where(*conditions)).all()
    waits = [
        (row.finished_at - row.created_at).total_seconds()
        for row in times
        if row.finished_at is not None
    ]
    return _percentiles(waits) | {"count": len(waits), "without": len(times) - len(waits)}


def _percentiles(values: Sequence[float]) -> Figures:
    return {f"p{share}": percentile(values, share / 100) for share in (50, 95, 99)}


def _summary(answered: Sequence[ArrivalResult]) -> Figures:
    errors = sum(not answer.is_good for answer in answered)
    return _percentiles([answer.took_s for answer in answered]) | {
        "count": len(answered),
        "errors": errors,
    }


def _show(arguments: argparse.Namespace, figures: Figures) -> None:
    broker = "Redis" if arguments.broker else "files"
    store = f"loaded in {figures['loaded_s']:.0f} s" if figures["loaded_s"] else "kept"
    print(
        f"{figures['records']:,} records, {store}; PostgreSQL, broker {broker},"
        f" {arguments.api_processes} of the API; {arguments.registrations:g} registrations and"
        f" {arguments.searches:g} searches a second for {arguments.seconds:g} s; load of the"
        f" machine {figures['load_average']:.1f}\n"
    )
    print("| what | count | p50 ms | p95 ms | p99 ms | errors |")
    print("|---|---|---|---|---|---|")
    for kind, answer_figures in figures["answers"].items():
        print(
            f"| {kind} | {answer_figures['count']} | {_milliseconds(answer_figures)} |"
            f" {answer_figures['errors']} |"
        )
    matched, visible = figures["matched"], figures["visible"]
    print(
        f"| registration to the end of its matching | {matched['count']} | {_milliseconds(matched)}"
        " | - |"
    )
    print(
        f"| registration to visible candidate | {visible['count']} | {_milliseconds(visible)} | - |"
    )
    print(
        f"\nWithout a candidate after {GIVE_UP_S:.0f} s: {visible['without']}; not matched:"
        f" {matched['without']}.\n"
    )
    visible_goal_s = VISIBLE_GOAL_S if arguments.broker else VISIBLE_EMBEDDED_GOAL_S
    for label, took_s, target_ms in (
        ("searching", figures["answers"]["searching"]["p95"], SEARCH_GOAL_S),
        ("registration to visible candidate", visible["p95"], visible_goal_s),
    ):
        line = f"{label}: p95 {took_s * 1000:,.0f} ms of {target_ms * 1000:,.0f}"
        print(describe_goal(line, is_reached=took_s <= target_ms))


def _milliseconds(figures: Figures) -> str:
    return " | ".join(f"{figures[name] * 1000:,.0f}" for name in ("p50", "p95", "p99"))


if __name__ == "__main__":
    main()
