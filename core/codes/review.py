"""Codes of matches and decisions."""

from __future__ import annotations

import enum


class MatchState(enum.StrEnum):
    """The state of a match."""

    OPEN = "open"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class DecisionOutcome(enum.StrEnum):
    """The outcome of a decision on a match."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"
    PROVISIONALLY_SAME = "provisionally_same"


class DecisionStep(enum.StrEnum):
    """The step of a decision."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    UNDO = "undo"
    PROVISIONAL = "provisional"
    PROPOSE_UNDO = "propose_undo"
    REVIEW = "review"


class MatchContact(enum.StrEnum):
    """Whom the viewer's side of a match calls about the other record.

    `own_agency`: both records belong to the viewer's agency. `own_desk`: the viewer's agency has
    the desk that reaches the responsible agency. `kept_from`: nobody, because a bar keeps the
    viewer's record from the state of the other one.
    """

    OTHER_DESK = "other_desk"
    OWN_AGENCY = "own_agency"
    OWN_DESK = "own_desk"
    KEPT_FROM = "kept_from"


class ReviewCause(enum.StrEnum):
    """Why a decided match must be reviewed before it opens anything new."""

    NONE = "none"
    EVIDENCE_CHANGED = "evidence_changed"
    LINK_BROKEN = "link_broken"
    UNDO_PROPOSED = "undo_proposed"


class DeskKnowledge(enum.StrEnum):
    """What one desk of a match knows of the other desk."""

    NOTHING = "nothing"
    STATE = "state"  # its state, with the contact desk of the state
    DESK = "desk"  # its agency, with state and number
    # the reader may not learn it: the answer would say who the other desk is
    NOT_SHOWN = "not_shown"
