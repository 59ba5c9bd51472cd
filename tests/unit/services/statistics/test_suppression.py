"""No count under eleven can be computed from the published cells.

The attacks use sums along every shared dimension, an agency's knowledge of its own units, and
several publications.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.statistics.cell_domains import CellDomains
from services.statistics.cube import Cell, CubeDefinition
from services.statistics.definitions import CUBES, DIMENSION_CODES
from services.statistics.suppression import (
    MIN_CELL_COUNT,
    CellCount,
    EarlierCells,
    PublishedCells,
    suppress_cells,
)
from tests.unit.services.statistics.attack import bounds
from tests.unit.services.statistics.differences import small, with_shares, without_own


def cube(name: str, dimensions: str, under: str = "", split: str = "") -> CubeDefinition:
    return CubeDefinition(name, tuple(dimensions.split()), "a unit", "of this test", under, split)


TREE = (
    cube("a", "a"),
    cube("ab", "a state", "a"),
    cube("abc", "a state category", "ab"),
    cube("abg", "a state g", "ab"),
    cube("abgfh", "a state g f h", "abg", "f"),
    cube("ad", "a d", "a"),
    cube("ae", "a e", "a"),
)
FIXED = {
    "a": ("x", "y"),
    "state": ("1", "2", "3"),
    "category": ("p", "q"),
    "d": ("p", "q", "r"),
    "e": ("s", "t"),
    "f": ("u", "v"),
    "h": ("yes", "no"),
    "g": ("A", "B"),
}
DOMAINS = CellDomains({f"agency {state}": state for state in FIXED["state"]}, fixed=FIXED)
ATTRIBUTES = ("a", "state", "g", "category", "d", "e", "u", "v")
AGENCIES = (0, *map(ord, FIXED["g"]))  # 0: no agency
Unit = tuple[str, ...]  # one code per dimension
World = Mapping[Unit, int]
_CODES = st.tuples(*(st.sampled_from(FIXED.get(name, ("yes", "no"))) for name in ATTRIBUTES))
# many small groups and some large ones, because without small groups nothing is withheld
worlds = st.dictionaries(
    _CODES, st.one_of(st.integers(1, 12), st.integers(1, 60)), min_size=1, max_size=14
)


def counted(world: World) -> dict[str, dict[Cell, CellCount]]:
    """Count a world into every cube; the agency of a unit is its `g`."""
    counts: dict[str, dict[Cell, CellCount]] = {
        one.name: collections.defaultdict(CellCount) for one in TREE
    }
    for unit, n in world.items():
        named = dict(zip(ATTRIBUTES, unit, strict=True))
        for one in TREE:
            for f in FIXED["f"] if one.split else ("",):
                cell = tuple(
                    {**named, "f": f, "h": named.get(f, "")}[name] for name in one.dimensions
                )
                counts[one.name][cell].add([ord(named["g"])], n)
    return counts


def publish(
    world: World, earlier: Sequence[Mapping[str, EarlierCells]] = (), *, is_secondary: bool = True
) -> dict[str, PublishedCells]:
    return suppress_cells(TREE, counted(world), DOMAINS, earlier, is_secondary=is_secondary)


def recovered(
    world: World,
    publication: Mapping[str, PublishedCells],
    *,
    without: int = 0,
    is_first: bool = True,
) -> list[tuple[str, Cell]]:
    """Return the cells below eleven that an agency can compute after subtracting its own units.

    After the first publication a zero may be withheld because a neighbouring cell changed.
    """
    counts = counted(world)

    def rest(name: str, cell: Cell) -> int:
        count = counts[name].get(cell, CellCount())
        return count.n - count.shares[without]

    remainder = {
        name: {cell: None if n is None else rest(name, cell) for cell, n in cells.items()}
        for name, cells in publication.items()
    }
    found = [
        (name, cell)
        for name, cells in remainder.items()
        for cell, n in cells.items()
        if n is not None and 0 < n < MIN_CELL_COUNT
    ]
    for (name, cell), (low, high) in bounds(
        TREE, remainder, least=int(is_first and not without)
    ).items():
        if (
            (high < MIN_CELL_COUNT or low == high)
            and rest(name, cell) < MIN_CELL_COUNT
            and not (without and high == 0)
        ):
            found.append((name, cell))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds)
def test_no_cell_below_eleven_can_be_computed_from_published_cells(world: World) -> None:
    assert recovered(world, publish(world)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds, st.sampled_from("AB"))
def test_an_agency_that_takes_its_own_away_learns_no_small_count_of_the_others(
    world: World, agency: str
) -> None:
    assert recovered(world, publish(world), without=ord(agency)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(worlds, min_size=2, max_size=3), st.data())
def test_no_small_change_can_be_computed_from_two_publications(
    steps: list[World], data: st.DataObject
) -> None:
    """Each world is the previous one with a few units more or fewer, or an unrelated one.

    A reader knows no units, or is an agency that subtracts its own of each publication.
    """
    now = dict(steps[0])
    worlds_then, earlier = [dict(now)], [publish(now)]
    for step in steps[1:]:
        for unit, n in step.items():
            now[unit] = max(
                0, now.get(unit, 0) + data.draw(st.sampled_from((0, 1, 2, -1, -3, n, 11)))
            )
        publication = publish(
            now,
            [
                with_shares(then, counted(world))
                for then, world in zip(earlier, worlds_then, strict=True)
            ],
        )
        assert recovered(now, publication, is_first=False) == []
        worlds_then.append(dict(now))
        earlier.append(publication)
    for agency in AGENCIES:
        seen = [
            without_own(publication, counted(world), agency)
            for publication, world in zip(earlier, worlds_then, strict=True)
        ]
        for then, later in itertools.combinations(seen, 2):
            assert small_changes(then, later) == []
        assert small(TREE, seen) == []


def small_changes(
    then: Mapping[str, PublishedCells], now: Mapping[str, PublishedCells]
) -> list[object]:
    """Return the changes by one to ten between two publications.

    They are changes of cells published both times, and of the rest of a published total.
    """
    found: list[object] = []
    for one in TREE:
        both = {
            cell: (n, m)
            for cell, n in then[one.name].items()
            if n is not None and (m := now[one.name].get(cell)) is not None
        }
        found += [
            (one.name, cell) for cell, (n, m) in both.items() if 0 < abs(m - n) < MIN_CELL_COUNT
        ]
        for parent, total in (then[one.under] if one.under else {}).items():
            total_now = now[one.under].get(parent)
            if total is None or total_now is None:
                continue
            for cells in DOMAINS.slices(one, parent):
                rest, rest_now = (
                    whole - sum(both[cell][side] for cell in cells if cell in both)
                    for side, whole in ((0, total), (1, total_now))
                )
                if 0 < abs(rest_now - rest) < MIN_CELL_COUNT:
                    found.append((one.name, parent, "rest"))
    return found


# one small group in a large world: if only small cells are withheld, the rest of each total reveals
# it
LONELY: World = {
    ("x", "1", "A", "p", "p", "s", "yes", "yes"): 40,
    ("x", "1", "B", "q", "q", "s", "no", "yes"): 30,
    ("x", "2", "A", "p", "r", "t", "no", "no"): 50,
    ("x", "2", "B", "q", "p", "t", "yes", "no"): 4,
    ("y", "3", "A", "q", "p", "s", "yes", "no"): 60,
    ("y", "3", "B", "q", "q", "t", "yes", "no"): 60,
}


def test_the_attack_succeeds_where_only_small_cells_are_withheld() -> None:
    assert recovered(LONELY, publish(LONELY, is_secondary=False))
    assert recovered(LONELY, publish(LONELY)) == []


def test_the_division_of_a_total_of_eleven_is_never_published() -> None:
    """If the division were published only when one cell has all eleven, withholding would reveal
    that each cell is under eleven.
    """
    for divided in ((11, 0), (7, 4)):
        publication = publish(
            dict(
                zip(
                    [("x", "1", "A", "p", "p", e, "yes", "yes") for e in "st"], divided, strict=True
                )
            )
        )
        assert (
            publication["a"]["x",],
            publication["ae"]["x", "s"],
            publication["ae"]["x", "t"],
        ) == (11, None, None)


def test_ignoring_the_earlier_publication_would_reveal_a_small_change() -> None:
    more = {**LONELY, ("x", "1", "A", "p", "p", "s", "yes", "yes"): 43}
    first = publish(LONELY)
    assert small_changes(first, publish(more))
    assert small_changes(first, publish(more, [with_shares(first, counted(LONELY))])) == []


def test_an_agency_that_takes_its_own_away_twice_learns_no_small_change_of_the_others() -> None:
    """Agency A has twelve units more, agency B three: the total by itself hides both."""
    first = publish(LONELY)
    more = {
        **LONELY,
        ("x", "1", "A", "p", "p", "s", "yes", "yes"): 52,
        ("x", "1", "B", "q", "q", "s", "no", "yes"): 33,
    }
    own = {world_name: counted(world) for world_name, world in (("then", LONELY), ("now", more))}
    agency = ord("A")
    assert small_changes(
        without_own(first, own["then"], agency), without_own(publish(more), own["now"], agency)
    )
    later = publish(more, [with_shares(first, own["then"])])
    assert later["a"]["x",] is None
    assert later["a"]["y",] == 120  # unchanged
    # fifteen more of A: only the agency that brought them, or none, has changed
    alone = {**LONELY, ("x", "1", "A", "p", "p", "s", "yes", "yes"): 55}
    assert publish(alone, [with_shares(first, own["then"])])["a"]["x",] == 139


def test_a_total_of_which_others_have_eleven_is_not_divided() -> None:
    """Else a withheld division would reveal that each cell of the others is under eleven."""
    for divided in ((11, 0), (7, 4)):
        world = {("x", "1", "A", "p", "p", e, "yes", "yes"): 50 for e in "st"}
        for e, n in zip("st", divided, strict=True):
            world["x", "1", "B", "p", "p", e, "yes", "yes"] = n
        publication = publish(world)
        assert publication["a"]["x",] == 111
        assert {publication["ae"]["x", e] for e in "st"} == {None}


def test_a_large_world_is_published_completely() -> None:
    units = itertools.product(*(FIXED.get(name, ("yes", "no")) for name in ATTRIBUTES))
    publication = publish(dict.fromkeys(units, 11))
    assert all(n is not None for cells in publication.values() for n in cells.values())


def test_empty_places_are_withheld_like_small_counts() -> None:
    publication = publish(
        {
            ("x", "1", "A", "p", "p", "s", "yes", "yes"): 100,
            ("x", "1", "B", "p", "q", "t", "no", "no"): 100,
        }
    )
    assert publication["a"] == {("x",): 200, ("y",): 0}
    # the rest of 200 would reveal that two cells are empty
    assert {publication["ab"]["x", b] for b in FIXED["state"]} == {None}


def test_quantities_of_work_are_published_unchanged() -> None:
    matching_runs = CUBES["matching_runs"]
    publication = suppress_cells(
        [matching_runs],
        {"matching_runs": {("delta", "seconds"): CellCount(3)}},
        CellDomains({}),
        [],
    )
    assert publication["matching_runs"]["delta", "seconds"] == 3


@pytest.mark.parametrize("name", CUBES)
def test_a_cube_begins_with_the_dimensions_of_the_one_it_is_under(name: str) -> None:
    one = CUBES[name]
    if one.under:
        above = CUBES[one.under]
        assert one.dimensions[: len(above.dimensions)] == above.dimensions
        assert list(CUBES).index(one.under) < list(CUBES).index(name)


def root(name: str) -> str:
    return root(CUBES[name].under) if CUBES[name].under else name


def test_cubes_of_one_tree_share_the_dimensions_of_what_both_are_under_and_no_others() -> None:
    for left, right in itertools.combinations(CUBES, 2):
        if root(left) == root(right):
            common = next(name for name in above(left) if name in above(right))
            shared = set(CUBES[left].dimensions) & set(CUBES[right].dimensions)
            assert shared == set(CUBES[common].dimensions), (left, right)


def above(name: str) -> list[str]:
    return [name, *(above(CUBES[name].under) if CUBES[name].under else [])]


def test_every_dimension_has_codes_that_can_be_written() -> None:
    assert {name for one in CUBES.values() for name in one.dimensions} == set(DIMENSION_CODES)
    assert not [code for codes in DIMENSION_CODES.values() for code in codes if "|" in code]
