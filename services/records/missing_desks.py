"""The list of states in which a child waits and no agency that takes part protects children.

The administrator has a deadline to connect an agency.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.codes.notifications import AlertKind
from core.policy.case.national_authorities import (
    CONNECT_HOURS,
    NATIONAL_AUTHORITIES,
    authority_code,
)
from core.published import published
from models.agencies.missing_desk import MissingDesk
from services.foundation import alerts
from services.foundation.actor import MATCHER
from services.foundation.context import Context


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class MissingDeskStatus:
    """A state without an agency that takes children over: its named authority and the code that the
    authority's agency needs ("": none is named), and the deadline to connect one.
    """

    state: str
    authority: str
    code: str
    since: datetime
    due_at: datetime


def update_states(session: Session, context: Context, states: set[str]) -> None:
    """Keep the list of these states, and alert the auditor once to each that is overdue. For
    workers.
    """
    now = context.clock.now()
    session.execute(delete(MissingDesk).where(MissingDesk.state.not_in(sorted(states))))
    listed = {row.state: row for row in session.scalars(select(MissingDesk))}
    for state in sorted(states - listed.keys()):
        due_at = now + timedelta(hours=CONNECT_HOURS)
        session.add(MissingDesk(state=state, since=now, due_at=due_at))
    for row in listed.values():
        if row.alerted_at is None and row.due_at <= now:
            row.alerted_at = now
            alerts.raise_alert(session, context, MATCHER, AlertKind.NO_CHILD_PROTECTION, None)
    session.flush()


def list_states(session: Session) -> list[MissingDeskStatus]:
    """Return the states without an agency, the one that has waited longest first."""
    rows = session.scalars(select(MissingDesk).order_by(MissingDesk.since, MissingDesk.state))
    return [
        MissingDeskStatus(
            row.state,
            NATIONAL_AUTHORITIES.get(row.state, ""),
            authority_code(row.state),
            row.since,
            row.due_at,
        )
        for row in rows
    ]
