"""What one person's tokens are worth with those of many: a row a token, a column a token of theirs,
looked up once.

Compiled. A cell holds bits, or what they are at most until somebody needs more; letters are looked
at in token_similarity.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
from matching.names.tokens.token_table import Ints, Longs
from matching.names.tokens.transducer import Workspace, new_workspace

PEOPLE_PER_SHEET = 1024  # right persons on one sheet at most
_COLUMNS = 4096  # of a sheet, more where a single person has more
Flags = npt.NDArray[np.bool_]

_SET, _OUTLINE, _MOST, _ALLOWED, _SIZE, _GAIN = range(6)  # of a column's looks


class TokenScores(NamedTuple):
    """Room for one left person and up to PEOPLE right ones, filled anew for the next.

    `worth` int32[columns, rows]; `entries` what each column stands for, entry x 2 + 1 for two
    tokens as one; `column` int32[2, entries]: where an entry's column was last; `places` int32[2,
    tokens]: the columns of the right people's tokens; `starts` where a right person's begin;
    `names` bits of every two names of a pair; `tried` of parts_tried; `sets` room of align.py;
    `is_open` which cells are no more than a bound so far; `looks` int64[6, columns]: classes,
    outline and most bits of a column's entry, how many consonants may differ, how many there are,
    and what it adds to two names at most beyond a conflict; `is_likely` which columns need a closer
    look for a row, `near` those that are near, `seen` a slot of the memo for each; `syllabic` and
    `syllabic_row` whether a column's or a row's token is in syllables; `outline` a token's, as
    prefilter.py reads it; `room` for passes.
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
    """Return a sheet that holds any person of two sides."""
    tokens, other_tokens = _most_tokens(left), _most_tokens(right)
    columns = max(_COLUMNS, 2 * other_tokens)
    return TokenScores(
        np.empty((columns, 2 * tokens), np.int32),
        np.empty(columns, np.int32),
        np.empty((2, _most_entry(right) + 1), np.int32),
        np.empty((2, max(PEOPLE_PER_SHEET * 16, other_tokens)), np.int32),
        np.empty(PEOPLE_PER_SHEET + 1, np.int32),
        np.empty((_most_names(left), _most_names(right)), np.int32),
        np.empty((2, max(_most_names(left), _most_names(right))), np.int32),
        np.empty((4, sets), np.int32),
        np.empty((columns, 2 * tokens), np.bool_),
        np.empty((6, columns), np.int64),
        np.empty(columns, np.bool_),
        np.empty(columns, np.int64),
        np.empty(columns, np.int64),
        np.empty(columns, np.bool_),
        np.empty(tokens, np.bool_),
        np.empty(CLASSES, np.int64),
        new_workspace(),
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
    """Give every token of the right persons a column; return for how many persons there was room,
    and the columns.
    """
    used, end = 0, 0
    sheet.starts[0] = 0
    for index in range(other_rows.size):
        first, last = (
            right.starts[right.people[other_rows[index]]],
            right.starts[right.people[other_rows[index] + 1]],
        )
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
    """Write what each of a person's tokens is worth with the entry of each column, or where that is
    not known yet what it is worth at most; two of two tokens as one are not compared.
    """
    rows = tokens.shape[1]
    _read_columns(both, sheet, columns, 2 * rows)
    sets, allowed, sizes, is_likely = (
        sheet.looks[_SET],
        sheet.looks[_ALLOWED],
        sheet.looks[_SIZE],
        sheet.is_likely,
    )
    for row in range(rows):
        sheet.syllabic_row[row] = is_syllabic(both.left, tokens[0, row])
        for kind in range(2):
            token = tokens[kind, row]
            if token >= 0:
                own, outline = both.left.classes[token], both.left.outlines[token]
                most, size = allowed_edits(own, outline, kind), outline_size(outline)
                for column in range(columns):  # nothing but numbers: several are done at once
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
    """Write what is looked at of each column's entry; nothing fits it yet."""
    outlines = sheet.looks
    for column in range(columns):
        entry, is_joined = sheet.entries[column] >> 1, sheet.entries[column] & 1
        outlines[_SET, column], outlines[_OUTLINE, column] = (
            both.right.classes[entry],
            both.right.outlines[entry],
        )
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
    """Write which of the likely columns are near to a token, and where the memo has the pair;
    return how many.
    """
    own, own_outline, outlines, count = (
        both.left.classes[token],
        both.left.outlines[token],
        sheet.looks,
        0,
    )
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
    """Fill the cells of a row (token, whether it is two as one, place) in the columns that are
    near.
    """
    token, kind, place = row
    for index in range(
        count
    ):  # all slots are fetched at once: one after the other, each would be waited for
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
    """Return what the token at a place adds to two names at most beyond a conflict, alone or with
    its neighbour.
    """
    more, joined = sheet.looks[_GAIN, sheet.places[0, place]], sheet.places[1, place]
    return int(more if joined < 0 else max(more, sheet.looks[_GAIN, joined]))


@njit_inline
def settle_column(both: TokenPairs, sheet: TokenScores, tokens: Ints, column: int) -> bool:
    """Work out what is not known yet of a column; say whether anything was. A column below 0 is
    none.
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
