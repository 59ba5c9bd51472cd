"""What a cube is: a fixed table of counts over dimensions of codes, published whole as of one
moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime

Cell = tuple[str, ...]  # a code a dimension


@dataclasses.dataclass(frozen=True, slots=True)
class CubeDefinition:
    """One published table.

    `counts`: what one unit is, in plain words; `query`: how it is computed, in words. `under`: the
    cube that this one divides: its dimensions come first here, and each of its cells is the sum of
    the cells below it. Cubes share dimensions that way alone (decision 0021). `split`: a dimension
    of which each code divides the same units anew (each field, each attribute): cells add up within
    a code, never across. `is_of_people`: false for quantities of work, which are rounded and of
    which nothing is withheld.
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
    """A cube as it was published, or kept for an agency alone. A cell of None is withheld; a cell
    that is absent is zero and was publishable as zero: what cannot be, or whom nobody registers.
    """

    definition: CubeDefinition
    counted_at: datetime
    cells: Mapping[Cell, int | None]
