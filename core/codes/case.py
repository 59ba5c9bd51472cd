"""Codes of a child's case: clearance, custody, deadlines and contacts."""

from __future__ import annotations

import enum


class ClearanceRequestKind(enum.StrEnum):
    """The kind of a request for clearance."""

    REQUEST = "request"
    CONFIRMATION = "confirmation"  # one person cleared the report; a second person must confirm


class ContactRole(enum.StrEnum):
    """The role of a contact person of a child."""

    REPORTER = "reporter"
    GUARDIAN = "guardian"
    SUSPECT = "suspect"


class GuardianKind(enum.StrEnum):
    """The kind of guardian."""

    INSTITUTION = "institution"  # an official of a listed institution
    PERSON = "person"
    # acts by law until a guardian is appointed
    STATUTORY_EMERGENCY = "statutory_emergency"


class DeclarationState(enum.StrEnum):
    """The state of a custody declaration."""

    OPEN = "open"  # the missing report is open to the found side
    # the report is closed again; a second person and the call-back may still follow
    WAITING = "waiting"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    LAPSED = "lapsed"


class DeadlineKind(enum.StrEnum):
    """The subject of a deadline."""

    FIRST_REVIEW = "first_look"
    BEST_INTERESTS = "best_interests"
    ANSWER = "answer"
    VITAL_REVIEW = "vital_review"
    READ_MESSAGE = "read_message"
    ANSWER_HIT = "answer_hit"  # a request that follows a hit of a search
