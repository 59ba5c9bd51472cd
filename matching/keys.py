"""Blocking keys: what two records must share, at least one of, to be compared at all. Owns the key kinds.

A key is a kind and a 62-bit value made from skeletons and codes; outside one process only keyed hashes of them exist
(`blocking_keys`). Windows of four years overlapping by two let births up to two years apart meet.

`sound_window` is the one kind that does not go by skeletons: it goes by Soundex (jellyfish), which puts m with n and b
with f and keeps the first letter and three consonants after it. On tuning worlds it brings 0.37 points more of the true
pairs for 2.2 % more candidates among 2,000 records, 0.51 for 5.7 % among 10,000; any code tried in the skeleton's place
loses 1.8 to 13.3 points (docs/decisions/0003-phonetic-keys.md).

A short form, or a form in another language, also has the keys of the names it stands for (names/kin.py), with a window
and, where it is all that is known of a name, alone: after all others, so that none is lost for them. On tuning worlds
21, 31 and 32 that brings .5 to .9 points more of the true pairs for 2.3 to 3 % more candidates and .3 keys a record;
alone in any case .2 to .4 points more, for 8 to 11 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import jellyfish
import numpy as np

from matching import attributes
from matching.columns import Columns, Shorts
from matching.compiled import compiled
from matching.kernel.births import civil
from matching.names.kin import shipped
from matching.names.scripts import UNVOWELLED, romanised
from matching.names.table import Bytes, Ints, Longs, NameColumns, TokenTable, build_table, flatten
from matching.person import Person
from matching.population import Population

KEY_KINDS: Final = (
    "document", "phone", "birth_day", "two_names", "two_beginnings", "relative_name", "name_window", "name_nation",
    "name_only", "mark_window", "sound_window",
)  # fmt: skip
_DOCUMENT, _PHONE, _BIRTH_DAY, _TWO_NAMES, _TWO_BEGINNINGS, _RELATIVE_NAME = range(6)
_NAME_WINDOW, _NAME_NATION, _NAME_ONLY, _MARK_WINDOW, _SOUND_WINDOW = range(6, 11)

MOST_KEYS: Final = 32
# Per kind, in the order of KEY_KINDS. The telling kinds are added first; past MOST_KEYS the last ones are cut.
_MOST_OF_KIND = np.array([3, 4, 3, 6, 3, 4, 8, 4, 6, 2, 8])
_MOST_NAMES_TOKENS: Final = 6
_MOST_KIN: Final = 2  # names that the short forms of one person stand for (judged)


def blocking_keys(person: Person, secret: bytes) -> tuple[int, ...]:
    """Return a person's keyed blocking keys: signed 64-bit, distinct, sorted, at most 32; () for nothing to go by.

    Keyed blake2b over kind and value, one personalisation a kind; `secret` is 1 to 64 bytes.
    """
    return keyed(Population.from_people([person]), secret)[0]


def keyed(population: Population, secret: bytes) -> list[tuple[int, ...]]:
    """Return `blocking_keys` of every person of a population, in order."""
    starts, kinds, values = key_table(population)
    plain = list(zip(kinds.tolist(), values.tolist(), strict=True))
    return [
        tuple(sorted({_tag(kind, value, secret) for kind, value in plain[first:last]}))
        for first, last in pairwise(starts.tolist())
    ]


def key_table(population: Population) -> tuple[Longs, Bytes, Longs]:
    """Return where each person's keys start (int64[n + 1]), kind and plain value of each; distinct within a person."""
    ((_, starts, kinds, values),) = key_tables(population, max(len(population), 1))
    return starts, kinds, values


def key_tables(population: Population, people: int) -> Iterator[tuple[int, Longs, Bytes, Longs]]:
    """Yield `key_table` of so many people at a time, with the number of the first of them; at least once."""
    side, table = population.side, population.table
    sounds = _sounds(side.names, table)
    for first in range(0, max(len(population), 1), people):
        last = min(first + people, len(population))
        yield first, *_all_keys(side.columns, side.names, table, sounds, _heads(), first, last)


@lru_cache(maxsize=1)
def _heads() -> Longs:
    """Return the skeleton's number of the name that each group of related names is named after."""
    table, ids = build_table(*flatten(shipped().heads))
    return np.array([_skeleton_value(table, int(head)) for head in ids], np.int64)


