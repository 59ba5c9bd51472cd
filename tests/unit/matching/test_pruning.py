"""What is passed over without being compared: never a pair, a name or a token that would have counted."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from matching import Engine, Person, levels
from matching.columns import Side
from matching.compiled import compiled
from matching.kernel import cards
from matching.kernel.beside import closer_reach
from matching.kernel.pair import EVERY_PAIR, Weights, bent, floor_of, score_pairs, unbent
from matching.names import near
from matching.names.align import (
    CONFLICT,
    NO_EDGE,
    SETS,
    bits_at_most,
    first_parts,
    gain,
    leftovers,
    most_leftovers,
    name_bits,
)
from matching.names.memo import LEAST, MOST, MOST_ENTRIES, NOT_YET, new_memo, remember, remembered
from matching.names.scripts import SCRIPTS, Script, encode
from matching.names.sheet import Flags
from matching.names.spelling import TokenPairs, rarer, token_pairs
from matching.names.table import Bytes, Ints, Longs, build_table, flatten
from matching.names.transducer import Models, log_odds, new_room, shipped
from matching.names.weights import SCALE
from matching.population import Population
from sample_data.profiles import PROFILES
from sample_data.world import World

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


@pytest.fixture(scope="module")
def people() -> Population:
    """Return a small world, with what the shipped names do not have: syllables, nobody's name, nothing at all."""
    rows = [row for observed in World(77, PROFILES["tuning"]).observe(RECORDS) for row in observed.rows]
    odd = (
        {
            "record_ref": "a",
            "kind": "found",
            "full_name": "Kim Min Jun",
            "name_native": "김민준",
            "birth_date": "2010-02-03",
        },
        {"record_ref": "b", "kind": "missing", "full_name": "Minjun Kim", "birth_date": "2010-02-03"},
        {"record_ref": "c", "kind": "found", "full_name": "?", "birth_date": "2010-02-03", "marks": "scar:hand:left"},
        {"record_ref": "d", "kind": "missing", "full_name": "", "birth_date": "2010-02-03", "marks": "scar:hand:left"},
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
    # few houses, so that many pairs share one, and some tell none
    told = [row | {"home_address": HOUSES[number % len(HOUSES)]} for number, row in enumerate((*rows[:RECORDS], *odd))]
    return Population.from_people([Person.from_row(row) for row in told])


@pytest.fixture(scope="module")
def pairs(people: Population) -> tuple[Longs, Longs]:
    """Return every pair of the world."""
    left, right = np.triu_indices(len(people), 1)
    return left.astype(np.int64), right.astype(np.int64)


@pytest.fixture
def both(people: Population) -> TokenPairs:
    """Return a token scorer that has seen nothing yet."""
    entries = people.entries(None)
    return token_pairs(entries, entries, 1000)


@pytest.fixture(scope="module", params=["as shipped", "another chance"])
def weights(request: pytest.FixtureRequest) -> Weights:
    """Return the weights in force, here and among people who agree by quite another chance."""
    chance = np.random.default_rng(4).integers(-192, 192, levels.level_bits().shape).astype(np.int16)
    return Weights(*Engine().weights.tables(chance if request.param == "another chance" else None))


@pytest.mark.parametrize("floor", [-30, -2, 4, 9, 12, 16, 22])
def test_pairs_above_a_floor_are_those_and_their_bits_that_scoring_every_pair_finds(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: Weights, floor: int
) -> None:
    sides = (people.side, people.side)
    every = score_pairs(sides, pairs, token_pairs(both.left, both.right, 1000), weights, EVERY_PAIR)
    assert np.array_equal(every.rows, np.arange(pairs[0].size))
    wanted = np.flatnonzero(every.bits.sum(axis=1) * SCALE >= floor * SCALE)
    found = score_pairs(sides, pairs, both, weights, floor_of(sides, both, weights, floor * SCALE))
    assert wanted.size > 5
    assert np.array_equal(found.rows, wanted)
    assert np.array_equal(found.levels, every.levels[wanted])
    assert np.array_equal(found.bits, every.bits[wanted])


def test_the_order_of_pairs_changes_nothing(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: Weights
) -> None:
    sides, order = (people.side, people.side), np.random.default_rng(5).permutation(pairs[0].size)[:20_000]
    floor = floor_of(sides, both, weights, 9 * SCALE)
    straight = score_pairs(sides, pairs, both, weights, floor)
    turned = score_pairs(sides, (pairs[0][order], pairs[1][order]), both, weights, floor)
    among = np.flatnonzero(np.isin(order, straight.rows))
    assert np.array_equal(turned.rows, among)
    assert np.array_equal(turned.bits, straight.bits[np.searchsorted(straight.rows, order[among])])


def test_two_cards_never_promise_less_than_two_people_reach(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: Weights
) -> None:
    every = score_pairs((people.side, people.side), pairs, both, weights, EVERY_PAIR)
    reached = (every.bits[:, NAME + 1 :].sum(axis=1) * SCALE).astype(np.int64)
    promised = _reach(people.side.cards, pairs[0], pairs[1], weights.bits, cards.most_of(weights.bits))
    assert (promised >= reached).all()
    assert np.median(promised - reached) < 4 * SCALE  # and not much more


def test_a_closer_look_never_promises_less_than_two_people_reach_nor_more_than_their_cards(
    people: Population, pairs: tuple[Longs, Longs], both: TokenPairs, weights: Weights
) -> None:
    every = score_pairs((people.side, people.side), pairs, both, weights, EVERY_PAIR)
    reached = (every.bits[:, NAME + 1 :].sum(axis=1) * SCALE).astype(np.int64)
    most = cards.most_of(weights.bits)
    by_cards = _reach(people.side.cards, pairs[0], pairs[1], weights.bits, most)
    promised = _closer((people.side, people.side), pairs, token_pairs(both.left, both.right, 1), (weights.bits, most))
    assert (promised >= reached).all()
    assert (promised <= by_cards).all()
    assert (by_cards - promised).mean() > SCALE / 2
    for attribute in (cards.PHONE, cards.DOCUMENT, cards.RELATIVE, cards.MARKS, cards.BIRTH_PLACE):
        assert (every.levels[promised < by_cards, attribute] > 0).sum() > 20


@compiled
def _closer(sides: tuple[Side, Side], pairs: tuple[Longs, Longs], both: TokenPairs, tables: tuple[Ints, Ints]) -> Longs:
    out = np.empty(pairs[0].size, np.int64)
    for index in range(out.size):
        a, b = pairs[0][index], pairs[1][index]
        total = cards.reach(sides[0].cards, a, sides[1].cards, b, tables[0], tables[1])
        out[index] = closer_reach(sides, a, b, both, tables[0], tables[1], total)
    return out


@compiled
def _reach(ours: Ints, left: Longs, right: Longs, bits: Ints, most: Ints) -> Longs:
    out = np.empty(left.size, np.int64)
    for index in range(left.size):
        out[index] = cards.reach(ours, left[index], ours, right[index], bits, most)
    return out


def test_the_bits_a_name_needs_are_the_fewest_that_are_bent_to_a_value(weights: Weights) -> None:
    totals = np.arange(-20 * SCALE, 50 * SCALE)
    values = np.array([bent(int(total), weights.bend) for total in totals])
    for value in range(int(values[0]) - 3, int(values[-1]) + 3, 7):
        need = unbent(value, weights.bend)
        assert np.array_equal(totals >= need, values >= value)


@pytest.mark.parametrize("seed", range(40))
def test_a_name_is_worth_no_more_than_what_is_seen_of_it_at_a_glance(seed: int) -> None:
    random = np.random.default_rng(seed)
    count, other_count = (int(size) for size in random.integers(1, 8, 2))
    often = [0.05, 0.6][seed % 2]  # how often nothing fits: where little does, two parts are taken for one
    chances = [often, *[(1 - often) / 5] * 5]
    worth = random.choice([CONFLICT, -200, 0, 90, 500, 800], (2 * other_count, 2 * count), p=chances).astype(np.int32)
    columns = np.stack([np.arange(other_count), other_count + np.arange(other_count)]).astype(np.int32)
    columns[1, -1] = -1
    sizes = (0, count, count, 0, other_count)
    exact = _name_bits(worth, columns, sizes, np.empty((4, SETS), np.int32), 0)
    assert exact <= _bits_at_most(worth, columns, sizes)
    for is_left, is_right in product((False, True), repeat=2):
        wanted = _by_trying(worth, columns, (count, other_count), (is_left, is_right))
        needed = first_parts(is_left, is_right)
        assert _name_bits(worth, columns, sizes, np.empty((4, SETS), np.int32), needed) == wanted
        assert wanted <= exact
    more = _gains(worth, columns, count)
    assert exact <= (most_leftovers(count, other_count) + more if more else leftovers(count, other_count, 2))


def _gains(worth: Ints, columns: Ints, count: int) -> int:
    """Return the most that each right part adds, alone or with its neighbour, to any left part or two neighbours."""
    total = 0
    for own, joined in columns.T.tolist():
        ways = [(worth[own, :count], False), (worth[own, count : 2 * count - 1], True)]
        ways += [(worth[joined, :count], True)] if joined >= 0 else []
        total += max(0, *(_gain(int(bits), is_joined) for values, is_joined in ways for bits in values))
    return total


@compiled
def _gain(bits: int, is_joined: bool) -> int:
    return int(gain(bits, is_joined))


_Sizes = tuple[int, int, int, int, int]


@compiled
def _name_bits(worth: Ints, columns: Ints, sizes: _Sizes, sets: Ints, needed: int) -> int:
    return int(name_bits(worth, columns, sizes, sets, needed))


@compiled
def _bits_at_most(worth: Ints, columns: Ints, sizes: _Sizes) -> int:
    return int(bits_at_most(worth, columns, sizes))


def _by_trying(worth: Ints, columns: Ints, counts: tuple[int, int], needed: tuple[bool, bool]) -> int:
    """Return the best total by trying for each left part whatever is still free; two parts are one only where that fits
    better than either alone. `needed`: whether the first part of either side must fit something, and well.
    """
    count, other_count = counts
    best = {(0, 0): 0}  # (left parts used, right parts taken), a bit each -> bits
    steps: list[dict[tuple[int, int], int]] = [best, *({} for _ in range(count + 1))]

    def add(at: int, used: int, taken: int, value: int) -> None:
        steps[at][used, taken] = max(steps[at].get((used, taken), -(10**9)), value)

    for i in range(count):
        for (used, taken), value in steps[i].items():
            add(i + 1, used, taken, value)
            for j in range(other_count):
                if taken >> j & 1:
                    continue
                bits = int(worth[columns[0, j], i])
                is_asked = (needed[0] and i == 0) or (needed[1] and j == 0)
                if bits > (0 if is_asked else CONFLICT):
                    add(i + 1, used | 1 << i, taken | 1 << j, value + bits)
                if i + 1 < count:
                    joined = int(worth[columns[0, j], count + i])
                    if joined > max(0, bits, int(worth[columns[0, j], i + 1])):
                        add(i + 2, used | 3 << i, taken | 1 << j, value + joined - 96)
                if j + 1 < other_count and not taken >> (j + 1) & 1:
                    joined = int(worth[columns[1, j], i])
                    if joined > max(0, bits, int(worth[columns[0, j + 1], i])):
                        add(i + 1, used | 1 << i, taken | 3 << j, value + joined - 96)
    ends = {(used, taken): value for (used, taken), value in steps[count].items()
            if used & 1 >= needed[0] and taken & 1 >= needed[1]}  # fmt: skip
    totals = [value + _unfitting(count, used, other_count, taken) for (used, taken), value in ends.items()]
    return max(totals, default=NO_EDGE)


def _unfitting(count: int, used: int, other_count: int, taken: int) -> int:
    """Return what the parts cost that nothing fits: 5.5 bits a conflict and 3.5 for the first, 1.5 an extra part, 2 for
    each name that lacks its first.
    """
    free, other_free = count - used.bit_count(), other_count - taken.bit_count()
    conflicts = min(free, other_free)
    bits = 352 * conflicts + 224 * (conflicts > 0) + 96 * abs(free - other_free)
    return -bits - 128 * ((used & 1 == 0) + (taken & 1 == 0))


@pytest.mark.parametrize("is_joined", [False, True])
def test_tokens_are_far_when_more_consonants_differ_than_may(is_joined: bool) -> None:
    random = np.random.default_rng(8)
    words = ["".join(random.choice(list("bdfklmnrst"), size)) for size in random.integers(2, 15, 120)]
    table, ids = build_table(*flatten([word.encode() for word in words]))
    entries = table.entries(np.full(table.skeleton.size, 0.001, np.float32))
    skeletons = [table.entry(int(table.skeleton[entry]))[1:].decode() for entry in ids]
    most = near._FARTHEST_JOINED if is_joined else near._FARTHEST
    seen = set()
    for i, one in zip(ids, skeletons, strict=True):
        for j, other in zip(ids, skeletons, strict=True):
            is_near = _is_near(entries.classes, entries.outlines, int(i), int(j), is_joined)
            longest = max(len(one), len(other))
            is_far = near.is_far(int(entries.classes[i]), int(entries.classes[j]), near.FARTHEST_CLASSES)
            if longest > 12:
                assert is_near == (not is_far)
            else:
                assert is_near == (not is_far and Levenshtein.distance(one, other) <= most[longest])
                seen.add(bool(is_near))
    assert seen == {False, True}


def test_tokens_that_are_near_are_likely_by_their_sets_alone() -> None:
    random = np.random.default_rng(18)
    words = ["".join(random.choice(list("abdefiklmnorstuw"), size)).encode() for size in random.integers(1, 16, 150)]
    words += [b"muhammad", b"mohamed", b"liz", b"elizabeth", *(encode(word) for word in ("김민준", "محمد", "王小明"))]
    table, ids = build_table(*flatten(words))
    entries = table.entries(np.full(table.skeleton.size, 0.001, np.float32))
    for is_joined in (False, True):
        is_near, is_likely = _all_near(entries.classes[ids], entries.outlines[ids], is_joined)
        assert (is_likely | ~is_near).all()
        assert is_near.sum() > ids.size
        assert (~is_likely).sum() > ids.size**2 / 4


@compiled
def _all_near(classes: Longs, outlines: Longs, is_joined: bool) -> tuple[Flags, Flags]:
    is_near = np.zeros((classes.size, classes.size), np.bool_)
    is_likely = is_near.copy()
    for i in range(classes.size):
        for j in range(classes.size):
            is_near[i, j] = near.is_near(classes[i], outlines[i], classes[j], outlines[j], is_joined)
            is_likely[i, j] = near.may_be_near(
                classes[i],
                near.allowed_of(classes[i], outlines[i], is_joined),
                near.outline_size(outlines[i]),
                classes[j],
                near.allowed_of(classes[j], outlines[j], is_joined),
                near.outline_size(outlines[j]),
            )
    return is_near, is_likely


@compiled
def _is_near(classes: Longs, outlines: Longs, i: int, j: int, is_joined: bool) -> bool:
    return bool(near.is_near(classes[i], outlines[i], classes[j], outlines[j], is_joined))


def test_a_memo_gives_back_what_was_written_and_nothing_else() -> None:
    slots = new_memo(0)
    assert remembered(slots, 0, 0) == NOT_YET
    keys = [(0, 0), (0, 1), (1, 0), (12_345_678, 5), (MOST_ENTRIES - 1, MOST_ENTRIES - 1)]
    for place, (i, j) in enumerate(keys):
        remember(slots, i, j, 64 * place)
    assert [remembered(slots, i, j) for i, j in keys] == [64 * place for place in range(len(keys))]
    assert remember(slots, 7, 7, -100_000) == remembered(slots, 7, 7) == LEAST
    assert remember(slots, 8, 8, 100_000) == remembered(slots, 8, 8) == MOST


def test_a_full_memo_forgets_and_is_never_wrong() -> None:
    slots = new_memo(0)
    for number in range(20_000):
        remember(slots, number, number + 1, number % 500)
    kept = [number for number in range(20_000) if remembered(slots, number, number + 1) != NOT_YET]
    assert 500 < len(kept) <= slots.size
    assert all(remembered(slots, number, number + 1) == number % 500 for number in kept)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.name))
