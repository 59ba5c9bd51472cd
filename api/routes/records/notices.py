"""Notices about own records."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.work import NoticeOut, NoticePage
from core.policy.actions import Action
from services.case.care import copy_deletions
from services.foundation.actor import Actor
from services.records import records
from services.sharing import notice_lists

router = APIRouter(prefix="/v1/notices", tags=["notices"])

MayRead = Annotated[Actor, allow(Action.READ_NOTICES)]
MayMark = Annotated[Actor, allow(Action.MARK_NOTICES)]


@router.get("")
def list_notices(
    session: SessionDep,
    context: ContextDep,
    actor: MayRead,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> NoticePage:
    """List notices about your records. The newest is first."""
    listed = notice_lists.list_notices(
        session, context, actor, before=cursor.decode(context, actor, "notices", page)
    )
    named = records.own_references(
        session, context, actor, [notice.record for notice in listed if notice.record]
    )
    return NoticePage(
        notices=[NoticeOut.of(notice, named) for notice in listed],
        next=cursor.encode_next(
            context, actor, "notices", [notice.position for notice in listed], notice_lists.PAGE
        ),
    )


@router.post("/{notice_id}/read", name="mark_read", status_code=status.HTTP_204_NO_CONTENT)
def mark_notice_read(
    notice_id: UUID, session: SessionDep, context: ContextDep, actor: MayMark
) -> None:
    """Mark a notice as read. Software may not.

    Of a withdrawn report, this confirms that your agency has deleted all its copies.
    """
    copy_deletions.mark_notice_read(session, context, actor, notice_id)
