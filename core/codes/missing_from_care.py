"""Codes of a child missing from care: who could harm it in a state, why a state was not told."""

from __future__ import annotations

import enum


class StateDanger(enum.StrEnum):
    """Who could harm the child in a state where it may go."""

    NOBODY_KNOWN = "nobody_known"
    FAMILY = "family"
    EXPLOITER = "exploiter"
    AUTHORITY = "authority"


class NotSent(enum.StrEnum):
    """Why the report was not sent to a state."""

    APPROVAL = "approval"  # waits for a second person
    NO_DESK = "no_desk"  # no desk of the state that the report may reach is in Homeward
    BARRED = "barred"  # protection keeps the state out
    OWN_DESK = "own_desk"  # the state's desk filed the report
    REFUSED = "refused"  # a second person refused the report
    CLOSED = "closed"  # the report was closed
    CONSENT = "consent"  # an adult who did not agree to be identified there
