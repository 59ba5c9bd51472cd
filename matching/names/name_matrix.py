"""Matrix of many names against many names: the simplest use of the name engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.arrays import Floats
from matching.names.compare import all_name_bits
from matching.names.constants import SCALE
from matching.names.name_sets import one_name_each
from matching.names.text.tokeniser import name_tokens
from matching.names.tokens.name_columns import build_names, shares_in_pool, shares_in_population
from matching.names.tokens.neighbourhood_density import (
    commonest_names,
    make_lexicon,
    neighbourhood_density,
)
from matching.names.tokens.token_frequency import carrier_counts
from matching.names.tokens.token_similarity import token_pairs
from matching.names.tokens.token_table import NameColumns, TokenTable, flatten


def score_matrix(queries: Sequence[str], candidates: Sequence[str]) -> Floats:
    """Return bits float32[len(queries), len(candidates)] that two names belong to one person.

    A name that cannot be read gets 0. Both sides may use any script. Rarity is counted over the
    candidates only. No text raises an error.
    """
    query_names, query_table = _columns(queries)
    names, table = _columns(candidates)
    size = len(candidates)
    shares = shares_in_population(names, table, np.arange(size, dtype=np.int64), size)
    foreign = shares_in_pool(query_table, table, shares, size)
    lexicon = make_lexicon(commonest_names(carrier_counts(table, shares.of_all, size)), size)
    left, right = (
        token_table.entries(
            shares_of_table.of_all,
            neighbourhood_density(token_table.entries(shares_of_table.of_all), lexicon),
            script_share=shares_of_table.of_script,
        )
        for token_table, shares_of_table in ((query_table, foreign), (table, shares))
    )
    both = token_pairs(left, right, len(queries) * size)
    bits: Floats = all_name_bits(both, one_name_each(query_names), one_name_each(names)).astype(
        np.float32
    )
    return bits / np.float32(SCALE)


def _columns(texts: Sequence[str]) -> tuple[NameColumns, TokenTable]:
    tokens = [name_tokens(text) for text in texts]
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(name) for name in tokens], out=starts[1:])
    names, table, _, _ = build_names(
        *flatten([token for name in tokens for token in name]), starts, starts[-1:]
    )
    return names, table
