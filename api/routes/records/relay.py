"""The relay desk: it connects an outsider with the responsible agency of a record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.records.relay import RelayCallIn, ResponsibleAgencyContactIn
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.review import relay_calls
from services.search import relay_desk

router = APIRouter(prefix="/v1", tags=["relay desk"])

MayRelay = Annotated[Actor, allow(Action.RELAY)]


@router.get("/relay", name="read_relay")
def read_relay_desk(session: SessionDep, actor: MayRelay) -> relay_desk.RelayRole:
    """Check whether your agency has the relay desk.

    The relay desk contacts responsible agencies. The answer also has the desk to which yours passes
    a call.
    """
    return relay_desk.read_role(session, actor)


@router.post("/relay", status_code=status.HTTP_201_CREATED)
def ask_responsible_agency(
    body: ResponsibleAgencyContactIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayRelay,
) -> relay_desk.AskedRelay:
    """Ask to reach the responsible agency of a record.

    The record is about a person at risk, and you are the relay desk. A colleague decides in the
    list of approvals, and then reads the desk to call. The auditor is alerted to each request, the
    supervisors of the responsible agency are notified of each approval. A record is not found if
    your agency has a match, a search or a request on it: pass the call on to the desk of `GET
    /v1/relay`.
    """
    return relay_desk.ask_responsible_agency(session, context, actor, body.record, body.reason)


@router.post("/relay/calls", status_code=status.HTTP_204_NO_CONTENT)
def record_relay_call(
    body: RelayCallIn, session: SessionDep, context: ContextDep, actor: MayRelay
) -> None:
    """Record that you called the desk of a record for another desk.

    Each desk reads the call in its messages if it may know of the other desk's record. You
    get the same answer in every case. A record is not found if your agency never got its desk here.
    """
    relay_calls.record_call(
        session, context, actor, body.called, body.asker, is_reached=body.is_reached
    )
