"""Pairs, names and tokens that are skipped without comparison would never have counted."""

from __future__ import annotations

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from matching import Engine, Person
from matching.arrays import Flags, Ints, Longs
from matching.jit import njit_cached
from matching.kernel import upper_bound
from matching.kernel.refined_bound import refined_bound
from matching.kernel.scorer import (
    NO_FLOOR,
    calibrate,
    inverse_calibrate,
    make_floor,
    score_pairs,
)
from matching.model.weight_set import WeightTables, shipped_weights
from matching.names.constants import SCALE
from matching.names.text.scripts import encode
from matching.names.tokens import prefilter
from matching.names.tokens.token_similarity import TokenPairs, token_pairs
from matching.names.tokens.token_table import build_table, flatten
from matching.packing.columns import ComparisonSide
from matching.scoring.population import Population
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

pytestmark = pytest.mark.late

RECORDS = 400
NAME = 0
HOUSES = (
    "",
    "12, Main Street, Injil, 3001",
    "12, Main Street, Injil, 3010",
    "7, Park Road, Injil",
    "Herat",
    "",
    "Injil 7",
)
SENSITIVE_MARKS = (
    "self_harm:wrist:left",
    "self_harm:wrist:left|scar:genital:",
    "burn:genital:",
    *[""] * 10,
)


@pytest.fixture(scope="module")
def people() -> Population:
    """Return a small population with unusual names: syllables, unknown names, no name."""
    rows = [
        row
        for observed in SyntheticWorld(77, PROFILES["tuning"]).observe(RECORDS)
        for row in observed.rows
    ]
    odd = (
        {
            "record_ref": "a",
            "kind": "found",
            "full_name": "Kim Min Jun",
            "name_native": "김민준",
            "birth_date": "2010-02-03",
        },
        {
            "record_ref": "b",
            "kind": "missing",
            "full_name": "Minjun Kim",
            "birth_date": "2010-02-03",
        },
        {
            "record_ref": "c",
            "kind": "found",
            "full_name": "?",
            "birth_date": "2010-02-03",
            "marks": "scar:hand:left",
        },
        {
            "record_ref": "d",
            "kind": "missing",
            "full_name": "",
            "birth_date": "2010-02-03",
            "marks": "scar:hand:left",
        },
        {"record_ref": "e", "kind": "missing", "full_name": "A B"},
        {"record_ref": "f", "kind": "missing", "full_name": "A C", "route": "TR:Izmir:2024-03-01"},
        {
            "record_ref": "g",
            "kind": "found",
            "full_name": "A D",
            "event_country": "TR",
            "event_place": "Izmir",
            "event_date": "2024-03-10",
        },
    )
    # Few homes, so that many pairs share one. Few records have sensitive marks, and many of these
    # share one.
    changed_rows = [
        row
        | {"home_address": HOUSES[number % len(HOUSES)]}
        | {
            "marks": "|".join(
                filter(None, (row.get("marks", ""), SENSITIVE_MARKS[number % len(SENSITIVE_MARKS)]))
            )
        }
        for number, row in enumerate((*rows[:RECORDS], *odd))
    ]
    return Population.from_people([Person.from_row(row) for row in changed_rows])


@pytest.fixture(scope="module")
def pairs(people: Population) -> tuple[Longs, Longs]:
    """Return every pair of the population."""
    left, right = np.triu_indices(len(people), 1)
    return left.astype(np.int64), right.astype(np.int64)


@pytest.fixture
def both(people: Population) -> TokenPairs:
    """Return a token scorer with an empty cache."""
    entries = people.entries(None)
    return token_pairs(entries, entries, 1000)


@pytest.fixture(scope="module", params=["as shipped", "another chance"])
def weights(request: pytest.FixtureRequest) -> WeightTables:
    """Return the active weights, with the shipped chance and with a very different one."""
    chance = (
        np.random.default_rng(4)
        .integers(-192, 192, shipped_weights().tables().bits.shape)
        .astype(np.int16)
    )
    return Engine().weights.tables(chance if request.param == "another chance" else None)


