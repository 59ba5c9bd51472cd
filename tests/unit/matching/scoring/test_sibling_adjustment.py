from __future__ import annotations

import itertools

import numpy as np
import pytest

from matching import Engine, Person, explain
from matching.model.levels import ATTRIBUTE_COUNT, ATTRIBUTE_NAMES, ATTRIBUTES, FAMILY_INDEX
from matching.model.probability import prior_bits, probabilities
from matching.scoring.sibling_adjustment import (
    EXPECTED_SIBLINGS,
    TWINS_BITS,
    adjust_for_siblings,
    shared_family_bits,
)

ENGINE = Engine()
PHONE, HOME_PLACE = ATTRIBUTE_NAMES.index("phone"), ATTRIBUTE_NAMES.index("home")
RELATIVES_PHONE = [level.code for level in ATTRIBUTES[PHONE].levels].index("relative")
HOUSEHOLD = {
    "relatives": "mother:Zahra Ebrahimi|father:Qasim Rahimzadah", "nationalities": "AF",
    "birth_place": "Jaghori", "phones": "relative:+93 70 055 5123",
}  # fmt: skip
FIRST = HOUSEHOLD | {"full_name": "Ahmad Rahimzadah", "birth_date": "2009-07-10", "sex": "M"}
BROTHER = HOUSEHOLD | {"full_name": "Omid Rahimzadah", "birth_date": "2010-11-23", "sex": "M"}


def person(kind: str, row: dict[str, str]) -> Person:
    return Person.from_row({"record_ref": kind, "kind": kind, **row})


def of(
    attribute: str, one: dict[str, str], other: dict[str, str], size: int = 10_000
) -> tuple[str, float]:
    evidence = ENGINE.compare(
        person("missing", one), person("found", other), population_size=size
    ).evidence
    return next((item.level, item.bits) for item in evidence if item.attribute == attribute)


def test_facts_shared_by_brothers_do_not_make_a_likely_pair() -> None:
    found = ENGINE.compare(person("missing", FIRST), person("found", BROTHER))
    bits = {item.attribute: item.bits for item in found.evidence}
    strangers = found.bits - bits["family"]
    shared = bits["origin"] + bits["birth_place"] + bits["relative"] + bits["phone"] + bits["name"]
    assert float(probabilities(np.array([strangers], np.float32), 10_000)[0]) > 0.99
    assert shared > 20
    assert found.bits == pytest.approx(strangers - shared - prior_bits(10_000), abs=0.2)
    assert found.probability < 0.7


def test_the_explanation_says_that_a_family_has_it_in_common() -> None:
    found = ENGINE.compare(person("missing", FIRST), person("found", BROTHER))
    (line,) = (line for line in explain(found.evidence) if line.startswith("Brother or sister"))
    assert "brothers and sisters share the facts" in line
    assert sum(item.bits for item in found.evidence) == found.bits


def test_the_same_child_of_a_known_family_is_still_found_strong() -> None:
    found = ENGINE.compare(person("missing", FIRST), person("found", FIRST))
    assert of("family", FIRST, FIRST)[1] < 0
    assert found.band == "strong"


@pytest.mark.parametrize("left_out", [("relatives", "phones", "birth_place"), tuple(HOUSEHOLD)])
def test_without_family_facts_no_bits_are_subtracted(left_out: tuple[str, ...]) -> None:
    bare = {field: value for field, value in FIRST.items() if field not in left_out}
    assert of("family", bare, bare, 1_000_000) == ("unknown", 0.0)


def test_the_more_people_there_are_the_more_it_takes_to_be_a_family() -> None:
    taken = [of("family", FIRST, BROTHER, size)[1] for size in (1_000, 10_000, 1_000_000)]
    assert taken == sorted(taken)
    assert taken[0] < taken[-1]


@pytest.mark.parametrize(
    "cells",
    [
        {"home_address": "Street 4, House 12, Jaghori"},
        {"ethnicity": "hazara"},
        {"event_date": "2024-01-02", "event_country": "GR"},
        {"height_cm": "150", "eyes": "brown"},
        {"marks": "scar:hand:left"},
    ],
    ids=lambda cells: next(iter(cells)),
)
def test_personal_facts_do_not_change_the_family_adjustment(
    cells: dict[str, str],
) -> None:
    assert of("family", FIRST | cells, BROTHER | cells) == of("family", FIRST, BROTHER)


def test_twins_are_brothers_whose_birth_agrees() -> None:
    twins = ENGINE.compare(
        person("missing", FIRST), person("found", BROTHER | {"birth_date": FIRST["birth_date"]})
    )
    bits = {item.attribute: item.bits for item in twins.evidence}
    assert bits["birth"] > 9
    assert twins.band != "strong"
    assert bits["family"] == pytest.approx(
        of("family", FIRST, BROTHER)[1] - bits["birth"] + TWINS_BITS, abs=0.2
    )


