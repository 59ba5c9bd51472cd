"""Extreme values for every field of every request, by the OpenAPI description of the app."""

from __future__ import annotations

import copy
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.policy.records.dates import DATE_RANGES

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]

DATES: tuple[Any, ...] = (
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1899-12-31T00:00:00Z",
    "1879-12-31",
    "9999",
    "10000-01-01",
    "-0001-01-01T00:00:00Z",
    "2026-03-01T00:00:00",
    "2026-03-01T00:00:00+99:99",
    "GR:Lesvos:9999-12-31",
    253402300800,
    -62135596801,
    10**30,
)
WORST_DATES = DATES[:4]  # arithmetic of days and time zones fails on these
NUMBERS: tuple[Any, ...] = (
    0,
    -1,
    2**31,
    2**63,
    -(2**63) - 1,
    2**64,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
    1.5,
)
TEXTS: tuple[Any, ...] = (
    "",
    " ",
    "x" * 500,
    "x" * 20_001,
    "9" * 5_000,
    "\u202e\U0010ffff\ufffe",
    "[" * 1_000,
    "|:" * 1_000,
    "%00",
    "'; DROP TABLE record; --",
)
# refused in every text field
NO_LETTERS: tuple[Any, ...] = (
    "\x00",
    "a\x00b",
    "\ud800",
    "a\udfffb",
)
SHAPES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[]],
    [None],
    [""],
    {"a": None},
    ["x"] * 200,
    {"a": {"b": [{}]}},
)
EVERY = (*DATES, *NUMBERS, *TEXTS, *NO_LETTERS, *SHAPES)
# Values of a field in the slow tests. With 60, each field gets every value: over two hours.
VALUES_MOST = int(os.environ.get("HOMEWARD_EXTREME_VALUES", "3"))

# Bodies that are not the JSON of a request with any fields.
BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"\xff\xfe",
    b'{"a": "\xff"}',
    b"null",
    b"NaN",
    b"[]",
    b'"text"',
    b"9" * 5_000,
    b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    b"[" * 20_000,
    b'{"\\ud800": "\\udfff"}',
    b'{"\\u0000": 1e999}',
)
# Values of a path segment or a query parameter, percent-encoded.
PARTS = (
    "0",
    "-1",
    "9" * 400,
    "%FF",
    "%ED%A0%80",
    "..%2F..",
    "nan",
    "null",
    "x" * 3_000,
    "%E2%80%AE",
    "0001-01-01",
    "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-03-01T00:00:00",
)
HEADERS: tuple[tuple[str, str], ...] = (
    *(
        ("If-Match", value)
        for value in ("", "*", '"-1"', '"99999999999999999999"', 'W/"1"', '"1" ' * 500, "\xb2")
    ),
    *(("Idempotency-Key", value) for value in ("", "x" * 201, "\xff" * 200, "0001-01-01")),
    *(
        ("Content-Type", value)
        for value in ("", "text/plain", "application/json; charset=utf-7", "x" * 500)
    ),
    *(("Accept-Language", value) for value in ("\xff", "*" * 500, "fr;q=9e999")),
    *(("Authorization", value) for value in ("Bearer \xff", "Bearer " + "x" * 5_000, "\xb2")),
    *(("Content-Length", value) for value in ("\xb2", "9" * 25)),
)


def operations(description: Schema) -> Iterator[tuple[tuple[str, str], Schema]]:
    """Yield ((method, path), operation) for every operation of an OpenAPI description."""
    for path, methods in sorted(description["paths"].items()):
        for method, operation in sorted(methods.items()):
            yield (method.upper(), path), operation


def body_schema(description: Schema, operation: Schema) -> Schema | None:
    """Return the schema of an operation's JSON body, None if it has none."""
    content = operation.get("requestBody", {}).get("content", {})
    return (
        _resolved(description, content["application/json"]["schema"])
        if "application/json" in content
        else None
    )


