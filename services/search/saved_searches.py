"""Saved searches: saving with a reason, starting and ending.

They are repeated every hour until they end (`services.search.saved_search_repeats`). While a search
waits for its approval, its saved searches wait too. They start when it is signed, and end
when it is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from core.codes.approvals import ApprovalState
from core.codes.operations import JobKind
from core.codes.search import SearchState
from core.errors import Conflict, InvalidInput, LimitReached, require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.process import (
    NextSteps,
    Situation,
    done_steps,
    next_steps,
    refusal_of,
)
from core.policy.search import (
    MAX_SAVED_SEARCHES,
    SAVED_SEARCH_DAYS,
    SAVED_SEARCH_PROCESS,
    SAVED_SEARCH_WAIT_DAYS,
    SAVER,
    SEARCHING_AGENCY,
)
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.oversight.approval import Approval
from models.records.record import Record
from models.search.stored_searches import SavedSearch, Search
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.limits import rate_limits
from services.search import case_numbers, quota, search_log
from services.search.search_log import SearchLogEntry


@dataclasses.dataclass(frozen=True, slots=True)
class SavedSearchView:
    """A saved search of the actor.

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
    next_steps: NextSteps


def save_search(
    session: Session, context: Context, actor: Actor, search_id: UUID, *, reason: str, days: int
) -> SavedSearchView:
    """Save a search of the actor for some days. A saved search counts as another search in the
    quota.

    If the search waits for its approval, the saved search waits too. Raise `Conflict` if
    the approval was refused, or the search needed none because of a report that is no
    longer checked. Raise `InvalidInput` for days outside 1 to `SAVED_SEARCH_DAYS`. Raise
    `LimitReached` for more than `MAX_SAVED_SEARCHES`, or if the quota is used up. Raise `NotFound`
    for a search of another person. Audited.
    """
    require(actor, Action.SEARCH_OTHERS)
    require_reason(reason)
    if not 1 <= days <= SAVED_SEARCH_DAYS:
        raise InvalidInput("days", "out_of_range")
    own = Search.user_id == actor.user_id, Search.agency_id == actor.agency_id
    search = require_found(
        session.scalar(select(Search).where(Search.public_id == search_id, *own).with_for_update()),
        "no such search",
    )
    if search.channel != "search":
        raise Conflict(Refusal.NOT_A_SEARCH_TO_SAVE)
    quota.require_remaining(session, context, actor)
    now = context.clock.now()
    present = select(func.count(), func.min(SavedSearch.expires_at)).where(
        SavedSearch.user_id == actor.user_id, _is_present(now)
    )
    present_count, first_expires_at = session.execute(present).one()
    if present_count >= MAX_SAVED_SEARCHES:
        raise LimitReached(
            "too many searches are saved", retry_after_s=rate_limits.wait_s(first_expires_at, now)
        )
    signature = search_log.signature_of(session, search)
    is_waiting = signature is not None and signature.state == ApprovalState.WAITING
    copied = _copy(session, context, actor, search, needs_signature=signature is not None)
    key = data_keys.open_data_key(session, context.keys, copied.public_id)
    public_id = uuid4()
    row = SavedSearch(
        public_id=public_id,
        search_id=copied.id,
        origin_id=search.id,
        user_id=actor.user_id,
        reason=data_keys.seal_json(key, reason, _place(public_id)),
        days=days,
        started_at=None if is_waiting else now,
        expires_at=now + timedelta(days=SAVED_SEARCH_WAIT_DAYS if is_waiting else days),
    )
    session.add(row)
    session.flush()
    act = audit_log.AuditEvent(
        "save_search", purpose=search.purpose, basis=search.legal_basis, subject=public_id
    )
    audit_log.record_event(session, context, actor, act)
    return _view(actor, _Saved(row, copied, search.public_id, signature), reason=reason, now=now)


@dataclasses.dataclass(frozen=True, slots=True)
class _Saved:
    """A saved search with its repeated search, the id of the search that was saved, and the
    approval of that search (None if it needs none).
    """

    row: SavedSearch
    search: Search
    origin: UUID
    signature: Approval | None

    @property
    def signed_at(self) -> datetime | None:
        """The time of the signature that started it, None without one."""
        signed_at = self._decided_at(ApprovalState.APPROVED)
        return signed_at if signed_at == self.row.started_at else None

    @property
    def refused_at(self) -> datetime | None:
        """The time of the refusal that ended it, None without one."""
        refused_at = self._decided_at(ApprovalState.REFUSED)
        return refused_at if refused_at == self.row.ended_at else None

    def _decided_at(self, state: ApprovalState) -> datetime | None:
        is_decided = self.signature is not None and self.signature.state == state
        return self.signature.decided_at if self.signature and is_decided else None


