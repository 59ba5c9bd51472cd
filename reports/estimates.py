"""Estimates from counts, each with a 95 % interval: shares, gaps, populations, calibration, growth.

All functions are pure. An interval describes sampling error only. It does not cover a biased
sample, or the fact that pairs of one person are right or wrong together.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence

import numpy as np

from core.wilson_interval import Z_95, wilson_interval

# Student's t, 97.5 %, for 1 to 30 degrees of freedom. Above that, the normal value differs by less
# than 4 %.
_T = (
    12.706,
    4.303,
    3.182,
    2.776,
    2.571,
    2.447,
    2.365,
    2.306,
    2.262,
    2.228,
    2.201,
    2.179,
    2.160,
    2.145,
    2.131,
    2.120,
    2.110,
    2.101,
    2.093,
    2.086,
    2.080,
    2.074,
    2.069,
    2.064,
    2.060,
    2.056,
    2.052,
    2.048,
    2.045,
    2.042,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Estimate:
        """Return the estimate of the quantity multiplied by a positive number."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


def wilson_share(part: int, whole: int) -> Estimate | None:
    """Return a share with Wilson's interval; None if `whole` is 0."""
    return Estimate(part / whole, *wilson_interval(part, whole)) if whole else None


def share_difference(left: Estimate, right: Estimate) -> Estimate:
    """Return the difference of two independent shares (Newcombe 1998, method 10)."""
    difference = left.value - right.value
    low = difference - math.hypot(left.value - left.low, right.high - right.value)
    high = difference + math.hypot(left.high - left.value, right.value - right.low)
    return Estimate(difference, low, high)


@dataclasses.dataclass(frozen=True, slots=True)
class Stratum:
    """A group of `size` pairs, of which `decided` have a decision and `confirmed` were confirmed.

    If counts are withheld, up to `more_confirmed` further pairs may have been confirmed, and up to
    `more_refuted` refuted.
    """

    size: int
    decided: int
    confirmed: int
    more_confirmed: int = 0
    more_refuted: int = 0

    @property
    def share(self) -> Estimate:
        """The share of confirmed pairs with Wilson's interval; 0 to 1 if no pair was decided.

        If counts are withheld, the interval covers all possible counts.
        """
        ends = (
            wilson_share(self.confirmed, self.decided + self.more_refuted),
            wilson_share(self.confirmed + self.more_confirmed, self.decided + self.more_confirmed),
        )
        least, most = (end or Estimate(0.5, 0.0, 1.0) for end in ends)
        return Estimate((least.value + most.value) / 2, least.low, most.high)


def stratified_share(strata: Iterable[Stratum]) -> Estimate | None:
    """Return the share of confirmed pairs among all pairs of the strata, each weighted by its size.

    The Wilson limits of the strata are combined as squared distances (MOVER, Zou and Donner 2008).
    A stratum without decided pairs has the share 0.5 with limits 0 and 1. None if there are no
    pairs.
    """
    sampled = [stratum for stratum in strata if stratum.size]
    whole = sum(stratum.size for stratum in sampled)
    if not whole:
        return None
    value, below, above = 0.0, 0.0, 0.0
    for layer in sampled:
        share = layer.share
        weight = layer.size / whole
        value += weight * share.value
        below += (weight * (share.value - share.low)) ** 2
        above += (weight * (share.high - share.value)) ** 2
    return Estimate(value, max(0.0, value - math.sqrt(below)), min(1.0, value + math.sqrt(above)))


def estimate_population(first: int, second: int, both: int) -> Estimate | None:
    """Estimate the number of people from two lists with `first` and `second` people, `both` on
    both.

    Chapman's estimator (1951) with Chao's interval (1987). The lower limit is at least the number
    of people seen. None if `both` is 0, because the estimate then has no upper limit.
    """
    if both <= 0:
        return None
    seen = first + second - both
    value = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1)
        * (second + 1)
        * (first - both)
        * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )
    unseen = value - seen
    if unseen <= 0:
        return Estimate(value, value, value)
    spread = math.exp(Z_95 * math.sqrt(math.log(1 + variance / unseen**2)))
    return Estimate(value, seen + unseen / spread, seen + unseen * spread)


@dataclasses.dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Pairs of similar probability: their number, the sum of probabilities, the number of true
    ones.
    """

    pairs: int
    expected: float
    true: int


def calibration_error(bins: Iterable[CalibrationBin]) -> float | None:
    """Return the mean difference between probability and share true, weighted by pairs.

    Return None if there are no pairs.
    """
    bin_list = list(bins)
    pairs = sum(calibration_bin.pairs for calibration_bin in bin_list)
    return sum(abs(bin_.expected - bin_.true) for bin_ in bin_list) / pairs if pairs else None


@dataclasses.dataclass(frozen=True, slots=True)
class PowerLaw:
    """y = scale * x^power, fitted to points.

    `spread` is the standard error of a point's logarithm, `middle` the mean of log x, and `squares`
    the sum of squared distances from it.
    """

    scale: float
    power: Estimate
    spread: float
    count: int
    middle: float
    squares: float

    def at(self, x: float) -> Estimate:
        """Return the expected y at x, with the 95 % prediction interval of a single new point.

        The interval is wider the further x is from the fitted points. `x` must be positive.
        """
        value = math.log(self.scale) + self.power.value * math.log(x)
        distance = (math.log(x) - self.middle) ** 2 / self.squares
        half = (
            _T[min(self.count - 2, len(_T)) - 1]
            * self.spread
            * math.sqrt(1 + 1 / self.count + distance)
        )
        return Estimate(math.exp(value), math.exp(value - half), math.exp(value + half))


def fit_power_law(points: Sequence[tuple[float, float]]) -> PowerLaw | None:
    """Fit a power law to points of positive numbers by least squares of the logarithms.

    Return None for points with fewer than three different x.
    """
    if len({x for x, _ in points}) < 3:
        return None
    x, y = np.log(np.array(points, np.float64)).T
    middle = float(x.mean())
    squares = float(((x - middle) ** 2).sum())
    power = float(((x - middle) * (y - y.mean())).sum() / squares)
    left = y - y.mean() - power * (x - middle)
    spread = math.sqrt(float((left**2).sum()) / (len(points) - 2))
    half = _T[min(len(points) - 2, len(_T)) - 1] * spread / math.sqrt(squares)
    scale = math.exp(float(y.mean()) - power * middle)
    return PowerLaw(
        scale, Estimate(power, power - half, power + half), spread, len(points), middle, squares
    )


def required_sample_size(share_expected: float, half: float) -> int:
    """Return the number of pairs for which the interval of such a share is `half` wide to each
    side.
    """
    return math.ceil(Z_95 * Z_95 * share_expected * (1 - share_expected) / half**2)
