"""Patterns in encodings: positions that are often set together, and the piece each represents.

If the same piece sets the same few positions in every record, its rows and positions form a visible
block. The attacker knows frequencies of pieces among other people (`PublicRecords`), but no key and
no truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from benchmarks.options.encodings import HASHES
from benchmarks.options.features import Piece
from benchmarks.options.frequency_alignment import (
    UNASSIGNED,
    Doubles,
    align_by_overlap,
    grow_alignment,
)
from benchmarks.options.frequency_attack import Matrix, PublicRecords, mark_items
from benchmarks.options.world import Flags, Longs

_PARTNERS: Final = 4  # positions most correlated with each one, which start a block
_TELLING: Final = 5  # positions that decide whether a row belongs to a block
_ROUNDS: Final = 2
_NEARLY_ALWAYS: Final = 0.97  # share of a block's rows in which one of its positions is set
_SAME: Final = 0.8  # share of common rows from which two blocks count as one
_LEAST_ROWS: Final = 10
_LEAST_POSITIONS: Final = 6  # one more than `_TELLING`: a block of only five may be chance
_MOST_BLOCKS: Final = 400  # the most frequent blocks, which get names
_MOST_ALIGNED: Final = 80  # blocks aligned in order; the others are added afterwards
_MOST_PIECES: Final = 600
_LEAST_TAGGED: Final = 2
_DOUBT: Final = 2.0  # pseudo-count of records with the population mean, added to those with a part


def find_blocks(bits: Flags) -> tuple[Matrix, Longs]:
    """Return the blocks found: row masks float32[blocks, n] and number of positions per block."""
    filters = bits.astype(np.float32)
    if bits.shape[0] < _LEAST_ROWS or bits.shape[1] <= _TELLING:
        return np.zeros((0, bits.shape[0]), np.float32), np.zeros(0, np.int64)
    count, share = filters.shape[0], filters.mean(axis=0)
    joint = filters.T @ filters / max(count, 1)
    deviation = np.sqrt(np.outer(share * (1 - share), share * (1 - share))) + 1e-9
    tied = (joint - np.outer(share, share)) / deviation
    tied[joint * count < _LEAST_ROWS] = 0
    np.fill_diagonal(tied, 0)
    partners = np.argpartition(-tied, _PARTNERS, axis=1)[:, :_PARTNERS].ravel()
    first_positions = np.repeat(np.arange(share.size), _PARTNERS)
    rows = filters[:, first_positions].T * filters[:, partners].T
    for _ in range(
        _ROUNDS
    ):  # rows with all of the positions that were most often set in the rows before
        often = _mean_over(rows, filters)
        top_columns = np.argpartition(-often, _TELLING, axis=1)[:, :_TELLING]
        signature = np.zeros_like(often)
        np.put_along_axis(signature, top_columns, 1, axis=1)
        rows = (signature @ filters.T >= _TELLING).astype(np.float32)
    positions = _mean_over(rows, filters) >= _NEARLY_ALWAYS
    size = positions.sum(axis=1)
    is_good = (rows.sum(axis=1) >= _LEAST_ROWS) & (size >= _LEAST_POSITIONS)
    rows, size = rows[is_good], size[is_good].astype(np.int64)
    order = np.argsort(-rows.sum(axis=1) + 1e-3 * size, kind="stable")
    return _distinct(rows[order], size[order])


def _distinct(rows: Matrix, size: Longs) -> tuple[Matrix, Longs]:
    """Return the blocks without near-duplicates; the most frequent of each kind stays."""
    sums = rows.sum(axis=1)
    distinct: list[int] = []
    for block in range(rows.shape[0]):
        both = rows[distinct] @ rows[block]
        if len(distinct) == _MOST_BLOCKS:
            break
        if not (both > _SAME * (sums[distinct] + sums[block] - both)).any():
            distinct.append(block)
    return rows[distinct], size[distinct]


def _mean_over(rows: Matrix, filters: Matrix) -> Matrix:
    return np.asarray((rows @ filters) / np.maximum(rows.sum(axis=1), 1)[:, None], np.float32)


def guess_by_patterns(bits: Flags, public: PublicRecords, fields: tuple[int, ...]) -> list[str]:
    """Return a guessed name part for each filter, from the pieces assigned to its blocks.

    `fields` are the fields in the filters. Without a block the guess is the commonest part.
    """
    pieces, has = _pieces(public, fields)
    rows, sizes = find_blocks(bits)
    common = has.T @ has
    # positions that always occur together
    implied = common / np.maximum(common.diagonal(), 1)[:, None] >= _NEARLY_ALWAYS
    hashed = implied @ np.array([HASHES[field] for field, _ in pieces], np.float64)
    unlike = np.minimum((sizes[:, None] - hashed[None, :]) ** 2 / (hashed + 4), 9)
    return guess_names(rows, has, unlike, public, first_only=len(fields) == 1)


def guess_by_tags(
    tags: Sequence[Sequence[int]], known: Sequence[Sequence[int]], public: PublicRecords
) -> list[str]:
    """Return a guessed name part for each record, from the keyed tags of its values only.

    `tags` has the tags of each record. Equal values have equal tags. `known` has the tags of the
    public records. The attacker made them under another key, so equal values have other numbers
    than in `tags`. The guess is the commonest part if there are no tags.
    """
    rows, has = _of_tags(tags).T, _of_tags(known)
    return guess_names(rows, has, np.zeros((rows.shape[0], has.shape[1])), public, first_only=False)


def _of_tags(tags: Sequence[Sequence[int]]) -> Matrix:
    """Return the commonest tags of each record, float32[n, tags], most frequent first."""
    count = Counter(tag for of_one in tags for tag in of_one)
    selected = [
        tag
        for tag in sorted(count, key=lambda tag: (-count[tag], tag))
        if count[tag] >= _LEAST_TAGGED
    ]
    return mark_items(tags, selected[:_MOST_PIECES])


def guess_names(
    rows: Matrix, has: Matrix, unlike: Doubles, public: PublicRecords, *, first_only: bool
) -> list[str]:
    """Return a guessed name part for each record, from unnamed items found in the records.

    `rows` float32[items, n] marks the records with an item, most frequent first. `has` is
    float32[public records, known items]. `unlike` float64[items, known items] is the prior cost of
    assigning one to the other.
    """
    names, shares = public.parts(first_only=first_only)
    if rows.shape[0] == 0 or has.shape[1] == 0:
        return [names[0]] * rows.shape[1]
    expected = (has.T @ has).astype(np.float64) * (rows.shape[1] / has.shape[0])
    overlap = (rows @ rows.T).astype(np.float64)
    expected_shares = expected.diagonal()
    single = (
        unlike
        + (overlap.diagonal()[:, None] - expected_shares[None, :]) ** 2
        / _spread(expected_shares)[None, :]
    )
    alignment = np.full(rows.shape[0], UNASSIGNED, np.int64)
    first = slice(0, _MOST_ALIGNED)
    alignment[first] = align_by_overlap(
        single[first], overlap[first, first], expected, _spread(expected)
    )
    alignment = grow_alignment(
        single,
        overlap,
        alignment,
        np.ones(alignment.size),
        lambda chosen: (expected[:, chosen], _spread(expected[:, chosen])),
    )
    is_given = alignment != UNASSIGNED
    scores = _bayes(rows[is_given].T, has[:, alignment[is_given]], public, names, shares)
    return [names[best] for best in scores.argmax(axis=1).tolist()]


def _spread(expected: Doubles) -> Doubles:
    """Return the variance of a count in two samples of people, widened (judged)."""
    return expected * 2.5 + 2


def _pieces(public: PublicRecords, fields: tuple[int, ...]) -> tuple[list[Piece], Matrix]:
    """Return the commonest pieces of some fields and their records, float32[records, pieces]."""
    by_record = [record.pieces for record in public.records]
    count = Counter(piece for pieces in by_record for piece in pieces if piece[0] in fields)
    commonest = sorted(count, key=lambda piece: (-count[piece], piece))[:_MOST_PIECES]
    return commonest, mark_items(by_record, commonest)


def _bayes(
    seen: Matrix, has: Matrix, public: PublicRecords, names: list[str], shares: Doubles
) -> Doubles:
    """Return log odds of each part for each record from its pieces (float32[n, pieces])."""
    carries = mark_items([record.parts for record in public.records], names)
    mean = np.clip(has.mean(axis=0), 1e-4, 1 - 1e-4).astype(np.float64)
    conditional = (carries.T @ has + _DOUBT * mean) / (carries.sum(axis=0)[:, None] + _DOUBT)
    conditional = np.clip(conditional, 1e-4, 1 - 1e-4)
    for_it, against = np.log(conditional / mean), np.log((1 - conditional) / (1 - mean))
    result: Doubles = (
        seen @ (for_it - against).T + against.sum(axis=1)[None, :] + np.log(shares)[None, :]
    )
    return result
