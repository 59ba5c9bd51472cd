"""Server time of every page on the demo's 2,000 records: `python benchmarks/pages.py [--times N] [--database URL]`.

Makes the demo's world in a folder of its own (SQLite, or the PostgreSQL named, which must be empty), matches and
cross-matches it, and asks as each role for every page of the route table N times, in this process and one at a time:
what is timed is the application from request to answer, without a network. Prints median and p95 of the slowest role of
each page, slowest first, and which pages no role had anything for. Ids come from the lists that the role itself sees.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import PAGES, create_app
from api.deps import Allow
from benchmarks.arrivals import percentile
from cli import demo_world
from cli.commands.demo import BASES
from cli.commands.intake import run_import
from cli.demo_world import Account
from cli.installation import open_installation, prepare
from core.policy import Action, Role, scope
from core.settings import Settings
from models.session import Database
from models.wall import Door
from services import jobs, runs, schedule
from services.context import Context
from services.intake import Declaration
from workers.execution import run_jobs
from workers.runtime import Runtime

WARM = 2  # of each page before any is timed: templates are compiled, caches filled
TARGET_MS = 200.0  # p95 of each page
KINDS = {"{kind}": "missing"}
# place of an id -> the list of the interface that holds some, and where in its answer
LISTS: Mapping[str, tuple[str, str]] = {
    "{record_id}": ("/v1/records", "records"),
    "{pair_id}": ("/v1/pairs", "pairs"),
    "{disclosure_id}": ("/v1/disclosures", "disclosures"),
    "{grant_id}": ("/v1/grants", "grants"),
    "{request_id}": ("/v1/data-requests", "requests"),
    "{export_id}": ("/v1/exports", "exports"),
    "{import_id}": ("/v1/imports", "imports"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds that a page took as one role."""

    path: str
    role: Role
    took: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        """What nineteen of twenty did not exceed."""
        return percentile(self.took, 0.95)


def main() -> None:
    """Make the world, ask for every page, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20, help="of each page and role")
    parser.add_argument("--database", default="", help="an empty PostgreSQL in place of SQLite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", database_url=asked.database)
        prepare(settings)
        with open_installation(settings) as (context, database):
            made = _fill(context, database)
            app = Database(settings.database, door=Door.GATE)
            page_app = create_app(settings, context=context, database=app)
            timed = list(_measure(made, lambda account: _client(page_app, context, database, account), asked.times))
            app.dispose()
    _tell(timed)


def _fill(context: Context, database: Database) -> list[Account]:
    made = demo_world.make_accounts(context, database)
    demo_world.make_services(context, database)
    kinds = {row["code"]: row["kind"] for row in demo_world.agency_rows()}
    for agency, rows in demo_world.intake_rows().items():
        role = Role.LIAISON_OFFICER if kinds[agency] == "police" else Role.CASEWORKER
        login = demo_world.find(made, role, agency).login
        declaration = Declaration(BASES[kinds[agency]], "cleared", "unknown")
        run_import(context, database, login=login, rows=rows, declaration=declaration)
    _work(context, database)
    with database.transaction(door=Door.OFFICE) as session:
        runs.start(session, context, schedule.SCHEDULER)
    _work(context, database)
    return made


def _work(context: Context, database: Database) -> None:
    runtime = Runtime(context.settings)
    runtime.__dict__.update(context=context, database=Database(database.url, door=Door.WORKER))
    while True:
        with runtime.database.transaction(is_read_only=True) as session:
            waiting = jobs.to_publish(session, context, limit=200)
        if not waiting:
            runtime.database.dispose()
            return
        run_jobs(runtime, waiting)


def _client(app: Any, context: Context, database: Database, account: Account) -> TestClient:
    client = TestClient(app, follow_redirects=False)
    client.cookies.set("homeward", demo_world.open_session(context, database, account))
    return client


def _pages() -> Iterator[tuple[str, tuple[Action, ...]]]:
    """Yield every page that is asked for, with its actions; those that need none are home and the ways in."""
    for router in PAGES:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                declared = [one.call.actions for one in route.dependant.dependencies if isinstance(one.call, Allow)]
                yield route.path, tuple(action for actions in declared for action in actions)


def _measure(made: list[Account], client_of: Callable[[Account], TestClient], times: int) -> Iterator[Timed]:
    """Yield what each page took as each role, of the first agency that has the role and something to show."""
    for role in Role:
        accounts = [one for one in made if one.role is role]
        if not accounts:
            continue
        client = client_of(accounts[0])
        ids = {place: found for place in LISTS if (found := _first_id(client, place))}
        for path, actions in _pages():
            if actions and all(scope(action, role) is None for action in actions):
                continue
            address = path
            for place, value in {**KINDS, **ids}.items():
                address = address.replace(place, value)
            took = () if "{" in address else tuple(_took(client, address, times))
            yield Timed(path, role, took)


def _first_id(client: TestClient, place: str) -> str:
    path, name = LISTS[place]
    answer = client.get(path)
    found = answer.json().get(name, []) if answer.status_code == 200 else []
    return str(found[0]["id"]) if found else ""


def _took(client: TestClient, address: str, times: int) -> Iterator[float]:
    for number in range(WARM + times):
        began = time.perf_counter()
        answer = client.get(address)
        took = 1000 * (time.perf_counter() - began)
        if answer.status_code >= 400:
            return
        if number >= WARM:
            yield took


def _tell(timed: list[Timed]) -> None:
    slowest: dict[str, Timed] = {}
    for one in timed:
        if one.took and (one.path not in slowest or one.p95 > slowest[one.path].p95):
            slowest[one.path] = one
    print(f"{'page':48} {'slowest role':16} {'median':>8} {'p95':>8}   ms")
    for one in sorted(slowest.values(), key=lambda one: -one.p95):
        mark = "" if one.p95 <= TARGET_MS else "  above the target"
        print(f"{one.path:48} {one.role.value:16} {one.median:8.1f} {one.p95:8.1f}{mark}")
    nothing = sorted({one.path for one in timed} - slowest.keys())
    within = sum(one.p95 <= TARGET_MS for one in slowest.values())
    print(f"\n{within} of {len(slowest)} pages within {TARGET_MS:.0f} ms; nothing to show for: {', '.join(nothing)}")


if __name__ == "__main__":
    main()
