"""Blocking keys and their kinds. Two records are compared only if they share at least one key.

A key is a kind and a 62-bit value made from skeletons, sounds and codes. Outside one process only
keyed hashes of keys exist (`blocking_keys`). Windows of four years that overlap by two let births
up to two years apart meet.

Very frequent keys give no candidates (services/matching_runs/candidate_lookup.py, candidates.py).
Combined kinds therefore cover frequent values: a name with nationality and sex, its sound with
years of birth and sex, two name prefixes with a nationality. The kind of a single name serves
stores in which the name is rare. A record of unknown sex gets the keys of both. Kinds and their
recall from ten thousand to a million records: docs/engine-history.md.

`sound_window` uses Soundex (jellyfish): it groups m with n and b with f, and keeps the first letter
and three consonants. The other kinds use skeletons. A short form, or a form in another language,
also gets the keys of its full names (names/tokens/name_variants.py). These are added after all
others and displace none of them.

Sensitive marks have key kinds of their own, so a rule can find the pairs that share no other key.
Their keys are added last and displace no other key. A pair that shares another key is found with
and without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.blocking.key_values import (
    distinct_name_groups,
    distinct_prefixes,
    distinct_skeletons,
    distinct_sounds,
    mix_numbers,
    name_group_heads,
    skeleton_prefix,
    skeleton_value,
    token_sounds,
)
from matching.codes import code_lists
from matching.jit import njit_cached
from matching.kernel.births import civil_date
from matching.model.coded import PLACES
from matching.names.tokens.token_table import NameColumns, TokenTable
from matching.packing.columns import FactColumns, Shorts
from matching.reading.person import Person
from matching.scoring.population import Population

KEY_KINDS: Final = (
    "document",
    "phone",
    "birth_day",
    "two_names",
    "two_beginnings",
    "relative_name",
    "name_place",
    "name_mark",
    "mark_nation",
    "mark_window",
    "name_only",
    "name_nation",
    "route",
    "sound_window",
    "beginning_year",
    "name_sensitive",
    "sensitive_nation",
    "sensitive_window",
)
(
    _DOCUMENT,
    _PHONE,
    _BIRTH_DAY,
    _TWO_NAMES,
    _TWO_BEGINNINGS,
    _RELATIVE_NAME,
    _NAME_PLACE,
    _NAME_MARK,
) = range(8)
_MARK_NATION, _MARK_WINDOW, _NAME_ONLY, _NAME_NATION, _ROUTE, _SOUND_WINDOW, _BEGINNING_YEAR = (
    range(8, 15)
)
# Key kinds of marks: with a name, with a nationality, with a window of years of birth.
_ORDINARY_MARKS: Final = (_NAME_MARK, _MARK_NATION, _MARK_WINDOW)
_SENSITIVE_MARKS: Final = (15, 16, 17)

MAX_KEYS: Final = 32
# Most keys per kind, in the order of KEY_KINDS. The most discriminating kinds come first, because
# keys past MAX_KEYS are cut.
_MOST_OF_KIND = np.array([3, 4, 3, 6, 4, 3, 3, 3, 2, 4, 5, 4, 2, 8, 4, 3, 2, 4])
# Sounds with a window of the full names of short forms, in addition to their own.
_MOST_OF_KIN: Final = 4
_MOST_ASKED: Final = 6  # most windows of a route in a query
_MOST_NAMES_TOKENS: Final = 6
_MOST_SOUNDS: Final = 4
_MOST_YEARS: Final = 3  # longest span of a birth, in years, that still gets keys of years
_ROUTE_DAYS: Final = 182
_SEX = PLACES["sex"]
_F, _M = code_lists.code_number(code_lists.SEX, "F"), code_lists.code_number(code_lists.SEX, "M")


class _Keys(NamedTuple):
    """Keys under construction.

    `state` holds the person's first key, the next free one, and the remaining quota of each kind.
    """

    kinds: Bytes
    values: Longs
    state: Longs


class _Traits(NamedTuple):
    """Traits that keys combine with a name.

    These are nationalities, births, and the first and last sex for which to make keys.
    """

    nations: Shorts
    sexes: tuple[int, int]
    births: Ints


class _Sounds(NamedTuple):
    """Sound of each token, and the head names of name groups, with and without related names."""

    heard: Longs
    of_heads: Longs


def blocking_keys(person: Person, secret: bytes) -> tuple[int, ...]:
    """Return a person's keyed blocking keys: signed 64-bit, distinct, sorted, at most 32.

    The result is () for a person without usable values. Keys are keyed blake2b hashes of kind and
    value, with one personalisation per kind. `secret` has 1 to 64 bytes.
    """
    return population_keys(Population.from_people([person]), secret)[0]


def population_keys(population: Population, secret: bytes) -> list[tuple[int, ...]]:
    """Return `blocking_keys` of every person of a population, in order."""
    return _without_kinds(key_kinds(population, secret))


def query_keys(population: Population, secret: bytes) -> list[tuple[int, ...]]:
    """Return the keys by which to search for each person of a population.

    These are the person's own keys, and the keys of the half years before and after each place of
    the route. A record has one key per half year, which keeps the index small, so the query covers
    both sides.
    """
    return _without_kinds(query_key_kinds(population, secret))


def key_kinds(population: Population, secret: bytes) -> list[dict[int, int]]:
    """Return each person's `population_keys` with their kinds: bit `1 << n` means KEY_KINDS[n]."""
    return _with_kinds(*key_table(population), secret)


