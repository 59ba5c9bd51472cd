"""Write notifications to agencies: the only module that does.

A notification is written only for an agency that may learn of the event now
(`services.sharing.events.may_agency_learn`). It holds references only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.codes.notifications import NotificationKind
from core.codes.review import MatchState
from core.policy.sharing.events import EVENT_RULES, EventPart
from core.policy.sharing.information_flow import (
    BAND_BY_KNOWLEDGE,
    MatchKnowledge,
)
from matching import BANDS
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.records.notification import Notification
from models.records.record import Record
from models.sql.bulk import insert_rows
from services.foundation.context import Context
from services.sharing import events, match_knowledge
from services.sharing.match_knowledge import MatchSide, SideToNotify


def notify_of_matches(session: Session, context: Context, sides: Iterable[SideToNotify]) -> int:
    """Notify the sides of open matches that may know more than before; return the number of
    notifications.

    The notification of a side with a `digest_at` is not listed: the digest of that time counts it.
    """
    written = 0
    for side_to_notify in sides:
        side = side_to_notify.side
        if side.match.state != MatchState.OPEN:
            continue
        setattr(side.match, f"{side.end}_notified", int(side_to_notify.known))
        kind = (
            NotificationKind.SILENT_MATCH
            if side_to_notify.is_silent
            else NotificationKind.CANDIDATE
        )
        if match_knowledge.are_open(side) and events.may_learn_in_match(kind, side):
            band = (
                0
                if side_to_notify.known is MatchKnowledge.LINK
                else BANDS.index(BAND_BY_KNOWLEDGE[side_to_notify.known])
            )
            about = NotificationSubject(
                side.own.record.agency_id,
                side.own.record.id,
                side.match.id,
                digest_at=side_to_notify.digest_at,
            )
            if not _has_same(session, about, kind=kind, band=band):
                _write(session, context, about, kind=kind, band=band)
                written += 1
    return written


def notify_side(
    session: Session, context: Context, side: MatchSide, *, kind: NotificationKind
) -> int:
    """Write a notification about the record of one side, if this side may learn of an event on the
    other.

    The notification does not name the match. Return the number of notifications written (0 or 1).
    """
    if not events.may_learn_in_match(kind, side):
        return 0
    record = side.own.record
    _write(session, context, NotificationSubject(record.agency_id, record.id), kind=kind)
    return 1


def notify_agency(
    session: Session,
    context: Context,
    agency_id: int,
    *,
    kind: NotificationKind,
    record: Record | None = None,
    search_id: int | None = None,
) -> int:
    """Write a notification for an agency that may learn of the event, once per record.

    Return the number of notifications written (0 or 1).
    """
    about = NotificationSubject(agency_id, None if record is None else record.id)
    return notify_once(session, context, about, kind=kind, search_id=search_id)


@dataclasses.dataclass(frozen=True, slots=True)
class NotificationSubject:
    """The agency to notify, the record, the match, the state of the relay desk that asked, and the
    time of a digest.

    `record_id` is None for a notification that is about no record, `match_id` for a notification
    that is not about a match, `asker_state` for a notification that no relay desk caused,
    `digest_at` for a notification that is listed by itself.
    """

    agency_id: int
    record_id: int | None
    match_id: int | None = None
    asker_state: str | None = None
    digest_at: datetime | None = None


def notify_of_event(
    session: Session,
    context: Context,
    about: NotificationSubject,
    *,
    kind: NotificationKind,
    search_id: int | None = None,
    band: int = 0,
) -> int:
    """Write a notification of an event for an agency that may learn of it; return the number
    written (0 or 1).

    `search_id` is None if the notification is not about a search, `band` is 0 if it is not about a
    band.
    """
    if not events.may_agency_learn(
        session,
        context,
        kind,
        about.agency_id,
        record_id=about.record_id,
        match_id=about.match_id,
    ):
        return 0
    _write(session, context, about, kind=kind, search_id=search_id, band=band)
    return 1


def _write(
    session: Session,
    context: Context,
    about: NotificationSubject,
    *,
    kind: NotificationKind,
    search_id: int | None = None,
    band: int = 0,
) -> None:
    """Insert a notification with the parts that its row of `EVENT_RULES` permits.

    The writer may be of another agency, so the row is inserted without RETURNING.
    """
    row = {
        "public_id": uuid4(),
        "kind": kind,
        **dataclasses.asdict(about),
        "asker_state": about.asker_state if events.has_part(kind, EventPart.STATE) else None,
        "search_id": search_id,
        "band": band if events.has_part(kind, EventPart.BAND) else 0,
        "created_at": context.clock.now(),
    }
    insert_rows(session, Notification, [row])


def write_due_digests(session: Session, context: Context) -> None:
    """Write the next due digest of each agency with candidates that wait for it. For workers.

    A digest names no record. After a pause the earlier digests of an agency are written one a call.
    """
    candidate, digest = aliased(Notification), aliased(Notification)
    last_at = (
        select(func.max(digest.digest_at))
        .where(digest.agency_id == Agency.id, digest.kind == NotificationKind.CANDIDATE_DIGEST)
        .correlate(Agency)
        .scalar_subquery()
    )
    next_at = (
        select(func.min(candidate.digest_at))
        .where(
            candidate.agency_id == Agency.id,
            candidate.kind == NotificationKind.CANDIDATE,
            or_(last_at.is_(None), candidate.digest_at > last_at),
        )
        .correlate(Agency)
        .scalar_subquery()
    )
    due = select(Agency.id, next_at).where(next_at <= context.clock.now()).order_by(Agency.id)
    kind = NotificationKind.CANDIDATE_DIGEST
    for agency_id, at in session.execute(due).all():
        if events.may_agency_learn(session, context, kind, agency_id):
            about = NotificationSubject(agency_id, None, digest_at=at)
            _write(session, context, about, kind=kind)


def notify_of_export(session: Session, context: Context, record_id: int) -> None:
    """Notify the responsible agency of a record each time another agency exports it."""
    record = session.get_one(Record, record_id)
    notify_of_event(
        session,
        context,
        NotificationSubject(record.agency_id, record_id),
        kind=NotificationKind.EXPORTED,
    )


def notify_once(
    session: Session,
    context: Context,
    about: NotificationSubject,
    *,
    kind: NotificationKind,
    search_id: int | None = None,
    band: int = 0,
) -> int:
    """Write a notification for an agency that may learn of the event, unless its record has the
    same one; return the number written (0 or 1).

    A writer of another agency cannot see earlier notifications of the responsible agency, so it may
    write a second one.
    """
    if _has_same(session, about, kind=kind, search_id=search_id, band=band):
        return 0
    return notify_of_event(session, context, about, kind=kind, search_id=search_id, band=band)


def _has_same(
    session: Session,
    about: NotificationSubject,
    *,
    kind: NotificationKind,
    search_id: int | None = None,
    band: int = 0,
) -> bool:
    if about.record_id is None:
        return False
    # SQLAlchemy compares a match or search of None by IS NULL
    same_notification = select(Notification.id).where(
        Notification.agency_id == about.agency_id,
        Notification.kind == kind,
        Notification.record_id == about.record_id,
        Notification.band == band,
        Notification.match_id == about.match_id,
        Notification.search_id == search_id,
    )
    return session.scalar(same_notification.limit(1)) is not None


@dataclasses.dataclass(frozen=True, slots=True)
class SearchMatch:
    """A record that a search found, and the number of its band."""

    record: Record
    band: int


def notify_of_search(
    session: Session, context: Context, search_id: int, matches: Sequence[SearchMatch]
) -> int:
    """Notify the responsible agencies of records that a search found and did not show.

    A record that already has this notification of the search is skipped. Return the number of new
    notifications.
    """
    return sum(
        notify_once(
            session,
            context,
            NotificationSubject(match.record.agency_id, match.record.id),
            kind=NotificationKind.FOUND_BY_SEARCH,
            search_id=search_id,
            band=match.band,
        )
        for match in matches
    )


def has_notification(kind: NotificationKind) -> ColumnElement[bool]:
    """Return the condition that a record has a notification of this kind."""
    return exists().where(Notification.record_id == Record.id, Notification.kind == kind)


@dataclasses.dataclass(frozen=True, slots=True)
class SentNotification:
    """When an agency was notified of a record, and when it read the notification; None before."""

    sent_at: datetime
    read_at: datetime | None


def sent_notifications(
    session: Session, record_id: int, kinds: Collection[NotificationKind]
) -> dict[int, SentNotification]:
    """Return the first notification of these kinds about a record, by the id of the notified
    agency."""
    query = select(Notification.agency_id, Notification.created_at, Notification.read_at).where(
        Notification.record_id == record_id, Notification.kind.in_(sorted(kinds))
    )
    rows = session.execute(query.order_by(Notification.id.desc()))
    return {agency_id: SentNotification(sent_at, read_at) for agency_id, sent_at, read_at in rows}


def count_by_kind(session: Session, agency_id: int) -> dict[str, int]:
    """Return the number of an agency's notifications of each kind."""
    query = select(Notification.kind, func.count()).where(Notification.agency_id == agency_id)
    return dict(iter(session.execute(query.group_by(Notification.kind))))


