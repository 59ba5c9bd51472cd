"""The inputs of a report: published counts, benchmarks, options and assumptions."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from reports.benchmarks import Benchmarks
from reports.counts import PublishedCounts


@dataclasses.dataclass(frozen=True, slots=True)
class Assumption:
    """A number that was assumed, with the reason. A ministry should replace it by its own."""

    value: float
    unit: str
    reason: str


# None of them was measured. A file of benchmarks may override them (`assumptions`, by name).
ASSUMPTIONS: dict[str, Assumption] = {
    "minutes_a_review": Assumption(10, "minutes", "one person reads two records and the evidence"),
    "reviews_a_match": Assumption(2, "reviews", "two people decide (protection rules)"),
    "hours_a_year": Assumption(
        1400, "hours", "an officer's hours at the desk, after leave, training and meetings"
    ),
    "eur_an_hour": Assumption(
        45, "EUR", "full cost of an officer's hour for the employer; differs by a factor of five"
    ),
    "eur_a_core_hour": Assumption(
        0.06, "EUR", "a rented processor core with its memory, from public price lists"
    ),
    "eur_a_gigabyte_month": Assumption(
        0.1, "EUR", "replicated block storage, from public price lists"
    ),
    "hours_a_night": Assumption(6, "hours", "time in which the nightly cross-match must finish"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class ReportInputs:
    """The inputs of one report. Sections get no other data.

    `earlier` are the counts at `since`. `older` are further benchmarks, for comparing engines.
    """

    counts: PublishedCounts
    benchmarks: Benchmarks
    earlier: PublishedCounts | None = None
    older: Sequence[Benchmarks] = ()
    options: Mapping[str, Any] | None = None

    def assumed(self, name: str) -> float:
        """Return the value of an assumption, from the file of benchmarks if it has one."""
        return self.benchmarks.assumptions.get(name, ASSUMPTIONS[name].value)
