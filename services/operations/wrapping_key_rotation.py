"""Rotation of the wrapping key during operation: data keys are wrapped again, in chunks.

The data itself stays sealed under the same data keys. It may be interrupted and continued at any
time: keys under the newest wrapping key are done.
"""

from __future__ import annotations

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from core.security.crypto import SealPlace, seal
from models.records.facts import DataKey
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import actor_database_role, audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context

CHUNK = 500  # data keys: the maximum loss of a killed process


def rewrap_data_keys(session: Session, context: Context, actor: Actor) -> int:
    """Encrypt up to `CHUNK` data keys with the newest wrapping key; return their number.

    Repeat the call until the result is 0. Rows that another process has locked are left out. A data
    key that was destroyed in the meantime stays destroyed.
    """
    actor_database_role.enter_maintenance(session, actor)
    newest, wrapping = context.keys.current("wrapping")
    query = (
        select(DataKey).where(DataKey.key_version != newest).order_by(DataKey.subject).limit(CHUNK)
    )
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        key = data_keys.unwrap(context.keys, row.subject, row.scope, row.key_version, row.wrapped)
        sealed = seal(wrapping, key, SealPlace("data_key", row.subject, row.scope, newest))
        session.execute(
            update(DataKey)
            .where(DataKey.subject == row.subject)
            .values(key_version=newest, wrapped=sealed)
        )
    if rows:
        audit_log.record_event(session, context, actor, audit_log.AuditEvent("rewrap_data_keys"))
    return len(rows)


def is_rewrapped(session: Session, context: Context, actor: Actor) -> bool:
    """Return whether no data key is wrapped under an older wrapping key.

    The lock waits for concurrent writers of data keys.
    """
    actor_database_role.enter_maintenance(session, actor)
    locks.take_lock(session, Lock.KEYS)
    newest, _ = context.keys.current("wrapping")
    if session.scalar(select(exists().where(DataKey.key_version != newest))):
        return False
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("retire_wrapping_key"))
    return True
