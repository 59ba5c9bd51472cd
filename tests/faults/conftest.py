from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from tests.faults.figures import PROPERTY, Figures, tables
from tests.faults.proxy import Proxy
from tests.faults.serving import Served, serve, wait_for
from tests.servers import RedisServer, free_port, running_redis


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """An embedded installation."""
    with serve(
        Settings(data_dir=tmp_path / "data", port=free_port(), probe_port=free_port()),
        tmp_path / "serve.log",
    ) as running:
        wait_for(running.is_alive)
        yield running


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis server for one test."""
    with running_redis() as server:
        yield server


@pytest.fixture
def proxy(redis_server: RedisServer) -> Iterator[Proxy]:
    """A proxy between the installation and that Redis."""
    with Proxy(redis_server.port) as between:
        yield between


@pytest.fixture
def report_figures(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[..., None]:
    """A function that adds figures to a final table: `report_figures("storm", seed=1)`."""

    def report(table: str, **figures: Figures) -> None:
        case = getattr(request.node, "callspec", None)
        record_property(PROPERTY, {"table": table, "case": case.id if case else "", **figures})

    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of all tests that ran, including those that failed later."""
    reports = [
        one for outcome in ("passed", "failed") for one in terminalreporter.stats.get(outcome, [])
    ]
    entries = [
        value for report in reports for name, value in report.user_properties if name == PROPERTY
    ]
    for title, lines in tables(entries):
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
