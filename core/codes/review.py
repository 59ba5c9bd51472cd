"""Codes of pairs and verdicts."""

from __future__ import annotations

import enum


class PairState(enum.StrEnum):
    """The state of a pair."""

    OPEN = "open"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class VerdictOutcome(enum.StrEnum):
    """What a verdict says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"


class VerdictStep(enum.StrEnum):
    """The step that a verdict takes."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    UNDO = "undo"
