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
    """The outcome of a verdict on a pair."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"
    PROVISIONALLY_SAME = "provisionally_same"


class VerdictStep(enum.StrEnum):
    """The step of a verdict."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    UNDO = "undo"
    PROVISIONAL = "provisional"
    PROPOSE_UNDO = "propose_undo"
    REVIEW = "review"


class ReviewCause(enum.StrEnum):
    """Why a decided pair must be reviewed before it opens anything new."""

    NONE = "none"
    EVIDENCE_CHANGED = "evidence_changed"
    LINK_BROKEN = "link_broken"
    UNDO_PROPOSED = "undo_proposed"
    DECISION_RESTORED = "decision_restored"
