"""Stored evidence of a scored pair: level and bits of every attribute, without words or values."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.arrays import Bytes, Floats
from matching.errors import EvidenceError
from matching.model.levels import ATTRIBUTE_COUNT, ATTRIBUTES
from matching.names.constants import SCALE
from matching.versions import EVIDENCE_VERSION

_LAYOUT: Final = struct.Struct("<B" + "Bh" * ATTRIBUTE_COUNT)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One attribute's part of a score.

    It holds the level's code and number (0 unknown) and its bits, a multiple of 1/64.
    """

    attribute: str
    level: str
    number: int
    bits: float

    @property
    def is_known(self) -> bool:
        """Whether both sides have a value."""
        return self.number > 0


def evidence_of(levels: Bytes, attribute_bits: Floats) -> tuple[Evidence, ...]:
    """Return the evidence of one pair from its row of levels (uint8[A]) and bits (float32[A])."""
    return tuple(
        Evidence(attribute.name, attribute.levels[number].code, number, bits)
        for attribute, number, bits in zip(
            ATTRIBUTES, levels.tolist(), attribute_bits.tolist(), strict=True
        )
    )


def encode_levels(levels: Bytes, attribute_bits: Floats) -> bytes:
    """Return one pair's row of levels (uint8[A]) and bits (float32[A]) as bytes for storage."""
    values = [
        number
        for pair in zip(
            levels.tolist(), np.rint(attribute_bits * SCALE).astype(int).tolist(), strict=True
        )
        for number in pair
    ]
    return _LAYOUT.pack(EVIDENCE_VERSION, *values)


def decode_levels(stored: bytes) -> tuple[Evidence, ...]:
    """Return the evidence that `encode_levels` wrote.

    Raise EvidenceError for another version, a wrong length or an unknown level. Other alterations
    of the bytes are not detected.
    """
    if len(stored) != _LAYOUT.size or stored[0] != EVIDENCE_VERSION:
        raise EvidenceError("stored evidence: another version, or truncated")
    values = _LAYOUT.unpack(stored)[1:]
    evidence = []
    for attribute, number, bits in zip(ATTRIBUTES, values[::2], values[1::2], strict=True):
        if number >= len(attribute.levels):
            raise EvidenceError("stored evidence: unknown level")
        evidence.append(
            Evidence(attribute.name, attribute.levels[number].code, number, bits / SCALE)
        )
    return tuple(evidence)


def stored_arrays(stored: Sequence[bytes]) -> tuple[Bytes, Floats]:
    """Return levels uint8[n, A] and bits float32[n, A] of stored evidence.

    Raises EvidenceError for another version.
    """
    levels = np.zeros((len(stored), ATTRIBUTE_COUNT), np.uint8)
    bits = np.zeros((len(stored), ATTRIBUTE_COUNT), np.float32)
    for row, pair in enumerate(stored):
        evidence = decode_levels(pair)
        levels[row] = [part.number for part in evidence]
        bits[row] = [part.bits for part in evidence]
    return levels, bits
