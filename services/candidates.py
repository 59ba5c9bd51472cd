"""From match keys to candidate pairs: a capped equality look-up on the primary key, joined in arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, literal, select, union_all
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
    found_keys: list[int] = []
    found_ids: list[int] = []
    for start in range(0, len(wanted), KEYS_A_STATEMENT):
        parts = [_of_one_key(version, key) for key in wanted[start : start + KEYS_A_STATEMENT]]
        for row in session.execute(union_all(*parts)):
            found_keys.append(row[0])
            found_ids.append(row[1])
    return np.array(found_keys, dtype=np.int64), np.array(found_ids, dtype=np.int64)


def _of_one_key(version: int, key: int) -> Select[int, int]:
    capped = (
        select(MatchKey.record_id)
        .where(MatchKey.key_version == version, MatchKey.key == key)
        .order_by(MatchKey.record_id)
        .limit(KEY_CAP)
        .subquery()
    )
    return select(literal(key).label("key"), capped.c.record_id)


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
