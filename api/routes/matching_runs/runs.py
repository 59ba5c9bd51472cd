"""Matching runs: start, watch, cancel."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.work import MatchingRunIn, MatchingRunList
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.matching_runs import runs

router = APIRouter(prefix="/v1/matching-runs", tags=["matching runs"])

MayRun = Annotated[Actor, allow(Action.RUN)]


@router.post("", name="start", status_code=status.HTTP_202_ACCEPTED)
def start_matching_run(
    session: SessionDep,
    context: ContextDep,
    actor: MayRun,
    body: MatchingRunIn | None = None,
) -> runs.MatchingRunProgress:
    """Start a matching run.

    A run compares all records, or only changed ones. One run is active at a time.
    """
    kind = (body or MatchingRunIn()).kind
    return runs.matching_run_progress(
        session, context, actor, runs.start_matching_run(session, context, actor, kind=kind)
    )


@router.get("", name="latest")
def list_matching_runs(session: SessionDep, context: ContextDep, actor: MayRun) -> MatchingRunList:
    """List matching runs. The newest is first."""
    return MatchingRunList(runs=runs.latest_runs(session, context, actor))


@router.get("/{matching_run_id}", name="progress")
def read_matching_run(
    matching_run_id: UUID, session: SessionDep, context: ContextDep, actor: MayRun
) -> runs.MatchingRunProgress:
    """Read the progress of a matching run."""
    return runs.matching_run_progress(session, context, actor, matching_run_id)


@router.post("/{matching_run_id}/cancel", name="cancel", status_code=status.HTTP_204_NO_CONTENT)
def cancel_matching_run(
    matching_run_id: UUID, session: SessionDep, context: ContextDep, actor: MayRun
) -> None:
    """Cancel a matching run. Matches that were found stay."""
    runs.cancel_matching_run(session, context, actor, matching_run_id)
