"""What is asked of the broker: how long anything may take, how often a lost connection is tried
again.

The broker is a hint: no option here is there to save a message, only to be told soon that it is
gone. What is lost is told again from the job rows (`services.foundation.jobs.unpublished_jobs`).
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from celery import Celery
from celery.app.amqp import AMQP
from kombu.connection import Connection
from kombu.exceptions import KombuError
from kombu.transport import filesystem, virtual
from kombu.transport import redis as transport
from kombu.utils.json import dumps
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

from core.errors import SettingsError
from core.logs import log_event
from core.settings import REDIS_SCHEMES, Settings

POLL_S = 0.05  # of the file broker; the reason why the embedded mode is slower
SOCKET_TIMEOUT_S = (
    2.0  # the longest that publishing, acknowledging or stopping can hang on one answer
)
HEALTH_CHECK_S = 2  # a reply overdue by this is a dead connection: found after 3 to 5 s
# A message is acknowledged when its work begins, so this is about those a dead worker had not
# begun. It is above the longest task, or Redis would give one out twice; the relay has told of its
# jobs again long before.
VISIBILITY_TIMEOUT_S = 900
RETRY_S = 1.0  # of a worker that starts and waits for Redis
TELL_S = 30.0
REFUSED = (
    "Redis refuses the sign-in; compare HOMEWARD_BROKER_URL and HOMEWARD_BROKER_PASSWORD_FILE with"
    " `requirepass` or the users of the server"
)
RECONNECT = {
    "interval_start": 0.5,
    "interval_step": 0.5,
    "interval_max": 2.0,
}  # seconds; Celery's grow to 30

# What a broker out of order raises, beside OSError: kombu's own words, and the driver's where kombu
# lets them through.
BROKER_ERRORS: tuple[type[Exception], ...] = (KombuError, RedisError, OSError)


def transport_options(settings: Settings) -> dict[str, Any]:
    """Return the options of kombu's transport for the broker of the settings; makes the file
    broker's folders.
    """
    once: dict[str, Any] = {
        "max_retries": 0
    }  # a publication is tried once: its caller comes again by itself
    if is_redis(settings):
        return once | {
            "visibility_timeout": VISIBILITY_TIMEOUT_S,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": SOCKET_TIMEOUT_S,
            "socket_connect_timeout": SOCKET_TIMEOUT_S,
            "socket_keepalive": True,
            "health_check_interval": HEALTH_CHECK_S,
            "retry_on_timeout": False,  # it would double the time that publishing may hang
        }
    folders = {"data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"}
    for name in set(folders.values()):
        (settings.broker_dir / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = {option: str(settings.broker_dir / name) for option, name in folders.items()}
    return once | {"polling_interval": POLL_S} | paths


def is_redis(settings: Settings) -> bool:
    """Tell whether the broker is Redis; else it is the file system."""
    return settings.broker_url.partition(":")[0] in REDIS_SCHEMES


def check_broker(settings: Settings, *, waits: bool) -> None:
    """Report a Redis that does not answer; `SettingsError` if it refuses the sign-in.

    `waits`: return only when it answers.
    """
    told_at = -math.inf
    while is_redis(settings):
        with Redis.from_url(
            settings.broker,
            socket_timeout=SOCKET_TIMEOUT_S,
            socket_connect_timeout=SOCKET_TIMEOUT_S,
        ) as client:
            try:
                client.ping()
                return
            except (AuthenticationError, NoPermissionError) as error:
                raise SettingsError(REFUSED) from error
            except BROKER_ERRORS as error:
                if time.monotonic() - told_at >= TELL_S:
                    told_at = time.monotonic()
                    log_event("broker.unreachable", level=logging.WARNING, error=error)
        if not waits:
            return
        time.sleep(RETRY_S)


def prefetch_count(settings: Settings) -> int:
    """Return how many messages a pool process may have waiting beside the one it works on; 0: as
    many as there are.

    Without an event loop, as with the file broker, Celery hands in what was acknowledged only
    between two waits of two seconds: with one message at a time each would cost as much. The relay
    keeps few messages outstanding anyway.
    """
    return 1 if is_redis(settings) else 0


class ForgetfulQoS(transport.QoS):
    """Counts a message as done also when Redis could not be told so.

    Celery only logs such an error, and kombu would hold the message against the prefetch limit for
    ever: two of them and a worker of two processes takes nothing any more, alive as it looks.
    """

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge."""
        with self._letting_go(delivery_tag):
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's signature
        """Reject."""
        with self._letting_go(delivery_tag):
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]

    @contextlib.contextmanager
    def _letting_go(self, delivery_tag: str) -> Iterator[None]:
        try:
            yield
        except BROKER_ERRORS:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


class PromptChannel(transport.Channel):
    """A channel whose credit returns."""

    QoS = ForgetfulQoS


class PromptTransport(transport.Transport):
    """kombu's Redis with our channels."""

    Channel = PromptChannel


class WholeFilesChannel(filesystem.Channel):
    """A channel whose messages appear whole.

    kombu opens a message under its final name and then writes it: a worker that looks in between
    takes an empty file for a message, and ends.
    """

    def _put(self, queue: str, payload: object, **_: object) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}"
        new = Path(self.data_folder_out) / f"{name}.new"  # not what a worker looks for
        new.write_text(dumps(payload), encoding="utf-8")  # type: ignore[no-untyped-call]
        new.rename(new.with_name(f"{name}.{queue}.msg"))


class WholeFilesTransport(filesystem.Transport):
    """kombu's file system with our channels."""

    Channel = WholeFilesChannel


# kombu's transport -> ours in its place
TRANSPORTS = {transport.Transport: PromptTransport, filesystem.Transport: WholeFilesTransport}


class PromptConnection(Connection):
    """A connection that is tried again within seconds, for as long as the broker is gone."""

    def get_transport_cls(self) -> Any:
        """Return kombu's transport, or our own in its place."""
        found = super().get_transport_cls()  # type: ignore[no-untyped-call]
        return TRANSPORTS.get(found, found)

    def _ensure_connection(self, *args: Any, **options: Any) -> Any:
        return super()._ensure_connection(*args, **{**RECONNECT, **options})  # type: ignore[no-untyped-call]


class PromptAMQP(AMQP):
    """Celery's messaging with our connections."""

    Connection = PromptConnection


def warn_of_lossy_settings(app: Celery) -> None:
    """Warn of a Redis that may drop messages by its own settings.

    One that is out of reach, or keeps its settings to itself (`CONFIG` is often forbidden), is not
    accused.
    """
    with app.connection_for_write() as connection:
        try:
            client = connection.default_channel.client
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
            append = client.config_get("appendonly").get("appendonly", "yes")
        except BROKER_ERRORS:
            return
    if (policy, append) != ("noeviction", "yes"):
        log_event(
            "broker.may_lose_messages",
            level=logging.WARNING,
            evicts=policy != "noeviction",
            keeps_on_disk=append == "yes",
        )
