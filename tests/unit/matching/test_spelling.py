"""Bits of two tokens: cached, summed over all alignments, and reduced for common tokens."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest

from matching.arrays import Bytes
from matching.names.constants import SCALE
from matching.names.text.scripts import SCRIPTS, Script, encode
from matching.names.tokens.pair_cache import (
    MAX_CACHED_BITS,
    MAX_ENTRIES,
    MIN_CACHED_BITS,
    NOT_CACHED,
    cache_bits,
    cached_bits,
    new_pair_cache,
)
from matching.names.tokens.token_similarity import carrier_share, discount_common
from matching.names.tokens.token_table import build_table, flatten
from matching.names.tokens.transducer import (
    TransducerModels,
    log_odds,
    new_workspace,
    shipped_models,
)


def test_a_cache_returns_exactly_the_stored_values() -> None:
    slots = new_pair_cache(0)
    assert cached_bits(slots, 0, 0) == NOT_CACHED
    keys = [(0, 0), (0, 1), (1, 0), (12_345_678, 5), (MAX_ENTRIES - 1, MAX_ENTRIES - 1)]
    for place, (i, j) in enumerate(keys):
        cache_bits(slots, i, j, 64 * place)
    assert [cached_bits(slots, i, j) for i, j in keys] == [64 * place for place in range(len(keys))]
    assert cache_bits(slots, 7, 7, -100_000) == cached_bits(slots, 7, 7) == MIN_CACHED_BITS
    assert cache_bits(slots, 8, 8, 100_000) == cached_bits(slots, 8, 8) == MAX_CACHED_BITS


def test_a_full_memo_forgets_and_is_never_wrong() -> None:
    slots = new_pair_cache(0)
    for number in range(20_000):
        cache_bits(slots, number, number + 1, number % 500)
    cached = [
        number for number in range(20_000) if cached_bits(slots, number, number + 1) != NOT_CACHED
    ]
    assert 500 < len(cached) <= slots.size
    assert all(cached_bits(slots, number, number + 1) == number % 500 for number in cached)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.name))
def test_a_pass_adds_up_every_way_to_align_two_tokens(script: Script) -> None:
    models, number, random = shipped_models(), SCRIPTS.index(script), np.random.default_rng(12)
    none, other_none = models.heights[number] - 1, models.widths[number] - 1
    runs = [
        np.argwhere(models.x_two[number] < none),
        np.argwhere(models.y_two[number] < other_none),
    ]
    longer = np.argwhere(models.y_three[number] < other_none)
    for _ in range(60):
        x, y = (np.concatenate(random.choice(run, 2)).astype(np.uint8) for run in runs)
        # Latin itself has none
        y = np.concatenate([y, *random.permutation(longer)[:1].astype(np.uint8)])
        x = x[: random.integers(1, 5)]
        assert log_odds(models, number, x, y, new_workspace()) == pytest.approx(
            _by_adding_up(models, number, x, y), abs=1e-9
        )


def _by_adding_up(models: TransducerModels, script: int, x: Bytes, y: Bytes) -> float:
    """Return the result of `log_odds` by summing over all alignments.

    A step inserts a letter, omits a letter, or replaces a run of letters by a run.
    """
    width, units = models.widths[script], (models.y_two[script], models.y_three[script])
    table = models.ratios[models.firsts[script] :][: models.heights[script] * width].reshape(
        -1, width
    )
    totals = np.zeros((len(x) + 1, len(y) + 1))
    for i, j in np.ndindex(totals.shape):
        value = float(i == j == 0)
        value += totals[i, j - 1] * table[0, y[j - 1]] if j else 0.0
        value += totals[i - 1, j] * table[x[i - 1], 0] if i else 0.0
        for run in range(1, min(i, 2) + 1):
            row = x[i - 1] if run == 1 else models.x_two[script, x[i - 2], x[i - 1]]
            for other in range(1, min(j, 3) + 1):
                column = y[j - 1] if other == 1 else units[other - 2][tuple(y[j - other : j])]
                value += totals[i - run, j - other] * table[row, column]
        totals[i, j] = value

    excess = sum(models.x_excess[script, one, other] for one, other in pairwise([0, *x]))
    excess += sum(models.y_excess[script, one, other] for one, other in pairwise([0, *y]))
    return float(np.log2(max(totals[-1, -1], 1e-300)) + models.ends[script] - excess)


def test_odds_that_are_a_conflict_stay_one_whatever_the_rarity() -> None:
    random = np.random.default_rng(9)
    odds = np.concatenate(
        [random.uniform(-60, 30, 4000), MIN_CACHED_BITS / SCALE + random.uniform(-0.02, 0.02, 4000)]
    )
    for one, frequency in zip(odds, 10.0 ** random.uniform(-9, 0, odds.size), strict=True):
        for share in (frequency, 0.0):
            assert discount_common(one, share) <= np.rint(one * SCALE)
            assert one * SCALE > MIN_CACHED_BITS or discount_common(one, share) <= MIN_CACHED_BITS


def test_a_spelling_farther_off_is_never_held_to_be_rarer() -> None:
    words = ("mohammad", "mohamed", "muhammad", "mahmud", "hamid", "محمد", "ali", "aly", "lee")
    table, ids = build_table(*flatten([encode(word) for word in words]))
    shares = np.random.default_rng(5).uniform(0.001, 0.2, table.skeleton.size).astype(np.float32)
    for index, skeleton in enumerate(
        table.skeleton.tolist()
    ):  # everybody who carries a spelling also carries its skeleton
        shares[skeleton] = max(shares[skeleton], shares[index])
    entries = table.entries(shares)
    for one, other in permutations(ids.tolist(), 2):
        share = carrier_share(entries, entries, one, other)
        assert share == max(shares[table.skeleton[one]], shares[table.skeleton[other]])
        assert share >= carrier_share(entries, entries, one, one)
