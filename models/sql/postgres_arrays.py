"""Columns of values as binary arrays of PostgreSQL.

An array of any length is built in a few calls; psycopg converts value by value. Wire format:
https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES and
`array_recv`. One dimension; each value follows its length, -1 means NULL.
"""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.types import TypeEngine

from core.errors import HomewardError

# number of dimensions, has NULLs, type of the values, number of values, lower bound
_HEADER = struct.Struct(">iiiii")
_LENGTH = struct.Struct(">i")
_NULL = _LENGTH.pack(-1)
_EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")  # PostgreSQL counts from here, in µs
_MICROSECOND = timedelta(microseconds=1)


Encode = Callable[[Any], bytes]  # takes a sequence of values


class PackedArray(bytes):
    """An array in PostgreSQL's binary format."""


class _PackedDumper(Dumper):
    """Send a packed array unchanged. The cast around the parameter gives its type."""

    format = Format.BINARY
    oid = 0

    def dump(self, obj: PackedArray) -> Buffer:
        """Return the bytes."""
        return obj


def register_arrays(connection: Connection[Any]) -> None:
    """Register the dumper of packed arrays on a connection."""
    connection.adapters.register_dumper(PackedArray, _PackedDumper)


def pack_array(kind: TypeEngine[Any], values: Sequence[Any] | npt.NDArray[Any]) -> PackedArray:
    """Return the values of a column of this type as one array.

    Numbers may be a numpy array, which has no NULLs. Raise HomewardError for a type without a
    format, which is a programming error.
    """
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    for form in _FORMATS:
        if isinstance(plain, form.types):
            has_null = not isinstance(values, np.ndarray) and None in values
            encoded = form.encode(values) if not has_null else _with_nulls(form.encode, values)
            return PackedArray(_HEADER.pack(1, has_null, form.oid, len(values), 1) + encoded)
    raise HomewardError(f"no binary format of {plain!r}")


def _with_nulls(encode: Encode, values: Iterable[Any]) -> bytes:
    return b"".join(_NULL if value is None else encode([value]) for value in values)


def _of_bytes(values: Iterable[bytes]) -> bytes:
    length = _LENGTH.pack
    return b"".join([part for value in values for part in (length(len(value)), value)])


def _of_few(values: Iterable[Any], encode: Callable[[Any], bytes]) -> bytes:
    """Encode each distinct value once. Same result as `_of_bytes`, for values that often repeat."""
    bytes_by_value: dict[Any, bytes] = {}
    parts = []
    for value in values:
        part = bytes_by_value.get(value)
        if part is None:
            encoded = encode(value)
            part = bytes_by_value[value] = _LENGTH.pack(len(encoded)) + encoded
        parts.append(part)
    return b"".join(parts)


def _of_numbers(values: Sequence[int] | npt.NDArray[Any], size: int) -> bytes:
    rows = np.empty(len(values), np.dtype([("length", ">i4"), ("value", f">i{size}")]))
    rows["length"], rows["value"] = size, values
    return rows.tobytes()


def _of_moments(values: Sequence[datetime]) -> bytes:
    # a chunk has few distinct times
    microseconds = {value: (value - _EPOCH) // _MICROSECOND for value in set(values)}
    return _of_numbers([microseconds[value] for value in values], 8)


@dataclasses.dataclass(frozen=True, slots=True)
class _Format:
    """The binary format of some column types.

    `oid` is the object id of the type in PostgreSQL (pg_type.dat); it is the same on every server.
    `encode` returns the bytes of all values.
    """

    types: tuple[type[TypeEngine[Any]], ...]
    oid: int
    encode: Encode


# The first entry that fits is used.
_FORMATS = (
    _Format((BigInteger,), 20, lambda values: _of_numbers(values, 8)),
    _Format((Integer,), 23, lambda values: _of_numbers(values, 4)),
    _Format((Boolean,), 16, lambda values: _of_few(values, lambda value: bytes([value]))),
    _Format((LargeBinary,), 17, _of_bytes),
    _Format(
        (Uuid,),
        2950,
        lambda values: _of_bytes(
            value.bytes if isinstance(value, UUID) else UUID(value).bytes for value in values
        ),
    ),
    _Format((String, Text), 25, lambda values: _of_few(values, str.encode)),
    _Format((DateTime,), 1184, _of_moments),
)
