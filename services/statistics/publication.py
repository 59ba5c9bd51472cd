"""Count all records, matches and acts and publish the permitted cells, as a nightly job.

Counting reads and publishing writes. Sealed values are opened as each agency, counted in memory and
dropped (`records_counted`). Only cells are stored: published ones, and each agency's own for its
people. The shares of published cells are kept for the comparison with the next publications.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.statistics import PUBLICATION_DELAY_DAYS
from models.agencies.agency import Agency
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.bulk import insert_rows
from models.statistics.stored_counts import StatisticCell, StatisticShare
from services.foundation import audit_log
from services.foundation.actor import MATCHER
from services.foundation.context import Context
from services.statistics import acts_counted, agency_counts, matches_counted, records_counted
from services.statistics.cell_counts import CellCounts
from services.statistics.cell_domains import CellDomains
from services.statistics.cube import CubeDefinition
from services.statistics.definitions import CUBES
from services.statistics.published import SEPARATOR, all_publications
from services.statistics.record_codes import RecordProfile
from services.statistics.suppression import Counts, EarlierCells, PublishedCells, suppress_cells


@dataclasses.dataclass(frozen=True, slots=True)
class TrueCounts:
    """True counts at one moment, and the possible cells.

    They are never shown. Only an agency's own counts are stored.
    """

    at: datetime
    tally: CellCounts
    by_agency: Mapping[int, CellCounts]
    domains: CellDomains


def count_everything(session: Session, context: Context) -> TrueCounts:
    """Count the records, matches and acts of all agencies; for workers.

    It takes a while and only reads, in chunks.
    """
    now, tally = context.clock.now(), CellCounts()
    agencies = session.scalars(select(Agency).order_by(Agency.id)).all()
    records_of_matches = matches_counted.decided_match_records(session)
    profiles: dict[int, RecordProfile] = {}
    by_agency: dict[int, CellCounts] = {}
    for agency in agencies:
        own_counts = by_agency[agency.id] = CellCounts()
        with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency.id)):
            profiles |= records_counted.count_records(
                session, context, own_counts, agency, records_of_matches
            )
            acts_counted.count_acts(session, context, own_counts, agency)
        tally.add_counts(own_counts)
    matches_counted.count_matches(session, tally, profiles, now=now)
    matches_counted.count_runs(session, tally)
    matches_counted.count_audit_verifications(session, tally, now=now)
    states = {agency.code: agency.state for agency in agencies}
    return TrueCounts(
        now, tally, by_agency, CellDomains(states, matches_counted.engine_versions(session))
    )


def publish_counts(session: Session, context: Context, counted: TrueCounts) -> tuple[str, ...]:
    """Publish each tree of cubes that shows at least as much as before, or is old enough.

    Return the roots of the published trees. Each agency's own counts are stored every time.
    """
    agency_counts.store_counts(session, counted.by_agency, counted.at)
    earlier = all_publications(session)
    published_cells = suppress_cells(
        list(CUBES.values()), counted.tally.counts, counted.domains, [cells for _, cells in earlier]
    )
    published = []
    for root, tree in _trees().items():
        if _is_due(tree, published_cells, earlier, counted.at):
            rows = list(_rows(tree, published_cells, counted.at))
            insert_rows(session, StatisticCell, rows)
            shares = _share_rows(tree, published_cells, counted.tally.counts, counted.at)
            insert_rows(session, StatisticShare, list(shares))
            published.append(root)
    if published:
        audit_log.record_event(
            session, context, MATCHER, audit_log.AuditEvent("publish_statistics")
        )
    return tuple(published)


def _trees() -> dict[str, list[CubeDefinition]]:
    trees: dict[str, list[CubeDefinition]] = {}
    for definition in CUBES.values():
        root = definition
        while root.under:
            root = CUBES[root.under]
        trees.setdefault(root.name, []).append(definition)
    return trees


def _is_due(
    tree: list[CubeDefinition],
    published: Mapping[str, PublishedCells],
    earlier: Sequence[tuple[datetime, Mapping[str, EarlierCells]]],
    now: datetime,
) -> bool:
    root = tree[0].name
    before = [(at, earlier_cells) for at, earlier_cells in earlier if root in earlier_cells]
    if not before:
        return True
    at, last = before[-1]
    visible_now, was_visible = _visible(tree, published), _visible(tree, last)
    earliest, late = (at + timedelta(days=days) for days in PUBLICATION_DELAY_DAYS)
    return (
        (visible_now > 0 and not was_visible)
        or (now >= earliest and visible_now >= was_visible)
        or now >= late
    )


def _visible(
    tree: list[CubeDefinition], published: Mapping[str, PublishedCells | EarlierCells]
) -> int:
    return sum(bool(n) for definition in tree for n in published.get(definition.name, {}).values())


def _rows(
    tree: list[CubeDefinition], published: Mapping[str, PublishedCells], now: datetime
) -> Iterator[dict[str, object]]:
    for definition in tree:
        for cell, n in published[definition.name].items():
            if n != 0:  # zero is published as an absent cell
                yield {
                    "cube": definition.name,
                    "cell": SEPARATOR.join(cell),
                    "counted_at": now,
                    "n": n,
                }


def _share_rows(
    tree: list[CubeDefinition],
    published: Mapping[str, PublishedCells],
    counts: Mapping[str, Counts],
    now: datetime,
) -> Iterator[dict[str, object]]:
    """Yield the shares of the published cells, without zeros; none for quantities of work."""
    for definition in tree:
        for cell, n in published[definition.name].items():
            if not n:
                continue
            for agency_id, share in counts[definition.name][cell].shares.items():
                if share:
                    yield {
                        "cube": definition.name,
                        "cell": SEPARATOR.join(cell),
                        "counted_at": now,
                        "agency_id": agency_id,
                        "n": share,
                    }
