"""From match keys to candidates: a capped equality look-up on the primary key.

The results are ordered or joined in arrays.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, TextualSelect, text
from sqlalchemy.orm import Session

from core.policy.sharing.views import View
from core.security.crypto import Keyring
from models.matching_runs.match_key import MatchKey
from services.foundation.feature_store import FeatureRow
from services.records.intake import match_keys
from services.sharing import flow_table

# records read per key; a key that many share has little weight, and other keys find the pair
KEY_CAP = 400
KEYS_PER_STATEMENT = 200  # terms of one UNION ALL; SQLite allows 500

# Kinds of key whose attributes may all be known at `link`.
PERMITTED_KEY_KINDS = flow_table.key_kinds(View.LINK)

NO_BOUND = 2**63 - 1
MAX_COMPARED = 400  # records that one person is compared with during an interactive search
# records that a new record is compared with at once; the daily run compares all candidates
MAX_MATCHED = 1_600
MIN_BITS = 0.01

Ids = NDArray[np.int64]


def lookup_key(keys: Keyring) -> tuple[int, bytes]:
    """Return (version, match key) of the oldest key version, under which every record has keys."""
    return keys.key_versions("match")[-1]


def lookup_records(
    session: Session, version: int, keys: Sequence[int], *, below: int = NO_BOUND
) -> tuple[Ids, Ids]:
    """Return (keys, record ids) of the records with any of the keys, at most `KEY_CAP` per key.

    `keys` were made with the match key of this version. The cap keeps the smallest ids. So a bound
    `below` removes only larger ids; the smaller ones are the same as without a bound.
    """
    common = {"version": version, "cap": KEY_CAP, "below": below}
    if session.get_bind().dialect.name == "postgresql":
        lists = session.execute(_LATERAL, {**common, "keys": list(keys)}).all()
        found_keys = np.array([row.key for row in lists], dtype=np.int64)
        found_ids = np.frombuffer(b"".join(row.record_ids for row in lists), ">i8").astype(np.int64)
        return np.repeat(found_keys, [len(row.record_ids) // 8 for row in lists]), found_ids
    candidates: list[Row[int, int]] = []
    for start in range(0, len(keys), KEYS_PER_STATEMENT):
        chunk = keys[start : start + KEYS_PER_STATEMENT]
        candidates.extend(
            session.execute(
                _union(len(chunk)), common | {f"key{i}": key for i, key in enumerate(chunk)}
            )
        )
    rows = np.array([tuple(row) for row in candidates], dtype=np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


# One query plan for any number of keys: for each key the first rows of its range of the primary
# key. One row per key with ids as eight bytes each, because rows and decimal numbers cost more.
_LATERAL = text(
    "SELECT one.key, found.record_ids FROM unnest(CAST(:keys AS bigint[])) AS one(key) CROSS JOIN"
    " LATERAL (SELECT string_agg(int8send(record_id), CAST('' AS bytea)) AS record_ids FROM (SELECT"
    " record_id FROM match_key WHERE key_version = :version AND match_key.key = one.key AND"
    " record_id < :below ORDER BY record_id LIMIT :cap) AS first) AS found WHERE found.record_ids"
    " IS NOT NULL"
)


def best_candidates(
    session: Session,
    version: int,
    kinds_by_record: Mapping[int, int],
    *,
    size: int,
    most: int = MAX_COMPARED,
) -> list[int]:
    """Return the ids of at most `most` records that share a key, best overlap first.

    `kinds_by_record` maps each key looked for to its kinds (`matching.blocking.keys.key_kinds`).
    `size` is the number of people of the store. A rare key counts for more bits; a key that too
    many records have counts for almost none. Records that share a key of `PERMITTED_KEY_KINDS` come
    first, in the order of these keys only. So the choice does not depend on facts that an agency
    may not know.
    """
    found_keys, found_ids = lookup_records(session, version, list(kinds_by_record))
    distinct, place, carriers = np.unique(found_keys, return_inverse=True, return_counts=True)
    bits = np.log2(np.maximum(size / np.maximum(carriers, 1), 1.0)) + MIN_BITS
    bits[carriers >= KEY_CAP] = MIN_BITS
    is_permitted = np.array(
        [kinds_by_record[key] & PERMITTED_KEY_KINDS > 0 for key in distinct.tolist()], np.bool_
    )
    ids, owner = np.unique(found_ids, return_inverse=True)
    shared = np.bincount(owner, bits[place], minlength=ids.size)
    permitted = np.bincount(owner, np.where(is_permitted, bits, 0.0)[place], minlength=ids.size)
    order = np.lexsort((-np.where(permitted > 0, permitted, shared), permitted <= 0))
    chosen: list[int] = ids[order[:most]].tolist()
    return chosen


@functools.lru_cache(maxsize=KEYS_PER_STATEMENT)
def _union(count: int) -> TextualSelect:
    """Return SQLite's look-up of `count` keys, as text.

    Building it from SQLAlchemy parts took longer than running it.
    """
    terms = (
        "SELECT * FROM (SELECT key, record_id FROM match_key WHERE key_version = :version"  # noqa: S608
        f" AND key = :key{i} AND record_id < :below ORDER BY record_id LIMIT :cap) AS one{i}"
        for i in range(count)
    )
    return text(" UNION ALL ".join(terms)).columns(MatchKey.key, MatchKey.record_id)


def nearest_pairs(
    session: Session, keys: Keyring, own: Iterable[FeatureRow], *, size: int
) -> tuple[Ids, Ids]:
    """Return (low, high) of every own record with its `best_candidates` among `size` records."""
    version, key = lookup_key(keys)
    rows = list(own)
    low, high = [np.array([], np.int64)], [np.array([], np.int64)]
    for row, key_kinds in zip(rows, match_keys.key_kinds_under_version(key, rows), strict=True):
        # A record finds itself.
        candidates = best_candidates(session, version, key_kinds, size=size, most=MAX_MATCHED + 1)
        other_ids = np.array(
            [record_id for record_id in candidates if record_id != row.record_id][:MAX_MATCHED],
            np.int64,
        )
        low.append(np.minimum(other_ids, row.record_id))
        high.append(np.maximum(other_ids, row.record_id))
    return np.concatenate(low), np.concatenate(high)


def all_pairs(session: Session, keys: Keyring, own: Iterable[FeatureRow]) -> tuple[Ids, Ids]:
    """Return the pairs (low, high) of own records with records of smaller id that share a key.

    `high` are ids of own records, `low` the smaller ids. At most `KEY_CAP` records are read for
    each key, those with the smallest ids. A pair occurs once for each key through which it was
    found.
    """
    version, key = lookup_key(keys)
    rows = list(own)
    own_keys = match_keys.keys_under_version(version, key, rows)
    left_keys = np.array([one for keys_of_row in own_keys for one in keys_of_row], dtype=np.int64)
    left_ids = np.repeat(
        np.array([row.record_id for row in rows], dtype=np.int64),
        [len(keys_of_row) for keys_of_row in own_keys],
    )
    below = int(left_ids.max(initial=0))
    found_keys, found_ids = lookup_records(
        session, version, np.unique(left_keys).tolist(), below=below
    )
    order = np.argsort(found_keys, kind="stable")
    found_keys, found_ids = found_keys[order], found_ids[order]
    first = np.searchsorted(found_keys, left_keys, side="left")
    counts = np.searchsorted(found_keys, left_keys, side="right") - first
    left = np.repeat(left_ids, counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    right = found_ids[np.repeat(first, counts) + offsets]
    is_lower = right < left
    return right[is_lower], left[is_lower]


@dataclasses.dataclass(frozen=True, slots=True)
class PairIndex:
    """Pairs of records (ids ascending), one number per pair in the order of pairs.

    So sets of pairs are arrays.
    """

    ids: Ids

    def of(self, low: Ids, high: Ids) -> Ids:
        """Return the number of each pair (low, high), in the order of the arguments.

        The number is the position of `low` in `ids`, times the length of `ids`, plus the position
        of `high`. A pair with an end that is not in `ids` is left out, so the result may be
        shorter.
        """
        is_here = np.isin(low, self.ids) & np.isin(high, self.ids)
        low_at, high_at = (np.searchsorted(self.ids, end[is_here]) for end in (low, high))
        return (low_at * self.ids.size + high_at).astype(np.int64)

    def of_pairs(self, pairs: Collection[tuple[int, int]]) -> Ids:
        """Return the numbers of pairs given as tuples."""
        ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        return self.of(ends[:, 0], ends[:, 1])

    def places(self, numbers: Ids) -> tuple[Ids, Ids]:
        """Return the positions in `ids` of the low and the high ends of pairs."""
        low_at, high_at = np.divmod(numbers, max(self.ids.size, 1))
        return low_at, high_at
