"""Seeded random draws: equal on every Python, and decks keep their shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_data.seeded_random import SeededRandom, ShuffledDeck
from sample_data.typos import join_words, make_typo, truncate_word


def test_draws_are_the_same_on_every_python_and_platform():
    draws = SeededRandom("pinned")
    assert [draws.integer(0, 999_999) for _ in range(4)] == [362885, 902622, 592396, 699827]
    assert draws.distinct("abcdef", 3) == ["d", "a", "b"]
    assert draws.ranked("abcdef", 2.0) == "c"
    assert draws.bell(10.0).hex() == "0x1.0f53f548b1610p+0"


@given(share=st.floats(0, 1), decks=st.integers(1, 50), seed=st.text(max_size=5))
def test_a_deck_holds_its_share_to_one_card_after_every_forty(share, decks, seed):
    deck = ShuffledDeck(SeededRandom(seed), share)
    dealt = sum(deck.deal() for _ in range(40 * decks))
    assert abs(dealt - share * 40 * decks) <= 0.5 + 1e-6 * decks


@given(low=st.integers(-50, 50), width=st.integers(0, 50), seed=st.text(max_size=5))
def test_a_whole_number_is_never_outside_its_bounds(low, width, seed):
    draws = SeededRandom(seed)
    assert all(low <= draws.integer(low, low + width) <= low + width for _ in range(30))


@given(
    items=st.lists(st.integers(), max_size=12), count=st.integers(0, 15), seed=st.text(max_size=5)
)
def test_few_takes_each_item_at_most_once(items, count, seed):
    numbered = list(enumerate(items))
    chosen = SeededRandom(seed).distinct(numbered, count)
    assert len(chosen) == min(count, len(items))
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(numbered)


def test_earlier_items_are_drawn_more_often_and_a_larger_head_is_flatter():
    def first(head):
        draws = SeededRandom("head")
        return sum(draws.ranked(range(30), head) == 0 for _ in range(4000))

    assert first(0.8) > first(4.0) > first(40.0) > 4000 / 60


@given(
    word=st.text(alphabet="abcdefghijklmnopqrstuvwxyzابتثیкшщ", min_size=4, max_size=12),
    seed=st.text(max_size=5),
)
def test_a_slip_changes_at_most_one_place_and_never_the_first_letter(word, seed):
    slipped = make_typo(SeededRandom(seed), word)
    assert slipped[0] == word[0]
    assert abs(len(slipped) - len(word)) <= 1
    assert sorted(set(word) ^ set(slipped)) == sorted(set(word) ^ set(slipped))[:2]


@pytest.mark.parametrize("spoil", [make_typo, truncate_word])
@given(word=st.text(alphabet="abc", max_size=3), seed=st.text(max_size=5))
def test_words_of_three_letters_are_not_changed(spoil, word, seed):
    assert spoil(SeededRandom(seed), word) == word


@given(
    words=st.lists(st.text(alphabet="abc", min_size=1, max_size=5), min_size=1, max_size=6),
    seed=st.text(max_size=5),
)
def test_joining_keeps_every_letter_and_leaves_two_words(words, seed):
    joined = join_words(SeededRandom(seed), words)
    assert "".join(joined) == "".join(words)
    assert len(joined) == (len(words) - 1 if len(words) > 2 else len(words))
