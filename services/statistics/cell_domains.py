"""The possible cells of each cube: all combinations of codes that can occur.

Impossible combinations are never published.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

from core.codes.disclosure import DisclosurePath, Urgency
from core.codes.review import MatchState
from services.statistics.cube import Cell, CubeDefinition
from services.statistics.definitions import DECIDED_STATES, DIMENSION_CODES, WAITING_STATES

Named = Mapping[str, str]


def _is_held(dimension: str) -> Callable[[Named], bool]:
    return lambda cell: (cell["birth_held"] == "no") == (cell[dimension] == "unknown")


# Cube -> condition for possible combinations, by dimension; for other cubes all are possible.
POSSIBLE_CELLS: dict[str, Callable[[Named], bool]] = {
    "age_bands": _is_held("age_band"),
    "births": _is_held("birth_known"),
    "queue": lambda cell: cell["outcome"] in WAITING_STATES,
    "sample_decisions": lambda cell: cell["drawn"] == "sample",
    **dict.fromkeys(
        ("match_scripts", "match_origins", "match_sexes", "match_ages", "attribute_bits"),
        lambda cell: cell["outcome"] in DECIDED_STATES,
    ),
    "confirmed_matches": lambda cell: (
        cell["outcome"] == MatchState.CONFIRMED and cell["state_a"] <= cell["state_b"]
    ),
    "consent_scopes": lambda cell: cell["consent"] == "in_force",
    "answer_times": lambda cell: (cell["end"] == "open") == (cell["answered"] == "not_yet"),
    "vital_reviews": lambda cell: (
        (cell["path"], cell["end"]) == (DisclosurePath.VITAL_INTEREST, "released")
    ),
    "deadlines": lambda cell: cell["urgency"] != Urgency.PRIORITY,
    "days_to_confirmation": lambda cell: cell["outcome"] == MatchState.CONFIRMED,
}


class CellDomains:
    """The cells of every cube, for the participating agencies (code -> state) and engine versions.

    Both are public. So an agency without records of a kind is withheld, but a state without an
    agency is not.
    """

    def __init__(
        self,
        agencies: Mapping[str, str],
        engines: tuple[str, ...] = (),
        fixed: Mapping[str, tuple[str, ...]] = DIMENSION_CODES,
    ) -> None:
        self._agencies = agencies
        states = tuple(sorted(set(agencies.values())))
        codes = dict(fixed)
        codes |= dict.fromkeys(("state", "state_a", "state_b"), states)
        codes |= dict.fromkeys(("agency", "agency_a", "agency_b"), tuple(sorted(agencies)))
        self._codes = codes | {"engine": engines}

    def slices(self, definition: CubeDefinition, parent: Cell) -> Iterator[list[Cell]]:
        """Yield the cells below a cell of the parent cube (`()` without a parent cube).

        Once, or once per code of the dimension that splits.
        """
        own = definition.dimensions[len(parent) :]
        split = [name for name in own if name == definition.split]
        rest = [name for name in own if name != definition.split]
        order = [(*split, *rest).index(name) for name in own]
        for chosen in itertools.product(*(self._codes[name] for name in split)):
            cells = []
            for codes in itertools.product(*(self._codes[name] for name in rest)):
                cell = (*parent, *((*chosen, *codes)[place] for place in order))
                if self._can_be(definition, cell):
                    cells.append(cell)
            if cells:
                yield cells

    def _can_be(self, definition: CubeDefinition, cell: Cell) -> bool:
        named = dict(zip(definition.dimensions, cell, strict=True))
        for agency, state in (
            ("agency", "state"),
            ("agency_a", "state_a"),
            ("agency_b", "state_b"),
        ):
            if agency in named and self._agencies[named[agency]] != named[state]:
                return False
        if (
            "agency_a" in named
            and named["state_a"] == named["state_b"]
            and named["agency_a"] > named["agency_b"]
        ):
            return False
        possible = POSSIBLE_CELLS.get(definition.name)
        return possible is None or possible(named)
