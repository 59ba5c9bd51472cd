"""Properties of names: the tokens of any text, and the score of two names."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.names import score_matrix
from matching.names.text.normalise import normalise
from matching.names.text.scripts import SCRIPTS, encode, romanised, script_of
from matching.names.text.tokeniser import name_tokens
from tests.properties.strategies import TEXT

settings.load_profile("engine")


@given(TEXT)
@example("ΐ")
@example("İ")
@example("ﬃ")
@example("\u0345\u0301a")
def test_normalising_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXT)
def test_tokens_are_short_and_at_most_seven_and_have_a_latin_reading(text: str) -> None:
    tokens = name_tokens(text)
    assert len(tokens) <= 7
    for token in tokens:
        assert 1 <= len(token) <= 32
        reading = romanised(token).removeprefix(b"~")
        assert reading.isalnum()
        assert encode(reading.decode()) == reading
        assert all(
            1 <= symbol <= len(SCRIPTS[script_of(token)].latin)
            for symbol in token[1:]
            if token[0] >= 128
        )


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
def test_a_matrix_of_any_names_is_finite_and_of_its_shape(
    queries: list[str], candidates: list[str]
) -> None:
    matrix = score_matrix(queries, candidates)
    assert matrix.shape == (len(queries), len(candidates))
    assert np.all(np.isfinite(matrix))
