"""Masked scores: a full mask changes no score; hidden levels never influence a score."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.codes.records import RecordKind
from core.policy.sharing.views import View
from matching import Engine, Person, Population
from matching.engine import Scores
from matching.model.evidence import encode_levels, stored_arrays
from matching.model.levels import ATTRIBUTE_COUNT, ATTRIBUTES, FAMILY_INDEX
from matching.model.probability import probabilities
from matching.score_masking import mask_scores, may_reach_probability
from services.sharing import flow_table
from tests.examples import examples
from tests.properties.strategies import PEOPLE

settings.load_profile("engine")
ENGINE = Engine()
MASKS = [
    flow_table.score_mask(view, kind)
    for view in View
    if view is not View.NONE
    for kind in RecordKind
]
SIZES = st.sampled_from([1, 1_000, 50_000])


def _scored(people: list[Person], size: int) -> Scores:
    ends = list(itertools.combinations(range(len(people)), 2))
    low, high = (np.array(end, np.int64) for end in zip(*ends, strict=True))
    return ENGINE.score_pairs(Population.from_people(people), low, high, population_size=size)


def _values(scores: Scores) -> tuple[object, ...]:
    return (
        scores.bits.tolist(),
        scores.probability.tolist(),
        scores.amount.tolist(),
        scores.band.tolist(),
    )


@settings(max_examples=examples(120))
@given(st.lists(PEOPLE, min_size=2, max_size=4), SIZES)
def test_a_full_mask_keeps_the_bits_of_the_engine(people: list[Person], size: int) -> None:
    scores = _scored(people, size)
    full = flow_table.score_mask(View.FULL, "found")
    assert _values(full.scores(scores.levels, scores.attribute_bits, size)) == _values(scores)
    stored = [encode_levels(*row) for row in zip(scores.levels, scores.attribute_bits, strict=True)]
    assert _values(full.scores(*stored_arrays(stored), size)) == _values(scores)


@settings(max_examples=examples(120))
@given(st.lists(PEOPLE, min_size=2, max_size=4), SIZES, st.data())
def test_hidden_levels_do_not_change_a_masked_score(
    people: list[Person], size: int, data: st.DataObject
) -> None:
    scores = _scored(people, size)
    mask = data.draw(st.sampled_from(MASKS))
    masked_scores = mask.scores(scores.levels, scores.attribute_bits, size)
    levels, bits = scores.levels.copy(), scores.attribute_bits.copy()
    for row, attribute in enumerate(ATTRIBUTES):
        hidden = [
            0,
            *(
                number
                for number in range(1, len(attribute.levels))
                if not mask.allowed[row, number]
            ),
        ]
        if row == FAMILY_INDEX or len(hidden) == 1:
            continue
        is_hidden = np.isin(levels[:, row], hidden)
        levels[is_hidden, row] = data.draw(st.sampled_from(hidden))
        bits[is_hidden, row] = np.where(
            levels[is_hidden, row] > 0, data.draw(st.floats(-8, 8, width=32)), 0
        )
    assert _values(mask.scores(levels, bits, size)) == _values(masked_scores)
    known = np.array(
        [masked_scores.evidence(row) for row in range(len(masked_scores))], dtype=object
    )
    assert all(
        part.number == 0 or mask.allowed[i % ATTRIBUTE_COUNT, part.number]
        for i, part in enumerate(known.ravel())
    )


@settings(max_examples=examples(120))
@given(st.lists(PEOPLE, min_size=2, max_size=4), SIZES)
def test_pairs_excluded_beforehand_would_not_reach_the_threshold(
    people: list[Person], size: int
) -> None:
    scores = _scored(people, size)
    for mask in MASKS:
        masked_scores = mask.scores(scores.levels, scores.attribute_bits, size)
        maybe = may_reach_probability(
            scores.bits, scores.attribute_bits, mask.allowed, size, min_probability=0.05
        )
        assert not (probabilities(masked_scores.bits, size) >= 0.05)[~maybe].any()
    is_knowable = flow_table.can_be_known(scores, size, 0.05)
    one_by_one = [
        mask.scores(scores.levels, scores.attribute_bits, size).probability >= 0.05
        for mask in MASKS
    ]
    assert is_knowable.tolist() == np.logical_or.reduce(one_by_one).tolist()


def test_a_mask_that_separates_the_home_is_refused() -> None:
    allowed = np.ones((ATTRIBUTE_COUNT, flow_table.LINK_MASK.allowed.shape[1]), np.bool_)
    allowed[0, 1] = False
    with pytest.raises(ValueError, match="home"):
        mask_scores(
            np.zeros((1, ATTRIBUTE_COUNT), np.uint8),
            np.zeros((1, ATTRIBUTE_COUNT), np.float32),
            allowed,
            1000,
        )
