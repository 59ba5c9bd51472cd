"""A set of weights as a value: bits of every level and the name bend, with sources; and its form as
a file.

The table that ships is levels.py and nothing else; `shipped_weights()` is that table as a value.
Another set comes from a file that is read strictly: what is not in the table, or breaks one of its
laws, is refused and never filled up or repaired.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.errors import WeightsError
from matching.model.attribute import Attribute
from matching.model.levels import (
    ATTRIBUTE_COUNT,
    ATTRIBUTE_NAMES,
    ATTRIBUTES,
    FAMILY_INDEX,
    MAX_LEVELS,
    NAME_CALIBRATION,
)
from matching.model.u_probabilities import ChanceTable, shift_bits
from matching.names.constants import SCALE
from matching.versions import ENGINE_VERSION

# a level or a name is never worth more, for or against: what is stored of a score is 16 bit
MAX_BITS: Final = 100.0
MAX_FILE_BYTES: Final = 1 << 20
MAX_NOTE_LENGTH: Final = 500  # characters
MAX_SOURCE_LENGTH: Final = 40
HASH_DIGITS: Final = (
    8  # with the engine's version and a snapshot's number it must fit a column of 20 characters
)
_AS_SHIPPED: Final = tuple(
    (0.0,) * len(attribute.levels) for attribute in ATTRIBUTES
)  # chance of the tuning worlds


class WeightTables(NamedTuple):
    """A set as the kernel reads it: int32[attributes, most levels] and int32[points, 2] in 1/64
    bit.
    """

    bits: npt.NDArray[np.int32]
    bend: npt.NDArray[np.int32]


@dataclasses.dataclass(frozen=True, slots=True)
class WeightSet:
    """Bits and sources of every level, both in the order of levels.ATTRIBUTES (unknown first, 0;
    names all 0), the name bend (raw bits, bits) at the points of levels.NAME_BEND, a note of where
    the set comes from, and under which chance the bits hold: how much commoner each level was than
    in the tuning worlds (u_probabilities.py), in bits.

    Raises WeightsError where a law of the table is broken.
    """

    bits: tuple[tuple[float, ...], ...]
    sources: tuple[tuple[str, ...], ...]
    bend: tuple[tuple[float, float], ...]
    note: str
    chance: tuple[tuple[float, ...], ...] = _AS_SHIPPED

    def __post_init__(self) -> None:
        _check(self)

    @property
    def version(self) -> str:
        """The version of an engine with these weights: by their content, so that two sets never
        share a name.

        Sources and note shape no score and no version; the bits that ship are the engine's own
        version.
        """
        if (self.bits, self.bend, self.chance) == _SHIPPED_BITS:
            return ENGINE_VERSION
        content = json.dumps(
            [ENGINE_VERSION, *(table.tolist() for table in (*self.tables(), _table(self.chance)))]
        )
        return f"{ENGINE_VERSION}+{hashlib.sha256(content.encode()).hexdigest()[:HASH_DIGITS]}"

    def tables(self, chance: ChanceTable | None = None) -> WeightTables:
        """Return the set as the kernel reads it, among people who agree by such chance; None: as
        the bits stand.
        """
        levels = _table(self.bits)
        if chance is not None:
            levels = shift_bits(levels, chance - _table(self.chance))
        return WeightTables(levels, np.rint(np.array(self.bend) * SCALE).astype(np.int32))

    def with_chance(self, chance: ChanceTable | None) -> WeightSet:
        """Return the set with the bits that it has among people who agree by such chance, and
        beside them the chance that is in them: there it gives the same scores, and of what is rarer
        nothing was counted.
        """
        if chance is None:
            return self
        bits = _rows(self.tables(chance).bits)
        return dataclasses.replace(
            self, bits=bits, chance=_rows(np.maximum(chance, _table(self.chance)))
        )


def _table(rows: Sequence[Sequence[float]]) -> npt.NDArray[np.int32]:
    """Return bits of levels x 64, 0 where there is no such level."""
    table = np.zeros((ATTRIBUTE_COUNT, MAX_LEVELS), np.int32)
    for row, bits in enumerate(rows):
        table[row, : len(bits)] = np.rint(np.array(bits) * SCALE)
    return table


def _rows(table: npt.NDArray[np.integer]) -> tuple[tuple[float, ...], ...]:
    """Return what `_table` was made of."""
    return tuple(
        tuple((row[: len(attribute.levels)] / SCALE).tolist())
        for attribute, row in zip(ATTRIBUTES, table, strict=True)
    )


_SHIPPED_BITS: Final = (
    tuple(tuple(level.bits for level in attribute.levels) for attribute in ATTRIBUTES),
    NAME_CALIBRATION,
    _AS_SHIPPED,
)


@functools.cache
def shipped_weights() -> WeightSet:
    """Return levels.py's table as a value."""
    sources = tuple(tuple(level.source for level in attribute.levels) for attribute in ATTRIBUTES)
    return WeightSet(
        _SHIPPED_BITS[0],
        sources,
        NAME_CALIBRATION,
        "shipped with the engine; see matching/model/levels.py",
    )


def _check(weights: WeightSet) -> None:
    shape = [len(attribute.levels) for attribute in ATTRIBUTES]
    if any(
        [len(row) for row in rows] != shape
        for rows in (weights.bits, weights.sources, weights.chance)
    ):
        raise WeightsError("a level is missing or there is one too many")
    for attribute, bits, chance in zip(ATTRIBUTES, weights.bits, weights.chance, strict=True):
        _check_row(attribute, bits, chance)
    if any(weights.bits[0]):
        raise WeightsError(f"{ATTRIBUTE_NAMES[0]}: names take their bits from the bend alone")
    if [total for total, _ in weights.bend] != [total for total, _ in NAME_CALIBRATION]:
        raise WeightsError("name_bend: its points are not this engine's")
    for total, value in weights.bend:
        _check_bits(f"name_bend at {total:g}", value)
    if any(left[1] > right[1] for left, right in itertools.pairwise(weights.bend)):
        raise WeightsError("name_bend: bits fall from one point to a better one")
    if len(weights.note) > MAX_NOTE_LENGTH or any(
        len(source) > MAX_SOURCE_LENGTH for row in weights.sources for source in row
    ):
        raise WeightsError("a note or a source is too long")


