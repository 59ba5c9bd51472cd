"""Standing searches: asked again every hour until they end; new records that may be known are told
of, by reference.

Hidden records stay hidden: their owner is told silently, as by any search. A search that an own
report freed from its second signature finds nothing while that report is not cleared.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from core.codes.notices import NoticeKind
from core.codes.operations import JobKind
from core.codes.records import RecordKind
from core.errors import Conflict, InvalidInput, LimitReached, require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.search import MAX_SAVED_SEARCHES, SAVED_SEARCH_DAYS
from core.policy.views import View
from core.refusals import Refusal
from core.security.crypto import SealPlace
from matching import BANDS, RankedResult
from models.agencies.agency import Agency
from models.records.record import Record
from models.search.search import SavedSearch, Search
from services.foundation import audit_log, data_keys, jobs, person_view
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.foundation.jobs import JobTarget
from services.search import case_numbers, quota, ranking, search_log
from services.search.search_log import SearchLogEntry
from services.sharing import notices, visibility
from services.sharing.notices import Hit
from services.sharing.visibility import VisibleRecord

NOTICE_BAND = BANDS.index("possible")


@dataclasses.dataclass(frozen=True, slots=True)
class SavedSearchView:
    """A standing search of one's own."""

    id: UUID
    search: UUID
    reason: str
    expires_at: datetime
    is_over: bool


@dataclasses.dataclass(frozen=True, slots=True)
class SavedSearchResults:
    """What a standing search found: what may be known, and what is told to the owner only.

    `uncleared` is the report of a search that was not asked, because the report is no longer
    cleared.
    """

    known: tuple[Hit, ...]
    hidden: tuple[Hit, ...]
    uncleared: Record | None = None


def save_search(
    session: Session, context: Context, actor: Actor, search_id: UUID, *, reason: str, days: int
) -> tuple[UUID, datetime]:
    """Let an own search stand for some days; counts as another look.

    `Conflict` while it waits for a signature, or if the report that made a signature needless is no
    longer cleared.
    """
    require(actor, Action.SEARCH_OTHERS)
    require_reason(reason)
    if not 1 <= days <= SAVED_SEARCH_DAYS:
        raise InvalidInput("days", "out_of_range")
    own = Search.user_id == actor.user_id, Search.agency_id == actor.agency_id
    search = require_found(
        session.scalar(select(Search).where(Search.public_id == search_id, *own)), "no such search"
    )
    if search.channel != "search" or (
        search.countersign_due_at is not None and search.countersigned_at is None
    ):
        raise Conflict(Refusal.SEARCH_IS_NOT_COUNTERSIGNED)
    quota.consume(session, context, actor)
    now = context.clock.now()
    active_count = select(func.count()).where(SavedSearch.user_id == actor.user_id, _is_active(now))
    if (session.scalar(active_count) or 0) >= MAX_SAVED_SEARCHES:
        raise LimitReached("too many searches stand", retry_after_s=24 * 3600)
    look = _copy(session, context, actor, search)
    public_id, ends_at = uuid4(), now + timedelta(days=days)
    key = data_keys.open_data_key(session, context.keys, look.public_id)
    row = SavedSearch(
        public_id=public_id,
        search_id=look.id,
        user_id=actor.user_id,
        reason=data_keys.seal_json(key, reason, _place(public_id)),
        expires_at=ends_at,
    )
    session.add(row)
    session.flush()
    act = audit_log.AuditEvent(
        "stand_search", purpose=search.purpose, basis=search.legal_basis, subject=public_id
    )
    audit_log.record_event(session, context, actor, act)
    return public_id, ends_at


def _is_active(now: datetime) -> ColumnElement[bool]:
    return and_(SavedSearch.expires_at > now, SavedSearch.ended_at.is_(None))


