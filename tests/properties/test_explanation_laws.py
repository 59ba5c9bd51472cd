"""Every score can be explained, and the explained bits add up to its bits."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching import (
    Engine,
    Name,
    Person,
    Population,
    TokenFrequencies,
    decode_levels,
    encode_levels,
    explain,
    explanation_line,
    explanations,
)
from matching.model.weight_set import shipped_weights
from matching.names.align import leftover_bits
from matching.names.alignment_trace import ONE_TO_TWO, TWO_TO_ONE, WHOLE, trace_names
from matching.names.compare import all_name_bits
from matching.names.name_sets import one_name_each
from matching.names.tokens.token_similarity import token_pairs
from tests.properties.strategies import PEOPLE, TEXT

settings.load_profile("engine")
ENGINE = Engine()


@given(PEOPLE, PEOPLE)
def test_stored_evidence_is_read_back_and_can_always_be_explained(
    one: Person, other: Person
) -> None:
    scores = ENGINE.score_pairs(Population.from_people([one, other]), np.array([0]), np.array([1]))
    evidence = decode_levels(encode_levels(scores.levels[0], scores.attribute_bits[0]))
    assert evidence == scores.evidence(0)
    assert len(explain(evidence, one, other)) == len(explain(evidence))


SHAPE = shipped_weights().tables().bits.shape
CHANCE = np.random.default_rng(2).integers(-192, 192, SHAPE).astype(np.int16)


@given(
    PEOPLE,
    PEOPLE,
    st.sampled_from(
        [
            None,
            TokenFrequencies(5000, len, chance=CHANCE),
            TokenFrequencies(5000, lambda token: 400 * len(token)),
        ]
    ),
)
def test_explained_bits_add_up_to_the_score_exactly(
    one: Person, other: Person, rarity: TokenFrequencies | None
) -> None:
    compared = ENGINE.compare(one, other, rarity=rarity)
    items = explanations(compared.evidence, one, other, engine=ENGINE, rarity=rarity)
    assert sum(item.bits for item in items) == compared.bits
    for item in items:
        bits = [row.bits for row in item.compared if row.bits is not None]
        assert not bits or sum(bits) == item.bits
        assert bits or item.attribute not in ("name", "birth") or not item.is_known
        for row in item.compared:
            (row.left + row.words + row.right).encode()
            assert "\u202e" not in row.left + row.words + row.right
        text = explanation_line(item)
        assert text.count("\u2068") == text.count("\u2069")


@given(
    TEXT,
    TEXT,
    st.sampled_from(
        [
            TokenFrequencies(0, lambda token: 0),
            TokenFrequencies(5000, lambda token: 100 * len(token)),
        ]
    ),
)
def test_the_parts_of_a_name_are_explained_with_the_scored_bits(
    one: str, other: str, rarity: TokenFrequencies
) -> None:
    left, right = (Population.from_people([Person(names=(Name(text),))]) for text in (one, other))
    assume(left.side.names.tokens.size and right.side.names.tokens.size)
    both = token_pairs(left.entries(rarity, right), right.entries(rarity), 1)
    bits = all_name_bits(both, one_name_each(left.side.names), one_name_each(right.side.names))[
        0, 0
    ]
    trace = trace_names(both, left.side.names, right.side.names, (0, 0), (False, False))
    assert trace.total == bits == trace.steps[:, 3].sum() + trace.left_over
    if WHOLE in trace.steps[:, 0]:
        assert trace.steps.shape[0] == 1
        assert trace.left_over == 0
        return
    lefts = [
        i + k for sort, i, *_ in trace.steps.tolist() for k in range(2 if sort == TWO_TO_ONE else 1)
    ]
    rights = [
        j + k
        for sort, _, j, *_ in trace.steps.tolist()
        for k in range(2 if sort == ONE_TO_TWO else 1)
    ]
    assert len(set(lefts)) == len(lefts)
    assert len(set(rights)) == len(rights)
    sizes = [side.side.names.tokens.shape[1] for side in (left, right)]
    firsts = (0 not in lefts) + (0 not in rights)
    assert trace.left_over == leftover_bits(sizes[0] - len(lefts), sizes[1] - len(rights), firsts)