def test_a_person_named_as_a_brother_belongs_to_the_family() -> None:
    named = FIRST | {"relatives": FIRST["relatives"] + "|brother:Omid"}
    evidence = {
        one.attribute: one
        for one in ENGINE.compare(person("missing", named), person("found", BROTHER)).evidence
    }
    assert evidence["relative"].level == "named"
    assert -12 < evidence["family"].bits < -3
    assert evidence["family"].bits > of("family", FIRST, BROTHER)[1]


def test_numbers_in_a_row_are_a_familys() -> None:
    papers = [{"documents": f"asylum:GR:{number}"} for number in ("2403517", "2403518", "9174406")]
    one, brother, other = (of("family", FIRST | papers[0], BROTHER | paper)[1] for paper in papers)
    assert brother < one
    assert other == of("family", FIRST, BROTHER)[1]
    assert of("document", FIRST | papers[0], BROTHER | papers[1])[0] == "in_a_row"


@pytest.mark.parametrize("name", range(6))
def test_odds_against_strangers_and_against_a_family_make_the_odds_of_the_pair(name: int) -> None:
    levels = np.ones((400, ATTRIBUTE_COUNT), np.uint8)
    levels[:, 0], levels[:, PHONE] = name, RELATIVES_PHONE
    bits = (
        np.random.default_rng(11).integers(-6 * 64, 8 * 64, (400, ATTRIBUTE_COUNT)) / 64
    ).astype(np.float32)
    bits[:, FAMILY_INDEX] = 0
    strangers = bits.sum(axis=1, dtype=np.float64)
    common = shared_family_bits(levels, bits) + np.maximum(bits[:, HOME_PLACE], 0)
    siblings = EXPECTED_SIBLINGS * (
        1 + 2 ** (bits[:, ATTRIBUTE_NAMES.index("birth")].astype(np.float64) - TWINS_BITS)
    )
    adjust_for_siblings(levels, bits, 5_000)
    odds = 2 ** -(strangers + prior_bits(5_000)) + siblings * 2 ** -(strangers - common)
    assert (
        np.abs(-np.log2(odds) - prior_bits(5_000) - bits.sum(axis=1, dtype=np.float64)).max()
        <= 1 / 128 + 1e-9
    )
    assert np.array_equal(levels[:, FAMILY_INDEX] > 0, bits[:, FAMILY_INDEX] < 0)


def test_more_agreement_never_lowers_a_score() -> None:
    grid = np.arange(-12 * 64, 24 * 64, 5) / 64
    for attribute, name in itertools.product(
        ("relative", "birth_place", "origin", "name", "birth"), (-4.0, 0.0, 3.0, 12.0)
    ):
        bits = np.zeros((grid.size, ATTRIBUTE_COUNT), np.float32)
        bits[:, ATTRIBUTE_NAMES.index("relative")] = 5
        bits[:, 0] = name
        bits[:, ATTRIBUTE_NAMES.index(attribute)] = grid
        adjust_for_siblings(np.ones((grid.size, ATTRIBUTE_COUNT), np.uint8), bits, 1_000)
        assert (np.diff(bits.sum(axis=1, dtype=np.float64)) >= 0).all()


HOME = {"home_address": "14 Khushal Khan Road, Jaghori, 2301"}


def test_a_home_shared_by_brothers_has_almost_no_bits() -> None:
    homeless = ENGINE.compare(person("missing", FIRST), person("found", BROTHER))
    found = ENGINE.compare(person("missing", FIRST | HOME), person("found", BROTHER | HOME))
    of_home = next(item for item in found.evidence if item.attribute == "home")
    assert of_home.level == "agree"
    assert 0 <= of_home.bits < 0.1
    assert of("family", FIRST | HOME, BROTHER | HOME) == of("family", FIRST, BROTHER)
    assert found.bits == homeless.bits + of_home.bits


def test_a_home_without_other_family_facts_keeps_its_bits() -> None:
    facts = {
        field: value for field, value in FIRST.items() if field not in {*HOUSEHOLD, "birth_date"}
    }
    assert of("home", facts | HOME, facts | HOME, 1_000_000) == ("agree", 5.5)


def test_more_of_a_home_never_lowers_a_score() -> None:
    levels = np.zeros((2000, ATTRIBUTE_COUNT), np.uint8)
    draw = np.random.default_rng(4)
    bits = (draw.integers(-200, 400, levels.shape) / 64).astype(np.float32)
    more = bits.copy()
    more[:, HOME_PLACE] += draw.integers(0, 200, 2000) / 64
    for each in (bits, more):
        adjust_for_siblings(levels, each, 3000)
    assert (more.sum(axis=1, dtype=np.float64) >= bits.sum(axis=1, dtype=np.float64)).all()
    assert np.array_equal(more[:, FAMILY_INDEX], bits[:, FAMILY_INDEX])
