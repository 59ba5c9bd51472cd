"""Helpers that write, sign and verify an audit log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.fields import FieldClass
from core.policy.roles import Role
from models.oversight.audit import Audit
from services.foundation import audit_log, checkpoints
from services.oversight import audit_reading
from tests.factories import Installation


def write_accesses(one: Installation, count: int) -> None:
    """Write rows of reads that name no record, one record, or both records of a match, one per
    second.
    """
    actor = one.actor(Role.CASEWORKER)
    for number in range(count):
        match = uuid4()
        ends = tuple(audit_log.MatchAccessEnd(match, uuid4(), (FieldClass.F2,)) for _ in range(2))
        accesses = (
            audit_log.AuditEvent("list_records"),
            audit_log.AuditEvent(
                "read_record", records=(audit_log.ShownRecord(uuid4(), (FieldClass.F2,)),)
            ),
            audit_log.AuditEvent("read_match", ends=ends),
        )
        one.do(actor, audit_log.record_event, accesses[number % 3])
        one.clock.move(timedelta(seconds=1))


def row_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Audit.id).order_by(Audit.id)))


def checkpoints_of(one: Installation) -> Path:
    return one.context.settings.root / checkpoints.CHECKPOINTS


def sign(one: Installation) -> None:
    with one.database.transaction(is_read_only=True) as session:
        checkpoints.sign_newest(session, one.context)


def findings(one: Installation) -> list[checkpoints.AuditDefect]:
    with one.database.transaction(is_read_only=True) as session:
        return audit_reading.walk_audit_log(session, one.context)[1]


def reasons(one: Installation) -> set[str]:
    return {finding.reason for finding in findings(one)}