def _copy(session: Session, context: Context, actor: Actor, search: Search) -> Search:
    """Write the look that stands: the same question under a key of its own; what was shown already
    is no news.
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
            raise Conflict(Refusal.REPORT_OF_SEARCH_IS_NOT_CLEARED)
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
    """Return one's own standing searches, newest first. Audited."""
    require(actor, Action.SEARCH_OTHERS)
    rows = session.execute(
        select(SavedSearch, Search.public_id)
        .join(Search, Search.id == SavedSearch.search_id)
        .where(SavedSearch.user_id == actor.user_id)
        .order_by(SavedSearch.id.desc())
    ).all()
    keys = data_keys.open_data_keys(session, context.keys, [search_id for _, search_id in rows])
    now = context.clock.now()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_standing"))
    return [
        SavedSearchView(
            row.public_id,
            search_id,
            str(data_keys.unseal_json(keys[search_id], row.reason, _place(row.public_id))),
            row.expires_at,
            is_over=row.ended_at is not None or row.expires_at <= now,
        )
        for row, search_id in rows
    ]


def end_search(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """End an own standing search."""
    require(actor, Action.SEARCH_OTHERS)
    query = select(SavedSearch).where(SavedSearch.public_id == public_id)
    row = require_found(
        session.scalar(query.where(SavedSearch.user_id == actor.user_id)),
        "no such standing search",
    )
    row.ended_at = row.ended_at or context.clock.now()
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("end_standing", subject=public_id)
    )


def plan_repeats(session: Session, context: Context) -> None:
    """Have every standing search asked again."""
    active = select(SavedSearch.search_id).where(_is_active(context.clock.now()))
    jobs.enqueue(
        session,
        context,
        JobKind.SAVED_SEARCH,
        [JobTarget(search_id=search_id) for search_id in session.scalars(active)],
    )


def new_results(session: Session, context: Context, search_id: int) -> SavedSearchResults:
    """Ask a standing search again, for the worker; nothing when it ended in between."""
    look = session.get_one(Search, search_id)
    active = select(SavedSearch.id).where(SavedSearch.search_id == search_id)
    if session.scalar(active.where(_is_active(context.clock.now())).limit(1)) is None:
        return SavedSearchResults((), ())
    body = search_log.open_entry(session, context, look)
    report_id = body.get("report")
    if report_id is not None and not case_numbers.is_cleared_report(session, report_id):
        return SavedSearchResults((), (), session.get_one(Record, report_id))
    person = person_view.person_of_query(body["facts"], kind=RecordKind.MISSING)
    found = ranking.compare_candidates(session, context, person)
    strong = set(found.strong())
    agency = session.get_one(Agency, look.agency_id)
    actor = dataclasses.replace(visibility.agency_actor(agency), state=look.acting_state)
    seen = visibility.records_with_view(session, actor, now=context.clock.now(), ids=found.ids)
    fresh = [
        visible
        for visible in seen
        if not visible.is_owner and visible.record.public_id.hex not in body["shown"]
    ]
    known = found.known_to([visible for visible in fresh if visible.view > View.NONE])
    # The notices carry no band: a link has none, and each new band would cause another notice.
    return SavedSearchResults(
        tuple(
            Hit(visible.record, 0)
            for visible in fresh
            if (hit := known.get(visible.record.id)) and _is_told(visible, hit)
        ),
        tuple(
            Hit(visible.record, BANDS.index(ranking.STRONG))
            for visible in fresh
            if visible.view is View.NONE and visible.record.id in strong
        ),
    )


def _is_told(seen: VisibleRecord, hit: RankedResult) -> bool:
    """Return whether the searcher gets a notice: for every link, and for other records from band
    `NOTICE_BAND`.
    """
    return seen.view is View.HIT or BANDS.index(hit.band) >= NOTICE_BAND


def notify_of_results(
    session: Session, context: Context, search_id: int, found: SavedSearchResults
) -> int:
    """Tell who stands the search of what may be known, and silently the owners of the rest, each
    once.

    Tell them once, too, that their report is no longer cleared.
    """
    look = session.get_one(Search, search_id)
    if found.uncleared is not None:
        return notices.notify_agency(
            session,
            context,
            look.agency_id,
            kind=NoticeKind.SAVED_SEARCH_STOPPED,
            record=found.uncleared,
            search_id=search_id,
        )
    notified = 0
    for hit in found.known:
        new = notices.NewNotice(
            look.agency_id,
            NoticeKind.SAVED_SEARCH_HIT,
            hit.record,
            search_id=search_id,
            band=hit.band,
        )
        notified += notices.tell_once(session, context, new)
    return notified + notices.notify_of_search(session, context, search_id, found.hidden)


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("standing_search", public_id, FieldClass.F6.value, 1)
