"""Review of pairs: the list, one pair side by side with evidence, and all actions of two desks."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ContextDep, SessionDep
from api.routes.records import closures
from api.routes.review import pairs, reviews
from api.schemas.case.story import ClosureIn
from api.schemas.review.pairs import MatchDecisionIn, MatchDecisionUndoIn, PairOut
from api.web import render, step_filters
from api.web.forms import Form, From, PairVersionOfForm, make_request
from core.codes.review import DecisionOutcome, PairState
from core.policy.actions import Action, scope
from core.policy.review import DECISION_REASONS, UNDO_REASONS
from core.refusals import Refusal
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records.closing import closures as closure_rules

router = APIRouter(prefix="/pairs")

State = Literal["open", "proposed", "confirmed", "refuted"]


@router.get("")
def list_pairs(
    request: Request,
    session: SessionDep,
    context: ContextDep,
    actor: pairs.MayReview,
    state: State = "open",
    page: From = None,
) -> Response:
    """List the pairs of own records."""
    listed = pairs.list_pairs(session, context, actor, state, page)
    return render.render_page(request, "pairs/list.html", listed=listed, state=state)


@router.get("/{pair_id}")
def read_pair(
    request: Request,
    pair_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: pairs.MayReview,
) -> Response:
    """Show a pair side by side."""
    pair = pairs.read_pair(pair_id, session, context, actor, Response())
    return render.render_page(
        request,
        "pairs/read.html",
        pair=pair,
        can=_offered(pair),
        reasons=DECISION_REASONS,
        undo_reasons=sorted(UNDO_REASONS),
        sentences=_sentences(session, context, actor, pair),
    )


def _sentences(
    session: Session, context: Context, actor: Actor, pair: PairOut
) -> list[closure_rules.ClosureOption]:
    """Return the sentences for the reporter, with what each one lacks; [] for another role."""
    if scope(Action.APPROVE_CLOSURE, actor.role) is None:
        return []
    return closure_rules.sentence_options(session, context, actor, pair.own.id)


def _offered(pair: PairOut) -> dict[str, Any]:
    """Return what the page offers, from the actions that the service allows."""
    steps = pair.next_steps
    allowed = step_filters.allowed(steps)
    outcomes = {
        DecisionOutcome.SAME: {"propose", "confirm"},
        DecisionOutcome.DIFFERENT: {"propose", "confirm"},
        DecisionOutcome.CANNOT_TELL: {"doubt"},
        DecisionOutcome.PROVISIONALLY_SAME: {"provisional"},
    }
    reasons = {one.reason.code: one.reason for one in steps.actions if one.reason} if steps else {}
    is_undo_proposed = Refusal.UNDO_IS_PROPOSED.code in reasons
    is_undecided = pair.state in {PairState.OPEN, PairState.PROPOSED}
    return {
        "allowed": allowed,
        "outcomes": [outcome for outcome, acts in outcomes.items() if acts & allowed],
        "judge": is_undecided,
        "decides": bool({"propose", "confirm"} & allowed),
        "missing_step": "propose" if pair.state == PairState.OPEN else "confirm",
        "undo": "undo" if is_undo_proposed else ("take_back" if is_undecided else "propose_undo"),
        "is_decided": not is_undecided,
        "lock_refusal": reasons.get(Refusal.PAIR_IS_IN_WORK.code),
    }


@router.get("/{pair_id}/next")
def next_pair(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: pairs.MayReview
) -> Response:
    """Go to the next open pair, after the last to the first; without one to the list."""
    found = pairs.read_next_pair(pair_id, session, context, actor).pair
    return render.redirect_after_post(f"/pairs/{found}" if found else "/pairs")


@router.post("/{pair_id}/lease", name="take_lease")
def lock_pair(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: pairs.MayReview
) -> Response:
    """Lock the pair for the reader for a while."""
    reviews.lock_pair(pair_id, session, context, actor)
    return render.redirect_after_post(f"/pairs/{pair_id}", done="leased")


@router.post("/{pair_id}/decision")
def give_decision(
    pair_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: pairs.MayReview,
    now: PairVersionOfForm,
) -> Response:
    """Propose, or confirm, what the pair is."""
    outcome, _, reason = form.text("match_decision").partition(":")
    pairs.give_decision(
        pair_id,
        make_request(MatchDecisionIn, {"outcome": outcome, "reason": reason}),
        now,
        session,
        context,
        actor,
    )
    return render.redirect_after_post(f"/pairs/{pair_id}", done="judged")


@router.post("/{pair_id}/undo", name="undo")
def undo_decision(
    pair_id: UUID,
    form: Form,
    session: SessionDep,
    context: ContextDep,
    actor: pairs.MayReview,
    now: PairVersionOfForm,
) -> Response:
    """Withdraw a proposal or undo a decision."""
    undone = reviews.undo_decision(
        pair_id, form.to_request(MatchDecisionUndoIn), now, session, context, actor
    )
    done = "undone" if undone.state == PairState.OPEN else "undo_proposed"
    return render.redirect_after_post(f"/pairs/{pair_id}", done=done)


@router.post("/{pair_id}/review", name="keep")
def keep_decision(
    pair_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: pairs.MayReview,
    now: PairVersionOfForm,
) -> Response:
    """Record that a decision is still right after a change of the evidence."""
    reviews.keep_decision(pair_id, now, session, context, actor)
    return render.redirect_after_post(f"/pairs/{pair_id}", done="judged")


@router.post("/{pair_id}/sentence")
def approve_sentence(
    pair_id: UUID, form: Form, session: SessionDep, context: ContextDep, actor: closures.MayApprove
) -> Response:
    """Approve the sentence for the other side's reporter."""
    closures.approve_closure(pair_id, form.to_request(ClosureIn), session, context, actor)
    return render.redirect_after_post(f"/pairs/{pair_id}", done="sentence")


@router.get("/{pair_id}/group")
def read_group(
    request: Request,
    pair_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: pairs.MayReview,
) -> Response:
    """Show the confirmed group the pair belongs to."""
    group = reviews.read_group(pair_id, session, context, actor)
    return render.render_page(request, "pairs/group.html", group=group, pair_id=pair_id)