@pytest.mark.parametrize("floor", [-30, -2, 4, 9, 12, 16, 22])
def test_pairs_above_a_floor_are_those_and_their_bits_that_scoring_every_pair_finds(
    people: Population,
    pairs: tuple[Longs, Longs],
    both: TokenPairs,
    weights: WeightTables,
    floor: int,
) -> None:
    sides = (people.side, people.side)
    every = score_pairs(sides, pairs, token_pairs(both.left, both.right, 1000), weights, NO_FLOOR)
    assert np.array_equal(every.rows, np.arange(pairs[0].size))
    expected = np.flatnonzero(every.bits.sum(axis=1) * SCALE >= floor * SCALE)
    found = score_pairs(
        sides, pairs, both, weights, make_floor(sides, both, weights, floor * SCALE)
    )
    assert expected.size > 5
    assert np.array_equal(found.rows, expected)
    assert np.array_equal(found.levels, every.levels[expected])
    assert np.array_equal(found.bits, every.bits[expected])


def test_the_order_of_pairs_changes_nothing(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: WeightTables
) -> None:
    sides = (people.side, people.side)
    order = np.random.default_rng(5).permutation(pairs[0].size)[:20_000]
    floor = make_floor(sides, both, weights, 9 * SCALE)
    straight = score_pairs(sides, pairs, both, weights, floor)
    turned = score_pairs(sides, (pairs[0][order], pairs[1][order]), both, weights, floor)
    places = np.flatnonzero(np.isin(order, straight.rows))
    assert np.array_equal(turned.rows, places)
    assert np.array_equal(turned.bits, straight.bits[np.searchsorted(straight.rows, order[places])])


def test_two_cards_never_promise_less_than_two_people_reach(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: WeightTables
) -> None:
    every = score_pairs((people.side, people.side), pairs, both, weights, NO_FLOOR)
    reached = (every.bits[:, NAME + 1 :].sum(axis=1) * SCALE).astype(np.int64)
    promised = _reach(
        people.side.cards, pairs[0], pairs[1], weights.bits, upper_bound.max_bits_of(weights.bits)
    )
    assert (promised >= reached).all()
    assert np.median(promised - reached) < 5 * SCALE  # and only slightly more


def test_a_closer_look_never_promises_less_than_two_people_reach_nor_more_than_their_cards(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: WeightTables
) -> None:
    every = score_pairs((people.side, people.side), pairs, both, weights, NO_FLOOR)
    reached = (every.bits[:, NAME + 1 :].sum(axis=1) * SCALE).astype(np.int64)
    most = upper_bound.max_bits_of(weights.bits)
    by_cards = _reach(people.side.cards, pairs[0], pairs[1], weights.bits, most)
    promised = _closer(
        (people.side, people.side),
        pairs,
        token_pairs(both.left, both.right, 1),
        (weights.bits, most),
    )
    assert (promised >= reached).all()
    assert (promised <= by_cards).all()
    assert (by_cards - promised).mean() > SCALE / 2
    for attribute in (
        upper_bound.PHONE,
        upper_bound.DOCUMENT,
        upper_bound.RELATIVE,
        upper_bound.MARKS,
        upper_bound.BIRTH_PLACE,
    ):
        assert (every.levels[promised < by_cards, attribute] > 0).sum() > 20


@njit_cached
def _closer(
    sides: tuple[ComparisonSide, ComparisonSide],
    pairs: tuple[Longs, Longs],
    both: TokenPairs,
    tables: tuple[Ints, Ints],
) -> Longs:
    out = np.empty(pairs[0].size, np.int64)
    for index in range(out.size):
        a, b = pairs[0][index], pairs[1][index]
        total = upper_bound.upper_bound(sides[0].cards, a, sides[1].cards, b, tables[0], tables[1])
        out[index] = refined_bound(sides, (a, b), both, tables[0], tables[1], total)
    return out


