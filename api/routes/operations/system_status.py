"""Administration: agencies and their desks, keys, schedules and queues."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, MayManage, SessionDep
from api.routes.agencies.access import MayRead
from api.schemas.common import CreatedOut
from api.schemas.operations.system_status import (
    AgencyList,
    DeskPhoneIn,
    RelayDeskIn,
    SystemStatusOut,
)
from services.agencies import agency_register
from services.agencies.agency_register import AgencyForm
from services.operations import system_status

router = APIRouter(prefix="/v1", tags=["administration"])


@router.get("/agencies")
def list_agencies(session: SessionDep, context: ContextDep, actor: MayRead) -> AgencyList:
    """List agencies. Each has its desk."""
    return AgencyList(agencies=agency_register.list_agencies(session, context, actor))


@router.post("/agencies", status_code=status.HTTP_201_CREATED)
def add_agency(
    body: AgencyForm, session: SessionDep, context: ContextDep, actor: MayManage
) -> CreatedOut:
    """Add an agency. The request also has the phone number of its desk."""
    agency_register.check_phone(body.phone)
    return CreatedOut(id=agency_register.add_agency(session, context, actor, body).public_id)


@router.put("/agencies/{agency_id}/phone", name="set_phone", status_code=status.HTTP_204_NO_CONTENT)
def set_agency_phone(
    agency_id: UUID,
    body: DeskPhoneIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> None:
    """Set the phone number of a desk."""
    agency_register.set_phone(session, context, actor, agency_id, body.phone)


@router.put("/agencies/{agency_id}/relay", name="set_relay", status_code=status.HTTP_204_NO_CONTENT)
def set_agency_relay(
    agency_id: UUID,
    body: RelayDeskIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> None:
    """Set the relay desk of the installation.

    The desk of the agency becomes the relay desk, or is no longer the relay desk.
    """
    agency_register.set_relay(session, context, actor, agency_id, is_relay=body.is_relay)


@router.get("/system-status", name="look")
def read_system_status(
    session: SessionDep, context: ContextDep, actor: MayManage
) -> SystemStatusOut:
    """Read the state of the system. The answer has the keys in use, schedules, queues and
    anchors.
    """
    return SystemStatusOut.of(system_status.read_status(session, context, actor))
