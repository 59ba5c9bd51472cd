"""A person's own past searches: a list with their state, and reading them again.

A search that is read again shows the records it found that the person may still see, at the view of
today. No new query is run. Searches of other people are not accessible.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from core.clock import add_months
from core.codes.approvals import ApprovalState
from core.codes.search import SearchState
from core.errors import require_found
from core.policy.actions import Action
from core.policy.records.retention import SEARCH_MONTHS
from core.policy.search import PAST_SEARCHES_PAGE
from core.policy.sharing.information_flow import LINK_BAND
from core.policy.sharing.views import View
from models.oversight.approval import Approval
from models.search.stored_searches import Search
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.records import register
from services.search import batch_search, saved_searches, search_log
from services.search.person_search import SearchResult
from services.search.saved_searches import SavedSearchView
from services.sharing import visibility
from services.sharing.visibility import VisibleRecord

# The channels of searches that a person made. Warnings at registration, dry runs and repeats of
# saved searches are not listed.
CHANNELS = ("search", batch_search.CHANNEL)
NAME_COLUMNS = ("full_name", "name_native", "given_names", "family_names")


@dataclasses.dataclass(frozen=True, slots=True)
class PastSearch:
    """A search of the actor: time, purpose, case and state.

    `looked_for` is the name in the query, "" without a name. `sign_by` is the deadline of the
    approval. It is None for a search that needs no approval or already has it.
    `saved` is the newest saved search that was made from this search, None without one. `position`,
    given as `before`, lists the searches older than this one.
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
    position: int


@dataclasses.dataclass(frozen=True, slots=True)
class OpenedSearch:
    """An opened search: its query, and the records that the actor may see today."""

    search: PastSearch
    facts: Row
    found: tuple[SearchResult, ...]


def list_past_searches(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> tuple[list[PastSearch], int]:
    """Return a page of the actor's searches, and the next `before` (0: the end). Audited.

    The newest is first. `before` is 0 for the first page. A page is made of `PAST_SEARCHES_PAGE`
    searches, without those whose data key was destroyed.
    """
    require(actor, Action.SEARCH_OTHERS)
    query = select(Search).where(_is_own(context, actor)).order_by(Search.id.desc())
    if before:
        query = query.where(Search.id < before)
    rows = session.scalars(query.limit(PAST_SEARCHES_PAGE)).all()
    keys = data_keys.open_data_keys(session, context.keys, [row.public_id for row in rows])
    saved = saved_searches.newest_of(session, context, actor, [row.id for row in rows])
    signatures = search_log.signatures(session, [row.public_id for row in rows])
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_searches"))
    past = [
        _past(
            row,
            search_log.open_with(keys[row.public_id], row),
            saved.get(row.id),
            signatures.get(row.public_id),
        )
        for row in rows
        if row.public_id in keys
    ]
    return past, rows[-1].id if len(rows) == PAST_SEARCHES_PAGE else 0


def read_past_search(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> OpenedSearch:
    """Read a search of the actor; raise `NotFound` for another person's search and for an erased
    one.

    Return the records it showed that the actor may see today. A search linked to a report does not
    raise the view again. Audited with the classes shown.
    """
    require(actor, Action.SEARCH_OTHERS)
    row = require_found(
        session.scalar(
            select(Search).where(Search.public_id == public_id, _is_own(context, actor))
        ),
        "no such search",
    )
    keys = data_keys.open_data_keys(session, context.keys, [public_id])
    body = search_log.open_with(require_found(keys.get(public_id), "no such search"), row)
    shown = [UUID(hex=hex_id) for hex_id in body["shown"]]
    bands = dict(zip(shown, body["bands"], strict=True))
    seen = {
        visible.record.public_id: visible
        for visible in visibility.visible_records(
            session, actor, now=context.clock.now(), public_ids=shown
        )
    }
    in_order = [seen[record_id] for record_id in shown if record_id in seen]
    views = register.open_records(session, context, in_order)
    act = audit_log.AuditEvent(
        "read_search",
        purpose=row.purpose,
        basis=row.legal_basis,
        subject=public_id,
        records=tuple(
            audit_log.ShownRecord(view.id, register.opened_classes(view, visible))
            for view, visible in zip(views, in_order, strict=True)
        ),
    )
    audit_log.record_event(session, context, actor, act)
    saved = saved_searches.newest_of(session, context, actor, [row.id])
    return OpenedSearch(
        _past(
            row, body, saved.get(row.id), search_log.signatures(session, [public_id]).get(public_id)
        ),
        body["facts"],
        tuple(
            SearchResult(view, _band(visible, bands[view.id]))
            for view, visible in zip(views, in_order, strict=True)
        ),
    )


def _is_own(context: Context, actor: Actor) -> ColumnElement[bool]:
    """Return the condition for own searches of the current agency and state, within retention."""
    return and_(
        Search.user_id == actor.user_id,
        Search.agency_id == actor.agency_id,
        Search.acting_state == actor.state,
        Search.channel.in_(CHANNELS),
        Search.at > add_months(context.clock.now(), -SEARCH_MONTHS),
    )


def _past(
    row: Search,
    body: Mapping[str, Any],
    saved: SavedSearchView | None,
    signature: Approval | None,
) -> PastSearch:
    signed = None if signature is None else ApprovalState(signature.state)
    return PastSearch(
        id=row.public_id,
        at=row.at,
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        case_number=body["case_number"],
        looked_for=_looked_for(body["facts"]),
        state=_state(saved, signed),
        sign_by=signature.due_at if signature and signed is ApprovalState.WAITING else None,
        saved=saved,
        position=row.id,
    )


def _state(saved: SavedSearchView | None, signed: ApprovalState | None) -> SearchState:
    """Return the state of a search; `signed` is that of its approval, None without one.

    A saved search that runs or waits comes first, then an approval that is missing or was
    refused, then a saved search that is over. Without any of them the state is `ASKED`.
    """
    if saved is not None and saved.state in {SearchState.RUNNING, SearchState.WAITING}:
        return saved.state
    if signed is ApprovalState.WAITING:
        return SearchState.WAITING
    if signed is ApprovalState.REFUSED:
        return SearchState.REFUSED
    return SearchState.ASKED if saved is None else saved.state


def _looked_for(facts: Row) -> str:
    first = next((facts[column] for column in NAME_COLUMNS if facts.get(column)), "")
    return first if isinstance(first, str) else " ".join(first)


def _band(seen: VisibleRecord, shown: Sequence[Any]) -> str:
    """Return the band at the time of the search, or "" if the view was higher then.

    A band of a higher view may use facts that the actor may not see today.
    """
    if seen.view is View.LINK:
        return LINK_BAND
    if seen.view < View(shown[1]):
        return ""
    return str(shown[0])
