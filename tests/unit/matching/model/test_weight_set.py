from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import (
    Engine,
    Person,
    TokenFrequencies,
    WeightsError,
    WeightSet,
    encode_levels,
    shipped_weights,
)
from matching.kernel.scorer import calibrate
from matching.model import levels
from matching.model.u_probabilities import ChanceTable
from matching.model.weight_set import (
    MAX_BITS,
    MAX_FILE_BYTES,
    parse_weights,
    read_weights,
    weights_text,
)
from matching.names.constants import SCALE
from matching.rescore import read_compared, rescore_pairs
from matching.versions import ENGINE_VERSION

PEOPLE = [
    Person.from_row(row)
    for row in (
        {
            "record_ref": "A",
            "kind": "missing",
            "full_name": "Shekiba Rahimzadah",
            "birth_date": "2009-07-10",
            "sex": "F",
            "nationalities": "AF",
            "height_cm": "150",
            "eyes": "brown",
        },
        {
            "record_ref": "B",
            "kind": "found",
            "name_native": "شکیبا رحیم زاده",
            "birth_date": "2009-10-07",
            "sex": "F",
            "nationalities": "IR",
            "height_cm": "153",
            "eyes": "blue",
        },
        {
            "record_ref": "C",
            "kind": "found",
            "full_name": "Dmytro Kovalchuk",
            "birth_date": "2012-11-05",
            "sex": "M",
        },
        {
            "record_ref": "D",
            "kind": "found",
            "age": "14",
            "age_on": "2024-01-01",
            "marks": "scar:hand:left",
        },
    )
]
BITS = shipped_weights().tables().bits
COMMONER = np.where(BITS > 0, 40, 0).astype(np.int16)  # agreement by chance is more frequent here
RARER = np.where(BITS > 0, -25, 0).astype(np.int16)
PAIRS = list(itertools.combinations_with_replacement(range(len(PEOPLE)), 2))


def changed(attribute: str, *, by: float, bend: float = 0.0) -> WeightSet:
    """Return the shipped set with all levels of one attribute, and the whole calibration, moved."""
    bits = tuple(
        tuple(
            value + by * (number > 0 and one.name == attribute) for number, value in enumerate(row)
        )
        for one, row in zip(levels.ATTRIBUTES, shipped_weights().bits, strict=True)
    )
    return dataclasses.replace(
        shipped_weights(),
        bits=bits,
        bend=tuple((total, value + bend) for total, value in shipped_weights().bend),
    )


def content(weights: WeightSet | None = None) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(weights_text(weights or shipped_weights()))
    return parsed


def test_the_shipped_set_is_the_table() -> None:
    tables = shipped_weights().tables()
    for attribute, row in zip(levels.ATTRIBUTES, tables.bits.tolist(), strict=True):
        bits = [level.bits * SCALE for level in attribute.levels]
        assert row == bits + [0] * (levels.MAX_LEVELS - len(bits)), attribute.name
    assert (tables.bend / SCALE).tolist() == [list(point) for point in levels.NAME_CALIBRATION]
    assert Engine().version == shipped_weights().version == ENGINE_VERSION


@given(by=st.integers(-64, 64), bend=st.integers(-64, 64))
def test_a_set_is_read_as_it_was_written(by: int, bend: int) -> None:
    # Names and family evidence have no chance.
    none, *rows, family = shipped_weights().chance
    chance = (none, *((0.0, *(by / SCALE for _ in row[1:])) for row in rows), family)
    weights = dataclasses.replace(changed("sex", by=by / SCALE, bend=bend / SCALE), chance=chance)
    assert parse_weights(weights_text(weights).encode()) == weights


def test_other_bits_are_another_version_and_words_are_not() -> None:
    one = changed("sex", by=0.125)
    other = changed("sex", by=0.25)
    third = changed("eyes", by=0.0, bend=0.125)
    versions = {weights.version for weights in (shipped_weights(), one, other, third)}
    assert len(versions) == 4
    assert all(
        version.startswith(f"{ENGINE_VERSION}+")
        for version in versions - {shipped_weights().version}
    )
    assert dataclasses.replace(one, note="told otherwise").version == one.version
    assert Engine(one).version == one.version


def test_a_version_and_a_snapshot_of_eight_digits_fit_their_column() -> None:
    assert len(f"{changed('sex', by=1).version}.{10**8 - 1}") <= 20


