"""How rare a name token is in the store: counted into snapshots, so that two workers score a pair to the same bit.

A snapshot is part of the engine version under which a score stands. Tokens stand as keyed hashes; that their
frequencies show is in the threat model.
"""

from __future__ import annotations

import collections
import dataclasses
import threading
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.crypto import Keyring, keyed_hash
from matching import Rarity, rarity_tokens
from models.bulk import insert_rows
from models.facts import Feature
from models.match_key import RaritySnapshot, TokenCount
from services.feature_store import FeatureStore

CHUNK = 2_000
Counts = collections.Counter[bytes]
KEPT_SNAPSHOTS = 2  # a shard that began before a new snapshot still finds its own
SIZE_BEFORE_FIRST = 1_000  # the store size assumed until the first snapshot: what a small agency starts with
LEFT_OUT = 1  # a token of a single record is not stored: its hash would point at one person


@dataclasses.dataclass(frozen=True, slots=True)
class InForce:
    """The rarity in force: the engine version that scores stand under, the store size, and the counts."""

    engine_version: str
    size: int
    rarity: Rarity


class RarityStore:
    """The newest snapshot in memory, loaded once a process; safe to share between threads."""

    def __init__(self, engine_version: str) -> None:
        self._engine_version = engine_version
        self._loaded: tuple[int, InForce] | None = None
        self._lock = threading.Lock()

    def version_of(self, snapshot_id: int) -> str:
        """Return the engine version of scores under a snapshot; 0: before the first one."""
        return f"{self._engine_version}.{snapshot_id}"

    def in_force(self, session: Session, keys: Keyring) -> InForce:
        """Return the newest snapshot; before the first one every token is as rare as one of a single record."""
        newest = session.execute(
            select(RaritySnapshot.id, RaritySnapshot.size).order_by(RaritySnapshot.id.desc()).limit(1)
        ).first()
        if newest is None:
            return InForce(self.version_of(0), SIZE_BEFORE_FIRST, Rarity(SIZE_BEFORE_FIRST, _single))
        with self._lock:
            if self._loaded is None or self._loaded[0] != newest.id:
                rarity = _load(session, keys, newest.id, newest.size)
                self._loaded = newest.id, InForce(self.version_of(newest.id), newest.size, rarity)
            return self._loaded[1]


def _single(_token: bytes) -> int:
    return LEFT_OUT


def _tag(key: bytes, token: bytes) -> bytes:
    return keyed_hash(key, "token", token)


def _load(session: Session, keys: Keyring, snapshot_id: int, size: int) -> Rarity:
    rows = session.execute(select(TokenCount.tag, TokenCount.n).where(TokenCount.snapshot_id == snapshot_id))
    counts = {row.tag: row.n for row in rows}
    _, key = keys.current("match")
    return Rarity(max(size, 1), lambda token: counts.get(_tag(key, token), LEFT_OUT))


def count_tokens(session: Session, keys: Keyring, features: FeatureStore) -> tuple[int, Counts]:
    """Return the number of records in the matching and how many of them carry each token (keyed hash)."""
    _, key = keys.current("match")
    counts: Counts = collections.Counter()
    size = 0
    for record_ids in _chunks(session):
        for row in features.get(session, keys, record_ids).values():
            size += 1
            counts.update({_tag(key, token) for token in rarity_tokens(row.packed)})
    return size, counts


def _chunks(session: Session) -> Iterator[list[int]]:
    last = 0
    while True:
        ids = session.scalars(
            select(Feature.record_id).where(Feature.record_id > last).order_by(Feature.record_id).limit(CHUNK)
        ).all()
        if not ids:
            return
        yield list(ids)
        last = ids[-1]


def save_snapshot(session: Session, *, size: int, counts: Counts, now: datetime) -> int:
    """Store a snapshot, drop all but the newest, return its id."""
    snapshot = RaritySnapshot(size=size, created_at=now)
    session.add(snapshot)
    session.flush()
    rows = [{"snapshot_id": snapshot.id, "tag": tag, "n": n} for tag, n in counts.items() if n > LEFT_OUT]
    insert_rows(session, TokenCount, rows)
    old = session.scalars(select(RaritySnapshot.id).order_by(RaritySnapshot.id.desc()).offset(KEPT_SNAPSHOTS)).all()
    session.execute(delete(TokenCount).where(TokenCount.snapshot_id.in_(old)))
    session.execute(delete(RaritySnapshot).where(RaritySnapshot.id.in_(old)))
    return snapshot.id
