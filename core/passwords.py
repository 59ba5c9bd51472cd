"""Argon2id password hashes. Verifying an unknown account takes as long as a known one."""

from __future__ import annotations

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

MIN_LENGTH = (
    12  # NIST SP 800-63B-4 asks for 15 without, 8 with a second factor; ours always comes with one outside demo
)

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def hash_password(password: str) -> str:
    """Return an Argon2id hash with its parameters (RFC 9106, the low-memory profile)."""
    return _hasher.hash(password)


@functools.lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password belongs to the stored hash; `None` costs the same time and is always False."""
    try:
        _hasher.verify(stored or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None
