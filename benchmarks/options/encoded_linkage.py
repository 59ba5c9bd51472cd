"""The option with encodings only: thresholds from a tuning world, pairs of the reported world."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.options.encodings import Hardening, best_threshold, encode, similar_pairs
from benchmarks.options.features import RecordPieces
from benchmarks.options.world import Longs, OptionsWorld

TUNING_KEY, KEY = b"key of a tuning world", b"key of the reported world"  # for synthetic people


@dataclass(frozen=True, slots=True)
class EncodedLinkage:
    """The result of a hardening.

    Pairs (`OptionsWorld.codes`), threshold, number of encodings, their bytes, and seconds.
    """

    hardening: Hardening
    threshold: float
    found: Longs
    encodings: int
    bytes_held: int
    encode_seconds: float
    compare_seconds: float


def link_encoded(
    world: OptionsWorld,
    pieces: Sequence[RecordPieces],
    tuning: OptionsWorld,
    tuning_pieces: Sequence[RecordPieces],
    hardening: Hardening,
) -> EncodedLinkage:
    """Return the pairs in `world` at the best threshold of `tuning`, which has another key."""
    tuning_codes = encode(tuning_pieces, hardening, TUNING_KEY)
    threshold = best_threshold(tuning_codes, tuning.state_of, tuning.child_of)
    started = time.process_time()
    encoded = encode(pieces, hardening, KEY)
    between = time.process_time()
    left, right, _ = similar_pairs(encoded, world.state_of, threshold)
    return EncodedLinkage(
        hardening=hardening,
        threshold=round(threshold, 6),
        found=world.across(left, right),
        encodings=encoded.owner.size,
        bytes_held=encoded.bytes_held,
        encode_seconds=between - started,
        compare_seconds=time.process_time() - between,
    )
