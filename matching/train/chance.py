"""Shipped counts of chance agreement: the levels of two people of labelled synthetic files.

The files are those of the weight fit, so a store is compared with the data behind its weights.
Every record is in about 400 random pairs. Pairs of one person, by the labels, are excluded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from matching.kernel.scorer import NO_FLOOR, score_pairs
from matching.model.u_probabilities import SHIPPED_FILE, LevelCounts, write_counts
from matching.model.weight_set import shipped_weights
from matching.names.tokens.token_similarity import token_pairs
from matching.scoring.population import Population
from matching.scoring.u_estimation import count_levels, draw_pairs
from matching.train.provenance import write_provenance
from matching.train.weights import read_labelled

PAIRS_PER_RECORD: Final = 200  # pairs drawn for each record; it is drawn as often for others


def build_counts(folders: Sequence[Path], out: Path) -> dict[str, Any]:
    """Write counts and provenance of the files in `folders` to `out`; return the provenance.

    Raises TrainingError for files that cannot be used.
    """
    counts, pairs = zip(*(_counted(folder) for folder in folders), strict=True)
    content = {
        "worlds": [folder.name for folder in folders],
        "source": "records.csv and truth.csv of the folders named as worlds",
        "seed": "none: the values of the records decide which pairs are drawn",
        "pairs of two people": sum(pairs),
    }
    out.mkdir(parents=True, exist_ok=True)
    write_counts(sum(counts[1:], start=counts[0]), out / SHIPPED_FILE.name)
    return write_provenance(out, "chance --world DIR ...", content)


def _counted(folder: Path) -> tuple[LevelCounts, int]:
    people, truth = read_labelled(folder)
    population = Population.from_people(people)
    left, right = draw_pairs(population.marks(), len(people) * PAIRS_PER_RECORD, PAIRS_PER_RECORD)
    entries = population.entries(None)
    both = token_pairs(entries, entries, left.size)
    weights = shipped_weights().tables()
    scored = score_pairs((population.side, population.side), (left, right), both, weights, NO_FLOOR)
    refs = [
        (people[a].ref, people[b].ref) for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    is_other = np.array([frozenset(pair) not in truth for pair in refs], np.float64)
    return count_levels(population.side.columns, (left, right), scored.levels, is_other), int(
        is_other.sum()
    )
