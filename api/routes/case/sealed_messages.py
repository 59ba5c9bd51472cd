"""Sealed messages to the unknown holder of a matching record."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.sealed_messages import (
    MessageLeftOut,
    ReceivedMessageList,
)
from core.policy.actions import Action
from services.case import message_delivery, sealed_messages
from services.case.sealed_messages import MessageForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["sealed messages"])

MayLeave = Annotated[Actor, allow(Action.LEAVE_MESSAGE)]
MayRead = Annotated[Actor, allow(Action.READ_MESSAGES)]


@router.post("/records/{record_id}/sealed-messages", status_code=status.HTTP_202_ACCEPTED)
def leave_message(
    record_id: UUID,
    body: MessageForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayLeave,
) -> MessageLeftOut:
    """Leave a message for the holder of a matching record.

    The message reaches each agency that has a record of the same person, or registers one within 90
    days. The answer never shows whether there is one. A message about a report whose reporter is
    not checked waits for the check.
    """
    sealed_messages.leave_message(session, context, actor, record_id, body)
    return MessageLeftOut()


@router.get("/records/{record_id}/sealed-messages", name="list_left_messages")
def list_left_messages(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayLeave
) -> sealed_messages.LeftMessages:
    """List the valid messages left about a record of your agency."""
    return sealed_messages.list_left(session, context, actor, record_id)


@router.post("/left-messages/{message_id}/withdraw", status_code=status.HTTP_204_NO_CONTENT)
def withdraw_message(
    message_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayLeave,
) -> None:
    """Withdraw a message of your agency.

    The answer does not depend on whether the message was read.
    """
    sealed_messages.withdraw_message(session, context, actor, message_id)


@router.get("/sealed-messages")
def list_received_messages(
    session: SessionDep, context: ContextDep, actor: MayRead
) -> ReceivedMessageList:
    """List the messages delivered for records of your agency."""
    return ReceivedMessageList(messages=message_delivery.list_received(session, context, actor))


@router.post("/sealed-messages/{delivery_id}/read")
def read_message(
    delivery_id: UUID, session: SessionDep, context: ContextDep, actor: MayRead
) -> message_delivery.OpenedMessage:
    """Read a message; the first reading meets its deadline."""
    return message_delivery.read_message(session, context, actor, delivery_id)
