from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from fastapi import FastAPI, HTTPException

from api.deprecation import NOTICE, deprecated, deprecation_headers

SINCE = date(2027, 1, 4)


def test_a_deprecated_route_is_marked_in_the_document_and_in_the_headers() -> None:
    app = FastAPI()
    marks = deprecated(since=SINCE, sunset=SINCE + NOTICE, successor="/v1/records")

    @app.get("/v1/old", openapi_extra=marks)
    def read_old() -> str:
        raise HTTPException(404)

    assert app.openapi()["paths"]["/v1/old"]["get"]["deprecated"] is True
    assert deprecation_headers(SimpleNamespace(openapi_extra=marks)) == {
        "Deprecation": "@1799020800",
        "Sunset": "Tue, 04 Jan 2028 00:00:00 GMT",
        "Link": '</v1/records>; rel="successor-version"',
    }


def test_other_routes_have_no_such_headers() -> None:
    assert deprecation_headers(None) == {}
    assert deprecation_headers(SimpleNamespace(openapi_extra={"security": []})) == {}


def test_a_sunset_comes_a_year_after_the_deprecation_at_the_earliest() -> None:
    with pytest.raises(ValueError, match="less than 365 days"):
        deprecated(since=SINCE, sunset=SINCE + NOTICE - timedelta(days=1), successor="/v1/records")
