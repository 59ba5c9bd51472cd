from __future__ import annotations

from datetime import date

import pytest
from fastapi import APIRouter

import api.app
from api.deprecation import NOTICE, deprecated
from core.errors import NotFound
from tests.factories import Installation
from tests.integration.api.conftest import signing_in


def test_each_answer_of_a_deprecated_route_says_so(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter(prefix="/v1")
    since = date(2027, 1, 4)
    marks = deprecated(since=since, sunset=since + NOTICE, successor="/v1/records")

    @router.get("/old", openapi_extra=marks)
    def read_old(*, is_there: bool) -> str:
        """Read an old thing."""
        if not is_there:
            raise NotFound("gone")
        return "here"

    monkeypatch.setattr(api.app, "ROUTERS", (*api.app.ROUTERS, router))
    with signing_in(installation) as sign_in:
        client = sign_in(None)
        for query, status in (("is_there=1", 200), ("is_there=0", 404), ("", 422)):
            answer = client.get(f"/v1/old?{query}")
            assert answer.status_code == status
            assert answer.headers["Sunset"] == "Tue, 04 Jan 2028 00:00:00 GMT"
            assert answer.headers["Deprecation"] == "@1799020800"
        assert "Sunset" not in client.get("/v1/session").headers
