"""An installation whose keys are followed from their file."""

from __future__ import annotations

import dataclasses

import pytest

from core.crypto import save_keyring
from core.live_keys import open_keyring
from tests.factories import Installation


@pytest.fixture
def live(installation: Installation) -> Installation:
    """The installation with its keys in the file they are followed from."""
    path = installation.context.settings.keys
    save_keyring(installation.context.keys, path)
    installation.context = dataclasses.replace(installation.context, keys=open_keyring(path))
    return installation
