"""Ask, save and approve a search, as requests of actors do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update

from core.codes.approvals import ApprovalKind, ApprovalState
from models.oversight.approval import Approval
from services.foundation.actor import Actor
from services.foundation.facts.intake_row import Row
from services.search import person_search, saved_searches
from services.search.person_search import SearchAnswer, SearchQuery
from services.search.saved_searches import SavedSearchView
from tests.factories import Installation
from tests.integration.steps import decide

# the person of MISSING and FOUND, as a relative remembers her
HEARD: Row = {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"]}
BORN: Row = {"full_name": "Shakiba Rahimzada", "birth_date": "2009-07-10"}


def question(actor: Actor, facts: Row = HEARD, **changes: Any) -> SearchQuery:
    """Return a query with a case number of the actor's state."""
    made = {
        "facts": facts,
        "purpose": "locate_missing",
        "legal_basis": "led_8_10",
        "case_number": f"{actor.state}-2026-001",
        **changes,
    }
    return SearchQuery(**made)


def ask(one: Installation, actor: Actor, facts: Row = HEARD, **changes: Any) -> SearchAnswer:
    return one.do(actor, person_search.search, question(actor, facts, **changes))


def save(
    one: Installation, actor: Actor, search_id: UUID, days: int = 30, reason: str = "expected"
) -> SavedSearchView:
    return one.do(actor, saved_searches.save_search, search_id, reason=reason, days=days)


def approve_search(
    one: Installation, actor: Actor, search_id: UUID, *, is_approved: bool = True
) -> None:
    decide(one, actor, search_id, is_approved=is_approved)


def mark_signed(one: Installation) -> None:
    """Mark all searches as approved, whoever made them."""
    signed = update(Approval).where(Approval.kind == ApprovalKind.SEARCH_APPROVAL)
    one.change(signed.values(state=ApprovalState.APPROVED, decided_at=one.clock.now()))
