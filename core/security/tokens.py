"""Random tokens of sessions, links, software and devices. They are stored as hashes.

A token of a `TokenKind` ends with a MAC, so a made-up one is recognised without a database.
"""

from __future__ import annotations

import base64
import binascii
import enum
import hashlib
import hmac
import secrets

from core.security.crypto import Keyring, keyed_hash

TOKEN_BYTES = 32
# The versions of this key are never removed from the key file, so a rotation ends no token.
MAC_KEY = "audit_chain"


class TokenKind(enum.StrEnum):
    """The kinds of token with a MAC. The value is the label of its keyed hash."""

    SESSION = "session_token"
    SOFTWARE = "software_token"
    DEVICE = "device_token"


def make_token(keys: Keyring, kind: TokenKind) -> str:
    """Return a new token of 64 characters: 256 random bits and their MAC."""
    value = secrets.token_bytes(TOKEN_BYTES)
    _, key = keys.current(MAC_KEY)
    return base64.urlsafe_b64encode(value + keyed_hash(key, kind.value, value)).decode()


def is_own_token(keys: Keyring, kind: TokenKind, token: str) -> bool:
    """Return whether this installation made a token of this kind.

    The token may have ended since: only the database knows whether it still opens something.
    """
    try:
        decoded = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    value, mac = decoded[:TOKEN_BYTES], decoded[TOKEN_BYTES:]
    return len(value) == TOKEN_BYTES and any(
        hmac.compare_digest(mac, keyed_hash(key, kind.value, value))
        for _, key in keys.key_versions(MAC_KEY)
    )


def hash_token(token: str) -> bytes:
    """Return the SHA-256 hash under which a random 256-bit token is stored."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
