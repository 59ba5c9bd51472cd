"""Published cubes as sums: what is withheld stays withheld, what was never published is not known."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from services.statistics.cube import Cell, Cube
from services.statistics.definitions import CODES, CUBES

Wanted = str | tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """A sum of cells; `value` None: a cell of it is withheld (`is_withheld`), or the cube was never published."""

    value: int | None
    is_withheld: bool = False
    query: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """A sum between two ends, and the whole it is a part of; None where the whole is withheld or not published."""

    low: int | None
    high: int | None
    whole: int | None
    is_withheld: bool = False
    query: str = ""


class Counts:
    """Sums over the published cubes of one report."""

    def __init__(self, cubes: Mapping[str, Cube]) -> None:
        self._cubes = cubes

    def sum(self, name: str, /, **wanted: Wanted) -> Count:
        """Return the sum of the cells of a cube that have these codes; one withheld cell withholds the sum.

        What a cube above it says already is read there, where less is withheld: a cube divides its parent's cells.
        Of a cube that divides only some of them, such as confirmed pairs, these must be asked for.
        """
        of = CUBES[name]
        above = {dimension: codes for dimension, codes in wanted.items() if dimension != of.split}
        if of.under and set(above) <= set(CUBES[of.under].dimensions):
            return self.sum(of.under, **above)
        query = _told(name, wanted)
        cube = self._cubes.get(name)
        if cube is None:
            return Count(None, query=query)
        places = {cube.definition.dimensions.index(dimension): _as_tuple(codes) for dimension, codes in wanted.items()}
        values = [n for cell, n in cube.cells.items() if all(cell[at] in codes for at, codes in places.items())]
        if any(n is None for n in values):
            return Count(None, is_withheld=True, query=query)
        return Count(sum(n for n in values if n is not None), query=query)

    def bounds(self, name: str, part: Mapping[str, Wanted], whole: Mapping[str, Wanted]) -> Bounds:
        """Return between which ends the cells of `part`, within those of `whole`, lie by what is published.

        What is withheld inside may be nothing, or all that the known cells beside it leave of the whole.
        """
        total = self.sum(name, **whole)
        inside = {**whole, **part}
        query = f"{_told(name, inside)}; of {total.query}"
        cube = self._cubes.get(name)
        if cube is None or total.value is None:
            return Bounds(None, None, None, is_withheld=total.is_withheld, query=query)
        dimensions = cube.definition.dimensions
        known, beside, is_open = 0, 0, False
        for cell, n in cube.cells.items():
            codes = dict(zip(dimensions, cell, strict=True))
            if all(codes[name] in _as_tuple(wanted) for name, wanted in whole.items()):
                is_inside = all(codes[name] in _as_tuple(wanted) for name, wanted in inside.items())
                known, beside = known + (n or 0) * is_inside, beside + (n or 0) * (not is_inside)
                is_open = is_open or (is_inside and n is None)
        return Bounds(known, total.value - beside if is_open else known, total.value, query=query)

    def cells(self, name: str) -> Mapping[Cell, int | None]:
        """Return a cube's cells as they were published; none of one that never was."""
        cube = self._cubes.get(name)
        return {} if cube is None else cube.cells

    def codes(self, name: str, dimension: str) -> tuple[str, ...]:
        """Return the codes of a dimension: in the order of their table, or those that have a cell, sorted."""
        if CODES[dimension]:
            return CODES[dimension]
        cube = self._cubes.get(name)
        at = None if cube is None else cube.definition.dimensions.index(dimension)
        return tuple(sorted({cell[at] for cell in cube.cells})) if cube is not None and at is not None else ()

    def counted_at(self) -> dict[str, str]:
        """Return when each cube was counted."""
        return {name: cube.counted_at.isoformat() for name, cube in sorted(self._cubes.items())}

    def __contains__(self, name: str) -> bool:
        return name in self._cubes


def _as_tuple(wanted: Wanted) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else wanted


def _told(name: str, wanted: Mapping[str, Wanted]) -> str:
    where = ", ".join(f"{dimension} = {' or '.join(_as_tuple(codes))}" for dimension, codes in wanted.items())
    return f"cube {name} ({CUBES[name].query}): sum of the cells" + (f" with {where}" if where else "")
