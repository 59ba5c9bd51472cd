"""Check the broker: it answers, and its settings do not lose messages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from cli.checks.finding import Finding, FindingState
from core.settings import REDIS_SCHEMES, Settings

TIMEOUT_S = 3.0
REQUIRED_SETTINGS = {"maxmemory-policy": "noeviction", "appendonly": "yes"}


def check_broker(settings: Settings) -> Iterator[Finding]:
    """Yield whether the broker answers and, for Redis, whether its settings keep all messages."""
    if urlsplit(settings.broker_url).scheme not in REDIS_SCHEMES:
        yield _folder(settings)
        return
    with Redis.from_url(
        settings.broker, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
    ) as client:
        try:
            client.ping()
        except (RedisError, OSError) as error:
            words = f"it does not answer, or refuses the sign-in ({type(error).__name__})"
            yield Finding("broker", FindingState.BAD, words, "start it; no work is lost meanwhile")
            return
        yield Finding("broker", FindingState.OK, "Redis answers")
        yield from _settings(client)


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
