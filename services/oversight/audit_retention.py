"""Retention of the audit log: rows older than `AUDIT_RETENTION_YEARS` are removed at a signed
checkpoint.

A log that was cut this way still verifies from its first row on, and one that was shortened in
another way does not. The newest row always stays, so an empty log is never the result of a cut.
"""

from __future__ import annotations

import json

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from models.oversight.audit import Audit, AuditRecord
from services.foundation import audit_chain, checkpoints, clock_confirmation
from services.foundation.context import Context

_CUT = text("SELECT homeward_cut_audit_log(:upto)")


def cut_audit_log(session: Session, context: Context) -> int:
    """Remove the rows up to the newest checkpoint older than `AUDIT_RETENTION_YEARS`.

    Return its audit id; 0 if there is none, or while the clock is unconfirmed. The signed cut is on
    the disk before the rows are removed, so a kill in between loses no evidence. PostgreSQL refuses
    to remove younger rows by its own clock.
    """
    if clock_confirmation.is_awaited(session):
        return 0
    newest, _ = audit_chain.newest_row(session)
    with checkpoints.open_checkpoints(context) as file:
        lines = [json.loads(line) for line in file.read().splitlines()]
        now = context.clock.now().isoformat(timespec="seconds")
        done = max((int(line["id"]) for line in lines if line.get("cut")), default=0)
        old = [
            line
            for line in lines
            if not line.get("cut")
            and checkpoints.is_past_retention(line["at"], now)
            and int(line["id"]) < newest
        ]
        last = max(old, key=lambda line: int(line["id"]), default=None)
        if last is None or int(last["id"]) <= done:
            return 0
        words = {
            "id": last["id"],
            "hash": last["hash"],
            "before": lines[-1]["signature"],
            "cut": True,
        }
        checkpoints.append_checkpoint(file, context, words)
    upto = int(last["id"])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_CUT, {"upto": upto})
    else:
        session.execute(delete(AuditRecord).where(AuditRecord.audit_id <= upto))
        session.execute(delete(Audit).where(Audit.id <= upto))
    return upto
