"""Matching runs: start, watch, cancel."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.work import RunIn, RunList
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.matching_runs import runs

router = APIRouter(prefix="/v1/runs", tags=["matching runs"])

MayRun = Annotated[Actor, allow(Action.RUN)]


@router.post("", name="start", status_code=status.HTTP_202_ACCEPTED)
def start_run(
    session: SessionDep,
    context: ContextDep,
    actor: MayRun,
    body: RunIn | None = None,
) -> runs.RunProgress:
    """Start a matching run.

    A run compares all records, or only changed ones. One run is active at a time.
    """
    kind = (body or RunIn()).kind
    return runs.run_progress(
        session, context, actor, runs.start_run(session, context, actor, kind=kind)
    )


@router.get("", name="latest")
def list_runs(session: SessionDep, context: ContextDep, actor: MayRun) -> RunList:
    """List matching runs. The newest is first."""
    return RunList(runs=runs.latest_runs(session, context, actor))


@router.get("/{run_id}", name="progress")
def read_run(
    run_id: UUID, session: SessionDep, context: ContextDep, actor: MayRun
) -> runs.RunProgress:
    """Read the progress of a matching run."""
    return runs.run_progress(session, context, actor, run_id)


@router.post("/{run_id}/cancel", name="cancel", status_code=status.HTTP_204_NO_CONTENT)
def cancel_run(run_id: UUID, session: SessionDep, context: ContextDep, actor: MayRun) -> None:
    """Cancel a matching run. Pairs that were found stay."""
    runs.cancel_run(session, context, actor, run_id)
