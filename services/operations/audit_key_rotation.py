"""Rotation of the key of the audit log during operation: new rows are made with a new key."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.foundation import actor_database_role, audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context


def record_rotation(session: Session, context: Context, actor: Actor) -> None:
    """Audit that a new key is in use; this row is the first that is certainly made with it.

    Older keys stay in the key file, because the rows made with them are verified with them.
    """
    actor_database_role.enter_maintenance(session, actor)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("rotate_audit_key"))
