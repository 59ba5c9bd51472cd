"""What passes between the two desks of a match: texts, questions with answers, calls, references.

The found side asks two to five questions. The missing side answers them; the answers come from the
family. Everything is sealed and audited, and a notification has only a reference.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core.codes.messages import MatchMessageKind, MessageState
from core.codes.records import RecordKind
from core.codes.review import DeskKnowledge, MatchContact
from core.errors import Conflict, InvalidInput, NotFound
from core.policy.actions import Action
from core.policy.review import MAX_QUESTIONS, MIN_QUESTIONS
from core.policy.sharing import sirene
from core.published import published
from core.refusals import Refusal
from models.disclosure.requests_and_grants import Disclosure
from models.matching_runs.match import Match, MatchMessage
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import match_delivery, match_message_sealing, match_situation, visible_matches
from services.review.visible_matches import MatchAccess
from services.sharing import desk_knowledge, match_desks

PAGE = 100
_ORDER = (MatchMessage.created_at, MatchMessage.id)


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """What a desk writes at one time. `answers`: the texts by the number of the question.

    `sirene`: the reference of supplementary information that was sent through SIRENE, "" without.
    """

    text: str = ""
    questions: Sequence[str] = ()
    answers: Mapping[int, str] = dataclasses.field(default_factory=dict)
    sirene: str = ""


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class MatchMessageView:
    """A message without its author.

    `number` is that of a question and of its answer, 0 for any other message. `act` is "" except
    for a call. Of a call about a request in danger it is the step, and `text` is the desk that was
    called. Of a call of the relay desk it is a code of `RelayCall`, and no desk and no state is
    named. `state` is the member state of the desk that wrote it, "" if the reader may not know it.
    `delivery` is `received` for a message of the other desk, and for an own one `sent`, `waits`
    (for the approval of a colleague) or `not_sent` (refused, or no longer possible).
    """

    id: UUID
    kind: MatchMessageKind
    is_own_side: bool
    state: str
    number: int
    text: str
    at: datetime
    act: str = ""
    delivery: MessageState = MessageState.SENT


@dataclasses.dataclass(frozen=True, slots=True)
class Conversation:
    """All questions with answers and the newest messages, oldest first, and both desks.

    `own_record` is the record of the reader's side. `own_desk` is the entry of the reader's agency
    in the directory. `other_desk` is empty unless `contact` is `other_desk`; it is empty too for an
    unchecked report, and if the reader may know more of the other desk now than at the first
    message. `to_answer`: the numbers of the questions that wait for the reader's side. `they_know`:
    what the other desk knows of the reader's desk, stored at the first message; None if one agency
    has both records. `is_own_unchecked`, `is_other_unchecked`: the record is a report whose
    reporter is not checked.
    """

    own_record: UUID
    messages: tuple[MatchMessageView, ...]
    to_answer: tuple[int, ...]
    own_desk: str
    other_desk: str
    contact: MatchContact
    they_know: DeskKnowledge | None
    is_own_unchecked: bool
    is_other_unchecked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    """A message to be stored: its number and its content, a text or a call."""

    kind: MatchMessageKind
    number: int | None
    content: str | dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class _Side:
    """The match and the record of a writer; `letter` waits for a colleague, None if it is sent."""

    match_id: int
    record_id: int
    letter: UUID | None


def write(
    session: Session, context: Context, actor: Actor, match_id: UUID, letter: Letter
) -> MessageState:
    """Write to the other desk of a match: all that a letter has, or nothing. Audited.

    The other side gets one notification without content. A letter of a report whose reporter is not
    checked waits for a colleague, and the other side gets it after the approval. Return `SENT` or
    `WAITS`.

    Raise `InvalidInput` for a letter without a text, for a reference of another form, and for less
    than two or more than five questions in all. Raise `Conflict` if the match permits no questions
    now, for an answer of the side that asks, and for a question that was answered before. Raise
    `NotFound` for the number of no question. Raise the errors of `open_match_for_writing`.
    """
    texts = [
        *([("text", letter.text)] if letter.text else ()),
        *(("questions", text) for text in letter.questions),
        *(("answers", text) for text in letter.answers.values()),
        *([("sirene", letter.sirene)] if letter.sirene else ()),
    ]
    if not texts:
        raise InvalidInput("text", "needed")
    if letter.sirene and not sirene.is_reference(letter.sirene):
        raise InvalidInput("sirene", "sirene_reference")
    opened, key = match_message_sealing.open_match_for_writing(
        session, context, actor, match_id, texts
    )
    letter_id = uuid4() if match_delivery.needs_approval(opened) else None
    asked, answered = _numbers(session, opened)
    entries = [_Entry(MatchMessageKind.TEXT, None, letter.text)] if letter.text else []
    if letter.sirene:
        entries.append(_Entry(MatchMessageKind.SIRENE, None, letter.sirene))
    if letter.answers:
        entries += _answers(opened, letter.answers, asked, answered)
    if letter.questions:
        match_situation.check_step(session, context, actor, opened, "ask_questions")
        entries += _questions(letter.questions, len(asked))
    side = _Side(opened.match.id, opened.own.record.id, letter_id)
    for entry in entries:
        _add(session, context, actor, key, side, entry)
    if letter_id is None:
        match_delivery.deliver(session, context, actor, opened)
        return MessageState.SENT
    match_delivery.ask_colleague(session, context, actor, opened, letter_id)
    return MessageState.WAITS


def _numbers(session: Session, opened: MatchAccess) -> tuple[set[int], set[int]]:
    """Return the numbers of the questions that were asked, and of those that were answered.

    An own answer that waits for a colleague is one; a refused answer is none.
    """
    rows = session.execute(
        select(MatchMessage.kind, MatchMessage.number, MatchMessage.letter).where(
            MatchMessage.match_id == opened.match.id,
            MatchMessage.number.is_not(None),
            match_delivery.is_readable([opened.own.record.id]),
        )
    ).all()
    unsent = match_delivery.unsent(session, [letter for _, _, letter in rows])
    asked, answered = (
        {
            number
            for kind, number, letter in rows
            if kind == wanted
            and number is not None
            and unsent.get(letter) is not MessageState.NOT_SENT
        }
        for wanted in (MatchMessageKind.QUESTION, MatchMessageKind.ANSWER)
    )
    return asked, answered


def _questions(texts: Sequence[str], last: int) -> list[_Entry]:
    if not MIN_QUESTIONS <= last + len(texts) <= MAX_QUESTIONS:
        raise InvalidInput("questions", "two_to_five")
    return [
        _Entry(MatchMessageKind.QUESTION, number, text)
        for number, text in enumerate(texts, start=last + 1)
    ]


def _answers(
    opened: MatchAccess, answers: Mapping[int, str], asked: Collection[int], done: Collection[int]
) -> list[_Entry]:
    if not _is_answering(opened):
        raise Conflict(Refusal.FOUND_SIDE_ASKS)
    for number in answers:
        if number not in asked:
            raise NotFound("no such question")
        if number in done:
            raise Conflict(Refusal.QUESTION_IS_ANSWERED)
    return [
        _Entry(MatchMessageKind.ANSWER, number, text) for number, text in sorted(answers.items())
    ]


def _is_answering(opened: MatchAccess) -> bool:
    return opened.own.record.kind == RecordKind.MISSING or opened.other.is_responsible


def record_call(
    session: Session, context: Context, actor: Actor, disclosure: Disclosure, call: tuple[str, str]
) -> None:
    """Write a telephone call of the responsible agency about a request in danger; the caller
    notifies.

    `call` is the step that recorded it, and the called desk as `name, number` of the directory.
    """
    match = session.get_one(Match, disclosure.match_id)
    key = match_message_sealing.make_match_data_key(session, context, match)
    content = dict(zip(("act", "desk"), call, strict=True))
    side = _Side(match.id, disclosure.record_id, None)
    _add(session, context, actor, key, side, _Entry(MatchMessageKind.CALL, None, content))


def _add(
    session: Session,
    context: Context,
    actor: Actor,
    key: bytes,
    side: _Side,
    entry: _Entry,
) -> None:
    """Store a message of one side."""
    public_id = uuid4()
    place = match_message_sealing.message_place(public_id)
    session.add(
        MatchMessage(
            public_id=public_id,
            match_id=side.match_id,
            record_id=side.record_id,
            letter=side.letter,
            user_id=actor.user_id,
            kind=entry.kind,
            number=entry.number,
            sealed=data_keys.seal_json(key, entry.content, place),
            created_at=context.clock.now(),
        )
    )


def read(session: Session, context: Context, actor: Actor, match_id: UUID) -> Conversation:
    """Return all questions with answers, the newest `PAGE` messages, and both desks. Audited.

    Raise `NotFound` for a match that the actor does not see.
    """
    opened = visible_matches.find_match(session, context, actor, match_id, Action.USE_THREAD)
    match_message_sealing.record_match_event(session, context, actor, "read_messages", opened)
    desks = match_desks.match_desks(session, context, actor, [(opened.own, opened.other)])[0]
    key = match_message_sealing.match_data_key(session, context, opened.match)
    of_match = and_(
        MatchMessage.match_id == opened.match.id, match_delivery.is_readable([opened.own.record.id])
    )
    newest = (
        select(MatchMessage.id)
        .where(of_match)
        .order_by(MatchMessage.created_at.desc(), MatchMessage.id.desc())
        .limit(PAGE)
    )
    query = select(MatchMessage).where(
        of_match, or_(MatchMessage.number.is_not(None), MatchMessage.id.in_(newest))
    )
    rows = [] if key is None else session.scalars(query.order_by(*_ORDER)).all()
    unsent = match_delivery.unsent(session, [row.letter for row in rows])
    asked, answered = _numbers(session, opened)
    now, theirs = match_delivery.knowledge(session, context, actor, opened).values()
    kept = desk_knowledge.stored(session, opened.match)
    me, them = match_delivery.sides(opened)
    ours = desk_knowledge.least(now, kept.get(me, now))
    is_unchecked = match_message_sealing.is_unchecked(opened.other.record)
    # what they know may depend on who they are, so only a reader who knows them reads it
    they_know = kept.get(them, theirs) if ours is DeskKnowledge.DESK else DeskKnowledge.NOT_SHOWN
    return Conversation(
        opened.own.record.public_id,
        tuple(_view(row, key or b"", opened, ours, unsent.get(row.letter)) for row in rows),
        tuple(sorted(asked - answered)) if _is_answering(opened) else (),
        desks.own,
        desks.other if ours is now and not is_unchecked else "",
        desks.contact,
        None if opened.other.is_responsible else they_know,
        match_message_sealing.is_unchecked(opened.own.record),
        is_unchecked,
    )


def _view(
    message: MatchMessage,
    key: bytes,
    opened: MatchAccess,
    ours: DeskKnowledge,
    unsent: MessageState | None,
) -> MatchMessageView:
    """Return the view of a message. `ours`: what the reader knows of the other desk."""
    place = match_message_sealing.message_place(message.public_id)
    content = data_keys.unseal_json(key, message.sealed, place)
    call = content if isinstance(content, dict) else {}
    is_relay = message.kind == MatchMessageKind.RELAY  # of neither side
    is_own_side = message.record_id == opened.own.record.id and not is_relay
    side = opened.own if is_own_side else opened.other
    is_state_known = is_own_side or ours is not DeskKnowledge.NOTHING
    return MatchMessageView(
        message.public_id,
        MatchMessageKind(message.kind),
        is_own_side,
        side.record.state if is_state_known and not is_relay else "",
        message.number or 0,
        call.get("desk", content),
        message.created_at,
        act=call.get("act", ""),
        delivery=unsent or (MessageState.SENT if is_own_side else MessageState.RECEIVED),
    )
