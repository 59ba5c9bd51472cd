"""Rows of searches in every channel: person, reason and case; the query is sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from core.policy.fields import FieldClass
from core.policy.sharing.views import View
from core.security.crypto import SealPlace
from models.records.record import Record
from models.search.search import Search
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row


@dataclasses.dataclass(frozen=True, slots=True)
class SearchLogEntry:
    """One search for one person: channel, grounds, facts and shown records.

    `bound` is the own report that the search is for, None for another search. `sketch` has keyed
    hashes of the query, None for the repeat of a saved search. `strong` are the ids of all strong
    results, also hidden ones; the worker notifies their owners. `countersign_due_at` is the
    deadline of the countersignature, None if it needs none. `report_id` is the cleared report of a
    saved search that needed no signature, None for any other search. `bands` has for each of
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
    countersign_due_at: datetime | None = None
    report_id: int | None = None
    bands: Sequence[tuple[str, View]] = ()


def write_entry(session: Session, context: Context, actor: Actor, look: SearchLogEntry) -> Search:
    """Store a search, which counts it.

    The quota (`services.search.quota`) was checked before in the same transaction.
    """
    public_id, now = uuid4(), context.clock.now()
    key = data_keys.make_data_key(session, context.keys, subject=public_id, scope="search", now=now)
    body = {
        "facts": dict(look.facts),
        "case_number": look.case_number,
        "shown": [public_id.hex for public_id in look.shown],
        "strong": list(look.strong),
        "report": look.report_id,
        "bands": [[band, int(view)] for band, view in look.bands],
    }
    row = Search(
        public_id=public_id,
        user_id=actor.user_id,
        agency_id=actor.agency_id,
        acting_state=actor.state,
        channel=look.channel,
        purpose=look.purpose,
        legal_basis=look.legal_basis,
        bound_record_id=look.bound.id if look.bound else None,
        sealed=data_keys.seal_json(key, body, entry_place(public_id)),
        sketch=look.sketch,
        shown=len(look.shown),
        at=now,
        countersign_due_at=look.countersign_due_at,
    )
    session.add(row)
    session.flush()
    return row


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
