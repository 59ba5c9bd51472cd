import numpy as np
import pytest

from services.options.alignment import NOBODY, by_overlap, by_rank
from services.options.attack import unbalanced
from services.options.attacked import ANYBODY, COLLUDING, attacked, match_keys_attacked
from services.options.encodings import HARDENED, PLAIN, Hardening, balance
from services.options.mining import blocks
from tests.unit.services.options import worlds


def test_plain_filters_of_fields_are_read_by_likeness_by_patterns_and_by_dictionary() -> None:
    rows = {row.attack: row for row in attacked(worlds.pieces(700, 81), worlds.public(1400), [PLAIN])}
    assert {row.attacker for row in rows.values()} == {ANYBODY}
    assert rows["likeness"].tells
    assert rows["likeness"].read.value > 0.3
    assert rows["patterns"].tells
    assert rows["dictionary"].read.value > 0.4


def test_a_key_or_a_balance_alone_does_not_stop_likeness() -> None:
    hardened = [Hardening(keyed=True), Hardening(keyed=True, balanced=True)]
    rows = [row for row in attacked(worlds.pieces(700, 81), worlds.public(1400), hardened) if row.attack == "likeness"]
    assert [row.read.value > 0.3 for row in rows] == [True, True]


def test_with_all_four_nobody_without_the_key_beats_blind_guessing_and_who_has_it_reads_nearly_all() -> None:
    rows = [*attacked(worlds.pieces(250, 81), worlds.public(400), [HARDENED])]
    assert not any(row.tells for row in rows if row.attacker == ANYBODY)
    (leaked,) = [row for row in rows if row.attacker == COLLUDING]
    assert leaked.read.value > 0.6


def test_match_keys_are_attacked_over_every_record_with_a_name() -> None:
    made = worlds.small()
    pieces = worlds.pieces(160, 81)
    row = match_keys_attacked(made.reported, pieces, made.public, worlds.public(300), b"secret")
    assert row.read.of == sum(bool(record.parts) for record in pieces)
    assert row.read.hits <= row.read.of


def test_complements_are_seen_without_a_key() -> None:
    bits = np.random.default_rng(3).random((80, 64)) < 0.15
    found = unbalanced(balance(bits, b"key"))
    assert sorted(map(bytes, np.packbits(found.T, axis=1))) == sorted(map(bytes, np.packbits(bits.T, axis=1)))
    assert unbalanced(bits) is bits


def test_a_block_is_found_where_positions_are_set_together_again_and_again() -> None:
    draws = np.random.default_rng(4)
    bits = draws.random((300, 128)) < 0.1
    holds = draws.random(300) < 0.3
    bits[np.ix_(holds, [5, 17, 33, 60, 90, 100, 121])] = True
    rows, sizes = blocks(bits)
    assert any((row > 0).tolist() == holds.tolist() and size == 7 for row, size in zip(rows, sizes, strict=True))


def test_alignment_finds_the_order_that_overlaps_tell_where_frequencies_do_not() -> None:
    draws = np.random.default_rng(5)
    known = (draws.random((400, 6)) < np.linspace(0.2, 0.3, 6)).astype(np.float64)
    order = draws.permutation(6)
    common = known.T @ known
    hidden = common[np.ix_(order, order)]
    alone = np.zeros((6, 6))
    assert by_overlap(alone + 1e-3, hidden, common, common * 0.05 + 1).tolist() == order.tolist()


@pytest.mark.parametrize(("hidden", "known"), [((3.0, 9.0, 5.0), (0.5, 0.1)), ((1.0,), (0.2, 0.9))])
def test_alignment_by_rank_gives_each_the_one_of_its_rank(hidden: tuple[float, ...], known: tuple[float, ...]) -> None:
    given = by_rank(np.array(hidden), np.array(known))
    ranks = sorted(range(len(hidden)), key=lambda place: -hidden[place])
    others = sorted(range(len(known)), key=lambda place: -known[place])
    assert [given[place] for place in ranks[: len(known)]] == others[: len(hidden)]
    assert all(given[place] == NOBODY for place in ranks[len(known) :])
