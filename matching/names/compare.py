"""One person's names with those of many: every two tokens looked up once, every two names compared, the best told.

Compiled. For a left person a sheet is filled: a row a token of theirs, a column a token of the people they are compared
with, in each cell what the two are worth. Names are then compared on the sheet alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching import attributes
from matching.compiled import compiled, inlined, lean
from matching.names.align import CONFLICT, JOINED, SETS, bits_at_most, name_bits
from matching.names.chance import CHANCE, NO_CHANCE, parts_of, parts_tried
from matching.names.memo import NOT_YET, remembered
from matching.names.near import CLASSES, NEAR, outline_edits, outline_edits_allowed, read_outline
from matching.names.people import Names
from matching.names.spelling import TokenPairs, own_bits, work_out
from matching.names.table import Bytes, Entries, Ints, Longs
from matching.names.transducer import Room, new_room
from matching.names.weights import SCALE
from matching.names.whole import is_syllabic, whole_bits

PEOPLE = 1024  # right persons on one sheet at most
_COLUMNS = 4096  # of a sheet, more where a single person has more
Flags = npt.NDArray[np.bool_]

_NOTHING = -(1 << 20)
NO_NAME = -(1 << 20)
ANY_BITS = 1 << 20
ANY_PAIR = -(1 << 20)  # what a pair needs that is wanted whatever its names are worth
TOO_LITTLE = 9  # no level: a pair that is of no interest
_EVERY_ROLE = attributes.BY_FATHER + 1
_FIRST_INFORMAL = attributes.code_number(attributes.NAME_ROLES, attributes.INFORMAL_ROLES[0])
# An informal name that does not fit says next to nothing: half a bit against, once bent (judged).
_INFORMAL_FLOOR = -6 * SCALE

# Level of two names by bits, chance taken away (differ, distant), and by the share of what the shorter name could reach
# (judged).
_DIFFER_BELOW = -6 * SCALE
_DISTANT_BELOW = -2 * SCALE
_PART_BELOW = 0.55
_SIMILAR_BELOW = 0.85


class Sheet(NamedTuple):
    """Room for one left person and up to PEOPLE right ones, filled anew for the next.

    `worth` int32[columns, rows]; `entries` what each column stands for, entry x 2 + 1 for two tokens as one; `column`
    int32[2, entries]: where an entry's column was last; `places` int32[2, tokens]: the columns of the right people's
    tokens; `starts` where a right person's begin; `names` bits of every two names of a pair; `tried` of parts_tried;
    `sets` room of align.py; `is_open` which cells are no more than a bound so far; `looks` int64[columns, 3]: classes,
    outline and most bits of a column's entry; `syllabic` and `syllabic_row` whether a column's or a row's token is in
    syllables; `outline` a token's, as near.py reads it; `room` for passes.
    """

    worth: Ints
    entries: Ints
    column: Ints
    places: Ints
    starts: Ints
    names: Ints
    tried: Ints
    sets: Ints
    is_open: Flags
    looks: Longs
    syllabic: Flags
    syllabic_row: Flags
    outline: Longs
    room: Room


@compiled
def new_sheet(left: Names, right: Names) -> Sheet:
    """Return a sheet that holds any person of two sides."""
    tokens, other_tokens = _most_tokens(left), _most_tokens(right)
    columns = max(_COLUMNS, 2 * other_tokens)
    return Sheet(
        np.empty((columns, 2 * tokens), np.int32),
        np.empty(columns, np.int32),
        np.empty((2, _most_entry(right) + 1), np.int32),
        np.empty((2, max(PEOPLE * 16, other_tokens)), np.int32),
        np.empty(PEOPLE + 1, np.int32),
        np.empty((_most_names(left), _most_names(right)), np.int32),
        np.empty((2, max(_most_names(left), _most_names(right))), np.int32),
        np.empty((4, SETS), np.int32),
        np.empty((columns, 2 * tokens), np.bool_),
        np.empty((columns, 3), np.int64),
        np.empty(columns, np.bool_),
        np.empty(tokens, np.bool_),
        np.empty(CLASSES, np.int64),
        new_room(),
    )


@lean
def _most_tokens(names: Names) -> int:
    most = 1
    for person in range(names.people.size - 1):
        most = max(most, names.starts[names.people[person + 1]] - names.starts[names.people[person]])
    return most


@lean
def _most_names(names: Names) -> int:
    most = 1
    for person in range(names.people.size - 1):
        most = max(most, names.people[person + 1] - names.people[person])
    return most


@lean
def _most_entry(names: Names) -> int:
    most = 0
    for kind in range(2):
        for position in range(names.tokens.shape[1]):
            most = max(most, names.tokens[kind, position])
    return most


@lean
def compare_names(  # noqa: PLR0913, PLR0917, RUF100 - one call for many pairs: each handing over of the tables costs
    both: TokenPairs,
    sheet: Sheet,
    left: Names,
    a: int,
    right: Names,
    others: Longs,
    chance: Ints,
    needs: Ints,
    found: Ints,
) -> int:
    """Compare person `a` with the right persons `others`, as many as the sheet holds; return how many it did.

    `chance`: CHANCE, or NO_CHANCE for spelling alone, which every two names lose.

    Writes to `found` int32[n, 4] level and raw bits (x 64) of the best pair of names without those that have the
    father's behind them, then with them; level 0 and bits 0 where one side has no name. A pair whose raw bits are less
    than it `needs` gets the level TOO_LITTLE and no exact bits.
    """
    fitting, columns = _place(sheet, right, others)
    names = (left.people[a], left.people[a + 1])
    row = left.starts[names[0]]
    tokens = left.tokens[:, row : left.starts[names[1]]]
    _fill(both, sheet, tokens, columns)
    for index in range(fitting):
        theirs = (right.people[others[index]], right.people[others[index] + 1])
        place = sheet.starts[index] - right.starts[theirs[0]]
        is_any = needs[index] <= _INFORMAL_FLOOR or names[0] == names[1] or theirs[0] == theirs[1]
        # Token by token: each that is known makes the bound tighter, and most pairs fall below their need on the way.
        step, is_wanted, is_new = 2 * sheet.starts[index], True, not is_any
        while True:
            if is_new:
                is_wanted = _may_reach(
                    sheet, (left, right), (names, theirs), (row, place, tokens.shape[1]), chance, needs[index]
                )
            if not is_wanted or step == 2 * sheet.starts[index + 1]:
                break
            is_new = _settle(both, sheet, tokens, sheet.places[step & 1, step >> 1]) and not is_any
            step += 1
        if not is_wanted:
            found[index, 0] = TOO_LITTLE
            continue
        parts_tried(both, (left, right), (names, theirs), sheet.tried)
        for i in range(names[0], names[1]):
            first, last = left.starts[i] - row, left.starts[i + 1] - row
            lost = chance[sheet.tried[0, i - names[0]]]
            for j in range(theirs[0], theirs[1]):
                sizes = (first, last, tokens.shape[1], right.starts[j] + place, right.starts[j + 1] + place)
                bits = name_bits(sheet.worth, sheet.places, sizes, sheet.sets)
                if sheet.syllabic_row[first] != sheet.syllabic[sheet.places[0, sizes[3]]]:
                    other = right.tokens[0, right.starts[j] : right.starts[j + 1]]
                    bits = max(bits, whole_bits(both, tokens[0, first:last], other, sheet.room))
                bits -= lost + chance[sheet.tried[1, j - theirs[0]]]
                sheet.names[i - names[0], j - theirs[0]] = bits
        _tell(both, sheet, (left, right), (names, theirs), chance, needs[index], found[index])
    return fitting


@lean
def _tell(  # noqa: PLR0913, PLR0917, RUF100
    both: TokenPairs,
    sheet: Sheet,
    sides: tuple[Names, Names],
    runs: tuple[tuple[int, int], tuple[int, int]],
    chance: Ints,
    need: int,
    found: Ints,
) -> None:
    """Write to `found` what compare_names tells of two people, all of whose names are compared."""
    for way in range(2):  # the best pair's bits, where the level will stand
        roles = _EVERY_ROLE if way else attributes.BY_FATHER
        found[2 * way + 1], found[2 * way] = _best(sheet.names, sides[0].roles, runs[0], sides[1].roles, runs[1], roles)
    if found[0] != _NOTHING and max(found[1], found[3]) < need:
        found[0] = TOO_LITTLE
        return
    for way in range(2):
        roles = _EVERY_ROLE if way else attributes.BY_FATHER
        best, total = found[2 * way], found[2 * way + 1]
        level = 0 if best == _NOTHING else 1 if total < _DIFFER_BELOW else 2
        if level and total >= _DISTANT_BELOW:
            level = _level(both, sheet.names, sides, runs, (best, roles), chance)
        found[2 * way] = level


@inlined
def _may_reach(
    sheet: Sheet,
    sides: tuple[Names, Names],
    runs: tuple[tuple[int, int], tuple[int, int]],
    places: tuple[int, int, int],
    chance: Ints,
    need: int,
) -> bool:
    """Say whether two people's names may be worth what is needed, by what is known so far; False is sure.

    `places`: what is taken from a left token's number to make its row; what is added to a right one's to make its
    place; how many rows there are.
    """
    left, right = sides  # chance takes at least what it takes from two names alone
    for i in range(runs[0][0], runs[0][1]):
        row = left.starts[i] - places[0]
        for j in range(runs[1][0], runs[1][1]):
            place = right.starts[j] + places[1]
            sizes = (row, left.starts[i + 1] - places[0], places[2], place, right.starts[j + 1] + places[1])
            is_whole = sheet.syllabic_row[row] != sheet.syllabic[sheet.places[0, place]]
            lost = chance[parts_of(left, i)] + chance[parts_of(right, j)]
            if is_whole or bits_at_most(sheet.worth, sheet.places, sizes) - lost >= need:
                return True
    return False


@compiled
def all_name_bits(both: TokenPairs, left: Names, right: Names) -> Ints:
    """Return bits (x 64) of the names of every person with those of every other by their spelling alone, chance not
    taken away: int32[left people, right people]; 0 where one has none.
    """
    out = np.zeros((left.people.size - 1, right.people.size - 1), np.int32)
    others, found = np.arange(out.shape[1]), np.empty((PEOPLE, 4), np.int32)
    needs = np.full(PEOPLE, ANY_PAIR, np.int32)
    sheet = new_sheet(left, right)
    for person in range(out.shape[0]):
        done = 0
        while done < others.size:
            count = compare_names(both, sheet, left, person, right, others[done:], NO_CHANCE, needs, found)
            out[person, done : done + count] = found[:count, 1]
            done += count
    return out


@compiled
def most_bits(names: Names, side: Entries, most: Ints) -> Ints:
    """Return the raw bits (x 64) that nobody's names reach more of with each person's, int32[people]; NO_NAME for
    nobody, ANY_BITS where a name is in syllables, which are compared as whole names. `most`: of each entry.
    """
    out = np.full(names.people.size - 1, NO_NAME, np.int32)
    for person in range(out.size):
        for name in range(names.people[person], names.people[person + 1]):
            first, last = names.starts[name], names.starts[name + 1]
            total = ANY_BITS if is_syllabic(side, names.tokens[0, first]) else 0
            for position in range(first, last):
                token, joined = names.tokens[0, position], names.tokens[1, position]
                total += most[token]
                if joined >= 0:
                    total += max(most[joined] + JOINED - most[token] - most[names.tokens[0, position + 1]], 0)
            if total < ANY_BITS:
                total -= CHANCE[parts_of(names, name)]
            out[person] = max(out[person], min(total, ANY_BITS))
    return out


@lean
def _place(sheet: Sheet, right: Names, others: Longs) -> tuple[int, int]:
    """Give every token of the right persons a column; return for how many persons there was room, and the columns."""
    used, end = 0, 0
    sheet.starts[0] = 0
    for index in range(others.size):
        first, last = right.starts[right.people[others[index]]], right.starts[right.people[others[index] + 1]]
        is_full = used + 2 * (last - first) > sheet.entries.size or end + last - first > sheet.places.shape[1]
        if is_full or index == PEOPLE:
            return index, used
        for position in range(first, last):
            for kind in range(2):
                token = right.tokens[kind, position]
                if token < 0:
                    sheet.places[kind, end] = -1
                    continue
                entry = 2 * token + kind
                column = sheet.column[kind, token]
                if column < 0 or column >= used or sheet.entries[column] != entry:
                    column = used
                    sheet.column[kind, token] = column
                    sheet.entries[column] = entry
                    used += 1
                sheet.places[kind, end] = column
            end += 1
        sheet.starts[index + 1] = end
    return others.size, used


@lean
def _fill(both: TokenPairs, sheet: Sheet, tokens: Ints, columns: int) -> None:
    """Write what each of a person's tokens is worth with the entry of each column, or where that is not known yet what
    it is worth at most; two of two tokens as one are not compared.
    """
    rows, looks, near = tokens.shape[1], sheet.looks, sheet.outline
    for column in range(columns):
        entry, is_joined = sheet.entries[column] >> 1, sheet.entries[column] & 1
        looks[column, 0], looks[column, 1] = both.right.classes[entry], both.right.outlines[entry]
        looks[column, 2] = both.right_most[entry]
        sheet.syllabic[column] = is_joined == 0 and is_syllabic(both.right, entry)
    for row in range(rows):
        sheet.syllabic_row[row] = is_syllabic(both.left, tokens[0, row])
        for kind in range(2):
            token, place = tokens[kind, row], kind * rows + row
            sheet.worth[:columns, place], sheet.is_open[:columns, place] = CONFLICT, False
            if token < 0:
                continue
            own, own_outline, most = both.left.classes[token], both.left.outlines[token], both.left_most[token]
            read_outline(own_outline, near)
            for column in range(columns):
                is_joined = sheet.entries[column] & 1
                if kind & is_joined:
                    continue
                allowed = outline_edits_allowed(
                    own, own_outline, looks[column, 0], looks[column, 1], kind == 1 or is_joined == 1
                )
                if allowed == NEAR or (
                    allowed > NEAR and outline_edits(near, own_outline, looks[column, 1]) <= allowed
                ):
                    bits = remembered(both.slots, token, sheet.entries[column] >> 1)
                    is_open = bits == NOT_YET
                    sheet.worth[column, place] = min(looks[column, 2], most) if is_open else bits
                    sheet.is_open[column, place] = is_open


@inlined
def _settle(both: TokenPairs, sheet: Sheet, tokens: Ints, column: int) -> bool:
    """Work out what is not known yet of a column; say whether anything was. A column below 0 is none."""
    rows, is_new = tokens.shape[1], False
    if column >= 0:
        for place in range(2 * rows):
            if sheet.is_open[column, place]:
                token = tokens[0, place] if place < rows else tokens[1, place - rows]
                sheet.worth[column, place] = work_out(both, token, sheet.entries[column] >> 1, sheet.room)
                sheet.is_open[column, place] = False
                is_new = True
    return is_new


@inlined
def _best(  # noqa: PLR0913, PLR0917, RUF100
    names: Ints, roles: Bytes, ours: tuple[int, int], other_roles: Bytes, theirs: tuple[int, int], until: int
) -> tuple[int, int]:
    """Return the raw bits (x 64) that names are worth together and those of the best pair; 0 and _NOTHING for no pair.

    Formal names decide; an informal one (alias, nickname, patronymic) can raise, and stands in with a mild floor where
    there is no pair of formal names. Roles from `until` on are left out.
    """
    formal, informal = _NOTHING, _NOTHING
    for i in range(ours[1] - ours[0]):
        for j in range(theirs[1] - theirs[0]):
            role = max(roles[ours[0] + i], other_roles[theirs[0] + j])
            if role < _FIRST_INFORMAL:
                formal = max(formal, names[i, j])
            elif role < until:
                informal = max(informal, names[i, j])
    best = max(formal, informal)
    total = informal if informal > max(formal, 0) else formal
    if formal == _NOTHING:
        total = 0 if best == _NOTHING else max(informal, _INFORMAL_FLOOR)
    return total, best


@lean
def _level(
    both: TokenPairs,
    names: Ints,
    sides: tuple[Names, Names],
    runs: tuple[tuple[int, int], tuple[int, int]],
    best: tuple[int, int],
    chance: Ints,
) -> int:
    """Return the level of names of which the best pair is worth `best[0]`, by the share of what the shorter name of it
    could reach; roles from `best[1]` on are left out.
    """
    left, right = sides
    share = -1.0e9
    for i in range(runs[0][0], runs[0][1]):
        for j in range(runs[1][0], runs[1][1]):
            is_best = names[i - runs[0][0], j - runs[1][0]] == best[0]
            if is_best and max(left.roles[i], right.roles[j]) < best[1]:
                reach, other_reach = 0, 0
                for token in left.tokens[0, left.starts[i] : left.starts[i + 1]]:
                    reach += own_bits(both.left, both.left_own, token)
                for token in right.tokens[0, right.starts[j] : right.starts[j + 1]]:
                    other_reach += own_bits(both.right, both.right_own, token)
                spelt = best[0] + chance[parts_of(left, i)] + chance[parts_of(right, j)]
                share = max(share, spelt / max(min(reach, other_reach), 1))
    return 3 if share < _PART_BELOW else 4 if share < _SIMILAR_BELOW else 5
