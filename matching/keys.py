"""Blocking keys: what two records must share, at least one of, to be compared at all. Owns the key kinds.

A key is a kind and a 62-bit value made from skeletons and codes; outside one process only keyed hashes of them exist
(`blocking_keys`). Windows of four years overlapping by two let births up to two years apart meet.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np

from matching import attributes
from matching.compiled import compiled
from matching.kernel.births import civil
from matching.names.table import Ints, Longs, TokenTable
from matching.person import Person
from matching.population import Bytes, Columns, Population

KEY_KINDS: Final = (
    "document",
    "phone",
    "birth_day",
    "two_names",
    "relative_name",
    "name_window",
    "name_nation",
    "name_only",
    "mark_window",
)
_DOCUMENT, _PHONE, _BIRTH_DAY, _TWO_NAMES, _RELATIVE_NAME, _NAME_WINDOW, _NAME_NATION, _NAME_ONLY, _MARK_WINDOW = range(
    9
)

MOST_KEYS: Final = 32
# Per kind, so that the more telling kinds always find room; the sum over kinds may pass MOST_KEYS, which cuts the last kinds.
_MOST_OF_KIND = np.array([3, 4, 3, 6, 4, 10, 4, 4, 2])
_MOST_NAMES_TOKENS: Final = 6
_CONTROLLER = attributes.code_number(attributes.PHONE_OWNERS, "controller")


def blocking_keys(person: Person, secret: bytes) -> tuple[int, ...]:
    """Return a person's keyed blocking keys: signed 64-bit, distinct, sorted, at most 32; empty when nothing can be blocked on.

    Keyed blake2b over kind and value, one personalisation a kind; `secret` is 1 to 64 bytes.
    """
    return keyed(Population.from_people([person]), secret)[0]


def keyed(population: Population, secret: bytes) -> list[tuple[int, ...]]:
    """Return `blocking_keys` of every person of a population, in order."""
    starts, kinds, values = key_table(population)
    plain = list(zip(kinds.tolist(), values.tolist(), strict=True))
    return [
        tuple(sorted({_tag(kind, value, secret) for kind, value in plain[first:last]}))
        for first, last in zip(starts[:-1], starts[1:], strict=True)
    ]


def key_table(population: Population) -> tuple[Longs, Bytes, Longs]:
    """Return where each person's keys start (int64[n + 1]), and kind and plain value of each key; distinct within a person."""
    return _all_keys(population.columns, population.names.starts, population.names.tokens, population.table)


def _tag(kind: int, value: int, secret: bytes) -> int:
    digest = blake2b(
        value.to_bytes(8, "little", signed=True), digest_size=8, key=secret, person=KEY_KINDS[kind].encode()
    )
    return int.from_bytes(digest.digest(), "little", signed=True)


@compiled
def _mix(first: int, second: int) -> int:
    """Return two numbers mixed into 62 bits (the finaliser of MurmurHash3)."""
    value = np.uint64(first) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(second)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return np.int64((value ^ (value >> np.uint64(33))) & np.uint64(0x3FFFFFFFFFFFFFFF))


@compiled
def _skeleton_value(table: TokenTable, token: int) -> int:
    """Return a number for a token's skeleton that is the same in every population."""
    entry = table.skeleton[token]
    value = np.int64(1)
    for position in range(table.starts[entry] + 1, table.starts[entry + 1]):
        value = (value * np.int64(31) + np.int64(table.letters[position])) & np.int64(0x0FFFFFFFFFFFFFF)
    return value


@compiled
def _add(kinds: Bytes, values: Longs, state: Longs, kind: int, value: int) -> None:
    """Add a key unless it is there already or its kind is full; `state` holds first, next, and a count a kind."""
    if state[1] - state[0] >= MOST_KEYS or state[2 + kind] >= _MOST_OF_KIND[kind]:
        return
    for position in range(state[0], state[1]):
        if kinds[position] == kind and values[position] == value:
            return
    kinds[state[1]], values[state[1]] = kind, value
    state[1] += 1
    state[2 + kind] += 1


