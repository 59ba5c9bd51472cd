"""The fit of weights to a store without labels: its gain, and when it is refused."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import numpy as np
import pytest

from matching import Engine, LinkOptions, Person, Population
from matching.blocking.keys import KEY_KINDS, key_table
from matching.blocking.shared_kinds import shared_kinds
from matching.engine import Calibration
from matching.fit import ATTRIBUTES_OF_KIND, StoreFit, fit_to_store
from matching.model.levels import ATTRIBUTE_NAMES
from matching.model.weight_set import shipped_weights
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

SYLLABLES = ("ba", "den", "fi", "gol", "har", "ke", "lun", "mir", "no", "pat", "ros", "sel", "tov")
STREETS = ("Hill Road", "Mill Lane", "Church Street", "Station Road", "Park View", "High Street")


def word(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 3))).capitalize()


def address(draw: random.Random, town: str) -> str:
    return f"{draw.randint(1, 200)}, {draw.choice(STREETS)}, {town}"


def careful_rows(size: int, *, seed: int = 1) -> tuple[list[dict[str, str]], list[int]]:
    """Return rows of people with few errors and the person of each row.

    Two in five people have a second row, one in five a brother or sister.
    """
    draw = random.Random(seed)
    given, family = [word(draw) for _ in range(80)], [word(draw) for _ in range(200)]
    rows, people = [], []
    for person in range(size):
        own = {
            "given_names": draw.choice(given),
            "family_names": draw.choice(family),
            "birth_date": f"{draw.randint(1940, 1999)}-{draw.randint(1, 12):02}-"
            f"{draw.randint(1, 28):02}",
            "home_address": address(draw, draw.choice(family)),
        }
        rows.append(own)
        people.append(person)
        if draw.random() < 0.4:
            rows.append(own | wrong(own, draw))
            people.append(person)
        if draw.random() < 0.2:
            year = int(own["birth_date"][:4]) + draw.choice((-3, -2, 2, 3))
            rows.append(
                own
                | {
                    "given_names": draw.choice(given),
                    "birth_date": f"{year}-03-{person % 28 + 1:02}",
                }
            )
            people.append(size + person)
    return [{"record_ref": "A", "kind": "missing", **row} for row in rows], people


def wrong(row: dict[str, str], draw: random.Random) -> dict[str, str]:
    """Return one field of the row with a typing error, or an address of another place."""
    field = draw.choice(("given_names", "family_names", "birth_date", "home_address"))
    text = row[field]
    if field == "home_address":
        return {field: address(draw, word(draw))}
    if field == "birth_date":
        return {field: f"{text[:8]}{draw.randint(1, 28):02}"}
    at = draw.randrange(1, len(text))
    return {field: text[:at] + draw.choice("aeioun") + text[at + 1 :]}


def population(rows: Sequence[dict[str, str]]) -> Population:
    return Population.from_people([Person.from_row(row) for row in rows])


def quality(people: Sequence[int], engine: Engine, store: Population) -> tuple[float, float, float]:
    """Return F1 at 0.5, and the shares of copies and of other pairs that are at 0.5 or above."""
    owners = np.array(people)
    blocks = list(engine.link(store, min_probability=0.0))
    left, right, probability = (
        np.concatenate(arrays)
        for arrays in zip(
            *((block.left, block.right, block.scores.probability) for block in blocks), strict=True
        )
    )
    is_true = owners[left] == owners[right]
    true = sum(count * (count - 1) // 2 for count in np.bincount(owners).tolist())
    kept = probability >= 0.5
    found = int((kept & is_true).sum())
    return 2 * found / (int(kept.sum()) + true), found / true, float((kept & ~is_true).sum()) / true


@pytest.fixture(scope="module")
def careful() -> tuple[Population, list[int], StoreFit]:
    rows, people = careful_rows(900)
    store = population(rows)
    return store, people, fit_to_store(store)


def test_a_store_with_few_errors_gets_weights_of_its_own(
    careful: tuple[Population, list[int], StoreFit],
) -> None:
    store, people, fit = careful
    assert fit.refusal is None
    assert fit.calibration.slope >= 1
    assert fit.doubt[1] < fit.doubt[0]
    before, after = (quality(people, engine, store) for engine in (Engine(), fit.engine()))
    assert after[0] > before[0]
    assert after[1] > 0.98  # copies are found
    assert after[2] < 0.02  # brothers and sisters stay below


def test_the_version_names_weights_and_calibration(
    careful: tuple[Population, list[int], StoreFit],
) -> None:
    fit = careful[2]
    versions = {
        Engine().version,
        Engine(fit.weights).version,
        Engine(fit.weights, Calibration(1.25, 0.5)).version,
        Engine(fit.weights, Calibration(1.25, 0.25)).version,
    }
    assert len(versions) == 4


def test_the_order_of_rows_changes_no_fit(careful: tuple[Population, list[int], StoreFit]) -> None:
    rows, _ = careful_rows(900)
    random.Random(2).shuffle(rows)
    again = fit_to_store(population(rows))
    assert again.weights == careful[2].weights
    assert again.calibration == careful[2].calibration


def test_a_world_of_siblings_and_false_facts_keeps_the_shipped_weights() -> None:
    rows = [
        row
        for observed in SyntheticWorld(51, PROFILES["report"]).observe(1000)
        for row in observed.rows
    ]
    fit = fit_to_store(population(rows))
    assert fit.refusal is not None
    assert fit.weights == shipped_weights()
    assert fit.engine().version == Engine().version


def test_too_few_pairs_are_not_fitted() -> None:
    rows, _ = careful_rows(12)
    assert fit_to_store(population(rows)).refusal == "too few pairs"
    assert fit_to_store(population(rows[:1])).refusal == "too few pairs"
    assert fit_to_store(population([])).refusal == "too few pairs"


def test_two_files_are_fitted_as_well() -> None:
    rows, people = careful_rows(900, seed=3)
    is_second = [person in people[:at] for at, person in enumerate(people)]
    left = population([row for row, second in zip(rows, is_second, strict=True) if not second])
    right = population([row for row, second in zip(rows, is_second, strict=True) if second])
    fit = fit_to_store(left, right)
    assert fit.refusal is None
    engine = fit.engine()
    kept = sum(len(block) for block in engine.link(left, right, min_probability=0.5))
    usual = sum(len(block) for block in Engine().link(left, right, min_probability=0.5))
    assert abs(kept - len(right)) < 0.02 * len(right)  # each second row has one first row
    assert abs(kept - len(right)) <= abs(usual - len(right))
    assert fit.doubt[1] < fit.doubt[0]


@pytest.mark.parametrize("slope", [0.7, 1.1, 1.4])
def test_calibrated_bits_add_up_and_no_pair_is_lost_at_the_floor(
    careful: tuple[Population, list[int], StoreFit], slope: float
) -> None:
    store = careful[0]
    engine = Engine(calibration=Calibration(slope, 1.5))
    whole: dict[tuple[int, int], float] = {}
    for block in engine.link(store, min_probability=0.0):
        pairs = zip(block.left.tolist(), block.right.tolist(), strict=True)
        whole |= dict(zip(pairs, block.scores.probability.tolist(), strict=True))
    found = {}
    for block in engine.link(store, min_probability=0.3):
        scores = block.scores
        assert (scores.attribute_bits.sum(axis=1, dtype=np.float32) == scores.bits).all()
        assert (scores.attribute_bits * 64 == np.rint(scores.attribute_bits * 64)).all()
        pairs = zip(block.left.tolist(), block.right.tolist(), strict=True)
        found |= dict(zip(pairs, scores.probability.tolist(), strict=True))
    assert found == {pair: value for pair, value in whole.items() if value >= 0.3}


def test_a_sample_gives_the_pairs_of_its_records(
    careful: tuple[Population, list[int], StoreFit],
) -> None:
    store = careful[0]
    sample = store.marks() % 7 == 0

    def linked(options: LinkOptions) -> set[tuple[int, int]]:
        return {
            pair
            for block in Engine().link(store, min_probability=0.01, options=options)
            for pair in zip(block.left.tolist(), block.right.tolist(), strict=True)
        }

    whole = linked(LinkOptions())
    some = linked(LinkOptions(sample=sample))
    assert some == {(left, right) for left, right in whole if sample[left] or sample[right]}
    assert 0 < len(some) < len(whole)


def test_each_kind_of_key_states_the_attributes_that_it_uses() -> None:
    assert ATTRIBUTES_OF_KIND.keys() == set(KEY_KINDS)
    assert frozenset().union(*ATTRIBUTES_OF_KIND.values()) <= set(ATTRIBUTE_NAMES)


def test_shared_kinds_are_those_of_equal_keys(
    careful: tuple[Population, list[int], StoreFit],
) -> None:
    store = careful[0]
    starts, kinds, values = (array.tolist() for array in key_table(store))
    own = [
        set(zip(kinds[first:last], values[first:last], strict=True))
        for first, last in itertools.pairwise(starts)
    ]
    draw = np.random.default_rng(4)
    left, right = draw.integers(0, len(store), (2, 3000))
    found = shared_kinds(store, store, (left, right)).tolist()
    assert any(found)
    for i, j, shared in zip(left.tolist(), right.tolist(), found, strict=True):
        assert shared == sum({1 << kind for kind, _ in own[i] & own[j]})
