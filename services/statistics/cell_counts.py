"""Counts in memory: one count per cell of each cube, with the agencies that know its units."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence
from typing import Any

from services.statistics.cube import Cell
from services.statistics.suppression import CellCount


class CellCounts:
    """Counts by cube and cell."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[Cell, CellCount]] = collections.defaultdict(
            lambda: collections.defaultdict(CellCount)
        )

    def add(self, cube: str, cell: Iterable[str], agencies: Iterable[int] = (), n: int = 1) -> None:
        """Count units in a cell."""
        self.counts[cube][tuple(cell)].add(agencies, n)

    def add_rows(
        self, cube: str, rows: Iterable[Sequence[Any]], agencies: Iterable[int] = ()
    ) -> None:
        """Count the units of rows that hold the codes of a cell, then the number of its units."""
        for *cell, n in rows:
            self.add(cube, cell, agencies, n)

    def add_counts(self, other: CellCounts) -> None:
        """Add the counts of another object."""
        for cube, cells in other.counts.items():
            for cell, count in cells.items():
                self.counts[cube][cell] += count

    def add_line(
        self, cubes: Iterable[str], cell: Iterable[str], agencies: Iterable[int] = ()
    ) -> None:
        """Count a unit in nested cubes, each with one more dimension; one code per dimension."""
        codes = tuple(cell)
        for length, cube in enumerate(cubes, start=1):
            self.add(cube, codes[:length], agencies)
