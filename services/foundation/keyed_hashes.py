"""Tags: hashes keyed by the match key. They find a row without revealing the value.

A tag begins with the version of its key, so that tags of an old key can be found. A new key may be
added at any time (`services.operations.match_key_rotation`): tags are written under the newest key
and read under every key of the key file.
"""

from __future__ import annotations

import secrets

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from core.security.crypto import Keyring, keyed_hash

VERSION_BYTES = 2
HASH_BYTES = 16
NO_KEY_VERSION = 0

Column = InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]


def tags_of(keys: Keyring, label: str, value: bytes) -> list[bytes]:
    """Return the tags of a value, 18 bytes for each key version, the newest first.

    The newest is the one to write.
    """
    return [
        version_prefix(version) + keyed_hash(key, label, value)
        for version, key in keys.key_versions("match")
    ]


def unmatched_tag() -> bytes:
    """Return a tag that no value has."""
    return version_prefix(NO_KEY_VERSION) + secrets.token_bytes(HASH_BYTES)


def version_prefix(version: int) -> bytes:
    """Return the prefix of the tags of a key version."""
    return version.to_bytes(VERSION_BYTES, "big")


def has_key_version(column: Column, version: int) -> ColumnElement[bool]:
    """Return the SQL condition for tags of a key version; a range, so that an index serves it."""
    return and_(column >= version_prefix(version), column < version_prefix(version + 1))


def has_other_key_version(column: Column, version: int) -> ColumnElement[bool]:
    """Return the SQL condition for tags of any other key version."""
    older = and_(column >= version_prefix(NO_KEY_VERSION + 1), column < version_prefix(version))
    return or_(older, column >= version_prefix(version + 1))
