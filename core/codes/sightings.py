"""Codes of sightings of a missing person."""

from __future__ import annotations

import enum


class SightingTeller(enum.StrEnum):
    """Who told the sender of a sighting."""

    OWN_OBSERVATION = "own_observation"  # the sender saw the person
    PUBLIC = "public"  # a member of the public
    CHILD = "child"  # the missing child
    PROFESSIONAL = "professional"  # doctor, teacher, social worker
    OTHER = "other"


class SightingState(enum.StrEnum):
    """The state of a sighting at the desk of the report."""

    RECEIVED = "received"
    ACCEPTED = "accepted"  # it is a fact of the report
    REJECTED = "rejected"
