from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from matching import Engine, LinkBlock, LinkOptions, Person, Population, explain, explain_pairs
from matching.blocking import candidates
from matching.blocking.candidates import MemoryBudget, plan_link, run_in_threads
from matching.blocking.keys import key_table

ENGINE = Engine()
GIVEN = ("Maryam", "Selam", "Oksana", "Thanh", "Ibrahima", "Ardit", "Youssef", "Zhen")
FAMILY = ("Karimi", "Tesfay", "Bondar", "Pham", "Barry", "Hoxha", "Amrani", "Wang")


def world(size: int) -> list[Person]:
    """Return people; every third repeats the one eight places before, written differently."""
    names = [f"{given} {family}" for given, family in itertools.product(GIVEN, FAMILY)]
    rows = []
    for i in range(size):
        again = i % 3 == 2 and i >= 8
        source = i - 8 if again else i
        name = names[source * 7 % len(names)]
        rows.append(
            {
                "record_ref": f"A-{i}",
                "kind": "missing",
                "birth_date": f"{2000 + source % 12}-0{source % 9 + 1}-1{source % 10}",
                "full_name": " ".join(reversed(name.split())).upper() if again else name,
                "sex": "FM"[source % 2],
                "phones": f"+4917012{source:05d}",
            }
        )
    return [Person.from_row(row) for row in rows]


PEOPLE = world(120)


def pairs(blocks: list[LinkBlock]) -> dict[tuple[int, int], tuple[float, ...]]:
    found = {}
    for block in blocks:
        for row in range(len(block)):
            key = int(block.left[row]), int(block.right[row])
            assert key not in found
            found[key] = (
                float(block.scores.bits[row]),
                float(block.scores.probability[row]),
                *block.scores.levels[row],
            )
    return found


def test_one_file_gives_each_pair_once_and_none_with_itself() -> None:
    found = pairs(list(ENGINE.link(PEOPLE, min_probability=0)))
    assert found
    assert all(i < j for i, j in found)


def test_two_files_give_left_and_right_index() -> None:
    left, right = PEOPLE[:50], PEOPLE[50:]
    found = pairs(
        list(ENGINE.link(left, right, min_probability=0, options=LinkOptions(is_exhaustive=True)))
    )
    assert set(found) == set(itertools.product(range(len(left)), range(len(right))))
    assert np.float32(found[3, 5][0]) == ENGINE.score_matrix(left, right)[3, 5]


def test_exhaustive_gives_every_pair_of_one_file() -> None:
    found = pairs(
        list(ENGINE.link(PEOPLE[:30], min_probability=0, options=LinkOptions(is_exhaustive=True)))
    )
    assert set(found) == set(itertools.combinations(range(30), 2))


def test_blocking_leaves_out_no_likely_pair_and_gives_the_same_scores() -> None:
    every = pairs(
        list(ENGINE.link(PEOPLE, min_probability=0.5, options=LinkOptions(is_exhaustive=True)))
    )
    blocked = pairs(list(ENGINE.link(PEOPLE, min_probability=0.5)))
    assert blocked == every
    assert {(i - 8, i) for i in range(8, 120) if i % 3 == 2} <= set(blocked)


@pytest.mark.parametrize("least", [0.0, 0.05, 0.5, 0.99, 1.0])
def test_pairs_below_the_least_probability_are_left_out(least: float) -> None:
    found = pairs(list(ENGINE.link(PEOPLE, min_probability=least)))
    every = pairs(list(ENGINE.link(PEOPLE, min_probability=0)))
    assert found == {key: value for key, value in every.items() if value[1] >= least}


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("size", [1, 50, 10**9])
def test_neither_threads_nor_shards_change_the_result(
    monkeypatch: pytest.MonkeyPatch, threads: int, size: int
) -> None:
    expected = list(pairs(list(ENGINE.link(PEOPLE, min_probability=0))).items())
    monkeypatch.setattr(candidates, "PAIRS_PER_SHARD", size)
    assert (
        list(
            pairs(
                list(ENGINE.link(PEOPLE, min_probability=0, options=LinkOptions(threads=threads)))
            ).items()
        )
        == expected
    )


def test_pairs_come_in_ascending_order() -> None:
    found = list(pairs(list(ENGINE.link(PEOPLE, min_probability=0))))
    assert found == sorted(found)


def test_persons_and_population_link_alike() -> None:
    assert pairs(list(ENGINE.link(Population.from_people(PEOPLE)))) == pairs(
        list(ENGINE.link(PEOPLE))
    )


