"""Published cubes, and the counts of an agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.schemas.common import Answer, PlainAnswer, answer_from
from services.statistics.cube import Cell, Cube, CubeDefinition
from services.statistics.definitions import CUBES


class DefinitionOut(PlainAnswer):
    """The definition of a cube: `counts` is one unit, `query` is the computation, both in words.

    Each code of `split` divides the same units. Add cells within a code, never across codes.
    """

    name: str
    dimensions: list[str]
    counts: str
    query: str
    under: str
    split: str


class ListedCubeOut(DefinitionOut):
    """A cube in the list. `counted_at` is null if the cube was never published."""

    counted_at: datetime | None


class CubeList(Answer):
    """All cubes."""

    cubes: list[ListedCubeOut]

    @classmethod
    def of(cls, published: Mapping[str, Cube]) -> CubeList:
        """Return every defined cube as an answer, whether it was published or not.

        `published` has the published cubes by name. A cube that it lacks has no `counted_at`.
        """
        return cls(
            cubes=[
                answer_from(
                    ListedCubeOut,
                    definition,
                    counted_at=published[name].counted_at if name in published else None,
                )
                for name, definition in CUBES.items()
            ]
        )


class CellOut(Answer):
    """A cell: a code for each dimension.

    `n` is null for fewer than eleven, or if it would reveal such a count.
    """

    codes: list[str]
    n: int | None


class CubeOut(Answer):
    """A published cube.

    A cell that is absent is zero. `counted_at` is null if the cube was never published.
    """

    cube: DefinitionOut
    counted_at: datetime | None
    cells: list[CellOut]

    @classmethod
    def of(cls, definition: CubeDefinition, cube: Cube | None) -> CubeOut:
        """Return the definition with the published cells.

        For `cube=None`, which was never published, `counted_at` is null and `cells` is empty.
        """
        definition_out = DefinitionOut.of(definition)
        if cube is None:
            return cls(cube=definition_out, counted_at=None, cells=[])
        return cls(cube=definition_out, counted_at=cube.counted_at, cells=_cells(cube.cells))


class OwnTableOut(Answer):
    """An exact table of your agency."""

    cube: DefinitionOut
    cells: list[CellOut]


class OwnCountsOut(Answer):
    """Exact counts of your agency from last night (null: not counted yet). Do not publish them."""

    counted_at: datetime | None
    tables: list[OwnTableOut]

    @classmethod
    def of(cls, cubes: Sequence[Cube]) -> OwnCountsOut:
        """Return one table for each cube, and the time of the first cube as the time of all.

        `counted_at` is null if `cubes` is empty.
        """
        return cls(
            counted_at=cubes[0].counted_at if cubes else None,
            tables=[
                OwnTableOut(cube=DefinitionOut.of(cube.definition), cells=_cells(cube.cells))
                for cube in cubes
            ],
        )


def _cells(cells: Mapping[Cell, int | None]) -> list[CellOut]:
    return [CellOut(codes=list(cell), n=n) for cell, n in cells.items()]