def test_a_pass_adds_up_every_way_to_align_two_tokens(script: Script) -> None:
    models, number, random = shipped(), SCRIPTS.index(script), np.random.default_rng(12)
    none, other_none = models.heights[number] - 1, models.widths[number] - 1
    runs = [np.argwhere(models.x_two[number] < none), np.argwhere(models.y_two[number] < other_none)]
    longer = np.argwhere(models.y_three[number] < other_none)
    for _ in range(60):
        x, y = (np.concatenate(random.choice(run, 2)).astype(np.uint8) for run in runs)
        y = np.concatenate([y, *random.permutation(longer)[:1].astype(np.uint8)])  # of Latin's own there are none
        x = x[: random.integers(1, 5)]
        assert log_odds(models, number, x, y, new_room()) == pytest.approx(
            _by_adding_up(models, number, x, y), abs=1e-9
        )


def _by_adding_up(models: Models, script: int, x: Bytes, y: Bytes) -> float:
    """Return what `log_odds` does by every way to come to a place: a letter put in, left out, or runs for runs."""
    width, units = models.widths[script], (models.y_two[script], models.y_three[script])
    table = (
        models.ratios[models.firsts[script] :][: models.heights[script] * width].reshape(-1, width).astype(np.float64)
    )

    @cache
    def total(i: int, j: int) -> float:
        value = float(i == j == 0)
        value += total(i, j - 1) * table[0, y[j - 1]] if j else 0.0
        value += total(i - 1, j) * table[x[i - 1], 0] if i else 0.0
        for run in range(1, min(i, 2) + 1):
            row = x[i - 1] if run == 1 else models.x_two[script, x[i - 2], x[i - 1]]
            for other in range(1, min(j, 3) + 1):
                column = y[j - 1] if other == 1 else units[other - 2][tuple(y[j - other : j])]
                value += total(i - run, j - other) * table[row, column]
        return value

    told = sum(models.x_excess[script, one, other] for one, other in pairwise([0, *x]))
    told += sum(models.y_excess[script, one, other] for one, other in pairwise([0, *y]))
    return float(np.log2(max(total(len(x), len(y)), 1e-300)) + models.ends[script] - told)


def test_odds_that_are_a_conflict_stay_one_whatever_the_rarity() -> None:
    random = np.random.default_rng(9)
    odds = np.concatenate([random.uniform(-60, 30, 4000), LEAST / SCALE + random.uniform(-0.02, 0.02, 4000)])
    for one, frequency in zip(odds, 10.0 ** random.uniform(-9, 0, odds.size), strict=True):
        for share in (frequency, 0.0):
            assert rarer(one, share) <= np.rint(one * SCALE)
            assert one * SCALE > LEAST or rarer(one, share) <= LEAST
