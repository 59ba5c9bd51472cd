"""One address has a limited number of connections, and idle ones make room for others."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from api import connections
from api.connections import make_protocol
from core.settings import Settings

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
HOME, OTHER = "127.0.0.2", "127.0.0.3"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[..., Awaitable[Connection]]


def play(scenario: Coroutine[Any, Any, None]) -> None:
    """Run a scenario in a new thread, because this one may have an event loop of browser tests."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scenario).result()


@contextlib.asynccontextmanager
async def serving(most: int, **settings: Any) -> AsyncIterator[Connect]:
    """Serve on loopback with the protocol; yield a function that connects from an address."""
    protocol = make_protocol(Settings(**settings), most)
    config = uvicorn.Config(PlainTextResponse("done"), http=protocol, lifespan="off")
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: protocol(config, state, {}, _loop=loop), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    made: list[Connection] = []

    async def connect(address: str = HOME) -> Connection:
        made.append(await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0)))
        return made[-1]

    try:
        yield connect
    finally:
        for _, writer in made:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        server.close()
        while state.connections:
            await asyncio.sleep(0)


async def is_answered(connection: Connection) -> bool:
    """Return whether a request on a connection is answered; False if the server closed it."""
    reader, writer = connection
    writer.write(REQUEST)
    try:
        return (await reader.readuntil(b"done")).startswith(b"HTTP/1.1 200")
    except (asyncio.IncompleteReadError, ConnectionError):
        return False


def test_an_address_has_a_limited_number_of_connections() -> None:
    async def scenario() -> None:
        async with serving(100, connections_per_address=2) as connect:
            one, two = await connect(), await connect()
            assert await is_answered(one)
            assert await is_answered(two)
            assert not await is_answered(await connect())
            assert await is_answered(await connect(OTHER))
            one[1].close()
            assert await is_answered(two)
            assert await is_answered(await connect())

    play(scenario())


@pytest.mark.parametrize("settings", [{"proxies": "127.0.0.0/30"}, {"connections_per_address": 0}])
def test_a_proxy_of_ours_has_no_limit_of_its_own(settings: dict[str, Any]) -> None:
    async def scenario() -> None:
        async with serving(300, **{"connections_per_address": 1} | settings) as connect:
            assert all([await is_answered(await connect()) for _ in range(3)])

    play(scenario())


def test_the_oldest_connection_without_a_request_makes_room() -> None:
    async def scenario() -> None:
        async with serving(2) as connect:
            first, second = await connect(), await connect()
            assert await is_answered(second)
            assert await is_answered(await connect(OTHER))
            assert not await is_answered(first)
            assert await is_answered(second)

    play(scenario())


def test_a_connection_that_sends_no_complete_header_fields_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.05)

    async def scenario() -> None:
        async with serving(100) as connect:
            reader, writer = await connect()
            writer.write(REQUEST[:-2])
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""

    play(scenario())
