"""The directory of desks and services by state.

Administrators edit the services; each agency has its desk.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api.deps import ContextDep, MayManage, SessionDep, allow
from api.schemas.agencies.directory import DirectoryOut, ServiceOut
from core.code_sets import OneOf
from core.policy.actions import Action
from services.agencies import directory
from services.agencies.directory import ServiceForm
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["directory"])

MayRead = Annotated[Actor, allow(Action.READ_DIRECTORY)]
State = Annotated[str, OneOf("state", may_be_empty=True), Query()]
Kind = Annotated[str, OneOf("service", may_be_empty=True), Query()]


@router.get("/directory", name="read")
def read_directory(
    session: SessionDep,
    context: ContextDep,
    actor: MayRead,
    state: State = "",
    kind: Kind = "",
) -> DirectoryOut:
    """Read the directory. `state` and `kind` reduce the list."""
    return DirectoryOut(
        desks=directory.list_desks(session, actor, state),
        services=[
            ServiceOut.of(service)
            for service in directory.list_services(session, context, actor, state, kind)
        ],
    )


@router.post("/services", name="add", status_code=status.HTTP_201_CREATED)
def create_service(
    body: ServiceForm, session: SessionDep, context: ContextDep, actor: MayManage
) -> ServiceOut:
    """Add a service to the directory."""
    return ServiceOut.of(directory.add_service(session, context, actor, body))


@router.put("/services/{service_id}", name="change")
def update_service(
    service_id: UUID,
    body: ServiceForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> ServiceOut:
    """Replace a service of the directory."""
    return ServiceOut.of(directory.change_service(session, context, actor, service_id, body))


@router.delete("/services/{service_id}", name="remove", status_code=status.HTTP_204_NO_CONTENT)
def delete_service(
    service_id: UUID, session: SessionDep, context: ContextDep, actor: MayManage
) -> None:
    """Remove a service from the directory."""
    directory.remove_service(session, context, actor, service_id)