def _check_row(attribute: Attribute, bits: Sequence[float], chance: Sequence[float]) -> None:
    for level, values in zip(attribute.levels, zip(bits, chance, strict=True), strict=True):
        _check_bits(f"{attribute.name}.{level.code}", *values)
    if chance[0] or (attribute.name == ATTRIBUTE_NAMES[0] and any(chance)):
        raise WeightsError(f"{attribute.name}: neither unknown nor a name has a chance here")
    if attribute.name == ATTRIBUTE_NAMES[FAMILY_INDEX] and any((*bits, *chance)):
        raise WeightsError(f"{attribute.name}: takes its bits from what the other attributes say")
    if bits[0] != 0:
        raise WeightsError(f"{attribute.name}.unknown: unknown carries no bits")
    if any(left > right for left, right in itertools.pairwise(bits[1:])):
        raise WeightsError(f"{attribute.name}: bits fall from one level to a better one")


def _check_bits(place: str, *values: float) -> None:
    for value in values:
        if (
            not math.isfinite(value)
            or abs(value) > MAX_BITS
            or value * SCALE != round(value * SCALE)
        ):
            raise WeightsError(
                f"{place}: not a multiple of 1/{SCALE} bit between -{MAX_BITS:g} and {MAX_BITS:g}"
            )


def weights_text(weights: WeightSet) -> str:
    """Return a set as the text of a file that `read_weights` reads."""
    levels = {
        attribute.name: {
            level.code: {"bits": bits, "source": source, "chance": chance}
            for level, bits, source, chance in zip(attribute.levels, *rows, strict=True)
        }
        for attribute, *rows in zip(
            ATTRIBUTES, weights.bits, weights.sources, weights.chance, strict=True
        )
        if attribute.name != ATTRIBUTE_NAMES[0]
    }
    content = {
        "engine": ENGINE_VERSION,
        "version": weights.version,
        "note": weights.note,
        "name_bend": weights.bend,
        "levels": levels,
    }
    return json.dumps(content, indent=1) + "\n"


def read_weights(path: Path) -> WeightSet:
    """Return the set in a file; raises WeightsError for one that is missing, malformed, of another
    engine or unlawful.

    `version` may be left out, as after an edit by hand; one that is not the content's is refused.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise WeightsError(
            f"the file cannot be read: {error.strerror or 'unknown reason'}"
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise WeightsError("the file is too large for a set of weights")
    return parse_weights(content)


def parse_weights(content: bytes) -> WeightSet:
    """Return the set in the content of a file; raises WeightsError as `read_weights`."""
    try:
        document = json.loads(content.decode("utf-8"), object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError) as error:
        raise WeightsError("not a JSON file") from error
    _keys("the file", document, {"engine", "note", "name_bend", "levels"}, also={"version"})
    if document["engine"] != ENGINE_VERSION:
        raise WeightsError(f"made for another engine than version {ENGINE_VERSION}; fit anew")
    _keys("levels", document["levels"], set(ATTRIBUTE_NAMES[1:]))
    bits, sources, chance = (
        [shipped_weights().bits[0]],
        [shipped_weights().sources[0]],
        [shipped_weights().chance[0]],
    )
    for attribute in ATTRIBUTES[1:]:
        row = document["levels"][attribute.name]
        _keys(attribute.name, row, {level.code for level in attribute.levels})
        for level in attribute.levels:
            _keys(f"{attribute.name}.{level.code}", row[level.code], {"bits", "source", "chance"})
        places = [(f"{attribute.name}.{level.code}", row[level.code]) for level in attribute.levels]
        bits.append(tuple(_number(place, level["bits"]) for place, level in places))
        chance.append(tuple(_number(place, level["chance"]) for place, level in places))
        sources.append(tuple(_text(place, level["source"]) for place, level in places))
    bend, note = _bend(document["name_bend"]), _text("note", document["note"])
    weights = WeightSet(tuple(bits), tuple(sources), bend, note, tuple(chance))
    if document.get("version", weights.version) != weights.version:
        raise WeightsError(
            "its version is not its content's; after an edit by hand leave the version out"
        )
    return weights


def _unique_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _keys(place: str, value: object, expected: Set[str], *, also: Set[str] = frozenset()) -> None:
    if not isinstance(value, Mapping):
        raise WeightsError(f"{place}: not an object")
    missing, unknown = expected - value.keys(), value.keys() - expected - also
    if missing:
        raise WeightsError(f"{place}: {min(missing)} is missing")
    if unknown:
        raise WeightsError(
            f"{place}: something that this engine does not know beside"
            f" {', '.join(sorted(expected))}"
        )


def _bend(value: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list) or not all(
        isinstance(point, list) and len(point) == 2 for point in value
    ):
        raise WeightsError("name_bend: not a list of points")
    return tuple((_number("name_bend", total), _number("name_bend", bits)) for total, bits in value)


def _number(place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WeightsError(f"{place}: not a number")
    try:
        return float(value)
    except OverflowError as error:
        raise WeightsError(f"{place}: not a number of bits") from error


def _text(place: str, value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise WeightsError(f"{place}: not a line of text")
    return value
