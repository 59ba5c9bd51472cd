"""Weights that an installation would fit to the compared pairs of one case, by the product's own
fit.

As in `homeward weights train`, the fit uses stored evidence and shrinks towards the shipped weights
for this population. The decisions are the truth of every compared pair.
"""

from __future__ import annotations

from benchmarks.trials.cases import ComparedCase
from matching import WeightSet, encode_levels, shipped_weights
from matching.rescore import read_compared
from matching.train.decisions import fit_decisions


def fitted(compared: ComparedCase) -> WeightSet:
    """Return the weights fitted to the compared pairs of a case that the shipped engine scored."""
    scores, chance = compared.scores, compared.population.chance()
    stored = [encode_levels(*row) for row in zip(scores.levels, scores.attribute_bits, strict=True)]
    pairs = read_compared(stored, shipped_weights(), chance)
    note = f"fitted to every compared pair of {compared.case.title}"
    size = len(compared.people)
    return fit_decisions(
        pairs,
        compared.is_true,
        shipped_weights().with_chance(chance),
        population_size=size,
        note=note,
    )
