"""Search for names: tokens and composed names in native script against Latin, and real aliases.

Every query is scored against every candidate of a random pool without filters, and rarity is
counted on the candidates only. On the same pool run rapidfuzz and Jaro-Winkler on text romanised by
anyascii, and two controls that must be at chance level. One has labels shifted by half the pool.
(Neighbours in a list may be relatives: shifted by one, fifteen times as many aliases share two
words as random ones.) The other uses only the lengths.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.figures import CONTROL, OURS, Figure
from benchmarks.linking import wilson_share
from benchmarks.peers import ratios
from benchmarks.ranking import Ranking, rank_candidates, wilson_interval
from benchmarks.trials import pools
from benchmarks.trials.pools import Pool
from matching.names import score_matrix

FIRST, PASSING, PRECISION = "R@1", "R@FPR 1e-3", "AP"
IN_MEAN = pools.SCRIPTS[:6]
FULL_IN_MEAN = ("hebrew", "korean", "arabic", "geez")
TOKENS_MEAN = "token, mean of six"
FULL_MEAN = "full name (composed), mean of four"
ALIASES = "aliases"
# maximum number of queries and candidates; comparing all parts of all names takes half a minute at
# 1,000
FULL_POOL = 500
LENGTHS, MOVED = f"{CONTROL}lengths", f"{CONTROL}labels moved on"

Scorer = Callable[[Pool], ratios.Scores]


def by_engine(pool: Pool) -> ratios.Scores:
    """Return the engine's bits of the names only."""
    return score_matrix(list(pool.queries), list(pool.candidates))


def by_length(pool: Pool) -> ratios.Scores:
    """Return a control: the similarity of lengths."""
    left, right = (
        np.array([len(name) for name in names]) for names in (pool.queries, pool.candidates)
    )
    return -np.abs(left[:, None] - right[None, :]).astype(np.float64)


def by_text(peer: str) -> Scorer:
    """Return a peer that compares text."""
    return lambda pool: ratios.similarity_matrix(
        peer, ratios.romanise_names(pool.queries), ratios.romanise_names(pool.candidates)
    )


SYSTEMS: dict[str, Scorer] = {
    OURS: by_engine,
    **{peer: by_text(peer) for peer in ratios.TEXT_PEERS},
    LENGTHS: by_length,
}


def ranked(test: str, pool: Pool, systems: dict[str, Scorer]) -> list[Figure]:
    """Return how well each system ranks a pool, and ours again with shifted labels."""
    figures = []
    for system, score in systems.items():
        scores = score(pool)
        figures += _figures(test, system, rank_candidates(scores, pool.truth))
        if system == OURS:
            figures += _figures(
                test, MOVED, rank_candidates(scores, np.roll(pool.truth, pool.truth.size // 2))
            )
    return figures


def over_draws(test: str, pool_draws: Sequence[Pool], systems: dict[str, Scorer]) -> list[Figure]:
    """Return the means over several draws of the same people's aliases, with the interval of one
    draw.

    Draws are not independent: a person with another alias is the same person.
    """
    figures = [
        figure
        for number, pool in enumerate(pool_draws)
        for figure in ranked(f"{test} {number}", pool, systems)
    ]
    means = _means(test, [f"{test} {number}" for number in range(len(pool_draws))], figures)
    count = pool_draws[0].truth.size
    return [
        replace(mean, count=count)
        if mean.measure == PRECISION
        else Figure(
            test, mean.system, mean.measure, mean.value, *wilson_interval(mean.value, count), count
        )
        for mean in means
    ]


def _figures(test: str, system: str, ranking: Ranking) -> list[Figure]:
    count = ranking.queries
    measures = ((FIRST, ranking.first), (PASSING, ranking.passing))
    shares = [
        Figure(test, system, name, *wilson_share(round(value * count), count), count)
        for name, value in measures
    ]
    return [*shares, Figure(test, system, PRECISION, ranking.precision, count=count)]


def _means(test: str, tests: list[str], figures: list[Figure]) -> list[Figure]:
    value_of = {(figure.test, figure.system, figure.measure): figure.value for figure in figures}
    systems = dict.fromkeys(figure.system for figure in figures)
    measures = (FIRST, PASSING, PRECISION)
    return [
        Figure(
            test,
            system,
            measure,
            float(np.mean([value_of[name, system, measure] for name in tests])),
        )
        for system in systems
        for measure in measures
    ]


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the figures of tokens, composed names and aliases."""
    figures: list[Figure] = []
    for script in pools.SCRIPTS:
        pool = pools.tokens(arguments.names, script, arguments.pool, arguments.seed)
        figures += ranked(f"token, {script}", pool, SYSTEMS)
    figures += _means(TOKENS_MEAN, [f"token, {script}" for script in IN_MEAN], figures)
    full: list[Figure] = []
    size = min(arguments.pool, FULL_POOL)
    for script in pools.SCRIPTS:
        pool = pools.composed(arguments.names, script, size, arguments.seed, gap=" ")
        full += ranked(f"full name (composed), {script}", pool, SYSTEMS)
        if script in pools.UNSPACED:
            pool = pools.composed(arguments.names, script, size, arguments.seed, gap="")
            full += ranked(f"full name (composed), {script} without spaces", pool, SYSTEMS)
    full += _means(FULL_MEAN, [f"full name (composed), {script}" for script in FULL_IN_MEAN], full)
    alias_draws = pools.aliases(arguments.names, arguments.seed, with_births=False)
    return [*figures, *full, *over_draws(ALIASES, alias_draws, SYSTEMS)]
