"""One-time passwords as an authenticator of a person makes them (RFC 6238)."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from core.policy.access import TOTP_DIGITS, TOTP_STEP_S


def code_at(secret: bytes, moment: datetime) -> str:
    """Return the one-time password of a moment."""
    generator = TOTP(secret, TOTP_DIGITS, SHA1(), TOTP_STEP_S)
    return generator.generate(int(moment.timestamp())).decode()
