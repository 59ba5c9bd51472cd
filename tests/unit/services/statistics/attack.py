"""The attack: compute bounds of withheld cells from linear equations between published cells.

It knows what the cubes count, but not how cells were withheld.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from services.statistics.cube import Cell, CubeDefinition
from services.statistics.definitions import DIMENSIONS_WITH_ZERO
from services.statistics.suppression import MIN_CELL_COUNT, PublishedCells

Number = int | Fraction
Variable = tuple[str, Cell]
Terms = dict[Variable, Number]
Equation = tuple[Terms, Number]  # a sum of factors times withheld counts, and its value
Bounds = dict[Variable, tuple[float, float]]


@dataclasses.dataclass(frozen=True)
class Table:
    """Cells that count every unit once. Dimensions with the same name have the same meaning."""

    name: str
    dimensions: tuple[str, ...]
    cells: PublishedCells


def bounds(
    definitions: Sequence[CubeDefinition],
    publication: Mapping[str, PublishedCells],
    *,
    least: int = 0,
) -> Bounds:
    """Return the smallest and largest possible count of each withheld cell.

    `least`: the lower bound for cells whose zero would have been published.
    """
    known = list(
        _equations(list(_tables(definitions, publication)), _bare(definitions, publication))
    )
    found: Bounds = {
        (one.name, cell): (least if _shows_zero(one, cell, publication) else 0, math.inf)
        for one in definitions
        for cell, n in publication[one.name].items()
        if n is None
    }
    rows = [*known, *_reduced(known)]
    while sum(_tighten(found, row) for row in rows):
        pass
    return found


def _shows_zero(one: CubeDefinition, cell: Cell, publication: Mapping[str, PublishedCells]) -> bool:
    """Return whether a count of zero would be published in this cell.

    This is so for one of two cells below a published cell above eleven, if neither place nor
    category is a dimension. With three or more cells a zero may be withheld to hide the others.
    """
    if not one.under:
        return DIMENSIONS_WITH_ZERO.isdisjoint(one.dimensions)
    above = next((len(parent) for parent in publication[one.under]), 0)
    place = one.dimensions.index(one.split) if one.split else None
    siblings = sum(
        other[:above] == cell[:above] and (place is None or other[place] == cell[place])
        for other in publication[one.name]
    )
    is_shown_above = (publication[one.under][cell[:above]] or 0) > MIN_CELL_COUNT
    return (
        is_shown_above and siblings == 2 and DIMENSIONS_WITH_ZERO.isdisjoint(one.dimensions[above:])
    )


def _bare(
    definitions: Sequence[CubeDefinition], publication: Mapping[str, PublishedCells]
) -> dict[str, list[dict[str, str]]]:
    """Return the parent cells that each cube does not divide, such as undecided matches."""
    named = {one.name: one for one in definitions}
    found: dict[str, list[dict[str, str]]] = {}
    for one in definitions:  # each after the one it is under
        found[one.name] = [*found.get(one.under, [])]
        if one.under:
            above = named[one.under].dimensions
            divided = {cell[: len(above)] for cell in publication[one.name]}
            found[one.name] += [
                dict(zip(above, cell, strict=True))
                for cell in publication[one.under].keys() - divided
            ]
    return found


def _tables(
    definitions: Sequence[CubeDefinition], publication: Mapping[str, PublishedCells]
) -> Iterator[Table]:
    """Yield each cube as a table; a split cube gives one table per code.

    Its own dimensions have a meaning only together with that code.
    """
    dimensions = {one.name: one.dimensions for one in definitions}
    for one in definitions:
        if not one.split:
            yield Table(one.name, one.dimensions, publication[one.name])
            continue
        place = one.dimensions.index(one.split)
        for code in sorted({cell[place] for cell in publication[one.name]}):
            own = set(one.dimensions) - set(dimensions[one.under])
            named = tuple(f"{name} of {code}" if name in own else name for name in one.dimensions)
            yield Table(
                one.name,
                named,
                {cell: n for cell, n in publication[one.name].items() if cell[place] == code},
            )


def _equations(
    tables: Sequence[Table], bare: Mapping[str, Sequence[Mapping[str, str]]]
) -> Iterator[Equation]:
    """Yield equations: sums of two complete tables agree per value of shared dimensions."""
    for left, right in itertools.combinations(tables, 2):
        shared = [name for name in left.dimensions if name in right.dimensions]
        mine, theirs = _sums(left, shared), _sums(right, shared)
        partial = [cell for one in (left, right) for cell in bare[one.name]]
        for key in mine.keys() & theirs.keys():
            named = dict(zip(shared, key, strict=True))
            if not any(
                all(cell.get(name, code) == code for name, code in named.items())
                for cell in partial
            ):
                yield _minus(mine[key], 1, theirs[key])


def _sums(table: Table, shared: Sequence[str]) -> dict[Cell, Equation]:
    """Return, for each value of some dimensions, the withheld cells and minus the published sum."""
    places = [table.dimensions.index(name) for name in shared]
    found: dict[Cell, Equation] = {}
    for cell, n in table.cells.items():
        key = tuple(cell[place] for place in places)
        terms, known = found.get(key, ({}, 0))
        found[key] = (terms | {(table.name, cell): 1}, known) if n is None else (terms, known - n)
    return found


def _tighten(found: Bounds, row: Equation) -> bool:
    """Narrow each variable of an equation by the bounds of the others; return if any changed."""
    terms, known = row
    is_narrower = False
    for variable, factor in terms.items():
        others = [(f, found[v]) for v, f in terms.items() if v != variable]
        least_rest = sum(f * ends[0 if f > 0 else 1] for f, ends in others)
        most_rest = sum(f * ends[1 if f > 0 else 0] for f, ends in others)
        ends = sorted([(known - least_rest) / factor, (known - most_rest) / factor])
        narrow = max(found[variable][0], ends[0]), min(found[variable][1], ends[1])
        is_narrower |= narrow != found[variable]
        found[variable] = narrow
    return is_narrower


def _reduced(known: Sequence[Equation]) -> list[Equation]:
    """Return the equations in reduced row echelon form, to combine several of them."""
    done: dict[Variable, Equation] = {}
    for one in known:
        row = one
        for pivot, other in done.items():
            row = _minus(row, row[0].get(pivot, 0), other)
        if not row[0]:
            continue
        pivot = min(row[0])
        factor = Fraction(row[0][pivot])
        new = (
            row
            if factor == 1
            else ({variable: f / factor for variable, f in row[0].items()}, row[1] / factor)
        )
        done = {
            before: _minus(other, other[0].get(pivot, 0), new) for before, other in done.items()
        }
        done[pivot] = new
    return list(done.values())


def _minus(row: Equation, factor: Number, other: Equation) -> Equation:
    if not factor:
        return row
    terms = dict(row[0])
    for variable, f in other[0].items():
        terms[variable] = terms.get(variable, 0) - factor * f
    return {variable: f for variable, f in terms.items() if f}, row[1] - factor * other[1]
