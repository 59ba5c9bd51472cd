"""Wilson's interval of a share."""

from __future__ import annotations

import math

Z_95 = 1.959964  # of a 95 % interval


def wilson_interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score method.

    It remains valid for few trials and for shares near 0 or 1. `of` must not be 0.
    """
    share, square = hits / of, Z_95 * Z_95
    middle = (share + square / (2 * of)) / (1 + square / of)
    width = Z_95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - width), min(1.0, middle + width)
