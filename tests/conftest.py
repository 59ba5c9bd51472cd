from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from core.crypto import Keyring, make_keyring
from tests import engines, postgres, servers

_servers = contextlib.ExitStack()
BACKENDS = {"marked": ("sqlite", "postgresql"), "all": ("sqlite", "postgresql"), "rest": ("postgresql",)}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=sorted(BACKENDS),
        default="marked",
        help="tests marked `both` on both databases and all others on SQLite (marked, the default); every test on both "
        "(all); only what `marked` leaves out: tests that are not marked, on PostgreSQL (rest)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a database on the databases of its mark and of the option `--databases`."""
    if not _is_free(metafunc.definition) or "backend" not in metafunc.fixturenames:
        return
    is_marked = metafunc.definition.get_closest_marker("both") is not None
    chosen = metafunc.config.getoption("--databases")
    names = BACKENDS[chosen] if chosen == "all" or is_marked != (chosen == "rest") else ("sqlite",)
    metafunc.parametrize("backend", names, indirect=True, scope="session")


def _is_free(item: pytest.Item) -> bool:
    """Tell whether the option chooses the database, and neither the test nor a `backend` of its folder or file."""
    definitions = item._fixtureinfo.name2fixturedefs.get("backend", ())  # type: ignore[attr-defined]
    return len(definitions) == 1 and not any(
        "backend" in str(mark.args[0]) for mark in item.iter_markers("parametrize")
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--databases=rest` is not about."""
    if config.getoption("--databases") == "rest":
        kept = [item for item in items if _is_free(item) and item.get_closest_marker("both") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def pytest_configure(config: pytest.Config) -> None:
    """Start the PostgreSQL of this run, one for all its processes, unless one is named or none is installed here."""
    engines.share_compiled_statements()
    is_first = not hasattr(config, "workerinput")
    if is_first and postgres.NAMED not in os.environ and servers.can_make_postgres():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # or it would go on in memory after the run
        os.environ[postgres.NAMED] = _servers.enter_context(servers.forgetful_postgres()).url


def pytest_unconfigure() -> None:
    """End it."""
    _servers.close()


@pytest.fixture(scope="session")
def keys() -> Keyring:
    return make_keyring()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The database a test runs on; `pytest_generate_tests` says on which."""
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
def templates(
    tmp_path_factory: pytest.TempPathFactory, keys: Keyring
) -> Iterator[Callable[[str], tuple[Path, URL | None]]]:
    """What gives a database's made installation, closed, to be copied by each test.

    By the database and not of `backend`: pytest would keep the one it made for another module's `backend`.
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
    backend: str, templates: Callable[[str], tuple[Path, URL | None]], tmp_path: Path, keys: Keyring
) -> Iterator[object]:
    from tests import factories

    path, url = templates(backend)
    copy = None if url is None else postgres.create(template=url.database)
    made = factories.copy_installation(path, tmp_path / "data", keys, copy)
    yield made
    made.close()
    if copy is not None:
        postgres.drop(copy)
