"""Rows of searches in every channel: person, reason, case and approval; the query is
sealed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.errors import Conflict
from core.policy.fields import FieldClass
from core.policy.sharing.views import View
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.oversight.approval import Approval
from models.records.record import Record
from models.search.stored_searches import Search
from services.approvals import approval_requests
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row


@dataclasses.dataclass(frozen=True, slots=True)
class SearchLogEntry:
    """One search for one person: channel, grounds, facts and shown records.

    `bound` is the own report that the search is for, None for another search. `sketch` has keyed
    hashes of the query, None for the repeat of a saved search. `strong` are the ids of all strong
    results, also hidden ones; the worker notifies their responsible agencies. `needs_signature`:
    the search is for no own case, so a supervisor approves it. `report_id` is the checked report of
    a saved search that needed no signature, None for any other search. `bands` has for each of
    `shown` the band and the view it was shown with.
    """

    channel: str
    purpose: str
    legal_basis: str
    facts: Row
    case_number: str = ""
    bound: Record | None = None
    shown: Sequence[UUID] = ()
    strong: Sequence[int] = ()
    sketch: bytes | None = None
    needs_signature: bool = False
    report_id: int | None = None
    bands: Sequence[tuple[str, View]] = ()


def write_entry(session: Session, context: Context, actor: Actor, entry: SearchLogEntry) -> Search:
    """Store a search, which counts it, and ask for its approval if it needs one.

    The quota (`services.search.quota`) was checked before in the same transaction.
    """
    public_id, now = uuid4(), context.clock.now()
    key = data_keys.make_data_key(session, context.keys, subject=public_id, scope="search", now=now)
    body = {
        "facts": dict(entry.facts),
        "case_number": entry.case_number,
        "shown": [public_id.hex for public_id in entry.shown],
        "strong": list(entry.strong),
        "report": entry.report_id,
        "bands": [[band, int(view)] for band, view in entry.bands],
    }
    row = Search(
        public_id=public_id,
        user_id=actor.user_id,
        agency_id=actor.agency_id,
        acting_state=actor.state,
        channel=entry.channel,
        purpose=entry.purpose,
        legal_basis=entry.legal_basis,
        bound_record_id=entry.bound.id if entry.bound else None,
        sealed=data_keys.seal_json(key, body, entry_place(public_id)),
        sketch=entry.sketch,
        shown=len(entry.shown),
        at=now,
    )
    session.add(row)
    session.flush()
    if entry.needs_signature:
        approval_requests.open_approval(
            session, context, actor, ApprovalKind.SEARCH_APPROVAL, public_id
        )
    return row


def is_for_report() -> ColumnElement[bool]:
    """Return the condition that a search is linked to a report and is only about its person.

    A linked search with another fact needs an approval, also after it was decided.
    """
    asked = exists().where(
        Approval.kind == ApprovalKind.SEARCH_APPROVAL, Approval.subject == Search.public_id
    )
    return Search.bound_record_id.is_not(None) & ~asked


def signatures(session: Session, ids: Collection[UUID]) -> dict[UUID, Approval]:
    """Return the approvals of searches, by the id of the search.

    A search that needs none is missing.
    """
    return approval_requests.of_subjects(session, ApprovalKind.SEARCH_APPROVAL, ids)


def signature_of(session: Session, search: Search) -> Approval | None:
    """Return the approval of a search, None if it needs none.

    Raise `Conflict` if it was refused: such a search has no further use.
    """
    signature = signatures(session, [search.public_id]).get(search.public_id)
    if signature is not None and signature.state == ApprovalState.REFUSED:
        raise Conflict(Refusal.SEARCH_WAS_REFUSED)
    return signature


def open_entry(session: Session, context: Context, row: Search) -> Mapping[str, Any]:
    """Return the sealed part of a search: facts, case number, shown and found records.

    Raise `SealBroken` if its data key was destroyed.
    """
    return open_with(data_keys.open_data_key(session, context.keys, row.public_id), row)


def open_with(key: bytes, row: Search) -> Mapping[str, Any]:
    """Unseal the sealed part of a search with its data key."""
    opened: Mapping[str, Any] = data_keys.unseal_json(key, row.sealed, entry_place(row.public_id))
    return opened


def entry_place(public_id: UUID) -> SealPlace:
    """Return the seal place of a search."""
    return SealPlace("search", public_id, FieldClass.F6.value, 1)
