"""Estimates compared with published values, and properties for any counts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.estimates import (
    CalibrationBin,
    Estimate,
    Stratum,
    calibration_error,
    estimate_population,
    fit_power_law,
    required_sample_size,
    share_difference,
    stratified_share,
    wilson_share,
)


@st.composite
def counted(draw: st.DrawFn, least: int = 1) -> tuple[int, int]:
    whole = draw(st.integers(least, 10_000))
    return draw(st.integers(0, whole)), whole


def shared(counts: tuple[int, int]) -> Estimate:
    found = wilson_share(*counts)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(
    part: int, whole: int, low: float, high: float
) -> None:
    found = shared((part, whole))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table II, method 10
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_gap_is_the_published_one(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = share_difference(shared(one), shared(other))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_estimates_of_no_pairs_are_none() -> None:
    assert wilson_share(0, 0) is None
    assert stratified_share([Stratum(0, 0, 0)]) is None
    assert calibration_error([]) is None


@settings(deadline=None)
@given(counted(), counted())
def test_a_gap_seen_from_the_other_side_is_the_same_gap(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    here = share_difference(shared(one), shared(other))
    there = share_difference(shared(other), shared(one))
    assert (here.value, here.low, here.high) == pytest.approx(
        (-there.value, -there.high, -there.low)
    )
    assert here.low <= here.value <= here.high


@settings(deadline=None)
@given(counted())
def test_one_stratum_is_a_plain_share(counts: tuple[int, int]) -> None:
    part, whole = counts
    found = stratified_share([Stratum(whole, whole, part)])
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(
        (lambda one: (one.value, one.low, one.high))(shared(counts))
    )


@settings(deadline=None)
@given(st.lists(counted(50), min_size=1, max_size=6))
def test_an_unreviewed_stratum_widens_the_interval(counts: list[tuple[int, int]]) -> None:
    known = [Stratum(whole, whole, part) for part, whole in counts]
    before = stratified_share(known)
    after = stratified_share([*known, Stratum(sum(one.size for one in known), 0, 0)])
    assert before is not None
    assert after is not None
    assert after.high - after.low > before.high - before.low


def test_strata_are_weighted_by_size_and_not_by_reviewed_pairs() -> None:
    found = stratified_share([Stratum(900, 10, 10), Stratum(100, 1000, 0)])
    assert found is not None
    assert found.value == pytest.approx(0.9)


def test_the_hidden_are_estimated_as_chapman_does() -> None:
    found = estimate_population(200, 150, 50)
    assert found is not None
    assert found.value == pytest.approx(201 * 151 / 51 - 1)
    assert 300 < found.low < found.value < found.high


@settings(deadline=None)
@given(st.data())
def test_the_estimate_of_people_is_never_below_those_seen(data: st.DataObject) -> None:
    first, second = data.draw(st.integers(1, 5000)), data.draw(st.integers(1, 5000))
    both = data.draw(st.integers(1, min(first, second)))
    found = estimate_population(first, second, both)
    assert found is not None
    assert first + second - both <= found.low + 1e-6 <= found.value + 1e-5
    assert found.value <= found.high + 1e-6


def test_without_overlap_there_is_no_population_estimate() -> None:
    assert estimate_population(100, 100, 0) is None


def test_calibration_is_the_mean_distance_of_said_and_so() -> None:
    assert calibration_error(
        [CalibrationBin(10, 2.0, 4), CalibrationBin(30, 27.0, 26)]
    ) == pytest.approx(3 / 40)


@settings(deadline=None)
@given(st.floats(0.01, 100), st.floats(0.2, 2.5))
def test_an_exact_power_law_is_found_with_no_doubt(scale: float, power: float) -> None:
    found = fit_power_law([(x, scale * x**power) for x in (1e3, 3e3, 1e4, 3e4)])
    assert found is not None
    assert found.power.value == pytest.approx(power)
    ahead = found.at(1e6)
    assert ahead.value == pytest.approx(scale * 1e6**power, rel=1e-6)
    assert ahead.high - ahead.low <= 1e-4 * ahead.value


def test_doubt_grows_away_from_the_points() -> None:
    found = fit_power_law([(1e3, 1.0), (2e3, 2.3), (5e3, 4.6), (1e4, 11.0)])
    assert found is not None
    widths = [math.log(one.high / one.low) for one in (found.at(1e4), found.at(1e6), found.at(1e8))]
    assert widths == sorted(widths)
    assert found.power.low < found.power.value < found.power.high


def test_two_sizes_are_no_curve() -> None:
    assert fit_power_law([(1e3, 1.0), (1e3, 2.0), (2e3, 3.0)]) is None


def test_a_share_of_a_half_needs_385_looks_for_five_points() -> None:
    assert required_sample_size(0.5, 0.05) == 385


def test_a_stratum_with_withheld_counts_uses_their_bounds_for_its_interval() -> None:
    known, open_ = Stratum(100, 40, 30), Stratum(100, 30, 20, more_confirmed=10, more_refuted=5)
    assert known.share == wilson_share(30, 40)
    assert open_.share.low == wilson_share(20, 35).low  # type: ignore[union-attr]
    assert open_.share.high == wilson_share(30, 40).high  # type: ignore[union-attr]
    assert Stratum(100, 0, 0).share == Estimate(0.5, 0.0, 1.0)
