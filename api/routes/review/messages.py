"""The list of messages between desks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.review.messages import MessageOut, MessagePage
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.records import records
from services.review import message_list

router = APIRouter(prefix="/v1/messages", tags=["messages"])

MayRead = Annotated[Actor, allow(Action.READ_MESSAGES)]


@router.get("", name="list")
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
    named = records.own_references(
        session, context, actor, [line.record for line in lines if line.record]
    )
    return MessagePage(
        messages=[MessageOut.of(line, named) for line in lines],
        next=cursor.encode(context, actor, "messages", position) if position else None,
    )
