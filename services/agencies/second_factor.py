"""The second factor: time-based one-time passwords (RFC 6238) and recovery codes.

Each code opens one session.
"""

from __future__ import annotations

import base64
import enum
import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.policy.access import (
    RECOVERY_BYTES,
    RECOVERY_CODES,
    TOTP_DIGITS,
    TOTP_DRIFT_STEPS,
    TOTP_SECRET_BYTES,
    TOTP_STEP_S,
)
from core.security.crypto import seal, unseal
from core.settings import Mode, Settings
from models.agencies.access import RecoveryCode, TotpUse
from models.agencies.user import SignInAttempt, UserAccount
from services.agencies import accounts, passkeys, sign_in_attempts
from services.foundation import data_keys
from services.foundation.context import Context


class CodeResult(enum.StrEnum):
    """The result of a code: accepted, missing, or wrong (also if it was used before)."""

    ACCEPTED = "given"
    NEEDED = "needed"
    WRONG = "wrong"


def is_required(settings: Settings) -> bool:
    """Return whether sign-in needs a second factor:

    always in production, never in the demo mode.
    """
    return settings.mode is Mode.PRODUCTION


def new_secret() -> bytes:
    """Return a fresh secret."""
    return secrets.token_bytes(TOTP_SECRET_BYTES)


def otpauth_address(secret: bytes, login: str) -> str:
    """Return the `otpauth://` address for an authenticator, shown once as text or QR code."""
    return _generator(secret).get_provisioning_uri(login, "Homeward")


def encode_secret(secret: bytes) -> str:
    """Return the secret in base32, as people type it."""
    return base64.b32encode(secret).decode()


def _generator(secret: bytes) -> TOTP:
    return TOTP(secret, TOTP_DIGITS, SHA1(), TOTP_STEP_S)  # noqa: S303 - HMAC-SHA-1, what authenticators speak


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """Return the time step of a one-time password; at most one step off is accepted.

    None if the password does not match.
    """
    steps = range(-TOTP_DRIFT_STEPS, TOTP_DRIFT_STEPS + 1)
    moments = {int(now.timestamp()) // TOTP_STEP_S + step for step in steps}
    matching = [
        step
        for step in sorted(moments)
        if hmac.compare_digest(
            _generator(secret).generate(step * TOTP_STEP_S), code.strip().encode("utf-8", "replace")
        )
    ]
    return matching[-1] if matching else None


def seal_secret(key: bytes, subject: UUID, secret: bytes, *, table: str) -> bytes:
    """Seal a secret for an account or for a link to one."""
    return seal(key, secret, accounts.staff_place(f"{table}.totp", subject))


def open_secret(key: bytes, subject: UUID, sealed: bytes, *, table: str) -> bytes:
    """Unseal a secret; raise `SealBroken` if it does not open."""
    return unseal(key, sealed, accounts.staff_place(f"{table}.totp", subject))


def check_code(
    session: Session, context: Context, user_id: int, code: str, *, device: str = ""
) -> CodeResult:
    """Check a code of an account and store it as used or as wrong; the caller commits both.

    Raise `LimitReached` after ten wrong codes in an hour, also for a right one. Wrong codes on each
    known device, and on all other devices together, are counted separately
    (`services.agencies.devices`).
    """
    user = session.get_one(UserAccount, user_id)
    if user.totp_secret is None and not passkeys.has_passkey(session, user_id):
        return CodeResult.WRONG if is_required(context.settings) else CodeResult.ACCEPTED
    if not code.strip():
        return CodeResult.NEEDED
    now = context.clock.now()
    tag = sign_in_attempts.require_code_attempt(session, context, user, device)
    if _use_step(session, context, user, code) or _use_recovery(session, user, code, now):
        return CodeResult.ACCEPTED
    session.add(SignInAttempt(tag=tag, at=now))
    return CodeResult.WRONG


def _use_step(session: Session, context: Context, user: UserAccount, code: str) -> bool:
    if user.totp_secret is None:
        return False
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    secret = open_secret(key, user.public_id, user.totp_secret, table="user_account")
    step = step_of(secret, code, context.clock.now())
    last = session.scalar(select(func.max(TotpUse.step)).where(TotpUse.user_id == user.id))
    if step is None or (last is not None and step <= last):
        return False
    remember_step(session, user.id, step)
    return True


def remember_step(session: Session, user_id: int, step: int) -> None:
    """Reject later one-time passwords of this step or an earlier one."""
    session.add(TotpUse(user_id=user_id, step=step))
    session.flush()
    session.execute(delete(TotpUse).where(TotpUse.user_id == user_id, TotpUse.step < step))


def _use_recovery(session: Session, user: UserAccount, code: str, now: datetime) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _recovery_hash(user.public_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).all()
    return bool(used)


def renew_recovery(session: Session, user: UserAccount) -> list[str]:
    """Replace the recovery codes of an account; return the new ones, which are shown once.

    Only their hashes are stored.
    """
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [
        _grouped(base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode())
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=_recovery_hash(user.public_id, code))
        for code in codes
    )
    return codes


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _recovery_hash(subject: UUID, code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter not in "- ")
    return hashlib.sha256(subject.bytes + plain.encode("utf-8", "replace")).digest()
