"""Artificial cubes with the sums of published ones, for tests of the report without a count."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime

from services.statistics.cube import Cell, Cube, CubeDefinition
from services.statistics.definitions import CUBES, DECIDED_STATES, DIMENSION_CODES, WAITING_STATES

COUNTED_AT = datetime(2026, 11, 1, tzinfo=UTC)
_AGENCIES = {"DE": ("DE-JUG", "DE-POL"), "FR": ("FR-116",), "GR": ("GR-POL",)}
_STATES = tuple(_AGENCIES)
_ONLY = {  # cubes that divide some cells of their parent alone: dimension and codes
    "queue": ("outcome", WAITING_STATES),
    "attribute_bits": ("outcome", DECIDED_STATES),
    "confirmed_matches": ("outcome", ("confirmed",)),
    "overlap": ("outcome", ("confirmed",)),
    "days_to_confirmation": ("outcome", ("confirmed",)),
    "consent_scopes": ("consent", ("in_force",)),
    "vital_reviews": ("end", ("released",)),
    "sample_decisions": ("drawn", ("sample",)),
} | {name: ("outcome", DECIDED_STATES) for name in CUBES if name.startswith("match_")}


def cubes(seed: int = 1, *, withheld: float = 0.0, scale: int = 4000) -> dict[str, Cube]:
    """Return every cube with random counts.

    A share of the cells is withheld after the sums were computed.
    """
    draw = random.Random(seed)
    whole: dict[str, dict[Cell, int]] = {}
    for name, of in CUBES.items():
        if of.under:
            whole[name] = _divided(draw, name, of, whole[of.under])
        else:
            whole[name] = {
                cell: draw.randint(scale // 2, scale)
                for cell in itertools.product(*map(_codes, of.dimensions))
            }
    return {
        name: Cube(
            CUBES[name],
            COUNTED_AT,
            {cell: None if draw.random() < withheld else n for cell, n in cells.items()},
        )
        for name, cells in whole.items()
    }


def _codes(dimension: str) -> tuple[str, ...]:
    made = {"state": _STATES, "state_a": _STATES, "state_b": _STATES, "engine": ("5", "6")}
    return DIMENSION_CODES[dimension] or made[dimension]


def _divided(
    draw: random.Random, name: str, of: CubeDefinition, above: dict[Cell, int]
) -> dict[Cell, int]:
    only = _ONLY.get(name)
    own = of.dimensions[len(CUBES[of.under].dimensions) :]
    cells: dict[Cell, int] = {}
    for cell, n in above.items():
        if only and cell[of.dimensions.index(only[0])] not in only[1]:
            continue
        for group in _groups(of, own, cell):
            shares = [draw.random() for _ in group]
            left = n
            for place, (code, share) in enumerate(zip(group, shares, strict=True)):
                part = left if place == len(group) - 1 else int(n * share / sum(shares))
                cells[(*cell, *code)] = part
                left -= part
    return cells


def _groups(of: CubeDefinition, own: tuple[str, ...], cell: Cell) -> list[list[Cell]]:
    """Return the codes below a cell, grouped by the split code.

    The codes of each group together add up to the cell.
    """
    if own == ("agency",):
        return [[(agency,) for agency in _AGENCIES[cell[-1]]]]
    if own == ("agency_a", "agency_b"):
        return [list(itertools.product(*(_AGENCIES[state] for state in cell[-2:])))]
    if own == ("state_a", "state_b"):
        return [[pair for pair in itertools.product(_STATES, _STATES) if pair[0] <= pair[1]]]
    below = list(itertools.product(*map(_codes, own)))
    if not of.split:
        return [below]
    at = own.index(of.split)
    return [[code for code in below if code[at] == split] for split in _codes(of.split)]
