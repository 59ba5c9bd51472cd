"""Places of one class of requests, and counts of requests in a window of time."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import hashlib
import math
import time
from collections.abc import AsyncIterator, Iterator

from core.policy.access import ClassLimit

DIGEST_BYTES = 16


class Overloaded(Exception):
    """No place of the class is free, and none will be soon."""


class TooManyAtOnce(Exception):
    """The caller has as many requests at once as one caller may have."""


@dataclasses.dataclass(slots=True, eq=False)
class _Turn:
    """A request that waits."""

    caller: str
    granted: asyncio.Future[None]


class Places:
    """Places for the running requests of a class, and a queue with limited length and time.

    A free place goes to the waiting caller with the fewest running requests, so one caller delays
    another by one request at most.
    """

    def __init__(self, limit: ClassLimit, wait_s: float) -> None:
        self._limit, self._wait_s, self._free = limit, wait_s, limit.running
        self._queue: list[_Turn] = []
        self._held = collections.Counter[str]()
        self._running = collections.Counter[str]()

    @contextlib.contextmanager
    def counted(self, caller: str) -> Iterator[None]:
        """Count a request of a caller; raise TooManyAtOnce if the caller has too many."""
        if self._held[caller] >= self._limit.at_once:
            raise TooManyAtOnce
        self._held[caller] += 1
        try:
            yield
        finally:
            _subtract(self._held, caller)

    @contextlib.asynccontextmanager
    async def taken(self, caller: str) -> AsyncIterator[None]:
        """Hold a place; raise Overloaded if the queue is full or the wait is too long."""
        await self._take(caller)
        try:
            yield
        finally:
            self._release(caller)

    async def _take(self, caller: str) -> None:
        if self._free:
            self._free -= 1
            self._running[caller] += 1
            return
        if len(self._queue) >= self._limit.waiting:
            raise Overloaded
        turn = _Turn(caller, asyncio.get_running_loop().create_future())
        self._queue.append(turn)
        try:
            async with asyncio.timeout(self._wait_s):
                await turn.granted
        except BaseException as error:
            if turn in self._queue:
                self._queue.remove(turn)
            else:  # the place was granted at the moment in which the wait ended
                self._release(caller)
            if isinstance(error, TimeoutError):
                raise Overloaded from None
            raise

    def _release(self, caller: str) -> None:
        _subtract(self._running, caller)
        waiting = [turn for turn in self._queue if not turn.granted.done()]
        if not waiting:
            self._free += 1
            return
        following = min(waiting, key=lambda turn: self._running[turn.caller])
        self._queue.remove(following)
        self._running[following.caller] += 1
        following.granted.set_result(None)


def _subtract(counts: collections.Counter[str], caller: str) -> None:
    """Subtract one, and forget a caller at zero."""
    counts[caller] -= 1
    if not counts[caller]:
        del counts[caller]


class Window:
    """Counts of requests by caller in windows of `window_s` seconds; deleted after that.

    The key of a count is a digest, so a long header does not fill the memory, and none is kept.
    """

    def __init__(self, limit: int, window_s: int) -> None:
        self._limit, self._window_s, self._number = limit, window_s, 0
        self._counted: collections.Counter[bytes] = collections.Counter()

    def wait_s(self, caller: str) -> int:
        """Count a request; return 0, or the seconds until the next window if over the limit."""
        if not self._limit or not caller:
            return 0
        number, into = divmod(time.monotonic(), self._window_s)
        if number != self._number:
            self._number = int(number)
            self._counted.clear()
        key = hashlib.blake2b(caller.encode(), digest_size=DIGEST_BYTES).digest()
        self._counted[key] += 1
        if self._counted[key] <= self._limit:
            return 0
        return math.ceil(self._window_s - into)
