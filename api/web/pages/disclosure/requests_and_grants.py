"""The disclosure desk: requests in and out, the next step of each, and received disclosures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.disclosure import requests_and_grants
from api.routes.review import matches
from api.schemas.disclosure.requests_and_grants import DisclosureOut, DisclosureStepIn
from api.web import render
from api.web.errors import FormRejected, shown_again
from api.web.forms import Form, From, SubmittedForm, make_request
from core.codes.disclosure import DisclosurePath, DisclosureState
from core.errors import InvalidInput
from core.policy.process import Situation, refusal_of
from core.policy.roles import Role
from core.policy.search import SEARCH_PURPOSES
from core.policy.sharing.disclosure import (
    ASKED_SCOPES,
    ENDED_STATES,
    ENDING_REASONS,
    IMMINENT_RISKS,
    RELEASED_STATES,
    RISK_LEVELS,
    SCOPES_NEVER_VITAL,
)
from core.policy.sharing.disclosure_steps import process_shown
from core.refusals import Refusal
from services.disclosure.requests import DisclosureForm
from services.disclosure.steps import CALL_ACTS

router = APIRouter()


# side from which a list shows a request -> the sides of the table that its steps are of
SIDES = {
    "responsible": frozenset({"responsible", "approver"}),
    "desk": frozenset({"desk", "approver"}),
    "asker": frozenset({"asker"}),
}
# Refusals of acts that are another side's, another role's or another time's.
_CODES_OF_ANOTHER_TIME = {
    refusal.code
    for refusal in (
        Refusal.STEP_IS_NOT_NEXT,
        Refusal.DISCLOSURE_HAS_ENDED,
        Refusal.STEP_OF_ANOTHER_SIDE,
        Refusal.STEP_OF_ANOTHER_ROLE,
        Refusal.NAMED_PERSON_ACKNOWLEDGES,
    )
}
VITAL_SCOPES = [scope for scope in ASKED_SCOPES if scope not in SCOPES_NEVER_VITAL]
WAITING = "with_the_responsible_agency"  # the status that the asking side sees before a decision


@router.get("/disclosures")
def list_disclosures(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAsk,
    page: From = None,
) -> Response:
    """List requests in and out, and received disclosures."""
    listed = requests_and_grants.list_disclosures(session, context, actor, page)
    grants = requests_and_grants.list_grants(session, context, actor).grants
    steps = {
        disclosure.id: [act for act in offered(disclosure, actor.role) if act not in ENDING_REASONS]
        for disclosure in listed.disclosures
    }
    dangers = {disclosure.id for disclosure in dangers_in(listed.disclosures, actor.role)}
    of_record = sorted(
        listed.disclosures,
        key=lambda disclosure: (
            disclosure.id not in dangers,
            not steps[disclosure.id],
            not _is_open(disclosure),
            disclosure.answer_by,
        ),
    )
    late = {
        disclosure.id
        for disclosure in of_record
        if _is_open(disclosure) and disclosure.answer_by < context.clock.now()
    }
    return render.render_page(
        request,
        "disclosures/list.html",
        found=of_record,
        more=listed.next,
        grants=grants,
        steps=steps,
        late=late,
        dangers=dangers,
        now=context.clock.now(),
    )


def dangers_in(disclosures: list[DisclosureOut], role: Role) -> list[DisclosureOut]:
    """Return the requests because of a danger to life that run, the least time left first.

    One runs while its answer is due, and while the role has a step to take.
    """
    running = [
        disclosure
        for disclosure in disclosures
        if disclosure.path == DisclosurePath.VITAL_INTEREST
        and (
            _is_open(disclosure)
            or (disclosure.side != "asker" and set(offered(disclosure, role)) - {"revoke"})
        )
    ]
    return sorted(running, key=lambda disclosure: disclosure.act_by)


def _is_open(disclosure: DisclosureOut) -> bool:
    """Return whether an answer is still due."""
    is_ended = (
        disclosure.state != WAITING
        if disclosure.side == "asker"
        else disclosure.state in ENDED_STATES
    )
    return not is_ended and disclosure.state not in RELEASED_STATES


@router.get("/disclosures/{disclosure_id}")
def read_disclosure(
    request: Request,
    disclosure_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAsk,
) -> Response:
    """Show a request with the steps that the reader may take now."""
    disclosure = requests_and_grants.read_disclosure(disclosure_id, session, context, actor)
    return render.render_page(
        request,
        "disclosures/read.html",
        **_page_values(disclosure),
        now=context.clock.now(),
        sent=None,
        errors={},
    )


def _page_values(disclosure: DisclosureOut) -> dict[str, Any]:
    shown = _shown(disclosure)
    assessed = "check_risk" if _can_assess(disclosure) else ""
    return {
        "one": disclosure,
        "acts": {
            act: is_allowed
            for act, is_allowed in shown.items()
            if act not in ENDING_REASONS and act not in CALL_ACTS and act != assessed
        },
        "calls": {
            act: [desk for desk in disclosure.desks if desk.act == act]
            for act, is_allowed in shown.items()
            if act in CALL_ACTS and is_allowed
        },
        "can_assess": bool(assessed),
        "imminent": sorted(IMMINENT_RISKS),
        "vital_scopes": VITAL_SCOPES,
        "ends": {
            act: _why(act)
            for act, is_allowed in shown.items()
            if act in ENDING_REASONS and is_allowed
        },
    }


def _can_assess(disclosure: DisclosureOut) -> bool:
    """Return whether the page has the assessment of the danger, which is also the next step."""
    return (
        disclosure.side == "responsible"
        and disclosure.path == DisclosurePath.VITAL_INTEREST
        and disclosure.state == DisclosureState.REQUESTED
    )


def _shown(disclosure: DisclosureOut) -> dict[str, bool]:
    """Return the acts that the page shows, each with whether it is allowed.

    A refused act is shown with its reason, but not where it is another side's or another time's.
    """
    steps = disclosure.next_steps
    if steps is None:
        return {}
    own = steps.due.act if steps.due is not None and steps.due.is_own_side else ""
    done = _done(disclosure)
    return {
        action.name: action.allowed
        for action in steps.actions
        if action.name not in done
        and (
            action.reason is None
            or action.name == own
            or action.reason.code not in _CODES_OF_ANOTHER_TIME
        )
    }


def _why(act: str) -> dict[bool, list[str]]:
    """Return the reasons to end a request, with those shown to the other side separate."""
    return {
        is_shown_group: [
            reason for reason, is_shown in ENDING_REASONS[act].items() if is_shown is is_shown_group
        ]
        for is_shown_group in (True, False)
    }


def offered(disclosure: DisclosureOut, role: Role) -> list[str]:
    """Return the steps that are the viewer's by the table; the page of the request has the rest."""
    process = process_shown(disclosure.side, disclosure.path)
    situation = Situation(disclosure.state, SIDES[disclosure.side], role, user_id=None)
    done = _done(disclosure)
    return [
        act
        for act in process.acts
        if act not in done and refusal_of(process, situation, act) is None
    ]


