"""More connections than file descriptors: the api goes on, and its log stays short."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from cli.health import probe_address
from services.operations.store_check import LOOK_S
from tests.faults.serving import Served, wait_for

pytestmark = pytest.mark.slow

SOCKETS = 400
MOST_LINES = 60


def _answers(served: Served) -> bool:
    address = f"{probe_address(served.settings)}/health/ready"
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def test_idle_connections_without_a_free_descriptor_do_not_end_the_api(served: Served) -> None:
    wait_for(lambda: _answers(served))
    api = served.children()["api"]
    opened = len(list(Path(f"/proc/{api}/fd").iterdir()))
    _, hard = resource.prlimit(api, resource.RLIMIT_NOFILE)
    resource.prlimit(api, resource.RLIMIT_NOFILE, (opened + 20, hard))
    with contextlib.ExitStack() as idle:
        for _ in range(SOCKETS):
            idle.enter_context(socket.create_connection(("127.0.0.1", served.settings.port)))
        time.sleep(LOOK_S + 2)  # the store is checked once in this time
        assert served.children()["api"] == api
    wait_for(lambda: _answers(served))
    assert served.children()["api"] == api
    log = served.log.read_text()
    assert "needs None" not in log
    assert log.count("\n") < MOST_LINES
