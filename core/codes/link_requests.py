"""Codes of requests that follow a link that a search showed."""

from __future__ import annotations

import enum


class LinkRequestKind(enum.StrEnum):
    """What the searcher asks the responsible agency of a record for."""

    CONTACT = "contact"
    DISCLOSURE = "disclosure"


class LinkRequestState(enum.StrEnum):
    """The state of a request."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
