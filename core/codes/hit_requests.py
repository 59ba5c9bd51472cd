"""Codes of requests that follow a hit of a search."""

from __future__ import annotations

import enum


class HitRequestKind(enum.StrEnum):
    """What the searcher asks the owner of a record for."""

    CONTACT = "contact"
    DISCLOSURE = "disclosure"


class HitRequestState(enum.StrEnum):
    """The state of a request."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
