"""The people of an installation: who there is, and who is shut out. Names are opened for administrators alone."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.crypto import Place
from core.errors import InvalidInput, NotFound
from core.policy import Action, FieldClass, Role
from models.access import AccessLink
from models.agency import Agency
from models.user import UserAccount
from services import audit, sealing, sessions
from services.actor import Actor, require
from services.context import Context


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """One account; sign-in name, name and unit are empty for who may not know them."""

    id: UUID
    agency: str
    role: str
    status: str
    created_at: datetime
    login: str = ""
    name: str = ""
    unit: str = ""


def members(session: Session, context: Context, actor: Actor) -> list[Member]:
    """List every account, oldest first."""
    require(actor, Action.READ_USERS)
    rows = session.execute(
        select(UserAccount.public_id, Agency.code, UserAccount.role, UserAccount.status, UserAccount.created_at)
        .join(Agency, Agency.id == UserAccount.agency_id)
        .order_by(UserAccount.id)
    ).all()
    profiles = _profiles(session, context) if actor.role is Role.ADMINISTRATOR else {}
    audit.note(session, context, actor, audit.Act("list_users"))
    return [Member(*row, *profiles.get(row.public_id, ())) for row in rows]


def _profiles(session: Session, context: Context) -> dict[UUID, tuple[str, str, str]]:
    rows = session.execute(select(UserAccount.public_id, UserAccount.profile, UserAccount.unit)).all()
    keys = sealing.open_data_keys(session, context.keys, [row.public_id for row in rows])
    opened = {}
    for row in rows:
        place = Place("user_account", row.public_id, FieldClass.F6.value, 1)
        profile = sealing.unseal_json(keys[row.public_id], row.profile, place)
        opened[row.public_id] = str(profile["login"]), str(profile["name"]), row.unit
    return opened


def disable(session: Session, context: Context, actor: Actor, user_id: UUID) -> None:
    """Shut somebody out at once; `NotFound` for no such account."""
    require(actor, Action.MANAGE)
    user = session.scalar(select(UserAccount).where(UserAccount.public_id == user_id))
    if user is None:
        raise NotFound("no such account")
    disable_user(session, context, actor, user)


def set_unit(session: Session, context: Context, actor: Actor, user_id: UUID, unit: str) -> None:
    """Say in which unit of the agency somebody works, a short code, "" for none; `NotFound` for no such account.

    It decides who may be the second approver of a place, so it is the administrator's and stands in the trail.
    """
    require(actor, Action.MANAGE)
    if not re.fullmatch(r"[a-z0-9-]{0,40}", unit):
        raise InvalidInput("unit", "letters_digits_hyphens")
    user = session.scalar(select(UserAccount).where(UserAccount.public_id == user_id))
    if user is None:
        raise NotFound("no such account")
    user.unit = unit
    audit.note(session, context, actor, audit.Act("set_unit", subject=user_id))


def disable_user(session: Session, context: Context, actor: Actor, user: UserAccount) -> None:
    """Disable a user; every session and open link of theirs is gone at once."""
    require(actor, Action.MANAGE)
    session.execute(
        update(AccessLink)
        .where(AccessLink.user_id == user.id, AccessLink.state.in_(("asked", "open")))
        .values(state="superseded")
    )
    user.status = "disabled"
    sessions.end_sessions(session, context, user.id)
    audit.note(session, context, actor, audit.Act("disable_user", subject=user.public_id))
