"""Open-loop arrivals: each begins when it is due, whether those before were answered or not, and is
timed from then.

A client that waits for answers asks less often the slower it is answered, and so hides how slow
that is.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

AT_ONCE = 128  # calls under way; what is due beyond it waits, and the wait is counted


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call of a kind, due so many seconds after the beginning; it returns whether it was answered
    as it should be.
    """

    due_s: float
    kind: str
    call: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ArrivalResult:
    """How long a call took from when it was due, in seconds, and whether it was answered as it
    should be.
    """

    kind: str
    took_s: float
    is_good: bool


def poisson_times(rate: float, seconds: float, chance: random.Random) -> list[float]:
    """Return arrival times of a Poisson process: so many a second on average, for so many
    seconds.
    """
    times: list[float] = []
    at = chance.expovariate(rate) if rate > 0 else seconds
    while at < seconds:
        times.append(at)
        at += chance.expovariate(rate)
    return times


def run_arrivals(arrivals: Sequence[Arrival], *, at_once: int = AT_ONCE) -> list[ArrivalResult]:
    """Let all arrive, wait for the answers, return them in the order they came; an exception is a
    bad answer.
    """
    answered: list[ArrivalResult] = []
    lock = threading.Lock()
    began = time.monotonic()

    def answer(arrival: Arrival) -> None:
        try:
            is_good = arrival.call()
        except Exception:  # noqa: BLE001 - whatever went wrong is an error of the installation under load
            is_good = False
        took = time.monotonic() - began - arrival.due_s
        with lock:
            answered.append(ArrivalResult(arrival.kind, took, is_good))

    with ThreadPoolExecutor(at_once) as pool:
        for arrival in sorted(arrivals, key=lambda arrival: arrival.due_s):
            time.sleep(max(0.0, began + arrival.due_s - time.monotonic()))
            pool.submit(answer, arrival)
    return answered


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all does not exceed (nearest rank); NaN of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
