"""Bursts of similar queries: detected from keyed hashes and reported to the auditor.

The alert contains no part of a query. A search stores keyed hashes of its match keys, under their
own label, so that they equal no hash of a record.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.codes.notifications import AlertKind
from core.policy.search import BURST_OVERLAP, GUESSING_RULES
from core.security.crypto import keyed_hash
from matching import Population, query_keys
from models.search.stored_searches import Search
from services.foundation import alerts, keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.search import search_log

TAG_BYTES = 8
BURST = GUESSING_RULES[AlertKind.QUERY_BURST]


def query_sketches(context: Context, query: Population) -> list[bytes]:
    """Return the sketch of a query under each match key version, newest first.

    A sketch is the key version, then the sorted hashes of eight bytes.
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
    """Return the Jaccard index of two sketches, from 0 to 1: shared hashes divided by all hashes.

    0 for an empty sketch, and for sketches under different key versions.
    """
    if first[: keyed_hashes.VERSION_BYTES] != second[: keyed_hashes.VERSION_BYTES]:
        return 0.0
    left, right = _tags(first), _tags(second)
    both = len(left & right)
    return both / (len(left) + len(right) - both) if both else 0.0


def _tags(row: bytes) -> frozenset[int]:
    count = (len(row) - keyed_hashes.VERSION_BYTES) // TAG_BYTES
    return frozenset(struct.unpack_from(f">{count}Q", row, keyed_hashes.VERSION_BYTES))


# Recent searches of one person that are not for a report. Built once.
_SKETCHES = select(Search.sketch).where(
    Search.user_id == bindparam("user"),
    Search.at > bindparam("since"),
    ~search_log.is_for_report(),
    Search.id != bindparam("look"),
)


def check_burst(
    session: Session,
    context: Context,
    actor: Actor,
    search: Search,
    query_sketches: Sequence[bytes],
) -> None:
    """Alert the auditor if this search with these sketches completes a burst.

    A burst is `BURST.size` near-identical searches of the actor within `BURST.hours`, this one
    included. Near-identical means an overlap with this search of at least `BURST_OVERLAP`. Each
    further multiple of `BURST.size` raises another alert.

    Searches for a report of the actor's agency (`search_log.is_for_report`) are excluded: they
    refine a query and do not guess.
    """
    if session.scalar(select(search_log.is_for_report()).where(Search.id == search.id)):
        return
    since = context.clock.now() - BURST.window
    sketches = session.scalars(
        _SKETCHES, {"user": actor.user_id, "since": since, "look": search.id}
    )
    near_count = 1 + sum(
        any(sketch_overlap(own_sketch, sketch) >= BURST_OVERLAP for own_sketch in query_sketches)
        for sketch in sketches
        if sketch
    )
    if BURST.is_multiple(near_count):
        alerts.raise_alert(session, context, actor, AlertKind.QUERY_BURST, search.public_id)
