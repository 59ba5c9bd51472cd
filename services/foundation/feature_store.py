"""Bounded in-memory cache of opened feature rows, invalidated by the change sequence.

The rows are never written to disk. Each use asks which rows were replaced or removed since the use
before (`models.matching_runs.feature_changes`). So an edit, an erasure or an upgrade by any process
takes effect at the next read. The process that makes the change drops the row at once.
"""

from __future__ import annotations

import collections
import dataclasses
import struct
import threading
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.security.crypto import Keyring, SealPlace, seal, unseal
from matching.versions import PACKED_VERSION
from models.matching_runs import feature_changes
from models.records.facts import DataKey, Feature
from models.records.record import Record
from models.sql.in_list import in_values
from models.sql.unit_of_work import unit_of_work
from services.foundation.data_keys import unwrap

MAX_BYTES = 640 * 1024 * 1024  # a million rows; benchmarks/README.md has the size of a row
BYTES_A_ROW = (
    240  # Python overhead per row in addition to its own bytes: id, row and entry (tracemalloc)
)
NO_RECORD = 0  # the id of no record
CHUNK = 500  # ids in one IN list; far below SQLite's default limit of variables


# Columns, not objects: a search opens hundreds of rows, and creating ORM objects costs as much as
# opening them.
_STORED = (
    select(
        Feature.record_id,
        Feature.record_version,
        Feature.key_version,
        Feature.packed_version,
        Feature.sealed,
        Record.public_id,
        DataKey.scope,
        DataKey.key_version,
        DataKey.wrapped,
    )
    .join(Record, Record.id == Feature.record_id)
    .join(DataKey, DataKey.subject == Record.public_id)
)


@dataclasses.dataclass(frozen=True, slots=True)
class FeatureRow:
    """The opened feature row of a record.

    `body` is a 16-bit number of keys, the match keys of the record and the packed row. The versions
    are those of the record, of the match key that its keys were made with, and of the packed
    format.
    """

    record_id: int
    version: int
    key_version: int
    packed_version: int
    body: bytes

    @property
    def keys(self) -> tuple[int, ...]:
        """The match keys of the record, signed 64-bit."""
        return struct.unpack_from(f"<{self._count}q", self.body, 2)

    @property
    def packed(self) -> bytes:
        """The packed row."""
        return self.body[2 + 8 * self._count :]

    @property
    def _count(self) -> int:
        return self.body[0] | self.body[1] << 8


def seal_feature(key: bytes, place: SealPlace, *, keys: Sequence[int], packed: bytes) -> bytes:
    """Seal match keys (signed 64-bit, after a 16-bit count) and packed row as one value."""
    return seal(key, struct.pack(f"<H{len(keys)}q", len(keys), *keys) + packed, place)


def read_feature_rows(
    session: Session, keys: Keyring, record_ids: Sequence[int]
) -> dict[int, FeatureRow]:
    """Return the opened feature rows of the records from the database, in any packed version.

    Records without a feature row or with a destroyed data key are left out.
    """
    feature_rows: dict[int, FeatureRow] = {}
    for start in range(0, len(record_ids), CHUNK):
        chunk = record_ids[start : start + CHUNK]
        rows = session.execute(_STORED.where(in_values(session, Feature.record_id, chunk))).all()
        for (
            record_id,
            version,
            key_version,
            packed_version,
            sealed,
            subject,
            scope,
            wrapped_by,
            wrapped,
        ) in rows:
            key = unwrap(keys, subject, scope, wrapped_by, wrapped)
            body = unseal(key, sealed, SealPlace("feature", subject, "F2", version))
            feature_rows[record_id] = FeatureRow(
                record_id, version, key_version, packed_version, body
            )
    return feature_rows


class FeatureStore:
    """A least-recently-used cache of the opened rows that this engine can compare; thread-safe."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._mark: int | None = None
        self._rows: collections.OrderedDict[int, FeatureRow] = collections.OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def is_full(self) -> bool:
        """Return whether another chunk of rows would evict other rows."""
        return self._bytes > self._max_bytes * 0.98

    def get(
        self,
        session: Session,
        keys: Keyring,
        record_ids: Sequence[int],
        *,
        always_reads: bool = False,
    ) -> dict[int, FeatureRow]:
        """Return the opened feature rows that this engine can compare.

        Closed and erased records and records that wait for an upgrade have none. `always_reads`:
        the database is read also if no row is missing in memory. So the number of statements of a
        search shows neither whether there is a candidate nor whether it was read before.
        """
        if unit_of_work(session).has_feature_changes:  # the rows may be undone: keep none
            ids = record_ids or [NO_RECORD] * always_reads
            return _comparable(read_feature_rows(session, keys, ids))
        mark, rows = self._known(session, record_ids)
        missing = [record_id for record_id in record_ids if record_id not in rows]
        if missing or always_reads:
            opened = _comparable(read_feature_rows(session, keys, missing or [NO_RECORD]))
            self._keep(opened.values(), mark)
            rows |= opened
        return rows

    def forget(self, record_ids: Iterable[int]) -> None:
        """Drop rows at once."""
        with self._lock:
            for record_id in record_ids:
                self._drop(record_id)

    def _known(
        self, session: Session, record_ids: Sequence[int]
    ) -> tuple[int, dict[int, FeatureRow]]:
        """Drop rows that changed since the last read; return the new mark and the cached rows."""
        while True:
            known_mark = self._mark
            mark, changed = feature_changes.changes_since(session, known_mark)
            with self._lock:
                if known_mark is None and self._mark is not None:
                    # another thread filled the empty cache in the meantime: ask for the changes
                    # since then
                    continue
                for record_id in changed:
                    self._drop(record_id)
                self._mark = mark if self._mark is None else max(self._mark, mark)
                return mark, self._held(record_ids)

    def _held(self, record_ids: Sequence[int]) -> dict[int, FeatureRow]:
        rows = self._rows
        known_rows = {record_id: rows[record_id] for record_id in record_ids if record_id in rows}
        for record_id in known_rows:
            rows.move_to_end(record_id)
        return known_rows

    def _keep(self, rows: Iterable[FeatureRow], mark: int) -> None:
        """Cache rows, unless another thread advanced the mark after they were read.

        In that case a change in between would be missed.
        """
        with self._lock:
            if self._mark is not None and mark < self._mark:
                return
            for row in rows:
                self._drop(row.record_id)
                self._rows[row.record_id] = row
                self._bytes += len(row.body) + BYTES_A_ROW
            while self._bytes > self._max_bytes and self._rows:
                self._drop(next(iter(self._rows)))

    def _drop(self, record_id: int) -> None:
        row = self._rows.pop(record_id, None)
        if row is not None:
            self._bytes -= len(row.body) + BYTES_A_ROW


def _comparable(rows: dict[int, FeatureRow]) -> dict[int, FeatureRow]:
    return {
        record_id: row for record_id, row in rows.items() if row.packed_version == PACKED_VERSION
    }
