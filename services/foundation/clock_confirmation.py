"""Whether a person must confirm the clock before destructive steps continue.

A clock that is ahead looks like an installation that was idle. The database's clock is often that
of the same machine, so the audit log is the second source. The newest of two kinds of alerts is the
state: it outlives restarts, and later audit entries do not change it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock, SystemClock
from core.codes.notifications import AlertKind
from core.policy.clock_steps import IDLE_DAYS
from models.oversight.alert import Alert
from models.oversight.audit import Audit
from models.sql.bulk import insert_rows

LAST_ROWS = 1000
CONFIRMATION = "accept_clock"  # action of the audit entry that confirms the clock
_KINDS = (AlertKind.CLOCK_UNCONFIRMED, AlertKind.CLOCK_CONFIRMED)


def request_if_idle(session: Session, clock: Clock) -> None:
    """Alert the auditor, and hold back destructive steps, if the installation looks idle.

    No effect with a `ManualClock`, which tests move by years.
    """
    if isinstance(clock, SystemClock) and not is_awaited(session) and is_idle(session, clock):
        _add_alert(session, clock, AlertKind.CLOCK_UNCONFIRMED)


def is_idle(session: Session, clock: Clock) -> bool:
    """Return whether the audit log has a gap of more than `IDLE_DAYS`, up to now.

    The last `LAST_ROWS` entries are read, back to the last confirmation of the clock. A process may
    write entries with a wrong clock before the first check, so the gap may be between two entries.
    """
    newer = clock.now()
    rows = session.execute(
        select(Audit.at, Audit.action).order_by(Audit.id.desc()).limit(LAST_ROWS)
    )
    for row in rows:
        if newer - row.at > timedelta(days=IDLE_DAYS):
            return True
        if row.action == CONFIRMATION:
            return False
        newer = row.at
    return False


def is_awaited(session: Session) -> bool:
    """Return whether destructive steps wait for a confirmation of the clock."""
    newest = session.scalar(
        select(Alert.kind).where(Alert.kind.in_(_KINDS)).order_by(Alert.id.desc()).limit(1)
    )
    return newest == AlertKind.CLOCK_UNCONFIRMED


def confirm(session: Session, clock: Clock) -> None:
    """Let destructive steps continue, if they wait; the auditor gets an alert in any case."""
    _add_alert(session, clock, AlertKind.CLOCK_CONFIRMED)


def _add_alert(session: Session, clock: Clock, kind: AlertKind) -> None:
    row = {
        "public_id": uuid4(),
        "kind": kind,
        "agency_id": None,
        "user_id": None,
        "subject": None,
        "at": clock.now(),
    }
    # inserted without RETURNING: row-level security hides alerts from the installer
    insert_rows(session, Alert, [row])
