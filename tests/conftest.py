from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from core.crypto import Keyring, make_keyring
from tests import postgres, servers

_servers = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the PostgreSQL of this run, one for all its processes, unless one is named or none is installed here."""
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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The database a test runs on: every test that asks for one runs on both."""
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
