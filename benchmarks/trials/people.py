"""Search by name and birth date, both different: real aliases, and real listed dates that differ.

Peers get the weight of the birth that is best for them on this pool.
"""

from __future__ import annotations

import argparse

from benchmarks.figures import OURS, Figure
from benchmarks.peers import ratios
from benchmarks.ranking import rank_candidates
from benchmarks.trials import pools
from benchmarks.trials.names import LENGTHS, Scorer, by_length, over_draws
from benchmarks.trials.pools import Pool
from matching import Engine, Person

TEST = "aliases and another birth"
BIRTH_WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8)


def by_engine(pool: Pool) -> ratios.Scores:
    """Return the engine's bits of people with a name and a birth."""
    left, right = (
        [
            Person.from_row(
                {
                    "record_ref": f"{side}{n}",
                    "kind": "missing",
                    "full_name": name,
                    "birth_date": birth,
                }
            )
            for n, (name, birth) in enumerate(zip(names, births, strict=True))
        ]
        for side, names, births in (
            ("Q", pool.queries, pool.query_births),
            ("C", pool.candidates, pool.births),
        )
    )
    return Engine().score_matrix(left, right)


def by_text(peer: str) -> Scorer:
    """Return a peer that compares names and births as text."""

    def scores(pool: Pool) -> ratios.Scores:
        names = ratios.similarity_matrix(
            peer, ratios.romanise_names(pool.queries), ratios.romanise_names(pool.candidates)
        )
        births = ratios.date_similarity(pool.query_births, pool.births)
        sums = (names + weight * births for weight in BIRTH_WEIGHTS)
        return max(sums, key=lambda scores: rank_candidates(scores, pool.truth).first)

    return scores


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the figures of aliases with another birth date of the same person."""
    systems = {
        OURS: by_engine,
        **{peer: by_text(peer) for peer in ratios.TEXT_PEERS},
        LENGTHS: by_length,
    }
    return over_draws(
        TEST, pools.aliases(arguments.names, arguments.seed, with_births=True), systems
    )
