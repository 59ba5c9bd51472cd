"""One list of what passes between two desks, without texts: texts, questions, calls, requests after
a search, sealed messages.

It makes no decision. A line about a pair is shown while the reader sees the pair. The other lines
are those of `services.case.sealed_messages`, `services.case.message_delivery` and
`services.search.hit_requests`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from core.codes.hit_requests import HitRequestState
from core.codes.messages import MessageKind, MessageState
from core.codes.records import RecordKind
from core.policy.actions import Action
from core.policy.fields import FieldClass
from models.matching_runs.pair import Question, ThreadMessage
from services.case import message_delivery, sealed_messages
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.review import pair_message_sealing, reviews
from services.review.reviews import PairAccess
from services.search import hit_requests
from services.sharing import pair_desks

PAGE = 50
READ_AHEAD = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DECIDED = {HitRequestState.ACCEPTED, HitRequestState.REFUSED}


@dataclasses.dataclass(frozen=True, slots=True)
class MessageLine:
    """A line of the list as one reader may know it.

    `record` is the reader's own record, None for a request about a record of another agency. `desk`
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
        *_lines_of_pairs(session, context, actor, until),
        *(
            line
            for line in (
                *_sealed(session, context, actor),
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


def _lines_of_pairs(
    session: Session, context: Context, actor: Actor, until: datetime | None
) -> list[MessageLine]:
    """Return the next lines of visible pairs: all, or so many that one is older than a page."""
    lines: list[MessageLine] = []
    while len(lines) <= PAGE or lines[-1].at == lines[PAGE - 1].at:
        query = _rows(actor, context.clock.now(), until)
        rows = session.execute(query.limit(READ_AHEAD)).all()
        is_last = len(rows) < READ_AHEAD
        if not is_last:
            # rows of the last time may go on after the limit
            rows = [row for row in rows if row.at > rows[-1].at] or rows
        lines += _show(session, context, actor, rows)
        if is_last:
            break
        until = rows[-1].at
    return lines


def _rows(actor: Actor, now: datetime, until: datetime | None) -> Select[str, int, int, datetime]:
    """Return the query of the texts and questions of own pairs before a time, newest first."""
    text, question = literal(MessageKind.TEXT.value), literal(MessageKind.QUESTION.value)
    newest = func.coalesce(Question.answered_at, Question.asked_at)
    found = union_all(
        *(
            select(kind.label("kind"), table.id, table.pair_id, at.label("at")).where(
                table.pair_id.in_(reviews.own_pair_ids(actor, now))
            )
            for kind, table, at in (
                (text, ThreadMessage, ThreadMessage.created_at),
                (question, Question, newest),
            )
        )
    ).subquery()
    query = select(found.c.kind, found.c.id, found.c.pair_id, found.c.at)
    if until is not None:
        query = query.where(found.c.at < until)
    return query.order_by(found.c.at.desc(), found.c.kind, found.c.id.desc())


def _show(
    session: Session,
    context: Context,
    actor: Actor,
    rows: Sequence[Row[str, int, int, datetime]],
) -> Iterator[MessageLine]:
    """Yield the lines of rows whose pair the actor sees and whose key exists. Audited."""
    seen = reviews.seen_pairs(session, context, actor, [row.pair_id for row in rows])
    keys = data_keys.open_data_keys(
        session, context.keys, [access.pair.public_id for access in seen.values()]
    )
    shown = [access for access in seen.values() if access.pair.public_id in keys]
    sides = [(access.own, access.other) for access in shown]
    called = pair_desks.pair_desks(session, context, actor, sides)
    desks = {access.pair.id: desk.other for access, desk in zip(shown, called, strict=True)}
    ends = tuple(end for access in shown for end in access.ends(FieldClass.F0))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_messages", ends=ends)
    )
    of_texts = select(ThreadMessage).where(ThreadMessage.id.in_(_ids(rows, MessageKind.TEXT)))
    texts = {text.id: text for text in session.scalars(of_texts)}
    asked = select(Question).where(Question.id.in_(_ids(rows, MessageKind.QUESTION)))
    questions = {question.id: question for question in session.scalars(asked)}
    replied = _last_of_own_side(session, shown)
    for row in rows:
        if row.pair_id not in desks:
            continue
        access = seen[row.pair_id]
        if row.kind == MessageKind.QUESTION:
            kind, place = MessageKind.QUESTION, "questions"
            state = _state_of_question(access, questions[row.id])
        else:
            text, place = texts[row.id], "thread"
            kind = _kind_of_text(keys[access.pair.public_id], text)
            state = _state_of_text(access, text, kind, replied.get(row.pair_id, 0))
        href = f"/pairs/{access.pair.public_id}#{place}"
        record = access.own.record.public_id
        yield MessageLine(kind, record, desks[row.pair_id], row.at, state, href)


def _ids(rows: Sequence[Row[str, int, int, datetime]], kind: MessageKind) -> list[int]:
    return [row.id for row in rows if row.kind == kind]


def _is_received(access: PairAccess, text: ThreadMessage) -> bool:
    """Return whether the other side of a pair wrote a text."""
    return not access.other.is_owner and text.agency_id == access.other.record.agency_id


def _last_of_own_side(session: Session, shown: Sequence[PairAccess]) -> dict[int, int]:
    """Return the id of the newest text of the own side of each pair that has one."""
    newest: dict[int, int] = {}
    others = {access.pair.id: access.other.record.agency_id for access in shown}
    query = (
        select(ThreadMessage.pair_id, ThreadMessage.agency_id, func.max(ThreadMessage.id))
        .where(ThreadMessage.pair_id.in_(sorted(others)))
        .group_by(ThreadMessage.pair_id, ThreadMessage.agency_id)
    )
    for pair_id, agency_id, last in session.execute(query):
        if agency_id != others[pair_id]:
            newest[pair_id] = max(last, newest.get(pair_id, 0))
    return newest


def _kind_of_text(key: bytes, text: ThreadMessage) -> MessageKind:
    place = pair_message_sealing.message_place("thread_message", text.public_id, 1)
    is_call = isinstance(data_keys.unseal_json(key, text.sealed, place), dict)
    return MessageKind.CALL if is_call else MessageKind.TEXT


def _state_of_text(
    access: PairAccess, text: ThreadMessage, kind: MessageKind, replied: int
) -> MessageState:
    """Return the state of a text or call; a sent one never shows whether it was read."""
    if not _is_received(access, text):
        return MessageState.SENT
    if kind is MessageKind.CALL:
        return MessageState.RECEIVED
    return MessageState.ANSWERED if replied > text.id else MessageState.NEEDS_ANSWER


def _state_of_question(access: PairAccess, question: Question) -> MessageState:
    if question.answered_at is not None:
        return MessageState.ANSWERED
    is_asked = access.own.record.kind == RecordKind.MISSING or access.other.is_owner
    return MessageState.NEEDS_ANSWER if is_asked else MessageState.SENT


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


def _requests(session: Session, context: Context, actor: Actor) -> Iterable[MessageLine]:
    """Yield requests after a search, without those about a record that the asker cannot see."""
    for request in hit_requests.list_requests(session, context, actor):
        if request.record is None:
            continue
        if request.state == HitRequestState.ASKED:
            state = MessageState.NEEDS_ANSWER if request.is_owner else MessageState.SENT
        else:
            state = MessageState.ANSWERED if request.state in _DECIDED else MessageState.ENDED
        yield MessageLine(
            MessageKind.REQUEST,
            request.record if request.is_owner else request.own_record,
            request.desk,
            request.asked_at,
            state,
            "/hit-requests",
        )
