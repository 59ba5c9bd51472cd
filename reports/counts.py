"""Sums over published cubes.

A sum with a withheld cell is withheld. A cube that was never published is unknown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from services.statistics.cube import Cell, Cube, CubeDefinition
from services.statistics.definitions import CUBES, DIMENSION_CODES

CodeFilter = str | tuple[str, ...]
CellPredicate = Callable[[Mapping[str, str]], bool]  # argument: the cell's codes by dimension


@dataclasses.dataclass(frozen=True, slots=True)
class CellSum:
    """A sum of cells.

    `value` is None if a cell is withheld (`is_withheld`) or the cube was never published.
    """

    value: int | None
    is_withheld: bool = False
    query: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """The lower and upper limit of a number that published cells allow.

    Both are equal if no cell is withheld. None if the published cells give no limit.
    """

    low: float | None
    high: float | None
    is_withheld: bool = False
    query: str = ""


class PublishedCounts:
    """Sums over the published cubes of one report."""

    def __init__(self, cubes: Mapping[str, Cube]) -> None:
        self._cubes = cubes

    def sum(self, name: str, /, **filters: CodeFilter) -> CellSum:
        """Return the sum of a cube's cells with these codes.

        One withheld cell withholds the sum.

        A cube divides the cells of its parent. If the parent has the dimensions asked for, the sum
        is read there, because fewer of its cells are withheld. Some cubes divide only a part of the
        parent's cells, for example only confirmed pairs. For these, the filter must name that part.
        """
        of = CUBES[name]
        above = {dimension: codes for dimension, codes in filters.items() if dimension != of.split}
        if of.under and set(above) <= set(CUBES[of.under].dimensions):
            return self.sum(of.under, **above)
        query = _describe_filter(name, filters)
        cube = self._cubes.get(name)
        if cube is None:
            return CellSum(None, query=query)
        places = {
            cube.definition.dimensions.index(dimension): _as_tuple(codes)
            for dimension, codes in filters.items()
        }
        values = [
            n
            for cell, n in cube.cells.items()
            if all(cell[at] in codes for at, codes in places.items())
        ]
        if any(n is None for n in values):
            return CellSum(None, is_withheld=True, query=query)
        return CellSum(sum(n for n in values if n is not None), query=query)

    def bounds(
        self, name: str, part: Mapping[str, CodeFilter], whole: Mapping[str, CodeFilter]
    ) -> Bounds:
        """Return the limits of the share of the cells of `part` within those of `whole`."""
        query = f"{_describe_filter(name, {**whole, **part})}; of {self.sum(name, **whole).query}"
        return self.bounds_where(name, lambda cell: _has(cell, part), whole, query=query)

    def bounds_where(
        self, name: str, is_part: CellPredicate, whole: Mapping[str, CodeFilter], *, query: str
    ) -> Bounds:
        """Return the limits of the share of cells for which `is_part` holds, within those of
        `whole`.

        `is_part` receives the cell's codes by dimension.
        """
        if name not in self._cubes:
            return Bounds(None, None, query=query)
        low, high = self._sum_bounds(name, lambda cell: _has(cell, whole) and is_part(cell))
        least, most = self._sum_bounds(name, lambda cell: _has(cell, whole) and not is_part(cell))
        total = self.sum(name, **whole).value
        if low + least == 0 and (total or 0) == 0:
            return Bounds(None, None, is_withheld=total is None, query=query)
        lows, highs = [0.0 if most is None else low / max(low + most, 1)], [1.0]
        if high is not None:
            highs.append(high / max(high + least, 1))
        if total:
            lows.append(low / total)
            highs.append(1.0 if high is None else min(1.0, high / total))
        return Bounds(max(lows), min(highs), is_withheld=max(lows) < min(highs), query=query)

    def sum_bounds(self, name: str, /, **filters: CodeFilter) -> Bounds:
        """Return the limits of a sum.

        A withheld cell counts as 0 in the lower limit. In the upper limit it counts as the
        remainder of the parent's cell.
        """
        query = _describe_filter(name, filters)
        if name not in self._cubes:
            return Bounds(None, None, query=query)
        low, high = self._sum_bounds(name, lambda cell: _has(cell, filters))
        return Bounds(low, high, is_withheld=low != high, query=query)

    def _sum_bounds(self, name: str, is_inside: CellPredicate) -> tuple[int, int | None]:
        of = CUBES[name]
        inside: dict[Cell, int] = {}
        outside: dict[Cell, int] = {}
        is_open: set[Cell] = set()
        for cell, n in self._cubes[name].cells.items():
            group, codes = _group(of, cell), dict(zip(of.dimensions, cell, strict=True))
            if n is None and is_inside(codes):
                is_open.add(group)
            side = inside if is_inside(codes) else outside
            side[group] = side.get(group, 0) + (n or 0)
        low = high = sum(inside.values())
        for group in is_open:
            most = (
                self._upper_bound(of.under, group[: len(CUBES[of.under].dimensions)])
                if of.under
                else None
            )
            if most is None:
                return low, None
            high += most - inside.get(group, 0) - outside.get(group, 0)
        return low, high

    def _upper_bound(self, name: str, cell: Cell) -> int | None:
        """Return the upper limit of a cell, or None if published cells give none."""
        of, cube = CUBES[name], self._cubes.get(name)
        if cube is None:
            return None
        n = cube.cells.get(cell, 0)
        if n is not None or not of.under:
            return n
        most = self._upper_bound(of.under, cell[: len(CUBES[of.under].dimensions)])
        in_other_cells = sum(
            n or 0
            for other_cell, n in cube.cells.items()
            if _group(of, other_cell) == _group(of, cell)
        )
        return None if most is None else most - in_other_cells

    def cells(self, name: str) -> Mapping[Cell, int | None]:
        """Return a cube's cells as published; empty if the cube was never published."""
        cube = self._cubes.get(name)
        return {} if cube is None else cube.cells

    def codes(self, name: str, dimension: str) -> tuple[str, ...]:
        """Return the codes of a dimension in the order of their table.

        For a dimension without a table, return the codes of the published cells, sorted.
        """
        if DIMENSION_CODES[dimension]:
            return DIMENSION_CODES[dimension]
        cube = self._cubes.get(name)
        at = None if cube is None else cube.definition.dimensions.index(dimension)
        return (
            tuple(sorted({cell[at] for cell in cube.cells}))
            if cube is not None and at is not None
            else ()
        )


def _group(of: CubeDefinition, cell: Cell) -> Cell:
    """Return the key shared by the cells that divide one parent cell.

    It has the parent's codes and, if the cube has a `split` dimension, the cell's code of it.
    """
    above = cell[: len(CUBES[of.under].dimensions)] if of.under else ()
    return (*above, cell[of.dimensions.index(of.split)]) if of.split else above


def _has(cell: Mapping[str, str], filters: Mapping[str, CodeFilter]) -> bool:
    return all(cell[name] in _as_tuple(codes) for name, codes in filters.items())


def _as_tuple(codes: CodeFilter) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else codes


def _describe_filter(name: str, allowed_codes: Mapping[str, CodeFilter]) -> str:
    conditions = ", ".join(
        f"{dimension} = {' or '.join(_as_tuple(codes))}"
        for dimension, codes in allowed_codes.items()
    )
    return f"cube {name} ({CUBES[name].query}): sum of the cells" + (
        f" with {conditions}" if conditions else ""
    )
