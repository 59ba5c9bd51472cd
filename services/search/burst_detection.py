"""Bursts of near-identical queries: told to the auditor from keyed hashes, without a word of any
query.

A look keeps keyed hashes of the match keys it asked for, under a label of their own, so that they
meet no record's.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.codes.notices import AlertKind
from core.policy.search import BURST_HOURS, BURST_OVERLAP, BURST_SIZE
from core.security.crypto import keyed_hash
from matching import Population, query_keys
from models.search.search import Search
from services.foundation import alerts, keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context

TAG_BYTES = 8


def query_sketches(context: Context, query: Population) -> list[bytes]:
    """Return the sketch of a query under each match key held, newest first: the version of the key,
    then the hashes, eight bytes each, in order.
    """
    return [_sketch(version, key, query) for version, key in context.keys.key_versions("match")]


def _sketch(version: int, key: bytes, query: Population) -> bytes:
    (keys,) = query_keys(query, key)
    tags = {
        keyed_hash(key, "burst", key_value.to_bytes(8, "big", signed=True))[:TAG_BYTES]
        for key_value in keys
    }
    return keyed_hashes.version_prefix(version) + b"".join(sorted(tags))


def sketch_overlap(first: bytes, second: bytes) -> float:
    """Return how much two sketches share, of all they hold; 0 for an empty one, and under different
    keys.

    Each look is held against those of hours before, so its hashes are read at once, as numbers.
    """
    if first[: keyed_hashes.VERSION_BYTES] != second[: keyed_hashes.VERSION_BYTES]:
        return 0.0
    left, right = _tags(first), _tags(second)
    both = len(left & right)
    return both / (len(left) + len(right) - both) if both else 0.0


def _tags(row: bytes) -> frozenset[int]:
    count = (len(row) - keyed_hashes.VERSION_BYTES) // TAG_BYTES
    return frozenset(struct.unpack_from(f">{count}Q", row, keyed_hashes.VERSION_BYTES))


# Of the other looks of one person that are bound to no report; built once, as every statement of a
# search is.
_SKETCHES = select(Search.sketch).where(
    Search.user_id == bindparam("user"),
    Search.at > bindparam("since"),
    Search.bound_record_id.is_(None),
    Search.id != bindparam("look"),
)


def check_burst(
    session: Session, context: Context, actor: Actor, look: Search, drawn: Sequence[bytes]
) -> None:
    """Alert the auditor when this look, of these sketches, makes a burst full; looks bound to an
    own report are drilling, not guessing.
    """
    if look.bound_record_id is not None:
        return
    since = context.clock.now() - timedelta(hours=BURST_HOURS)
    sketches = session.scalars(_SKETCHES, {"user": actor.user_id, "since": since, "look": look.id})
    near_count = 1 + sum(
        any(sketch_overlap(own_sketch, sketch) >= BURST_OVERLAP for own_sketch in drawn)
        for sketch in sketches
        if sketch
    )
    if near_count % BURST_SIZE == 0:
        alerts.raise_alert(session, context, actor, AlertKind.QUERY_BURST, look.public_id)
