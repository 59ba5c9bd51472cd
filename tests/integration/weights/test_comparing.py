"""Compare two sets of weights on decisions and on undecided pairs."""

from __future__ import annotations

import math

import pytest

from matching import WeightSet, shipped_weights
from matching.model import levels
from matching.model.probability import prior_bits
from matching.scoring.sibling_adjustment import TWINS_BITS
from services.matching_runs import weights
from tests.factories import Installation
from tests.integration.weights.steps import (
    CODES,
    SIZE,
    ArtificialPair,
    next_check_at,
    with_bits,
    write_pairs,
)

pytestmark = pytest.mark.late


def _bits(codes: dict[str, str], under: WeightSet | None = None) -> float:
    rows = zip(levels.ATTRIBUTES, (under or shipped_weights()).bits, strict=True)
    bits = {
        one.name: row[CODES[one.name].index(codes.get(one.name, "unknown"))] for one, row in rows
    }
    # no other family evidence
    twins = math.log2(1 + 2 ** prior_bits(SIZE) * (1 + 2 ** (bits["birth"] - TWINS_BITS)))
    return sum(bits.values()) - round(twins * 64) / 64


def test_a_comparison_equals_a_calculation_by_hand(store: Installation) -> None:
    strong = {"birth": "same_day", "phone": "own", "document": "agree"}
    weak = {"birth": "same_day", "eyes": "agree", "height": "agree"}
    write_pairs(
        store,
        [
            ArtificialPair(strong, "same"),
            ArtificialPair(strong, "same"),
            ArtificialPair(strong | {"hair": "differ"}, "different"),
            ArtificialPair(weak, "same"),
            ArtificialPair(weak, "different"),
            ArtificialPair(weak, "cannot_tell"),
            ArtificialPair(weak, None),
            ArtificialPair(strong, None),
        ],
    )
    new = with_bits("eyes", "agree", 4.0)
    found = weights.compare_weights(store.context, next_check_at(store), new, thresholds=(0.5, 0.9))

    def chance(codes: dict[str, str], under: WeightSet) -> float:
        return 1 / (1 + 2 ** -(_bits(codes, under) + prior_bits(SIZE)))

    for judged, under in ((found.before, shipped_weights()), (found.after, new)):
        same = [chance(strong, under)] * 2 + [chance(weak, under)]
        different = [chance(strong | {"hair": "differ"}, under), chance(weak, under)]
        losses = [-math.log(min(p, 1 - 1e-6)) for p in same] + [
            -math.log(max(1 - p, 1e-6)) for p in different
        ]
        assert judged.log_loss == pytest.approx(sum(losses) / 5, abs=1e-4)
        bins: dict[int, list[tuple[float, int]]] = {}
        for p, is_same in [(p, 1) for p in same] + [(p, 0) for p in different]:
            bins.setdefault(min(int(p * 10), 9), []).append((p, is_same))
        gaps = [abs(sum(p - is_same for p, is_same in rows)) for rows in bins.values()]
        assert judged.calibration == pytest.approx(sum(gaps) / 5, abs=1e-5)
        for threshold, reach in judged.reach.items():
            waiting = [
                p for p in [chance(weak, under)] * 2 + [chance(strong, under)] if p >= threshold
            ]
            assert reach.waiting == len(waiting)
            assert reach.expected == pytest.approx(sum(waiting) / len(waiting), abs=1e-5)
            assert reach.same == sum(p >= threshold for p in same)
            assert reach.different == sum(p >= threshold for p in different)
    assert found.before.reach[0.5].waiting == 3
    assert found.before.bands["same"] == {"none": 0, "weak": 1, "possible": 0, "strong": 2}
    assert found.before.bands["different"] == {"none": 0, "weak": 1, "possible": 0, "strong": 1}
    assert found.after.bands["same"] == {"none": 0, "weak": 0, "possible": 1, "strong": 2}
    assert [(one.outcome, one.before, one.after, len(one.pairs)) for one in found.moves] == [
        ("same", "weak", "possible", 1),
        ("different", "weak", "possible", 1),
    ]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilsons_interval_is_the_published_one(hits: int, of: int, low: float, high: float) -> None:
    assert weights.wilson_interval(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_comparing_without_decisions_is_no_error(store: Installation) -> None:
    found = weights.compare_weights(store.context, next_check_at(store), shipped_weights())
    assert (found.before.log_loss, found.before.calibration, found.moves) == (None, None, ())
    assert all((one.waiting, one.precision) == (0, None) for one in found.after.reach.values())
