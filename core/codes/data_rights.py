"""Codes of requests about a person's own data."""

from __future__ import annotations

import enum


class DataRight(enum.StrEnum):
    """A right of a person towards the agency responsible for their record."""

    ACCESS = "access"
    RECTIFY = "rectify"
    RESTRICT = "restrict"
    OBJECT = "object"
    ERASE = "erase"


class DataRequestState(enum.StrEnum):
    """The state of a data request."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
