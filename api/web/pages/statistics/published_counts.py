"""Statistics: the published cubes, each as a table, and an agency's own counts."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.statistics import published_counts
from api.web import render
from api.web.labels import statistics as statistic_labels

router = APIRouter()


@router.get("/statistics")
def list_cubes(
    request: Request, session: SessionDep, context: ContextDep, actor: published_counts.MayRead
) -> Response:
    """List the cubes; each is followed by those that divide it."""
    cubes = published_counts.list_cubes(session, context, actor).cubes
    return render.render_page(request, "statistics/list.html", cubes=cubes, labels=statistic_labels)


@router.get("/statistics/own", name="read_own")
def read_own_counts(
    request: Request, session: SessionDep, context: ContextDep, actor: published_counts.MayRead
) -> Response:
    """Show the counts of the reader's own agency."""
    own = published_counts.read_own_counts(session, context, actor)
    return render.render_page(request, "statistics/own.html", own=own, labels=statistic_labels)


@router.get("/statistics/{cube}")
def read_cube(
    request: Request,
    cube: str,
    session: SessionDep,
    context: ContextDep,
    actor: published_counts.MayRead,
) -> Response:
    """Show a cube as a table."""
    read = published_counts.read_cube(cube, session, context, actor)
    return render.render_page(request, "statistics/cube.html", read=read, labels=statistic_labels)
