from __future__ import annotations

import itertools

import numpy as np
import pytest

from matching import Engine, LinkBlock, Person, Population, candidates
from matching.candidates import Shard, in_threads, plan

ENGINE = Engine()
GIVEN = ("Maryam", "Selam", "Oksana", "Thanh", "Ibrahima", "Ardit", "Youssef", "Zhen")
FAMILY = ("Karimi", "Tesfay", "Bondar", "Pham", "Barry", "Hoxha", "Amrani", "Wang")


def world(size: int) -> list[Person]:
    """People of whom every third stands again, written a little otherwise, eight places on."""
    names = [f"{given} {family}" for given, family in itertools.product(GIVEN, FAMILY)]
    rows = []
    for i in range(size):
        again = i % 3 == 2 and i >= 8
        source = i - 8 if again else i
        name = names[source * 7 % len(names)]
        rows.append({
            "record_ref": f"A-{i}", "kind": "missing",
            "birth_date": f"{2000 + source % 12}-0{source % 9 + 1}-1{source % 10}",
            "full_name": " ".join(reversed(name.split())).upper() if again else name, "sex": "FM"[source % 2],
            "phones": f"+4917012{source:05d}",
        })  # fmt: skip
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
    found = pairs(list(ENGINE.link(left, right, min_probability=0, exhaustive=True)))
    assert set(found) == set(itertools.product(range(len(left)), range(len(right))))
    assert np.float32(found[3, 5][0]) == ENGINE.score_matrix(left, right)[3, 5]


def test_exhaustive_gives_every_pair_of_one_file() -> None:
    found = pairs(list(ENGINE.link(PEOPLE[:30], min_probability=0, exhaustive=True)))
    assert set(found) == set(itertools.combinations(range(30), 2))


def test_blocking_leaves_out_no_likely_pair_and_gives_the_same_scores() -> None:
    every = pairs(list(ENGINE.link(PEOPLE, min_probability=0.5, exhaustive=True)))
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
def test_neither_threads_nor_shards_change_the_result(monkeypatch: pytest.MonkeyPatch, threads: int, size: int) -> None:
    expected = list(pairs(list(ENGINE.link(PEOPLE, min_probability=0))).items())
    monkeypatch.setattr(candidates, "PAIRS_A_SHARD", size)
    assert list(pairs(list(ENGINE.link(PEOPLE, min_probability=0, threads=threads))).items()) == expected


def test_pairs_come_in_ascending_order() -> None:
    found = list(pairs(list(ENGINE.link(PEOPLE, min_probability=0))))
    assert found == sorted(found)


def test_persons_and_population_link_alike() -> None:
    assert pairs(list(ENGINE.link(Population.from_people(PEOPLE)))) == pairs(list(ENGINE.link(PEOPLE)))


def test_shards_cover_every_left_record_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "PAIRS_A_SHARD", 30)
    shards = plan(Population.from_people(PEOPLE), None, exhaustive=False).shards
    assert len(shards) > 3
    assert [shard.first for shard in shards[1:]] == [shard.last for shard in shards[:-1]]
    assert (shards[0].first, shards[-1].last) == (0, len(PEOPLE))


def test_a_key_that_too_many_share_is_passed_over() -> None:
    crowd = [Person.from_row({"record_ref": str(i), "kind": "found", "full_name": "Ali"}) for i in range(300)]
    assert list(ENGINE.link(crowd, min_probability=0)) == []
    few = crowd[: candidates.MOST_SHARING]
    assert sum(map(len, ENGINE.link(few, min_probability=0))) == len(few) * (len(few) - 1) // 2


def test_an_error_in_a_shard_reaches_the_reader() -> None:
    def work(shard: Shard) -> int:
        if shard.first == 3:
            raise ZeroDivisionError
        return shard.first

    results = in_threads(work, [Shard(i, i + 1) for i in range(9)], threads=2)
    assert [next(results), next(results), next(results)] == [0, 1, 2]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_reader_may_stop_early() -> None:
    blocks = ENGINE.link(PEOPLE, min_probability=0)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
