"""Work on a match: lock, undo, confirmed groups."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, IfMatchOfMatch, SessionDep
from api.routes.review.matches import MayReview
from api.schemas.review.matches import GroupOut, MatchDecisionOut, MatchDecisionUndoIn, MatchLockOut
from services.review import confirmed_groups, decision_changes, match_locks

router = APIRouter(prefix="/v1/matches/{match_id}", tags=["matches"])


@router.post("/lease", name="take_lease")
def lock_match(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> MatchLockOut:
    """Lock a match for your work. The lock has a quarter of an hour."""
    return MatchLockOut(until=match_locks.take_lock(session, context, actor, match_id))


@router.delete("/lease", name="give_lease_back", status_code=status.HTTP_204_NO_CONTENT)
def unlock_match(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> None:
    """Release your lock of a match."""
    match_locks.release_lock(session, context, actor, match_id)


@router.post("/undo", name="undo")
def undo_decision(
    match_id: UUID,
    body: MatchDecisionUndoIn,
    version: IfMatchOfMatch,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
) -> MatchDecisionOut:
    """Undo a match decision.

    A person withdraws a proposal or proposes to undo a decision; a second person undoes it. The
    request needs `If-Match`.
    """
    state = decision_changes.undo_decision(
        session, context, actor, match_id, reason=body.reason, expected_version=version.number
    )
    return MatchDecisionOut(state=state)


@router.post("/review", name="keep")
def keep_decision(
    match_id: UUID,
    version: IfMatchOfMatch,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
) -> MatchDecisionOut:
    """Keep a match decision after a review of changes.

    A proposed undo ends: the person who proposed it withdraws it, or a supervisor refuses it. The
    request needs `If-Match`.
    """
    state = decision_changes.keep_decision(
        session,
        context,
        actor,
        match_id,
        expected_version=version.number,
        evidence=version.evidence,
    )
    return MatchDecisionOut(state=state)


@router.get("/group")
def read_group(
    match_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> GroupOut:
    """Read the confirmed group of a match. The answer has the contradictions in the group."""
    return GroupOut.of(confirmed_groups.read_group(session, context, actor, match_id))
