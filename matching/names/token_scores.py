"""Bits of one person's tokens with those of many people, as a sheet.

A row is a token of the person, a column a token of the others. Each pair is looked up once.
Compiled. A cell holds bits, or an upper bound until the exact value is needed. Letters are compared
in token_similarity.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.arrays import Flags, Ints, Longs
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.align import CONFLICT, max_gain
from matching.names.joined_names import is_syllabic
from matching.names.name_sets import NameSet
from matching.names.tokens.pair_cache import NOT_CACHED, cached_bits, first_slot
from matching.names.tokens.prefilter import (
    CLASSES,
    LOOSE,
    NEAR,
    allowed_edits,
    may_match_by_classes,
    outline_edits,
    outline_edits_allowed,
    outline_size,
    read_outline,
)
from matching.names.tokens.token_similarity import TokenPairs, compute_bits
from matching.names.tokens.transducer import Workspace, new_workspace

PEOPLE_PER_SHEET = 1024  # most right persons on one sheet
_COLUMNS = 4096  # columns of a sheet, more if a single person has more

_SET, _OUTLINE, _MOST, _ALLOWED, _SIZE, _GAIN = range(6)  # rows of `looks`


class TokenScores(NamedTuple):
    """Work space for one left person and up to PEOPLE_PER_SHEET right ones, reused for the next.

    `worth` int32[columns, rows]: bits or bounds. `entries`: each column's entry x 2 + 1 for two
    joined tokens. `column` int32[2, entries]: the latest column of an entry. `places` int32[2,
    tokens]: the columns of the right people's tokens. `starts`: the first token of each right
    person. `names`: bits of every two names of a pair. `tried`: see count_parts_tried. `sets`: work
    space of align.py. `is_open`: cells that hold only a bound. `looks` int64[6, columns], for each
    column's entry: classes, outline, most bits, allowed consonant differences, number of
    consonants, and the most bits that it adds to two names beyond a conflict. `is_likely`: columns
    to check for a row. `near`: those that are near. `seen`: a memo slot for each. `syllabic` and
    `syllabic_row`: tokens in syllables. `outline`: a token's outline, as prefilter.py reads it.
    `room`: work space for passes.
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
    is_likely: Flags
    near: Longs
    seen: Longs
    syllabic: Flags
    syllabic_row: Flags
    outline: Longs
    room: Workspace


@njit_cached
def new_token_scores(left: NameSet, right: NameSet, sets: int) -> TokenScores:
    """Return a sheet large enough for any person of two sides."""
    tokens, other_tokens = _most_tokens(left), _most_tokens(right)
    columns = max(_COLUMNS, 2 * other_tokens)
    return TokenScores(
        worth=np.empty((columns, 2 * tokens), np.int32),
        entries=np.empty(columns, np.int32),
        column=np.empty((2, _most_entry(right) + 1), np.int32),
        places=np.empty((2, max(PEOPLE_PER_SHEET * 16, other_tokens)), np.int32),
        starts=np.empty(PEOPLE_PER_SHEET + 1, np.int32),
        names=np.empty((_most_names(left), _most_names(right)), np.int32),
        tried=np.empty((2, max(_most_names(left), _most_names(right))), np.int32),
        sets=np.empty((4, sets), np.int32),
        is_open=np.empty((columns, 2 * tokens), np.bool_),
        looks=np.empty((6, columns), np.int64),
        is_likely=np.empty(columns, np.bool_),
        near=np.empty(columns, np.int64),
        seen=np.empty(columns, np.int64),
        syllabic=np.empty(columns, np.bool_),
        syllabic_row=np.empty(tokens, np.bool_),
        outline=np.empty(CLASSES, np.int64),
        room=new_workspace(),
    )


@njit_no_refcount
def _most_tokens(names: NameSet) -> int:
    most = 1
    for person in range(names.people.size - 1):
        most = max(
            most, names.starts[names.people[person + 1]] - names.starts[names.people[person]]
        )
    return most


@njit_no_refcount
def _most_names(names: NameSet) -> int:
    most = 1
    for person in range(names.people.size - 1):
        most = max(most, names.people[person + 1] - names.people[person])
    return most


@njit_no_refcount
def _most_entry(names: NameSet) -> int:
    most = 0
    for kind in range(2):
        for position in range(names.tokens.shape[1]):
            most = max(most, names.tokens[kind, position])
    return most


@njit_no_refcount
def place_tokens(sheet: TokenScores, right: NameSet, other_rows: Longs) -> tuple[int, int]:
    """Assign a column to every token of the right persons.

    Return the number of persons that fit, and the number of columns.
    """
    used, end = 0, 0
    sheet.starts[0] = 0
    for index in range(other_rows.size):
        first = right.starts[right.people[other_rows[index]]]
        last = right.starts[right.people[other_rows[index] + 1]]
        is_full = (
            used + 2 * (last - first) > sheet.entries.size
            or end + last - first > sheet.places.shape[1]
        )
        if is_full or index == PEOPLE_PER_SHEET:
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
    return other_rows.size, used


