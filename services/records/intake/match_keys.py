"""Match keys of a record under every match key version: made, stored and removed.

While the match key is replaced (`services.operations.match_key_rotation`) the keys of a record are
stored under both versions. The look-up uses the oldest version, which every record has until it is
removed. The sealed feature row has the match keys of its own key version.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.security.crypto import Keyring
from matching import Population
from matching.blocking.keys import key_kinds, population_keys
from matching.versions import PACKED_VERSION
from models.matching_runs.match_key import MatchKey
from models.sql.bulk import insert_columns
from services.foundation.feature_store import FeatureRow

HeldKeys = Sequence[tuple[int, bytes]]
ByVersion = Mapping[int, tuple[int, ...]]


def make_match_keys(key_versions: HeldKeys, packed: Sequence[bytes]) -> list[ByVersion]:
    """Return the match keys of packed rows by key version; one call is cheaper than many."""
    people = Population.from_packed(packed)
    by_version = [(version, population_keys(people, key)) for version, key in key_versions]
    return [
        {version: keys[position] for version, keys in by_version} for position in range(len(packed))
    ]


def keys_under_version(
    version: int, key: bytes, rows: Sequence[FeatureRow]
) -> list[tuple[int, ...]]:
    """Return the match keys of comparable rows under one key, in order.

    They come from the sealed row, or are made from it.
    """
    other_rows = [row for row in rows if row.key_version != version]
    new_keys = iter(make_match_keys([(version, key)], [row.packed for row in other_rows]))
    return [row.keys if row.key_version == version else next(new_keys)[version] for row in rows]


def key_kinds_under_version(key: bytes, rows: Sequence[FeatureRow]) -> list[dict[int, int]]:
    """Return the match keys of comparable rows under one match key, in order, with their kinds."""
    return key_kinds(Population.from_packed([row.packed for row in rows]), key) if rows else []


def shared_kinds(
    lookup_key: tuple[int, bytes], selected_kinds: Mapping[int, int], rows: Sequence[FeatureRow]
) -> list[int]:
    """Return for each row the kinds of its keys that are in `selected_kinds`, as bits.

    `selected_kinds` maps a key to its kinds. Its keys are under the match key `lookup_key`
    (version, key). 0 means that the row shares no key.
    """
    kinds_by_row = []
    for own in keys_under_version(*lookup_key, rows):
        kinds = 0
        for key in own:
            kinds |= selected_kinds.get(key, 0)
        kinds_by_row.append(kinds)
    return kinds_by_row


def stored_keys(key_versions: HeldKeys, row: FeatureRow) -> ByVersion:
    """Return the match keys that a record has in the table `match_key`, by key version.

    A row of another packed version gives only the keys of the version in the row.
    """
    other_versions = [version for version in key_versions if version[0] != row.key_version]
    other_keys = (
        make_match_keys(other_versions, [row.packed])[0]
        if other_versions and row.packed_version == PACKED_VERSION
        else {}
    )
    return {**other_keys, row.key_version: row.keys}


def remove_keys(session: Session, keys: Keyring, row: FeatureRow) -> None:
    """Delete a record's match keys from the table `match_key`, under every key version."""
    key_versions = keys.key_versions("match")
    key_rows = stored_keys(key_versions, row)
    for version in sorted({row.key_version, *(version for version, _ in key_versions)}):
        own = [MatchKey.key_version == version, MatchKey.record_id == row.record_id]
        if version in key_rows:
            own.append(MatchKey.key.in_(key_rows[version]))
        # otherwise scan the whole version: a row of another packed version during a key rotation
        session.execute(delete(MatchKey).where(*own))


def write_keys(session: Session, keys: Mapping[int, ByVersion]) -> None:
    """Insert the match keys of records, by record id, into the table `match_key`.

    The rows are inserted in the order of the table's index, so that each page is visited once.
    """
    versions = sorted({version for own in keys.values() for version in own})
    for version in versions:
        keys_of_version = [own.get(version, ()) for own in keys.values()]
        flat = np.fromiter(itertools.chain.from_iterable(keys_of_version), np.int64)
        responsible_agencies = np.repeat(
            np.fromiter(keys, np.int64, len(keys)), [len(own) for own in keys_of_version]
        )
        order = np.lexsort((responsible_agencies, flat))
        columns: dict[str, npt.NDArray[Any]] = {
            "key_version": np.full(flat.size, version, np.int32),
            "key": flat[order],
            "record_id": responsible_agencies[order],
        }
        insert_columns(session, MatchKey, columns)
