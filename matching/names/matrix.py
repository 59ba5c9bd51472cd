"""Many names against many names, nothing but the names; the smallest use of the name engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.align import NameColumns, NameSide, Scorer, name_bits
from matching.names.side import build_names, foreign_frequencies, make_scorer, own_frequencies
from matching.names.table import TokenTable, flatten
from matching.names.tokens import name_tokens
from matching.names.weights import SCALE


def score_matrix(queries: Sequence[str], candidates: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return bits float32[len(queries), len(candidates)] that two names are one person's; 0 where a name is unknown.

    Any script on either side; rarity is counted over the candidates only. Never raises for odd text.
    """
    query_names, query_table = _columns(queries)
    names, table = _columns(candidates)
    size = len(candidates)
    frequency = own_frequencies(names, table, np.arange(size, dtype=np.int64), size)
    left = NameSide(query_names, query_table, foreign_frequencies(query_table, table, frequency, size))
    out = np.zeros((len(queries), size), np.float32)
    _fill(left, NameSide(names, table, frequency), make_scorer(out.size), out)
    return out


def _columns(texts: Sequence[str]) -> tuple[NameColumns, TokenTable]:
    tokens = [name_tokens(text) for text in texts]
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(name) for name in tokens], out=starts[1:])
    names, table, _ = build_names(*flatten([token for name in tokens for token in name]), starts)
    return names, table


@compiled
def _fill(left: NameSide, right: NameSide, scorer: Scorer, out: npt.NDArray[np.float32]) -> None:
    for a in range(out.shape[0]):
        for b in range(out.shape[1]):
            is_known = (
                left.names.starts[a + 1] > left.names.starts[a] and right.names.starts[b + 1] > right.names.starts[b]
            )
            if is_known:
                out[a, b] = name_bits(left, right, a, b, scorer) / SCALE
