"""Whether the installation does its work, in one word and no number.

How much a registration sets going would tell a stranger whether there was a candidate.
"""

from __future__ import annotations

import enum

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.migrate import current, newest
from models.oversight.audit import Audit
from models.row_security.database_roles import Door
from models.session import Database
from services.foundation.audit_chain import GENESIS
from services.foundation.context import Context
from services.operations import metrics

OLDEST_JOB_S = 120.0


class Readiness(enum.StrEnum):
    """What there is to say; everything but `READY` is a failure."""

    READY = "ready"
    DATABASE_UNAVAILABLE = "database_unavailable"
    NOT_MIGRATED = "not_migrated"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    LATE = "late"


def readiness(database: Database, context: Context) -> Readiness:
    """Return the first thing that is wrong, most serious first.

    Tables that are another version's; a trail that takes no row, so that nothing may be shown; a
    record that has waited over two minutes for its matching. Records that wait for the upgrade are
    no outage: `doctor` and the metrics tell.
    """
    try:
        if current(database) != newest():
            return Readiness.NOT_MIGRATED
        with database.transaction(is_read_only=True, door=Door.WORKER) as session:
            is_late = metrics.oldest_match_s(session, context) > OLDEST_JOB_S
    except SQLAlchemyError:
        return Readiness.DATABASE_UNAVAILABLE
    if not _trail_takes_a_row(database, context):
        return Readiness.AUDIT_UNAVAILABLE
    return Readiness.LATE if is_late else Readiness.READY


def _trail_takes_a_row(database: Database, context: Context) -> bool:
    """Write a row and take it back. Its number, 0, is no other row's and is not drawn from the
    trail's sequence.
    """
    try:
        with database.transaction(door=Door.WORKER) as session:
            _write_and_undo(session, context)
    except SQLAlchemyError:
        return False
    return True


def _write_and_undo(session: Session, context: Context) -> None:
    row = {
        "id": 0,
        "at": context.clock.now(),
        "role": Role.MATCHER.value,
        "action": "readiness",
        "outcome": "undone",
        "records": "[]",
        "previous": GENESIS,
        "hash": GENESIS,
    }
    session.execute(insert(Audit).values(row))
    session.rollback()
