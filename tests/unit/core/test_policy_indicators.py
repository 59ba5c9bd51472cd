from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest

from core.policy.case.indicators import (
    INDICATORS,
    WEIGHTS,
    IndicatorResult,
    IndicatorWeight,
    indicator_result,
)

BY_WEIGHT = {
    weight: [code for code, one in WEIGHTS.items() if one is weight] for weight in IndicatorWeight
}


def _codes(strong: int, medium: int, weak: int) -> list[str]:
    counts = zip(IndicatorWeight, (strong, medium, weak), strict=True)
    return [code for weight, count in counts for code in BY_WEIGHT[weight][:count]]


@pytest.mark.parametrize(
    ("strong", "medium", "weak"), list(itertools.product(range(4), range(5), range(4)))
)
def test_indicator_results_are_as_agreed(strong: int, medium: int, weak: int) -> None:
    ways = (
        strong >= 2,
        strong == 1 and medium + weak >= 1,
        medium >= 3,
        medium == 2 and weak >= 1,
    )
    expected = (
        IndicatorResult.STANDS_OUT
        if any(ways)
        else IndicatorResult.SOME
        if strong + medium + weak
        else IndicatorResult.NONE
    )
    assert indicator_result(_codes(strong, medium, weak)) is expected


def _grows(codes: Iterable[str]) -> list[int]:
    order = list(IndicatorResult)
    noticed: list[str] = []
    reached = []
    for code in codes:
        noticed.append(code)
        reached.append(order.index(indicator_result(noticed)))
    return reached


@pytest.mark.parametrize("group", INDICATORS)
def test_one_more_indicator_never_lowers_the_result_and_a_repeated_one_does_not_raise_it(
    group: str,
) -> None:
    reached = _grows(INDICATORS[group])
    assert reached == sorted(reached)
    for code in INDICATORS[group]:
        assert indicator_result([code, code, code]) is IndicatorResult.SOME


def test_indicator_codes_are_unique() -> None:
    assert len(WEIGHTS) == sum(map(len, INDICATORS.values()))
