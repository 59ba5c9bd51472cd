from dataclasses import replace

import numpy as np
import pytest

from benchmarks.options.attack_results import (
    WITH_KEY,
    WITHOUT_KEY,
    AttackResult,
    attack_match_keys,
    attack_variants,
)
from benchmarks.options.encodings import HARDENED, PLAIN, Hardening, balance_filters
from benchmarks.options.frequency_alignment import UNASSIGNED, align_by_overlap, align_by_rank
from benchmarks.options.frequency_attack import remove_complements
from benchmarks.options.pattern_mining import find_blocks
from tests.unit.benchmarks.options import worlds

pytestmark = pytest.mark.late


def _is_better_than_guessing(row: AttackResult) -> bool:
    """Whether the attack is better than blind guessing: the intervals do not overlap."""
    return (row.read.low or 0.0) > (row.blind.high or 0.0)


def test_filters_of_fields_are_read_although_they_are_keyed_and_balanced() -> None:
    variants = [PLAIN, Hardening(keyed=True, balanced=True)]
    rows = {
        (row.target, row.attack): row
        for row in attack_variants(worlds.pieces(500, 81), worlds.public(800), variants)
    }
    for target in (variant.name for variant in variants):
        assert _is_better_than_guessing(rows[target, "likeness"])
        assert rows[target, "likeness"].read.value > 0.1
        assert _is_better_than_guessing(rows[target, "patterns"])
    assert rows["none", "dictionary"].attacker == WITHOUT_KEY
    assert rows["keyed, balanced", "dictionary"].attacker == WITH_KEY
    assert rows["none", "dictionary"].read == rows["keyed, balanced", "dictionary"].read


def test_with_all_four_hardenings_only_the_holder_of_the_key_beats_guessing() -> None:
    of_one_year = [replace(record, years=(2009,)) for record in worlds.pieces(200, 81)]
    rows = [*attack_variants(of_one_year, worlds.public(300), [HARDENED])]
    assert not any(_is_better_than_guessing(row) for row in rows if row.attacker == WITHOUT_KEY)
    (leaked,) = [row for row in rows if row.attacker == WITH_KEY]
    assert leaked.read.value > 0.4
    assert _is_better_than_guessing(leaked)


def test_match_keys_are_attacked_over_every_record_with_a_name() -> None:
    made = worlds.small()
    pieces = worlds.pieces(160, 81)
    row = attack_match_keys(made.reported, pieces, made.public, worlds.public(300), b"secret")
    assert row.read.of == sum(bool(record.parts) for record in pieces)
    assert row.read.hits <= row.read.of


def test_complements_are_seen_without_a_key() -> None:
    bits = np.random.default_rng(3).random((80, 64)) < 0.15
    found = remove_complements(balance_filters(bits, b"key"))
    assert sorted(map(bytes, np.packbits(found.T, axis=1))) == sorted(
        map(bytes, np.packbits(bits.T, axis=1))
    )
    assert remove_complements(bits) is bits


def test_a_block_is_found_where_positions_are_set_together_again_and_again() -> None:
    draws = np.random.default_rng(4)
    bits = draws.random((300, 128)) < 0.1
    holds = draws.random(300) < 0.3
    bits[np.ix_(holds, [5, 17, 33, 60, 90, 100, 121])] = True
    rows, sizes = find_blocks(bits)
    assert any(
        (row > 0).tolist() == holds.tolist() and size == 7
        for row, size in zip(rows, sizes, strict=True)
    )


@pytest.mark.parametrize("shape", [(0, 64), (30, 0), (30, 5), (30, 64)])
def test_empty_filters_have_no_block(shape: tuple[int, int]) -> None:
    rows, sizes = find_blocks(np.zeros(shape, np.bool_))
    assert (rows.shape[0], rows.shape[1], sizes.size) == (0, shape[0], 0)


def test_alignment_finds_an_order_from_overlaps_that_frequencies_do_not_give() -> None:
    draws = np.random.default_rng(5)
    known = (draws.random((400, 6)) < np.linspace(0.2, 0.3, 6)).astype(np.float64)
    order = draws.permutation(6)
    common = known.T @ known
    hidden = common[np.ix_(order, order)]
    without_overlap = np.zeros((6, 6))
    assert (
        align_by_overlap(without_overlap + 1e-3, hidden, common, common * 0.05 + 1).tolist()
        == order.tolist()
    )


@pytest.mark.parametrize(("hidden", "known"), [((3.0, 9.0, 5.0), (0.5, 0.1)), ((1.0,), (0.2, 0.9))])
def test_alignment_by_rank_gives_each_the_one_of_its_rank(
    hidden: tuple[float, ...], known: tuple[float, ...]
) -> None:
    given = align_by_rank(np.array(hidden), np.array(known))
    ranks = sorted(range(len(hidden)), key=lambda place: -hidden[place])
    others = sorted(range(len(known)), key=lambda place: -known[place])
    assert [given[place] for place in ranks[: len(known)]] == others[: len(hidden)]
    assert all(given[place] == UNASSIGNED for place in ranks[len(known) :])
