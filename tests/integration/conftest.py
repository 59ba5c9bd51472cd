"""Installations that several test files start from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.policy.roles import Role
from core.security.crypto import Keyring, save_keyring
from core.security.keyring_file import open_keyring
from services.foundation import store_versions
from services.foundation.actor import Actor
from tests import factories, postgres
from tests.factories import Installation


@pytest.fixture
def live(installation: Installation) -> Installation:
    """The installation with its keys in the file from which processes reload them."""
    path = installation.context.settings.keys
    save_keyring(installation.context.keys, path)
    installation.context = dataclasses.replace(installation.context, keys=open_keyring(path))
    return installation


@pytest.fixture
def empty(backend: str, tmp_path: Path, keys: Keyring) -> Iterator[Installation]:
    """A new installation with empty tables."""
    url = postgres.create() if backend == "postgresql" else None
    made = factories.open_installation(tmp_path / "new", keys, url)
    store_versions.bring_up(made.database)
    yield made
    made.close()
    if url is not None:
        postgres.drop(url)


@pytest.fixture
def officer(installation: Installation) -> Actor:
    return installation.actor(Role.LIAISON_OFFICER, "DE-POL")


@pytest.fixture
def head(installation: Installation) -> Actor:
    return installation.actor(Role.SUPERVISOR, "DE-POL")
