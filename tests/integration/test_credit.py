"""A lost acknowledgement does not reduce how many messages a worker may take from Redis."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from kombu import pools
from kombu.message import Message

from core.settings import Settings
from tests.faults.proxy import Mode, Proxy
from tests.faults.serving import wait_for
from tests.servers import running_redis
from workers.app import RUN_JOBS, make_celery
from workers.broker import BROKER_ERRORS, PromptTransport
from workers.runtime import Runtime

LOGGER = logging.getLogger("test")


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with running_redis() as server, Proxy(server.port) as between:
        yield between


@pytest.fixture
def app(tmp_path: Path, proxy: Proxy) -> Iterator[Celery]:
    made = make_celery(
        Runtime(Settings(data_dir=tmp_path, broker_url=f"redis://127.0.0.1:{proxy.port}/0"))
    )
    yield made
    made.close()
    pools.reset()  # kombu keeps closed pools by URL, and a later proxy may get the same port


def _ack(message: Message) -> None:
    message.ack_log_error(LOGGER, BROKER_ERRORS)


def _reject(message: Message) -> None:
    message.reject_log_error(LOGGER, BROKER_ERRORS)


@pytest.mark.parametrize("answer", [_ack, _reject])
@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.RESET])
def test_a_lost_acknowledgement_gives_its_credit_back(
    app: Celery, proxy: Proxy, mode: Mode, answer: Callable[[Message], None]
) -> None:
    taken: list[Any] = []
    with app.connection_for_read() as connection:
        assert isinstance(connection.transport, PromptTransport)
        channel = connection.default_channel
        channel.basic_qos(0, 1, False)
        app.send_task(RUN_JOBS, args=[[1]])
        with connection.Consumer(
            app.amqp.queues["celery"], on_message=taken.append, channel=channel
        ):
            wait_for(lambda: connection.drain_events(timeout=5) is None and bool(taken))
            assert not channel.qos.can_consume()
            proxy.switch(mode)
            answer(taken[0])
            assert channel.qos.can_consume()
            proxy.switch(Mode.PASS)