def query_key_kinds(population: Population, secret: bytes) -> list[dict[int, int]]:
    """Return each person's `query_keys` with their kinds, as `key_kinds` does."""
    return _with_kinds(*key_table(population, reach=1), secret)


def _without_kinds(keys: Sequence[Collection[int]]) -> list[tuple[int, ...]]:
    return [tuple(sorted(own)) for own in keys]


def _with_kinds(starts: Longs, kinds: Bytes, values: Longs, secret: bytes) -> list[dict[int, int]]:
    # computed once for all people, because it is slow
    begun = [blake2b(digest_size=8, key=secret, person=kind.encode()) for kind in KEY_KINDS]
    plain = list(zip(kinds.tolist(), values.tolist(), strict=True))
    kinds_of_values: list[dict[int, int]] = []
    for first, last in pairwise(starts.tolist()):
        own: dict[int, int] = {}
        for kind, value in plain[first:last]:
            tag = _tag(begun[kind], value)
            own[tag] = own.get(tag, 0) | 1 << kind
        kinds_of_values.append(own)
    return kinds_of_values


def key_table(population: Population, *, reach: int = 0) -> tuple[Longs, Bytes, Longs]:
    """Return each person's start (int64[n + 1]) and the kind and plain value of each key.

    Keys are distinct within a person. `reach` is that of `key_tables`.
    """
    ((_, starts, kinds, values),) = key_tables(population, max(len(population), 1), reach=reach)
    return starts, kinds, values


def key_tables(
    population: Population, people: int, *, reach: int = 0
) -> Iterator[tuple[int, Longs, Bytes, Longs]]:
    """Yield `key_table` of a block of people and the number of the first, at least once.

    `reach` is the number of half years before and after a route's that also get keys.
    """
    side, table = population.side, population.table
    sounds = _Sounds(token_sounds(side.names, table), name_group_heads())
    for first in range(0, max(len(population), 1), people):
        some = first, min(first + people, len(population))
        yield (first, *_all_keys(side.columns, side.names, table, sounds, some, reach))


def _tag(begun: blake2b, value: int) -> int:
    digest = begun.copy()
    digest.update(value.to_bytes(8, "little", signed=True))
    return int.from_bytes(digest.digest(), "little", signed=True)


@njit_cached
def _add(made: _Keys, kind: int, value: int) -> None:
    """Add a key unless it exists already or the quota of its kind is used up."""
    kinds, values, state = made.kinds, made.values, made.state
    if state[1] - state[0] >= MAX_KEYS or state[2 + kind] <= 0:
        return
    for position in range(state[0], state[1]):
        if kinds[position] == kind and values[position] == value:
            return
    kinds[state[1]], values[state[1]] = kind, value
    state[1] += 1
    state[2 + kind] -= 1


