"""Codes of searches."""

from __future__ import annotations

import enum


class SearchState(enum.StrEnum):
    """The state of a search or of a saved search. `ASKED` belongs to searches that are not saved.

    The state is derived from stored times (`services.search.saved_searches`). No job has to store
    that a search has expired.
    """

    ASKED = "asked"  # once; it needs no approval or has one
    WAITING = "waiting"  # for the approval
    RUNNING = "running"  # saved: repeated every hour
    ENDED = "ended"
    REFUSED = "refused"  # by the person who was asked for the approval
    WITHDRAWN = "withdrawn"  # before the approval
    EXPIRED = "expired"  # its days are over, or the signature came too late
