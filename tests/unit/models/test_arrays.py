"""Arrays in the format of PostgreSQL: values are read back unchanged, other types are refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import psycopg
import pytest
from sqlalchemy import BigInteger, Boolean, Float, Integer, LargeBinary, String, Text, Uuid
from sqlalchemy.types import TypeEngine

from core.errors import HomewardError
from models.base import BigId, UtcDateTime
from models.sql import postgres_arrays
from tests import postgres

MOMENTS = [
    datetime(2026, 3, 2, 9, 30, 1, 123_456, tzinfo=UTC),
    datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=3))),
]
ONES = [uuid4(), UUID(int=0)]


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        (BigInteger(), "bigint", [-(2**63), 2**63 - 1, 0]),
        (BigInteger(), "bigint", np.array([-(2**63), 2**63 - 1, 0])),
        (BigId, "bigint", [1, None, 3]),
        (Integer(), "integer", [-(2**31), 2**31 - 1]),
        (Boolean(), "boolean", [True, False, None]),
        (LargeBinary(), "bytea", [b"", b"\x00\xff'\\", None]),
        (Uuid(), "uuid", ONES),
        (String(2), "text", ["", 'a "quoted", {braced} \\ one', "NULL", "مریم", None]),
        (Text(), "text", ["x"] * 1000),
        (UtcDateTime(), "timestamptz", [*MOMENTS, None]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, TypeEngine) else "",
)
def test_arrays_are_read_back_unchanged(
    kind: TypeEngine[Any], name: str, values: Sequence[Any]
) -> None:
    url = postgres.needed().set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        postgres_arrays.register_arrays(connection)
        row = connection.execute(
            f"SELECT %s::{name}[]".encode(), [postgres_arrays.pack_array(kind, values)]
        ).fetchone()
    assert row is not None
    assert row[0] == list(values)


def test_a_type_without_a_format_is_refused() -> None:
    with pytest.raises(HomewardError):
        postgres_arrays.pack_array(Float(), [1.0])


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        postgres_arrays.pack_array(UtcDateTime(), [datetime(2026, 3, 2)])  # noqa: DTZ001
