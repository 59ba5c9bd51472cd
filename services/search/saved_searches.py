"""Saved searches: saving with a reason, starting and ending.

They are repeated every hour until they end (`services.search.saved_search_repeats`). While a search
waits for its countersignature, its saved searches wait too. They start when it is signed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from core.codes.notices import NoticeKind
from core.codes.operations import JobKind
from core.codes.search import SearchState
from core.errors import Conflict, InvalidInput, LimitReached, require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.process import (
    DueStep,
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
from models.records.record import Record
from models.search.search import SavedSearch, Search
from services.foundation import audit_log, data_keys, process_steps
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.limits import rate_limits
from services.search import case_numbers, quota, search_log
from services.search.search_log import SearchLogEntry
from services.sharing import notices


@dataclasses.dataclass(frozen=True, slots=True)
class SavedSearchView:
    """A saved search of the actor.

    `search` is the search that was saved. `expires_at` is the end of the wait for the
    countersignature, then the end of the search.
    """

    id: UUID
    search: UUID
    reason: str
    state: SearchState
    days: int
    started_at: datetime | None
    expires_at: datetime
    next_steps: NextSteps


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingSearch:
    """A saved search that waits for the countersignature of its search.

    `days`: for how many days it will run. `due`: the step that comes next, None without one.
    """

    days: int
    due: DueStep | None


def save_search(
    session: Session, context: Context, actor: Actor, search_id: UUID, *, reason: str, days: int
) -> SavedSearchView:
    """Save a search of the actor for some days. A saved search counts as another search in the
    quota.

    If the search waits for its countersignature, the saved search waits too, and the supervisors
    get a notice. Raise `Conflict` if the search needed no countersignature because of a report that
    is no longer cleared. Raise `InvalidInput` for days outside 1 to `SAVED_SEARCH_DAYS`. Raise
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
    is_waiting = search.countersign_due_at is not None and search.countersigned_at is None
    look = _copy(session, context, actor, search)
    key = data_keys.open_data_key(session, context.keys, look.public_id)
    public_id = uuid4()
    row = SavedSearch(
        public_id=public_id,
        search_id=look.id,
        origin_id=search.id,
        user_id=actor.user_id,
        reason=data_keys.seal_json(key, reason, _place(public_id)),
        days=days,
        started_at=None if is_waiting else now,
        expires_at=now + timedelta(days=SAVED_SEARCH_WAIT_DAYS if is_waiting else days),
    )
    session.add(row)
    session.flush()
    if is_waiting:
        notices.notify_agency(
            session,
            context,
            search.agency_id,
            kind=NoticeKind.SAVED_SEARCH_WAITS,
            search_id=search.id,
        )
    act = audit_log.AuditEvent(
        "stand_search", purpose=search.purpose, basis=search.legal_basis, subject=public_id
    )
    audit_log.record_event(session, context, actor, act)
    return _view(actor, row, look, search.public_id, reason=reason, now=now)


def state_of(row: SavedSearch, now: datetime) -> SearchState:
    """Return the state of a saved search."""
    if row.ended_at is not None:
        return SearchState.WITHDRAWN if row.started_at is None else SearchState.ENDED
    if row.expires_at <= now:
        return SearchState.EXPIRED
    return SearchState.WAITING if row.started_at is None else SearchState.RUNNING


def _situation(actor: Actor, row: SavedSearch, look: Search, now: datetime) -> Situation:
    """Return the situation of a saved search for its saver, or for the supervisor who signs it.

    `look` is a search of the same agency: the repeated one, or the one that was saved.
    """
    sides = {
        SAVER: row.user_id == actor.user_id,
        SEARCHING_AGENCY: look.agency_id == actor.agency_id,
    }
    state = state_of(row, now)
    ending = "withdraw" if state == SearchState.WITHDRAWN else "end"
    return Situation(
        state=state,
        sides=frozenset(side for side, is_on_it in sides.items() if is_on_it),
        role=actor.role,
        user_id=actor.user_id,
        done=done_steps(
            ("save", look.at, row.user_id),
            ("sign", None if row.signed_by is None else row.started_at, row.signed_by),
            (ending, row.ended_at, row.user_id),
        ),
        due_at=row.expires_at,
    )


def _view(
    actor: Actor,
    row: SavedSearch,
    look: Search,
    search_id: UUID,
    *,
    reason: str,
    now: datetime,
) -> SavedSearchView:
    return SavedSearchView(
        id=row.public_id,
        search=search_id,
        reason=reason,
        state=state_of(row, now),
        days=row.days,
        started_at=row.started_at,
        expires_at=row.expires_at,
        next_steps=next_steps(SAVED_SEARCH_PROCESS, _situation(actor, row, look, now)),
    )


