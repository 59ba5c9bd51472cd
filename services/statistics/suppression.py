"""Suppression: which cells of the true counts are withheld, because they or others are small.

The rules and the attacks that they prevent: docs/decisions/0021-statistics.md and
docs/decisions/0096-own-counts-of-each-publication.md.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from core.policy.statistics import MIN_CELL_COUNT
from services.statistics.cell_domains import CellDomains
from services.statistics.cube import Cell, CubeDefinition
from services.statistics.definitions import DIMENSIONS_WITH_ZERO


@dataclasses.dataclass(eq=False, slots=True)
class CellCount:
    """The number of units of a cell, and how many of them each agency knows as its own.

    `shares`: agency id -> number of units that it knows. Both sides of a match know it.
    """

    n: int = 0
    shares: collections.Counter[int] = dataclasses.field(default_factory=collections.Counter)

    def add(self, agencies: Iterable[int] = (), n: int = 1) -> None:
        """Count units that these agencies know of."""
        self.n += n
        for agency_id in set(agencies):
            self.shares[agency_id] += n

    def __add__(self, other: CellCount) -> CellCount:
        return CellCount(self.n + other.n, self.shares + other.shares)

    def __sub__(self, other: CellCount) -> CellCount:
        """Return the change from another count; numbers may be negative."""
        agencies = self.shares.keys() | other.shares.keys()
        return CellCount(
            self.n - other.n,
            collections.Counter({one: self.shares[one] - other.shares[one] for one in agencies}),
        )

    @property
    def remainders(self) -> tuple[int, ...]:
        """What readers can compute: the number, and the rest after an agency subtracts its own."""
        return (self.n, *(self.n - share for share in self.shares.values()))

    @property
    def smallest_seen(self) -> int:
        """The smallest remainder that a reader can compute, without a rest of zero."""
        return min((self.n, *(rest for rest in self.remainders if rest > 0)))


Counts = Mapping[Cell, CellCount]
PublishedCells = Mapping[Cell, int | None]
# An earlier publication with the shares of agencies. None is withheld, an absent cell is zero.
EarlierCells = Mapping[Cell, CellCount | None]
NO_COUNT = CellCount()


def suppress_cells(
    definitions: Sequence[CubeDefinition],
    counts: Mapping[str, Counts],
    domains: CellDomains,
    earlier: Sequence[Mapping[str, EarlierCells]],
    *,
    is_secondary: bool = True,
) -> dict[str, dict[Cell, int | None]]:
    """Return the published cells of these cubes: every possible cell, withheld ones as None.

    A cube comes after its parent. `earlier` has every publication before, each complete; absent
    cells are zero. With `is_secondary` off only small cells are withheld, for the test in which the
    attack succeeds.
    """
    published: dict[str, dict[Cell, int | None]] = {}
    for definition in definitions:
        name, above = definition.name, definition.under
        own_cells: dict[Cell, int | None] = {}
        before = [
            (earlier_cells[name], earlier_cells.get(above, {}))
            for earlier_cells in earlier
            if name in earlier_cells
        ]
        for parent, total in (published[above] if above else {(): None}).items():
            for cells in domains.slices(definition, parent):
                counted = {cell: counts.get(name, {}).get(cell, NO_COUNT) for cell in cells}
                if not definition.is_of_people:
                    own_cells |= {cell: count.n for cell, count in counted.items()}
                elif above and not total:
                    # withheld below a withheld cell, zero below zero
                    own_cells |= dict.fromkeys(cells, total)
                else:
                    small = {
                        cell
                        for cell, count in counted.items()
                        if count.smallest_seen < MIN_CELL_COUNT
                    }
                    if DIMENSIONS_WITH_ZERO.isdisjoint(definition.dimensions[len(parent) :]):
                        small -= {cell for cell, count in counted.items() if not count.n}
                    earlier_cell = (
                        [
                            (earlier_cells, totals.get(parent, NO_COUNT))
                            for earlier_cells, totals in before
                        ]
                        if is_secondary
                        else None
                    )
                    own_cells |= _published_cells(counted, small, total, earlier_cell)
        published[name] = own_cells
    return published


def _published_cells(
    counted: Counts,
    small: set[Cell],
    total: int | None,
    before: Sequence[tuple[EarlierCells, CellCount | None]] | None,
) -> dict[Cell, int | None]:
    """Return the published cells of one total (None: the total is not published).

    `before` has the earlier cells and total of each publication; None withholds only small cells.
    """
    if total is not None and len(counted) == 1:
        return {cell: count.n for cell, count in counted.items()}  # the total itself
    whole = sum(counted.values(), NO_COUNT)
    if total is not None and MIN_CELL_COUNT in whole.remainders and before is not None:
        # only published if one cell has all of it; otherwise the withheld cells of a total of
        # eleven would be known to be small
        return dict.fromkeys(counted)
    hidden = set(small)
    if before is not None:
        hidden |= {
            cell
            for cell in counted
            if any(
                _moved_little(counted[cell], earlier_cells.get(cell, NO_COUNT))
                for earlier_cells, _ in before
            )
        }
    visible = sorted(
        (cell for cell in counted if cell not in hidden), key=lambda cell: (counted[cell].n, cell)
    )
    while visible and total is not None and before is not None:
        if _hides(counted, hidden) and _are_still(counted, visible, before):
            break
        hidden.add(visible.pop(0))
    return {cell: None if cell in hidden else count.n for cell, count in counted.items()}


def _hides(counted: Counts, hidden: set[Cell]) -> bool:
    """Return whether the withheld cells cannot be computed by subtracting the rest from the total.

    Any of them may be eleven, even if each of the others is known to be at least one.
    """
    combined = sum((counted[cell] for cell in hidden), NO_COUNT).smallest_seen
    return not hidden or (len(hidden) > 1 and combined - (len(hidden) - 1) >= MIN_CELL_COUNT)


def _are_still(
    counted: Counts,
    visible: Sequence[Cell],
    before: Sequence[tuple[EarlierCells, CellCount | None]],
) -> bool:
    """Return whether the rest outside cells published both times changed by zero or enough.

    `before` has the cells and the total of each earlier publication. A publication without total is
    skipped.
    """
    for earlier_cells, total_then in before:
        if total_then is None:
            continue
        both = {
            cell: then
            for cell in visible
            if (then := earlier_cells.get(cell, NO_COUNT)) is not None
        }
        rest = sum((count for cell, count in counted.items() if cell not in both), NO_COUNT)
        if _moved_little(rest, total_then - sum(both.values(), NO_COUNT)):
            return False
    return True


def _moved_little(now: CellCount, then: CellCount | None) -> bool:
    """Return whether a reader can compute a change by one to ten.

    An agency computes the change of the others: it knows its own units of both publications.
    """
    return then is not None and any(
        0 < abs(change) < MIN_CELL_COUNT for change in (now - then).remainders
    )
