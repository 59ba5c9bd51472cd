"""Options of the broker: time limits, and retries after a lost connection.

Job rows hold the truth, so no option here protects a message. The options only make a lost broker
visible soon. Lost messages are published again from the job rows
(`services.foundation.jobs.unpublished_jobs`).
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
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
from redis.exceptions import (
    AuthenticationError,
    NoPermissionError,
    RedisError,
    ResponseError,
)

from core.errors import SettingsError
from core.logs import log_event
from core.settings import REDIS_SCHEMES, Settings

POLL_S = 0.05  # of the file broker; it makes the embedded mode slower
DRAIN_S = 0.2  # of the file broker: the longest wait for a message before a worker may stop
# the longest time for one answer while publishing, acknowledging or stopping
SOCKET_TIMEOUT_S = 2.0
HEALTH_CHECK_S = 2  # a reply that is late by this means a dead connection: detected after 3 to 5 s
# A message is acknowledged when its work begins. This timeout therefore concerns messages that a
# dead worker had not begun. It is above the longest task, because Redis would otherwise deliver a
# message twice. The relay publishes such jobs again long before.
VISIBILITY_TIMEOUT_S = 900
RETRY_S = 1.0  # between attempts of a starting worker that waits for Redis
MESSAGE_INTERVAL_S = 30.0
REFUSED = (
    "Redis refuses the sign-in; compare HOMEWARD_BROKER_URL and HOMEWARD_BROKER_PASSWORD_FILE with"
    " `requirepass` or the users of the server"
)
# seconds; Celery's grow to 30
RECONNECT = {
    "interval_start": 0.5,
    "interval_step": 0.5,
    "interval_max": 2.0,
}

# Errors of a broken broker besides OSError: those of kombu, and those of the driver that kombu lets
# through.
BROKER_ERRORS: tuple[type[Exception], ...] = (KombuError, RedisError, OSError)
# Errors of a message that is no JSON, or not in the form of kombu.
MESSAGE_ERRORS = (ValueError, LookupError, TypeError, AttributeError)


def transport_options(settings: Settings) -> dict[str, Any]:
    """Return the options of kombu's transport for the configured broker.

    Creates the folders of the file broker.
    """
    # publish once: the relay tries again later
    once: dict[str, Any] = {"max_retries": 0}
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
    """Return whether the broker is Redis. Otherwise it is the file system."""
    return settings.broker_url.partition(":")[0] in REDIS_SCHEMES


def check_broker(settings: Settings, *, waits: bool) -> None:
    """Log a Redis that does not answer. Raise SettingsError if it refuses the sign-in.

    `waits`: return only when Redis answers.
    """
    logged_at = -math.inf
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
                if time.monotonic() - logged_at >= MESSAGE_INTERVAL_S:
                    logged_at = time.monotonic()
                    log_event("broker.unreachable", level=logging.WARNING, error=error)
        if not waits:
            return
        time.sleep(RETRY_S)


class ForgetfulQoS(transport.QoS):
    """Deliver and count a message even if Redis could not be notified.

    Celery only logs such an error, and kombu would count the message against the prefetch limit for
    ever. After two of them, a worker with two processes receives no messages, although it looks
    alive.
    """

    def append(self, message: Any, delivery_tag: str) -> None:
        """Note a delivered message; deliver it also if Redis refuses to store the note.

        A Redis at its memory limit refuses. Its messages are still worked on, and only that frees
        its memory. A message without a note is not delivered again, but its job is published again.
        """
        try:
            super().append(message, delivery_tag)  # type: ignore[no-untyped-call]
        except ResponseError as error:
            log_event("broker.refuses", level=logging.WARNING, error=error)
            virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a message; count it as done even if this raises an error of the broker."""
        with self._letting_go(delivery_tag):
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's signature
        """Reject a message; count it as done even if this raises an error of the broker."""
        with self._letting_go(delivery_tag):
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]

    @contextlib.contextmanager
    def _letting_go(self, delivery_tag: str) -> Iterator[None]:
        try:
            yield
        except BROKER_ERRORS:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


