"""Statistics: published cubes for whoever may read counts, and an agency's own for its people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.deps import ContextDep, SessionDep, allow
from api.schemas.statistics.statistics import CubeList, CubeOut, OwnCountsOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.statistics import access

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])

MayRead = Annotated[Actor, allow(Action.READ_STATISTICS)]
At = Annotated[
    AwareDatetime | None, Query(description="As it stood at a moment (with its time zone).")
]


@router.get("")
def list_cubes(session: SessionDep, context: ContextDep, actor: MayRead, at: At = None) -> CubeList:
    """List the cubes and when each was counted."""
    return CubeList.of(access.list_cubes(session, context, actor, at=at))


@router.get("/own", name="read_own")
def read_own_counts(session: SessionDep, context: ContextDep, actor: MayRead) -> OwnCountsOut:
    """Read one's own agency's counts, exact, as of last night; nothing for who reads published
    counts alone.
    """
    return OwnCountsOut.of(access.read_own_counts(session, context, actor))


@router.get("/{cube}")
def read_cube(
    cube: str,
    session: SessionDep,
    context: ContextDep,
    actor: MayRead,
    at: At = None,
) -> CubeOut:
    """Read one cube, cell by cell."""
    return CubeOut.of(*access.read_cube(session, context, actor, cube, at=at))
