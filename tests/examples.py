"""How many examples of a law are drawn: `make test` draws a quarter, each run others; all other
runs draw all.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class _Share:
    divisor: int = 1


_share = _Share()


def draw_a_quarter() -> None:
    """Have `examples` return a quarter from now on; called before tests are collected."""
    _share.divisor = 4


def examples(full: int) -> int:
    """Return how many examples to draw where a full run draws `full`."""
    return full // _share.divisor
