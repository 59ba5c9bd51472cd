"""The goals of the accuracy benchmarks, their table, and the goal lines of speed benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.figures import OURS, OWN_WEIGHTS, Figure, find_figures


@dataclass(frozen=True, slots=True)
class Goal:
    """The value that a measure of a test must reach.

    `required` None means the value of the best peer. For a gap, a lower value is better. `system`
    is the variant of ours that must reach it.
    """

    test: str
    measure: str
    required: float | None
    is_less_better: bool = False
    system: str = OURS

    @property
    def title(self) -> str:
        """Return the test's title in the table, with the variant if it is not as shipped."""
        return self.test + self.system.removeprefix(OURS)


OWN = ("worlds", "eased worlds")  # of our own generator, which has groups of origins
STRANGERS = ("other worlds", "third worlds", "fourth worlds")  # of generators by other authors
GOALS = (
    Goal("token, mean of six", "R@1", 0.91),
    Goal("full name (composed), mean of four", "R@1", 0.96),
    Goal("full name (composed), mean of four", "R@FPR 1e-3", 0.93),
    Goal("aliases", "R@1", 0.81),
    Goal("aliases", "AP", 0.78),
    Goal("aliases and another birth", "R@1", 0.75),
    Goal("aliases and another birth", "AP", 0.74),
    *(
        Goal(f"FEBRL {number}, name and birth", "recall at precision .99", None)
        for number in (1, 2, 3, 4)
    ),
    *(Goal(f"FEBRL {number}, all fields", "best F1", None) for number in (1, 2, 3, 4)),
    # fitted to the same labels that train the best peers
    *(
        Goal(f"FEBRL {number}, all fields", "best F1", None, system=OWN_WEIGHTS)
        for number in (1, 2, 3, 4)
    ),
    *(
        Goal(
            f"{worlds}, {test}",
            measure,
            expected,
            is_less_better=measure == "expected calibration error",
        )
        for worlds in (*OWN, *STRANGERS)
        for test, measure, expected in (
            ("compared pairs", "best F1", 0.95),
            ("compared pairs", "F1 at .5", 0.95),
            ("calibration", "precision of strong", 0.97),
            ("calibration", "expected calibration error", 0.03),
        )
    ),
    *(
        Goal(f"{worlds}, recall by {grouping}", "worst below the mean", 0.05, is_less_better=True)
        for worlds in (*STRANGERS, *OWN)
        for grouping in ("origin group" if worlds in OWN else "origin", "sex")
    ),
)


def goals_table(figures: Sequence[Figure]) -> str:
    """Return one line per measured goal.

    It has our value, the best peer's, the goal, and whether it was reached.
    """
    lines = [
        "| test | measure | Homeward | best peer | wanted | reached |",
        "|---|---|---|---|---|---|",
    ]
    for goal in GOALS:
        goal_figures = find_figures(figures, goal.test, goal.measure)
        own = next((figure for figure in goal_figures if figure.system == goal.system), None)
        if own is not None:
            lines.append(_line(goal, own, [figure for figure in goal_figures if figure.is_peer]))
    return "\n".join(lines)


def describe_goal(text: str, *, is_reached: bool) -> str:
    """Return a line about the goal of a speed benchmark: the result, and whether it was reached."""
    return f"{text}: {'reached' if is_reached else 'NOT reached'}"


def _line(goal: Goal, own: Figure, peers: list[Figure]) -> str:
    best = (min if goal.is_less_better else max)(
        peers, key=lambda figure: figure.value, default=None
    )
    target = goal.required if goal.required is not None else best.value if best is not None else 0.0
    # three decimals, as printed, so that a difference below the printed precision does not count
    reached = (
        round(own.value, 3) <= target
        if goal.is_less_better
        else round(own.value, 3) >= round(target, 3)
    )
    peer = f"{best.value:.3f} ({best.system})" if best is not None else "-"
    bound = (
        "as the best peer"
        if goal.required is None
        else f"{'at most ' if goal.is_less_better else ''}{goal.required}"
    )
    return (
        f"| {goal.title} | {goal.measure} | {own.cell()} | {peer} | {bound} |"
        f" {'yes' if reached else '**no**'} |"
    )
