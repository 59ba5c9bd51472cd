"""Statistics: published cubes, and the exact counts of your own agency."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.deps import ContextDep, SessionDep, allow
from api.schemas.statistics.published_counts import CubeList, CubeOut, OwnCountsOut
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.statistics import access

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])

MayRead = Annotated[Actor, allow(Action.READ_STATISTICS)]
At = Annotated[
    AwareDatetime | None, Query(description="Counts at a time in the past, with its time zone.")
]


@router.get("")
def list_cubes(session: SessionDep, context: ContextDep, actor: MayRead, at: At = None) -> CubeList:
    """List cubes of published counts. The answer has the time of each count."""
    return CubeList.of(access.list_cubes(session, context, actor, at=at))


@router.get("/own", name="read_own")
def read_own_counts(session: SessionDep, context: ContextDep, actor: MayRead) -> OwnCountsOut:
    """Read the exact counts of your agency.

    The counts are those of last night. For a role that reads only published counts, the list is
    empty.
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
    """Read a cube of published counts."""
    return CubeOut.of(*access.read_cube(session, context, actor, cube, at=at))
