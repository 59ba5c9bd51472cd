"""Read published cubes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agencies.closing import AgencyClosing
from models.statistics.stored_counts import StatisticCell, StatisticShare
from services.statistics.cube import Cell, Cube
from services.statistics.definitions import CUBES
from services.statistics.suppression import CellCount, EarlierCells

SEPARATOR = "|"


def codes_of(cell: str) -> Cell:
    """Return the codes of a stored cell; empty for the single cell of a total."""
    return tuple(cell.split(SEPARATOR)) if cell else ()


def newest_publications(session: Session, *, at: datetime | None = None) -> dict[str, Cube]:
    """Return the newest publication of each cube, not after `at`.

    A cube that was never published, or had other dimensions then, is absent.
    """
    newest = select(StatisticCell.cube, func.max(StatisticCell.counted_at).label("at")).group_by(
        StatisticCell.cube
    )
    if at is not None:
        newest = newest.where(StatisticCell.counted_at <= at)
    last = newest.subquery()
    rows = session.execute(
        select(StatisticCell.cube, StatisticCell.counted_at, StatisticCell.cell, StatisticCell.n)
        .join(last, (last.c.cube == StatisticCell.cube) & (last.c.at == StatisticCell.counted_at))
        .order_by(StatisticCell.cube, StatisticCell.cell)
    )
    publications: dict[str, tuple[datetime, dict[Cell, int | None]]] = {}
    for name, counted_at, cell, n in rows:
        codes = codes_of(cell)
        if name in CUBES and len(codes) == len(CUBES[name].dimensions):
            publications.setdefault(name, (counted_at, {}))[1][codes] = n
    return {name: Cube(CUBES[name], *publications[name]) for name in CUBES if name in publications}


def all_publications(session: Session) -> list[tuple[datetime, dict[str, EarlierCells]]]:
    """Return all publications, oldest first: the moment, and the cubes published then.

    Each published cell has the units that each agency knew as its own; for workers. A successor
    also knows those of the agencies whose records it took.
    """
    successors = _successors(session)
    rows = session.execute(
        select(
            StatisticCell.counted_at, StatisticCell.cube, StatisticCell.cell, StatisticCell.n
        ).order_by(StatisticCell.counted_at)
    )
    by_publication: dict[datetime, dict[str, dict[Cell, CellCount | None]]] = {}
    for at, cube, cell, n in rows:
        count = None if n is None else CellCount(n)
        by_publication.setdefault(at, {}).setdefault(cube, {})[codes_of(cell)] = count
    shares = select(
        StatisticShare.counted_at,
        StatisticShare.cube,
        StatisticShare.cell,
        StatisticShare.agency_id,
        StatisticShare.n,
    )
    for at, cube, cell, agency_id, n in session.execute(shares):
        if (count := by_publication[at][cube][codes_of(cell)]) is not None:
            for knower_id in (agency_id, *successors.get(agency_id, ())):
                count.shares[knower_id] += n
    return [(at, dict(cubes)) for at, cubes in by_publication.items()]


def _successors(session: Session) -> dict[int, list[int]]:
    """Return the agencies that took the records of each agency: its successor, and theirs."""
    query = select(AgencyClosing.agency_id, AgencyClosing.successor_id).where(
        AgencyClosing.started_at.is_not(None)
    )
    direct = {row.agency_id: row.successor_id for row in session.execute(query)}
    successors: dict[int, list[int]] = {}
    for agency_id in direct:
        following = successors.setdefault(agency_id, [])
        heir = direct.get(agency_id)
        while heir is not None and heir not in following:
            following.append(heir)
            heir = direct.get(heir)
    return successors
