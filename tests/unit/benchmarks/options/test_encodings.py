from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.options.encodings import (
    HARDENED,
    HASHES,
    PLAIN,
    RECORD_BITS,
    Hardening,
    balance_filters,
    best_threshold,
    dice_matrix,
    encode,
    similar_pairs,
    unbalance,
)
from benchmarks.options.features import UNKNOWN_YEAR, RecordPieces

EVERY = [Hardening(*switches) for switches in product((False, True), repeat=4)]
IDS = [hardening.name for hardening in EVERY]
TEXTS = st.lists(
    st.tuples(st.integers(0, len(HASHES) - 1), st.text("abc^_", min_size=1, max_size=3)),
    max_size=12,
)
RECORDS = st.builds(
    lambda pieces, year: RecordPieces(tuple(dict.fromkeys(pieces)), (), (year,)),
    TEXTS,
    st.sampled_from((0, 2009, 2010)),
)
CHILD = RecordPieces(((0, "_a"), (0, "ab"), (2, "year 2009"), (3, "sex F")), ("ab",), (2009,))


@pytest.mark.parametrize("hardening", EVERY, ids=IDS)
def test_equal_pieces_under_one_key_are_encoded_equally_and_alike_in_full(
    hardening: Hardening,
) -> None:
    other = RecordPieces(tuple(reversed(CHILD.pieces)), (), CHILD.years)
    encoded = encode([CHILD, other], hardening, b"key")
    assert all((bits[0] == bits[1]).all() for bits in encoded.bits)
    assert dice_matrix(encoded, np.array([0]), np.array([1])).item() == pytest.approx(1.0)


@pytest.mark.parametrize("hardening", EVERY, ids=IDS)
def test_another_key_gives_another_encoding_exactly_where_there_is_a_key(
    hardening: Hardening,
) -> None:
    one, other = (encode([CHILD], hardening, key).bits[0] for key in (b"one", b"other"))
    assert (one != other).any() == hardening.keyed


@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_every_balanced_encoding_has_half_of_its_positions_set(records: list[RecordPieces]) -> None:
    (bits,) = encode(records, HARDENED, b"key").bits
    assert (bits.sum(axis=1) == RECORD_BITS).all()
    assert bits.shape[1] == 2 * RECORD_BITS


@given(RECORDS, RECORDS, st.sampled_from(EVERY))
def test_similarity_is_between_zero_and_one_and_symmetric(
    one: RecordPieces, other: RecordPieces, hardening: Hardening
) -> None:
    encoded = encode([one, other], hardening, b"key")
    both = np.arange(encoded.owner.size)
    likeness = dice_matrix(encoded, both, both)
    assert (likeness >= 0).all()
    assert (likeness <= 1 + 1e-6).all()
    assert (likeness == likeness.T).all()


@pytest.mark.parametrize("keyed", [False, True])
def test_a_salt_parts_equal_facts_of_two_years_and_no_salt_does_not(keyed: bool) -> None:
    later = RecordPieces(CHILD.pieces, CHILD.parts, (2010,))
    for hardening in (
        Hardening(keyed=keyed, record_level=True),
        Hardening(keyed=keyed, record_level=True, salted=True),
    ):
        encoded = encode([CHILD, later], hardening, b"key")
        is_alike = dice_matrix(encoded, np.array([0]), np.array([1])).item() > 0.2
        assert is_alike != hardening.salted
        assert (similar_pairs(encoded, np.array([0, 1]), 0.5)[0].size == 0) == hardening.salted


def test_with_the_next_year_too_births_a_year_apart_meet_and_two_apart_do_not() -> None:
    soft = Hardening(keyed=True, record_level=True, salted=True, next_year_too=True)
    for years, pairs in ((2009, 1), (2010, 1), (2011, 0)):
        encoded = encode([CHILD, RecordPieces(CHILD.pieces, (), (years,))], soft, b"key")
        assert similar_pairs(encoded, np.array([0, 1]), 0.9)[0].size == pairs, years
    assert soft.salts((UNKNOWN_YEAR,)) == (UNKNOWN_YEAR,)


def test_balancing_is_reversed_only_with_the_key() -> None:
    bits = np.random.default_rng(1).random((3, 64)) < 0.2
    assert (unbalance(balance_filters(bits, b"key"), b"key") == bits).all()
    assert (unbalance(balance_filters(bits, b"key"), b"other") != bits).any()


def test_records_of_one_state_are_no_pair() -> None:
    encoded = encode([CHILD, CHILD, CHILD], PLAIN, b"")
    one, other, _ = similar_pairs(encoded, np.array([0, 1, 1]), 0.5)
    assert [*zip(one.tolist(), other.tolist(), strict=True)] == [(0, 1), (0, 2)]


def test_the_threshold_separates_true_pairs_from_the_rest() -> None:
    near = RecordPieces((*CHILD.pieces, (1, "zz")), (), CHILD.years)
    stranger = RecordPieces(((0, "_x"), (0, "xy"), (2, "year 2009"), (3, "sex F")), (), CHILD.years)
    encoded = encode([CHILD, near, stranger], Hardening(record_level=True), b"")
    threshold = best_threshold(encoded, np.array([0, 1, 2]), np.array([7, 7, 8]))
    one, other, _ = similar_pairs(encoded, np.array([0, 1, 2]), threshold)
    assert (one.tolist(), other.tolist()) == ([0], [1])
