"""Check the broker: it answers, and its settings do not lose messages."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from cli.checks.finding import Finding, FindingState, limit_finding
from core.settings import REDIS_SCHEMES, Settings

TIMEOUT_S = 3.0
SLOW_WARN_S, SLOW_BAD_S = 0.2, 1.0  # publishing hangs as long as the broker's answer
MEMORY_WARN, MEMORY_BAD = 0.8, 1.0  # share of maxmemory
REQUIRED_SETTINGS = {"maxmemory-policy": "noeviction", "appendonly": "yes"}


def check_broker(settings: Settings) -> Iterator[Finding]:
    """Yield whether the broker answers and, for Redis, whether its settings keep all messages."""
    if urlsplit(settings.broker_url).scheme not in REDIS_SCHEMES:
        yield _folder(settings)
        return
    with Redis.from_url(
        settings.broker, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
    ) as client:
        started = time.perf_counter()
        try:
            client.ping()
        except (RedisError, OSError) as error:
            words = f"it does not answer, or refuses the sign-in ({type(error).__name__})"
            yield Finding("broker", FindingState.BAD, words, "start it; no work is lost meanwhile")
            return
        answer_s = time.perf_counter() - started
        yield limit_finding(
            "broker",
            answer_s,
            f"Redis answers in {answer_s:.1f} s",
            "read its log and slow log",
            warn=SLOW_WARN_S,
            bad=SLOW_BAD_S,
        )
        yield _memory(client)
        yield from _settings(client)


def _memory(client: Redis) -> Finding:
    """Return whether Redis has memory for further messages."""
    try:
        memory = client.info("memory")
    except (RedisError, OSError):
        return Finding(
            "broker", FindingState.WARN, "it does not show its memory", "compare it with maxmemory"
        )
    limit = int(memory.get("maxmemory", 0))
    used = int(memory["used_memory"]) - int(memory.get("mem_not_counted_for_evict", 0))
    share = used / limit if limit else 0.0
    words = f"{share:.0%} of its memory limit is used" if limit else "it has no memory limit"
    if share >= MEMORY_BAD:
        words = f"its memory is full ({share:.0%} of maxmemory): it refuses every message"
    remedy = "raise maxmemory; no work is lost, and matching waits"
    return limit_finding("broker", share, words, remedy, warn=MEMORY_WARN, bad=MEMORY_BAD)


def _settings(client: Redis) -> Iterator[Finding]:
    for name, required in REQUIRED_SETTINGS.items():
        try:
            value = client.config_get(name).get(name)
        except ResponseError:
            yield Finding(
                "broker",
                FindingState.WARN,
                f"it does not show {name}",
                f"make sure it is {required}",
            )
            continue
        except (RedisError, OSError):
            yield Finding("broker", FindingState.BAD, "it stopped answering", "read its log")
            return
        if value != required:
            yield Finding(
                "broker",
                FindingState.WARN,
                f"{name} is not {required}: messages get lost, records wait longer",
                "set it",
            )
        else:
            yield Finding("broker", FindingState.OK, f"{name} is {required}")


def _folder(settings: Settings) -> Finding:
    folder = settings.broker_dir
    if folder.exists() and not os.access(folder, os.W_OK):
        return Finding(
            "broker",
            FindingState.BAD,
            "its folder cannot be written",
            "give it to the user of the processes",
        )
    return Finding("broker", FindingState.OK, "files in the data directory")