def test_the_engine_scores_with_the_weights_it_is_given() -> None:
    before = Engine().compare(*PEOPLE[:2])
    after = Engine(changed("sex", by=0.5, bend=1.0)).compare(*PEOPLE[:2])
    moved = {
        one.attribute: other.bits - one.bits
        for one, other in zip(before.evidence, after.evidence, strict=True)
    }
    assert {name: by for name, by in moved.items() if by} == {"sex": 0.5, "name": 1.0}
    assert after.bits == before.bits + 1.5


def _score(weights: WeightSet, chance: ChanceTable | None = None) -> tuple[list[bytes], Any]:
    left, right = (np.array(side, np.int64) for side in zip(*PAIRS, strict=True))
    from matching import Population

    people, known = Population.from_people(PEOPLE), TokenFrequencies(5000, len, chance=chance)
    scores = Engine(weights).score_pairs(people, left, right, rarity=known, population_size=5000)
    rows = zip(scores.levels, scores.attribute_bits, strict=True)
    return [encode_levels(*row) for row in rows], scores


@pytest.mark.parametrize(
    "before", [shipped_weights(), changed("birth", by=0.5, bend=-2.0)], ids=["shipped", "other"]
)
@pytest.mark.parametrize(
    "after", [shipped_weights(), changed("eyes", by=-0.25, bend=0.5)], ids=["shipped", "other"]
)
@pytest.mark.parametrize(
    "chances", [(None, None), (COMMONER, RARER), (None, RARER)], ids=["as is", "both", "new"]
)
def test_rescored_evidence_equals_the_score_of_the_engine(
    before: WeightSet, after: WeightSet, chances: tuple[ChanceTable | None, ChanceTable | None]
) -> None:
    stored, _ = _score(before, chances[0])
    _, expected = _score(after, chances[1])
    found = rescore_pairs(read_compared(stored, before, chances[0]), after, 5000, chances[1])
    assert np.array_equal(found.levels, expected.levels)
    assert np.array_equal(found.attribute_bits[:, 1:], expected.attribute_bits[:, 1:])
    assert np.abs(found.attribute_bits[:, 0] - expected.attribute_bits[:, 0]).max() <= 2 / SCALE
    if before.bend == after.bend and chances[0] is chances[1]:
        assert np.array_equal(found.attribute_bits, expected.attribute_bits)
        assert np.array_equal(found.probability, expected.probability)
        assert np.array_equal(found.band, expected.band)


BENDS = st.lists(
    st.integers(0, 12 * SCALE),
    min_size=len(levels.NAME_CALIBRATION),
    max_size=len(levels.NAME_CALIBRATION),
).map(sorted)


@given(BENDS, st.lists(st.integers(-20 * SCALE, 60 * SCALE), min_size=1, max_size=20))
def test_a_bend_gone_backwards_and_forwards_is_where_it_was(
    rises: list[int], raw: list[int]
) -> None:
    bend = tuple(
        (total, rise / SCALE)
        for (total, _), rise in zip(levels.NAME_CALIBRATION, rises, strict=True)
    )
    weights = dataclasses.replace(shipped_weights(), bend=bend)
    table = weights.tables().bend
    name = np.zeros(levels.ATTRIBUTE_COUNT, np.uint8)
    name[0] = 5
    bits = [calibrate(one, table) / SCALE for one in raw]
    stored = [
        encode_levels(name, np.array([one] + [0] * (levels.ATTRIBUTE_COUNT - 1), np.float32))
        for one in bits
    ]
    again = rescore_pairs(read_compared(stored, weights), weights, 1000)
    assert again.attribute_bits[:, 0].tolist() == bits


def test_an_unknown_name_has_no_bits_under_any_weights() -> None:
    nothing = encode_levels(
        np.zeros(levels.ATTRIBUTE_COUNT, np.uint8), np.zeros(levels.ATTRIBUTE_COUNT, np.float32)
    )
    assert rescore_pairs(
        read_compared([nothing], shipped_weights()), changed("sex", by=1, bend=3), 1000
    ).bits.tolist() == [0.0]


def test_bits_beyond_the_level_are_kept_with_other_weights() -> None:
    birth = levels.ATTRIBUTE_NAMES.index("birth")
    found = np.zeros(levels.ATTRIBUTE_COUNT, np.uint8)
    bits = np.zeros(levels.ATTRIBUTE_COUNT, np.float32)
    found[birth] = 4
    # few people have a birth date in that year
    bits[birth] = shipped_weights().bits[birth][4] + 1.25
    again = rescore_pairs(
        read_compared([encode_levels(found, bits)], shipped_weights()),
        changed("birth", by=0.5),
        1000,
    )
    assert again.attribute_bits[0, birth] == bits[birth] + 0.5


