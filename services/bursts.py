"""Bursts of near-identical queries: told to the auditor from keyed hashes, without a word of any query.

A look keeps keyed hashes of the match keys it asked for, under a label of their own, so that they meet no record's.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.crypto import keyed_hash
from core.policy_search import BURST_HOURS, BURST_OVERLAP, BURST_SIZE
from matching import Person, Population, asking_keys
from models.search import Search
from services import alerts
from services.actor import Actor
from services.context import Context

TAG_BYTES = 8


def sketch(context: Context, person: Person) -> bytes:
    """Return the hashes of a query, eight bytes each, in order."""
    _, key = context.keys.current("match")
    (wanted,) = asking_keys(Population.from_people([person]), key)
    tags = {keyed_hash(key, "burst", one.to_bytes(8, "big", signed=True))[:TAG_BYTES] for one in wanted}
    return b"".join(sorted(tags))


def overlap(one: bytes, other: bytes) -> float:
    """Return how much two sketches share, of all they hold; 0 for an empty one."""
    left, right = _tags(one), _tags(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def _tags(row: bytes) -> set[bytes]:
    return {row[start : start + TAG_BYTES] for start in range(0, len(row), TAG_BYTES)}


def watch(session: Session, context: Context, actor: Actor, look: Search) -> None:
    """Alert the auditor when this look makes a burst full; looks bound to an own report are drilling, not guessing."""
    if look.bound_record_id is not None or not look.sketch:
        return
    since = context.clock.now() - timedelta(hours=BURST_HOURS)
    others = session.scalars(
        select(Search.sketch).where(
            Search.user_id == actor.user_id, Search.at > since, Search.bound_record_id.is_(None), Search.id != look.id
        )
    )
    near = 1 + sum(overlap(look.sketch, other) >= BURST_OVERLAP for other in others if other)
    if near % BURST_SIZE == 0:
        alerts.raise_alert(session, context, actor, "query_burst", look.public_id)
