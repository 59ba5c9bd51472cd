"""Counts everything and publishes what may be told of it. A night's work: counting reads,
publishing writes.

Sealed values are opened as each agency, counted in memory and let go of (`records_counted`); what
is written are cells: those published, and each agency's own for its people alone (`own`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.roles import Role
from core.policy.statistics import PUBLISHED_AFTER_DAYS
from models.agencies.agency import Agency
from models.row_security import database_roles
from models.row_security.database_roles import Door, Who
from models.sql.bulk import insert_rows
from models.statistics.statistic import StatisticCell
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.statistics import acts_counted, agency_counts, pairs_counted, records_counted
from services.statistics.cell_counts import Tally
from services.statistics.cell_domains import Domains
from services.statistics.cube import CubeDefinition
from services.statistics.definitions import CUBES
from services.statistics.published import SEPARATOR, every_publication
from services.statistics.record_codes import Profile
from services.statistics.suppression import Told, suppress

CLOCK = Actor(role=Role.MATCHER, agency_id=None, agency_kind="", state="")


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """True counts, of one moment, and which cells there can be. Never shown; stored alone what is
    an agency's own.
    """

    at: datetime
    tally: Tally
    by_agency: Mapping[int, Tally]
    domains: Domains


def count(session: Session, context: Context) -> Counted:
    """Count everybody's records, pairs and acts; for workers. Takes a while: reads only, in
    chunks.
    """
    now, tally = context.clock.now(), Tally()
    agencies = session.scalars(select(Agency).order_by(Agency.id)).all()
    wanted = pairs_counted.ends_of_decided(session)
    profiles: dict[int, Profile] = {}
    by_agency: dict[int, Tally] = {}
    for agency in agencies:
        mine = by_agency[agency.id] = Tally()
        with database_roles.through(session, Door.ACTOR, Who(agency_id=agency.id)):
            profiles |= records_counted.count(session, context, mine, agency, wanted)
            acts_counted.count(session, context, mine, agency)
        tally.take(mine)
    pairs_counted.count(session, tally, profiles, now=now)
    pairs_counted.count_runs(session, tally)
    pairs_counted.count_trail_checks(session, tally, now=now)
    states = {agency.code: agency.state for agency in agencies}
    return Counted(now, tally, by_agency, Domains(states, pairs_counted.engines(session)))


def keep(session: Session, context: Context, counted: Counted) -> tuple[str, ...]:
    """Publish each tree of cubes that tells as much as it does now, or has stood long enough;
    return their roots. Each agency's own counts are kept every time.
    """
    agency_counts.keep(session, counted.by_agency, counted.at)
    earlier = every_publication(session)
    told = suppress(
        list(CUBES.values()), counted.tally.counts, counted.domains, [one for _, one in earlier]
    )
    published = []
    for root, tree in _trees().items():
        if _is_due(tree, told, earlier, counted.at):
            _write(session, tree, told, counted.at)
            published.append(root)
    if published:
        audit_log.note(session, context, CLOCK, audit_log.Act("publish_statistics"))
    return tuple(published)


def publish(session: Session, context: Context) -> tuple[str, ...]:
    """Count and publish in one transaction; return the roots of the trees that were published."""
    return keep(session, context, count(session, context))


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
    told: Mapping[str, Told],
    earlier: Sequence[tuple[datetime, Mapping[str, Told]]],
    now: datetime,
) -> bool:
    root = tree[0].name
    before = [(at, then) for at, then in earlier if root in then]
    if not before:
        return True
    at, last = before[-1]
    tells, told_last = _visible(tree, told), _visible(tree, last)
    soon, late = (at + timedelta(days=days) for days in PUBLISHED_AFTER_DAYS)
    return (tells > 0 and not told_last) or (now >= soon and tells >= told_last) or now >= late


def _visible(tree: list[CubeDefinition], told: Mapping[str, Told]) -> int:
    return sum(bool(n) for one in tree for n in told.get(one.name, {}).values())


def _write(
    session: Session, tree: list[CubeDefinition], told: Mapping[str, Told], now: datetime
) -> None:
    insert_rows(session, StatisticCell, list(_rows(tree, told, now)))


def _rows(
    tree: list[CubeDefinition], told: Mapping[str, Told], now: datetime
) -> Iterator[dict[str, object]]:
    for one in tree:
        for cell, n in told[one.name].items():
            if n != 0:  # told as zero by not standing there
                yield {"cube": one.name, "cell": SEPARATOR.join(cell), "counted_at": now, "n": n}
