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
OF_NO_KEY = 0

Column = InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]


def tags(keys: Keyring, label: str, value: bytes) -> list[bytes]:
    """Return what a value may stand as: 18 bytes for each key held, the newest, which is the one to
    write, first.
    """
    return [begin(version) + keyed_hash(key, label, value) for version, key in keys.held("match")]


def of_no_key() -> bytes:
    """Return a tag that no value ever has."""
    return begin(OF_NO_KEY) + secrets.token_bytes(HASH_BYTES)


def begin(version: int) -> bytes:
    """Return what the tags of a key version begin with."""
    return version.to_bytes(VERSION_BYTES, "big")


def is_of(column: Column, version: int) -> ColumnElement[bool]:
    """Return the condition of tags under a key version; a range, so that an index serves."""
    return and_(column >= begin(version), column < begin(version + 1))


def is_of_another(column: Column, version: int) -> ColumnElement[bool]:
    """Return the condition of tags that hang on another key version, whichever."""
    older = and_(column >= begin(OF_NO_KEY + 1), column < begin(version))
    return or_(older, column >= begin(version + 1))
