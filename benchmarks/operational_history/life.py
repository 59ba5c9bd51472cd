"""A hundred days of use, day by day: imports, matching, decisions, requests, searches, audits."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from benchmarks.operational_history.looking import SearchActivity
from benchmarks.operational_history.overseeing import OversightActivity
from benchmarks.operational_history.permitting import DisclosureActivity
from benchmarks.operational_history.reviewing import ReviewActivity
from benchmarks.operational_history.town import SimulatedInstallation
from cli import demo_world
from cli.commands.demo import LEGAL_BASES
from cli.commands.intake import RowImport, run_import
from models.operations.job import Job
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context
from services.matching_runs import evaluation
from services.records.intake.preparation import Declaration

DAYS = 100
LISTS_COME = (0, 7, 14, 21)  # days on which each agency sends a part of its list
# In the scheduler's order, but less often: a hundred days with a run every five minutes would take
# days.
EACH_WEEK = ("deadlines", "approvals", "coming_of_age", "saved_search")
# parts of the period; the last is on the last day, so that a sample is still open
OVERSEEN = (0.3, 0.6, 1.0)
Rows = list[tuple[int, dict[str, str]]]
Truth = Sequence[tuple[str, str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Lists:
    """The rows of each agency, and the truth about which are one person."""

    by_agency: Mapping[str, Rows]
    truth: Truth


def simulate_days(
    context: Context,
    database: Database,
    lists: Lists,
    *,
    seed: int,
    end: datetime,
    days: int = DAYS,
) -> SimulatedInstallation:
    """Simulate the work of the agencies with these rows for `days` days before `end`.

    Return the installation at the end.
    """
    town = SimulatedInstallation(context, database, seed=seed, start=end - timedelta(days=days))
    demo_world.make_services(town.context, database)
    started, last_report = time.perf_counter(), 0.0
    permitting = DisclosureActivity(town)
    looking = SearchActivity(town, [row for rows in lists.by_agency.values() for _, row in rows])
    reviewing, overseeing = ReviewActivity(town, permitting.on_confirmed), OversightActivity(town)
    for day in range(days):
        if day in LISTS_COME:
            _take_in(town, lists.by_agency, slice(LISTS_COME.index(day), None, len(LISTS_COME)))
            town.work()
            _match(town)
            reviewing.truth = true_pairs(town, lists.truth)
        if day % 7 == 6:
            town.plan(EACH_WEEK)
        town.work()
        reviewing.plan()
        permitting.plan()
        looking.plan()
        _now_and_then(day, looking, overseeing, days)
        town.live(end - timedelta(days=days - day - 1))
        if time.perf_counter() - last_report > 20:
            last_report = time.perf_counter()
            print(
                f"day {day + 1} of {days}: {last_report - started:.0f} s,"
                f" {sum(town.done.values())} acts",
                flush=True,
            )
    town.plan(EACH_WEEK)
    town.work()
    return town


def match_at_once(
    context: Context, database: Database, by_agency: Mapping[str, Rows], *, seed: int, end: datetime
) -> SimulatedInstallation:
    """Import every list completely and match it in one nightly run, without any work by people.

    Return the installation.
    """
    town = SimulatedInstallation(context, database, seed=seed, start=end)
    _take_in(town, by_agency, slice(None))
    with database.transaction(door=DatabaseRole.WORKER) as session:  # the run compares them all
        session.execute(
            update(Job).where(Job.kind == "match", Job.state == "queued").values(state="cancelled")
        )
    _match(town)
    return town


def _now_and_then(
    day: int, looking: SearchActivity, overseeing: OversightActivity, days: int
) -> None:
    once: dict[int, Callable[[], None]] = {
        LISTS_COME[-1] + 1: lambda: overseeing.plan(days - LISTS_COME[-1] - 10),
        LISTS_COME[-1] + 2: looking.photograph,
        LISTS_COME[-1] + 3: looking.go_too_far,
        **{int(part * (days - 1)): overseeing.plan_oversight for part in OVERSEEN},
    }
    if day in once:
        once[day]()


def _take_in(town: SimulatedInstallation, by_agency: Mapping[str, Rows], part: slice) -> None:
    kinds = {row["code"]: row["kind"] for row in demo_world.agency_rows()}
    for agency, rows in by_agency.items():
        run_import(
            town.context,
            town.database,
            RowImport(
                login=town.crews[agency].worker,
                rows=rows[part],
                declaration=Declaration(LEGAL_BASES[kinds[agency]], "checked", "no"),
            ),
        )


def _match(town: SimulatedInstallation) -> None:
    """Run the nightly cross-match, which also counts the frequencies of names."""
    town.plan(("crossmatch",))
    town.work()


def true_pairs(town: SimulatedInstallation, truth: Truth) -> frozenset[tuple[int, int]]:
    """Return the true pairs among the imported records, by id."""
    with town.looking() as session:
        ids = evaluation.records_by_reference(
            session, town.context, {end for row in truth for end in row[:2]}
        )
    id_pairs = ((ids[left], ids[right]) for left, right, _ in truth if left in ids and right in ids)
    return frozenset((min(ends), max(ends)) for ends in id_pairs)
