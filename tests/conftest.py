from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.crypto import Keyring, make_keyring


@pytest.fixture(scope="session")
def keys() -> Keyring:
    return make_keyring()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Path:
    """A made installation, closed, to be copied by each test."""
    from unittest import mock

    from core.passwords import hash_password
    from services import accounts
    from tests import factories

    path = tmp_path_factory.mktemp("template")
    stored = hash_password(factories.PASSWORD)
    with mock.patch.object(accounts, "hash_password", return_value=stored):  # slow on purpose, so done once
        factories.make_installation(path, keys).database.dispose()
    return path


@pytest.fixture
def installation(template: Path, tmp_path: Path, keys: Keyring) -> Iterator[object]:
    from tests import factories

    made = factories.copy_installation(template, tmp_path / "data", keys)
    yield made
    made.database.dispose()