class Aside:
    """A store of blocks in memory."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []

    def write(self, block: bytes) -> int:
        self.blocks.append(block)
        return len(self.blocks) - 1

    def read(self, number: int) -> bytes:
        return self.blocks[number]


def keys_of(population: Population) -> list[set[tuple[int, int]]]:
    starts, kinds, values = key_table(population)
    keys = list(zip(kinds.tolist(), values.tolist(), strict=True))
    return [set(keys[first:last]) for first, last in itertools.pairwise(starts.tolist())]


def crowded(left: Population, right: Population | None) -> list[set[int]]:
    """Return by brute force the records of each side that share only keys of many right records."""
    sides = [keys_of(population) for population in (left, right) if population is not None]
    carriers = [Counter(key for keys in side for key in keys) for side in sides]
    shared = {
        key
        for key, count in carriers[0].items()
        if (count > 1 if right is None else carriers[-1][key])
    }
    few = {key for key in shared if carriers[-1][key] <= candidates.MAX_BLOCK_SIZE}
    return [
        {number for number, keys in enumerate(side) if keys & shared and not keys & few}
        for side in sides
    ]


def sharing(left: Population, right: Population, *, is_one_file: bool) -> list[tuple[int, int]]:
    """Return by brute force the pairs that share a key which few right records have."""
    sides = [keys_of(population) for population in (left, right)]
    common = Counter(key for keys in sides[1] for key in keys)
    sides[0] = [
        {key for key in keys if common[key] <= candidates.MAX_BLOCK_SIZE} for keys in sides[0]
    ]
    return [
        (i, j)
        for i, one in enumerate(sides[0])
        for j, other in enumerate(sides[1])
        if not one.isdisjoint(other) and (i < j or not is_one_file)
    ]


@pytest.mark.parametrize(
    "split", [0, 1, 45, 119, 120], ids=["one file", "one left", "two files", "one right", "none"]
)
@pytest.mark.parametrize("sharing_at_most", [2, 5, 200])
@pytest.mark.parametrize(
    "memory", [1 << 62, 1 << 16, 1], ids=["all there is", "little", "next to none"]
)
def test_pairs_are_those_that_share_a_key_whatever_the_memory(
    monkeypatch: pytest.MonkeyPatch, split: int, sharing_at_most: int, memory: int
) -> None:
    monkeypatch.setattr(candidates, "MAX_BLOCK_SIZE", sharing_at_most)
    monkeypatch.setattr(candidates, "PAIRS_PER_SHARD", 100)
    left = Population.from_people(PEOPLE[: split or None])
    right = Population.from_people(PEOPLE[split:]) if split else None
    aside = Aside()
    planned = plan_link(left, right, exhaustive=False, room=MemoryBudget(memory, aside))
    shards = list(planned.shards())
    found = [
        pair
        for lefts, rights in shards
        for pair in zip(lefts.tolist(), rights.tolist(), strict=True)
    ]
    expected = sharing(left, left if right is None else right, is_one_file=right is None)
    assert found == sorted(set(found))
    assert set(expected) <= set(found)
    left_keys, right_keys = keys_of(left), keys_of(left if right is None else right)
    of_crowded = crowded(left, right)
    partners = Counter[tuple[int, int]]()
    for i, j in set(found) - set(expected):
        is_left, is_right = i in of_crowded[0], j in of_crowded[-1]
        assert is_left or is_right
        assert left_keys[i] & right_keys[j]
        partners.update([(0, i)] * is_left + [(len(of_crowded) - 1, j)] * is_right)
    for side, records in enumerate(of_crowded):
        others = (right_keys, left_keys)[side]
        own = (left_keys, right_keys)[side]
        for record in records:
            carriers = sum(bool(own[record] & keys) for keys in others) - (right is None)
            assert partners[side, record] >= min(carriers, sharing_at_most)
    assert max((lefts.size for lefts, _ in shards), default=0) <= 100
    assert bool(aside.blocks) == (memory < 1 << 62)


def test_without_a_place_to_put_keys_aside_they_stay_in_memory() -> None:
    population = Population.from_people(PEOPLE)
    every, few = (
        list(plan_link(population, None, exhaustive=False, room=MemoryBudget(memory)).shards())
        for memory in (1 << 62, 1)
    )
    assert np.array_equal(
        *(np.concatenate([lefts for lefts, _ in shards]) for shards in (every, few))
    )


def test_a_record_all_of_whose_keys_are_too_frequent_is_still_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "MAX_BLOCK_SIZE", 20)
    row = {"kind": "found", "full_name": "Ali"}
    people = [  # no key contains the height
        Person.from_row(row | {"record_ref": str(height), "height_cm": str(height)})
        for height in range(120, 180)
    ]
    few = pairs(list(ENGINE.link(people[:20], min_probability=0)))
    assert len(few) == 20 * 19 // 2
    partners = Counter(itertools.chain(*pairs(list(ENGINE.link(people, min_probability=0)))))
    assert len(partners) == 60
    assert min(partners.values()) >= 20


@pytest.mark.parametrize("split", [0, 90])
def test_equal_records_have_the_pairs_and_scores_of_each_other(split: int) -> None:
    copies = [*PEOPLE, *PEOPLE[::3], *PEOPLE[::7], *PEOPLE[:1] * 5]
    random.Random(5).shuffle(copies)
    left = Population.from_people(copies[: split or None])
    right = Population.from_people(copies[split:])
    found = pairs(list(ENGINE.link(left, right if split else None, min_probability=0)))
    assert set(found) == set(sharing(left, right, is_one_file=not split))
    lefts, rights = (np.array(side, np.int64) for side in zip(*found, strict=True))
    expected = ENGINE.score_pairs(left, lefts, rights, right=right)
    assert [bits for bits, *_ in found.values()] == expected.bits.tolist()


def test_an_error_in_a_shard_reaches_the_reader() -> None:
    def work(shard: int) -> int:
        if shard == 3:
            raise ZeroDivisionError
        return shard

    results = run_in_threads(work, range(9), threads=2)
    assert [next(results), next(results), next(results)] == [0, 1, 2]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_an_error_in_the_making_of_shards_reaches_the_reader() -> None:
    def shards() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    results = run_in_threads(lambda shard: shard, shards(), threads=2)
    with pytest.raises(ZeroDivisionError):
        list(results)


def test_the_reasons_of_many_pairs_are_those_of_each() -> None:
    for block in ENGINE.link(PEOPLE, min_probability=0):
        assert explain_pairs(block.scores) == [
            explain(block.scores.evidence(row)) for row in range(len(block))
        ]


def test_a_reader_may_stop_early() -> None:
    blocks = ENGINE.link(PEOPLE, min_probability=0)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
