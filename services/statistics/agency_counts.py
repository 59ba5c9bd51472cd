"""Exact counts of an agency about itself, replaced every night and read by its people.

Counting opens sealed data; reading the counts does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.counted_facts import COUNTED_FACTS
from models.sql.bulk import insert_rows
from models.statistics.stored_counts import OwnCount
from services.statistics.cell_counts import CellCounts
from services.statistics.cube import Cell, Cube
from services.statistics.definitions import CUBES
from services.statistics.published import SEPARATOR

# Cubes an agency counts of itself. Matches are excluded, because some are hidden from the agency.
OWN_CUBES = (
    "kinds",
    *(fact.cube for fact in COUNTED_FACTS),
    "guardians",
    "completeness",
    "birth_held",
    "age_bands",
    "births",
    "sexes",
    "origins",
    "scripts",
    "delays",
    "evidence",
    "retention",
    "consent_coverage",
    "consent_scopes",
    "closures",
    "erasures",
    "consents_ended",
    "decisions",
    "review_minutes",
    "disclosures",
    "answer_times",
    "answers_kept",
    "vital_reviews",
    "disclosure_scopes",
    "deadlines",
    "notifications",
    "searches",
    "refusals",
    "rights",
)


def store_counts(session: Session, tallies: Mapping[int, CellCounts], at: datetime) -> None:
    """Replace all stored counts by the counts of each agency (by id); for workers."""
    session.execute(delete(OwnCount))
    insert_rows(session, OwnCount, list(_rows(tallies, at)))


def _rows(tallies: Mapping[int, CellCounts], at: datetime) -> Iterator[dict[str, object]]:
    for agency_id, tally in tallies.items():
        for cube in OWN_CUBES:
            # an agency without records still has its zero erasures
            for cell, count in tally.counts[cube].items():
                yield {
                    "agency_id": agency_id,
                    "cube": cube,
                    "cell": SEPARATOR.join(cell),
                    "counted_at": at,
                    "n": count.n,
                }


def read_counts(session: Session, agency_id: int) -> list[Cube]:
    """Return last night's counts of an agency in the order of the cubes, if there are any."""
    rows = session.execute(
        select(OwnCount.cube, OwnCount.cell, OwnCount.counted_at, OwnCount.n)
        .where(OwnCount.agency_id == agency_id)
        .order_by(OwnCount.cell)
    )
    newest: dict[str, tuple[datetime, dict[Cell, int | None]]] = {}
    for cube, cell, at, n in rows:
        cells = newest.setdefault(cube, (at, {}))[1]
        if n:
            cells[tuple(cell.split(SEPARATOR))] = n
    return [Cube(CUBES[name], *newest[name]) for name in CUBES if name in newest]
