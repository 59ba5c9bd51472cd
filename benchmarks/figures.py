"""The figures of a benchmark as plain rows, for tables, JSON and the table of goals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

OURS = "Homeward"
OWN_WEIGHTS = (
    # the engine with weights fitted to labels of other records of the same kind
    f"{OURS}, own weights"
)
CONTROL = "control: "  # prefix of a system that must perform at chance level


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one system in one test.

    `low` and `high` are the 95 % interval. `count` is the number of cases.
    """

    test: str
    system: str
    measure: str
    value: float
    low: float | None = None
    high: float | None = None
    count: int | None = None

    @property
    def is_peer(self) -> bool:
        """Return whether this is the figure of another product (not ours, and not a control)."""
        return self.system not in (OURS, OWN_WEIGHTS) and not self.system.startswith(CONTROL)

    def cell(self) -> str:
        """Return value and interval as a table cell."""
        interval = "" if self.low is None else f" ({self.low:.3f} to {self.high:.3f})"
        return f"{self.value:.3f}{interval}"


def figures_table(figures: Sequence[Figure]) -> str:
    """Return a table with a line per test and system and a column per measure.

    The order is that of the figures.
    """
    measures = list(dict.fromkeys(figure.measure for figure in figures))
    lines: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in figures:
        lines.setdefault((figure.test, figure.system), {})[figure.measure] = figure
    text = [f"| test | system | n | {' | '.join(measures)} |", "|" + "---|" * (3 + len(measures))]
    for (test, system), cells_of_line in lines.items():
        count = max(
            (figure.count for figure in cells_of_line.values() if figure.count is not None),
            default="",
        )
        cells = [
            cells_of_line[measure].cell() if measure in cells_of_line else ""
            for measure in measures
        ]
        text.append(f"| {test} | {system} | {count} | {' | '.join(cells)} |")
    return "\n".join(text)


def find_figures(figures: Iterable[Figure], test: str, measure: str) -> list[Figure]:
    """Return the figures of a test and measure, one per system."""
    return [figure for figure in figures if (figure.test, figure.measure) == (test, measure)]


def write_figures(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as a JSON list."""
    path.write_text(
        json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False) + "\n",
        "utf-8",
    )
