"""Codes of consent."""

from __future__ import annotations

import enum


class ConsentState(enum.StrEnum):
    """The state of a consent."""

    DRAFT = "draft"
    WITNESSED = "witnessed"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    AGED_OUT = "aged_out"


class ConsentScopeCode(enum.StrEnum):
    """A scope that a consent may cover."""

    MATCH_ABROAD = "match_abroad"
    IDENTITY = "identity"
    PHOTO = "photo"
    PLACE = "place"
    CONTACT = "contact"
    STATISTICS = "statistics"


class ConsentTextAudience(enum.StrEnum):
    """Who reads a consent text of the system."""

    PERSON = "person"
    GUARDIAN = "guardian"
