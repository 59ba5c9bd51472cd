"""Codes of sealed messages."""

from __future__ import annotations

import enum


class DangerCode(enum.StrEnum):
    """Whom or what a sealed message warns of."""

    FAMILY = "family"
    TRAFFICKER = "trafficker"
    REPORTER = "reporter"
    OFFICIAL = "official"  # a person of an authority
    REMOVAL = "removal"  # the child may be taken away soon
    SELF_HARM = "self_harm"
    HEALTH = "health"
    OTHER = "other"
