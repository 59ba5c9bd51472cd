"""An agency's own counts: exact, kept by the night's count in place of those of the night before,
read by its people.

Counting opens what is sealed; looking at what was counted opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.counted_facts import COUNTED_FACTS
from models.sql.bulk import insert_rows
from models.statistics.statistic import OwnCount
from services.statistics.cell_counts import CellCounts
from services.statistics.cube import Cell, Cube
from services.statistics.definitions import CUBES
from services.statistics.published import SEPARATOR

# What an agency counts of itself. Of pairs it would count some that do not exist for it.
OWN_CUBES = (
    *(
        "kinds",
        *(fact.cube for fact in COUNTED_FACTS),
        "completeness",
        "birth_held",
        "age_bands",
        "births",
        "sexes",
        "origins",
        "scripts",
    ),
    *("delays", "evidence", "retention"),
    *(
        "consent_coverage",
        "consent_scopes",
        "closures",
        "erasures",
        "consents_ended",
        "verdicts",
        "review_minutes",
    ),
    *(
        "disclosures",
        "answer_times",
        "answers_kept",
        "vital_reviews",
        "disclosure_scopes",
        "clocks",
    ),
    *("notices", "searches", "refusals", "rights"),
)


def store_counts(session: Session, tallies: Mapping[int, CellCounts], at: datetime) -> None:
    """Write the counts of each agency (by its id) in place of all that stood; for workers."""
    session.execute(delete(OwnCount))
    insert_rows(session, OwnCount, list(_rows(tallies, at)))


def _rows(tallies: Mapping[int, CellCounts], at: datetime) -> Iterator[dict[str, object]]:
    for agency_id, tally in tallies.items():
        for cube in OWN_CUBES:
            for cell, count in tally.counts[
                cube
            ].items():  # an agency of nothing has its zero erasures: it was counted
                yield {
                    "agency_id": agency_id,
                    "cube": cube,
                    "cell": SEPARATOR.join(cell),
                    "counted_at": at,
                    "n": count.n,
                }


def read_counts(session: Session, agency_id: int) -> list[Cube]:
    """Return the counts of an agency as the last night made them, in the order of the cubes; none
    before the first.
    """
    rows = session.execute(
        select(OwnCount.cube, OwnCount.cell, OwnCount.counted_at, OwnCount.n)
        .where(OwnCount.agency_id == agency_id)
        .order_by(OwnCount.cell)
    )
    found: dict[str, tuple[datetime, dict[Cell, int | None]]] = {}
    for cube, cell, at, n in rows:
        cells = found.setdefault(cube, (at, {}))[1]
        if n:
            cells[tuple(cell.split(SEPARATOR))] = n
    return [Cube(CUBES[name], *found[name]) for name in CUBES if name in found]
