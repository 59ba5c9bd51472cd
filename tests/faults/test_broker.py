"""Redis refused, silent, resetting, emptied or killed.

Registration continues, and every record is matched once afterwards.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.checks.broker import check_broker
from cli.checks.finding import FindingState
from cli.installation import settings_environment
from core.policy.roles import Role
from core.process import heartbeat
from core.settings import Settings
from services.foundation import jobs
from tests.factories import LAWFUL
from tests.faults.proxy import Mode, Proxy
from tests.faults.serving import Served, assert_all_matched_once, people, serve, wait_for
from tests.servers import RedisServer, free_port

pytestmark = pytest.mark.late

Fault = Callable[[RedisServer, Proxy], None]


def _killed(server: RedisServer, _proxy: Proxy) -> None:
    server.kill()


def _switched(mode: Mode) -> Fault:
    return lambda _server, proxy: proxy.switch(mode)


FAULTS: dict[str, Fault] = {
    "refused": _switched(Mode.REFUSE),
    "hanging": _switched(Mode.HANG),
    "resetting": _switched(Mode.RESET),
    "killed": _killed,
}
# A broker that accepts connections and is silent is the hardest case. The others run with the slow
# tests. A killed one and a silent one differ most.
TWO_FAULTS = ("hanging", "killed")
WORST_FIRST = [
    pytest.param(name, marks=[] if name == "hanging" else [pytest.mark.slow]) for name in FAULTS
]


def _heal(server: RedisServer, proxy: Proxy) -> None:
    proxy.switch(Mode.PASS)
    if server.process is None:
        server.start()


@pytest.fixture
def settings(tmp_path: Path, proxy: Proxy) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        port=free_port(),
        probe_port=free_port(),
        broker_url=f"redis://127.0.0.1:{proxy.port}/0",
        worker_processes=2,
    )


@pytest.fixture
def on_redis(settings: Settings, tmp_path: Path) -> Iterator[Served]:
    """An installation whose broker is that Redis, behind that proxy."""
    with serve(settings, tmp_path / "serve.log") as running:
        wait_for(running.is_alive)
        yield running


def _register(served: Served, count: int, prefix: str) -> None:
    """Register a missing and a found record of each of `count` people over HTTP."""
    client = served.client(Role.CASEWORKER, "DE-JUG")
    for row in people(count, prefix):
        status, answer = client.call(
            "POST", "/v1/records", {**row, "legal_basis": LAWFUL.legal_basis}
        )
        assert status == 201, answer


@pytest.mark.parametrize("fault", WORST_FIRST)
def test_records_registered_while_the_broker_is_out_of_order_are_matched_once_after_it_heals(
    on_redis: Served, redis_server: RedisServer, proxy: Proxy, fault: str
) -> None:
    _register(on_redis, 2, "before-")
    wait_for(on_redis.is_done)
    FAULTS[fault](redis_server, proxy)
    _register(on_redis, 3, "meanwhile-")
    assert not on_redis.is_done()
    _heal(redis_server, proxy)
    wait_for(on_redis.is_done)
    _register(on_redis, 2, "after-")
    wait_for(on_redis.is_done)
    assert_all_matched_once(on_redis, 14)


@pytest.mark.slow
def test_a_redis_at_its_memory_limit_ends_no_process_and_is_reported(
    on_redis: Served, redis_server: RedisServer
) -> None:
    _register(on_redis, 1, "before-")
    wait_for(on_redis.is_done)
    children = on_redis.children()
    on_redis.stop("worker")
    _register(on_redis, 2, "queued-")
    wait_for(lambda: redis_server.ask("LLEN", "celery") != 0)
    redis_server.ask("CONFIG", "SET", "maxmemory", "1")  # less than it uses
    os.kill(children["worker"], signal.SIGCONT)
    wait_for(on_redis.is_done)  # what was queued is worked on, which alone frees the memory
    assert '"broker.refuses"' in on_redis.log.read_text()
    _register(on_redis, 2, "meanwhile-")
    wait_for(lambda: _unpublished_s(on_redis) > 3)
    assert on_redis.is_alive()
    [full] = [one for one in check_broker(on_redis.settings) if "memory is full" in one.words]
    assert full.state is FindingState.BAD
    assert on_redis.children() == children
    redis_server.ask("CONFIG", "SET", "maxmemory", "0")
    wait_for(on_redis.is_done)
    assert_all_matched_once(on_redis, 10)
    assert _unpublished_s(on_redis) == 0
    assert on_redis.children() == children


def _unpublished_s(served: Served) -> float:
    with served.database.transaction(is_read_only=True) as session:
        return jobs.unpublished_s(session, served.context)


@pytest.mark.slow
def test_jobs_lost_by_an_emptied_broker_are_published_again(
    on_redis: Served, redis_server: RedisServer
) -> None:
    wait_for(lambda: redis_server.ask("EXISTS", "_kombu.binding.celery") == 1)
    on_redis.stop("worker")
    _register(on_redis, 3, "lost-")
    wait_for(lambda: redis_server.ask("LLEN", "celery") != 0)
    assert not on_redis.is_done()
    redis_server.ask("FLUSHALL")
    os.kill(on_redis.children()["worker"], signal.SIGCONT)
    wait_for(on_redis.is_done)
    _register(on_redis, 2, "after-")
    wait_for(on_redis.is_done)
    assert_all_matched_once(on_redis, 10)


@pytest.mark.slow
@pytest.mark.parametrize("fault", TWO_FAULTS)
def test_worker_and_scheduler_started_without_a_broker_work_once_it_is_available(
    settings: Settings, redis_server: RedisServer, proxy: Proxy, tmp_path: Path, fault: str
) -> None:
    FAULTS[fault](redis_server, proxy)
    with serve(settings, tmp_path / "serve.log") as served:
        children = served.children()
        _register(served, 2, "early-")
        _heal(redis_server, proxy)
        wait_for(served.is_done)
        assert_all_matched_once(served, 4)
        assert served.children() == children


@pytest.mark.slow
@pytest.mark.parametrize("fault", TWO_FAULTS)
def test_everything_stops_cleanly_while_the_broker_is_out_of_order(
    on_redis: Served, redis_server: RedisServer, proxy: Proxy, fault: str
) -> None:
    wait_for(lambda: proxy.accepted >= 2)
    FAULTS[fault](redis_server, proxy)
    children = on_redis.children()
    _register(on_redis, 1, "meanwhile-")
    for role in ("scheduler", "worker"):
        os.kill(children[role], signal.SIGTERM)
    wait_for(lambda: on_redis.log.read_text().count('"child.died"') == 2)
    assert on_redis.log.read_text().count('"status": 0') == 2
    on_redis.process.send_signal(signal.SIGTERM)
    assert on_redis.process.wait(30) == 0
    assert "child.killed" not in on_redis.log.read_text()


@pytest.mark.slow
def test_two_schedulers_repeat_no_work(on_redis: Served) -> None:
    signs = on_redis.settings.root / "second"
    second = subprocess.Popen(
        [sys.executable, "-m", "cli", "scheduler"],
        env=settings_environment(on_redis.settings) | {"HOMEWARD_RUN_DIR": str(signs)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: not heartbeat.silent_loops(signs, "scheduler"))
        _register(on_redis, 8, "")
        wait_for(on_redis.is_done)
        assert_all_matched_once(on_redis, 16)
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0


@pytest.mark.slow
def test_no_request_waits_for_a_broker_that_hangs_for_none_asks_it(
    on_redis: Served, proxy: Proxy, redis_server: RedisServer
) -> None:
    wait_for(lambda: proxy.accepted >= 2)
    on_redis.stop("scheduler", "worker")
    with socket.create_connection(
        ("127.0.0.1", proxy.port)
    ) as last:  # earlier messages are counted by then
        last.sendall(b"PING\r\n")
        assert last.recv(64)
    connections = proxy.accepted
    proxy.switch(Mode.HANG)
    _register(on_redis, 2, "")
    assert proxy.accepted == connections
    for role in ("scheduler", "worker"):
        os.kill(on_redis.children()[role], signal.SIGCONT)
