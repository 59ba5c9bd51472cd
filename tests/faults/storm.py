"""A storm: seeded blows against an installation, one after the other or two at once, each healed
before the next.
"""

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

SHORT_SEED, SHORT_FAULTS = 403, 8  # kills everything that can be killed, in the least time
CATCH_S = 1.0  # how long a blow waits for a worker to be in the middle of something


class _Victims:
    """What blows do and undo; each is one method or two."""

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
        """Return the processes in the middle of a job, as soon as there are any; empty: nothing was
        to be done.
        """
        end = time.monotonic() + CATCH_S
        with contextlib.suppress(SQLAlchemyError):
            while time.monotonic() < end:
                if busy := self._house.busy():
                    return busy
        return []

    def tend_tables(self) -> None:
        """Vacuum and analyse, as PostgreSQL does by itself every minute: plans and types are made
        anew after it.
        """
        with psycopg.connect(self._house.postgres.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def empty_redis(self) -> None:
        self._house.redis.ask("FLUSHALL")


@dataclasses.dataclass(frozen=True, slots=True)
class Blow:
    """What is done and how it is undone. Two of one `target` are never struck at once."""

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
    """Blows struck together, how long they last, and the calm after them."""

    blows: tuple[str, ...]
    lasts_s: float
    calm_s: float


def plan(seed: int, faults: int) -> list[Gust]:
    """Return gusts of so many blows in all: every kind once before any comes again, one gust in
    four of two.
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
    """Blows through a plan once; `progress` tells how far it is."""

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
        """Return the part of the storm that is over, 0 to 1: by its plan, however long a blow
        really takes.
        """
        begun, end = self._ends[self._number], self._ends[min(self._number + 1, len(self.gusts))]
        return min(end, begun + time.monotonic() - self._began) / self._ends[-1]

    def blow(self) -> None:
        """Strike and heal everything, in order."""
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
