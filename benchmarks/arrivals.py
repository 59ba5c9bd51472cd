"""Open-loop arrivals: each call starts when it is due, and its time counts from then.

Calls do not wait for the answers of earlier ones. A client that waits would ask less often when
answers are slow, and so hide the slowness.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# calls at the same time; a call that is due beyond this waits, and the wait is counted
AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call that is due `due_s` seconds after the start.

    It returns whether the answer was correct.
    """

    due_s: float
    kind: str
    call: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ArrivalResult:
    """The seconds from a call's due time to its answer, and whether the answer was correct."""

    kind: str
    took_s: float
    is_good: bool


def poisson_times(rate: float, seconds: float, chance: random.Random) -> list[float]:
    """Return arrival times of a Poisson process with `rate` per second, for `seconds`."""
    times: list[float] = []
    at = chance.expovariate(rate) if rate > 0 else seconds
    while at < seconds:
        times.append(at)
        at += chance.expovariate(rate)
    return times


def run_arrivals(arrivals: Sequence[Arrival], *, at_once: int = AT_ONCE) -> list[ArrivalResult]:
    """Run all arrivals and wait for the answers. Return the results in order of completion.

    An exception counts as a wrong answer.
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
    """Return the value that this share of all values does not exceed (nearest rank).

    NaN without values.
    """
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
