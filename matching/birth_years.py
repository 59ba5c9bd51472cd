"""How many of the people searched were born about a year, and what births that fit gain where they are few.

Among minors every second person is born within two years of another, among adults of all ages one in fifteen: births
that lie near each other say the more the fewer could do so by chance. The bits of levels.py hold for NEAR_SHARE.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.dates import EARLIEST_YEAR, LATEST_YEAR
from matching.names.rarity import Rarity
from matching.names.weights import SCALE

EARLIEST: Final = EARLIEST_YEAR
YEARS: Final = LATEST_YEAR - EARLIEST_YEAR + 1
AROUND: Final = 2  # years on either side that a birth fits by chance
NEAR_SHARE: Final = 0.26  # of the people of the tuning worlds born within two years of one of them, in the mean
PRIOR_BIRTHS: Final = 100.0  # with few people the tuning worlds speak (judged)
LEAST_BITS: Final = -0.5  # a pool of one school class shall not make births worthless (judged)
MOST_BITS: Final = 3.0

Ints = npt.NDArray[np.int32]
Doubles = npt.NDArray[np.float64]
_BEFORE_FIRST: Final = np.datetime64("0000-12-31", "D")  # ordinal 0


def year_token(year: int) -> bytes:
    """Return the token under which a Rarity counts the people born in a year; no name has it."""
    return b"@%d" % year


def born(births: Ints) -> Doubles:
    """Return how many births (int32[n, 8], first and last day first) lie about each year, float64[years]."""
    middles = ((births[:, 0].astype(np.int64) + births[:, 1]) // 2).astype("timedelta64[D]") + _BEFORE_FIRST
    places = middles.astype("datetime64[Y]").astype(np.int64) + 1970 - EARLIEST
    counts: Doubles = np.bincount(np.clip(places, 0, YEARS - 1), minlength=YEARS).astype(np.float64)
    return counts


def counted(rarity: Rarity) -> Doubles:
    """Return how many births a snapshot knows of each year, float64[years]; a lone one is as good as none."""
    counts = np.array([rarity.count(year_token(EARLIEST + place)) for place in range(YEARS)], np.float64)
    return np.where(counts > 1, counts, 0.0)


def gains(births: Doubles) -> Ints:
    """Return the bits (x 64) that births near a year gain, int32[years from 1900], from how many were born in each
    (float64[years]); all 0 where nothing is known of anybody's birth.
    """
    around = np.convolve(births, np.ones(2 * AROUND + 1), mode="same")
    shares = (around + PRIOR_BIRTHS * NEAR_SHARE) / (births.sum() + PRIOR_BIRTHS)
    bits = np.clip(np.log2(NEAR_SHARE / shares), LEAST_BITS, MOST_BITS)
    table: Ints = np.rint(bits * SCALE).astype(np.int32)
    return table


@compiled
def gain_of(table: Ints, place: int) -> int:
    """Return the gain at a year's place, that of the nearest year where it lies outside."""
    return int(table[min(max(place, 0), table.size - 1)])
