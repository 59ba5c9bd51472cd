"""Chance estimated from the records of a store: which bits it changes.

The result depends only on the records, not on their order.
"""

from __future__ import annotations

import dataclasses
import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Engine, Person, Population, TokenFrequencies, pack, shipped_weights
from matching.model import levels
from matching.model.u_probabilities import (
    ChanceTable,
    decode_chance,
    encode_chance,
    level_ratios,
    read_counts,
    shift_bits,
    shipped_counts,
    write_counts,
)
from matching.names.constants import SCALE
from matching.packing.sections import unpack
from matching.scoring import u_estimation as drawing
from matching.scoring.u_estimation import RecordSample, draw_pairs, row_marks
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

pytestmark = pytest.mark.late

# names have no chance table, births are smoothed, family evidence depends on others
OWN = slice(2, levels.FAMILY_INDEX)
BITS = shipped_weights().tables().bits
INDEX = {name: number for number, name in enumerate(levels.ATTRIBUTE_NAMES)}
CODES = {
    attribute.name: [level.code for level in attribute.levels] for attribute in levels.ATTRIBUTES
}
CHANCES = st.lists(st.integers(-192, 192), min_size=BITS.size, max_size=BITS.size).map(
    lambda flat: np.array(flat, np.int16).reshape(BITS.shape)
)


@cache
def rows(size: int = 2000) -> tuple[bytes, ...]:
    """Return packed records of a world like the tuning worlds.

    The weights were not fitted on this one.
    """
    world_rows = [
        row
        for observed in SyntheticWorld(905, PROFILES["tuning"]).observe(size)
        for row in observed.rows
    ]
    return tuple(pack(Person.from_row(row)) for row in world_rows)


def moved(chance: ChanceTable | None, attribute: str, level: str) -> float:
    """Return the change of a level in bits."""
    assert chance is not None
    at = INDEX[attribute], CODES[attribute].index(level)
    return float(shift_bits(BITS, chance)[at] - BITS[at]) / SCALE


def known_chance(people: list[bytes]) -> ChanceTable:
    chance = Population.from_packed(people).chance()
    assert chance is not None
    return chance


def test_a_store_like_the_tuning_worlds_moves_levels_by_at_most_a_third_of_a_bit() -> None:
    after = shift_bits(BITS, known_chance(list(rows())))
    assert np.abs(after - BITS).max() <= SCALE / 3
    assert np.any(after != BITS)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_chance_is_not_estimated_from_two_people_or_fewer(size: int) -> None:
    people = Population.from_packed(rows()[:size])
    assert people.chance() is None
    assert people.chance(TokenFrequencies(1000, len)) is None


def test_chance_is_estimated_from_three_people_on() -> None:
    assert Population.from_packed(rows()[:3]).chance() is not None


def test_agreement_of_everybody_loses_bits_and_difference_keeps_them() -> None:
    cells = {"kind": "found", "nationalities": "SY", "eyes": "brown", "full_name": "Someone"}
    people = [
        Person.from_row(cells | {"record_ref": f"{n}", "sex": "FM"[n % 2]}) for n in range(300)
    ]
    chance = Population.from_people(people).chance()
    for attribute in ("origin", "eyes"):
        assert moved(chance, attribute, "agree") < -1
        assert moved(chance, attribute, CODES[attribute][1]) == 0
    assert abs(moved(chance, "sex", "agree")) < 0.25
    assert moved(chance, "height", "agree") == moved(chance, "birth", "same_day") == 0


def test_one_persons_records_are_no_chance() -> None:
    cells = {
        "kind": "found",
        "full_name": "Zoltan Brankovics",
        "birth_date": "2009-03-05",
        "documents": "passport:HU:12",
    }
    again = [pack(Person.from_row(cells | {"record_ref": f"{n}"})) for n in range(25)]
    for people in (list(rows(200))[:200], [*list(rows(200))[:200], *again]):
        assert abs(moved(known_chance(people), "birth", "same_day")) < 0.25