@njit_cached
def _all_keys(
    columns: FactColumns,
    names: NameColumns,
    table: TokenTable,
    sounds: _Sounds,
    people: tuple[int, int],
    reach: int,
) -> tuple[Longs, Bytes, Longs]:
    """Return `key_table` of the people from `people[0]` up to but not including `people[1]`."""
    size = people[1] - people[0]
    starts = np.zeros(size + 1, np.int64)
    state = np.zeros(2 + _MOST_OF_KIND.size, np.int64)
    made = _Keys(np.empty(size * MAX_KEYS, np.uint8), np.empty(size * MAX_KEYS, np.int64), state)
    skeletons = np.empty(_MOST_NAMES_TOKENS, np.int64)
    other_tokens = np.empty(_MOST_NAMES_TOKENS, np.int64)
    for number in range(size):
        person = people[0] + number
        state[0] = state[1] = starts[number]
        state[2:] = _MOST_OF_KIND
        if reach:
            state[2 + _ROUTE] = _MOST_ASKED
        first, last = columns.name_starts[person], columns.name_starts[person + 1]
        # Words that come from the person's own names.
        while last > first and columns.name_roles[last - 1] == code_lists.COMPOSED_NAME_ROLE:
            last -= 1
        tokens = names.tokens[0, names.starts[first] : names.starts[last]]
        own = skeletons[: distinct_skeletons(table, tokens, skeletons)]
        traits = _Traits(
            columns.nations[columns.nation_starts[person] : columns.nation_starts[person + 1]],
            _sexes(columns.body[person, _SEX]),
            columns.births[columns.birth_starts[person] : columns.birth_starts[person + 1]],
        )
        _add_numbers(columns, person, made)
        _add_pairs(own, traits.nations, made)
        _add_relatives(columns, person, own, table, made)
        _add_places(columns, person, own, made)
        marks = columns.marks[columns.mark_starts[person] : columns.mark_starts[person + 1]]
        _add_marks(marks, _ORDINARY_MARKS, own, traits, made)
        for skeleton in own[:4]:
            _add(made, _NAME_ONLY, skeleton)
        for joined in names.tokens[1, names.starts[first] : names.starts[last]]:
            if joined >= 0:  # two parts that the other record may write as one
                _add(made, _NAME_ONLY, skeleton_value(table, joined))
        _add_nations(own[:4], traits, made)
        _add_route(columns, person, traits, reach, made)
        chosen = other_tokens[: distinct_sounds(table, tokens, sounds.heard, other_tokens)]
        _add_windows(chosen[:_MOST_SOUNDS], traits, made)
        chosen = other_tokens[: distinct_prefixes(own, other_tokens)]
        _add_years(chosen, traits, made)
        is_lone = own.size == 1
        chosen = other_tokens[
            : distinct_name_groups(table, tokens, sounds.of_heads[1], other_tokens)
        ]
        # Related names must not displace the keys of the name itself.
        state[2 + _SOUND_WINDOW] += _MOST_OF_KIN
        _add_windows(chosen, traits, made)
        chosen = other_tokens[
            : distinct_name_groups(table, tokens, sounds.of_heads[0], other_tokens)
        ]
        _add_nations(chosen, traits, made)
        if is_lone:
            for skeleton in chosen:
                _add(made, _NAME_ONLY, skeleton)
        first = columns.sensitive_mark_starts[person]
        last = columns.sensitive_mark_starts[person + 1]
        _add_marks(
            columns.sensitive_marks[first:last],
            _SENSITIVE_MARKS,
            own,
            traits,
            made,
        )
        starts[number + 1] = state[1]
    return starts, made.kinds[: starts[size]].copy(), made.values[: starts[size]].copy()


@njit_cached
def _sexes(sex: int) -> tuple[int, int]:
    """Return the first and the last sex for which to make keys: both sexes if unknown or other."""
    return (sex, sex) if sex in (_F, _M) else (min(_F, _M), max(_F, _M))


@njit_cached
def _add_numbers(columns: FactColumns, person: int, made: _Keys) -> None:
    """Add the keys of documents, phones and days of birth (day and month in either order)."""
    for row in range(columns.document_starts[person], columns.document_starts[person + 1]):
        _add(made, _DOCUMENT, columns.documents[row, 0] & 0x3FFFFFFFFFFFFFFF)
    for row in range(columns.phone_starts[person], columns.phone_starts[person + 1]):
        _add(made, _PHONE, columns.phones[row] % 1_000_000)
    for row in range(columns.birth_starts[person], columns.birth_starts[person + 1]):
        if columns.births[row, 0] == columns.births[row, 1]:
            year, month, day = civil_date(columns.births[row, 0])
            _add(
                made,
                _BIRTH_DAY,
                (year * 32 + min(month, day)) * 32 + max(month, day),
            )


@njit_cached
def _add_pairs(own: Longs, nations: Shorts, made: _Keys) -> None:
    """Add the keys of two names together, and of two name prefixes with each nationality.

    Names are skeletons; only the first four of `own` are combined. The prefixes allow for names
    that were cut off.
    """
    for i in range(min(own.size, 4)):
        for j in range(i + 1, min(own.size, 4)):
            _add(
                made,
                _TWO_NAMES,
                mix_numbers(min(own[i], own[j]), max(own[i], own[j])),
            )
            left_prefix, right_prefix = skeleton_prefix(own[i]), skeleton_prefix(own[j])
            for nation in nations:
                both = mix_numbers(min(left_prefix, right_prefix), max(left_prefix, right_prefix))
                _add(made, _TWO_BEGINNINGS, mix_numbers(both, int(nation)))


