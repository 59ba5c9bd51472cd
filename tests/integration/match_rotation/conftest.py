"""Rotation without hashes of value series, which keep the old key in use for a day.

A separate test covers them.
"""

from __future__ import annotations

import pytest

from models.search.series import SeriesEntry
from services.operations import match_key_rotation


@pytest.fixture(autouse=True)
def _no_series(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "series" not in request.node.name:
        columns = tuple(
            one for one in match_key_rotation.EXPIRING_COLUMNS if one[0].class_ is not SeriesEntry
        )
        monkeypatch.setattr(match_key_rotation, "EXPIRING_COLUMNS", columns)
