"""Notices to agencies about candidates they may know of; silent notices to hidden owners.

A notice holds references only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session

from core.codes.notices import NoticeKind
from core.codes.records import RecordKind, RecordStatus
from core.codes.review import PairState
from core.errors import require_found
from core.policy.actions import Action
from core.policy.case.case_story import KINDS_WITHOUT_NOTICE, NOTICE_AUDIENCES, NoticeAudience
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.information_flow import (
    BAND_BY_KNOWLEDGE,
    KNOWLEDGE_BY_BAND,
    NOTIFY_FROM,
    PairKnowledge,
)
from core.policy.sharing.views import View
from matching import BANDS
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair
from models.records.notice import Notice
from models.records.record import Record
from models.search.search import Search
from models.sql.bulk import insert_rows
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import pair_knowledge, visibility
from services.sharing.pair_knowledge import PairSide

PAGE = 50
# Notices of these kinds also name the pair, because the agency may open it.
PAIR_NOTICES = frozenset(
    {
        NoticeKind.CANDIDATE,
        NoticeKind.DISCLOSURE,
        NoticeKind.QUESTION,
        NoticeKind.ANSWER,
        NoticeKind.THREAD,
        NoticeKind.VERDICT,
        NoticeKind.REVIEW_NEEDED,
        NoticeKind.PROVISIONAL_MATCH,
    }
)


# Software that reads matches gets these kinds and no other.
MATCH_NOTICES = frozenset(
    {
        NoticeKind.CANDIDATE,
        NoticeKind.SILENT_HIT,
        NoticeKind.REVIEW_REQUEST,
        NoticeKind.REVIEW_NEEDED,
        NoticeKind.PROVISIONAL_MATCH,
        NoticeKind.VERDICT,
    }
)


def notify_of_pairs(session: Session, context: Context, record_id: int) -> int:
    """Notify the sides of a record's open pairs that may know more than before.

    Return the number of notices.
    """
    written = 0
    for side_to_notify in pair_knowledge.update_record_knowledge(session, context, record_id):
        side = side_to_notify.side
        if side.pair.state != PairState.OPEN:
            continue
        setattr(side.pair, f"{side.end}_told", int(side_to_notify.known))
        kind = _notice_kind(side, is_silent=side_to_notify.is_silent)
        if kind is not None:
            band = (
                0
                if side_to_notify.known is PairKnowledge.LINK
                else BANDS.index(BAND_BY_KNOWLEDGE[side_to_notify.known])
            )
            about = NoticeSubject(side.own.record.agency_id, side.own.record.id, side.pair.id)
            written += notify_once(session, context, about, kind=kind, band=band)
    return written


def may_be_notified(side: PairSide) -> bool:
    """Return whether the owner of one side was notified of a scored pair and may still know of it.

    Both kinds of notice count, the candidate and the silent hit.
    """
    is_silent = side.view is View.NONE
    known = KNOWLEDGE_BY_BAND[BANDS[side.score.hit_band]] if is_silent else side.known
    return (
        min(known, side.last_notified) >= NOTIFY_FROM
        and _notice_kind(side, is_silent=is_silent) is not None
    )


def _notice_kind(side: PairSide, *, is_silent: bool) -> NoticeKind | None:
    """Return the kind of notice for an owner: a visible candidate, a silent notice, or None.

    The owner of a found, tracing or preventive record gets a silent notice of a report that it does
    not see. There is no silent notice of a found person. There is none of a record that
    international protection hides from the owner's state.
    """
    own, other_record = side.own.record, side.other.record
    if own.status != RecordStatus.OPEN or other_record.status != RecordStatus.OPEN:
        return None
    if not is_silent:
        return NoticeKind.CANDIDATE
    if (
        own.kind in KINDS_WITHOUT_NOTICE
        and other_record.kind != RecordKind.FOUND
        and not side.other.is_barred
    ):
        return NoticeKind.SILENT_HIT
    return None


def notify_agency(
    session: Session,
    context: Context,
    agency_id: int,
    *,
    kind: NoticeKind,
    record: Record | None = None,
    search_id: int | None = None,
) -> int:
    """Write a notice of a kind of `NOTICE_AUDIENCES` for an agency, once per record.

    Return the number of notices written (0 or 1).
    """
    about = NoticeSubject(agency_id, None if record is None else record.id)
    return notify_once(session, context, about, kind=kind, search_id=search_id)


@dataclasses.dataclass(frozen=True, slots=True)
class NoticeSubject:
    """The agency to notify, the record, the pair, and the state of the relay desk that asked.

    `record_id` is None for a notice that is about no record, `pair_id` for a notice that is not
    about a pair, `asker_state` for a notice that no relay desk caused.
    """

    agency_id: int
    record_id: int | None
    pair_id: int | None = None
    asker_state: str | None = None


def notify_of_event(
    session: Session,
    context: Context,
    about: NoticeSubject,
    *,
    kind: NoticeKind,
    search_id: int | None = None,
    band: int = 0,
) -> None:
    """Write a notice of an event, for each event.

    `search_id` is None if the notice is not about a search, `band` is 0 if it is not about a band.
    The writer may be of another agency, so the row is inserted without RETURNING.
    """
    row = {
        "public_id": uuid4(),
        "kind": kind,
        **dataclasses.asdict(about),
        "search_id": search_id,
        "band": band,
        "created_at": context.clock.now(),
    }
    insert_rows(session, Notice, [row])


def notify_of_export(session: Session, context: Context, record_id: int) -> None:
    """Notify the owner of a record each time another agency exports it."""
    record = session.get_one(Record, record_id)
    notify_of_event(
        session, context, NoticeSubject(record.agency_id, record_id), kind=NoticeKind.EXPORTED
    )


def notify_once(
    session: Session,
    context: Context,
    about: NoticeSubject,
    *,
    kind: NoticeKind,
    search_id: int | None = None,
    band: int = 0,
) -> int:
    """Write a notice unless its record has the same one; return the number written (0 or 1).

    A writer of another agency cannot see earlier notices of the owner, so it may write a second
    one.
    """
    if about.record_id is not None:
        # SQLAlchemy compares a pair or search of None by IS NULL
        same_notice = select(Notice.id).where(
            Notice.agency_id == about.agency_id,
            Notice.kind == kind,
            Notice.record_id == about.record_id,
            Notice.band == band,
            Notice.pair_id == about.pair_id,
            Notice.search_id == search_id,
        )
        if session.scalar(same_notice.limit(1)) is not None:
            return 0
    notify_of_event(session, context, about, kind=kind, search_id=search_id, band=band)
    return 1


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A record that a search found, and the number of its band."""

    record: Record
    band: int


