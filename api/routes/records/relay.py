"""The relay desk: reaching the owner of a record for an outsider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.deps import ContextDep, SessionDep, allow
from api.schemas.records.relay import OwnerContactIn, RelayDeskOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.sharing import relay_desk

router = APIRouter(prefix="/v1", tags=["relay desk"])

MayRelay = Annotated[Actor, allow(Action.RELAY)]


@router.get("/relay", name="read_relay")
def read_relay_desk(session: SessionDep, actor: MayRelay) -> RelayDeskOut:
    """Return whether the agency has the desk that reaches owners."""
    return RelayDeskOut(may_reach=relay_desk.can_reach_owners(session, actor))


@router.post("/relay")
def reach_owner(
    body: OwnerContactIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayRelay,
) -> relay_desk.OwnerDesk:
    """Return the owner's desk for a record of a person at risk, to the relay desk; notify the
    owner's supervisors.
    """
    return relay_desk.reach_owner(session, context, actor, body.record, body.reason)