@contextlib.contextmanager
def _unreadable_dropped() -> Iterator[None]:
    """Drop a message that cannot be read, and log it without its content.

    Its job row is published again. kombu would pass the error on, which ends the worker. The next
    worker would meet the next such message.
    """
    try:
        yield
    except MESSAGE_ERRORS as error:
        log_event("broker.message_unreadable", level=logging.ERROR, error=error)


class TolerantTransport(virtual.Transport):
    """A transport that drops unreadable messages."""

    def _deliver(self, message: Any, queue: str) -> None:
        with _unreadable_dropped():
            super()._deliver(message, queue)  # type: ignore[no-untyped-call]


class PromptChannel(transport.Channel):
    """A channel that releases its prefetch slots after errors, and drops unreadable messages."""

    QoS = ForgetfulQoS

    def _brpop_read(self, **options: Any) -> bool:
        """Deliver the message that Redis sent; return whether there was one."""
        with _unreadable_dropped():
            return bool(super()._brpop_read(**options))  # type: ignore[no-untyped-call]
        return True


class PromptTransport(TolerantTransport, transport.Transport):
    """kombu's Redis transport with `PromptChannel`, connected again after each error of Redis.

    kombu counts a refused command as an error of the program, which would end the worker. Redis
    refuses commands while its memory or disk is full, and on a replica.
    """

    Channel = PromptChannel
    connection_errors = (*transport.Transport.connection_errors, RedisError)


class WholeFilesChannel(filesystem.Channel):
    """A channel whose message files appear complete, and that drops unreadable ones.

    kombu creates a message under its final name and then writes it. A worker that reads it in
    between finds an empty file.
    """

    def _get(self, queue: str) -> object:  # type: ignore[override]
        """Return the next message; raise `Empty` for none, and for one that cannot be read."""
        with _unreadable_dropped():
            return super()._get(queue)  # type: ignore[no-untyped-call]
        raise Empty

    def _put(self, queue: str, payload: object, **_: object) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}"
        new = Path(self.data_folder_out) / f"{name}.new"  # workers ignore this suffix
        new.write_text(dumps(payload), encoding="utf-8")  # type: ignore[no-untyped-call]
        new.rename(new.with_name(f"{name}.{queue}.msg"))


class WholeFilesTransport(TolerantTransport, filesystem.Transport):
    """kombu's file system transport with `WholeFilesChannel`."""

    Channel = WholeFilesChannel

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:
        """Receive one message, or raise `socket.timeout` after `DRAIN_S` at the latest.

        Celery checks between two calls whether the worker must stop, and calls once more after
        that. With its own time-out of two seconds, stopping took five seconds.
        """
        shortest = DRAIN_S if timeout is None else min(timeout, DRAIN_S)
        super().drain_events(connection, timeout=shortest)  # type: ignore[no-untyped-call]


# kombu's transport -> our replacement
TRANSPORTS = {transport.Transport: PromptTransport, filesystem.Transport: WholeFilesTransport}


class PromptConnection(Connection):
    """A connection that is retried every few seconds until the broker is back."""

    def get_transport_cls(self) -> Any:
        """Return kombu's transport, or our replacement."""
        transport = super().get_transport_cls()  # type: ignore[no-untyped-call]
        return TRANSPORTS.get(transport, transport)

    def _ensure_connection(self, *args: Any, **options: Any) -> Any:
        return super()._ensure_connection(*args, **{**RECONNECT, **options})  # type: ignore[no-untyped-call]


class PromptAMQP(AMQP):
    """Celery's messaging with `PromptConnection`."""

    Connection = PromptConnection


def warn_of_lossy_settings(app: Celery) -> None:
    """Log a warning if the settings of Redis allow it to drop messages.

    No warning if Redis is out of reach or does not allow `CONFIG`, which is often forbidden.
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
