"""The table of places for requests: each class of callers has places of its own in a process."""

from __future__ import annotations

import dataclasses
import enum


class CallerClass(enum.StrEnum):
    """The class of a request, known before any work is done for it."""

    SESSION = "session"  # a session cookie or a token of software, with a valid MAC
    UPLOAD = "upload"  # the same with a long body, which arrives while the request runs
    DEVICE = "device"  # no session, but the cookie of a known device
    STRANGER = "stranger"  # all others, by their address


@dataclasses.dataclass(frozen=True, slots=True)
class ClassLimit:
    """The places of a class, and how many of them one caller may hold.

    `running` requests run and `waiting` requests wait. `at_once` requests of one caller (session,
    device or address) run or wait.
    """

    running: int
    waiting: int
    at_once: int


# With 32 running requests the event loop waits for the interpreter lock (decision 0065). One
# caller never fills its class: places for others remain in each queue.
CLASS_LIMITS: dict[CallerClass, ClassLimit] = {
    CallerClass.SESSION: ClassLimit(running=8, waiting=24, at_once=16),
    CallerClass.UPLOAD: ClassLimit(running=4, waiting=4, at_once=4),
    CallerClass.DEVICE: ClassLimit(running=4, waiting=16, at_once=8),
    CallerClass.STRANGER: ClassLimit(running=4, waiting=24, at_once=8),
}
REQUESTS_PER_SECOND = 20  # without a session, of one address or known device; a setting replaces it
REQUESTS_PER_MINUTE = 6_000  # of one session or token of software; a setting replaces it
IPV6_PREFIX = 64  # bits of an IPv6 address that one customer has; the others are free to choose

CONNECTIONS_PER_ADDRESS = 100  # a setting replaces it; proxies of the settings have no limit
CONNECTIONS = 1_000  # of a process at once
OTHER_DESCRIPTORS = 200  # of a process: files, the database, the broker
HEAD_S = 10  # for the header fields of a request
BODY_S = 30  # for a body of at most 1 MiB
ANSWER_S = 30  # to take what was sent
