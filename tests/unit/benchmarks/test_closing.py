"""The final table of benchmarks/accuracy.py: which systems are peers, which goals are met."""

from __future__ import annotations

import pytest

from benchmarks import closing
from benchmarks.figures import CONTROL, OURS, OWN_WEIGHTS, Figure, figures_table, find_figures

ALIASES = ("aliases", "R@1")
FEBRL = ("FEBRL 1, all fields", "best F1")
GAP = ("worlds, recall by sex", "worst below the mean")


def line(goal: tuple[str, str], own: float, **others: float) -> str:
    figures = [Figure(*goal[:1], OURS, goal[1], own)]
    figures += [Figure(goal[0], system, goal[1], value) for system, value in others.items()]
    (found,) = closing.goals_table(figures).splitlines()[2:]
    return found


@pytest.mark.parametrize(
    ("goal", "own", "peers", "expected"),
    [
        (ALIASES, 0.81, {}, "yes"),
        (ALIASES, 0.8096, {}, "yes"),
        (ALIASES, 0.809, {"peer": 0.1}, "**no**"),
        (FEBRL, 0.9, {"one": 0.8, "other": 0.89}, "yes"),
        (FEBRL, 0.9, {"one": 0.8, "other": 0.91}, "**no**"),
        (FEBRL, 0.9, {f"{CONTROL}x": 0.95, "peer": 0.9}, "yes"),
        (GAP, 0.05, {}, "yes"),
        (GAP, 0.06, {}, "**no**"),
    ],
    ids=[
        "as wanted",
        "to three places",
        "a peer far behind is no comfort",
        "before the best peer",
        "behind one peer",
        "controls and parts are no peers",
        "a gap as wanted",
        "too wide a gap",
    ],
)
def test_a_goal_is_reached_or_said_not_to_be(
    goal: tuple[str, str], own: float, peers: dict[str, float], expected: str
) -> None:
    assert line(goal, own, **peers).endswith(f"| {expected} |")


def test_the_best_peer_is_named() -> None:
    assert "0.890 (other)" in line(FEBRL, 0.9, one=0.8, other=0.89)


def test_own_weights_are_no_peer_and_have_a_line_of_their_own() -> None:
    figures = [
        Figure(FEBRL[0], name, FEBRL[1], value)
        for name, value in ((OURS, 0.5), (OWN_WEIGHTS, 0.9), ("p", 0.7))
    ]
    untaught, taught = closing.goals_table(figures).splitlines()[2:]
    assert (
        untaught
        == "| FEBRL 1, all fields | best F1 | 0.500 | 0.700 (p) | as the best peer | **no** |"
    )
    assert (
        taught
        == "| FEBRL 1, all fields, own weights | best F1 | 0.900 | 0.700 (p) | as the best peer |"
        " yes |"
    )


def test_a_goal_without_a_measurement_has_no_line() -> None:
    assert len(closing.goals_table([]).splitlines()) == 2


def test_a_table_has_a_line_a_system_and_leaves_unmeasured_cells_empty() -> None:
    figures = [
        Figure("t", "a", "F1", 0.5, 0.4, 0.6, 7),
        Figure("t", "a", "AP", 0.25),
        Figure("t", "b", "AP", 0.75),
    ]
    assert figures_table(figures).splitlines()[2:] == [
        "| t | a | 7 | 0.500 (0.400 to 0.600) | 0.250 |",
        "| t | b |  |  | 0.750 |",
    ]
    assert [figure.system for figure in find_figures(figures, "t", "AP")] == ["a", "b"]
