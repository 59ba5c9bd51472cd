from __future__ import annotations

import collections
import contextlib
import gc
import itertools
import os
import signal
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL

from core.security.crypto import Keyring, make_keyring
from tests import examples, postgres, servers

if TYPE_CHECKING:
    from tests.factories import Templates

_servers = contextlib.ExitStack()
LONG_S = 10.0  # limit for tests that run for everybody
BOTH = ("sqlite", "postgresql")
PARTS = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--few-examples", action="store_true", help="draw a quarter of the examples of each law"
    )
    parser.addoption(
        "--record-answers", action="store_true", help="write api/answers.json (`make answers`)"
    )
    parser.addoption(
        "--record-published",
        action="store_true",
        help="write tests/unit/api/published_fields.txt (`make published`)",
    )
    parser.addoption(
        "--record-policy",
        action="store_true",
        help="write tests/unit/core/policy.txt (`make policy`)",
    )
    parser.addoption(
        "--databases",
        choices=("marked", "all", "rest"),
        default="marked",
        help=(
            "marked (the default): tests marked `both` on both databases, others on SQLite; all:"
            " every test on both; rest: only what `make test` leaves out (tests marked `late`;"
            " tests not marked `both`, on PostgreSQL only)"
        ),
    )
    parser.addoption(
        "--part",
        type=int,
        choices=range(PARTS),
        help=(f"with --databases=rest: only this of {PARTS} parts; a test's name decides its part"),
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise a test that uses a database by its mark and the option `--databases`."""
    if _is_free(metafunc.definition) and "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--databases")
        metafunc.parametrize(
            "backend", _backends(metafunc.definition, chosen), indirect=True, scope="session"
        )


def _backends(item: pytest.Item, chosen: str) -> tuple[str, ...]:
    is_both = item.get_closest_marker("both") is not None
    if chosen == "rest":
        return BOTH if is_both and item.get_closest_marker("late") else ("postgresql",)
    return BOTH if is_both or chosen == "all" else ("sqlite",)


def _is_free(item: pytest.Item) -> bool:
    """Return whether `--databases` chooses the database of a test.

    It does not if a mark or a local `backend` fixture chooses it.
    """
    definitions = item._fixtureinfo.name2fixturedefs.get("backend", ())  # type: ignore[attr-defined]
    return len(definitions) == 1 and not any(
        "backend" in str(mark.args[0]) for mark in item.iter_markers("parametrize")
    )


def _is_rest(item: pytest.Item, part: int | None) -> bool:
    is_late = item.get_closest_marker("late") is not None
    if not is_late and (not _is_free(item) or item.get_closest_marker("both") is not None):
        return False
    return part is None or zlib.crc32(item.nodeid.encode()) % PARTS == part


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that `--databases=rest` and `--part` exclude."""
    if config.getoption("--databases") != "rest":
        return
    part = config.getoption("--part")
    selected = [item for item in items if _is_rest(item, part)]
    selected_set = set(selected)
    config.hook.pytest_deselected(items=[item for item in items if item not in selected_set])
    items[:] = selected


def pytest_collection_finish() -> None:
    """Exclude imported modules from garbage collection.

    Walking a million objects took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL server for all processes of this run.

    None is started if one is named or none is installed.
    """
    if config.getoption("--few-examples"):
        examples.draw_a_quarter()
    is_first = not hasattr(config, "workerinput")
    if is_first and postgres.NAMED not in os.environ and servers.can_make_postgres():
        # otherwise it would remain in memory after the run
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        os.environ[postgres.NAMED] = _servers.enter_context(servers.forgetful_postgres()).url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Warn of each slow test that is not marked `slow`."""
    seconds: collections.Counter[str] = collections.Counter()
    for report in itertools.chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport) and "slow" not in report.keywords:
            seconds[report.nodeid] += report.duration  # type: ignore[assignment]
    over = [(name, took) for name, took in seconds.most_common() if took > LONG_S]
    if over:
        terminalreporter.section(f"warning: over {LONG_S:.0f} s and not marked slow")
        for name, took in over:
            terminalreporter.write_line(f"{took:6.1f} s  {name}")


def pytest_unconfigure() -> None:
    """Stop the server."""
    _servers.close()


@pytest.fixture(scope="session")
def keys() -> Keyring:
    return make_keyring()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The database of a test, chosen by `pytest_generate_tests`."""
    if request.param == "postgresql":
        postgres.needed()
    return str(request.param)


@pytest.fixture
def database_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'one.sqlite3'}"
        return
    url = postgres.create()
    yield url.render_as_string(hide_password=False)
    postgres.drop(url)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Iterator[Templates]:
    """A function that returns a prepared, closed installation for a database, which tests copy.

    It is keyed by database and does not depend on `backend`, because pytest would keep the one that
    was made for the `backend` of another module.
    """
    from tests import factories

    made: dict[str, tuple[Path, URL | None]] = {}

    def template(backend: str) -> tuple[Path, URL | None]:
        if backend not in made:
            path = tmp_path_factory.mktemp("template")
            url = postgres.create() if backend == "postgresql" else None
            made[backend] = path, url
            with postgres.one_at_a_time() if url is not None else contextlib.nullcontext():
                factories.make_template(path, keys, url)
        return made[backend]

    yield template
    for _, url in made.values():
        if url is not None:
            postgres.drop(url)


@pytest.fixture
def installation(
    backend: str, templates: Templates, tmp_path: Path, keys: Keyring
) -> Iterator[object]:
    from tests import factories

    path, url = templates(backend)
    copy = None if url is None else postgres.create(template=url.database)
    made = factories.copy_installation(path, tmp_path / "data", keys, copy)
    yield made
    made.close()
    if copy is not None:
        postgres.drop(copy)
