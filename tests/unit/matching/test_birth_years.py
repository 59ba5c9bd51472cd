from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from matching import Birth, Engine, Person, Population, Rarity, birth_years, levels, pack, rarity_tokens

ENGINE = Engine()


def born(year: int, month: int = 3, day: int = 5, known: str = "") -> Person:
    return Person(births=(Birth(date(year, month, day), date(year, month, day), known),))


def birth_bits(one: Person, other: Person, rarity: Rarity | None = None) -> float:
    return next(item.bits for item in ENGINE.compare(one, other, rarity=rarity).evidence if item.attribute == "birth")


MINORS = Population.from_people([born(2008 + number % 6) for number in range(600)])
ADULTS = Population.from_people([born(1930 + number % 70) for number in range(1400)])


def test_births_that_fit_say_more_among_people_of_all_ages_than_among_children() -> None:
    one, other = born(1970, 1, 9), born(1970, 8, 27)
    among_adults = ENGINE.rank(one, Population.from_people([other, *(born(1930 + n % 70) for n in range(1400))]), 1)
    among_peers = ENGINE.rank(one, Population.from_people([other, *(born(1968 + n % 6) for n in range(1400))]), 1)
    assert among_adults[0].bits > among_peers[0].bits + 1


def test_births_far_apart_gain_nothing() -> None:
    one, other = born(1950), born(1990, 8, 27)
    assert ADULTS.birth_gains(None)[50] > 0
    bits = {level.code: level.bits for level in levels.ATTRIBUTES[1].levels}
    scores = ENGINE.score_matrix([one], [other, *(born(1930 + n % 70) for n in range(1400))])
    assert scores[0, 0] == bits["very_far"]


@pytest.mark.parametrize("known", [("documented", "documented"), ("documented", "claimed"), ("claimed", "assessed")])
def test_births_that_do_not_fit_weigh_by_the_worse_known(known: tuple[str, str]) -> None:
    order = [("documented", "documented"), ("documented", "claimed"), ("claimed", "assessed")]
    bits = [birth_bits(born(2005, known=one), born(2012, 8, 27, known=other)) for one, other in order]
    assert bits == sorted(bits)
    assert len(set(bits)) == 3
    assert bits[order.index(known)] == birth_bits(born(2012, 8, 27, known=known[1]), born(2005, known=known[0]))


def test_how_a_birth_is_known_changes_nothing_where_births_agree() -> None:
    assert birth_bits(born(2009, known="assessed"), born(2009)) == birth_bits(
        born(2009, known="documented"), born(2009)
    )


def test_a_snapshot_counts_births_by_year_and_gains_as_counting_does() -> None:
    rows = [pack(born(1930 + number % 70)) for number in range(1400)]
    counts = dict.fromkeys((token for row in rows for token in rarity_tokens(row)), 20)
    assert set(counts) == {birth_years.year_token(year) for year in range(1930, 2000)}
    snapshot = Rarity(1400, lambda token: counts.get(token, 0))
    assert np.array_equal(ADULTS.birth_gains(snapshot), ADULTS.birth_gains(None))


@pytest.mark.parametrize("count", [0, 1], ids=["nobody counted", "a lone birth in every year"])
def test_a_snapshot_that_knows_no_births_gains_nothing(count: int) -> None:
    assert not MINORS.birth_gains(Rarity(1000, lambda _token: count)).any()


def test_the_gain_has_bounds_whoever_is_searched() -> None:
    for pool in (MINORS, ADULTS, Population.from_people([born(2009)] * 5000), Population.from_people([])):
        gains = pool.birth_gains(None) / 64
        assert gains.min() >= birth_years.LEAST_BITS
        assert gains.max() <= birth_years.MOST_BITS


def test_births_of_the_first_and_last_year_are_read() -> None:
    assert ENGINE.score_matrix([born(1900)], [born(1900), born(2100)]).shape == (1, 2)
