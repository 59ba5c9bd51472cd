"""Bloom filter encodings of records and their similarity, as numpy bits of pieces of facts.

There are four hardenings, each a switch. Keyed: HMAC instead of a plain hash. Record-level: one
filter for all fields instead of one per field. Salted: the year of birth is part of the hashed
text, so equal pieces of two years have no common positions. Balanced: the filter and its
complement, permuted by the key, so every encoding has the same number of ones.

After Schnell, Bachteler and Reiher (2009), Durham and others (2014), Niedermeyer and others (2014),
Schnell and Borgs (2016). Decision 0021 explains why no library is used.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.options.features import FIELDS, RecordPieces
from benchmarks.options.world import Flags, Longs

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

RECORD_BITS: Final = 1024  # a filter of a whole record
FIELD_BITS: Final = 512  # a filter of one field
# Hash positions per piece, and weight of each field's similarity if fields are separate. Both were
# chosen on tuning worlds only (decision 0021).
HASHES: Final = (6, 6, 12, 8, 10, 16)
WEIGHTS: Final = (0.25, 0.25, 0.2, 0.1, 0.1, 0.1)
_STEPS: Final = 1000  # steps of similarity for choosing a threshold
_AT_ONCE: Final = 1 << 22  # words of memory per comparison step


@dataclass(frozen=True, slots=True)
class Hardening:
    """The hardenings of an encoding.

    `keyed`: positions come from a keyed hash. `record_level`: one filter holds all fields.
    `salted`: the year of birth is part of the hash. `balanced`: each filter is stored with its
    complement. `next_year_too` weakens the salt: records with births one year apart can still be
    similar.
    """

    keyed: bool = False
    record_level: bool = False
    salted: bool = False
    balanced: bool = False
    next_year_too: bool = False

    @property
    def name(self) -> str:
        """The names of the hardenings."""
        if (self.keyed, self.record_level, self.salted, self.balanced) == (True,) * 4:
            return "all four" + ", next year too" * self.next_year_too
        names = ("keyed", "record-level", "salted by year of birth", "balanced", "next year too")
        has = (self.keyed, self.record_level, self.salted, self.balanced, self.next_year_too)
        return (
            ", ".join(name for name, has_step in zip(names, has, strict=True) if has_step) or "none"
        )

    def salts(self, years: Sequence[int]) -> tuple[int, ...]:
        """Return the distinct salts for a record with these years of birth, sorted.

        Each year is a salt. With `next_year_too`, the year after each known year is one too. An
        unknown year (0) gives the salt 0. Without `salted` the result is (0,).
        """
        if not self.salted:
            return (0,)
        both = {
            year + later
            for year in years
            for later in ((0, 1) if year and self.next_year_too else (0,))
        }
        return tuple(sorted(both))


PLAIN: Final = Hardening()
HARDENED: Final = Hardening(keyed=True, record_level=True, salted=True, balanced=True)


@dataclass(frozen=True)
class EncodedRecords:
    """Encodings as a matching unit holds them, one row each.

    `bits[f]` bool[n, m] is the filter of field f (one field if record-level). `is_known` bool[n,
    fields] marks fields with a value. `owner` int64[n] is the record of a row. `group` int64[n] is
    the tag of its salt: only rows of one group can be similar. A record with several possible years
    of birth has one row for each.
    """

    bits: tuple[Flags, ...]
    is_known: Flags
    owner: Longs
    group: Longs

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """The filters, 64 positions per word."""
        return tuple(np.packbits(bits, axis=1).view(np.uint64) for bits in self.bits)

    @property
    def bytes_held(self) -> int:
        """The size of all encodings in bytes."""
        return sum(words.nbytes for words in self.words)


def encode(records: Sequence[RecordPieces], hardening: Hardening, key: bytes) -> EncodedRecords:
    """Return the encodings of records; equal pieces and key always give equal encodings."""
    rows = [
        (number, year)
        for number, record in enumerate(records)
        for year in hardening.salts(record.years)
    ]
    fields = 1 if hardening.record_level else len(FIELDS)
    size = RECORD_BITS if hardening.record_level else FIELD_BITS
    bits = tuple(np.zeros((len(rows), size), np.bool_) for _ in range(fields))
    is_known = np.zeros((len(rows), fields), np.bool_)
    own_key = key if hardening.keyed else None

    @cache
    def positions(year: int, field: int, text: str) -> Longs:
        return hash_positions(f"{year}|{field}|{text}", HASHES[field], size, own_key)

    for row, (number, year) in enumerate(rows):
        for field, text in records[number].pieces:
            at = 0 if hardening.record_level else field
            bits[at][row, positions(year, field, text)] = True
            is_known[row, at] = True
    owner = np.array([number for number, _ in rows], np.int64)
    group = np.array([year for _, year in rows], np.int64)
    if hardening.balanced:
        bits = tuple(balance_filters(field, own_key or b"") for field in bits)
    return EncodedRecords(bits, is_known, owner, group)


def hash_positions(text: str, count: int, size: int, key: bytes | None) -> Longs:
    """Return `count` positions (at most 16) below `size` for a text.

    They come from HMAC-SHA-256, or from SHA-256 without a key.
    """
    data = text.encode()
    digest = hashlib.sha256(data).digest() if key is None else hmac.digest(key, data, "sha256")
    return np.frombuffer(digest, np.uint16)[:count].astype(np.int64) % size


def balance_filters(bits: Flags, key: bytes) -> Flags:
    """Return the filters with complements, permuted by the key; half of the positions are set."""
    return np.ascontiguousarray(
        np.concatenate([bits, ~bits], axis=1)[:, _order(key, 2 * bits.shape[1])]
    )


def unbalance(bits: Flags, key: bytes) -> Flags:
    """Return the original filters of `balance_filters`; this needs the key."""
    return np.ascontiguousarray(
        bits[:, np.argsort(_order(key, bits.shape[1]))][:, : bits.shape[1] // 2]
    )


def _order(key: bytes, size: int) -> Longs:
    seed = int.from_bytes(hmac.digest(key, b"order of a balanced filter", "sha256"), "big")
    return np.random.default_rng(seed).permutation(size)


def similar_pairs(
    encoded: EncodedRecords, state_of: Longs, least: float
) -> tuple[Longs, Longs, Floats]:
    """Return the pairs of records of two states with similarity of at least `least`, each once.

    Returns (record, other record, similarity) for the best rows of a pair. Similarity is Dice, from
    0 to 1. With separate fields it is the weighted mean over the fields known on both sides.
    """
    parts = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))]
    for left, right, likeness, is_pair in _compared(encoded, state_of):
        at, other_end = np.nonzero(is_pair & (likeness >= least))
        parts.append((left[at], right[other_end], likeness[at, other_end]))
    left_rows, right_rows, dice = (np.concatenate(column) for column in zip(*parts, strict=True))
    low, high = np.minimum(left_rows, right_rows), np.maximum(left_rows, right_rows)
    order = np.lexsort((-dice, high, low))
    low, high, dice = low[order], high[order], dice[order]
    is_first = np.append([True], (np.diff(low) != 0) | (np.diff(high) != 0))[: low.size]
    return low[is_first], high[is_first], dice[is_first]


def best_threshold(encoded: EncodedRecords, state_of: Longs, child_of: Longs) -> float:
    """Return the similarity threshold with the best F1, in steps of a thousandth.

    It needs the truth, so it is used on a tuning world only.
    """
    true, found = np.zeros(_STEPS + 1, np.int64), np.zeros(_STEPS + 1, np.int64)
    for left, right, likeness, is_pair in _compared(encoded, state_of):
        step = (likeness * _STEPS).astype(np.int64)
        found += np.bincount(step[is_pair], minlength=_STEPS + 1)
        is_true = is_pair & (child_of[left][:, None] == child_of[right])
        true += np.bincount(step[is_true], minlength=_STEPS + 1)
    hits, returned = np.cumsum(true[::-1])[::-1], np.cumsum(found[::-1])[::-1]
    _, per_state = np.unique(np.stack([child_of, state_of], axis=1), axis=0, return_counts=True)
    true_total = _pairs_of(np.unique(child_of, return_counts=True)[1]) - _pairs_of(per_state)
    return float((2 * hits / np.maximum(returned + true_total, 1)).argmax() / _STEPS)


def _pairs_of(sizes: Longs) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _compared(
    encoded: EncodedRecords, state_of: Longs
) -> Iterator[tuple[Longs, Longs, Floats, Flags]]:
    """Yield record indices (left, right), row similarities, and the mask of pairs to count.

    The mask has pairs of two states that were not compared before.
    """
    states = state_of[encoded.owner]
    for group in np.unique(encoded.group):
        rows = np.flatnonzero(encoded.group == group)
        step = max(1, _AT_ONCE // max(rows.size * encoded.words[0].shape[1], 1))
        for first in range(0, rows.size, step):
            left, right = rows[first : first + step], rows[first:]
            is_pair = (states[left][:, None] != states[right]) & (left[:, None] < right)
            yield (
                encoded.owner[left],
                encoded.owner[right],
                dice_matrix(encoded, left, right),
                is_pair,
            )


def dice_matrix(encoded: EncodedRecords, left: Longs, right: Longs) -> Floats:
    """Return the similarities of rows, float32[len(left), len(right)], from 0 to 1.

    0 if no field is known on both sides.
    """
    total = np.zeros((left.size, right.size), np.float32)
    weight = np.zeros_like(total)
    for field, words in enumerate(encoded.words):
        left_words, right_words = words[left], words[right]
        both = np.bitwise_count(left_words[:, None, :] & right_words[None, :, :]).sum(
            axis=2, dtype=np.int32
        )
        sizes = _weight(left_words)[:, None] + _weight(right_words)[None, :]
        worth = WEIGHTS[field] if len(encoded.words) > 1 else 1.0
        known = (
            encoded.is_known[left, field][:, None] & encoded.is_known[right, field][None, :]
        ) * np.float32(worth)
        total += known * np.divide(
            2 * both, sizes, out=np.zeros(both.shape, np.float32), where=sizes > 0
        )
        weight += known
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def _weight(words: Words) -> npt.NDArray[np.int32]:
    bit_counts: npt.NDArray[np.int32] = np.bitwise_count(words).sum(axis=1, dtype=np.int32)
    return bit_counts