@compiled
def _all_keys(columns: Columns, name_starts: Longs, tokens: Ints, table: TokenTable) -> tuple[Longs, Bytes, Longs]:
    size = columns.body.shape[0]
    starts = np.zeros(size + 1, np.int64)
    kinds, values = np.empty(size * MOST_KEYS, np.uint8), np.empty(size * MOST_KEYS, np.int64)
    state = np.zeros(2 + _MOST_OF_KIND.size, np.int64)
    skeletons = np.empty(_MOST_NAMES_TOKENS, np.int64)
    for person in range(size):
        state[:] = 0
        state[0] = state[1] = starts[person]
        known = _distinct_skeletons(columns, name_starts, tokens, table, person, skeletons)
        _add_numbers(columns, person, kinds, values, state)
        _add_names(columns, person, skeletons[:known], kinds, values, state)
        _add_relatives(columns, table, person, skeletons[:known], kinds, values, state)
        _add_marks(columns, person, kinds, values, state)
        starts[person + 1] = state[1]
    return starts, kinds[: starts[size]].copy(), values[: starts[size]].copy()


@compiled
def _distinct_skeletons(
    columns: Columns, name_starts: Longs, tokens: Ints, table: TokenTable, person: int, out: Longs
) -> int:
    """Write the values of a person's distinct name skeletons, formal names first, and return how many there are."""
    count = 0
    first, last = name_starts[columns.name_starts[person]], name_starts[columns.name_starts[person + 1]]
    for position in range(first, last):
        token = tokens[position]
        if count == out.size:
            break
        if table.starts[token + 1] - table.starts[token] < 2:
            continue  # an initial
        value = _skeleton_value(table, token)
        is_new = True
        for known in range(count):
            is_new = is_new and out[known] != value
        if is_new:
            out[count] = value
            count += 1
    return count


@compiled
def _add_numbers(columns: Columns, person: int, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of documents, phones (not a controller's) and days of birth (day and month in either order)."""
    for row in range(columns.document_starts[person], columns.document_starts[person + 1]):
        _add(kinds, values, state, _DOCUMENT, columns.documents[row, 0] & 0x3FFFFFFFFFFFFFFF)
    for row in range(columns.phone_starts[person], columns.phone_starts[person + 1]):
        if columns.phone_flags[row, 0] != _CONTROLLER:
            _add(kinds, values, state, _PHONE, columns.phones[row] % 1_000_000)
    for row in range(columns.birth_starts[person], columns.birth_starts[person + 1]):
        if columns.births[row, 0] == columns.births[row, 1]:
            year, month, day = civil(columns.births[row, 0])
            _add(kinds, values, state, _BIRTH_DAY, (year * 32 + min(month, day)) * 32 + max(month, day))


@compiled
def _add_names(columns: Columns, person: int, skeletons: Longs, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of names: two of them, one with a window of birth years, one with a nationality, one alone."""
    for i in range(min(skeletons.size, 4)):
        for j in range(i + 1, min(skeletons.size, 4)):
            low, high = min(skeletons[i], skeletons[j]), max(skeletons[i], skeletons[j])
            _add(kinds, values, state, _TWO_NAMES, _mix(low, high))
    for skeleton in skeletons:
        for row in range(columns.birth_starts[person], columns.birth_starts[person + 1]):
            for window in range(_first_window(columns.births[row]), _last_window(columns.births[row]) + 1):
                _add(kinds, values, state, _NAME_WINDOW, _mix(skeleton, window))
        for row in range(columns.nation_starts[person], columns.nation_starts[person + 1]):
            _add(kinds, values, state, _NAME_NATION, _mix(skeleton, np.int64(columns.nations[row])))
        _add(kinds, values, state, _NAME_ONLY, skeleton)


@compiled
def _first_window(birth: Ints) -> int:
    return civil(birth[0])[0] // 2 - 1


@compiled
def _last_window(birth: Ints) -> int:
    return civil(birth[1])[0] // 2


@compiled
def _add_relatives(
    columns: Columns, table: TokenTable, person: int, skeletons: Longs, kinds: Bytes, values: Longs, state: Longs
) -> None:
    """Add the keys of a relative's name with one of the person's own."""
    first, last = columns.relative_starts[person], columns.relative_starts[person + 1]
    for position in range(columns.relative_token_starts[first], columns.relative_token_starts[last]):
        relative = _skeleton_value(table, columns.relative_tokens[position])
        for skeleton in skeletons[:2]:
            _add(kinds, values, state, _RELATIVE_NAME, _mix(relative, skeleton + 1))


@compiled
def _add_marks(columns: Columns, person: int, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of marks with a window of birth years, for people without a name that helps."""
    for mark in range(columns.mark_starts[person], columns.mark_starts[person + 1]):
        code = np.int64(columns.marks[mark, 0]) * 64 + np.int64(columns.marks[mark, 1])
        for row in range(columns.birth_starts[person], columns.birth_starts[person + 1]):
            _add(kinds, values, state, _MARK_WINDOW, _mix(code, _last_window(columns.births[row])))
