"""Requests of people about their own data."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import ReasonIn
from api.schemas.data_rights.rights import (
    DataRequestDecisionIn,
    DataRequestList,
    DataRequestOut,
    PersonalDataOut,
)
from core.policy.actions import Action
from services.data_rights import access_export, data_requests
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["data rights"])

MayPropose = Annotated[Actor, allow(Action.PROPOSE_DATA_RIGHT)]
MaySee = Annotated[Actor, allow(Action.SEE_DEADLINES)]
MayApprove = Annotated[Actor, allow(Action.APPROVE_DATA_RIGHT)]


@router.post(
    "/records/{record_id}/data-requests", name="propose", status_code=status.HTTP_201_CREATED
)
def create_data_request(
    record_id: UUID,
    body: data_requests.DataRequestForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayPropose,
) -> data_requests.DataRequestLine:
    """Record a request of a person about their data.

    A restriction or an objection has effect immediately.
    """
    return data_requests.propose_request(session, context, actor, record_id, body)


@router.get("/data-requests", name="list_data_requests")
def list_data_requests(session: SessionDep, context: ContextDep, actor: MaySee) -> DataRequestList:
    """List requests about personal data. The answer has the legal deadlines."""
    return DataRequestList(requests=data_requests.list_requests(session, context, actor))


@router.get("/data-requests/{request_id}", name="read")
def read_data_request(
    request_id: UUID, session: SessionDep, context: ContextDep, actor: MayPropose
) -> DataRequestOut:
    """Read a request about personal data."""
    data_request = data_requests.read_request(session, context, actor, request_id)
    return DataRequestOut.of(data_request, actor.user_id)


@router.post("/data-requests/{request_id}/extension", name="extend")
def extend_data_request(
    request_id: UUID,
    body: ReasonIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayApprove,
) -> data_requests.DataRequestLine:
    """Extend the deadline of a request.

    The deadline moves by %(extension_months)s months. It can be extended once.
    """
    return data_requests.extend_deadline(session, context, actor, request_id, reason=body.reason)


@router.post("/data-requests/{request_id}/decision", name="decide")
def decide_data_request(
    request_id: UUID,
    body: DataRequestDecisionIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayApprove,
) -> data_requests.DataRequestLine:
    """Decide a request about personal data.

    You must be another person than the one who proposed it. The request is carried out or refused.
    """
    return data_requests.decide_request(
        session, context, actor, request_id, refusal=body.refusal, reason=body.reason
    )


@router.get("/data-requests/{request_id}/export", name="export")
def export_personal_data(
    request_id: UUID, session: SessionDep, context: ContextDep, actor: MayPropose
) -> PersonalDataOut:
    """Export the personal data of an approved request. Facts about other people are withheld."""
    export = access_export.export_record(session, context, actor, request_id)
    return PersonalDataOut.of_export(export)
