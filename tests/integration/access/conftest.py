"""An installation in production mode."""

from __future__ import annotations

import dataclasses

import pytest

from core.settings import Mode
from services.foundation.context import Context
from tests.factories import Installation


@pytest.fixture
def production(installation: Installation) -> Context:
    """The same installation in production mode: every account needs a second factor."""
    settings = installation.context.settings.model_copy(update={"mode": Mode.PRODUCTION})
    return dataclasses.replace(installation.context, settings=settings)
