"""Read notices: the list for an actor, and marking one as read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from core.codes.notices import NoticeKind
from core.errors import require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing.events import EVENT_RULES, EventPart, NoticeAudience
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair
from models.records.notice import Notice
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.search.search import Search
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import visibility

PAGE = 50
# Notices of these kinds also name the pair, because the agency may open it.
PAIR_NOTICES = frozenset(
    kind for kind, rule in EVENT_RULES.items() if EventPart.PAIR in rule.learned
)
_IS_DIGEST = Notice.kind == NoticeKind.CANDIDATE_DIGEST
# Software that reads matches gets these kinds and no other.
MATCH_NOTICES = frozenset(
    {
        NoticeKind.CANDIDATE,
        NoticeKind.CANDIDATE_DIGEST,
        NoticeKind.SILENT_HIT,
        NoticeKind.REVIEW_REQUEST,
        NoticeKind.REVIEW_NEEDED,
        NoticeKind.PROVISIONAL_MATCH,
        NoticeKind.MATCH_DECISION,
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its agency sees it.

    `record` is None for a notice that is about no record. `pair` is None unless the agency may open
    the pair.

    `asker_state` is the state of the relay desk that asked, "" for every other kind. `count` is the
    number of candidates of the actor's own records that a digest counts, 0 for every other kind.
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
    count: int


def list_notices(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[NoticeView]:
    """Return at most `PAGE` notices for the actor by `EVENT_RULES`, newest first. Audited.

    `before` is the `position` of the last notice of the page before, 0 for the first page.
    """
    require(actor, Action.READ_NOTICES)
    now = context.clock.now()
    count = case((_IS_DIGEST, _collected_count(actor, now)), else_=0)
    query = (
        select(Notice, Record.public_id, Pair.public_id, count)
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
            _is_for(actor, now),
            Notice.kind.in_(MATCH_NOTICES) | literal(actor.role is not Role.SYSTEM),
        )
        .order_by(Notice.id.desc())
        .limit(PAGE)
    )
    if before:
        query = query.where(Notice.id < before)
    rows = session.execute(query).all()
    withdrawn = _withdrawn_records(session, [notice for notice, *_ in rows])
    shown_records = tuple(
        audit_log.ShownRecord(record, (FieldClass.F0,))
        for _, record, *_ in rows
        if record is not None
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_notices", records=shown_records)
    )
    return [
        NoticeView(
            notice.public_id,
            notice.kind,
            record or withdrawn.get(notice.record_id or 0),
            pair,
            notice.band,
            notice.created_at,
            is_read=notice.read_at is not None,
            position=notice.id,
            asker_state=notice.asker_state or "",
            count=collected,
        )
        for notice, record, pair, collected in rows
    ]


def _withdrawn_records(session: Session, listed: Iterable[Notice]) -> dict[int, UUID]:
    """Return the ids of reports whose copies an agency must delete; it no longer sees them."""
    ids = {one.record_id for one in listed if one.kind == NoticeKind.LEFT_CARE_WITHDRAWN}
    if not ids:
        return {}
    with database_roles.as_role(session, DatabaseRole.WORKER):
        query = select(Record.id, Record.public_id).where(Record.id.in_(ids))
        return dict(iter(session.execute(query)))


def _is_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a notice (with its record, if any) is for the actor."""
    kinds: dict[NoticeAudience, list[str]] = {
        audience: [kind for kind, rule in EVENT_RULES.items() if rule.audience is audience]
        for audience in NoticeAudience
    }
    blind = [kind for kind, rule in EVENT_RULES.items() if rule.view is View.NONE]
    is_mine = Notice.agency_id == actor.agency_id
    # Notices of a saved search, of visible records, and of the own report that it is for.
    is_visible = or_(visibility.seen_by(actor), Record.agency_id == actor.agency_id)
    is_asked = (
        select(Search.id)
        .where(Search.id == Notice.search_id, Search.user_id == actor.user_id)
        .exists()
    )
    is_of_owner = and_(Notice.agency_id == Record.agency_id, visibility.owned_by(actor, now))
    # a candidate that a digest counts is not listed
    is_listed = or_(Notice.digest_at.is_(None), _IS_DIGEST)
    return is_listed & or_(
        and_(Notice.kind.in_(kinds[NoticeAudience.OWNER]), is_of_owner),
        and_(
            Notice.kind.in_(kinds[NoticeAudience.COLLECTED]),
            is_mine,
            _collected_count(actor, now) > 0,
        ),
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
            or_(Notice.record_id.is_(None), Notice.kind.in_(blind), is_visible),
        ),
    )


def _collected_count(actor: Actor, now: datetime) -> ScalarSelect[int]:
    """Return the number of candidates that a digest counts and whose record is the actor's own."""
    collected = aliased(Notice)
    return (
        select(func.count())
        .select_from(collected)
        .join(Record, Record.id == collected.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            collected.agency_id == Notice.agency_id,
            collected.digest_at == Notice.digest_at,
            collected.kind == NoticeKind.CANDIDATE,
            collected.agency_id == Record.agency_id,
            visibility.owned_by(actor, now),
        )
        .correlate(Notice)
        .scalar_subquery()
    )


def mark_read(session: Session, context: Context, actor: Actor, public_id: UUID) -> Notice:
    """Mark a notice for the actor as read; raise `NotFound` for any other notice. Audited.

    A notice that asks to delete copies is marked with its reminder. Return the notice.
    """
    require(actor, Action.MARK_NOTICES)
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
    if notice.kind == NoticeKind.LEFT_CARE_WITHDRAWN:
        same = update(Notice).where(
            Notice.agency_id == notice.agency_id,
            Notice.kind == notice.kind,
            Notice.record_id == notice.record_id,
            Notice.read_at.is_(None),
        )
        session.execute(same.values(read_at=now))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_notice", subject=public_id)
    )
    return notice
