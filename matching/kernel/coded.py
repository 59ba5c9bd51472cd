"""Levels of two people's codes, from a table of every two codes. Compiled."""

from __future__ import annotations

import numpy as np

from matching.jit import njit_no_refcount
from matching.model import coded, levels

COUNT = len(coded.CODED)
# The attribute number of each code in a packed row, in row order.
ATTRIBUTES = np.array([levels.ATTRIBUTE_NAMES.index(name) for name in coded.CODED], np.int64)
_LEVELS = coded.level_table()


@njit_no_refcount
def coded_level(place: int, left: int, right: int) -> int:
    """Return the level of two numbers of the coded attribute at one place of the packed row."""
    return int(_LEVELS[place, left, right])
