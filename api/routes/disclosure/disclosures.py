"""Disclosure: requests and their steps, grants, risk assessments, best-interests determinations,
clocks.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from sqlalchemy.orm import Session

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.safety import (
    BestInterestsIn,
    BestInterestsList,
    BestInterestsOut,
    RiskAssessmentIn,
    RiskAssessmentList,
    RiskAssessmentOut,
)
from api.schemas.common import CreatedOut
from api.schemas.disclosure.disclosures import (
    DeadlineList,
    DeadlineOut,
    DisclosureIn,
    DisclosureOut,
    DisclosurePage,
    DisclosureStepIn,
    GrantList,
    GrantOut,
)
from core.policy.actions import Action
from services.case import best_interests, deadlines, risks
from services.disclosure import grants
from services.disclosure import requests as disclosure_requests
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import records

router = APIRouter(prefix="/v1", tags=["disclosures"])

JPEG = "image/jpeg"
MayAsk = Annotated[Actor, allow(Action.ASK_DISCLOSURE)]
MayStep = Annotated[
    Actor,
    allow(Action.ASK_DISCLOSURE, Action.APPROVE_DISCLOSURE_FIRST, Action.APPROVE_DISCLOSURE_SECOND),
]
MayAssess = Annotated[Actor, allow(Action.ASSESS_RISK)]
MayDecide = Annotated[Actor, allow(Action.DECIDE_BEST_INTERESTS)]
MayConfirm = Annotated[Actor, allow(Action.CONFIRM_BEST_INTERESTS)]
MayRead = Annotated[Actor, allow(Action.READ_OTHERS)]


@router.post("/pairs/{pair_id}/disclosures", name="ask", status_code=status.HTTP_201_CREATED)
def request_disclosure(
    pair_id: UUID,
    body: DisclosureIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAsk,
) -> CreatedOut:
    """Ask the owner of the pair's other record to disclose it to a named person."""
    return CreatedOut(
        id=disclosure_requests.request_disclosure(session, context, actor, pair_id, body.form())
    )


@router.get("/disclosures")
def list_disclosures(
    session: SessionDep,
    context: ContextDep,
    actor: MayAsk,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> DisclosurePage:
    """List the requests that concern one: own ones, those about own records, those that wait for
    one's desk.
    """
    before = cursor.decode(context, actor, "disclosures", page)
    found = disclosure_requests.list_disclosures(session, context, actor, before=before)
    is_full = len(found) == disclosure_requests.PAGE
    more = cursor.encode(context, actor, "disclosures", found[-1].position) if is_full else None
    return DisclosurePage(disclosures=_with_references(session, context, actor, *found), next=more)


def _with_references(
    session: Session, context: Context, actor: Actor, *views: disclosure_requests.DisclosureView
) -> list[DisclosureOut]:
    named = records.own_references(
        session, context, actor, [view.about for view in views if view.about]
    )
    return [DisclosureOut.of(view, named) for view in views]


@router.get("/records/{record_id}/disclosures", name="list_of_record")
def list_disclosures_of_record(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAsk
) -> DisclosurePage:
    """List the requests that concern one about an own record, or about what it forms a pair
    with.
    """
    found = disclosure_requests.list_of_record(session, context, actor, record_id)
    return DisclosurePage(disclosures=_with_references(session, context, actor, *found), next=None)


@router.get("/disclosures/{disclosure_id}")
def read_disclosure(
    disclosure_id: UUID, session: SessionDep, context: ContextDep, actor: MayAsk
) -> DisclosureOut:
    """Read a request from one's own side."""
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
    """Take the next step; consent, risk and age are looked at anew at each of them."""
    step = disclosure_requests.take_step(
        session, context, actor, disclosure_id, body.act, body.details()
    )
    return _with_references(session, context, actor, step)[0]


@router.get("/grants")
def list_grants(session: SessionDep, context: ContextDep, actor: MayRead) -> GrantList:
    """List the grants one has now."""
    return GrantList(grants=grants.list_grants(session, context, actor))


@router.get("/grants/{grant_id}")
def read_grant(
    grant_id: UUID, session: SessionDep, context: ContextDep, actor: MayRead
) -> GrantOut:
    """Read what was disclosed to one: marked, and as far as it is still permitted."""
    return GrantOut.of(grants.read_grant(session, context, actor, grant_id))


@router.get(
    "/grants/{grant_id}/photo", response_class=Response, responses={200: {"content": {JPEG: {}}}}
)
def read_grant_photo(
    grant_id: UUID, session: SessionDep, context: ContextDep, actor: MayRead
) -> Response:
    """Show the photograph that was disclosed to one, as JPEG, with the reader's mark in a
    header.
    """
    picture, mark = grants.read_grant_photo(session, context, actor, grant_id)
    return Response(picture, media_type=JPEG, headers={"X-Reader-Mark": mark})


@router.post("/records/{record_id}/risks", status_code=status.HTTP_201_CREATED)
def assess_risk(
    record_id: UUID,
    body: RiskAssessmentIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayAssess,
) -> CreatedOut:
    """Assess the risk of an own record; the newest assessment counts."""
    return CreatedOut(id=risks.store_assessment(session, context, actor, record_id, body.form()))


@router.get("/records/{record_id}/risks")
def list_risks(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAssess
) -> RiskAssessmentList:
    """List the assessments of an own record."""
    return RiskAssessmentList(
        risks=[
            RiskAssessmentOut.of(assessment)
            for assessment in risks.list_assessments(session, context, actor, record_id)
        ]
    )


@router.post("/records/{record_id}/best-interests", status_code=status.HTTP_201_CREATED)
def decide_best_interests(
    record_id: UUID,
    body: BestInterestsIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayDecide,
) -> CreatedOut:
    """Write down what was decided in the best interests of a child."""
    return CreatedOut(
        id=best_interests.store_determination(session, context, actor, record_id, body.form())
    )


@router.post("/best-interests/{determination_id}/confirm", status_code=status.HTTP_204_NO_CONTENT)
def confirm_best_interests(
    determination_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayConfirm,
) -> None:
    """Confirm what a determination opens against a child's no, as a second person."""
    best_interests.confirm_determination(session, context, actor, determination_id)


@router.get("/records/{record_id}/best-interests")
def list_best_interests(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.RECORD_CONSENT)],
) -> BestInterestsList:
    """List the determinations for an own record."""
    found = best_interests.list_determinations(session, context, actor, record_id)
    return BestInterestsList(
        determinations=[BestInterestsOut.of(determination) for determination in found]
    )


@router.get("/clocks", name="list_clocks")
def list_deadlines(
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.SEE_DEADLINES)],
    limit: Annotated[int, Query(ge=1, le=deadlines.PAGE)] = deadlines.PAGE,
) -> DeadlineList:
    """List running clocks: the agency's, those escalated to its desk, for the auditor all of
    them.
    """
    running = deadlines.list_deadlines(session, context, actor, limit=limit)
    named = records.own_references(
        session, context, actor, [deadline.record for deadline in running if deadline.record]
    )
    return DeadlineList(clocks=[DeadlineOut.of(deadline, named) for deadline in running])
