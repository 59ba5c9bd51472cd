"""Sightings of a missing person: sending one, and deciding those about an own report."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.sightings import (
    SentSightingList,
    SightingList,
    SightingOut,
    SightingSentOut,
)
from api.schemas.common import ReasonIn
from core.policy.actions import Action
from services.case import sighting_deliveries, sightings
from services.case.sightings import SightingForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["sightings"])

MaySend = Annotated[Actor, allow(Action.SEND_SIGHTING)]
MayRead = Annotated[Actor, allow(Action.READ_SIGHTINGS)]
MayDecide = Annotated[Actor, allow(Action.EDIT)]


@router.post("/sightings", status_code=status.HTTP_202_ACCEPTED)
def send_sighting(
    body: SightingForm, session: SessionDep, context: ContextDep, actor: MaySend
) -> SightingSentOut:
    """Send a sighting by the reference of a report.

    The desk of the report gets it at once, and so do the police of its state if they see the
    report. The answer never shows whether there is such a report. It does not change later.
    """
    sightings.send(session, context, actor, body)
    return SightingSentOut()


@router.get("/sightings")
def list_sightings(session: SessionDep, context: ContextDep, actor: MaySend) -> SentSightingList:
    """List the sightings that you sent."""
    return SentSightingList(sightings=sightings.list_sent(session, context, actor))


@router.get("/records/{record_id}/sightings")
def list_record_sightings(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayRead
) -> SightingList:
    """List the sightings of the person of a report.

    The desk of the report reads them, and the police of its state while they see the report.
    """
    received = sighting_deliveries.list_received(session, context, actor, record_id)
    return SightingList(sightings=[SightingOut.of(one, user_id=actor.user_id) for one in received])


@router.post("/sightings/{sighting_id}/accept", status_code=status.HTTP_204_NO_CONTENT)
def accept_sighting(
    sighting_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> None:
    """Accept a sighting.

    It is added to the route of the report, which is matched again.
    """
    sighting_deliveries.accept(session, context, actor, sighting_id, reason=body.reason)


@router.post("/sightings/{sighting_id}/reject", status_code=status.HTTP_204_NO_CONTENT)
def reject_sighting(
    sighting_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> None:
    """Reject a sighting. It is kept with the reason, and changes nothing else."""
    sighting_deliveries.reject(session, context, actor, sighting_id, reason=body.reason)
