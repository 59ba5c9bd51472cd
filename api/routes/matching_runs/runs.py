"""Runs over the store: start, watch, cancel."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.work import RunIn, RunList
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.matching_runs import runs

router = APIRouter(prefix="/v1/runs", tags=["runs"])

MayRun = Annotated[Actor, allow(Action.RUN)]


@router.post("", name="start", status_code=status.HTTP_202_ACCEPTED)
def start_run(
    session: SessionDep,
    context: ContextDep,
    actor: MayRun,
    body: RunIn | None = None,
) -> runs.RunProgress:
    """Start a full cross-match, or a delta; one at a time."""
    kind = (body or RunIn()).kind
    return runs.run_progress(session, actor, runs.start_run(session, context, actor, kind=kind))


@router.get("", name="latest")
def list_runs(session: SessionDep, actor: MayRun) -> RunList:
    """List the newest runs."""
    return RunList(runs=runs.latest_runs(session, actor))


@router.get("/{run_id}", name="progress")
def read_run(run_id: UUID, session: SessionDep, actor: MayRun) -> runs.RunProgress:
    """Return how far a run is."""
    return runs.run_progress(session, actor, run_id)


@router.post("/{run_id}/cancel", name="cancel", status_code=status.HTTP_204_NO_CONTENT)
def cancel_run(run_id: UUID, session: SessionDep, context: ContextDep, actor: MayRun) -> None:
    """Cancel a run; pairs that were found stay."""
    runs.cancel_run(session, context, actor, run_id)
