from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from tests.faults.proxy import Proxy
from tests.faults.servers import RedisServer, free_port, running_redis
from tests.faults.serving import Served, descendants, is_alive, serve, wait_for

__all__ = ["Served", "descendants", "free_port", "is_alive", "wait_for"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """An embedded installation."""
    with serve(Settings(data_dir=tmp_path / "data", port=free_port()), tmp_path / "serve.log") as running:
        yield running


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of the test's own."""
    with running_redis() as server:
        yield server


@pytest.fixture
def proxy(redis_server: RedisServer) -> Iterator[Proxy]:
    """What stands between the installation and that Redis."""
    with Proxy(redis_server.port) as between:
        yield between
