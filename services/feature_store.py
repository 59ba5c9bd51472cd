"""Opened feature rows in memory, bounded, checked against the database at every use. Never written anywhere.

A row is served only while its record's feature row still stands at the same versions, so edits, erasures and upgrades
take effect at the next look-up without being told.
"""

from __future__ import annotations

import collections
import dataclasses
import struct
import threading
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.crypto import Keyring, Place, seal, unseal
from matching.features import PACKED_VERSION
from models.facts import Feature
from models.record import Record
from services.sealing import open_data_keys

MAX_BYTES = 512 * 1024 * 1024  # about a million rows; benchmarks/README.md has the size of a row
CHUNK = 500  # ids in one IN list; SQLite's default limit of variables is far above


@dataclasses.dataclass(frozen=True, slots=True)
class FeatureRow:
    """A packed feature row with the record's own match keys, the record version it was made of, and its own version."""

    record_id: int
    version: int
    packed_version: int
    keys: tuple[int, ...]
    packed: bytes


def seal_feature(key: bytes, place: Place, *, keys: Sequence[int], packed: bytes) -> bytes:
    """Seal keys (signed 64-bit, counted by a leading 16-bit number) and packed row as one value."""
    return seal(key, struct.pack(f"<H{len(keys)}q", len(keys), *keys) + packed, place)


def _open_feature(key: bytes, place: Place, sealed: bytes) -> tuple[tuple[int, ...], bytes]:
    body = unseal(key, sealed, place)
    (count,) = struct.unpack_from("<H", body)
    return struct.unpack_from(f"<{count}q", body, 2), body[2 + 8 * count :]


class FeatureStore:
    """A least-recently-used cache of opened rows; safe to share between threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._rows: collections.OrderedDict[int, FeatureRow] = collections.OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, session: Session, keys: Keyring, record_ids: Sequence[int]) -> dict[int, FeatureRow]:
        """Return the feature rows that this engine can compare, opened: none of a closed or erased record, nor of one
        that waits for the upgrade.
        """
        rows = self.stored(session, keys, record_ids)
        return {record_id: row for record_id, row in rows.items() if row.packed_version == PACKED_VERSION}

    def stored(self, session: Session, keys: Keyring, record_ids: Sequence[int]) -> dict[int, FeatureRow]:
        """Return the feature rows of the records that have one, opened, of whatever packed version."""
        found: dict[int, FeatureRow] = {}
        for start in range(0, len(record_ids), CHUNK):
            chunk = record_ids[start : start + CHUNK]
            versions = session.execute(
                select(Feature.record_id, Feature.record_version, Feature.packed_version).where(
                    Feature.record_id.in_(chunk)
                )
            ).all()
            current = {row.record_id: (row.record_version, row.packed_version) for row in versions}
            missing = self._take_known(chunk, current, found)
            if missing:
                self._load(session, keys, missing, found)
        return found

    def _take_known(
        self, chunk: Sequence[int], current: dict[int, tuple[int, int]], found: dict[int, FeatureRow]
    ) -> list[int]:
        missing = []
        with self._lock:
            for record_id in chunk:
                row = self._rows.get(record_id)
                if row is not None and current.get(record_id) != (row.version, row.packed_version):
                    self._drop(record_id)
                    row = None
                if row is not None:
                    self._rows.move_to_end(record_id)
                    found[record_id] = row
                elif record_id in current:
                    missing.append(record_id)
        return missing

    def _load(self, session: Session, keys: Keyring, record_ids: list[int], found: dict[int, FeatureRow]) -> None:
        rows = session.execute(
            select(Feature, Record.public_id)
            .join(Record, Record.id == Feature.record_id)
            .where(Feature.record_id.in_(record_ids))
        ).all()
        data_keys = open_data_keys(session, keys, [public_id for _, public_id in rows])
        for feature, public_id in rows:
            key = data_keys.get(public_id)
            if key is None:
                continue
            place = Place("feature", public_id, "F2", feature.record_version)
            own_keys, packed = _open_feature(key, place, feature.sealed)
            row = FeatureRow(feature.record_id, feature.record_version, feature.packed_version, own_keys, packed)
            found[row.record_id] = row
            self._keep(row)

    def _keep(self, row: FeatureRow) -> None:
        with self._lock:
            self._drop(row.record_id)
            self._rows[row.record_id] = row
            self._bytes += len(row.packed)
            while self._bytes > self._max_bytes and self._rows:
                self._drop(next(iter(self._rows)))

    def _drop(self, record_id: int) -> None:
        row = self._rows.pop(record_id, None)
        if row is not None:
            self._bytes -= len(row.packed)
