"""The yearly cost of an option, from counts of the run and from the table of assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Assumption:
    """An assumed number that was not measured: code, value, unit, and the reason in `words`."""

    code: str
    value: float
    unit: str
    words: str


ASSUMPTIONS: Final = (
    Assumption("answer_bytes", 200, "bytes", "an answer or notice: references, band, desk"),
    Assumption(
        "round_trip_s",
        0.3,
        "seconds",
        "a question and its answer between two states over a secured network",
    ),
    Assumption("manual_answer_days", 3, "days", "until a desk answers a question asked by hand"),
    Assumption(
        "central_node_eur",
        600_000,
        "EUR a year",
        "running one store of everybody: hosting, security, on call",
    ),
    Assumption(
        "national_node_eur",
        120_000,
        "EUR a year",
        "running a store that answers other states day and night",
    ),
    Assumption(
        "matching_unit_eur",
        200_000,
        "EUR a year",
        "running a unit that holds and compares encodings only",
    ),
    Assumption(
        "client_eur",
        40_000,
        "EUR a year",
        "a state's own connection to a centre or a matching unit",
    ),
    Assumption("hit_minutes", 40, "minutes", "two desks looking at one hit, right or wrong"),
    Assumption("question_minutes", 20, "minutes", "writing one question to a desk by hand"),
    Assumption(
        "manual_answer_minutes", 45, "minutes", "searching and answering one question by hand"
    ),
    Assumption("hour_eur", 45, "EUR", "an hour of a desk officer"),
)
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