@given(CHANCES)
def test_levels_stay_ordered_unknown_stays_zero_and_the_worst_level_is_unchanged(
    chance: ChanceTable,
) -> None:
    after = shift_bits(BITS, chance)
    assert not after[:, 0].any()
    assert np.array_equal(after[0], BITS[0])
    for row, attribute in enumerate(levels.ATTRIBUTES[1:], start=1):
        bits = after[row, 1 : len(attribute.levels)]
        assert np.all(np.diff(bits) >= 0)
        assert not after[row, len(attribute.levels) :].any()
        assert bits[0] <= BITS[row, 1]  # lower only if a neighbouring level was moved below it


@given(st.integers(-192, 192), st.sampled_from(["eyes", "height", "relative"]))
def test_more_frequent_levels_lose_bits_and_rarer_ones_keep_them(by: int, attribute: str) -> None:
    chance = np.zeros(BITS.shape, np.int16)
    chance[INDEX[attribute], len(CODES[attribute]) - 1] = by
    assert moved(chance, attribute, CODES[attribute][-1]) <= 0
    assert (moved(chance, attribute, CODES[attribute][-1]) == 0) == (by <= 0) or 0 < by < 4


def test_the_completeness_of_records_does_not_change_chance() -> None:
    share = shipped_counts() / shipped_counts().sum()
    counts = share * 10**6
    counts[INDEX["birth"], 0] *= 7  # many more births known to the day
    counts[INDEX["origin"], 2] *= 5  # many people with only a language
    counts[INDEX["hair"]] *= 3
    assert not level_ratios(counts).any()


def test_levels_rare_in_the_tuning_worlds_keep_their_bits() -> None:
    counts = np.full(shipped_counts().shape, 1000.0)
    chance = level_ratios(counts)
    for attribute, first in (("document", "one_sign"), ("home", "little"), ("ethnicity", "agree")):
        assert not chance[INDEX[attribute], CODES[attribute].index(first) :].any()
    assert not chance[INDEX["phone"], CODES["phone"].index("one_digit") :].any()
    assert not chance[0].any()
    assert not chance[:, 0].any()


def test_a_level_moves_from_forty_times_in_the_tuning_worlds_on() -> None:
    often, moving = shipped_counts().sum(axis=1), np.zeros(BITS.shape, np.bool_)
    for row, level in np.argwhere(often):
        counts = shipped_counts().copy()
        counts[row, :, level] = 0
        moving[row, level] = level_ratios(counts)[row, level] != 0
    # the only level of its attribute is never rarer
    is_only = often == often.sum(axis=1, keepdims=True)
    assert np.array_equal(moving, (often >= 40) & ~is_only)
    assert np.any((often >= 40) & (often < 400))  # otherwise a higher limit would pass, too


def test_a_level_moves_by_no_more_than_eight_times_as_often_says() -> None:
    counts = np.zeros(shipped_counts().shape)
    agree = CODES["marks"].index("agree")
    counts[INDEX["marks"], 0, agree] = 10_000
    chance = level_ratios(counts)
    assert chance[INDEX["marks"], agree] == 3 * SCALE == -chance[INDEX["marks"], 1]


@pytest.mark.parametrize("size", [3, 4, 40, 41, 1000])
def test_the_same_people_in_another_order_give_the_same(size: int) -> None:
    people = list(rows()[: size - 1])
    people.append(people[0])  # one record is contained twice
    expected = Population.from_packed(people).chance()
    for seed in range(3):
        random.Random(seed).shuffle(people)
        assert np.array_equal(Population.from_packed(people).chance(), expected)
    assert size < 1000 or np.any(expected)


def test_pairs_are_drawn_once_and_evenly() -> None:
    marks = row_marks(unpack(rows()))
    left, right = draw_pairs(marks)
    assert left.size == 20 * marks.size
    assert (
        len({frozenset(pair) for pair in zip(left.tolist(), right.tolist(), strict=True)})
        == left.size
    )
    assert np.all(left != right)
    assert set(np.bincount(np.concatenate([left, right])).tolist()) == {40}


def test_the_number_of_drawn_pairs_is_limited() -> None:
    marks = np.random.default_rng(5).integers(0, 1 << 63, 30_000).astype(np.uint64)
    left, right = draw_pairs(marks)
    assert left.size == drawing.MAX_PAIRS
    assert np.unique(left).size == drawing.MAX_RECORDS
    assert marks[np.unique(right)].max() < np.sort(marks)[drawing.MAX_RECORDS]