@njit_cached
def _add_relatives(
    columns: FactColumns,
    person: int,
    own: Longs,
    table: TokenTable,
    made: _Keys,
) -> None:
    """Add the keys of a name combined with a word of a relative's name.

    `own` has the skeletons of the person's names; only the first two are combined.
    """
    for relative in columns.relatives[
        columns.relative_starts[person] : columns.relative_starts[person + 1], 1
    ]:
        for skeleton in own[:2]:
            _add(
                made,
                _RELATIVE_NAME,
                mix_numbers(skeleton_value(table, relative), skeleton + 1),
            )


@njit_cached
def _add_places(columns: FactColumns, person: int, own: Longs, made: _Keys) -> None:
    """Add the keys of a name combined with the province of birth."""
    for row in range(columns.spot_starts[person], columns.spot_starts[person + 1]):
        if columns.spots[row, 0] == 0:  # only the place of birth
            for skeleton in own:
                province = int(columns.spots[row, 1]) * 65536 + int(columns.spots[row, 2])
                _add(made, _NAME_PLACE, mix_numbers(skeleton, province))


@njit_cached
def _add_marks(
    marks: Bytes,
    of_kinds: tuple[int, int, int],
    own: Longs,
    traits: _Traits,
    made: _Keys,
) -> None:
    """Add the keys of marks: with a name, with nationality and sex, with years of birth and sex.

    `of_kinds` has the kinds of these three keys, in this order. Keys without a name help where
    names do not agree. A year of birth is a window of two years and also gives the window before.
    """
    for mark in range(marks.shape[0]):
        code = int(marks[mark, 0]) * 64 + int(marks[mark, 1])
        for skeleton in own:
            _add(made, of_kinds[0], mix_numbers(skeleton, code))
        for sex in range(traits.sexes[0], traits.sexes[1] + 1):
            for nation in traits.nations:
                _add(made, of_kinds[1], mix_numbers(code * 4 + sex, int(nation)))
            for row in range(traits.births.shape[0]):
                for window in range(
                    civil_date(traits.births[row, 0])[0] // 2 - 1,
                    civil_date(traits.births[row, 1])[0] // 2 + 1,
                ):
                    _add(made, of_kinds[2], mix_numbers(code * 4 + sex, window))


@njit_cached
def _add_nations(own: Longs, traits: _Traits, made: _Keys) -> None:
    """Add the keys of a name combined with nationality and sex."""
    for nation in traits.nations:
        for skeleton in own:
            for sex in range(traits.sexes[0], traits.sexes[1] + 1):
                _add(made, _NAME_NATION, mix_numbers(skeleton, int(nation) * 4 + sex))


@njit_cached
def _add_route(
    columns: FactColumns,
    person: int,
    traits: _Traits,
    reach: int,
    made: _Keys,
) -> None:
    """Add the keys of a country on the route with half year, nationality and sex.

    `reach` is the number of half years before and after that also get keys.
    """
    for row in range(columns.place_starts[person], columns.place_starts[person + 1]):
        land, day = int(columns.places[row, 0]), int(columns.places[row, 1])
        if land == 0 or day == 0:
            continue
        for half in range(day // _ROUTE_DAYS - reach, day // _ROUTE_DAYS + reach + 1):
            for nation in traits.nations:
                for sex in range(traits.sexes[0], traits.sexes[1] + 1):
                    _add(
                        made,
                        _ROUTE,
                        mix_numbers(half * 65536 + land, int(nation) * 4 + sex),
                    )


@njit_cached
def _add_windows(chosen: Longs, traits: _Traits, made: _Keys) -> None:
    """Add the keys of a name's sound with sex and each window of years that the births touch."""
    for row in range(traits.births.shape[0]):
        for window in range(
            civil_date(traits.births[row, 0])[0] // 2 - 1,
            civil_date(traits.births[row, 1])[0] // 2 + 1,
        ):
            for sound in chosen:
                for sex in range(traits.sexes[0], traits.sexes[1] + 1):
                    _add(made, _SOUND_WINDOW, mix_numbers(sound, window * 4 + sex))


@njit_cached
def _add_years(
    chosen: Longs,
    traits: _Traits,
    made: _Keys,
) -> None:
    """Add the keys of a name's prefix with a year of birth, nationality and sex."""
    for row in range(traits.births.shape[0]):
        first, last = civil_date(traits.births[row, 0])[0], civil_date(traits.births[row, 1])[0]
        if last - first >= _MOST_YEARS:
            continue
        for year in range(first, last + 1):
            for nation in traits.nations:
                for begun in chosen:
                    for sex in range(traits.sexes[0], traits.sexes[1] + 1):
                        _add(
                            made,
                            _BEGINNING_YEAR,
                            mix_numbers(mix_numbers(begun, year), int(nation) * 4 + sex),
                        )