def _state_of(saved: _Saved, now: datetime) -> SearchState:
    row = saved.row
    if row.ended_at is not None:
        if saved.refused_at is not None:
            return SearchState.REFUSED
        return SearchState.WITHDRAWN if row.started_at is None else SearchState.ENDED
    if row.expires_at <= now:
        return SearchState.EXPIRED
    return SearchState.WAITING if row.started_at is None else SearchState.RUNNING


def _situation(actor: Actor, saved: _Saved, now: datetime) -> Situation:
    """Return the situation of a saved search for its saver."""
    row, search = saved.row, saved.search
    sides = {
        SAVER: row.user_id == actor.user_id,
        SEARCHING_AGENCY: search.agency_id == actor.agency_id,
    }
    state = _state_of(saved, now)
    decider = None if saved.signature is None else saved.signature.decided_by
    ending = "withdraw" if state == SearchState.WITHDRAWN else "end"
    return Situation(
        state=state,
        sides=frozenset(side for side, is_on_it in sides.items() if is_on_it),
        role=actor.role,
        user_id=actor.user_id,
        done=done_steps(
            ("save", search.at, row.user_id),
            ("sign", saved.signed_at, decider),
            ("refuse", saved.refused_at, decider),
            (ending, None if saved.refused_at else row.ended_at, row.user_id),
        ),
        due_at=row.expires_at,
    )


def _view(actor: Actor, saved: _Saved, *, reason: str, now: datetime) -> SavedSearchView:
    row = saved.row
    return SavedSearchView(
        id=row.public_id,
        search=saved.origin,
        reason=reason,
        state=_state_of(saved, now),
        days=row.days,
        started_at=row.started_at,
        expires_at=row.expires_at,
        next_steps=next_steps(SAVED_SEARCH_PROCESS, _situation(actor, saved, now)),
    )


