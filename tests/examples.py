"""The number of examples per property test.

`make test` draws a quarter, different ones in each run. All other runs draw all.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class _Share:
    divisor: int = 1


_share = _Share()


def draw_a_quarter() -> None:
    """Make `examples` return a quarter from now on. Call it before collection."""
    _share.divisor = 4


def examples(full: int) -> int:
    """Return the number of examples for a test that has `full` in a full run."""
    return full // _share.divisor