@dataclasses.dataclass(frozen=True, slots=True)
class NotifiedMatch:
    """An agency that was notified of a match by its record."""

    agency_id: int
    record_id: int
    match_id: int


def notified_matches(session: Session, record_id: int, *, band: int) -> list[NotifiedMatch]:
    """Return the agencies with a notification of a candidate or silent match of this band in the
    matches of a record, once each.
    """
    query = (
        select(Notification.agency_id, Notification.record_id, Notification.match_id)
        .join(Match, Match.id == Notification.match_id)
        .where(
            or_(Match.low == record_id, Match.high == record_id),
            Notification.record_id.is_not(None),
            Notification.kind.in_((NotificationKind.CANDIDATE, NotificationKind.SILENT_MATCH)),
            Notification.band == band,
        )
        .distinct()
    )
    return [
        NotifiedMatch(agency_id, record_id or 0, match_id or 0)
        for agency_id, record_id, match_id in session.execute(query)
    ]


def delete_unread_of_matches(session: Session, match_ids: Sequence[int]) -> list[int]:
    """Delete the unread notifications of matches that the server wrote without an act of a person;
    return the agency of each.
    """
    return _delete_unread(session, select(Notification).where(Notification.match_id.in_(match_ids)))


def delete_unread_of_records(
    session: Session, of_records: ColumnElement[bool], *, limit: int
) -> list[int]:
    """Delete the next unread notifications that the server wrote without an act of a person; return
    the agency of each. `of_records` is a condition on `Record`.
    """
    query = select(Notification).join(Record, Record.id == Notification.record_id).where(of_records)
    return _delete_unread(session, query.order_by(Notification.id).limit(limit))


def _delete_unread(session: Session, query: Select[Notification]) -> list[int]:
    kinds = [kind for kind, rule in EVENT_RULES.items() if rule.is_withdrawn]
    query = query.where(Notification.read_at.is_(None), Notification.kind.in_(kinds))
    rows = session.execute(query.with_only_columns(Notification.id, Notification.agency_id)).all()
    statement = delete(Notification).where(Notification.id.in_([row.id for row in rows]))
    session.execute(statement.execution_options(synchronize_session=False))
    return [row.agency_id for row in rows]
