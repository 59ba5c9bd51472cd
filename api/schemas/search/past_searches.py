"""Own past searches."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from api.schemas.common import Answer, answer_from
from api.schemas.search.person_search import SavedSearchOut, SearchResultOut
from core.codes.search import SearchState
from services.search.past_searches import OpenedSearch, PastSearch


class PastSearchOut(Answer):
    """One of your searches. `state` is `asked`, `waiting` (for an approval), or after saving
    `running`, `ended`, `withdrawn` or `expired`.

    `sign_by` is the deadline of the approval, null if it needs none or has one. `saved` is
    its newest saved search, null if it was never saved.
    """

    id: UUID
    at: datetime
    purpose: str
    legal_basis: str
    case_number: str
    looked_for: str
    state: SearchState
    sign_by: datetime | None
    saved: SavedSearchOut | None

    @classmethod
    def of(cls, past: PastSearch, user_id: int | None) -> PastSearchOut:
        """Return a past search with its saved search; `user_id` is the reader."""
        saved = None if past.saved is None else SavedSearchOut.of(past.saved, user_id)
        return answer_from(cls, past, saved=saved)


class PastSearchPage(Answer):
    """A page of your searches, newest first."""

    searches: list[PastSearchOut]
    next: str | None


class OpenedSearchOut(Answer):
    """One of your searches: its query, and the records that you may see today.

    `band` is "" for a record of which you see less today than at the time of the search.
    """

    search: PastSearchOut
    facts: dict[str, Any]
    found: list[SearchResultOut]

    @classmethod
    def of(cls, opened: OpenedSearch, user_id: int | None) -> OpenedSearchOut:
        """Return an opened search with its query and records; `user_id` is the reader."""
        return cls(
            search=PastSearchOut.of(opened.search, user_id),
            facts=dict(opened.facts),
            found=[SearchResultOut.of(result) for result in opened.found],
        )
