"""Notifications about own records."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.work import NotificationOut, NotificationPage
from core.policy.actions import Action
from services.case.care import copy_deletions
from services.foundation.actor import Actor
from services.records import register
from services.sharing import notification_lists

router = APIRouter(prefix="/v1/notifications", tags=["notifications"])

MayRead = Annotated[Actor, allow(Action.READ_NOTIFICATIONS)]
MayMark = Annotated[Actor, allow(Action.MARK_NOTIFICATIONS)]


@router.get("")
def list_notifications(
    session: SessionDep,
    context: ContextDep,
    actor: MayRead,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> NotificationPage:
    """List notifications about your records. The newest is first."""
    listed = notification_lists.list_notifications(
        session, context, actor, before=cursor.decode(context, actor, "notifications", page)
    )
    named = register.own_references(
        session,
        context,
        actor,
        [notification.record for notification in listed if notification.record],
    )
    return NotificationPage(
        notifications=[NotificationOut.of(notification, named) for notification in listed],
        next=cursor.encode_next(
            context,
            actor,
            "notifications",
            [notification.position for notification in listed],
            notification_lists.PAGE,
        ),
    )


@router.post("/{notification_id}/read", name="mark_read", status_code=status.HTTP_204_NO_CONTENT)
def mark_notification_read(
    notification_id: UUID, session: SessionDep, context: ContextDep, actor: MayMark
) -> None:
    """Mark a notification as read. Software may not.

    Of a withdrawn report, this confirms that your agency has deleted all its copies.
    """
    copy_deletions.mark_notification_read(session, context, actor, notification_id)
