"""Matches by hand: two desks that spoke by telephone each enter both references."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.review.hand_matches import HandMatchIn, HandMatchList, HandMatchOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.matching_runs import hand_matches

router = APIRouter(prefix="/v1", tags=["matches"])

MayMatchByHand = Annotated[Actor, allow(Action.MATCH_BY_HAND)]


@router.post("/records/{record_id}/hand-matches", status_code=status.HTTP_202_ACCEPTED)
def enter_hand_match(
    record_id: UUID,
    body: HandMatchIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayMatchByHand,
) -> HandMatchOut:
    """Enter the reference of another desk's record.

    That desk gave it to you by telephone. It enters both references as well, within 7 days. Then a
    match opens, if the rules allow both desks to see it, and both get a notification. The answer
    never shows whether there is such a record.
    """
    hand_matches.enter(session, context, actor, record_id, body.reference)
    return HandMatchOut()


@router.get("/records/{record_id}/hand-matches")
def list_hand_matches(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayMatchByHand
) -> HandMatchList:
    """List the references that your desk entered."""
    return HandMatchList(entries=hand_matches.list_entries(session, context, actor, record_id))
