"""Published cubes and an agency's own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.schemas.common import Answer
from services.statistics.cube import Cell, Cube, CubeDefinition
from services.statistics.definitions import CUBES


class DefinitionOut(Answer):
    """What a cube is: `counts` one unit of it, `query` how it is computed, both in words.

    Each code of `split` divides the same units anew, so cells add up within a code, never across.
    """

    name: str
    dimensions: list[str]
    counts: str
    query: str
    under: str
    split: str

    @classmethod
    def of(cls, definition: CubeDefinition) -> DefinitionOut:
        """Return a definition for showing."""
        values = {
            name: getattr(definition, name) for name in cls.model_fields if name != "dimensions"
        }
        return cls(**values, dimensions=list(definition.dimensions))


class ListedCubeOut(DefinitionOut):
    """A cube in the list; `counted_at` is missing while it was never published."""

    counted_at: datetime | None


class CubeList(Answer):
    """Every cube there is."""

    cubes: list[ListedCubeOut]

    @classmethod
    def of(cls, published: Mapping[str, Cube]) -> CubeList:
        """Return the list for showing."""
        return cls(
            cubes=[
                ListedCubeOut(
                    **DefinitionOut.of(definition).model_dump(),
                    counted_at=published[name].counted_at if name in published else None,
                )
                for name, definition in CUBES.items()
            ]
        )


class CellOut(Answer):
    """One cell: a code a dimension; `n` is null where the count is fewer than eleven, or would tell
    such a count.
    """

    codes: list[str]
    n: int | None


class CubeOut(Answer):
    """A cube as it was published. A cell that is not there is zero; without `counted_at` it was
    never published.
    """

    cube: DefinitionOut
    counted_at: datetime | None
    cells: list[CellOut]

    @classmethod
    def of(cls, definition: CubeDefinition, cube: Cube | None) -> CubeOut:
        """Return a cube for showing."""
        definition_out = DefinitionOut.of(definition)
        if cube is None:
            return cls(cube=definition_out, counted_at=None, cells=[])
        return cls(cube=definition_out, counted_at=cube.counted_at, cells=_cells(cube.cells))


class OwnTableOut(Answer):
    """One exact table of one's own agency."""

    cube: DefinitionOut
    cells: list[CellOut]


class OwnCountsOut(Answer):
    """One's own agency, exact, as last night counted it (null: not yet). Nothing is withheld: not
    for publication.
    """

    counted_at: datetime | None
    tables: list[OwnTableOut]

    @classmethod
    def of(cls, cubes: Sequence[Cube]) -> OwnCountsOut:
        """Return the counts for showing."""
        return cls(
            counted_at=cubes[0].counted_at if cubes else None,
            tables=[
                OwnTableOut(cube=DefinitionOut.of(cube.definition), cells=_cells(cube.cells))
                for cube in cubes
            ],
        )


def _cells(cells: Mapping[Cell, int | None]) -> list[CellOut]:
    return [CellOut(codes=list(cell), n=n) for cell, n in cells.items()]
