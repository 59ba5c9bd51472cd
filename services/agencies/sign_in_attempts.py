"""Sign-in attempts, counted before any account is read.

Attempts on other devices never block a known device.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import LimitReached
from core.policy.access import ATTEMPT_LIMITS, WRONG_CODES_PER_HOUR, AttemptLimit, AttemptScope
from models.agencies.user import SignInAttempt, UserAccount
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import devices
from services.agencies.accounts import login_tags
from services.foundation import keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context

KEPT_FOR = timedelta(hours=1)  # the longest window


def count_sign_in(
    session: Session, context: Context, *, login: str, address: str, device: str = ""
) -> None:
    """Count a sign-in attempt; raise `LimitReached` if a limit of `ATTEMPT_LIMITS` is used up.

    `device` is the token of the browser's device cookie, "" without one. Unknown sign-in names are
    counted like known ones.
    """
    locks.take_lock(session, Lock.SIGN_IN)
    name, place = login.strip().casefold(), address

    def tags(label: str, *parts: str) -> list[bytes]:
        return keyed_hashes.tags_of(
            context.keys, label, "\0".join(parts).encode("utf-8", "replace")
        )

    if devices.is_device_known(session, context, login_tags(context.keys, login), device):
        count_attempt(session, context, {AttemptScope.DEVICE: tags("sign_in_device", name, device)})
        return
    count_attempt(
        session,
        context,
        {
            AttemptScope.SOURCE: tags("sign_in_source", name, place),
            AttemptScope.ACCOUNT: tags("sign_in_account", name),
            AttemptScope.ADDRESS: tags("address", place),
        },
    )


def count_confirmation(session: Session, context: Context, actor: Actor) -> None:
    """Count a repeated password entry in the actor's session; raise `LimitReached` at a limit."""
    locks.take_lock(session, Lock.SIGN_IN)
    tags = keyed_hashes.tags_of(context.keys, "confirmation", str(actor.session_id).encode())
    count_attempt(session, context, {AttemptScope.SESSION: tags})


def require_code_attempt(
    session: Session, context: Context, user: UserAccount, device: str
) -> bytes:
    """Return the tag for wrong codes or passkeys of an account.

    Raise `LimitReached` after ten in an hour. Each known device, and all other devices together,
    have separate tags.
    """
    locks.take_lock(session, Lock.SIGN_IN)
    known = device if devices.is_device_known_to_user(session, context, user.id, device) else ""
    tags = keyed_hashes.tags_of(
        context.keys, "second_factor", user.public_id.bytes + known.encode()
    )
    refuse_over(session, tags, AttemptLimit(WRONG_CODES_PER_HOUR, 3600), context.clock.now())
    return tags[0]


def count_attempt(
    session: Session, context: Context, counted: Mapping[AttemptScope, Sequence[bytes]]
) -> None:
    """Count one attempt under each tag, the first of its list.

    Raise `LimitReached` at a limit, without counting. The caller holds `Lock.SIGN_IN`.
    """
    now = context.clock.now()
    for kind, tags in counted.items():
        for limit in ATTEMPT_LIMITS[kind]:
            refuse_over(session, tags, limit, now)
    session.add_all(SignInAttempt(tag=tags[0], at=now) for tags in counted.values())
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT_FOR))


def refuse_over(
    session: Session, tags: Sequence[bytes], limit: AttemptLimit, now: datetime
) -> None:
    """Raise `LimitReached` with the seconds to wait, if a limit is reached in its window."""
    window = timedelta(seconds=limit.window_s)
    of_tags = select(SignInAttempt.at).where(
        SignInAttempt.tag.in_(tags), SignInAttempt.at > now - window
    )
    oldest = session.scalar(
        of_tags.order_by(SignInAttempt.at.desc()).offset(limit.attempts - 1).limit(1)
    )
    if oldest is not None:
        wait = oldest + window - now
        raise LimitReached("too many attempts", retry_after_s=math.ceil(wait.total_seconds()))
