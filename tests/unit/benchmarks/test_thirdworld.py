"""The third world: a seed gives one world, every row is read whole, and the dial does what it says."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.trials.thirdworld import observe, rates
from matching import Person, parse_row, row_problems

SIZE = 400


def test_a_seed_gives_one_world_and_another_another() -> None:
    assert observe(5, SIZE) == observe(5, SIZE)
    assert observe(5, SIZE) != observe(6, SIZE)


@pytest.mark.parametrize("noise", [0.0, rates.NOISE, 2.0])
def test_every_row_is_read_without_problem_or_warning(noise: float) -> None:
    for row, _, _ in observe(7, SIZE, noise):
        assert parse_row(row).warnings == (), row
        assert row_problems(row) == ()


def test_references_are_unique_and_people_have_several_records_of_one_origin() -> None:
    written = observe(8, 5 * SIZE)
    assert len({row["record_ref"] for row, _, _ in written}) == 5 * SIZE
    assert len({(who, origin) for _, who, origin in written}) == len({who for _, who, _ in written})
    records = Counter(Counter(who for _, who, _ in written).values())
    assert records[1] > records[2] > records[3] > records[5] > 0
    assert {origin for _, _, origin in written} == set(rates.ORIGINS)


def test_without_noise_everything_is_told_right() -> None:
    people: dict[int, list[Person]] = {}
    for row, who, _ in observe(9, SIZE, 0.0):
        people.setdefault(who, []).append(Person.from_row(row))
    assert any(len(records) > 1 for records in people.values())
    for records in people.values():
        for told in ("sex", "nationalities", "birth_place"):
            assert len({getattr(one, told) for one in records}) == 1, told
        assert all(one.births and one.names for one in records)


def test_more_noise_leaves_less_told() -> None:
    told = [sum(len(list(filter(None, row.values()))) for row, _, _ in observe(10, SIZE, n)) for n in (0.0, 0.5, 2.0)]
    assert told == sorted(told, reverse=True)
    assert len(set(told)) == len(told)
