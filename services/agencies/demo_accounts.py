"""Accounts of the demo, opened without a password: synthetic people on loopback.

They exist only in the demo.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.errors import NotFound
from core.policy.roles import Role
from core.settings import Mode
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from services.agencies import sessions
from services.agencies.sessions import SessionOpened
from services.foundation.context import Context


@dataclasses.dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo as its list shows it."""

    id: UUID
    role: Role
    agency: str
    state: str


def is_demo(context: Context) -> bool:
    """Return whether this is the demo: an embedded installation with the setting `demo`."""
    return context.settings.demo and context.settings.mode is Mode.EMBEDDED


def demo_accounts(session: Session, context: Context) -> list[DemoAccount]:
    """Return the demo's active accounts, by agency; an empty list outside the demo."""
    if not is_demo(context):
        return []
    query = (
        select(UserAccount.public_id, UserAccount.role, Agency.name, Agency.state)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .where(UserAccount.status == AccountStatus.ACTIVE)
        .order_by(Agency.id, UserAccount.id)
    )
    return [
        DemoAccount(public_id, Role(role), name, state)
        for public_id, role, name, state in session.execute(query)
    ]


def sign_in_to_demo(session: Session, context: Context, public_id: UUID) -> SessionOpened:
    """Open a session for an account of the demo; raise `NotFound` in any other case."""
    if public_id not in {account.id for account in demo_accounts(session, context)}:
        raise NotFound("no such demo account")
    user = session.scalars(select(UserAccount).where(UserAccount.public_id == public_id)).one()
    return sessions.open_session(session, context, user.id, acting_state=None)
