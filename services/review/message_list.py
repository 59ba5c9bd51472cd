"""One list of what passes between two desks, without texts: texts, questions, calls, calls of the
relay desk, requests after a search, sealed messages, sightings.

It makes no decision. A line about a match is shown while the reader sees the match. The other lines
are those of `services.case.sealed_messages`, `services.case.message_delivery`,
`services.case.sightings`, `services.case.sighting_deliveries` and `services.search.link_requests`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.codes.link_requests import LinkRequestState
from core.codes.messages import MatchMessageKind, MessageKind, MessageState
from core.codes.sightings import SightingState
from core.policy.actions import Action
from core.policy.fields import FieldClass
from models.matching_runs.match import MatchMessage
from services.case import message_delivery, sealed_messages, sighting_deliveries, sightings
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.review import match_delivery, visible_matches
from services.review.match_message_sealing import is_unchecked
from services.review.visible_matches import MatchAccess
from services.search import link_requests
from services.sharing import match_desks

PAGE = 50
READ_AHEAD = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DECIDED = {LinkRequestState.ACCEPTED, LinkRequestState.REFUSED}


@dataclasses.dataclass(frozen=True, slots=True)
class MessageLine:
    """A line of the list as one reader may know it.

    `record` is the reader's own record, None without one: for a request or sighting about a record
    of another agency, and for a sent sighting. `desk`
    is the other desk as `name, number`, "" if the reader may not know it. `href` is the page that
    opens the text.
    """

    kind: MessageKind
    record: UUID | None
    desk: str
    at: datetime
    state: MessageState
    href: str

    @property
    def position(self) -> int:
        """The place in the list: the time in microseconds."""
        return (self.at - _EPOCH) // _MICROSECOND


def list_messages(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> tuple[list[MessageLine], int]:
    """Return the next lines, newest first, and the position of the next page (0: the end). Audited.

    `before` is the position that the page before returned, 0 for the first page. A page has `PAGE`
    lines, and those of the same time as its last one.
    """
    require(actor, Action.READ_MESSAGES)
    until = _EPOCH + before * _MICROSECOND if before else None
    lines = [
        *_lines_of_matches(session, context, actor, until),
        *(
            line
            for line in (
                *_sealed(session, context, actor),
                *_sightings(session, context, actor),
                *_requests(session, context, actor),
            )
            if until is None or line.at < until
        ),
    ]
    lines.sort(key=lambda line: line.at, reverse=True)  # stable: equal times stay in their order
    if len(lines) <= PAGE:
        return lines, 0
    last = lines[PAGE - 1].at
    page = [line for line in lines if line.at >= last]
    return page, page[-1].position if len(page) < len(lines) else 0


def _lines_of_matches(
    session: Session, context: Context, actor: Actor, until: datetime | None
) -> list[MessageLine]:
    """Return the next lines of visible matches: all, or so many that one is older than a page."""
    lines: list[MessageLine] = []
    while len(lines) <= PAGE or lines[-1].at == lines[PAGE - 1].at:
        query = _rows(actor, context.clock.now(), until)
        rows = session.scalars(query.limit(READ_AHEAD)).all()
        is_last = len(rows) < READ_AHEAD
        if not is_last:
            # rows of the last time may go on after the limit
            rows = [row for row in rows if row.created_at > rows[-1].created_at] or rows
        lines += _show(session, context, actor, rows)
        if is_last:
            break
        until = rows[-1].created_at
    return lines


def _rows(actor: Actor, now: datetime, until: datetime | None) -> Select[MatchMessage]:
    """Return the query of the messages of own matches before a time, newest first."""
    query = select(MatchMessage).where(
        MatchMessage.match_id.in_(visible_matches.own_match_ids(actor, now))
    )
    if until is not None:
        query = query.where(MatchMessage.created_at < until)
    return query.order_by(MatchMessage.created_at.desc(), MatchMessage.id.desc())


def _show(
    session: Session, context: Context, actor: Actor, rows: Sequence[MatchMessage]
) -> Iterator[MessageLine]:
    """Yield the lines of messages whose match the actor sees and whose key exists. Audited."""
    seen = visible_matches.seen_matches(session, context, actor, [row.match_id for row in rows])
    keys = data_keys.open_data_keys(
        session, context.keys, [access.match.public_id for access in seen.values()]
    )
    shown = [access for access in seen.values() if access.match.public_id in keys]
    sides = [(access.own, access.other) for access in shown]
    called = match_desks.match_desks(session, context, actor, sides)
    desks = {
        access.match.id: "" if is_unchecked(access.other.record) else desk.other
        for access, desk in zip(shown, called, strict=True)
    }
    ends = tuple(end for access in shown for end in access.ends(FieldClass.F0))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_messages", ends=ends)
    )
    replied, answered = _replies(session, shown)
    unsent = match_delivery.unsent(session, [row.letter for row in rows])
    for row in rows:
        if row.match_id not in desks:
            continue
        access = seen[row.match_id]
        is_of_one_side = row.letter is not None or row.kind == MatchMessageKind.RELAY
        if is_of_one_side and row.record_id != access.own.record.id:
            continue  # it waits for a colleague of the other desk, or is the other side's line
        yield MessageLine(
            MessageKind(row.kind),
            access.own.record.public_id,
            desks[row.match_id],
            row.created_at,
            unsent.get(row.letter) or _state(access, row, replied, answered),
            f"/messages/{access.match.public_id}",
        )


def _replies(
    session: Session, shown: Sequence[MatchAccess]
) -> tuple[dict[int, datetime], set[tuple[int, int | None]]]:
    """Return the time of the newest text of the own side by match, and (match, number) of answers.

    Only what was sent counts.
    """
    own = {access.match.id: access.own.record.id for access in shown}
    kinds = (MatchMessageKind.TEXT, MatchMessageKind.ANSWER)
    query = (
        select(
            MatchMessage.match_id,
            MatchMessage.record_id,
            MatchMessage.kind,
            MatchMessage.number,
            func.max(MatchMessage.created_at),
        )
        .where(
            MatchMessage.match_id.in_(sorted(own)),
            MatchMessage.kind.in_(kinds),
            MatchMessage.letter.is_(None),
        )
        .group_by(
            MatchMessage.match_id, MatchMessage.record_id, MatchMessage.kind, MatchMessage.number
        )
    )
    rows = session.execute(query).all()
    texts = {
        match_id: newest
        for match_id, record_id, kind, _, newest in rows
        if kind == MatchMessageKind.TEXT and record_id == own[match_id]
    }
    return texts, {(row[0], row[3]) for row in rows if row[2] == MatchMessageKind.ANSWER}


def _state(
    access: MatchAccess,
    row: MatchMessage,
    replied: Mapping[int, datetime],
    answered: Collection[tuple[int, int | None]],
) -> MessageState:
    """Return the state of a line; a sent one never shows whether it was read."""
    if (row.match_id, row.number) in answered and row.kind == MatchMessageKind.QUESTION:
        return MessageState.ANSWERED
    if row.kind == MatchMessageKind.RELAY:  # neither side wrote it
        return MessageState.RECEIVED
    is_of_one_agency = access.other.is_responsible  # it asks and answers
    if row.kind == MatchMessageKind.QUESTION and is_of_one_agency:
        return MessageState.NEEDS_ANSWER
    if row.record_id == access.own.record.id:
        return MessageState.SENT
    if row.kind in {MatchMessageKind.CALL, MatchMessageKind.ANSWER, MatchMessageKind.SIRENE}:
        return MessageState.RECEIVED
    is_answered = (
        row.kind == MatchMessageKind.TEXT and replied.get(row.match_id, _EPOCH) > row.created_at
    )
    return MessageState.ANSWERED if is_answered else MessageState.NEEDS_ANSWER


def _sealed(session: Session, context: Context, actor: Actor) -> Iterator[MessageLine]:
    """Yield sealed messages: a sent one never changes."""
    for sent in sealed_messages.list_sent(session, context, actor):
        yield MessageLine(
            MessageKind.SEALED,
            sent.record,
            "",
            sent.left_at,
            MessageState.SENT,
            f"/records/{sent.record}/sealed-messages",
        )
    for received in message_delivery.list_received(session, context, actor):
        yield MessageLine(
            MessageKind.SEALED,
            received.record,
            "",
            received.delivered_at,
            MessageState.NEEDS_ANSWER if received.read_at is None else MessageState.RECEIVED,
            "/sealed-messages",
        )


def _sightings(session: Session, context: Context, actor: Actor) -> Iterator[MessageLine]:
    """Yield sightings: a sent one never changes, and names no record of the reader."""
    for sent in sightings.list_sent(session, context, actor):
        yield MessageLine(
            MessageKind.SIGHTING, None, "", sent.sent_at, MessageState.SENT, "/sightings"
        )
    for one in sighting_deliveries.list_lines(session, context, actor):
        state = MessageState.RECEIVED
        if one.is_responsible:
            is_open = one.state is SightingState.RECEIVED
            state = MessageState.NEEDS_ANSWER if is_open else MessageState.ANSWERED
        href = f"/records/{one.record}/sightings"
        record = one.record if one.is_responsible else None
        yield MessageLine(MessageKind.SIGHTING, record, "", one.delivered_at, state, href)


def _requests(session: Session, context: Context, actor: Actor) -> Iterable[MessageLine]:
    """Yield requests after a search and the calls of the relay desk for them, without those about
    a record that the asker cannot see.
    """
    for request in link_requests.list_requests(session, context, actor):
        if request.record is None:
            continue
        if request.called_at is not None:
            yield MessageLine(
                MessageKind.RELAY,
                request.record if request.is_responsible else request.own_record,
                "",
                request.called_at,
                MessageState.RECEIVED,
                "/link-requests",
            )
        if request.state == LinkRequestState.ASKED:
            state = MessageState.NEEDS_ANSWER if request.is_responsible else MessageState.SENT
        else:
            state = MessageState.ANSWERED if request.state in _DECIDED else MessageState.ENDED
        yield MessageLine(
            MessageKind.REQUEST,
            request.record if request.is_responsible else request.own_record,
            request.desk,
            request.asked_at,
            state,
            "/link-requests",
        )
