"""Messages between desks: the list, and the conversation about a match."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status
from sqlalchemy.orm import Session

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import answer_from
from api.schemas.next_steps import NextStepsOut
from api.schemas.review.messages import ConversationOut, LetterIn, MessageOut, MessagePage
from core.codes.messages import MessageState
from core.policy.actions import Action
from core.policy.review import MATCH_PROCESS
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register
from services.review import match_messages, match_situation, message_list

router = APIRouter(prefix="/v1", tags=["messages"])

MayRead = Annotated[Actor, allow(Action.READ_MESSAGES)]
MayWrite = Annotated[Actor, allow(Action.USE_THREAD)]


@router.get("/messages", name="list")
def list_messages(
    session: SessionDep,
    context: ContextDep,
    actor: MayRead,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> MessagePage:
    """List what passes between your desk and others. The newest is first.

    Texts, questions, calls, requests after a search and sealed messages. A sent message never shows
    whether it was read.
    """
    before = cursor.decode(context, actor, "messages", page)
    lines, position = message_list.list_messages(session, context, actor, before=before)
    named = register.own_references(
        session, context, actor, [line.record for line in lines if line.record]
    )
    return MessagePage(
        messages=[MessageOut.of(line, named) for line in lines],
        next=cursor.encode(context, actor, "messages", position) if position else None,
    )


@router.get("/matches/{match_id}/messages", name="read")
def read_messages(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: MayWrite
) -> ConversationOut:
    """Read what passed between the two desks of a match.

    Texts, questions, answers and calls. The answer has the on-call numbers of both desks.
    """
    conversation = match_messages.read(session, context, actor, match_id)
    steps = match_situation.read_next_steps(session, context, actor, match_id)
    ids = {"match": match_id, "record": conversation.own_record}
    shown = NextStepsOut.of(MATCH_PROCESS, steps, user_id=actor.user_id, ids=ids)
    return answer_from(ConversationOut, conversation, next_steps=shown)


@router.post("/matches/{match_id}/messages", name="write", status_code=status.HTTP_204_NO_CONTENT)
def write_message(
    match_id: UUID, body: LetterIn, session: SessionDep, context: ContextDep, actor: MayWrite
) -> None:
    """Write to the other desk of a match.

    A message, verification questions, answers of the family, or several at once. The side of the
    found person asks %(min_questions)s to %(max_questions)s questions. A question is answered once.
    A message about a report whose reporter is not checked waits for a colleague's approval. Before
    the approval the other desk gets nothing. The conversation shows `waits` to you.
    """
    write_letter(session, context, actor, match_id, body)


def write_letter(
    session: Session, context: Context, actor: Actor, match_id: UUID, body: LetterIn
) -> MessageState:
    """Write to the other desk; return whether the letter was sent or waits for a colleague."""
    return match_messages.write(session, context, actor, match_id, body.letter)