def notify_of_search(
    session: Session, context: Context, search_id: int, hits: Sequence[Hit]
) -> int:
    """Notify the owners of records that a search found and did not show.

    A record that already has this notice of the search is skipped. Return the number of new
    notices.
    """
    return sum(
        notify_once(
            session,
            context,
            NoticeSubject(hit.record.agency_id, hit.record.id),
            kind=NoticeKind.SEARCH_HIT,
            search_id=search_id,
            band=hit.band,
        )
        for hit in hits
    )


@dataclasses.dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its agency sees it.

    `record` is None for a notice that is about no record. `pair` is None unless the agency may open
    the pair.

    `asker_state` is the state of the relay desk that asked, "" for every other kind.
    """

    id: UUID
    kind: str
    record: UUID | None
    pair: UUID | None
    band: int
    at: datetime
    is_read: bool
    position: int
    asker_state: str


def list_notices(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[NoticeView]:
    """Return at most `PAGE` notices for the actor by `NOTICE_AUDIENCES`, newest first. Audited.

    `before` is the `position` of the last notice of the page before, 0 for the first page.
    """
    require(actor, Action.READ_NOTICES)
    query = (
        select(Notice, Record.public_id, Pair.public_id)
        .outerjoin(Record, Record.id == Notice.record_id)
        .outerjoin(Agency, Agency.id == Record.agency_id)
        # a withdrawn pair has no score, and no notice names it
        .outerjoin(
            Pair,
            and_(
                Pair.id == Notice.pair_id,
                Notice.kind.in_(PAIR_NOTICES),
                Pair.score_id.is_not(None),
            ),
        )
        .where(
            _is_for(actor, context.clock.now()),
            Notice.kind.in_(MATCH_NOTICES) | literal(actor.role is not Role.SYSTEM),
        )
        .order_by(Notice.id.desc())
        .limit(PAGE)
    )
    if before:
        query = query.where(Notice.id < before)
    rows = session.execute(query).all()
    shown_records = tuple(
        audit_log.ShownRecord(record, (FieldClass.F0,))
        for _, record, _ in rows
        if record is not None
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_notices", records=shown_records)
    )
    return [
        NoticeView(
            notice.public_id,
            notice.kind,
            record,
            pair,
            notice.band,
            notice.created_at,
            is_read=notice.read_at is not None,
            position=notice.id,
            asker_state=notice.asker_state or "",
        )
        for notice, record, pair in rows
    ]


def _is_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a notice (with its record, if any) is for the actor."""
    kinds: dict[NoticeAudience, list[str]] = {
        recipient: [kind for kind, audience in NOTICE_AUDIENCES.items() if audience is recipient]
        for recipient in NoticeAudience
    }
    is_mine = Notice.agency_id == actor.agency_id
    # Notices of a saved search, of visible records, and of the own report that it is for.
    is_visible = or_(visibility.seen_by(actor), Record.agency_id == actor.agency_id)
    is_asked = (
        select(Search.id)
        .where(Search.id == Notice.search_id, Search.user_id == actor.user_id)
        .exists()
    )
    is_of_owner = and_(Notice.agency_id == Record.agency_id, visibility.owned_by(actor, now))
    return or_(
        and_(Notice.kind.in_(kinds[NoticeAudience.OWNER]), is_of_owner),
        and_(Notice.kind.in_(kinds[NoticeAudience.ADDRESSEE]), is_mine, visibility.seen_by(actor)),
        and_(
            Notice.kind.in_(kinds[NoticeAudience.SEARCHER]),
            is_mine,
            is_visible,
            is_asked,
        ),
        and_(
            Notice.kind.in_(kinds[NoticeAudience.SUPERVISOR]),
            is_mine,
            literal(actor.role is Role.SUPERVISOR),
        ),
    )


def mark_read(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Mark a notice for the actor as read; raise `NotFound` for any other notice. Audited."""
    require(actor, Action.READ_NOTICES)
    now = context.clock.now()
    notice = require_found(
        session.scalar(
            select(Notice)
            .outerjoin(Record, Record.id == Notice.record_id)
            .outerjoin(Agency, Agency.id == Record.agency_id)
            .where(Notice.public_id == public_id, _is_for(actor, now))
        ),
        "no such notice",
    )
    notice.read_at = notice.read_at or now
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_notice", subject=public_id)
    )
