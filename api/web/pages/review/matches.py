"""Review of matches: the list, one side by side with evidence, and all actions of two desks."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.records import closures
from api.routes.review import match_changes, matches
from api.schemas.case.story import ClosureIn
from api.schemas.review.matches import MatchDecisionIn, MatchDecisionUndoIn, MatchOut
from api.web import render, step_filters
from api.web.forms import Form, From, MatchVersionOfForm, make_request
from core.codes.review import DecisionOutcome, MatchState
from core.policy.actions import Action, scope
from core.policy.review import DECISION_REASONS, UNDO_REASONS
from core.refusals import Refusal
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records.closing import closures as closure_rules

router = APIRouter(prefix="/matches")

State = Literal["open", "proposed", "confirmed", "refuted"]


@router.get("")
def list_matches(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
    state: State = "open",
    page: From = None,
) -> Response:
    """List the matches of own records."""
    listed = matches.list_matches(session, context, actor, state, page)
    return render.render_page(request, "matches/list.html", listed=listed, state=state)


@router.get("/{match_id}")
def read_match(
    request: Request,
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
) -> Response:
    """Show a match side by side."""
    match = matches.read_match(match_id, session, context, actor, Response())
    return render.render_page(
        request,
        "matches/read.html",
        match=match,
        can=_offered(match),
        reasons=DECISION_REASONS,
        undo_reasons=sorted(UNDO_REASONS),
        sentences=_sentences(session, context, actor, match),
    )


def _sentences(
    session: Session, context: Context, actor: Actor, match: MatchOut
) -> list[closure_rules.ClosureOption]:
    """Return the sentences for the reporter, with what each one lacks; [] for another role."""
    if scope(Action.APPROVE_CLOSURE, actor.role) is None:
        return []
    return closure_rules.sentence_options(session, context, actor, match.own.id)


def _offered(match: MatchOut) -> dict[str, Any]:
    """Return what the page offers, from the actions that the service allows."""
    steps = match.next_steps
    allowed = step_filters.allowed(steps)
    outcomes = {
        DecisionOutcome.SAME: {"propose", "confirm"},
        DecisionOutcome.DIFFERENT: {"propose", "confirm"},
        DecisionOutcome.CANNOT_TELL: {"doubt"},
        DecisionOutcome.PROVISIONALLY_SAME: {"provisional"},
    }
    reasons = {one.reason.code: one.reason for one in steps.actions if one.reason} if steps else {}
    is_undo_proposed = Refusal.UNDO_IS_PROPOSED.code in reasons
    is_undecided = match.state in {MatchState.OPEN, MatchState.PROPOSED}
    return {
        "allowed": allowed,
        "outcomes": [outcome for outcome, acts in outcomes.items() if acts & allowed],
        "judge": is_undecided,
        "decides": bool({"propose", "confirm"} & allowed),
        "missing_step": "propose" if match.state == MatchState.OPEN else "confirm",
        "undo": "undo" if is_undo_proposed else ("take_back" if is_undecided else "propose_undo"),
        "is_decided": not is_undecided,
        "lock_refusal": reasons.get(Refusal.MATCH_IS_IN_WORK.code),
    }


@router.get("/{match_id}/next")
def next_match(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: matches.MayReview
) -> Response:
    """Go to the next open match, after the last to the first; without one to the list."""
    next_match = matches.read_next_match(match_id, session, context, actor).match
    return render.redirect_after_post(f"/matches/{next_match}" if next_match else "/matches")


@router.post("/{match_id}/lease", name="take_lease")
def lock_match(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: matches.MayReview
) -> Response:
    """Lock the match for the reader for a while."""
    match_changes.lock_match(match_id, session, context, actor)
    return render.redirect_after_post(f"/matches/{match_id}", done="leased")


@router.post("/{match_id}/decision")
def give_decision(
    match_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
    now: MatchVersionOfForm,
) -> Response:
    """Propose, or confirm, what the match is."""
    outcome, _, reason = form.text("match_decision").partition(":")
    matches.give_decision(
        match_id,
        make_request(MatchDecisionIn, {"outcome": outcome, "reason": reason}),
        now,
        session,
        context,
        actor,
    )
    return render.redirect_after_post(f"/matches/{match_id}", done="judged")


@router.post("/{match_id}/undo", name="undo")
def undo_decision(
    match_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
    now: MatchVersionOfForm,
) -> Response:
    """Withdraw a proposal or undo a decision."""
    undone = match_changes.undo_decision(
        match_id, form.to_request(MatchDecisionUndoIn), now, session, context, actor
    )
    done = "undone" if undone.state == MatchState.OPEN else "undo_proposed"
    return render.redirect_after_post(f"/matches/{match_id}", done=done)


@router.post("/{match_id}/review", name="keep")
def keep_decision(
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
    now: MatchVersionOfForm,
) -> Response:
    """Record that a decision is still right after a change of the evidence."""
    match_changes.keep_decision(match_id, now, session, context, actor)
    return render.redirect_after_post(f"/matches/{match_id}", done="judged")


@router.post("/{match_id}/sentence")
def approve_sentence(
    match_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: closures.MayApprove
) -> Response:
    """Approve the sentence for the other side's reporter."""
    closures.approve_closure(match_id, form.to_request(ClosureIn), session, context, actor)
    return render.redirect_after_post(f"/matches/{match_id}", done="sentence")


@router.get("/{match_id}/group")
def read_group(
    request: Request,
    match_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: matches.MayReview,
) -> Response:
    """Show the confirmed group the match belongs to."""
    group = match_changes.read_group(match_id, session, context, actor)
    return render.render_page(request, "matches/group.html", group=group, match_id=match_id)
