"""A set of weights as a value and as a file: bits of every level and the name bend, with sources.

levels.py holds the shipped table, and `shipped_weights()` returns it as a value. Another set comes
from a file. It is read strictly: a file that differs from the table's shape, or breaks one of its
rules, is refused and never completed or repaired.
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

from matching.arrays import Ints
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

# Limit of the bits of a level or a name, positive or negative, because stored scores have 16 bits.
MAX_BITS: Final = 100.0
MAX_FILE_BYTES: Final = 1 << 20
MAX_NOTE_LENGTH: Final = 500  # characters
MAX_SOURCE_LENGTH: Final = 40
# Engine version, a snapshot's number and this must fit a column of 20 characters.
HASH_DIGITS: Final = 8
# the chance of the tuning worlds
_AS_SHIPPED: Final = tuple((0.0,) * len(attribute.levels) for attribute in ATTRIBUTES)


class WeightTables(NamedTuple):
    """A set as the kernel reads it, in 1/64 bit.

    The shapes are int32[attributes, most levels] and int32[points, 2].
    """

    bits: Ints
    bend: Ints


@dataclasses.dataclass(frozen=True, slots=True)
class WeightSet:
    """The bits of every level with their sources, and the calibration of names.

    `bits`, `sources` and `chance` have a row for each attribute of levels.ATTRIBUTES and a value
    for each level. The first level is "unknown" and has 0 bits. All bits of the name are 0, because
    they come from `bend`. All bits of the family are 0, because they come from other attributes.

    `bend` has pairs (sum of token bits, bits of the name) at the points of levels.NAME_CALIBRATION.
    `note` names the origin of the set. `chance` belongs to the store for which the bits were made.
    It is how much more often two people reach a level there than in the tuning worlds
    (u_probabilities.py). It is in bits, and 0 for the shipped set.

    Creation raises WeightsError for a wrong number of levels, for bits that are too large, and for
    bits that fall from one level to a higher one (all rules: `_check`).
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
        """The version of an engine with these weights, derived from their content.

        Two different sets never share a version. Sources and note change neither scores nor
        version. The shipped bits have the engine's own version.
        """
        if (self.bits, self.bend, self.chance) == _SHIPPED_BITS:
            return ENGINE_VERSION
        content = json.dumps(
            [ENGINE_VERSION, *(table.tolist() for table in (*self.tables(), _table(self.chance)))]
        )
        return f"{ENGINE_VERSION}+{hashlib.sha256(content.encode()).hexdigest()[:HASH_DIGITS]}"

    def tables(self, chance: ChanceTable | None = None) -> WeightTables:
        """Return the set as the kernel reads it, adjusted to a store's chance (None: unchanged)."""
        levels = _table(self.bits)
        if chance is not None:
            levels = shift_bits(levels, chance - _table(self.chance))
        return WeightTables(levels, np.rint(np.array(self.bend) * SCALE).astype(np.int32))

    def with_chance(self, chance: ChanceTable | None) -> WeightSet:
        """Return the set with bits adjusted to a store's chance, together with that chance.

        In that store the new set gives the same scores. Levels that are rarer there keep their
        bits.
        """
        if chance is None:
            return self
        bits = _rows(self.tables(chance).bits)
        return dataclasses.replace(
            self, bits=bits, chance=_rows(np.maximum(chance, _table(self.chance)))
        )


def _table(rows: Sequence[Sequence[float]]) -> Ints:
    """Return the bits of levels x 64, 0 where a level does not exist."""
    table = np.zeros((ATTRIBUTE_COUNT, MAX_LEVELS), np.int32)
    for row, bits in enumerate(rows):
        table[row, : len(bits)] = np.rint(np.array(bits) * SCALE)
    return table


def _rows(table: npt.NDArray[np.integer]) -> tuple[tuple[float, ...], ...]:
    """Return the rows from which `_table` was made."""
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
    """Return the table of levels.py as a value."""
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
        raise WeightsError("the number of levels of an attribute is wrong")
    for attribute, bits, chance in zip(ATTRIBUTES, weights.bits, weights.chance, strict=True):
        _check_row(attribute, bits, chance)
    if any(weights.bits[0]):
        raise WeightsError(f"{ATTRIBUTE_NAMES[0]}: the bits of names come only from name_bend")
    if [total for total, _ in weights.bend] != [total for total, _ in NAME_CALIBRATION]:
        raise WeightsError("name_bend: its points are not this engine's")
    for total, value in weights.bend:
        _check_bits(f"name_bend at {total:g}", value)
    if any(left[1] > right[1] for left, right in itertools.pairwise(weights.bend)):
        raise WeightsError("name_bend: bits fall from one point to a higher one")
    if len(weights.note) > MAX_NOTE_LENGTH or any(
        len(source) > MAX_SOURCE_LENGTH for row in weights.sources for source in row
    ):
        raise WeightsError("a note or a source is too long")


def _check_row(attribute: Attribute, bits: Sequence[float], chance: Sequence[float]) -> None:
    for level, values in zip(attribute.levels, zip(bits, chance, strict=True), strict=True):
        _check_bits(f"{attribute.name}.{level.code}", *values)
    if chance[0] or (attribute.name == ATTRIBUTE_NAMES[0] and any(chance)):
        raise WeightsError(f"{attribute.name}: unknown and names must have chance 0")
    if attribute.name == ATTRIBUTE_NAMES[FAMILY_INDEX] and any((*bits, *chance)):
        raise WeightsError(f"{attribute.name}: its bits come from the other attributes")
    if bits[0] != 0:
        raise WeightsError(f"{attribute.name}.unknown: unknown must have 0 bits")
    if any(left > right for left, right in itertools.pairwise(bits[1:])):
        raise WeightsError(f"{attribute.name}: bits fall from one level to a higher one")


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
    """Return a set as the text of a file for `read_weights`."""
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
    """Return the set in a file.

    Raises WeightsError if the file is missing, too large or malformed, if it is for another engine
    version, or if the weights are inconsistent (`WeightSet`). `version` may be missing, as after an
    edit by hand; a version that does not fit the content is refused.
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
    """Return the set in the content of a file; raises WeightsError like `read_weights`."""
    try:
        document = json.loads(content.decode("utf-8"), object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError) as error:
        raise WeightsError("not a JSON file") from error
    _keys("the file", document, {"engine", "note", "name_bend", "levels"}, also={"version"})
    if document["engine"] != ENGINE_VERSION:
        raise WeightsError(
            f"made for another engine than version {ENGINE_VERSION}; fit the weights again"
        )
    _keys("levels", document["levels"], set(ATTRIBUTE_NAMES[1:]))
    bits = [shipped_weights().bits[0]]
    sources = [shipped_weights().sources[0]]
    chance = [shipped_weights().chance[0]]
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
            "its version is not that of its content; after an edit by hand leave it out"
        )
    return weights


def _unique_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def _keys(place: str, value: object, expected: Set[str], *, also: Set[str] = frozenset()) -> None:
    if not isinstance(value, Mapping):
        raise WeightsError(f"{place}: not an object")
    missing, unknown = expected - value.keys(), value.keys() - expected - also
    if missing:
        raise WeightsError(f"{place}: {min(missing)} is missing")
    if unknown:
        raise WeightsError(
            f"{place}: unknown keys; this engine knows {', '.join(sorted(expected))}"
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
