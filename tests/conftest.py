from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from core.crypto import Keyring, make_keyring
from tests import postgres


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
def template(
    backend: str, tmp_path_factory: pytest.TempPathFactory, keys: Keyring
) -> Iterator[tuple[Path, URL | None]]:
    """A made installation, closed, to be copied by each test."""
    from tests import factories

    path = tmp_path_factory.mktemp("template")
    url = postgres.create() if backend == "postgresql" else None
    with postgres.one_at_a_time() if url is not None else contextlib.nullcontext():
        factories.make_template(path, keys, url)
    yield path, url
    if url is not None:
        postgres.drop(url)


@pytest.fixture
def installation(template: tuple[Path, URL | None], tmp_path: Path, keys: Keyring) -> Iterator[object]:
    from tests import factories

    path, url = template
    copy = None if url is None else postgres.create(template=url.database)
    made = factories.copy_installation(path, tmp_path / "data", keys, copy)
    yield made
    made.close()
    if copy is not None:
        postgres.drop(copy)
