"""Tools of the fault tests: a server keeps acknowledged data, a proxy fails as configured."""

from __future__ import annotations

import threading

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.faults.proxy import Mode, Proxy
from tests.faults.serving import wait_for
from tests.processes import is_alive
from tests.servers import RedisServer, running_postgres

pytestmark = pytest.mark.late


def test_redis_keeps_acknowledged_data_after_a_kill(redis_server: RedisServer) -> None:
    redis_server.ask("SET", "kept", "1")
    redis_server.kill()
    assert not redis_server.answers()
    redis_server.start()
    assert redis_server.ask("GET", "kept") == b"1"


def test_postgresql_keeps_committed_data_after_a_kill_and_after_a_stop() -> None:
    with running_postgres() as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept (number integer)")
        for number, end in enumerate((server.kill, server.stop)):
            with psycopg.connect(server.url) as connection:
                connection.execute("INSERT INTO kept VALUES (%s)", [number])
            end()
            assert not server.answers()
            server.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT number FROM kept ORDER BY 1").fetchall() == [
                (0,),
                (1,),
            ]


def test_a_killed_postgresql_takes_its_busiest_session_with_it_so_that_it_can_start_again() -> None:
    def spin() -> None:
        with pytest.raises(psycopg.OperationalError):
            busy.execute("DO $$ BEGIN LOOP END LOOP; END $$")

    with running_postgres() as server, psycopg.connect(server.url) as busy:
        pid = busy.info.backend_pid
        spinning = threading.Thread(target=spin)
        spinning.start()
        with psycopg.connect(server.url, autocommit=True) as connection:
            query = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'"
            wait_for(lambda: connection.execute(query, [pid]).fetchone() is not None)
        server.kill()
        spinning.join()
        wait_for(lambda: not is_alive(pid))
        server.start()


def test_a_frozen_redis_does_not_answer_and_continues_when_thawed(
    redis_server: RedisServer,
) -> None:
    with redis.Redis(
        port=redis_server.port, socket_timeout=0.5, retry=Retry(NoBackoff(), 0), protocol=2
    ) as client:
        assert client.ping()
        redis_server.freeze()
        with pytest.raises(redis.exceptions.TimeoutError):
            client.ping()
        redis_server.thaw()
        assert redis_server.answers()


def _client(proxy: Proxy) -> redis.Redis:
    return redis.Redis(port=proxy.port, socket_timeout=0.5, retry=Retry(NoBackoff(), 0), protocol=2)


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        (Mode.REFUSE, redis.exceptions.ConnectionError),
        (Mode.HANG, redis.exceptions.TimeoutError),
        (Mode.RESET, redis.exceptions.ConnectionError),
    ],
)
def test_a_proxy_fails_for_old_and_new_connections_and_recovers(
    proxy: Proxy, mode: Mode, error: type[Exception]
) -> None:
    with _client(proxy) as old, _client(proxy) as new:
        assert old.ping()
        proxy.switch(mode)
        for client in (old, new):
            with pytest.raises(error):
                client.ping()
        proxy.switch(Mode.PASS)
        assert old.ping()
        assert new.ping()


def test_a_connection_that_lost_bytes_stays_deaf(proxy: Proxy) -> None:
    with _client(proxy) as client:
        connection = client.connection_pool.get_connection()
        connection.send_command("PING")
        assert connection.read_response() == b"PONG"
        proxy.switch(Mode.HANG)
        connection.send_command("PING")
        with pytest.raises(redis.exceptions.TimeoutError):
            connection.read_response(disconnect_on_error=False)
        proxy.switch(Mode.PASS)
        connection.send_command("PING", check_health=False)
        with pytest.raises(redis.exceptions.TimeoutError):
            connection.read_response()
        client.connection_pool.release(connection)
