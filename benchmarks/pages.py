"""Server time of every page on the demo's 2,000 records.

    python benchmarks/pages.py [--times N] [--database URL]

Creates the demo's world in a new folder (SQLite, or an empty PostgreSQL), simulates some weeks of
use (`benchmarks/operational_history`), and requests every page of the route table N times as each
role. Requests are made in this process, one at a time. The time is that of the application from
request to answer, without a network. Prints median and p95 of the slowest role of each page,
slowest first, and the pages that had no content for any role. Ids come from lists that the role
sees, or from acts of its people.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import re
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
from benchmarks.operational_history import life
from benchmarks.operational_history.town import SimulatedInstallation
from cli import demo_world
from cli.demo_world import Account
from cli.installation import open_installation, prepare_installation
from core.policy.actions import Action, scope
from core.policy.roles import Role
from core.settings import Settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context

WARM = 2  # requests of each page before timing: templates are compiled, caches filled
DAYS = 45  # of use before the measurement
TARGET_MS = 200.0  # p95 of each page
TRIED = 6  # ids of a list that are tried until one has content
PLACES = re.compile(r"\{[a-z_]+\}")
KINDS = {"{kind}": "missing", "{name}": "kinds", "{cube}": "kinds"}
# placeholder of an id -> the list of the interface with such ids, and its field
LISTS: Mapping[str, tuple[str, str]] = {
    "{record_id}": ("/v1/records", "records"),
    "{match_id}": ("/v1/pairs", "pairs"),
    "{disclosure_id}": ("/v1/disclosures", "disclosures"),
    "{grant_id}": ("/v1/grants", "grants"),
    "{request_id}": ("/v1/data-requests", "requests"),
    "{export_id}": ("/v1/exports", "exports"),
    "{import_id}": ("/v1/imports", "imports"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class PageTiming:
    """The milliseconds of a page for one role."""

    path: str
    role: Role
    took: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median."""
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        """Return the 95th percentile."""
        return percentile(self.took, 0.95)


def main() -> None:
    """Create the world, request every page, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=20, help="of each page and role")
    parser.add_argument("--database", default="", help="an empty PostgreSQL in place of SQLite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", database_url=arguments.database)
        prepare_installation(settings)
        with open_installation(settings) as (context, database):
            town = _fill(context, database)
            app = Database(settings.database, door=DatabaseRole.SIGN_IN)
            page_app = create_app(settings, context=town.context, database=app)
            gc.collect()
            # as the server does at its start; here the generated world is in memory too
            gc.freeze()
            timed = list(
                _measure(
                    town,
                    lambda account: _client(page_app, town.context, database, account),
                    arguments.times,
                )
            )
            app.dispose()
            town.close()
    _print_times(timed)


def _fill(context: Context, database: Database) -> SimulatedInstallation:
    """Simulate the work of the demo's people, so that every page has content."""
    end = context.clock.now()
    return life.simulate_days(
        context,
        database,
        life.Lists(demo_world.intake_rows(), demo_world.truth_rows()),
        seed=1,
        end=end,
        days=DAYS,
    )


def _client(app: Any, context: Context, database: Database, account: Account) -> TestClient:
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    client.cookies.set("homeward", demo_world.open_session(context, database, account))
    return client


def _pages() -> Iterator[tuple[str, tuple[Action, ...]]]:
    """Yield every page to request, with its actions. Home and sign-in pages have none."""
    for router in PAGES:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                declared = [
                    dependency.call.actions
                    for dependency in route.dependant.dependencies
                    if isinstance(dependency.call, Allow)
                ]
                yield route.path, tuple(action for actions in declared for action in actions)


def _measure(
    town: SimulatedInstallation, client_of: Callable[[Account], TestClient], times: int
) -> Iterator[PageTiming]:
    """Yield the timings of each page for each role.

    The account is the first of the role for which the page has content.
    """
    for role in Role:
        clients = [client_of(account) for account in town.made if account.role is role]
        ids_by_client = [_ids(client, town) for client in clients]
        for path, actions in _pages():
            if actions and all(scope(action, role) is None for action in actions):
                continue
            addresses = (
                (client, _address(client, path, ids))
                for client, ids in zip(clients, ids_by_client, strict=True)
            )
            client, address = next(
                ((client, address) for client, address in addresses if address), (None, "")
            )
            if clients:
                yield PageTiming(
                    path, role, () if client is None else tuple(_took(client, address, times))
                )


def _ids(client: TestClient, town: SimulatedInstallation) -> dict[str, list[str]]:
    """Return ids for each placeholder: from the lists that a person sees, then remembered ones."""
    ids = {place: _listed(client, place) for place in LISTS}
    for place, remembered in town.remembered.items():
        ids[place] = [*ids.get(place, ()), *map(str, remembered)]
    return ids


def _listed(client: TestClient, place: str) -> list[str]:
    path, name = LISTS[place]
    answer = client.get(path)
    rows = answer.json().get(name, []) if answer.status_code == 200 else []
    return [str(row["id"]) for row in rows[:TRIED]]


def _address(client: TestClient, path: str, ids: Mapping[str, list[str]]) -> str:
    """Return the address of a page with content, "" if no known id has any."""
    places = {place: ids.get(place, []) for place in PLACES.findall(path)} | {
        place: [value] for place, value in KINDS.items() if place in path
    }
    for number in range(max((len(ids_of_place) for ids_of_place in places.values()), default=1)):
        address = path
        for place, ids_of_place in places.items():
            address = address.replace(
                place, ids_of_place[min(number, len(ids_of_place) - 1)] if ids_of_place else place
            )
        if "{" not in address and client.get(address).status_code < 400:
            return address
    return ""


def _took(client: TestClient, address: str, times: int) -> Iterator[float]:
    for number in range(WARM + times):
        began = time.perf_counter()
        answer = client.get(address)
        took = 1000 * (time.perf_counter() - began)
        if answer.status_code >= 400:
            return
        if number >= WARM:
            yield took


def _print_times(timed: list[PageTiming]) -> None:
    slowest: dict[str, PageTiming] = {}
    for timing in timed:
        if timing.took and (timing.path not in slowest or timing.p95 > slowest[timing.path].p95):
            slowest[timing.path] = timing
    print(f"{'page':48} {'slowest role':16} {'median':>8} {'p95':>8}   ms")
    for timing in sorted(slowest.values(), key=lambda one: -one.p95):
        mark = "" if timing.p95 <= TARGET_MS else "  above the target"
        print(
            f"{timing.path:48} {timing.role.value:16} {timing.median:8.1f} {timing.p95:8.1f}{mark}"
        )
    nothing = sorted({one.path for one in timed} - slowest.keys())
    in_target = sum(one.p95 <= TARGET_MS for one in slowest.values())
    print(
        f"\n{in_target} of {len(slowest)} pages within {TARGET_MS:.0f} ms; no page measured for:"
        f" {', '.join(nothing)}"
    )


if __name__ == "__main__":
    main()
