from __future__ import annotations

import pytest

from tests.factories import Installation
from tests.integration.disclosures.world import World


@pytest.fixture
def world(installation: Installation) -> World:
    return World(installation)
