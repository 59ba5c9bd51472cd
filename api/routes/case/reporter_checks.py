"""The agency's list of institutions that report."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.reporter_checks import (
    InstitutionCreatedOut,
    InstitutionList,
    InstitutionOut,
)
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.reporter_check import institutions

router = APIRouter(prefix="/v1", tags=["reporter_check"])

MayCheckReporter = Annotated[Actor, allow(Action.CHECK_REPORTER)]
MayPropose = Annotated[Actor, allow(Action.PROPOSE_INSTITUTION)]


@router.get("/institutions")
def list_institutions(
    session: SessionDep, context: ContextDep, actor: MayPropose
) -> InstitutionList:
    """List institutions that report.

    Reports of a confirmed institution need no proofs. A second person checks them. The list also
    has proposed institutions.
    """
    listed = institutions.list_institutions(session, context, actor)
    return InstitutionList(institutions=[InstitutionOut.of(one) for one in listed])


@router.post("/institutions", name="propose", status_code=status.HTTP_201_CREATED)
def propose_institution(
    body: institutions.InstitutionForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayPropose,
) -> InstitutionCreatedOut:
    """Propose an institution that reports. A second person must confirm it."""
    return InstitutionCreatedOut(
        institution=institutions.propose_institution(session, context, actor, body)
    )


@router.post(
    "/institutions/{institution_id}/revoke", name="revoke", status_code=status.HTTP_204_NO_CONTENT
)
def revoke_institution(
    institution_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayCheckReporter,
) -> None:
    """Revoke an institution. One person is enough."""
    institutions.revoke_institution(session, context, actor, institution_id)
