"""Compare two reports: the figures that differ, and whether by more than chance."""

from __future__ import annotations

import dataclasses

from reports.figures import Figure, Report
from reports.formatting import format_interval, format_value

ABSENT = "not in it"


@dataclasses.dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure that differs, formatted for both reports.

    `is_beyond_chance`: both have intervals, and the intervals do not overlap.
    """

    id: str
    definition: str
    earlier: str
    later: str
    is_beyond_chance: bool


def compare_reports(earlier: Report, later: Report) -> list[FigureDifference]:
    """Return the figures whose value, interval or suppression differs.

    They are in the order of the later report. Figures that only the earlier report has come last.
    """
    ids = [*later.figures, *(name for name in earlier.figures if name not in later.figures)]
    changes = []
    for name in ids:
        earlier_figure, later_figure = earlier.figures.get(name), later.figures.get(name)
        if _read(earlier_figure) == _read(later_figure):
            continue
        figure = later_figure or earlier_figure
        text = "" if figure is None else figure.definition.text
        changes.append(
            FigureDifference(
                name,
                text,
                _read(earlier_figure),
                _read(later_figure),
                is_beyond_chance=_is_apart(earlier_figure, later_figure),
            )
        )
    return changes


def _read(figure: Figure | None) -> str:
    if figure is None:
        return ABSENT
    around = format_interval(figure)
    return f"{format_value(figure)} ({around})" if around else format_value(figure)


def _is_apart(left: Figure | None, right: Figure | None) -> bool:
    if left is None or right is None or left.interval is None or right.interval is None:
        return False
    return left.interval[1] < right.interval[0] or right.interval[1] < left.interval[0]
