"""Tests of a compared attribute added by the rows of `tests.recipes.blood_type`."""

from __future__ import annotations

import numpy as np
import pytest

from api.web.labels.codes import WORDS
from core.policy.sharing.information_flow import may_flow
from core.policy.sharing.views import View
from matching import Engine, LinkOptions, Person, Population, explain, pack, parse_row
from matching.model.levels import ATTRIBUTE_NAMES
from matching.packing.columnar_reader import read_file_block
from services.foundation.facts.statements import FACT_COLUMNS
from services.search.person_search import QUERY_COLUMNS
from services.statistics.definitions import DIMENSION_CODES
from services.statistics.inconsistencies import INCONSISTENCIES

NAME = {"record_ref": "B-1", "kind": "missing", "full_name": "Shekiba Rahimzadah"}


def _person(blood_type: str) -> Person:
    return parse_row({**NAME, "blood_type": blood_type}).person


def _evidence(one: str, other: str) -> tuple[str, float]:
    compared = Engine().compare(_person(one), _person(other))
    (part,) = (part for part in compared.evidence if part.attribute == "blood_type")
    return part.level, part.bits


@pytest.mark.parametrize(
    ("written", "code"), [("AB", "ab"), ("Zero", "o"), ("unknown", ""), ("C", "")]
)
def test_it_is_read_and_what_is_no_code_is_warned_of(written: str, code: str) -> None:
    read = parse_row({**NAME, "blood_type": written})
    assert read.person.blood_type == code  # type: ignore[attr-defined]
    assert [one.column for one in read.warnings] == (["blood_type"] if written == "C" else [])


@pytest.mark.parametrize(
    ("one", "other", "level", "bits"),
    [
        ("a", "a", "agree", 0.5),
        ("ab", "ab", "agree_rare", 3.0),
        ("a", "b", "differ", -4.0),
        ("a", "", "unknown", 0.0),
    ],
)
def test_it_is_packed_and_scored_by_its_levels(
    one: str, other: str, level: str, bits: float
) -> None:
    assert _evidence(one, other) == (level, bits)


def test_a_file_packs_it_as_a_single_row_does() -> None:
    read = read_file_block(
        ("record_ref", "kind", "full_name", "blood_type"),
        b"B-1,missing,Shekiba Rahimzadah,AB\n",
    )
    assert np.array_equal(
        Population(read.sections).side.columns.body,
        Population.from_packed([pack(_person("ab"))]).side.columns.body,
    )


def test_the_upper_bound_counts_it() -> None:
    people = Population.from_people([_person(one) for one in ("a", "b", "ab", "ab")])
    found = [
        {
            (int(one), int(other)): bits
            for block in Engine().link(
                people, min_probability=0.001, options=LinkOptions(is_exhaustive=is_exhaustive)
            )
            for one, other, bits in zip(
                block.left, block.right, block.scores.bits.tolist(), strict=True
            )
        }
        for is_exhaustive in (True, False)
    ]
    assert found[0] == found[1]


def test_it_is_explained_with_both_values() -> None:
    one, other = _person("a"), _person("b")
    lines = explain(Engine().compare(one, other).evidence, one, other)
    (line,) = (line for line in lines if line.startswith("Blood type"))
    assert "blood types differ" in line


def test_it_is_stored_searched_explained_counted_and_named() -> None:
    assert "blood_type" in FACT_COLUMNS
    assert "blood_type" in QUERY_COLUMNS
    assert may_flow(View.LINK, "found", "blood_type", "agree")
    assert set(DIMENSION_CODES["attribute"]) == set(ATTRIBUTE_NAMES)
    assert INCONSISTENCIES["blood_type"].levels == ("differ",)
    assert WORDS["attribute"]["blood_type"] == "Blood type"