def _resolved(description: Schema, schema: Schema) -> Schema:
    """Return a schema with its reference resolved.

    Of several alternatives it is the first that is not null.
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _resolved(description, description["components"]["schemas"][name])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return _resolved(
                description, next(one for one in schema[word] if one.get("type") != "null")
            )
    return schema


def fields(description: Schema, schema: Schema) -> Iterator[tuple[Path, Schema]]:
    """Yield (path, schema) of every field of a body.

    This includes fields of nested objects and of the first items of lists.
    """
    for name, found in schema.get("properties", {}).items():
        inner = _resolved(description, found)
        yield (name,), inner
        for path, innermost in fields(description, inner):
            yield (name, *path), innermost
        if inner.get("type") == "array" and "items" in inner:
            item = _resolved(description, inner["items"])
            yield (name, 0), item
            for path, innermost in fields(description, item):
                yield (name, 0, *path), innermost


def sample(description: Schema, schema: Schema) -> Any:
    """Return a value that a schema accepts: its example, or the required minimum."""
    schema = _resolved(description, schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        required = {name: schema["properties"][name] for name in schema.get("required", ())}
        return {name: sample(description, inner) for name, inner in required.items()}
    if schema.get("type") == "array":
        return [sample(description, schema["items"])] * schema.get("minItems", 0)
    formats = {
        "date": "2026-03-01",
        "date-time": "2026-03-01T08:00:00Z",
        "uuid": "7d2f0c1e-3f2b-4d2b-9c36-0d4f6a1b2c3d",
    }
    plain = {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True}
    return plain.get(schema.get("type", ""), formats.get(schema.get("format", ""), "x"))


def with_value(description: Schema, schema: Schema, body: Any, path: Path, value: Any) -> Any:
    """Return a copy of a body with one field replaced.

    Missing parents are created from the schema.
    """
    made = copy.deepcopy(body)
    here, inner = made, schema
    for step, after in zip(path, (*path[1:], None), strict=True):
        inner = _resolved(
            description, inner["items"] if isinstance(step, int) else inner["properties"][step]
        )
        if after is None:
            _put(here, step, value)
        else:
            if not _has(here, step, after):
                _put(here, step, [] if isinstance(after, int) else sample(description, inner))
            here = here[step]
    return made


def _has(here: Any, step: str | int, after: str | int) -> bool:
    container = list if isinstance(after, int) else dict
    if isinstance(step, int):
        return len(here) > step and isinstance(here[step], container)
    return isinstance(here.get(step), container)


def _put(here: Any, step: str | int, value: Any) -> None:
    if isinstance(step, int) and len(here) <= step:
        here.append(value)
    else:
        here[step] = value


def is_date(path: Path, schema: Schema) -> bool:
    """Return whether a field is a date, by its format or its name in the table of ranges."""
    return (
        schema.get("format") in ("date", "date-time")
        or path[-1] in DATE_RANGES
        or path[0] in DATE_RANGES
    )


def chosen(path: Path, schema: Schema, turn: int) -> Sequence[Any]:
    """Return the values for a field in the short run.

    These are the worst dates, half of the numbers, or two values in turn.
    """
    if is_date(path, schema):
        return WORST_DATES
    if schema.get("type") in ("integer", "number"):
        return NUMBERS[turn % 2 :: 2]
    return in_turn(
        (*NO_LETTERS[:1], *TEXTS, *NO_LETTERS[1:], *SHAPES, *NUMBERS, *DATES), 2 * turn, 2
    )


def in_turn(values: Sequence[Any], turn: int, count: int) -> list[Any]:
    """Return `count` of the values, starting at position `turn`."""
    return [values[(turn + number) % len(values)] for number in range(count)]


def of_place(values: Sequence[Any], place: str, most: int = VALUES_MOST) -> list[Any]:
    """Return at most `most` of the values; the place decides which."""
    return in_turn(values, zlib.crc32(place.encode()), min(most, len(values)))


def text_of(body: Any) -> bytes:
    """Return a body as JSON, with NaN, Infinity and lone surrogates as programs write them."""
    return json.dumps(body).encode()
