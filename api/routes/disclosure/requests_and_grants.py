"""Disclosures: requests and their steps, grants, risk assessments, best-interests determinations
and deadlines.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from sqlalchemy.orm import Session

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.routes.records.photos import JPEG
from api.schemas.case.safety import (
    BestInterestsList,
    BestInterestsOut,
    RiskAssessmentList,
    RiskAssessmentOut,
)
from api.schemas.common import CreatedOut, file_responses
from api.schemas.disclosure.requests_and_grants import (
    DisclosureOut,
    DisclosurePage,
    DisclosureStepIn,
    GrantList,
    GrantOut,
)
from core.policy.actions import Action
from services.case import best_interests, risks
from services.case.best_interests import BestInterestsForm
from services.case.risks import RiskForm
from services.disclosure import grants
from services.disclosure import requests as disclosure_requests
from services.disclosure.requests import DisclosureForm
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register

router = APIRouter(prefix="/v1", tags=["disclosure"])

MayAsk = Annotated[Actor, allow(Action.ASK_DISCLOSURE)]
MayStep = Annotated[
    Actor,
    allow(Action.ASK_DISCLOSURE, Action.APPROVE_DISCLOSURE_FIRST, Action.APPROVE_DISCLOSURE_SECOND),
]
MayAssess = Annotated[Actor, allow(Action.ASSESS_RISK)]
MayDecide = Annotated[Actor, allow(Action.DECIDE_BEST_INTERESTS)]
MayRead = Annotated[Actor, allow(Action.READ_OTHERS)]


@router.post("/matches/{match_id}/disclosures", name="ask", status_code=status.HTTP_201_CREATED)
def request_disclosure(
    match_id: UUID,
    body: DisclosureForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayAsk,
) -> CreatedOut:
    """Request the disclosure of a record.

    The record is the other record of the match. A named person reads it.
    """
    return CreatedOut(
        id=disclosure_requests.request_disclosure(session, context, actor, match_id, body)
    )


@router.get("/disclosures")
def list_disclosures(
    session: SessionDep,
    context: ContextDep,
    actor: MayAsk,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> DisclosurePage:
    """List requests for disclosure.

    The list has your own requests, requests about your records, and those that wait for your desk.
    """
    before = cursor.decode(context, actor, "disclosures", page)
    disclosures = disclosure_requests.list_disclosures(session, context, actor, before=before)
    positions = [view.position for view in disclosures]
    return DisclosurePage(
        disclosures=_with_references(session, context, actor, *disclosures),
        next=cursor.encode_next(context, actor, "disclosures", positions, disclosure_requests.PAGE),
    )


def _with_references(
    session: Session, context: Context, actor: Actor, *views: disclosure_requests.DisclosureView
) -> list[DisclosureOut]:
    named = register.own_references(
        session, context, actor, [view.about for view in views if view.about]
    )
    return [DisclosureOut.of(view, named, user_id=actor.user_id) for view in views]


@router.get("/records/{record_id}/disclosures", name="list_of_record")
def list_disclosures_of_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAsk
) -> DisclosurePage:
    """List requests for disclosure of a record.

    The list also has requests about the records that form a match with it.
    """
    disclosures = disclosure_requests.list_of_record(session, context, actor, record_id)
    return DisclosurePage(
        disclosures=_with_references(session, context, actor, *disclosures), next=None
    )


@router.get("/disclosures/{disclosure_id}")
def read_disclosure(
    disclosure_id: UUID, session: SessionDep, context: ContextDep, actor: MayAsk
) -> DisclosureOut:
    """Read a request for disclosure. Each side sees its own part."""
    return _with_references(
        session,
        context,
        actor,
        disclosure_requests.read_disclosure(session, context, actor, disclosure_id),
    )[0]


@router.post("/disclosures/{disclosure_id}/steps", name="take_step")
def take_disclosure_step(
    disclosure_id: UUID,
    body: DisclosureStepIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayStep,
) -> DisclosureOut:
    """Take a step of a request for disclosure.

    Consent, risk and age are checked again at each step.
    """
    step = disclosure_requests.take_step(
        session, context, actor, disclosure_id, body.act, body.details()
    )
    return _with_references(session, context, actor, step)[0]


@router.get("/grants")
def list_grants(session: SessionDep, context: ContextDep, actor: MayRead) -> GrantList:
    """List your current grants."""
    return GrantList(grants=grants.list_grants(session, context, actor))


@router.get("/grants/{grant_id}")
def read_grant(
    grant_id: UUID, session: SessionDep, context: ContextDep, actor: MayRead
) -> GrantOut:
    """Read a disclosed record.

    The answer is marked for its reader, and has the facts that are still permitted.
    """
    return GrantOut.of(grants.read_grant(session, context, actor, grant_id))


@router.get("/grants/{grant_id}/photo", response_class=Response, responses=file_responses(JPEG))
def read_grant_photo(
    grant_id: UUID, session: SessionDep, context: ContextDep, actor: MayRead
) -> Response:
    """Read the photograph of a disclosed record.

    The answer is JPEG. The header `X-Reader-Mark` has the mark that leads to this read in the audit
    log. The answer is 404 if the record has no photograph or the grant does not permit it.
    """
    picture, mark = grants.read_grant_photo(session, context, actor, grant_id)
    return Response(picture, media_type=JPEG, headers={"X-Reader-Mark": mark})


@router.post("/records/{record_id}/risks", status_code=status.HTTP_201_CREATED)
def assess_risk(
    record_id: UUID,
    body: RiskForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayAssess,
) -> CreatedOut:
    """Save a risk assessment of a record. The newest assessment counts."""
    return CreatedOut(id=risks.store_assessment(session, context, actor, record_id, body))


@router.get("/records/{record_id}/risks")
def list_risks(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAssess
) -> RiskAssessmentList:
    """List risk assessments of a record. The record belongs to your agency."""
    return RiskAssessmentList(
        risks=[
            RiskAssessmentOut.of(assessment)
            for assessment in risks.list_assessments(session, context, actor, record_id)
        ]
    )


@router.post("/records/{record_id}/best-interests", status_code=status.HTTP_201_CREATED)
def decide_best_interests(
    record_id: UUID,
    body: BestInterestsForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> CreatedOut:
    """Save a best-interests determination for a child.

    The scopes in `opens` are permitted although the child refuses, when a second person approves it
    in the list of approvals.
    """
    return CreatedOut(
        id=best_interests.store_determination(session, context, actor, record_id, body)
    )


@router.get("/records/{record_id}/best-interests")
def list_best_interests(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.RECORD_CONSENT)],
) -> BestInterestsList:
    """List best-interests determinations for a record. The record belongs to your agency."""
    determinations = best_interests.list_determinations(session, context, actor, record_id)
    return BestInterestsList(
        determinations=[BestInterestsOut.of(determination) for determination in determinations]
    )
