"""Open loop: a slow request does not delay the start of others.

Waiting is measured from the planned start, and errors are reported.
"""

from __future__ import annotations

import math
import random
import threading
from itertools import pairwise

import pytest

from benchmarks.arrivals import Arrival, percentile, poisson_times, run_arrivals


def test_a_call_that_waits_for_a_later_one_is_answered() -> None:
    later = threading.Event()

    def answer_first() -> bool:
        later.set()
        return True

    answered = run_arrivals(
        [Arrival(0.0, "first", lambda: later.wait(30)), Arrival(0.01, "second", answer_first)]
    )
    assert [(one.kind, one.is_good) for one in sorted(answered, key=lambda one: one.kind)] == [
        ("first", True),
        ("second", True),
    ]


def test_a_waiting_request_is_timed_from_its_planned_start() -> None:
    order: list[str] = []
    is_first_done = threading.Event()

    def first() -> bool:
        is_first_done.wait(0.2)
        order.append("first")
        return True

    def second() -> bool:
        order.append("second")
        return True

    answered = run_arrivals(
        [Arrival(0.0, "first", first), Arrival(0.0, "second", second)], at_once=1
    )
    assert order == ["first", "second"]
    took = {one.kind: one.took_s for one in answered}
    assert took["second"] >= took["first"]  # it waited for a free place while the first request ran


def test_an_exception_and_a_wrong_answer_are_errors() -> None:
    def broken() -> bool:
        raise ConnectionError

    answered = run_arrivals([Arrival(0.0, "broken", broken), Arrival(0.0, "wrong", lambda: False)])
    assert [one.is_good for one in answered] == [False, False]


def test_arrivals_are_as_many_as_the_rate_says_in_order_and_the_same_for_a_seed() -> None:
    times = poisson_times(50, 100, random.Random(1))
    assert times == poisson_times(50, 100, random.Random(1))
    assert len(times) == pytest.approx(5000, rel=0.1)
    assert all(0 < one < other < 100 for one, other in pairwise(times))
    assert poisson_times(0, 100, random.Random(1)) == []


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (0.991, 100), (1.0, 100), (0.001, 1)]
)
def test_a_percentile_is_the_value_that_so_many_do_not_exceed(share: float, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


def test_the_percentile_of_no_values_is_nan() -> None:
    assert math.isnan(percentile([], 0.5))
