"""Whether a person must confirm the clock before destructive steps continue; for SQLite only.

PostgreSQL has a clock of its own to compare with. On SQLite, a clock that is ahead looks like an
installation that was idle. The newest of two kinds of alerts is the state, so it outlives restarts.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.codes.notices import AlertKind
from core.policy.clock_steps import IDLE_DAYS
from models.oversight.alert import Alert
from models.oversight.audit import Audit

_KINDS = (AlertKind.CLOCK_UNCONFIRMED, AlertKind.CLOCK_CONFIRMED)


def request_if_idle(session: Session, clock: Clock) -> None:
    """Alert the auditor, and hold back destructive steps, if the installation looks idle."""
    if is_idle(session, clock) and not is_awaited(session):
        _add_alert(session, clock, AlertKind.CLOCK_UNCONFIRMED)


def is_idle(session: Session, clock: Clock) -> bool:
    """Return whether the newest audit entry on SQLite is more than `IDLE_DAYS` days old."""
    if not _is_sqlite(session):
        return False
    newest = session.scalar(select(Audit.at).order_by(Audit.id.desc()).limit(1))
    return newest is not None and clock.now() - newest > timedelta(days=IDLE_DAYS)


def is_awaited(session: Session) -> bool:
    """Return whether destructive steps wait for a confirmation of the clock."""
    if not _is_sqlite(session):
        return False
    newest = session.scalar(
        select(Alert.kind).where(Alert.kind.in_(_KINDS)).order_by(Alert.id.desc()).limit(1)
    )
    return newest == AlertKind.CLOCK_UNCONFIRMED


def confirm(session: Session, clock: Clock) -> None:
    """Let destructive steps continue, if they wait."""
    if is_awaited(session):
        _add_alert(session, clock, AlertKind.CLOCK_CONFIRMED)


def _add_alert(session: Session, clock: Clock, kind: AlertKind) -> None:
    session.add(Alert(public_id=uuid4(), kind=kind, at=clock.now()))
    session.flush()


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
