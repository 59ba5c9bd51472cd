"""How functions are compiled: what counts no arrays in and out may neither make one nor give one
back.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from matching.jit import compiled, lean

Longs = npt.NDArray[np.int64]


def test_a_function_that_gives_back_an_array_must_count() -> None:
    def half(values: Longs) -> Longs:
        return values[: values.size // 2]

    assert compiled(half)(np.arange(4)).size == 2
    with pytest.raises(TypeError, match="half makes an array or returns more than numbers"):
        lean(half)


def test_a_function_that_makes_an_array_must_count() -> None:
    def total(size: int) -> int:
        return int(np.arange(size).sum())

    assert compiled(total)(4) == 6
    with pytest.raises(TypeError, match="total makes an array"):
        lean(total)


def test_what_counts_may_be_called_by_what_does_not() -> None:
    @compiled
    def total(values: Longs) -> int:
        return int(np.cumsum(values)[-1])

    @lean
    def twice(values: Longs) -> int:
        return 2 * total(values[1:])

    assert [twice(np.arange(4)) for _ in range(1000)] == [12] * 1000
