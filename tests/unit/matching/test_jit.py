"""How functions are compiled: what counts no arrays in and out may neither make one nor give one
back.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from matching.jit import njit_cached, njit_no_refcount

Longs = npt.NDArray[np.int64]


def test_a_function_that_gives_back_an_array_must_count() -> None:
    def half(values: Longs) -> Longs:
        return values[: values.size // 2]

    assert njit_cached(half)(np.arange(4)).size == 2
    with pytest.raises(TypeError, match="half makes an array or returns more than numbers"):
        njit_no_refcount(half)


def test_a_function_that_makes_an_array_must_count() -> None:
    def total(size: int) -> int:
        return int(np.arange(size).sum())

    assert njit_cached(total)(4) == 6
    with pytest.raises(TypeError, match="total makes an array"):
        njit_no_refcount(total)


def test_what_counts_may_be_called_by_what_does_not() -> None:
    @njit_cached
    def total(values: Longs) -> int:
        return int(np.cumsum(values)[-1])

    @njit_no_refcount
    def twice(values: Longs) -> int:
        return 2 * total(values[1:])

    assert [twice(np.arange(4)) for _ in range(1000)] == [12] * 1000
