"""Definition of cubes: fixed tables of counts by codes, published as a whole at one moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime

Cell = tuple[str, ...]  # one code per dimension


@dataclasses.dataclass(frozen=True, slots=True)
class CubeDefinition:
    """One published table.

    `counts`: the counted unit, in plain words. `query`: the computation, in words. `under`: the
    parent cube. Its dimensions come first here, and each of its cells is the sum of the cells below
    it. Cubes share dimensions only in this way (decision 0021). `split`: a dimension whose codes
    each divide the same units (each field, each attribute). Cells add up within a code, never
    across. `is_of_people`: False for quantities of work, which are rounded and never withheld.
    """

    name: str
    dimensions: tuple[str, ...]
    counts: str
    query: str
    under: str = ""
    split: str = ""
    is_of_people: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Cube:
    """A cube as published, or as stored for one agency.

    None in `cells` means that the count is withheld. An absent cell is zero and was publishable as
    zero: impossible combinations, or kinds that no agency registers.
    """

    definition: CubeDefinition
    counted_at: datetime
    cells: Mapping[Cell, int | None]
