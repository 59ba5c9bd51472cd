"""The thread from desk to desk about a pair: sealed and audited, only a reference in notices, both on-call numbers."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy import Action
from models.agency import Agency
from models.pair import ThreadMessage
from services import desks, pair_papers, reviews, sealing
from services.actor import Actor, require
from services.context import Context

PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """A message with the state of the desk that wrote it ("": withheld), and no person."""

    id: UUID
    is_own_side: bool
    state: str
    text: str
    at: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Thread:
    """The newest messages, oldest first, and the desks to call on both sides, with on-call numbers."""

    messages: tuple[Message, ...]
    own_desk: str
    other_desk: str


def post(session: Session, context: Context, actor: Actor, pair_id: UUID, text: str) -> UUID:
    """Write to the other desk; the other side is told that something was written, not what."""
    opened, key = pair_papers.open_for_writing(session, context, actor, pair_id, [text])
    public_id = uuid4()
    session.add(
        ThreadMessage(
            public_id=public_id,
            pair_id=opened.pair.id,
            agency_id=actor.agency_id,
            user_id=actor.user_id,
            sealed=sealing.seal_json(key, text, pair_papers.place("thread_message", public_id, 1)),
            created_at=context.clock.now(),
        )
    )
    pair_papers.tell_other_side(session, context, opened, kind="thread")
    pair_papers.note(session, context, actor, "write_message", opened)
    return public_id


def read(session: Session, context: Context, actor: Actor, pair_id: UUID) -> Thread:
    """Return the thread of a pair. Audited."""
    require(actor, Action.USE_THREAD)
    opened = reviews.find(session, context, actor, pair_id)
    pair_papers.note(session, context, actor, "read_thread", opened)
    own, other = desks.contacts(session, (opened.own, opened.other))
    key = pair_papers.key_to_read(session, context, opened.pair)
    query = (
        select(ThreadMessage, Agency.state)
        .join(Agency, Agency.id == ThreadMessage.agency_id)
        .where(ThreadMessage.pair_id == opened.pair.id)
        .order_by(ThreadMessage.id.desc())
        .limit(PAGE)
    )
    rows = [] if key is None else session.execute(query).all()
    messages = [
        Message(
            one.public_id,
            one.agency_id == actor.agency_id,
            state if other.state or one.agency_id == actor.agency_id else "",
            sealing.unseal_json(key or b"", one.sealed, pair_papers.place("thread_message", one.public_id, 1)),
            one.created_at,
        )
        for one, state in reversed(rows)
    ]
    return Thread(tuple(messages), own.desk, other.desk)