def _sounds(names: NameColumns, table: TokenTable) -> Longs:
    """Return the sound of each entry of the table that is a name's token, 0 for every other."""
    sounds = np.zeros(table.skeleton.size, np.int64)
    for token in np.unique(names.tokens[0]).tolist():
        sounds[token] = _sound(table.entry(token))
    return sounds


@lru_cache(maxsize=131072)
def _sound(token: bytes) -> int:
    """Return a token's Soundex, its four signs as one number; 0 for a token that is not letters alone."""
    letters = romanised(token).removeprefix(bytes([UNVOWELLED]))
    return int.from_bytes(jellyfish.soundex(letters.decode()).encode(), "big") if letters.isalpha() else 0


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
    return int((value ^ (value >> np.uint64(33))) & np.uint64(0x3FFFFFFFFFFFFFFF))


@compiled
def _skeleton_value(table: TokenTable, token: int) -> int:
    """Return a number for a token's skeleton, the same in every population, coarser than the skeleton itself.

    h is left out, d is a t, v counts only at the beginning (w is a vowel in many hands), ks is a k (x), ts is an s.
    """
    entry = table.skeleton[token]
    first = table.starts[entry] + 1
    value, previous = 1, 0
    for position in range(first, table.starts[entry + 1]):
        letter = int(table.letters[position])
        if letter == 72 or (letter == 86 and position > first):
            continue
        letter = 84 if letter == 68 else letter
        if letter == 83 and previous == 75:
            continue
        if letter == 83 and previous == 84:
            value >>= 5
        if value < 1 << 55:
            value = value << 5 | (letter & 31)
        previous = letter
    return value


@compiled
def _beginning(value: int) -> int:
    """Return the number of a skeleton's first two consonants."""
    while value >= 1 << 11:  # a leading 1 and five bits a consonant
        value >>= 5
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
def _all_keys(  # noqa: PLR0913, RUF100 - a compiled function takes no object that holds them
    columns: Columns, names: NameColumns, table: TokenTable, sounds: Longs, heads: Longs, first_person: int, end: int
) -> tuple[Longs, Bytes, Longs]:
    size = end - first_person
    starts = np.zeros(size + 1, np.int64)
    kinds, values = np.empty(size * MOST_KEYS, np.uint8), np.empty(size * MOST_KEYS, np.int64)
    state = np.zeros(2 + _MOST_OF_KIND.size, np.int64)
    skeletons, heard = np.empty(_MOST_NAMES_TOKENS, np.int64), np.empty(_MOST_NAMES_TOKENS, np.int64)
    for number in range(size):
        person = first_person + number
        state[:] = 0
        state[0] = state[1] = starts[number]
        first, last = columns.name_starts[person], columns.name_starts[person + 1]
        while last > first and columns.name_roles[last - 1] == attributes.BY_FATHER:  # no words of the person's own
            last -= 1
        tokens = names.tokens[0, names.starts[first] : names.starts[last]]
        own = skeletons[: _distinct_skeletons(table, tokens, skeletons)]
        births = columns.births[columns.birth_starts[person] : columns.birth_starts[person + 1]]
        _add_numbers(columns, person, kinds, values, state)
        relatives = columns.relatives[columns.relative_starts[person] : columns.relative_starts[person + 1], 1]
        for relative in relatives:
            for skeleton in own[:2]:
                _add(kinds, values, state, _RELATIVE_NAME, _mix(_skeleton_value(table, relative), skeleton + 1))
        marks = columns.marks[columns.mark_starts[person] : columns.mark_starts[person + 1]]
        _add_marks(marks, births, kinds, values, state)
        _add_names(own, kinds, values, state)
        for joined in names.tokens[1, names.starts[first] : names.starts[last]]:
            if joined >= 0:  # two parts that the other side may have written as one
                _add(kinds, values, state, _NAME_ONLY, _skeleton_value(table, joined))
        _add_windows(_NAME_WINDOW, own, births, kinds, values, state)
        nations = columns.nations[columns.nation_starts[person] : columns.nation_starts[person + 1]]
        _add_nations(own, nations, kinds, values, state)
        is_lone = own.size == 1
        own = heard[: _distinct_sounds(table, tokens, sounds, heard)]
        _add_windows(_SOUND_WINDOW, own, births, kinds, values, state)
        own = skeletons[: _distinct_kin(table, tokens, heads, skeletons)]
        _add_windows(_NAME_WINDOW, own, births, kinds, values, state)
        if is_lone:
            for skeleton in own:
                _add(kinds, values, state, _NAME_ONLY, skeleton)
        starts[number + 1] = state[1]
    return starts, kinds[: starts[size]].copy(), values[: starts[size]].copy()


