"""A storm: seeded faults in an installation, one or two at a time, each healed before the next."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import os
import random
import signal
import time
from collections.abc import Callable

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from tests.faults.production import Production
from tests.faults.proxy import Mode
from tests.processes import descendants

SHORT_SEED, SHORT_FAULTS = 403, 8  # kills every kind of process in the shortest time
CATCH_S = 1.0  # how long a fault waits for a worker that is busy


class _Victims:
    """The actions of the faults and their reversal, one or two methods each."""

    def __init__(self, house: Production, chance: random.Random) -> None:
        self._house, self._chance = house, chance

    def kill(self, name: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._house.keeper.pid(name), signal.SIGKILL)

    def kill_worker(self) -> None:
        self._catch_busy()
        self.kill(self._chance.choice(("worker-1", "worker-2")))

    def kill_pool(self) -> None:
        pool = [
            pid
            for name in ("worker-1", "worker-2")
            for pid in descendants(self._house.keeper.pid(name))
        ]
        victims = sorted(set(self._catch_busy()) & set(pool)) or sorted(pool)
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._chance.choice(victims), signal.SIGKILL)

    def _catch_busy(self) -> list[int]:
        """Return the processes that hold a job, as soon as there are any; empty if there is no
        work.
        """
        end = time.monotonic() + CATCH_S
        with contextlib.suppress(SQLAlchemyError):
            while time.monotonic() < end:
                if busy := self._house.busy():
                    return busy
        return []

    def tend_tables(self) -> None:
        """Vacuum and analyse, as autovacuum does every minute.

        Plans and types are rebuilt afterwards.
        """
        with psycopg.connect(self._house.postgres.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def empty_redis(self) -> None:
        self._house.redis.ask("FLUSHALL")


@dataclasses.dataclass(frozen=True, slots=True)
class Blow:
    """A fault and its reversal. Two faults with the same `target` never happen at once."""

    target: str
    strike: Callable[[Production, _Victims], None]
    heal: Callable[[Production], None] = lambda _house: None


def _redis(mode: Mode) -> Blow:
    return Blow(
        "redis",
        lambda house, _: house.redis_proxy.switch(mode),
        lambda house: house.redis_proxy.switch(Mode.PASS),
    )


def _postgres(mode: Mode) -> Blow:
    return Blow(
        "postgres",
        lambda house, _: house.postgres_proxy.switch(mode),
        lambda house: house.postgres_proxy.switch(Mode.PASS),
    )


BLOWS: dict[str, Blow] = {
    "api killed": Blow("api", lambda _house, victims: victims.kill("api")),
    "worker killed": Blow("worker", lambda _house, victims: victims.kill_worker()),
    "pool killed": Blow("worker", lambda _house, victims: victims.kill_pool()),
    "scheduler killed": Blow("scheduler", lambda _house, victims: victims.kill("scheduler")),
    "redis killed": Blow(
        "redis", lambda house, _: house.redis.kill(), lambda house: house.redis.start()
    ),
    "redis emptied": Blow("redis", lambda _house, victims: victims.empty_redis()),
    "redis refused": _redis(Mode.REFUSE),
    "redis hanging": _redis(Mode.HANG),
    "redis reset": _redis(Mode.RESET),
    "postgres killed": Blow(
        "postgres", lambda house, _: house.postgres.kill(), lambda house: house.postgres.start()
    ),
    "postgres frozen": Blow(
        "postgres", lambda house, _: house.postgres.freeze(), lambda house: house.postgres.thaw()
    ),
    "postgres tended": Blow("postgres", lambda _house, victims: victims.tend_tables()),
    "postgres refused": _postgres(Mode.REFUSE),
    "postgres reset": _postgres(Mode.RESET),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Gust:
    """Faults that happen together, their duration, and the calm after them."""

    blows: tuple[str, ...]
    lasts_s: float
    calm_s: float


def plan(seed: int, faults: int) -> list[Gust]:
    """Return gusts with `faults` faults in total.

    Every kind occurs once before any occurs again. One gust in four has two faults.
    """
    chance = random.Random(seed)
    names: list[str] = []
    while len(names) < faults:
        names += chance.sample(list(BLOWS), len(BLOWS))
    left = collections.deque(names[:faults])
    gusts = []
    while left:
        blows = [left.popleft()]
        if left and chance.random() < 0.25 and BLOWS[left[0]].target != BLOWS[blows[0]].target:
            blows.append(left.popleft())
        gusts.append(Gust(tuple(blows), chance.uniform(0.3, 3.0), chance.uniform(0.2, 2.0)))
    return gusts


class Storm:
    """Runs a plan once. `progress` is the part that is over."""

    def __init__(self, house: Production, seed: int, faults: int) -> None:
        self.gusts = plan(seed, faults)
        self.struck: collections.Counter[str] = collections.Counter()
        self._house = house
        self._victims = _Victims(house, random.Random(seed))
        self._ends = self._planned_ends()
        self._number, self._began = 0, time.monotonic()

    def _planned_ends(self) -> list[float]:
        ends = [0.0]
        for gust in self.gusts:
            ends.append(ends[-1] + gust.lasts_s + gust.calm_s)
        return ends

    def progress(self) -> float:
        """Return the part of the storm that is over, 0 to 1, by the planned durations."""
        begun, end = self._ends[self._number], self._ends[min(self._number + 1, len(self.gusts))]
        return min(end, begun + time.monotonic() - self._began) / self._ends[-1]

    def blow(self) -> None:
        """Apply and heal all faults in order."""
        for number, gust in enumerate(self.gusts):
            self._number, self._began = number, time.monotonic()
            for name in gust.blows:
                BLOWS[name].strike(self._house, self._victims)
                self.struck[name] += 1
            time.sleep(gust.lasts_s)
            for name in gust.blows:
                BLOWS[name].heal(self._house)
            time.sleep(gust.calm_s)
        self._number = len(self.gusts)
