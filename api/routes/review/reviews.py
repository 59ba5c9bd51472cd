"""Work on a pair: lock, undo, confirmed groups."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, PairMatch, SessionDep
from api.routes.review.pairs import MayReview
from api.schemas.review.pairs import GroupOut, MatchDecisionOut, MatchDecisionUndoIn, PairLockOut
from services.review import confirmed_groups, decision_changes, pair_locks

router = APIRouter(prefix="/v1/pairs/{pair_id}", tags=["pairs"])


@router.post("/lease", name="take_lease")
def lock_pair(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> PairLockOut:
    """Lock a pair for your work. The lock has a quarter of an hour."""
    return PairLockOut(until=pair_locks.take_lock(session, context, actor, pair_id))


@router.delete("/lease", name="give_lease_back", status_code=status.HTTP_204_NO_CONTENT)
def unlock_pair(pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview) -> None:
    """Release your lock of a pair."""
    pair_locks.release_lock(session, context, actor, pair_id)


@router.post("/undo", name="undo")
def undo_decision(
    pair_id: UUID,
    body: MatchDecisionUndoIn,
    version: PairMatch,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
) -> MatchDecisionOut:
    """Undo a match decision.

    A person withdraws a proposal or proposes to undo a decision; a second person undoes it. The
    request needs `If-Match`.
    """
    state = decision_changes.undo_decision(
        session, context, actor, pair_id, reason=body.reason, expected_version=version.number
    )
    return MatchDecisionOut(state=state)


@router.post("/review", name="keep")
def keep_decision(
    pair_id: UUID,
    version: PairMatch,
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
        pair_id,
        expected_version=version.number,
        evidence=version.evidence,
    )
    return MatchDecisionOut(state=state)


@router.get("/group")
def read_group(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> GroupOut:
    """Read the confirmed group of a pair. The answer has the contradictions in the group."""
    return GroupOut.of(confirmed_groups.read_group(session, context, actor, pair_id))
