"""What follows from counts: shares, gaps, hidden populations, calibration, growth; each with its 95
% interval.

Pure functions of numbers. An interval says how far chance alone could move the value; it says
nothing of a biased sample, and none of the pairs of one person being right or wrong together.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence

import numpy as np

from core.wilson_interval import Z_95, wilson_interval

# Student's t, 97.5 %, by degrees of freedom 1 to 30; beyond that the normal's is within 4 %.
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


def wilson_share(part: int, whole: int) -> Estimate | None:
    """Return a share with Wilson's interval; None of nothing."""
    return Estimate(part / whole, *wilson_interval(part, whole)) if whole else None


def share_difference(left: Estimate, right: Estimate) -> Estimate:
    """Return how far one share lies above another, independent one (Newcombe 1998, method 10)."""
    difference = left.value - right.value
    low = difference - math.hypot(left.value - left.low, right.high - right.value)
    high = difference + math.hypot(left.high - left.value, right.value - right.low)
    return Estimate(difference, low, high)


@dataclasses.dataclass(frozen=True, slots=True)
class Stratum:
    """`size` pairs, of which `looked_at` were decided and `hits` confirmed; where counts are
    withheld, so many more may have been confirmed, and so many more refuted.
    """

    size: int
    looked_at: int
    hits: int
    more_hits: int = 0
    more_misses: int = 0

    @property
    def share(self) -> Estimate:
        """The share of hits: Wilson's limits, those of the ends where counts are withheld; 0 to 1
        of nothing.
        """
        ends = (
            wilson_share(self.hits, self.looked_at + self.more_misses),
            wilson_share(self.hits + self.more_hits, self.looked_at + self.more_hits),
        )
        least, most = (end or Estimate(0.5, 0.0, 1.0) for end in ends)
        return Estimate((least.value + most.value) / 2, least.low, most.high)


def stratified_share(strata: Iterable[Stratum]) -> Estimate | None:
    """Return the share of hits among all pairs of the strata, each weighted by its size.

    Wilson's limits of the strata joined as squares of their distances (MOVER, Zou and Donner 2008).
    A stratum of which nobody looked at a pair may hold anything: 0 to 1 around a half. None where
    there is no pair at all.
    """
    sampled = [stratum for stratum in strata if stratum.size]
    whole = sum(stratum.size for stratum in sampled)
    if not whole:
        return None
    value, below, above = 0.0, 0.0, 0.0
    for layer in sampled:
        found = layer.share
        weight = layer.size / whole
        value += weight * found.value
        below += (weight * (found.value - found.low)) ** 2
        above += (weight * (found.high - found.value)) ** 2
    return Estimate(value, max(0.0, value - math.sqrt(below)), min(1.0, value + math.sqrt(above)))


def estimate_population(first: int, second: int, both: int) -> Estimate | None:
    """Return how many people there are, of whom one list holds `first`, the other `second` and
    `both` are on both.

    Chapman's estimator (1951) with Chao's interval (1987), whose lower end is never below those
    seen. None where nobody is on both, since the estimate has then no upper end.
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
    """Pairs of like probability: how many, what their probabilities add up to, how many are
    true.
    """

    pairs: int
    expected: float
    true: int


def calibration_error(bins: Iterable[CalibrationBin]) -> float | None:
    """Return how far, on average over the pairs, what is said lies from what is so; None without a
    pair.
    """
    bin_list = list(bins)
    pairs = sum(calibration_bin.pairs for calibration_bin in bin_list)
    return sum(abs(bin_.expected - bin_.true) for bin_ in bin_list) / pairs if pairs else None


@dataclasses.dataclass(frozen=True, slots=True)
class PowerLaw:
    """y = scale * x^power, fitted to points; `spread` is the standard error of a point's
    logarithm.
    """

    scale: float
    power: Estimate
    spread: float
    count: int
    middle: float
    squares: float

    def at(self, x: float) -> Estimate:
        """Return what is expected at x, with the interval of a single new point; it widens away
        from the points.
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
    """Return the power law through points of positive numbers, by least squares of the logarithms;
    None of fewer than three, or of one x alone.
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
    """Return how many pairs must be looked at so that the interval of such a share reaches `half`
    to each side.
    """
    return math.ceil(Z_95 * Z_95 * share_expected * (1 - share_expected) / half**2)
