"""What a report is made of: published counts, benchmarks, options, assumptions. Nothing else
reaches a section.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from reports.benchmarks import Benchmarks
from reports.counts import PublishedCounts


@dataclasses.dataclass(frozen=True, slots=True)
class Assumption:
    """A number that somebody set, and why it is this one until a ministry sets its own."""

    value: float
    unit: str
    reason: str


# None of them was measured. A file of benchmarks may set others (`assumptions`, by name).
ASSUMPTIONS: dict[str, Assumption] = {
    "minutes_a_look": Assumption(
        10, "minutes", "one person reading two records and a waterfall of evidence"
    ),
    "looks_a_candidate": Assumption(2, "looks", "two people decide (protection rules)"),
    "hours_a_year": Assumption(
        1400, "hours", "an officer's hours at the desk, after leave, training and meetings"
    ),
    "eur_an_hour": Assumption(
        45, "EUR", "an officer's hour with all that an employer pays; differs by a factor of five"
    ),
    "eur_a_core_hour": Assumption(
        0.06, "EUR", "a rented processor core with its memory, from public price lists"
    ),
    "eur_a_gigabyte_month": Assumption(
        0.1, "EUR", "replicated block storage, from public price lists"
    ),
    "hours_a_night": Assumption(6, "hours", "in which the nightly cross-match is to be over"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class ReportInputs:
    """What one report is made of. `earlier`: the counts at `since`; `older`: further benchmarks, to
    compare engines.
    """

    counts: PublishedCounts
    benchmarks: Benchmarks
    earlier: PublishedCounts | None = None
    older: Sequence[Benchmarks] = ()
    options: Mapping[str, Any] | None = None

    def assumed(self, name: str) -> float:
        """Return an assumption, the file's where it sets one."""
        return self.benchmarks.assumptions.get(name, ASSUMPTIONS[name].value)
