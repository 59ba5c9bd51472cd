"""Compilation of functions: one without reference counts may neither create nor return an array."""

from __future__ import annotations

from typing import Any, cast

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


def test_a_counting_function_may_be_called_by_one_that_does_not_count() -> None:
    @njit_cached
    def total(values: Longs) -> int:
        return int(np.cumsum(values)[-1])

    @njit_no_refcount
    def twice(values: Longs) -> int:
        return 2 * total(values[1:])

    assert [twice(np.arange(4)) for _ in range(1000)] == [12] * 1000


def test_a_function_is_compiled_once_for_all_constants_and_without_a_wrapper_for_python() -> None:
    @njit_no_refcount
    def side_number(is_left: bool) -> int:
        return 1 if is_left else 2

    @njit_cached
    def both_sides() -> int:
        return side_number(True) + side_number(is_left=False)

    assert both_sides() == 3
    (compiled,) = cast("Any", side_number).inner.overloads.values()
    wrapper = compiled.fndesc.llvm_cpython_wrapper_name
    assert compiled.library.get_pointer_to_function(wrapper) == 0
    assert [side_number(True), side_number(False)] == [1, 2]
