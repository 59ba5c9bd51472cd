"""Searches and their results."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.matching_runs.evidence import ReasonOut
from api.schemas.next_steps import NextStepsOut
from api.schemas.records.columns import request_of
from api.schemas.records.register import RecordOut
from core.code_sets import OneOf
from core.codes.search import SearchState
from core.intake import INTAKE_FIELDS
from core.policy.search import NOTHING_SEEN, SAVED_SEARCH_DAYS, SAVED_SEARCH_PROCESS
from core.published import Reason
from services.search.person_search import SearchAnswer, SearchQuery, SearchResult
from services.search.saved_searches import SavedSearchView

if TYPE_CHECKING:
    _Columns = RequestBody
else:
    _Columns = request_of((field for field in INTAKE_FIELDS if field.is_searched), has_notes=False)


class Query(_Columns):
    """Facts about the person.

    %(identifying_facts)s identifying facts or more, or a full document or phone number.
    """


class SearchIn(
    RequestBody,
    examples=[
        {
            "facts": {"full_name": "Zahra Husaini", "relatives": ["mother:Maryam"]},
            "purpose": "locate_missing",
            "legal_basis": "led_8_10",
            "case_number": "GR-2025-000123",
        }
    ],
):
    """A search, with its purpose, legal basis and case."""

    facts: Query
    purpose: Annotated[str, OneOf("purpose", is_checked_later=True)]
    legal_basis: Annotated[str, OneOf("legal_basis")]
    case_number: Annotated[
        str, Field(max_length=100, description="Case number in the form of your state.")
    ]
    bound_to: UUID | None = Field(
        default=None,
        description="Your own missing report that the search is for; null for another search.",
    )

    def question(self) -> SearchQuery:
        """Return the query for the service."""
        return SearchQuery(
            facts=self.facts.model_dump(exclude_unset=True),
            purpose=self.purpose,
            legal_basis=self.legal_basis,
            case_number=self.case_number,
            bound_to=self.bound_to,
        )


class SearchResultOut(Answer):
    """A record that was found."""

    band: str = Field(
        description=(
            "Strength by permitted evidence: `strong`, `possible` or `weak`. `link` with the "
            "view `link`: call the desk of the record. A link has no strength."
        )
    )
    record: RecordOut
    reasons: list[str] = Field(
        description=(
            "From the view `identity` up, reasons in words; below, only the kinds of facts "
            "that agree."
        )
    )
    evidence: list[ReasonOut] = Field(
        description="The parts of the same reasons; empty below the view `identity`."
    )

    @classmethod
    def of(cls, result: SearchResult) -> SearchResultOut:
        """Return one found record with its reasons.

        `reasons` are the words of `evidence`. Without evidence they are the kinds of facts that
        agree.
        """
        evidence = [ReasonOut.of(reason) for reason in result.reasons]
        reasons = [reason.words for reason in evidence] or list(result.kinds)
        return cls(
            band=result.band, record=RecordOut.of(result.record), reasons=reasons, evidence=evidence
        )


class NothingSeenOut(Answer):
    """An empty result: the same answer whether a record is hidden or there is none."""

    sentences: list[str] = Field(description="What the result means, and what to do now.")
    contacts: list[str] = Field(
        description="Contact desks of the state that you act for, with their numbers."
    )

    @classmethod
    def of(cls, answer: SearchAnswer) -> NothingSeenOut:
        """Return the constant sentences, and the desks of the searcher's state."""
        return cls(sentences=list(NOTHING_SEEN), contacts=list(answer.contacts))


class SearchOut(Answer):
    """At most %(search_results)s records, by band, then in random order.

    There is no total and no next page. A report whose reporter has a telephone number of the query
    is not shown for that; its agency is notified.
    """

    id: UUID
    found: list[SearchResultOut]
    nothing_seen: NothingSeenOut | None = Field(
        description="What to do now; null if a record was found."
    )

    @classmethod
    def of(cls, answer: SearchAnswer) -> SearchOut:
        """Return the id of the search and its results in the order of `answer.found`."""
        return cls(
            id=answer.id,
            found=[SearchResultOut.of(result) for result in answer.found],
            nothing_seen=None if answer.found else NothingSeenOut.of(answer),
        )


class SavedSearchIn(RequestBody, examples=[{"reason": "a sister is expected", "days": 30}]):
    """The reason of a saved search, and its days."""

    reason: Reason
    days: Annotated[int, Field(ge=1, le=SAVED_SEARCH_DAYS)] = 30


class SavedSearchCreatedOut(Answer):
    """A saved search: `running`, or `waiting` for an approval until `expires_at`."""

    saved_search: UUID
    state: SearchState
    expires_at: datetime


class SavedSearchOut(Answer):
    """One of your saved searches, with what happens next.

    `search` is the search that was saved. `expires_at` is the end of the wait for the
    approval, then the end of the search.
    """

    id: UUID
    search: UUID
    reason: str
    state: SearchState
    days: int
    started_at: datetime | None
    expires_at: datetime
    next_steps: NextStepsOut

    @classmethod
    def of(cls, saved: SavedSearchView, user_id: int | None) -> SavedSearchOut:
        """Return a saved search; `user_id` is the reader, for the steps that the reader took."""
        steps = NextStepsOut.of(
            SAVED_SEARCH_PROCESS, saved.next_steps, user_id=user_id, ids={"search": saved.id}
        )
        return answer_from(cls, saved, next_steps=steps)


class SavedSearchList(Answer):
    """Your saved searches, newest first."""

    searches: list[SavedSearchOut]
