"""Attempts to sign in, counted before any account is looked up. Limits elsewhere never close a
known device.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import LimitReached
from core.policy.access import ATTEMPT_LIMITS, WRONG_CODES_PER_HOUR, Counted, Limit
from models.agencies.user import SignInAttempt, UserAccount
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import devices
from services.agencies.accounts import login_tags
from services.foundation import keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context

KEPT = timedelta(hours=1)  # the longest window


def count_sign_in(
    session: Session, context: Context, *, login: str, address: str, device: str = ""
) -> None:
    """Count an attempt to sign in; `LimitReached` where a limit of `ATTEMPT_LIMITS` is used up
    already.

    `device` is the token of the browser's device cookie, "" without one. Unknown sign-in names are
    counted as known ones are.
    """
    locks.take(session, Lock.SIGN_IN)
    name, place = login.strip().casefold(), address

    def tags(label: str, *parts: str) -> list[bytes]:
        return keyed_hashes.tags(context.keys, label, "\0".join(parts).encode("utf-8", "replace"))

    if devices.is_known(session, context, login_tags(context.keys, login), device):
        use(session, context, {Counted.DEVICE: tags("sign_in_device", name, device)})
        return
    use(
        session,
        context,
        {
            Counted.SOURCE: tags("sign_in_source", name, place),
            Counted.ACCOUNT: tags("sign_in_account", name),
            Counted.ADDRESS: tags("address", place),
        },
    )


def count_confirmation(session: Session, context: Context, actor: Actor) -> None:
    """Count an attempt to give the password again in the actor's session; `LimitReached` where a
    limit is used up.
    """
    locks.take(session, Lock.SIGN_IN)
    tags = keyed_hashes.tags(context.keys, "confirmation", str(actor.session_id).encode())
    use(session, context, {Counted.SESSION: tags})


def allow_code(session: Session, context: Context, user: UserAccount, device: str) -> bytes:
    """Return the tag that a wrong code or passkey of an account counts under; `LimitReached` after
    ten in an hour.

    Each known device, and all other devices together, have a tag of their own.
    """
    locks.take(session, Lock.SIGN_IN)
    known = device if devices.is_known_of(session, context, user.id, device) else ""
    tags = keyed_hashes.tags(context.keys, "second_factor", user.public_id.bytes + known.encode())
    refuse_over(session, tags, Limit(WRONG_CODES_PER_HOUR, 3600), context.clock.now())
    return tags[0]


def use(session: Session, context: Context, counted: Mapping[Counted, Sequence[bytes]]) -> None:
    """Count one attempt under each tag, the first of its list; `LimitReached` at a limit, without
    counting.

    The caller holds `Lock.SIGN_IN`.
    """
    now = context.clock.now()
    for kind, tags in counted.items():
        for limit in ATTEMPT_LIMITS[kind]:
            refuse_over(session, tags, limit, now)
    session.add_all(SignInAttempt(tag=tags[0], at=now) for tags in counted.values())
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))


def refuse_over(session: Session, tags: Sequence[bytes], limit: Limit, now: datetime) -> None:
    """Raise `LimitReached`, with the seconds until the next attempt, where as many as the limit are
    in its window.
    """
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
