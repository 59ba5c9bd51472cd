"""Deprecated operations: marked in the OpenAPI document, and in the headers of every answer.

A route is deprecated by `openapi_extra=deprecated(...)`. Its answers then have the headers
`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` with the operation that replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

NOTICE = timedelta(days=365)
SINCE, SUNSET, SUCCESSOR = "x-deprecated-since", "x-sunset", "x-successor"


def deprecated(*, since: date, sunset: date, successor: str) -> dict[str, Any]:
    """Return the marker of a deprecated route.

    The route is removed on the day `sunset` at the earliest, `NOTICE` after `since` or later.
    `successor` is the path of the operation that replaces it. Raise `ValueError` if `sunset` is too
    early.
    """
    if sunset - since < NOTICE:
        raise ValueError(f"{sunset} is less than {NOTICE.days} days after {since}")
    return {
        "deprecated": True,
        SINCE: since.isoformat(),
        SUNSET: sunset.isoformat(),
        SUCCESSOR: successor,
    }


def deprecation_headers(route: object) -> Mapping[str, str]:
    """Return the headers of an answer of a route; none if the route is not deprecated."""
    marks = getattr(route, "openapi_extra", None) or {}
    if SUNSET not in marks:
        return {}
    since, sunset = (_midnight(marks[name]) for name in (SINCE, SUNSET))
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(sunset, usegmt=True),
        "Link": f'<{marks[SUCCESSOR]}>; rel="successor-version"',
    }


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=UTC)