@njit_no_refcount
def fill_scores(both: TokenPairs, sheet: TokenScores, tokens: Ints, columns: int) -> None:
    """Write the bits of each of a person's tokens with the entry of each column.

    Unknown values are written as upper bounds. Two joined tokens are not compared with two joined
    tokens.
    """
    rows = tokens.shape[1]
    _read_columns(both, sheet, columns, 2 * rows)
    sets = sheet.looks[_SET]
    allowed = sheet.looks[_ALLOWED]
    sizes = sheet.looks[_SIZE]
    is_likely = sheet.is_likely
    for row in range(rows):
        sheet.syllabic_row[row] = is_syllabic(both.left, tokens[0, row])
        for kind in range(2):
            token = tokens[kind, row]
            if token >= 0:
                own, outline = both.left.classes[token], both.left.outlines[token]
                most, size = allowed_edits(own, outline, kind), outline_size(outline)
                # numbers only, so the compiler can vectorise the loop
                for column in range(columns):
                    is_likely[column] = may_match_by_classes(
                        own, most, size, sets[column], allowed[column], sizes[column]
                    )
                _fill_row(
                    both,
                    sheet,
                    (token, kind, kind * rows + row),
                    _find_near(both, sheet, token, kind, columns),
                )


@njit_inline
def _read_columns(both: TokenPairs, sheet: TokenScores, columns: int, rows: int) -> None:
    """Write the data of each column's entry that the loops read; no column is near yet."""
    outlines = sheet.looks
    for column in range(columns):
        entry, is_joined = sheet.entries[column] >> 1, sheet.entries[column] & 1
        outlines[_SET, column] = both.right.classes[entry]
        outlines[_OUTLINE, column] = both.right.outlines[entry]
        outlines[_MOST, column], outlines[_GAIN, column] = both.right_most[entry], 0
        outlines[_ALLOWED, column] = allowed_edits(
            outlines[_SET, column], outlines[_OUTLINE, column], is_joined
        )
        outlines[_SIZE, column] = outline_size(outlines[_OUTLINE, column])
        sheet.syllabic[column] = (
            is_joined == 0 and outlines[_SET, column] & LOOSE and is_syllabic(both.right, entry)
        )
        for row in range(rows):
            sheet.worth[column, row], sheet.is_open[column, row] = CONFLICT, False


@njit_inline
def _find_near(both: TokenPairs, sheet: TokenScores, token: int, kind: int, columns: int) -> int:
    """Write which likely columns are near to a token, and their memo slots; return how many."""
    own = both.left.classes[token]
    own_outline = both.left.outlines[token]
    outlines = sheet.looks
    count = 0
    read_outline(own_outline, sheet.outline)
    for column in range(columns):
        is_joined = sheet.entries[column] & 1
        if not sheet.is_likely[column] or kind & is_joined:
            continue
        other_set, other_outline = outlines[_SET, column], outlines[_OUTLINE, column]
        allowed = outline_edits_allowed(
            own, own_outline, other_set, other_outline, kind + is_joined > 0
        )
        if allowed == NEAR or (
            allowed > NEAR and outline_edits(sheet.outline, own_outline, other_outline) <= allowed
        ):
            sheet.near[count] = column
            sheet.seen[count] = first_slot(both.slots, token, sheet.entries[column] >> 1)
            count += 1
    return count


@njit_inline
def _fill_row(both: TokenPairs, sheet: TokenScores, row: tuple[int, int, int], count: int) -> None:
    """Fill the cells of a row (token, whether it is joined, place) in the near columns."""
    token, kind, place = row
    for index in range(count):  # fetch all slots at once; single fetches would each wait for memory
        sheet.seen[index] = both.slots[sheet.seen[index]]
    for index in range(count):
        column = sheet.near[index]
        bits = cached_bits(both.slots, token, sheet.entries[column] >> 1)
        if bits == NOT_CACHED:
            bits = min(sheet.looks[_MOST, column], both.left_most[token])
            sheet.is_open[column, place] = True
        sheet.worth[column, place] = bits
        more = max_gain(bits, kind + (sheet.entries[column] & 1) > 0)
        sheet.looks[_GAIN, column] = max(sheet.looks[_GAIN, column], more)


@njit_inline
def max_gain_of(sheet: TokenScores, place: int) -> int:
    """Return the most bits that the token at a place adds to two names beyond a conflict.

    The token counts separately or joined with the next one.
    """
    more, joined = sheet.looks[_GAIN, sheet.places[0, place]], sheet.places[1, place]
    return int(more if joined < 0 else max(more, sheet.looks[_GAIN, joined]))


@njit_inline
def settle_column(both: TokenPairs, sheet: TokenScores, tokens: Ints, column: int) -> bool:
    """Compute the cells of a column that are still open; return whether any was open.

    A column below 0 is none.
    """
    rows, is_new = tokens.shape[1], False
    if column >= 0:
        for place in range(2 * rows):
            if sheet.is_open[column, place]:
                token = tokens[0, place] if place < rows else tokens[1, place - rows]
                sheet.worth[column, place] = compute_bits(
                    both, token, sheet.entries[column] >> 1, sheet.room
                )
                sheet.is_open[column, place] = False
                is_new = True
    return is_new
