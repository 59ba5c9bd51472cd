"""Known devices: a cookie proves an earlier sign-in to an account in this browser.

It opens no session. Attempts on a known device are counted separately, so that guessing elsewhere
does not lock its person out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from core.policy.access import DEVICE_DAYS
from core.security.tokens import TokenKind, hash_token, make_token
from models.agencies.access import KnownDevice
from models.agencies.user import UserAccount
from models.sql.upsert import insert_missing
from services.foundation.context import Context


def is_device_known(
    session: Session, context: Context, login_tags: Sequence[bytes], device: str
) -> bool:
    """Return whether this browser signed in to the account of a name in the last 180 days."""
    of_account = select(UserAccount.id).where(UserAccount.login_tag.in_(login_tags))
    return is_device_known_to_user(session, context, session.scalar(of_account), device)


def is_device_known_to_user(
    session: Session, context: Context, user_id: int | None, device: str
) -> bool:
    """Return whether this browser signed in to an account in the last 180 days; None:

    no account.
    """
    is_registered = exists().where(
        KnownDevice.user_id == (user_id or 0),
        KnownDevice.token_hash == hash_token(device),
        KnownDevice.used_at > context.clock.now() - timedelta(days=DEVICE_DAYS),
    )
    return bool(session.scalar(select(is_registered)))


def remember_device(session: Session, context: Context, user_id: int, device: str) -> str:
    """Store a device after a sign-in; return the token for its cookie.

    A browser that several people use keeps one token. A token that no account knows is replaced,
    because an attacker may have set it.
    """
    now = context.clock.now()
    old = KnownDevice.used_at <= now - timedelta(days=DEVICE_DAYS)
    session.execute(delete(KnownDevice).where(old))
    of_any_user = select(KnownDevice.user_id).where(
        KnownDevice.token_hash == hash_token(device), ~old
    )
    is_known = session.scalars(of_any_user).first() is not None
    token = device if is_known else make_token(context.keys, TokenKind.DEVICE)
    row = {"token_hash": hash_token(token), "user_id": user_id}
    insert_missing(session, KnownDevice, [row | {"used_at": now}], unique=tuple(row))
    session.execute(update(KnownDevice).filter_by(**row).values(used_at=now))
    return token


def forget_devices(session: Session, user_id: int) -> None:
    """Forget every device of an account."""
    session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id))
