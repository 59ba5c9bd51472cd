"""The simplest attack: the difference of every two published cells of one or two days.

It knows how the cubes divide, but not how cells were withheld. `frequency_attack.py` combines all
cells instead.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

from services.statistics.cube import Cell, CubeDefinition
from services.statistics.suppression import (
    MIN_CELL_COUNT,
    NO_COUNT,
    CellCount,
    Counts,
    EarlierCells,
    PublishedCells,
)

Where = tuple[str, Cell, int]  # cube, cell, number of the publication


def with_shares(
    publication: Mapping[str, PublishedCells], counts: Mapping[str, Counts]
) -> dict[str, EarlierCells]:
    """Return a publication with the shares of its true counts, as the next ones need it."""
    return {
        cube: {
            cell: None if n is None else CellCount(n, _count(counts, cube, cell).shares)
            for cell, n in cells.items()
        }
        for cube, cells in publication.items()
    }


def without_own(
    publication: Mapping[str, PublishedCells], counts: Mapping[str, Counts], agency_id: int
) -> dict[str, PublishedCells]:
    """Return a publication after an agency has subtracted its own units of that moment."""
    return {
        cube: {
            cell: None if n is None else n - _count(counts, cube, cell).shares[agency_id]
            for cell, n in cells.items()
        }
        for cube, cells in publication.items()
    }


def _count(counts: Mapping[str, Counts], cube: str, cell: Cell) -> CellCount:
    return counts.get(cube, {}).get(cell, NO_COUNT)


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two published cells: units of `whole` outside `part`, or a change over
    time.
    """

    whole: Where
    part: Where
    n: int

    @property
    def is_small(self) -> bool:
        """Whether the cells differ by one to ten people."""
        return 0 < abs(self.n) < MIN_CELL_COUNT


def differences(
    definitions: Sequence[CubeDefinition], days: Sequence[Mapping[str, PublishedCells]]
) -> Iterator[Difference]:
    """Yield every match of published cells of which one contains the other.

    Both cells are of one day, or they are the same cell on two days.
    """
    named = {one.name: one for one in definitions}
    for day, publication in enumerate(days):
        for one in definitions:
            above = one.under
            while above:
                wide = len(named[above].dimensions)
                for cell, n in publication[one.name].items():
                    total = publication[above][cell[:wide]]
                    if n is not None and total is not None:
                        yield Difference(
                            (above, cell[:wide], day), (one.name, cell, day), total - n
                        )
                above = named[above].under
    for (day, then), (later, now) in itertools.combinations(enumerate(days), 2):
        for one in definitions:
            for cell in then[one.name].keys() & now[one.name].keys():
                before, after = then[one.name][cell], now[one.name][cell]
                if before is not None and after is not None:
                    yield Difference((one.name, cell, later), (one.name, cell, day), after - before)


def small(
    definitions: Sequence[CubeDefinition], days: Sequence[Mapping[str, PublishedCells]]
) -> list[Difference]:
    """Return the matches that reveal one to ten people, including single published cells."""
    single = [
        Difference((one.name, cell, day), (one.name, cell, day), n)
        for day, publication in enumerate(days)
        for one in definitions
        if one.is_of_people
        for cell, n in publication[one.name].items()
        if n is not None
    ]
    people = [one for one in definitions if one.is_of_people]
    return [one for one in (*single, *differences(people, days)) if one.is_small]