def _at(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


BROKEN = {
    "attribute unknown": (_at("levels", "shoes", value={}), "levels: unknown keys"),
    "attribute missing": (_without("levels", "sex"), "sex is missing"),
    "level unknown": (
        _at("levels", "sex", "maybe", value={"bits": 0, "source": "x", "chance": 0}),
        "sex: unknown keys",
    ),
    "level missing": (_without("levels", "sex", "agree"), "agree is missing"),
    "no source": (_without("levels", "sex", "agree", "source"), "sex.agree: source is missing"),
    "no chance": (_without("levels", "sex", "agree", "chance"), "sex.agree: chance is missing"),
    "unknown by chance": (
        _at("levels", "sex", "unknown", "chance", value=0.5),
        "sex: unknown and names must",
    ),
    "a third of chance": (
        _at("levels", "sex", "agree", "chance", value=1 / 3),
        "sex.agree: not a multiple of 1/64",
    ),
    "something more": (_at("levels", "sex", "agree", "count", value=3), "sex.agree: unknown keys"),
    "at the top": (_at("prior", value=3), "the file: unknown keys"),
    "bits fall": (_at("levels", "sex", "agree", "bits", value=-50.0), "sex: bits fall"),
    "unknown says something": (
        _at("levels", "sex", "unknown", "bits", value=0.5),
        "unknown must have 0 bits",
    ),
    "a third": (
        _at("levels", "sex", "agree", "bits", value=1 / 3),
        "sex.agree: not a multiple of 1/64",
    ),
    "not a number": (_at("levels", "sex", "agree", "bits", value="1"), "sex.agree: not a number"),
    "true": (_at("levels", "sex", "agree", "bits", value=True), "sex.agree: not a number"),
    "nan": (_at("levels", "sex", "agree", "bits", value=float("nan")), "sex.agree: not a multiple"),
    "endless": (
        _at("levels", "sex", "agree", "bits", value=float("inf")),
        "sex.agree: not a multiple",
    ),
    "too much": (
        _at("levels", "sex", "agree", "bits", value=MAX_BITS + 1),
        "sex.agree: not a multiple",
    ),
    "huge": (
        _at("levels", "sex", "agree", "bits", value=10**400),
        "sex.agree: not a number of bits",
    ),
    "bend falls": (_at("name_bend", -1, 1, value=-50.0), "name_bend: bits fall"),
    "other points": (_at("name_bend", 0, 0, value=-17.0), "points are not this engine's"),
    "a point short": (lambda document: document["name_bend"].pop(), "points are not this engine's"),
    "no point": (_at("name_bend", 0, value=[1.0]), "not a list of points"),
    "family": (
        _at("levels", "family", "shared", "bits", value=1.0),
        "its bits come from the other",
    ),
    "another engine": (_at("engine", value="1"), "another engine"),
    "another version": (
        _at("version", value=f"{ENGINE_VERSION}+00000000"),
        "its version is not",
    ),
    "edited": (_at("levels", "eyes", "agree_light", "bits", value=5.0), "its version is not"),
    "note of lines": (_at("note", value="a\nb"), "note: not a line"),
    "long note": (_at("note", value="x" * 501), "too long"),
    "levels no object": (_at("levels", value=[]), "levels: not an object"),
}


@pytest.mark.parametrize(("change", "words"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_breaks_a_law_is_refused(
    change: Callable[[dict[str, Any]], None], words: str, tmp_path: Path
) -> None:
    document = content()
    change(document)
    (tmp_path / "bad.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(WeightsError, match=words):
        read_weights(tmp_path / "bad.json")


def test_an_edit_by_hand_without_a_version_is_taken_under_a_name_of_its_own() -> None:
    document = content()
    document["levels"]["eyes"]["agree_light"]["bits"] = 5.0
    del document["version"]
    assert parse_weights(json.dumps(document).encode()).version not in {
        shipped_weights().version,
        "",
    }


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff",
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"engine": "2", "engine": "2"}',
        b" " * (MAX_FILE_BYTES + 1),
    ],
    ids=["empty", "not text", "cut", "a list", "null", "deep", "twice", "large"],
)
def test_a_file_that_is_none_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(text)
    with pytest.raises(WeightsError):
        read_weights(tmp_path / "bad.json")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read_weights(tmp_path / "none.json")
