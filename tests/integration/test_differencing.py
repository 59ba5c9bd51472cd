"""Differencing attacks on all cubes that a store of agencies publishes.

The cubes are of two days between which little changed. Each attack must find cells if only small
cells are withheld, and none under the full rule.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.policy.roles import Role
from models.row_security.database_roles import DatabaseRole
from services.statistics import publication
from services.statistics.definitions import CUBES
from services.statistics.publication import TrueCounts
from services.statistics.suppression import MIN_CELL_COUNT, PublishedCells, suppress_cells
from tests.factories import CHECKED, Installation
from tests.integration.counting import Rows, decide, people, register
from tests.integration.test_statistics import add_acts
from tests.unit.services.statistics.attack import bounds
from tests.unit.services.statistics.differences import (
    Difference,
    differences,
    small,
    with_shares,
    without_own,
)

pytestmark = pytest.mark.late

DEFINITIONS = list(CUBES.values())
Days = list[dict[str, PublishedCells]]


def two_days(one: Installation, *, is_secondary: bool) -> tuple[list[TrueCounts], Days]:
    """Return true counts and published cubes, before and after more children were found.

    One agency found three, another twelve.
    """
    counted, days = [], Days()
    for _ in range(2):
        with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            counted.append(publication.count_everything(session, one.context))
        counts, domains = counted[-1].tally.counts, counted[-1].domains
        earlier = [
            with_shares(day, true.tally.counts)
            for day, true in zip(days, counted[:-1], strict=True)
        ]
        days.append(
            {**suppress_cells(DEFINITIONS, counts, domains, earlier, is_secondary=is_secondary)}
        )
        if len(days) == 1:
            for agency, n in (("DE-JUG", 3), ("CH-CPA", 12)):
                register(one, more("found", n), agency)
            one.clock.move(timedelta(days=29))
    return counted, days


def more(kind: str, count: int) -> Rows:
    return [{**row, "record_ref": f"more-{row['record_ref']}"} for row in people(kind, count)]


def seen_by(agency_id: int, counted: list[TrueCounts], days: Days) -> Days:
    """Return the publications from which an agency has subtracted its own units of each day."""
    return [
        {**without_own(day, true.tally.counts, agency_id)}
        for day, true in zip(days, counted, strict=True)
    ]


def recovered(counted: list[TrueCounts], days: Days) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return the cells under eleven, per day, that can be computed from all published cells."""
    found = []
    for day, (true, published) in enumerate(zip(counted, days, strict=True)):
        for root in [one for one in DEFINITIONS if not one.under and one.is_of_people]:
            tree = [one for one in DEFINITIONS if _root(one.name) == root.name]
            for (cube, cell), (low, high) in bounds(
                tree, {one.name: published[one.name] for one in tree}, least=int(day == 0)
            ).items():
                n = true.tally.counts[cube][cell].n
                if n < MIN_CELL_COUNT and (high < MIN_CELL_COUNT or low == high):
                    found.append((day, cube, cell))
    return found


def _root(name: str) -> str:
    return _root(CUBES[name].under) if CUBES[name].under else name


def peopled(one: Installation) -> Installation:
    """Fill a store with many of most things and few of some: people, matches, requests, deadlines,
    reads.
    """
    register(one, people("found", 60))
    register(one, people("found", 30, category="missing_in_migration"), "DE-POL")
    register(one, people("found", 20), "CH-CPA")
    register(one, people("missing", 40, category="missing_in_migration"), "GR-POL", CHECKED)
    register(one, people("missing", 15, category="parental_abduction"), "FR-116", CHECKED)
    register(one, people("missing", 4), "DE-POL", CHECKED)
    add_acts(one)
    decide(one, 55)
    return one


def kinds_of(found: list[Difference]) -> set[str]:
    """Return how each small number is revealed.

    "alone": one cell; "parts": a total minus a part; "days": one cell on two days.
    """
    return {
        "alone" if one.whole == one.part else "days" if one.whole[:2] == one.part[:2] else "parts"
        for one in found
    }


def test_the_attacks_find_cells_under_eleven_where_only_small_cells_are_withheld(
    installation: Installation,
) -> None:
    counted, days = two_days(peopled(installation), is_secondary=False)
    found = small(DEFINITIONS, days)
    assert kinds_of(found) == {"parts", "days"}
    # three more people were found in Germany, computed from the total of two days
    days_of_state = (("states", ("found", "DE"), 1), ("states", ("found", "DE"), 0))
    assert days_of_state in {(one.whole, one.part) for one in found}
    # an agency that found twelve of fifteen learns it from the total of all states
    swiss = installation.actor(Role.SUPERVISOR, "CH-CPA").agency_id or 0
    total = (("kinds", ("found",), 1), ("kinds", ("found",), 0))
    assert total not in {(one.whole, one.part) for one in found}
    assert total in {
        (one.whole, one.part) for one in small(DEFINITIONS, seen_by(swiss, counted, days))
    }
    # four people are missing in Germany: 59 in total, minus 40 in Greece and 15 in France
    assert (0, "states", ("missing", "DE")) in recovered(counted, days)


def test_no_two_published_cells_of_one_or_two_days_reveal_one_to_ten_people(
    installation: Installation,
) -> None:
    counted, days = two_days(peopled(installation), is_secondary=True)
    assert sum(1 for _ in differences(DEFINITIONS, days)) > 500
    assert small(DEFINITIONS, days) == []
    assert recovered(counted, days) == []
    for agency_id in counted[0].by_agency:
        assert small(DEFINITIONS, seen_by(agency_id, counted, days)) == []
