"""Shipped counts of chance agreement: the levels of two people of labelled synthetic files.

The files are those of the weight fit, so a store is compared with the data behind its weights.
Every record is in about 400 random pairs. Pairs of one person, by the labels, are excluded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from matching.kernel.scorer import NO_FLOOR, KernelWeights, score_pairs
from matching.model.levels import level_bits, name_calibration
from matching.model.u_probabilities import SHIPPED_FILE, LevelCounts, write_counts
from matching.names.tokens.token_similarity import token_pairs
from matching.scoring.population import Population
from matching.scoring.u_estimation import count_levels, draw_pairs
from matching.train.weights import read_labelled

PAIRS_PER_RECORD: Final = 200  # pairs drawn for each record; it is drawn as often for others
PROVENANCE: Final = "provenance.json"


def build_counts(folders: Sequence[Path], out: Path) -> dict[str, object]:
    """Write counts and provenance of the files in `folders` to `out`; return the provenance.

    Raises TrainingError for files that cannot be used.
    """
    counts, pairs = zip(*(_counted(folder) for folder in folders), strict=True)
    content: dict[str, object] = {
        "command": "python -m matching.train chance --world DIR ...",
        "date": datetime.now(UTC).date().isoformat(),
        "worlds": [folder.name for folder in folders],
        "source": "records.csv and truth.csv of the folders named as worlds",
        "seed": "none: the values of the records decide which pairs are drawn",
        "pairs of two people": sum(pairs),
    }
    out.mkdir(parents=True, exist_ok=True)
    write_counts(sum(counts[1:], start=counts[0]), out / SHIPPED_FILE.name)
    (out / PROVENANCE).write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    return content


def _counted(folder: Path) -> tuple[LevelCounts, int]:
    people, truth = read_labelled(folder)
    population = Population.from_people(people)
    left, right = draw_pairs(population.marks(), len(people) * PAIRS_PER_RECORD, PAIRS_PER_RECORD)
    entries = population.entries(None)
    both = token_pairs(entries, entries, left.size)
    weights = KernelWeights(level_bits(), name_calibration())
    found = score_pairs((population.side, population.side), (left, right), both, weights, NO_FLOOR)
    refs = [
        (people[a].ref, people[b].ref) for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    is_other = np.array([frozenset(pair) not in truth for pair in refs], np.float64)
    return count_levels(population.side.columns, (left, right), found.levels, is_other), int(
        is_other.sum()
    )
