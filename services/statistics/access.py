"""Access to counts: published cubes for readers of statistics, exact own counts for the agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import NotFound
from core.policy.actions import Action, Scope
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.statistics import agency_counts
from services.statistics.cube import Cube, CubeDefinition
from services.statistics.definitions import CUBES
from services.statistics.published import newest_publications


def list_cubes(
    session: Session, context: Context, actor: Actor, *, at: datetime | None = None
) -> dict[str, Cube]:
    """Return the current cubes by name, or those that were current at the moment `at`. Audited.

    Raise `InvalidInput` for a moment outside the permitted dates.
    """
    require(actor, Action.READ_STATISTICS)
    date_ranges.check_dates(context.clock.now(), at=at)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("read_statistics"))
    return newest_publications(session, at=at)


def read_cube(
    session: Session, context: Context, actor: Actor, name: str, *, at: datetime | None = None
) -> tuple[CubeDefinition, Cube | None]:
    """Return the definition of a cube and its newest publication, or the one that was current at
    `at`.

    The publication is None before the first one. Raise `NotFound` for an unknown name. Audited.
    """
    cubes = list_cubes(session, context, actor, at=at)
    if name not in CUBES:
        raise NotFound("no such cube")
    return CUBES[name], cubes.get(name)


def read_own_counts(session: Session, context: Context, actor: Actor) -> list[Cube]:
    """Return the exact counts of the actor's own agency from last night. Audited.

    No sealed data is opened, and the people of an agency may see these records anyway. Empty before
    the first night. Empty and not audited for an account without an agency, and for a role that
    reads only published counts.
    """
    if require(actor, Action.READ_STATISTICS) is not Scope.OWN_COUNTS or actor.agency_id is None:
        return []
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("read_own_counts"))
    return agency_counts.read_counts(session, actor.agency_id)
