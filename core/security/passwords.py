"""Argon2id password hashes, and the check of password strength.

Verification takes the same time for unknown accounts as for known ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from zxcvbn import zxcvbn

from core.errors import InvalidInput

# NIST SP 800-63B-4 requires 15 characters without a second factor and 8 with one. Outside the demo
# we always require a second factor.
MIN_LENGTH = 12
# "safely unguessable" of zxcvbn: an attacker who tries likely passwords first needs more guesses
MIN_GUESSES = 10**8
ESTIMATED_LENGTH = 72  # characters that are examined; the time grows with the square of the length
PRODUCT_NAME = "homeward"
MAX_EXTRA_CHARACTERS = 2  # words of this many letters occur inside many other words

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def check_strength(password: str, known_words: Iterable[str] = ()) -> None:
    """Raise InvalidInput for a password that is too short or easy to guess.

    `known_words` are texts that an attacker knows, such as sign-in name and name. Their words, and
    the product's name, do not make a password stronger.
    """
    if len(password) < MIN_LENGTH:
        raise InvalidInput(
            "password", "too_short", f"A password has at least {MIN_LENGTH} characters."
        )
    words = {
        PRODUCT_NAME,
        *(
            part
            for text in known_words
            for part in (text, *re.findall(r"\w+", text))
            if len(part) > MAX_EXTRA_CHARACTERS
        ),
    }
    rest = re.sub(
        "|".join(map(re.escape, sorted(words, key=len, reverse=True))),
        "",
        password,
        flags=re.IGNORECASE,
    )
    if not rest or zxcvbn(rest[:ESTIMATED_LENGTH], user_inputs=words)["guesses"] < MIN_GUESSES:
        raise InvalidInput(
            "password",
            "too_common",
            "Attackers try common passwords, names and rows of keys first, and this password is"
            " made of them. Use four words or more that do not belong together.",
        )


def hash_password(password: str) -> str:
    """Return an Argon2id hash with its parameters (RFC 9106, the low-memory profile)."""
    return _hasher.hash(password)


@functools.lru_cache(maxsize=1)
def _unused_hash() -> str:
    return _hasher.hash("nobody has this password")


def verify_password(stored: str | None, password: str) -> bool:
    """Return whether the password matches the stored hash.

    None as `stored`, for an account that does not exist, takes the same time and returns False. A
    hash that cannot be read returns False.
    """
    try:
        _hasher.verify(stored or _unused_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None
