"""Random tokens of sessions, links and devices. They are stored as hashes."""

from __future__ import annotations

import hashlib

TOKEN_BYTES = 32


def hash_token(token: str) -> bytes:
    """Return the SHA-256 hash under which a random 256-bit token is stored."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
