"""Limits of connections: by address, in total, and in the time for header fields and answers.

uvicorn's own limit (`limit_concurrency`) answers 503 to everybody once idle connections reach it.
Here the oldest idle connection makes room for a new one. Nothing is logged.
"""

from __future__ import annotations

import asyncio
import collections
import ipaddress
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from api.callers import network
from core.policy.access import ANSWER_S, HEAD_S
from core.settings import Settings


class Connections:
    """The open connections of a process in the order of their start.

    `most` are open at once, `per_address` of them from one address (0: no limit). The proxies of
    the settings have no limit of their own.
    """

    def __init__(self, settings: Settings, most: int) -> None:
        self._most, self._per_address = most, settings.connections_per_address
        self._proxies = [
            ipaddress.ip_network(proxy.strip(), strict=False)
            for proxy in settings.proxies.split(",")
            if proxy.strip()
        ]
        self._open: dict[LimitedProtocol, str] = {}
        self._counts = collections.Counter[str]()

    def add(self, connection: LimitedProtocol, host: str) -> bool:
        """Add a connection; return False if its address has too many, or if none is idle.

        If there are `most`, close the oldest idle connection for it.
        """
        address = network(host)
        is_over = bool(self._per_address) and self._counts[address] >= self._per_address
        if is_over and not self._is_proxy(host):
            return False
        if len(self._open) >= self._most:
            idle = next((one for one in self._open if one.is_idle()), None)
            if idle is None:
                return False
            self.remove(idle)
            idle.transport.abort()
        self._open[connection] = address
        self._counts[address] += 1
        return True

    def remove(self, connection: LimitedProtocol) -> None:
        """Forget a connection; one that is not known has no effect."""
        address = self._open.pop(connection, None)
        if address is None:
            return
        self._counts[address] -= 1
        if not self._counts[address]:
            del self._counts[address]

    def _is_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in proxies for proxies in self._proxies)


class LimitedProtocol(H11Protocol):
    """A connection of uvicorn that ends if its client is slow.

    The client has `HEAD_S` seconds for the header fields of each request, and `ANSWER_S` to take
    what was sent. `limits` is set by `make_protocol`.
    """

    limits: Connections
    _head_timer: asyncio.TimerHandle | None = None
    _answer_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, or close it at once."""
        super().connection_made(cast(Any, transport))
        if self.limits.add(self, self.client[0] if self.client else ""):
            self._start_head_timer()
        else:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.limits.remove(self)
        for timer in (self._head_timer, self._answer_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Give the client the time for the next header fields."""
        super().on_response_complete()
        self._start_head_timer()

    def pause_writing(self) -> None:
        """Start the time in which the client must take what was sent."""
        super().pause_writing()
        self._answer_timer = self.loop.call_later(ANSWER_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop this time."""
        super().resume_writing()
        if self._answer_timer is not None:
            self._answer_timer.cancel()

    def is_idle(self) -> bool:
        """Return whether no request is in progress."""
        cycle = self.cycle
        return cycle is None or cycle.response_complete

    def _start_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        self._head_timer = self.loop.call_later(HEAD_S, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if self.is_idle():
            self.transport.abort()


def make_protocol(settings: Settings, most: int) -> type[LimitedProtocol]:
    """Return the protocol of a process that holds at most `most` connections."""
    return type("Protocol", (LimitedProtocol,), {"limits": Connections(settings, most)})
