from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from kombu import pools
from kombu.transport import filesystem

from core import logs
from core.process.heartbeat import Heartbeat
from core.settings import Settings
from models.operations.job import Job
from tests.factories import Installation
from tests.faults.proxy import Mode, Proxy
from tests.servers import free_port, running_redis
from workers import broker
from workers.app import RUN_JOBS, make_celery
from workers.periodic_threads import TRANSIENT_ERRORS, PeriodicThreads
from workers.runtime import Runtime
from workers.scheduler import IDS_A_MESSAGE, publish_jobs


def _events(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    ours = [record for record in caplog.records if record.name == logs.LOGGER]
    return [{"event": record.getMessage(), **record.__dict__["fields"]} for record in ours]


def _settings(tmp_path: Path, port: int) -> Settings:
    return Settings(data_dir=tmp_path, broker_url=f"redis://127.0.0.1:{port}/0")


@pytest.mark.parametrize(
    ("options", "evicts", "keeps"),
    [
        (("--maxmemory-policy", "allkeys-lru"), True, True),
        (("--appendonly", "no"), False, False),
        (("--maxmemory-policy", "volatile-ttl", "--appendonly", "no"), True, False),
    ],
    ids=["evicting", "not-on-disk", "both"],
)
def test_a_redis_that_may_lose_messages_is_reported(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    options: tuple[str, ...],
    evicts: bool,
    keeps: bool,
) -> None:
    with running_redis(*options) as server:
        broker.warn_of_lossy_settings(make_celery(Runtime(_settings(tmp_path, server.port))))
    [event] = _events(caplog)
    assert event == {"event": "broker.may_lose_messages", "evicts": evicts, "keeps_on_disk": keeps}


@pytest.mark.parametrize(
    "options", [(), ("--rename-command", "CONFIG", "")], ids=["kept", "forbidden"]
)
def test_a_redis_that_keeps_messages_or_its_settings_is_not_accused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, options: tuple[str, ...]
) -> None:
    with running_redis(*options) as server:
        broker.warn_of_lossy_settings(make_celery(Runtime(_settings(tmp_path, server.port))))
    broker.warn_of_lossy_settings(make_celery(Runtime(_settings(tmp_path, free_port()))))
    assert _events(caplog) == []


def test_shards_are_published_one_by_one_so_that_workers_share_them(
    installation: Installation, tmp_path: Path
) -> None:
    with running_redis() as server:
        runtime = Runtime(_settings(tmp_path, server.port))
        runtime.__dict__.update(context=installation.context, database=installation.database)
        installation.enqueue("shard", 2)
        installation.enqueue("match", 6)
        publish_jobs(runtime, make_celery(runtime))
        assert server.ask("LLEN", "celery") == 2 + 2
        assert _untold(installation) == 0


def test_the_relay_marks_the_jobs_that_it_published_before_the_broker_failed(
    installation: Installation, tmp_path: Path
) -> None:
    runtime = Runtime(Settings(data_dir=tmp_path))
    runtime.__dict__.update(context=installation.context, database=installation.database)
    app = make_celery(runtime)
    installation.enqueue(count=IDS_A_MESSAGE + 1)
    with (
        mock.patch.object(app, "send_task", side_effect=[None, OSError]),
        pytest.raises(OSError, match=r"^$"),
    ):
        publish_jobs(runtime, app)
    assert _untold(installation) == 1


def test_a_worker_with_the_file_broker_checks_often_whether_it_must_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = []
    monkeypatch.setattr(
        filesystem.Transport, "drain_events", lambda *_, timeout: waits.append(timeout)
    )
    app = make_celery(Runtime(Settings(data_dir=tmp_path)))
    with app.connection_for_read() as connection:
        for timeout in (2.0, None, 0.01):
            connection.drain_events(timeout=timeout)
    app.close()
    assert waits == [broker.DRAIN_S, broker.DRAIN_S, 0.01]


@pytest.mark.late
def test_a_reader_of_the_file_broker_never_sees_a_message_half_written(tmp_path: Path) -> None:
    count = 4000  # kombu's own way of writing breaks about ten of them
    words = [sys.executable, "-m", "tests.faults.greedy_reader", str(tmp_path), str(count)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        app = make_celery(Runtime(Settings(data_dir=tmp_path)))
        with app.connection_for_write() as connection:
            for _ in range(count):
                connection.default_channel._put("celery", {"body": "x" * 500})
                time.sleep(0.0003)  # so that the reader waits for each message
        assert reader.stdout.read() == "0\n"
    app.close()


@pytest.mark.late
@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.RESET])
def test_the_relay_keeps_jobs_that_it_could_not_publish(
    installation: Installation, tmp_path: Path, mode: Mode
) -> None:
    with running_redis() as server, Proxy(server.port) as proxy:
        runtime = Runtime(_settings(tmp_path, proxy.port))
        runtime.__dict__.update(context=installation.context, database=installation.database)
        app = make_celery(runtime)
        relay = partial(publish_jobs, runtime, app)
        _enqueue(installation)
        relay()
        assert server.ask("LLEN", "celery") == 1
        proxy.switch(mode)
        _enqueue(installation)
        for _ in range(2):
            with pytest.raises(TRANSIENT_ERRORS):
                relay()
        assert _untold(installation) == 1
        proxy.switch(Mode.PASS)
        relay()
        assert _untold(installation) == 0
        assert server.ask("LLEN", "celery") == 2
        app.close()
        pools.reset()


