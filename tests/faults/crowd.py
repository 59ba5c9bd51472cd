"""`python crowd.py PORT SOCKETS ADDRESS TOKEN`: sockets of one address that ask until it is killed.

Each socket sends a request with the made-up token, reads the answer, and sends the next one after
`PAUSE_S`. It connects again when the server closes. An empty token sends nothing: the socket is
idle.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

PAUSE_S = 0.25
ANSWER_BYTES = 65_536


async def _ask(port: int, address: str, token: str) -> None:
    """Ask on one connection until the server closes it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        while token:
            request = (
                "GET /v1/notifications HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer"
                f" {token}"
            )
            writer.write(f"{request}\r\n\r\n".encode())
            if not await reader.read(ANSWER_BYTES):
                return
            await asyncio.sleep(PAUSE_S)
        await reader.read()
    finally:
        writer.close()


async def _ask_for_ever(port: int, address: str, token: str) -> None:
    while True:
        with contextlib.suppress(OSError):
            await _ask(port, address, token)
        await asyncio.sleep(PAUSE_S)


async def _main(port: int, sockets: int, address: str, token: str) -> None:
    await asyncio.gather(*(_ask_for_ever(port, address, token) for _ in range(sockets)))


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]))
