"""No route fails on any value: each field of each request gets extreme values, the rest stays
valid.

Operations and fields come from the OpenAPI description, valid bodies from the matrix of the action
table. The transaction of every request is rolled back, so that requests do not influence each
other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from core.intake import INTAKE_FIELDS
from core.policy.records.dates import DATE_RANGES
from tests.integration.api import extreme, extreme_worlds
from tests.integration.api.extreme import Schema
from tests.integration.api.extreme_worlds import GOOD, Valid, Worlds, address_of
from tests.integration.api.matrix_calls import CALLS, Call

worlds = extreme_worlds.worlds
SLICES = 20  # of the operations, in the full run
Failed = list[tuple[str, str, object, int]]


def _sent(worlds: Worlds, call: Call, *, is_full: bool) -> Iterator[tuple[str, object, int]]:
    """Yield (place, value, status) of every request with one extreme value of an operation."""
    operation = worlds.description["paths"][call[1]][call[0].lower()]
    valid = worlds.valid(call)
    schema = extreme.body_schema(worlds.description, operation)
    for number, (path, inner) in enumerate(extreme.fields(worlds.description, schema or {})):
        if is_full:
            values = extreme.of_place(extreme.EVERY, f"{call} {path}")
        else:
            values = extreme.chosen(path, inner, number)
        for value in values:
            body = extreme.with_value(
                worlds.description, schema or {}, valid.body or {}, path, value
            )
            yield ".".join(map(str, path)), value, valid.status(body=body)
    turn = sum(map(ord, "".join(call)))
    if "requestBody" in operation:
        for content in extreme.BODIES if is_full else extreme.in_turn(extreme.BODIES, turn, 1):
            yield "body", content[:20], valid.status(body=content)
    parts = extreme.PARTS if is_full else extreme.in_turn(extreme.PARTS, turn, 1)
    yield from _outside_the_body(call, operation, valid, parts, is_full=is_full)


def _outside_the_body(
    call: Call, operation: Schema, valid: Valid, parts: Sequence[str], *, is_full: bool
) -> Iterator[tuple[str, object, int]]:
    for one in operation.get("parameters", ()):
        if one["in"] == "query":
            for value in extreme.PARTS if one["name"] in DATE_RANGES else parts:
                address = f"{valid.address}?{one['name']}={value}"
                yield one["name"], value, valid.status(address=address)
        if one["in"] == "path":
            for value in parts:
                yield one["name"], value, valid.status(address=address_of(call[1], value))
    named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
    for name, value in extreme.HEADERS:
        if is_full or name in named:
            yield name, value, valid.status(headers={name: value})


def _failures(worlds: Worlds, calls: list[Call], *, is_full: bool) -> tuple[Failed, Counter[Call]]:
    failed: Failed = []
    sent: Counter[Call] = Counter()
    for call in calls:
        for place, value, status in _sent(worlds, call, is_full=is_full):
            sent[call] += 1
            is_letterless = value in extreme.NO_LETTERS
            if status >= 500 or (is_letterless and status in GOOD):
                failed.append((" ".join(call), place, _short(value), status))
    return failed, sent


def _short(value: object) -> object:
    return f"{value!r:.60}"


def _every_call(worlds: Worlds) -> list[Call]:
    return [
        call
        for call, _ in extreme.operations(worlds.description)
        if call != ("DELETE", "/v1/session")
    ]


@pytest.mark.late
def test_no_operation_fails_on_an_extreme_value_in_one_field(worlds: Worlds) -> None:
    calls = _every_call(worlds)
    failed, sent = _failures(worlds, calls, is_full=False)
    assert failed == []
    assert CALLS.keys() <= set(calls)
    assert sent.total() > 1_000


@pytest.mark.slow
@pytest.mark.parametrize("part", range(SLICES))
def test_no_operation_fails_on_any_extreme_value_in_any_field(worlds: Worlds, part: int) -> None:
    failed, sent = _failures(worlds, _every_call(worlds)[part::SLICES], is_full=True)
    assert failed == []
    assert sent.total() > 100


def test_every_date_that_a_request_may_hold_has_a_range(worlds: Worlds) -> None:
    dated = set()
    for _, operation in extreme.operations(worlds.description):
        schema = extreme.body_schema(worlds.description, operation) or {}
        named = [
            (str(path[-1]), inner) for path, inner in extreme.fields(worlds.description, schema)
        ]
        for one in operation.get("parameters", ()):
            named += [
                (one["name"], kind) for kind in (one["schema"], *one["schema"].get("anyOf", ()))
            ]
        dated |= {name for name, inner in named if inner.get("format") in ("date", "date-time")}
    of_rows = {field.name for field in INTAKE_FIELDS}  # texts that hold a date
    assert dated == set(DATE_RANGES) - of_rows