def test_equal_records_are_not_paired_more_often_than_others() -> None:
    marks = np.random.default_rng(7).integers(0, 1 << 63, 2000).astype(np.uint64)
    marks[:200] = marks[0]
    left, right = draw_pairs(marks)
    assert 0.005 < float(np.mean((left < 200) & (right < 200))) < 0.02  # one in a hundred


def test_rows_added_in_chunks_are_drawn_like_rows_added_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "MAX_RECORDS", 300)
    draw = RecordSample()
    for first in range(0, 1000, 130):
        draw.add(rows()[first : min(first + 130, 1000)])
    assert len(draw.rows) == 300
    of_chunks, of_all = Population.from_packed(draw.rows), Population.from_packed(rows()[:1000])
    known = TokenFrequencies(1000, len)
    assert np.array_equal(of_chunks.chance(known), of_all.chance(known))


def test_chance_is_estimated_from_the_pool_and_never_from_the_query() -> None:
    engine, pool = Engine(), Population.from_packed(rows()[:500])
    known = TokenFrequencies(500, len, chance=pool.chance())
    average = TokenFrequencies(500, len)
    # A relative's name is as rare as the snapshot says; `len` gives another rarity than a count.
    own = [number for number in range(OWN.start, OWN.stop) if number != INDEX["relative"]]
    for query in rows()[600:604]:
        one = Population.from_packed([query])
        left, right = np.zeros(500, np.int64), np.arange(500)
        counted = engine.score_pairs(one, left, right, right=pool).attribute_bits[:, own]
        given = engine.score_pairs(one, left, right, right=pool, rarity=known).attribute_bits[
            :, own
        ]
        assert np.array_equal(counted, given)
        assert np.any(
            counted
            != engine.score_pairs(one, left, right, right=pool, rarity=average).attribute_bits[
                :, own
            ]
        )


def test_a_score_under_a_chance_is_its_levels_bits_moved() -> None:
    engine, pool = Engine(), Population.from_packed(rows()[:200])
    chance = np.random.default_rng(3).integers(-192, 192, BITS.shape).astype(np.int16)
    left, right = (side.astype(np.int64) for side in np.triu_indices(200, 1))
    found = engine.score_pairs(pool, left, right, rarity=TokenFrequencies(200, len, chance=chance))
    expected = shift_bits(BITS, chance)[np.arange(levels.ATTRIBUTE_COUNT), found.levels] / SCALE
    assert np.array_equal(found.attribute_bits[:, OWN], expected[:, OWN])
    assert np.array_equal(found.bits, found.attribute_bits.sum(axis=1, dtype=np.float32))


def test_a_set_with_chance_scores_that_store_as_before() -> None:
    chance = known_chance(list(rows()[:200]))
    under = shipped_weights().with_chance(chance)
    assert under.version != shipped_weights().version
    assert np.array_equal(under.tables(chance).bits, shipped_weights().tables(chance).bits)
    assert np.array_equal(under.tables().bits, shipped_weights().tables(chance).bits)
    # bits that were lowered are not raised again
    assert np.array_equal(under.tables(np.zeros_like(chance)).bits, under.tables().bits)
    assert shipped_weights().with_chance(None) == shipped_weights()
    assert dataclasses.replace(under, chance=shipped_weights().chance).version != under.version
    assert (
        dataclasses.replace(shipped_weights(), chance=under.chance).version
        != shipped_weights().version
    )


def test_chance_tables_are_read_back_unchanged_from_bytes_and_files(tmp_path: Path) -> None:
    chance = np.random.default_rng(1).integers(-192, 192, BITS.shape).astype(np.int16)
    assert np.array_equal(decode_chance(encode_chance(chance)), chance)
    assert len(encode_chance(chance)) == 685
    write_counts(shipped_counts(), tmp_path / "counts.tsv")
    assert np.array_equal(read_counts(tmp_path / "counts.tsv"), shipped_counts())


@pytest.mark.parametrize(
    "stored", [None, b"", b"\x01", bytes([99]) + bytes(510), bytes([1]) + bytes(509)]
)
def test_bytes_of_another_version_or_none_give_no_chance(stored: bytes | None) -> None:
    assert decode_chance(stored) is None
