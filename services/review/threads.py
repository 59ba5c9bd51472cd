"""The message thread between two desks about a pair: sealed and audited.

Notices have only a reference. The thread shows the on-call numbers of both desks.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notices import NoticeKind
from core.codes.review import PairContact
from core.policy.actions import Action
from core.published import published
from models.agencies.agency import Agency
from models.matching_runs.pair import Pair, ThreadMessage
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import pair_message_sealing, reviews
from services.sharing import events, pair_desks

PAGE = 100


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ThreadMessageView:
    """A message without its author.

    `act` is "" for a text of a person. For a telephone call about a request in danger it is the
    step, and `text` is the desk that was called. `state` is the member state of the agency that
    wrote it, "" if the reader may not know it. `is_own_side`: the reader's agency wrote it.
    """

    id: UUID
    is_own_side: bool
    state: str
    text: str
    at: datetime
    act: str = ""


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ThreadView:
    """The newest messages, oldest first, and the desks of both sides with on-call numbers.

    `own_desk` is the entry of the viewer's agency in the directory. `other_desk` is empty unless
    `contact` is `other_desk`.
    """

    messages: tuple[ThreadMessageView, ...]
    own_desk: str
    other_desk: str
    contact: PairContact


def post_message(
    session: Session, context: Context, actor: Actor, pair_id: UUID, text: str
) -> UUID:
    """Send a message to the other desk; return its id. The other side gets a notice without
    content.

    Raise the errors of `open_pair_for_writing`. Audited.
    """
    opened, key = pair_message_sealing.open_pair_for_writing(
        session, context, actor, pair_id, [text]
    )
    public_id = uuid4()
    session.add(
        ThreadMessage(
            public_id=public_id,
            pair_id=opened.pair.id,
            agency_id=actor.agency_id,
            user_id=actor.user_id,
            sealed=data_keys.seal_json(
                key, text, pair_message_sealing.message_place("thread_message", public_id, 1)
            ),
            created_at=context.clock.now(),
        )
    )
    pair_message_sealing.notify_other_side(session, context, opened, kind=NoticeKind.THREAD)
    pair_message_sealing.record_pair_event(session, context, actor, "write_message", opened)
    return public_id


def record_call(
    session: Session, context: Context, actor: Actor, pair_id: int, act: str, desk: str
) -> None:
    """Write a telephone call about a request in danger into the thread; the caller notifies.

    `act` is the step that recorded it, `desk` the called desk as `name, number` of the directory.
    """
    pair = session.get_one(Pair, pair_id)
    key = pair_message_sealing.make_pair_key(session, context, pair)
    public_id = uuid4()
    place = pair_message_sealing.message_place("thread_message", public_id, 1)
    session.add(
        ThreadMessage(
            public_id=public_id,
            pair_id=pair.id,
            agency_id=actor.agency_id,
            user_id=actor.user_id,
            sealed=data_keys.seal_json(key, {"act": act, "desk": desk}, place),
            created_at=context.clock.now(),
        )
    )


def read_thread(session: Session, context: Context, actor: Actor, pair_id: UUID) -> ThreadView:
    """Return the newest `PAGE` messages of a pair and the desks of both sides. Audited.

    Raise `NotFound` for a pair that the actor does not see.
    """
    opened = reviews.find_pair(session, context, actor, pair_id, Action.USE_THREAD)
    pair_message_sealing.record_pair_event(session, context, actor, "read_thread", opened)
    desks = pair_desks.pair_desks(session, context, actor, [(opened.own, opened.other)])[0]
    is_state_known = events.is_contact_known(opened.other)
    key = pair_message_sealing.pair_key(session, context, opened.pair)
    query = (
        select(ThreadMessage, Agency.state)
        .join(Agency, Agency.id == ThreadMessage.agency_id)
        .where(ThreadMessage.pair_id == opened.pair.id)
        .order_by(ThreadMessage.id.desc())
        .limit(PAGE)
    )
    rows = [] if key is None else session.execute(query).all()
    messages = [
        _message_view(
            message,
            key or b"",
            is_own_side=message.agency_id == actor.agency_id,
            state=state if is_state_known or message.agency_id == actor.agency_id else "",
        )
        for message, state in reversed(rows)
    ]
    return ThreadView(tuple(messages), desks.own, desks.other, desks.contact)


def _message_view(
    message: ThreadMessage, key: bytes, *, is_own_side: bool, state: str
) -> ThreadMessageView:
    place = pair_message_sealing.message_place("thread_message", message.public_id, 1)
    content = data_keys.unseal_json(key, message.sealed, place)
    call = content if isinstance(content, dict) else {}
    return ThreadMessageView(
        message.public_id,
        is_own_side,
        state,
        call.get("desk", content),
        message.created_at,
        act=call.get("act", ""),
    )
