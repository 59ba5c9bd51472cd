"""Tags: hashes keyed by the match key, by which a row is found again without saying what it is
found by.

A tag begins with the version of its key, so that what hangs on an old one is told from what does
not. A new key may come at any moment (`services.operations.match_key_rotation`): tags are written
under the newest, and looked up under every one held.
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
    """Return what a value may stand as: 18 bytes for each key held, the newest, which is the one to
    write, first.
    """
    return [
        version_prefix(version) + keyed_hash(key, label, value)
        for version, key in keys.key_versions("match")
    ]


def unmatched_tag() -> bytes:
    """Return a tag that no value ever has."""
    return version_prefix(NO_KEY_VERSION) + secrets.token_bytes(HASH_BYTES)


def version_prefix(version: int) -> bytes:
    """Return what the tags of a key version begin with."""
    return version.to_bytes(VERSION_BYTES, "big")


def has_key_version(column: Column, version: int) -> ColumnElement[bool]:
    """Return the condition of tags under a key version; a range, so that an index serves."""
    return and_(column >= version_prefix(version), column < version_prefix(version + 1))


def has_other_key_version(column: Column, version: int) -> ColumnElement[bool]:
    """Return the condition of tags that hang on another key version, whichever."""
    older = and_(column >= version_prefix(NO_KEY_VERSION + 1), column < version_prefix(version))
    return or_(older, column >= version_prefix(version + 1))