def _is_present(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a saved search runs or waits."""
    return and_(SavedSearch.expires_at > now, SavedSearch.ended_at.is_(None))


def is_running(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a saved search is repeated."""
    return and_(_is_present(now), SavedSearch.started_at.is_not(None))


def start_signed(session: Session, context: Context, actor: Actor, search: Search) -> None:
    """Start the saved searches that waited for the countersignature of a search.

    The caller has checked that the actor is the second person. The days of the saved searches count
    from now. Raise `Conflict` for one that cannot start. Audited.
    """
    now = context.clock.now()
    for row in session.scalars(_waiting([search.id], now).with_for_update()).all():
        process_steps.check_step(SAVED_SEARCH_PROCESS, _situation(actor, row, search, now), "sign")
        row.started_at, row.signed_by = now, actor.user_id
        row.expires_at = now + timedelta(days=row.days)
        audit_log.record_event(
            session,
            context,
            actor,
            audit_log.AuditEvent("start_standing", subject=row.public_id),
        )
    session.flush()


def waiting_searches(
    session: Session, context: Context, actor: Actor, searches: Sequence[Search]
) -> dict[int, WaitingSearch]:
    """Return the waiting saved searches of searches of the actor's agency, by search id."""
    by_id = {search.id: search for search in searches}
    now = context.clock.now()
    found: dict[int, WaitingSearch] = {}
    for row in session.scalars(_waiting(list(by_id), now)):
        before = found.get(row.origin_id)
        situation = _situation(actor, row, by_id[row.origin_id], now)
        found[row.origin_id] = WaitingSearch(
            max(row.days, before.days if before else 0),
            next_steps(SAVED_SEARCH_PROCESS, situation).due,
        )
    return found


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


def _copy(session: Session, context: Context, actor: Actor, search: Search) -> Search:
    """Store the repeated search: the same query under a new data key.

    Records that were shown before cause no notice.
    """
    body = search_log.open_entry(session, context, search)
    shown_ids = tuple(UUID(hex=hex_id) for hex_id in body["shown"])
    case, report_id = body["case_number"], None
    if search.countersign_due_at is None:
        bound = (
            None
            if search.bound_record_id is None
            else session.get_one(Record, search.bound_record_id)
        )
        report_id = case_numbers.find_own_report(session, context, actor, bound or case)
        if report_id is None:
            ids = {} if bound is None else {"record": bound.public_id}
            raise Conflict(Refusal.REPORT_OF_SEARCH_IS_NOT_CLEARED, **ids)
    look = SearchLogEntry(
        JobKind.SAVED_SEARCH,
        search.purpose,
        search.legal_basis,
        body["facts"],
        case,
        shown=shown_ids,
        report_id=report_id,
    )
    return search_log.write_entry(session, context, actor, look)


def list_saved_searches(session: Session, context: Context, actor: Actor) -> list[SavedSearchView]:
    """Return the saved searches of the actor, newest first. Audited."""
    require(actor, Action.SEARCH_OTHERS)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_standing"))
    return [saved for _, saved in _open_own(session, context, actor, true())]


def newest_of(
    session: Session, context: Context, actor: Actor, search_ids: Sequence[int]
) -> dict[int, SavedSearchView]:
    """Return the newest saved search that the actor made of each search, by id of the search.

    A search that the actor did not save is missing. So is one whose saved search has lost its data
    key. Saved searches that have ended are included. Not audited.
    """
    is_of_these = SavedSearch.origin_id.in_(search_ids)
    found: dict[int, SavedSearchView] = {}
    for origin_id, saved in _open_own(session, context, actor, is_of_these):
        found.setdefault(origin_id, saved)
    return found


def _open_own(
    session: Session, context: Context, actor: Actor, which: ColumnElement[bool]
) -> list[tuple[int, SavedSearchView]]:
    """Return own saved searches with the ids of their origins, newest first.

    Those whose data key was destroyed are left out.
    """
    look, origin = aliased(Search), aliased(Search)
    rows = session.execute(
        select(SavedSearch, look, origin.public_id)
        .join(look, look.id == SavedSearch.search_id)
        .join(origin, origin.id == SavedSearch.origin_id)
        .where(SavedSearch.user_id == actor.user_id, which)
        .order_by(SavedSearch.id.desc())
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [ask.public_id for _, ask, _ in rows])
    now = context.clock.now()
    return [
        (
            row.origin_id,
            _view(
                actor,
                row,
                ask,
                origin_id,
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
    act = "withdraw" if state_of(row, now) == SearchState.WAITING else "end"
    situation = _situation(actor, row, session.get_one(Search, row.search_id), now)
    refusal = refusal_of(SAVED_SEARCH_PROCESS, situation, act)
    if refusal is None:
        row.ended_at = now
    elif refusal is not Refusal.SAVED_SEARCH_IS_OVER:
        raise Conflict(refusal)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent(f"{act}_standing", subject=public_id)
    )


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("standing_search", public_id, FieldClass.F6.value, 1)