def _enqueue(one: Installation) -> None:
    one.enqueue()


def _untold(one: Installation) -> int:
    with one.database.transaction(is_read_only=True) as session:
        return session.query(Job).filter(Job.published_at.is_(None)).count()


# no JSON, no UTF-8, JSON of another form, a body that is not encoded as it says
UNREADABLE = (b"{", b"\xff\xfe", b"[1]", b"{}", b'{"properties": {"body_encoding": "base64"}}')


def _receive_one(settings: Settings, put: Callable[[Any, bytes], None]) -> list[object]:
    """Return the bodies that a consumer receives after unreadable messages and a good one."""
    received: list[object] = []
    app = make_celery(Runtime(settings))
    with app.connection_for_read() as connection:
        queue = app.amqp.queues["celery"].bind(connection.default_channel)
        queue.declare()
        for message in UNREADABLE:
            put(connection, message)
        app.send_task(RUN_JOBS, args=([7],), connection=connection)
        with connection.Consumer(
            [queue], callbacks=[lambda body, message: (received.append(body), message.ack())]
        ):
            ends_at = time.monotonic() + 20
            while not received and time.monotonic() < ends_at:
                with contextlib.suppress(TimeoutError):
                    connection.drain_events(timeout=1)
    app.close()
    return received


def test_an_unreadable_message_of_the_file_broker_does_not_stop_the_worker(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data_dir=tmp_path)
    folder = Path(broker.transport_options(settings)["data_folder_in"])

    def put(_connection: Any, message: bytes) -> None:
        (folder / f"0_{uuid4()}.celery.msg").write_bytes(message)

    ((arguments, *_),) = _receive_one(settings, put)
    assert arguments == [[7]]
    events = [event["event"] for event in _events(caplog)]
    assert events.count("broker.message_unreadable") == len(UNREADABLE)


def test_an_unreadable_message_in_redis_does_not_stop_the_worker(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_redis() as server:
        settings = _settings(tmp_path, server.port)

        def put(connection: Any, message: bytes) -> None:
            connection.default_channel.client.lpush("celery", message)

        ((arguments, *_),) = _receive_one(settings, put)
    assert arguments == [[7]]
    events = [event["event"] for event in _events(caplog)]
    assert events.count("broker.message_unreadable") == len(UNREADABLE)


def test_the_file_broker_keeps_its_messages_to_the_responsible(tmp_path: Path) -> None:
    options = broker.transport_options(Settings(data_dir=tmp_path))
    assert Path(options["data_folder_in"]).stat().st_mode & 0o077 == 0
    assert options["data_folder_in"] == options["data_folder_out"]


@pytest.fixture
def loops(tmp_path: Path) -> Iterator[PeriodicThreads]:
    """Periodic threads of a scheduler.

    They install signal handlers; those of this process are restored afterwards.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield PeriodicThreads(Heartbeat(tmp_path, "scheduler"))
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_step_that_fails_is_tried_again_and_one_that_breaks_ends_all(
    loops: PeriodicThreads, caplog: pytest.LogCaptureFixture
) -> None:
    turns: list[int] = []

    def step() -> None:
        turns.append(1)
        raise RuntimeError("for no known reason") if len(turns) == 3 else ConnectionRefusedError

    loops.repeat("relay", 0.001, step)
    loops.repeat("sweep", 0.001, lambda: None)
    loops.wait()
    assert loops.join(time.monotonic() + 30)
    assert loops.has_crashed
    assert len(turns) == 3
    assert [event["event"] for event in _events(caplog)] == [
        "scheduler.failed",
        "scheduler.crashed",
    ]


def test_a_lasting_failure_and_its_end_are_logged_once(
    loops: PeriodicThreads, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes = iter([True, False, False, False, True, True, False])

    def step() -> None:
        if not next(outcomes):
            raise ConnectionRefusedError

    caplog.set_level("INFO", logs.LOGGER)
    loops.repeat("relay", 0.001, step)
    loops.wait()
    logged = [(event["event"], event.get("thread")) for event in _events(caplog)]
    assert logged == [
        ("scheduler.failed", "relay"),
        ("scheduler.recovered", "relay"),
        ("scheduler.failed", "relay"),
        ("scheduler.crashed", None),
    ]


def test_a_signal_ends_the_loops_and_one_that_hangs_is_not_waited_for(
    loops: PeriodicThreads,
) -> None:
    hangs = threading.Event()
    began = threading.Event()

    def step() -> None:
        began.set()
        hangs.wait(60)

    loops.repeat("relay", 0.001, step)
    assert began.wait(30)
    threading.Thread(
        target=_terminate_once_it_is_handled, args=(signal.getsignal(signal.SIGTERM),)
    ).start()
    loops.wait()
    assert not loops.join(time.monotonic())
    assert not loops.has_crashed
    hangs.set()
    assert loops.join(time.monotonic() + 30)


def _terminate_once_it_is_handled(before: object) -> None:
    while signal.getsignal(signal.SIGTERM) is before:
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGTERM)