@compiled
def _distinct_skeletons(table: TokenTable, tokens: Ints, out: Longs) -> int:
    """Write the values of the distinct skeletons of a person's name tokens, no initials; return how many."""
    count = 0
    for token in tokens:
        if table.starts[token + 1] - table.starts[token] > 1:
            count = _write_new(_skeleton_value(table, token), out, count)
    return count


@compiled
def _distinct_kin(table: TokenTable, tokens: Ints, heads: Longs, out: Longs) -> int:
    """Write the values of the distinct skeletons of names that a person's short forms stand for; return how many.

    None for a form of more names than are kept: which of them it stands for nobody knows.
    """
    count = 0
    for token in tokens:
        groups = table.kin[table.kin_starts[token] : table.kin_starts[token + 1]]
        found = 0
        for group in groups:
            found = _write_new(heads[group // 2], out[count:], found)
        if found <= _MOST_KIN:
            count += found
    return count


@compiled
def _distinct_sounds(table: TokenTable, tokens: Ints, sounds: Longs, out: Longs) -> int:
    """Write the distinct sounds of a person's name tokens, no initials; return how many."""
    count = 0
    for token in tokens:
        if table.starts[token + 1] - table.starts[token] > 1 and sounds[token] > 0:
            count = _write_new(sounds[token], out, count)
    return count


@compiled
def _write_new(value: int, out: Longs, count: int) -> int:
    """Write a value after the `count` first of `out`, unless it is one of them or `out` is full; return how many."""
    for known in range(count):
        if out[known] == value:
            return count
    if count < out.size:
        out[count] = value
        count += 1
    return count


@compiled
def _add_numbers(columns: Columns, person: int, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of documents, phones and days of birth (day and month in either order)."""
    for row in range(columns.document_starts[person], columns.document_starts[person + 1]):
        _add(kinds, values, state, _DOCUMENT, columns.documents[row, 0] & 0x3FFFFFFFFFFFFFFF)
    for row in range(columns.phone_starts[person], columns.phone_starts[person + 1]):
        _add(kinds, values, state, _PHONE, columns.phones[row] % 1_000_000)
    for row in range(columns.birth_starts[person], columns.birth_starts[person + 1]):
        if columns.births[row, 0] == columns.births[row, 1]:
            year, month, day = civil(columns.births[row, 0])
            _add(kinds, values, state, _BIRTH_DAY, (year * 32 + min(month, day)) * 32 + max(month, day))


@compiled
def _add_names(own: Longs, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of two names together, of how the two begin (the rest may be cut or mistyped), and of each alone."""
    for i in range(min(own.size, 4)):
        for j in range(i + 1, min(own.size, 4)):
            _add(kinds, values, state, _TWO_NAMES, _mix(min(own[i], own[j]), max(own[i], own[j])))
            one, other = _beginning(own[i]), _beginning(own[j])
            _add(kinds, values, state, _TWO_BEGINNINGS, _mix(min(one, other), max(one, other)))
    for skeleton in own[:4]:
        _add(kinds, values, state, _NAME_ONLY, skeleton)


@compiled
def _add_windows(kind: int, own: Longs, births: Ints, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of a name, or of its sound, with each window of years the births touch."""
    for row in range(births.shape[0]):
        for window in range(civil(births[row, 0])[0] // 2 - 1, civil(births[row, 1])[0] // 2 + 1):
            for name in own:
                _add(kinds, values, state, kind, _mix(name, window))


@compiled
def _add_nations(own: Longs, nations: Shorts, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of a name with a nationality."""
    for nation in nations:
        for skeleton in own:
            _add(kinds, values, state, _NAME_NATION, _mix(skeleton, int(nation)))


@compiled
def _add_marks(marks: Bytes, births: Ints, kinds: Bytes, values: Longs, state: Longs) -> None:
    """Add the keys of marks with a window of birth years, for people whose names do not help."""
    for mark in range(marks.shape[0]):
        code = int(marks[mark, 0]) * 64 + int(marks[mark, 1])
        for row in range(births.shape[0]):
            _add(kinds, values, state, _MARK_WINDOW, _mix(code, civil(births[row, 1])[0] // 2))
