"""Searches and their answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Reason, Request
from api.schemas.matching_runs.evidence import ReasonOut
from api.schemas.records.columns import request_of
from api.schemas.records.records import RecordOut
from core.codes.search import SearchState
from core.intake import INTAKE_FIELDS
from core.policy.search import SAVED_SEARCH_DAYS
from services.search.saved_searches import SavedSearchView
from services.search.search import SearchAnswer as SearchAnswer
from services.search.search import SearchQuery, SearchResult

if TYPE_CHECKING:
    _Columns = Request
else:
    _Columns = request_of(
        "Columns", (field for field in INTAKE_FIELDS if field.is_searched), has_notes=False
    )


class Query(_Columns):
    """What is known of the person looked for: two identifying facts at least, or a full document or
    phone.
    """


class SearchIn(Request):
    """Who is looked for, why, on which basis, for which case; bound to an own missing report or
    not.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "facts": {"full_name": "Zahra Husaini", "relatives": ["mother:Maryam"]},
                    "purpose": "locate_missing",
                    "legal_basis": "led_8_10",
                    "case_number": "GR-2025-000123",
                }
            ]
        }
    )

    facts: Query
    purpose: str
    legal_basis: str
    case_number: Annotated[str, Field(max_length=100)]
    bound_to: UUID | None = None

    def question(self) -> SearchQuery:
        """Return the search as the service takes it."""
        return SearchQuery(
            facts=self.facts.model_dump(exclude_unset=True),
            purpose=self.purpose,
            legal_basis=self.legal_basis,
            case_number=self.case_number,
            bound_to=self.bound_to,
        )


class SearchResultOut(Answer):
    """One record that was found; reasons in words from `identity` up, below it at most which kinds
    agreed.

    `band` uses only permitted evidence: `strong`, `possible` or `weak`. At `hit` it is `link`: the
    agency calls the desk of the record. A link has no strength.

    `evidence`: the same reasons taken apart; none below `identity`.
    """

    band: str
    record: RecordOut
    reasons: list[str]
    evidence: list[ReasonOut]

    @classmethod
    def of(cls, result: SearchResult) -> SearchResultOut:
        """Return what was found for showing."""
        evidence = [ReasonOut.of(reason) for reason in result.reasons]
        reasons = [reason.words for reason in evidence] or list(result.kinds)
        return cls(
            band=result.band, record=RecordOut.of(result.record), reasons=reasons, evidence=evidence
        )


class SearchOut(Answer):
    """At most twenty records, by band, then at random. There is no total and no next page."""

    id: UUID
    found: list[SearchResultOut]

    @classmethod
    def of(cls, answer: SearchAnswer) -> SearchOut:
        """Return the answer for showing."""
        return cls(id=answer.id, found=[SearchResultOut.of(result) for result in answer.found])


class SavedSearchIn(Request):
    """Why a search is saved, and for how many days it runs."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "a sister is expected", "days": 30}]}
    )

    reason: Reason
    days: Annotated[int, Field(ge=1, le=SAVED_SEARCH_DAYS)] = 30


class SavedSearchCreatedOut(Answer):
    """A saved search: `running`, or `waiting` for a countersignature until `expires_at`."""

    standing: UUID
    state: SearchState
    expires_at: datetime


class SavedSearchList(Answer):
    """Your saved searches, newest first."""

    searches: list[SavedSearchView]
