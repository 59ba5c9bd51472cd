"""Own past searches."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any
from uuid import UUID

from api.schemas.common import Answer
from api.schemas.search.search import SearchResultOut
from core.codes.search import SearchState
from services.search.past_searches import OpenedSearch, PastSearch
from services.search.saved_searches import SavedSearchView


class PastSearchOut(Answer):
    """One of your searches. `state` is `asked`, `waiting` (for a countersignature), or after saving
    `running`, `ended`, `withdrawn` or `expired`.

    `sign_by` is the deadline of the countersignature, null if it needs none or has one. `saved` is
    its newest saved search.
    """

    id: UUID
    at: datetime
    purpose: str
    legal_basis: str
    case_number: str
    looked_for: str
    state: SearchState
    sign_by: datetime | None
    saved: SavedSearchView | None

    @classmethod
    def of(cls, past: PastSearch) -> PastSearchOut:
        """Return a past search as an answer."""
        shown = {field.name: getattr(past, field.name) for field in dataclasses.fields(past)}
        return cls(**{name: shown[name] for name in cls.model_fields})


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
    def of(cls, opened: OpenedSearch) -> OpenedSearchOut:
        """Return an opened search as an answer."""
        return cls(
            search=PastSearchOut.of(opened.search),
            facts=dict(opened.facts),
            found=[SearchResultOut.of(result) for result in opened.found],
        )
