"""Readiness of a process and timeliness of background work: one code each, without numbers.

Numbers could reveal: the work after a registration shows whether there was a candidate.
"""

from __future__ import annotations

import enum

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from core.errors import StoreUnreadable
from core.policy.roles import Role
from models.oversight.audit import Audit
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import jobs, store_versions
from services.foundation.audit_chain import GENESIS
from services.foundation.context import Context
from services.operations import metrics

OLDEST_JOB_S = 120.0
SCHEDULE_LATE_S = 300.0


class Readiness(enum.StrEnum):
    """The readiness of a process; every value except `READY` is a failure."""

    READY = "ready"
    DATABASE_UNAVAILABLE = "database_unavailable"
    OTHER_VERSION = "other_version"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    WARMING_UP = "warming_up"
    NOT_ANSWERING = "not_answering"


class Work(enum.StrEnum):
    """The state of background work; every value except `ON_TIME` is a failure."""

    ON_TIME = "on_time"
    DATABASE_UNAVAILABLE = "database_unavailable"
    MATCHING_LATE = "matching_late"
    SCHEDULE_LATE = "schedule_late"


def readiness(database: Database, context: Context) -> Readiness:
    """Return the first reason why this process cannot serve, or `READY`.

    `DATABASE_UNAVAILABLE`: the database does not answer, or a revision cannot be read.
    `OTHER_VERSION`: its tables or the engine have another version than this program.
    `AUDIT_UNAVAILABLE`: no audit row can be written, so no data may be shown. `WARMING_UP` and
    `NOT_ANSWERING` are not tested here: `api.routes.operations.probe_state` adds them.

    Late background work is no reason, because another process would have it too. The function
    `work` reports it.
    """
    try:
        if store_versions.find_difference(database) is not None:
            return Readiness.OTHER_VERSION
    except (SQLAlchemyError, StoreUnreadable):
        return Readiness.DATABASE_UNAVAILABLE
    if not _audit_log_takes_a_row(database, context):
        return Readiness.AUDIT_UNAVAILABLE
    return Readiness.READY


def work(database: Database, context: Context) -> Work:
    """Return whether recurring work and matching are on time.

    Late means: recurring work (with deadlines) that is overdue by more than `SCHEDULE_LATE_S`, or a
    record that has waited longer than `OLDEST_JOB_S` for matching. Records that wait for the
    upgrade are reported by `doctor` and the metrics instead.
    """
    try:
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            late = metrics.schedules_late(session, context)
            oldest_s = jobs.oldest_match_s(session, context)
    except SQLAlchemyError:
        return Work.DATABASE_UNAVAILABLE
    if any(job.late_s > SCHEDULE_LATE_S for job in late):
        return Work.SCHEDULE_LATE
    return Work.MATCHING_LATE if oldest_s > OLDEST_JOB_S else Work.ON_TIME


def _audit_log_takes_a_row(database: Database, context: Context) -> bool:
    """Write an audit row and roll it back.

    Its id 0 is used by no other row and is not drawn from the sequence.
    """
    row = {
        "id": 0,
        "at": context.clock.now(),
        "role": Role.MATCHER.value,
        "action": "readiness",
        "outcome": "undone",
        "records": "[]",
        "key_version": 0,
        "previous": GENESIS,
        "hash": GENESIS,
    }
    try:
        with database.transaction(door=DatabaseRole.WORKER) as session:
            session.execute(insert(Audit).values(row))
            session.rollback()
    except SQLAlchemyError:
        return False
    return True
