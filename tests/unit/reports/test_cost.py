"""The extrapolated cost curve: a fixed cost of each run must not hide the growth."""

from __future__ import annotations

from reports.benchmarks import ScalePoint
from reports.estimates import fit_power_law
from reports.sections import cost

SIZES = (2000, 5000, 10_000, 20_000, 50_000, 100_000)


def _point(records: int, cpu_s: float) -> ScalePoint:
    return ScalePoint(
        records=records,
        pairs=records * 100,
        kept=records,
        cpu_s=cpu_s,
        wall_s=cpu_s,
        memory_bytes=1 << 20,
        disk_bytes=None,
        intake_cpu_s=None,
    )


def _truth(records: int) -> float:
    return 2.0 + 5e-4 * records


def test_a_fixed_cost_bends_the_fit_less_where_small_sizes_are_left_out() -> None:
    points = [_point(size, _truth(size)) for size in SIZES]
    fit = cost._fitted(points, lambda one: one.cpu_s)
    whole = fit_power_law([(one.records, one.cpu_s) for one in points])
    assert fit is not None
    assert whole is not None
    truth = _truth(1_000_000)
    assert whole.at(1_000_000).value < fit.at(1_000_000).value < truth
    assert fit.at(1_000_000).high > truth
    assert fit.count == 4


def test_three_sizes_are_all_fitted_and_two_are_not() -> None:
    points = [_point(size, _truth(size)) for size in SIZES[:3]]
    fit = cost._fitted(points, lambda one: one.cpu_s)
    assert fit is not None
    assert fit.count == 3
    assert cost._fitted(points[:2], lambda one: one.cpu_s) is None
    assert cost._fitted(points, lambda one: one.disk_bytes) is None