def _is_present(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a saved search runs or waits."""
    return and_(SavedSearch.expires_at > now, SavedSearch.ended_at.is_(None))


def is_running(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a saved search is repeated."""
    return and_(_is_present(now), SavedSearch.started_at.is_not(None))


def start_signed(
    session: Session, context: Context, actor: Actor, search: Search, signature: Approval
) -> None:
    """Start the saved searches that waited for the approval of a search. Audited.

    Their days count from the time of the signature.
    """
    for row in _lock_waiting(session, context, search):
        row.started_at = now = require_found(signature.decided_at, "no signature")
        row.expires_at = now + timedelta(days=row.days)
        act = audit_log.AuditEvent("start_saved_search", subject=row.public_id)
        audit_log.record_event(session, context, actor, act)
    session.flush()


def end_refused(
    session: Session, context: Context, actor: Actor, search: Search, signature: Approval
) -> None:
    """End the saved searches that waited for the approval of a search. Audited."""
    for row in _lock_waiting(session, context, search):
        row.ended_at = signature.decided_at
        act = audit_log.AuditEvent("refuse_saved_search", subject=row.public_id)
        audit_log.record_event(session, context, actor, act)
    session.flush()


def _lock_waiting(session: Session, context: Context, search: Search) -> Sequence[SavedSearch]:
    query = _waiting([search.id], context.clock.now())
    return session.scalars(query.with_for_update()).all()


def waiting_days(session: Session, context: Context, search_ids: Sequence[int]) -> dict[int, int]:
    """Return for how many days the waiting saved searches of a search will run, by search id.

    A search without one is missing. Of more than one, the longest counts.
    """
    days_by_search: dict[int, int] = {}
    for row in session.scalars(_waiting(search_ids, context.clock.now())):
        days_by_search[row.origin_id] = max(row.days, days_by_search.get(row.origin_id, 0))
    return days_by_search


def _waiting(search_ids: Sequence[int], now: datetime) -> Select[SavedSearch]:
    return (
        select(SavedSearch)
        .where(
            SavedSearch.origin_id.in_(search_ids),
            _is_present(now),
            SavedSearch.started_at.is_(None),
        )
        .order_by(SavedSearch.id)
    )


def _copy(
    session: Session, context: Context, actor: Actor, search: Search, *, needs_signature: bool
) -> Search:
    """Store the repeated search: the same query under a new data key.

    Records that were shown before cause no notification.
    """
    body = search_log.open_entry(session, context, search)
    shown_ids = tuple(UUID(hex=hex_id) for hex_id in body["shown"])
    case, report_id = body["case_number"], None
    if not needs_signature:
        bound = (
            None
            if search.bound_record_id is None
            else session.get_one(Record, search.bound_record_id)
        )
        report_id = case_numbers.find_own_report(session, context, actor, bound or case)
        if report_id is None:
            ids = {} if bound is None else {"record": bound.public_id}
            raise Conflict(Refusal.REPORT_OF_SEARCH_IS_NOT_CHECKED, **ids)
    entry = SearchLogEntry(
        JobKind.SAVED_SEARCH,
        search.purpose,
        search.legal_basis,
        body["facts"],
        case,
        shown=shown_ids,
        report_id=report_id,
    )
    return search_log.write_entry(session, context, actor, entry)


def list_saved_searches(session: Session, context: Context, actor: Actor) -> list[SavedSearchView]:
    """Return the saved searches of the actor, newest first. Audited."""
    require(actor, Action.SEARCH_OTHERS)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_saved_searches"))
    return [saved for _, saved in _open_own(session, context, actor, true())]


def newest_of(
    session: Session, context: Context, actor: Actor, search_ids: Sequence[int]
) -> dict[int, SavedSearchView]:
    """Return the newest saved search that the actor made of each search, by id of the search.

    A search that the actor did not save is missing. So is one whose saved search has lost its data
    key. Saved searches that have ended are included. Not audited.
    """
    is_of_these = SavedSearch.origin_id.in_(search_ids)
    views: dict[int, SavedSearchView] = {}
    for origin_id, saved in _open_own(session, context, actor, is_of_these):
        views.setdefault(origin_id, saved)
    return views


def _open_own(
    session: Session, context: Context, actor: Actor, which: ColumnElement[bool]
) -> list[tuple[int, SavedSearchView]]:
    """Return own saved searches with the ids of their origins, newest first.

    Those whose data key was destroyed are left out.
    """
    search, origin = aliased(Search), aliased(Search)
    rows = session.execute(
        select(SavedSearch, search, origin.public_id)
        .join(search, search.id == SavedSearch.search_id)
        .join(origin, origin.id == SavedSearch.origin_id)
        .where(SavedSearch.user_id == actor.user_id, which)
        .order_by(SavedSearch.id.desc())
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [ask.public_id for _, ask, _ in rows])
    signatures = search_log.signatures(session, [origin_id for _, _, origin_id in rows])
    now = context.clock.now()
    return [
        (
            row.origin_id,
            _view(
                actor,
                _Saved(row, ask, origin_id, signatures.get(origin_id)),
                reason=str(
                    data_keys.unseal_json(keys[ask.public_id], row.reason, _place(row.public_id))
                ),
                now=now,
            ),
        )
        for row, ask, origin_id in rows
        if ask.public_id in keys
    ]


def end_search(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """End a saved search of the actor, or withdraw it while it waits.

    A search that has ended does not change. Raise `NotFound` for another person's search, and
    `Conflict` for a step that is not permitted. Audited.
    """
    require(actor, Action.SEARCH_OTHERS)
    query = select(SavedSearch).where(SavedSearch.public_id == public_id)
    row = require_found(
        session.scalar(query.where(SavedSearch.user_id == actor.user_id).with_for_update()),
        "no such saved search",
    )
    now = context.clock.now()
    origin = session.get_one(Search, row.origin_id)
    signature = search_log.signatures(session, [origin.public_id]).get(origin.public_id)
    search = session.get_one(Search, row.search_id)
    saved = _Saved(row, search, origin.public_id, signature)
    act = "withdraw" if _state_of(saved, now) == SearchState.WAITING else "end"
    refusal = refusal_of(SAVED_SEARCH_PROCESS, _situation(actor, saved, now), act)
    if refusal is None:
        row.ended_at = now
    elif refusal is not Refusal.SAVED_SEARCH_IS_OVER:
        raise Conflict(refusal)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent(f"{act}_saved_search", subject=public_id)
    )


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("saved_search", public_id, FieldClass.F6.value, 1)
