"""From match keys to candidate pairs: a capped equality look-up on the primary key, joined in arrays."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, TextualSelect, text
from sqlalchemy.orm import Session

from core.crypto import Keyring
from models.match_key import MatchKey
from services.feature_store import FeatureRow

KEY_CAP = 400  # records taken of one key; a key that many share tells little, and other keys find the pair
KEYS_A_STATEMENT = 200  # terms of one UNION ALL; SQLite allows 500

Ids = NDArray[np.int64]


def look_up(session: Session, keys: Keyring, wanted: Sequence[int]) -> tuple[Ids, Ids]:
    """Return (keys, record ids) of the records that carry any of the wanted keys, `KEY_CAP` a key at most."""
    version, _ = keys.current("match")
    common = {"version": version, "cap": KEY_CAP}
    found: list[Row[int, int]] = []
    if session.get_bind().dialect.name == "postgresql":
        found.extend(session.execute(_LATERAL, {**common, "keys": list(wanted)}))
    else:
        for start in range(0, len(wanted), KEYS_A_STATEMENT):
            chunk = wanted[start : start + KEYS_A_STATEMENT]
            found.extend(session.execute(_union(len(chunk)), common | {f"key{i}": key for i, key in enumerate(chunk)}))
    rows = np.array([tuple(row) for row in found], dtype=np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


# One plan whatever the number of keys: for each the first of its part of the primary key.
_LATERAL = text(
    "SELECT one.key, found.record_id FROM unnest(CAST(:keys AS bigint[])) AS one(key) CROSS JOIN LATERAL ("
    "SELECT record_id FROM match_key WHERE key_version = :version AND match_key.key = one.key"
    " ORDER BY record_id LIMIT :cap) AS found"
).columns(MatchKey.key, MatchKey.record_id)


@functools.lru_cache(maxsize=KEYS_A_STATEMENT)
def _union(count: int) -> TextualSelect:
    """Return SQLite's look-up of so many keys. As text: building it of parts took longer than answering it."""
    terms = (
        f"SELECT * FROM (SELECT key, record_id FROM match_key WHERE key_version = :version AND key = :key{i}"  # noqa: S608
        f" ORDER BY record_id LIMIT :cap) AS one{i}"
        for i in range(count)
    )
    return text(" UNION ALL ".join(terms)).columns(MatchKey.key, MatchKey.record_id)


def pairs(session: Session, keys: Keyring, own: Iterable[FeatureRow], *, is_run: bool) -> set[tuple[int, int]]:
    """Return (low, high) of every own record with everybody its keys lead to; in a run with smaller ids only."""
    left_keys, left_ids = _flatten(own)
    found_keys, found_ids = look_up(session, keys, sorted(set(left_keys.tolist())))
    order = np.argsort(found_keys, kind="stable")
    found_keys, found_ids = found_keys[order], found_ids[order]
    first = np.searchsorted(found_keys, left_keys, side="left")
    counts = np.searchsorted(found_keys, left_keys, side="right") - first
    left = np.repeat(left_ids, counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    right = found_ids[np.repeat(first, counts) + offsets]
    is_wanted = (right < left) if is_run else (right != left)
    low, high = np.minimum(left, right)[is_wanted], np.maximum(left, right)[is_wanted]
    return set(zip(low.tolist(), high.tolist(), strict=True))


def _flatten(own: Iterable[FeatureRow]) -> tuple[Ids, Ids]:
    rows = list(own)
    keys = np.array([key for row in rows for key in row.keys], dtype=np.int64)
    ids = np.repeat(np.array([row.record_id for row in rows], dtype=np.int64), [len(row.keys) for row in rows])
    return keys, ids
