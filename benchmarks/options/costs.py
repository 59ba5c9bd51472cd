"""The yearly cost of an option, from counts of the run and from the table of assumptions.

The table is `reports/option_costs.json`: the report shows it next to the costs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ASSUMED: Final = Path(__file__).parents[2] / "reports" / "option_costs.json"


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumed number that was not measured: code, value, unit, and the reason in `words`."""

    code: str
    value: float
    unit: str
    words: str


ASSUMPTIONS: Final = tuple(Assumption(**row) for row in json.loads(ASSUMED.read_text("utf-8")))
ASSUMED_VALUES: Final = {assumption.code: assumption.value for assumption in ASSUMPTIONS}


@dataclass(frozen=True, slots=True)
class YearlyCost:
    """Yearly cost in euros: running, desk time, and per correct pair. All are assumed.

    `eur_a_right_pair` is None without a correct pair.
    """

    running_eur: float
    desk_hours: float
    desk_eur: float
    total_eur: float
    eur_a_right_pair: float | None


def yearly_cost(running_eur: float, minutes: float, right: int) -> YearlyCost:
    """Return the cost of a year in which the world's records are registered."""
    hours = minutes / 60
    total = running_eur + hours * ASSUMED_VALUES["hour_eur"]
    a_pair = round(total / right, 2) if right else None
    return YearlyCost(
        running_eur,
        round(hours, 1),
        round(hours * ASSUMED_VALUES["hour_eur"], 2),
        round(total, 2),
        a_pair,
    )
