"""Sums over published cubes with withheld cells: the stated bounds hold for the true counts."""

from __future__ import annotations

import pytest

from reports.counts import PublishedCounts
from services.statistics.cube import Cube
from services.statistics.definitions import CUBES
from tests.unit.reports import made_up

QUESTIONS = (
    ("bands", {"band": ("possible", "strong")}, {}),
    ("attribute_bits", {"bits_given": "contradicts"}, {"outcome": "confirmed", "attribute": "sex"}),
    ("completeness", {"held": "yes"}, {"field": "phones", "kind": ("missing", "found")}),
    ("disclosures", {"end": "released"}, {"end": ("released", "withdrawn", "expired")}),
    ("overlap", {"agency_a": "DE-JUG"}, {"outcome": "confirmed"}),
)


@pytest.mark.parametrize("seed", range(25))
def test_true_counts_lie_within_the_bounds_of_withheld_cells(seed: int) -> None:
    true, published = (
        PublishedCounts(made_up.cubes(seed, withheld=share)) for share in (0.0, 0.1 + seed / 50)
    )
    for cube, part, whole in QUESTIONS:
        n = true.sum(cube, **{**whole, **part}).value or 0
        ends = published.sum_bounds(cube, **{**whole, **part})
        bounds = published.bounds(cube, part, whole)
        assert ends.low is not None
        assert ends.low <= n
        assert ends.high is None or n <= ends.high
        share = n / (true.sum(cube, **whole).value or 1)
        if bounds.low is not None and bounds.high is not None:
            assert bounds.low - 1e-12 <= share <= bounds.high + 1e-12


def test_without_withheld_cells_the_bounds_are_equal() -> None:
    counts = PublishedCounts(made_up.cubes())
    for cube, part, whole in QUESTIONS:
        n, of = (counts.sum(cube, **codes).value or 0 for codes in ({**whole, **part}, whole))
        ends = counts.sum_bounds(cube, **{**whole, **part})
        bounds = counts.bounds(cube, part, whole)
        assert (ends.low, ends.high) == (n, n)
        assert (bounds.low, bounds.high) == (n / of, n / of)


def test_the_rest_of_the_parent_cells_is_the_upper_bound() -> None:
    cells = {
        "bands": {("strong",): 40, ("weak",): 20},
        "drawn_bands": {
            ("strong", "sample"): None,
            ("strong", "work"): None,
            ("weak", "sample"): 20,
        },
        "sample_decisions": {
            ("strong", "sample", "confirmed"): 12,
            ("strong", "sample", "refuted"): None,
        },
    }
    counts = PublishedCounts(
        {name: Cube(CUBES[name], made_up.COUNTED_AT, counted) for name, counted in cells.items()}
    )
    found = counts.sum_bounds("sample_decisions", decided="refuted")
    assert (found.low, found.high, found.is_withheld) == (0, 28, True)