def _done(disclosure: DisclosureOut) -> set[str]:
    """Return the steps that need not be taken, or not again."""
    done = {
        "call_back": disclosure.called_at is not None,
        "call_police": disclosure.police_called_at is not None,
        "tell_guardian": disclosure.is_guardian_notified,
        "approve_after": not disclosure.needs_second_approver,
        "review_after": disclosure.is_reviewed,
    }
    return {act for act, is_done in done.items() if is_done}


@router.post("/disclosures/{disclosure_id}/steps", name="take_step")
def take_disclosure_step(
    disclosure_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayStep,
) -> Response:
    """Take the next step; a step that ends the request needs its reason."""
    try:
        step = make_request(
            DisclosureStepIn,
            {
                "act": form.text("act"),
                **form.filled("reason", "remark", "agency", "told", "number"),
                **_assessment(form),
            },
        )
        requests_and_grants.take_disclosure_step(disclosure_id, step, session, context, actor)
    except InvalidInput as error:
        disclosure = requests_and_grants.read_disclosure(disclosure_id, session, context, actor)
        raise FormRejected(
            "disclosures/read.html",
            error,
            **_page_values(disclosure),
            now=context.clock.now(),
            sent=form,
        ) from error
    return render.redirect_after_post(f"/disclosures/{disclosure_id}", done="step")


def _assessment(form: SubmittedForm) -> dict[str, object]:
    """Return the assessment of the danger that the form holds; empty without one."""
    if not form.texts("imminent"):
        return {}
    assessment = {
        "level": RISK_LEVELS[0],
        "imminent": form.texts("imminent"),
        "may_release": form.texts("may_release"),
        "notes": form.text("notes"),
    }
    return {"assessment": assessment}


@router.get("/matches/{match_id}/disclosure")
def show_request(
    request: Request,
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAsk,
) -> Response:
    """Show an empty request about the other record of a match."""
    matches.read_match(match_id, session, context, actor, Response())
    return render.render_page(
        request, "disclosures/new.html", **_lists(), match_id=match_id, sent=None, errors={}
    )


@router.get("/matches/{match_id}/danger", name="show_danger")
def show_request_in_danger(
    request: Request,
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAsk,
) -> Response:
    """Show an empty request because of a danger to life."""
    matches.read_match(match_id, session, context, actor, Response())
    return render.render_page(
        request, "disclosures/danger.html", **_lists(), match_id=match_id, sent=None, errors={}
    )


@router.post("/matches/{match_id}/disclosure", name="ask")
def request_disclosure(
    request: Request,
    match_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayAsk,
) -> Response:
    """Send the request to the responsible agency."""
    is_in_danger = form.text("path") == DisclosurePath.VITAL_INTEREST
    page = "disclosures/danger.html" if is_in_danger else "disclosures/new.html"
    with shown_again(page, InvalidInput, **_lists(), match_id=match_id, sent=form):
        disclosure = requests_and_grants.request_disclosure(
            match_id, make_request(DisclosureForm, _request(form)), session, context, actor
        )
    return render.redirect_after_post(f"/disclosures/{disclosure.id}", done="requested")


def _request(form: SubmittedForm) -> dict[str, object]:
    return {
        "scopes": form.texts("scopes"),
        "purpose": "",
        "reason": "",
        **form.filled("purpose", "reason", "urgency", "path", "imminent", "named_user"),
    }


def _lists() -> dict[str, Any]:
    return {
        "scopes": ASKED_SCOPES,
        "vital_scopes": VITAL_SCOPES,
        "purposes": SEARCH_PURPOSES,
        "imminent": sorted(IMMINENT_RISKS),
    }


@router.get("/grants/{grant_id}")
def read_grant(
    request: Request,
    grant_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: requests_and_grants.MayRead,
) -> Response:
    """Show a received disclosure, marked for its reader."""
    return render.render_page(
        request,
        "disclosures/grant.html",
        grant=requests_and_grants.read_grant(grant_id, session, context, actor),
    )


@router.get("/grants/{grant_id}/photo")
def read_grant_photo(
    grant_id: UUID, session: SessionDep, context: ContextDep, actor: requests_and_grants.MayRead
) -> Response:
    """Show the photograph of a received disclosure."""
    return requests_and_grants.read_grant_photo(grant_id, session, context, actor)