@njit_cached
def _reach(ours: Ints, left: Longs, right: Longs, bits: Ints, most: Ints) -> Longs:
    out = np.empty(left.size, np.int64)
    for index in range(left.size):
        out[index] = upper_bound.upper_bound(ours, left[index], ours, right[index], bits, most)
    return out


def test_the_bits_a_name_needs_are_the_fewest_that_are_bent_to_a_value(
    weights: WeightTables,
) -> None:
    totals = np.arange(-20 * SCALE, 50 * SCALE)
    values = np.array([calibrate(int(total), weights.bend) for total in totals])
    for value in range(int(values[0]) - 3, int(values[-1]) + 3, 7):
        need = inverse_calibrate(value, weights.bend)
        assert np.array_equal(totals >= need, values >= value)


@pytest.mark.parametrize("is_joined", [False, True])
def test_tokens_are_far_when_more_consonants_differ_than_may(is_joined: bool) -> None:
    random = np.random.default_rng(8)
    words = [
        "".join(random.choice(list("bdfklmnrst"), size)) for size in random.integers(2, 15, 120)
    ]
    table, ids = build_table(*flatten([word.encode() for word in words]))
    entries = table.entries(np.full(table.skeleton.size, 0.001, np.float32))
    skeletons = [table.entry(int(table.skeleton[entry]))[1:].decode() for entry in ids]
    most = prefilter._FARTHEST_JOINED if is_joined else prefilter._FARTHEST
    results = set()
    for i, one in zip(ids, skeletons, strict=True):
        for j, other in zip(ids, skeletons, strict=True):
            is_near = _is_near(entries.classes, entries.outlines, int(i), int(j), is_joined)
            longest = max(len(one), len(other))
            is_far = prefilter.are_classes_far(
                int(entries.classes[i]), int(entries.classes[j]), prefilter.MAX_CLASS_DISTANCE
            )
            if longest > 12:
                assert is_near == (not is_far)
            else:
                assert is_near == (not is_far and Levenshtein.distance(one, other) <= most[longest])
                results.add(bool(is_near))
    assert results == {False, True}


def test_near_tokens_are_likely_by_their_sets() -> None:
    random = np.random.default_rng(18)
    words = [
        "".join(random.choice(list("abdefiklmnorstuw"), size)).encode()
        for size in random.integers(1, 16, 150)
    ]
    words += [
        b"muhammad",
        b"mohamed",
        b"liz",
        b"elizabeth",
        *(encode(word) for word in ("김민준", "محمد", "王小明")),
    ]
    table, ids = build_table(*flatten(words))
    entries = table.entries(np.full(table.skeleton.size, 0.001, np.float32))
    for is_joined in (False, True):
        is_near, is_likely = _all_near(entries.classes[ids], entries.outlines[ids], is_joined)
        assert (is_likely | ~is_near).all()
        assert is_near.sum() > ids.size
        assert (~is_likely).sum() > ids.size**2 / 4


@njit_cached
def _all_near(classes: Longs, outlines: Longs, is_joined: bool) -> tuple[Flags, Flags]:
    is_near = np.zeros((classes.size, classes.size), np.bool_)
    is_likely = is_near.copy()
    for i in range(classes.size):
        for j in range(classes.size):
            is_near[i, j] = prefilter.may_match(
                classes[i], outlines[i], classes[j], outlines[j], is_joined
            )
            is_likely[i, j] = prefilter.may_match_by_classes(
                classes[i],
                prefilter.allowed_edits(classes[i], outlines[i], is_joined),
                prefilter.outline_size(outlines[i]),
                classes[j],
                prefilter.allowed_edits(classes[j], outlines[j], is_joined),
                prefilter.outline_size(outlines[j]),
            )
    return is_near, is_likely


@njit_cached
def _is_near(classes: Longs, outlines: Longs, i: int, j: int, is_joined: bool) -> bool:
    return bool(prefilter.may_match(classes[i], outlines[i], classes[j], outlines[j], is_joined))
