"""Worlds of other generators: the seed determines a world, every row is parsed completely.

The parameter for difficulty has the documented effect.
"""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest

from benchmarks.generators import generator_b, generator_c, generator_d
from benchmarks.generators.generator_b.lives import WORDS, words
from matching import Person, parse_row, row_problems

pytestmark = pytest.mark.slow

SIZE = 400
OTHER_FIELDS = ("sex", "nationalities", "birth_place", "eyes", "hair", "languages", "marks")
THIRD_FIELDS = ("sex", "nationalities", "birth_place")
every = pytest.mark.parametrize(
    "world", [generator_b, generator_c, generator_d], ids=["other", "third", "fourth"]
)


@every
def test_a_seed_gives_one_world_and_another_another(world: ModuleType) -> None:
    assert world.observe(5, SIZE) == world.observe(5, SIZE)
    assert world.observe(5, SIZE) != world.observe(6, SIZE)


@every
@pytest.mark.parametrize("noise", [0.0, None, 2.0])
def test_every_row_is_read_without_problem_or_warning(
    world: ModuleType, noise: float | None
) -> None:
    for row, _, _ in world.observe(7, SIZE, world.rates.NOISE if noise is None else noise):
        assert parse_row(row).warnings == (), row
        assert row_problems(row) == ()


@every
def test_references_are_unique_and_people_have_several_records_of_one_origin(
    world: ModuleType,
) -> None:
    written = world.observe(8, 5 * SIZE)
    assert len({row["record_ref"] for row, _, _ in written}) == 5 * SIZE
    assert len({(who, origin) for _, who, origin in written}) == len({who for _, who, _ in written})
    records = Counter(Counter(who for _, who, _ in written).values())
    assert records[1] > records[3] > 0
    assert records[2] > records[3]
    assert {origin for _, _, origin in written} == set(world.rates.ORIGINS)


@pytest.mark.parametrize(
    ("world", "fields"),
    [(generator_b, OTHER_FIELDS), (generator_c, THIRD_FIELDS), (generator_d, THIRD_FIELDS)],
    ids=["other", "third", "fourth"],
)
def test_without_noise_known_facts_are_stated_correctly(
    world: ModuleType, fields: tuple[str, ...]
) -> None:
    people: dict[int, list[Person]] = {}
    for row, who, _ in world.observe(9, SIZE, 0.0):
        people.setdefault(who, []).append(Person.from_row(row))
    assert any(len(records) > 1 for records in people.values())
    for records in people.values():
        for field in fields:
            assert len({getattr(one, field) for one in records}) == 1, field
        assert all(one.births and one.height_cm and one.phones for one in records)


@every
def test_more_noise_leaves_fewer_stated_facts(world: ModuleType) -> None:
    counts = [
        sum(len(list(filter(None, row.values()))) for row, _, _ in world.observe(10, SIZE, noise))
        for noise in (0.0, 0.5, 1.0, 2.0)
    ]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == len(counts)


def test_every_origin_has_names_and_towns_and_no_spelling_twice() -> None:
    assert WORDS.is_file()
    for origin, facts in generator_b.rates.ORIGINS.items():
        for role in ("male", "female", "town", *(["family"] if facts.has_family else [])):
            listed = words(origin, role)
            assert len(listed) >= 8
            assert all(
                len(set(spellings)) == len(spellings) and all(spellings) for _, spellings in listed
            )
