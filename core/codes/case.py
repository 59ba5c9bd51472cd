"""Codes of a child's case: clearance, custody, deadlines and people."""

from __future__ import annotations

import enum


class ClearanceRequestKind(enum.StrEnum):
    """The kind of a request for clearance."""

    REQUEST = "request"
    CONFIRMATION = "confirmation"  # one person cleared the report, a second one confirms it


class ContactRole(enum.StrEnum):
    """The role of a person around a child."""

    REPORTER = "reporter"
    GUARDIAN = "guardian"
    SUSPECT = "suspect"


class DeclarationState(enum.StrEnum):
    """The state of a custody declaration."""

    OPEN = "open"  # missing reports are open to the found side
    WAITING = "waiting"  # they are closed again; a second person and the call-back may still follow
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    LAPSED = "lapsed"


class DeadlineKind(enum.StrEnum):
    """What a deadline is for."""

    FIRST_REVIEW = "first_look"
    BEST_INTERESTS = "best_interests"
    ANSWER = "answer"
    VITAL_REVIEW = "vital_review"
