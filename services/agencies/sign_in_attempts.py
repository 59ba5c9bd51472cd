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
from core.policy.access import (
    ATTEMPT_LIMITS,
    MINUTE_SETTINGS,
    WRONG_CODES_PER_HOUR,
    AttemptLimit,
    AttemptScope,
)
from models.agencies.user import SignInAttempt, UserAccount
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import devices
from services.agencies.accounts import login_tags
from services.foundation import keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context

MINUTE_S = 60
RETENTION = timedelta(hours=1)  # the longest window


def count_sign_in(
    session: Session, context: Context, *, login: str, address: str, device: str = ""
) -> list[int]:
    """Count a sign-in attempt; raise `LimitReached` if a limit of `ATTEMPT_LIMITS` is used up.

    `device` is the token of the browser's device cookie, "" without one. Unknown sign-in names are
    counted like known ones. Return the ids of the counted rows, for `count_correct`.
    """
    locks.take_lock(session, Lock.SIGN_IN)
    name, place = login.strip().casefold(), address

    def tags(label: str, *parts: str) -> list[bytes]:
        return keyed_hashes.tags_of(
            context.keys, label, "\0".join(parts).encode("utf-8", "replace")
        )

    _refuse(session, context, AttemptScope.CORRECT, _correct_tags(context, login))
    if devices.is_device_known(session, context, login_tags(context.keys, login), device):
        return count_attempt(
            session, context, {AttemptScope.DEVICE: tags("sign_in_device", name, device)}
        )
    return count_attempt(
        session,
        context,
        {
            AttemptScope.SOURCE: tags("sign_in_source", name, place),
            AttemptScope.ACCOUNT: tags("sign_in_account", name),
            AttemptScope.ADDRESS: tags("address", place),
        },
    )


def _correct_tags(context: Context, login: str) -> list[bytes]:
    name = login.strip().casefold().encode("utf-8", "replace")
    return keyed_hashes.tags_of(context.keys, "sign_in_correct", name)


def count_correct(session: Session, context: Context, login: str, counted: Sequence[int]) -> None:
    """Count an attempt with the right password under its own limit only.

    `counted` are the ids that `count_sign_in` returned; these rows are deleted.
    """
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(counted)))
    tag, *_ = _correct_tags(context, login)
    session.add(SignInAttempt(tag=tag, at=context.clock.now()))


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
    known_device = (
        device if devices.is_device_known_to_user(session, context, user.id, device) else ""
    )
    tags = keyed_hashes.tags_of(
        context.keys, "second_factor", user.public_id.bytes + known_device.encode()
    )
    refuse_over(session, tags, AttemptLimit(WRONG_CODES_PER_HOUR, 3600), context.clock.now())
    return tags[0]


def count_attempt(
    session: Session, context: Context, counted: Mapping[AttemptScope, Sequence[bytes]]
) -> list[int]:
    """Insert one attempt per scope, under the first tag of its list. Return the ids of the rows.

    Raise `LimitReached`, before any insert, if a limit of a scope is reached. All tags of a list
    count for the limit. Delete every attempt older than `RETENTION`, and flush. The caller holds
    `Lock.SIGN_IN`.
    """
    now = context.clock.now()
    for scope, tags in counted.items():
        _refuse(session, context, scope, tags)
    rows = [SignInAttempt(tag=tags[0], at=now) for tags in counted.values()]
    session.add_all(rows)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - RETENTION))
    session.flush()
    return [row.id for row in rows]


def _refuse(session: Session, context: Context, scope: AttemptScope, tags: Sequence[bytes]) -> None:
    """Raise `LimitReached` if a limit of the scope is reached."""
    for limit in _limits(context, scope):
        refuse_over(session, tags, limit, context.clock.now())


def _limits(context: Context, scope: AttemptScope) -> list[AttemptLimit]:
    """Return the limits of a scope; a setting replaces the limit of a minute."""
    setting = MINUTE_SETTINGS.get(scope)
    return [
        AttemptLimit(getattr(context.settings, setting), MINUTE_S)
        if setting and limit.window_s == MINUTE_S
        else limit
        for limit in ATTEMPT_LIMITS[scope]
    ]


def refuse_over(
    session: Session, tags: Sequence[bytes], limit: AttemptLimit, now: datetime
) -> None:
    """Raise `LimitReached` if all tags together have as many attempts as the limit in its window.

    `tags` are those of one subject, one per key version. The error has the seconds until the next
    attempt is permitted.
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
