"""Properties of comparison: symmetric, exact, and independent of order, threads and other rows."""

from __future__ import annotations

import dataclasses
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Engine, LinkOptions, Person, Population, TokenFrequencies, blocking_keys, pack
from tests.properties.strategies import PEOPLE

settings.load_profile("engine")
ENGINE = Engine()


@given(PEOPLE, PEOPLE)
def test_comparing_is_symmetric_to_the_last_bit(one: Person, other: Person) -> None:
    assert ENGINE.compare(one, other) == ENGINE.compare(other, one)


@given(PEOPLE, PEOPLE)
def test_evidence_adds_up_exactly_in_any_order(one: Person, other: Person) -> None:
    comparison = ENGINE.compare(one, other)
    bits = [item.bits for item in comparison.evidence]
    random.Random(0).shuffle(bits)
    assert float(np.sum(np.array(bits, np.float32), dtype=np.float32)) == comparison.bits
    assert 0 <= comparison.probability <= 1
    assert comparison.amount >= abs(comparison.bits)


@given(PEOPLE, PEOPLE)
def test_the_order_of_facts_does_not_matter(one: Person, other: Person) -> None:
    turned = dataclasses.replace(
        one,
        **{
            field: getattr(one, field)[::-1]
            for field in (
                "births",
                "nationalities",
                "ethnicities",
                "homes",
                "places",
                "phones",
                "documents",
                "relatives",
                "marks",
            )
        },
    )
    assert ENGINE.compare(turned, other) == ENGINE.compare(one, other)


@given(st.lists(PEOPLE, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_order_threads_or_neighbours(
    people: list[Person], draw: random.Random
) -> None:
    rarity = TokenFrequencies(1000, len)
    pairs = [(i, j) for i in range(len(people)) for j in range(len(people))]
    population = Population.from_people(people)
    left, right = np.array(pairs).T
    scores = ENGINE.score_pairs(population, left, right, rarity=rarity)
    order = list(range(len(people)))
    draw.shuffle(order)
    shuffled = Population.from_people([people[i] for i in order])
    place = {i: at for at, i in enumerate(order)}
    again = ENGINE.score_pairs(
        shuffled,
        np.array([place[i] for i, _ in pairs]),
        np.array([place[j] for _, j in pairs]),
        rarity=rarity,
    )
    for name in ("bits", "probability", "amount", "band", "levels", "attribute_bits"):
        assert np.array_equal(getattr(scores, name), getattr(again, name))
    found = {}
    for threads in (1, 3):
        for block in ENGINE.link(
            people,
            min_probability=0,
            rarity=rarity,
            options=LinkOptions(threads=threads, is_exhaustive=True),
        ):
            for i, j, bits in zip(
                block.left.tolist(), block.right.tolist(), block.scores.bits.tolist(), strict=True
            ):
                assert found.setdefault((i, j), bits) == bits
    assert found == {
        (i, j): float(bits) for (i, j), bits in zip(pairs, scores.bits, strict=True) if i < j
    }


@given(st.lists(PEOPLE, max_size=5))
def test_packed_rows_make_the_population_that_people_make(people: list[Person]) -> None:
    made = Population.from_people(people)
    read = Population.from_packed([pack(person) for person in people])
    for one, other in zip(
        (*made.side.columns, *made.side.names), (*read.side.columns, *read.side.names), strict=True
    ):
        assert np.array_equal(one, other)


@given(PEOPLE, st.binary(min_size=1, max_size=64))
def test_keys_are_few_distinct_and_sorted_for_anybody(person: Person, secret: bytes) -> None:
    keys = blocking_keys(person, secret)
    assert list(keys) == sorted(set(keys))
    assert len(keys) <= 32
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)
