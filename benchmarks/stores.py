"""A PostgreSQL store from packed rows: records, data keys, feature rows, keys, rarity, warm cache.

A look-up finds everything as after registrations. Facts are left out, and the store is filled
faster.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import psycopg
from sqlalchemy import text

from core.security.crypto import SealPlace, make_keyring, new_key, seal
from matching import Population
from matching.blocking.keys import population_keys
from matching.versions import PACKED_VERSION
from services.foundation import population_snapshot
from services.foundation.feature_store import seal_feature
from tests import factories, postgres
from tests.factories import Installation

CHUNK = 50_000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_RECORDS = text(
    "INSERT INTO record (public_id, agency_id, state, kind, status, sharing, "
    "sharing_rule, reporter_check,"
    " has_basis, is_eu_only, ref_tag, version, matched_version, created_at, updated_at) SELECT"
    " gen_random_uuid(), 1, 'GR', 'missing', 'open', 'default', '', 'checked', true, false,"
    " decode(lpad(to_hex(n), 32, '0'), 'hex'), 1, 0, now(), now() FROM generate_series(1, :count)"
    " AS n ORDER BY n"
)
_KEYS = np.dtype(
    [
        ("fields", ">i2"),
        ("a", ">i4"),
        ("version", ">i4"),
        ("b", ">i4"),
        ("key", ">i8"),
        ("c", ">i4"),
        ("record", ">i8"),
    ]
)


@contextlib.contextmanager
def fill_store(folder: Path, packed: Sequence[bytes]) -> Iterator[tuple[Installation, int]]:
    """Yield an installation with these rows in database and cache, and the first id.

    Drop it at the end.
    """
    url = postgres.create()
    try:
        with postgres.one_at_a_time():
            installation = factories.make_installation(folder, make_keyring(), url)
        try:
            with installation.database.transaction() as session:
                session.execute(_RECORDS, {"count": len(packed)})
                ids = dict(
                    session.execute(text("SELECT id, public_id FROM record ORDER BY id"))
                    .tuples()
                    .all()
                )
            plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(plain, autocommit=True) as connection:
                _fill(connection, installation, ids, packed)
                connection.execute("VACUUM ANALYZE")
            with installation.database.transaction() as session:
                counted = population_snapshot.count_population(
                    population_snapshot.gather_records(
                        session, installation.context.keys, installation.context.features
                    )
                )
                population_snapshot.save_snapshot(
                    session, installation.context.keys, counted, now=_NOW
                )
            yield installation, min(ids)
        finally:
            installation.close()
    finally:
        postgres.drop(url)


def _fill(
    connection: psycopg.Connection,
    installation: Installation,
    ids: dict[int, UUID],
    packed: Sequence[bytes],
) -> None:
    version, match_key = installation.context.keys.current("match")
    wrapping_version, wrapping = installation.context.keys.current("wrapping")
    own: list[np.ndarray] = []
    for start in range(0, len(packed), CHUNK):
        rows = packed[start : start + CHUNK]
        id_chunk = list(ids.items())[start : start + CHUNK]
        keys = population_keys(Population.from_packed(rows), match_key)
        data_keys = [new_key() for _ in rows]
        with connection.cursor().copy(
            "COPY data_key (subject, scope, key_version, wrapped, created_at) FROM STDIN"
        ) as copy:
            for (_, public_id), data_key in zip(id_chunk, data_keys, strict=True):
                place = SealPlace("data_key", public_id, "record", wrapping_version)
                copy.write_row(
                    (public_id, "record", wrapping_version, seal(wrapping, data_key, place), _NOW)
                )
        with connection.cursor().copy(
            "COPY feature (record_id, record_version, key_version, packed_version, sealed) FROM"
            " STDIN"
        ) as copy:
            for (record_id, public_id), data_key, row, row_keys in zip(
                id_chunk, data_keys, rows, keys, strict=True
            ):
                place = SealPlace("feature", public_id, "F2", 1)
                sealed = seal_feature(data_key, place, keys=row_keys, packed=row)
                copy.write_row((record_id, 1, version, PACKED_VERSION, sealed))
        made_keys = np.zeros(sum(map(len, keys)), _KEYS)
        made_keys["key"] = np.fromiter(
            (key for mine in keys for key in mine), np.int64, made_keys.size
        )
        made_keys["record"] = np.repeat(
            [record_id for record_id, _ in id_chunk], [len(mine) for mine in keys]
        )
        own.append(made_keys)
    every = np.concatenate(own).astype(_KEYS)  # np.concatenate loses the byte order
    every = every[np.lexsort((every["record"], every["key"]))]
    every["fields"], every["a"], every["b"], every["c"], every["version"] = 3, 4, 8, 8, version
    with connection.cursor().copy(
        "COPY match_key (key_version, key, record_id) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for start in range(0, every.size, CHUNK):
            copy.write(every[start : start + CHUNK].tobytes())
        copy.write(b"\xff\xff")
