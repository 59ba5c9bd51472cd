"""A TCP proxy between a process and a server, which fails on demand."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import socket
import struct
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

CHUNK = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Mode(enum.Enum):
    """The behaviour of the proxy.

    `REFUSE`: no connection is accepted, and open ones are closed. `HANG`: connections are accepted
    and all bytes are dropped. A connection that lost bytes stays dead after healing, as after a
    router lost its state. `RESET`: old and new connections are reset.
    """

    PASS = "pass"
    REFUSE = "refuse"
    HANG = "hang"
    RESET = "reset"


class Proxy:
    """Listens on its own port and forwards to `target`. `switch` changes the mode while it runs."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._mode = Mode.PASS
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._deaf: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self.port = 0
        self.accepted = 0

    def __enter__(self) -> Proxy:
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def switch(self, mode: Mode) -> None:
        """Change the mode. Return when the change is effective."""
        self._do(self._switch(mode))

    def redirect(self, target: int) -> None:
        """Close open connections; forward new ones to another port."""
        self.switch(Mode.RESET)
        self._target = target
        self.switch(Mode.PASS)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _unlisten(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await asyncio.sleep(0)

    async def _switch(self, mode: Mode) -> None:
        self._mode = mode
        if mode in (Mode.REFUSE, Mode.RESET):
            for writer in list(self._writers):
                _reset(writer)
        if mode is Mode.REFUSE:
            await self._unlisten()
        elif self._server is None:
            await self._listen()

    async def _close(self) -> None:
        await self._unlisten()
        for writer in list(self._writers):
            _reset(writer)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            if self._mode is Mode.RESET:
                return
            if self._mode is Mode.HANG:
                await self._swallow(reader)
                return
            with contextlib.suppress(OSError):  # if the server is gone, so is the connection
                await self._forward(reader, writer)
        except asyncio.CancelledError:
            pass  # the proxy ends; asyncio would report this as an error
        finally:
            _reset(writer)
            self._writers.discard(writer)
            self._tasks.discard(task)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers.add(other_writer)
        match = (writer, other_writer)
        there = asyncio.ensure_future(self._pipe(reader, other_writer, match))
        back = asyncio.ensure_future(self._pipe(other_reader, writer, match))
        try:
            await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
        finally:
            there.cancel()
            back.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
            _reset(other_writer)
            self._writers.discard(other_writer)
            self._deaf.difference_update(match)

    async def _pipe(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        match: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        while data := await reader.read(CHUNK):
            if self._mode is Mode.HANG:
                self._deaf.update(match)
            if writer not in self._deaf:
                writer.write(data)
                await writer.drain()

    @staticmethod
    async def _swallow(reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while await reader.read(CHUNK):
                pass


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close the connection with a reset."""
    raw = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    writer.transport.abort()
