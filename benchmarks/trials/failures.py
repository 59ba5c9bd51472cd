"""The worst pairs of the worlds for reading: both rows and the evidence. Synthetic people only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.trials.cases import ComparedCase
from matching import BANDS, explain

MOST = 100


def write(folder: Path, worlds: Sequence[ComparedCase]) -> None:
    """Write misses.txt, false_hits.txt and never_compared.txt.

    They have the true pairs of lowest score, the wrong pairs of highest score, and the true pairs
    that were never compared.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scored = [
        (float(world.scores.bits[at]), bool(world.is_true[at]), world, at)
        for world in worlds
        for at in _worth_a_look(world)
    ]
    misses = sorted((item for item in scored if item[1]), key=lambda item: item[0])[:MOST]
    hits = sorted((item for item in scored if not item[1]), key=lambda item: -item[0])[:MOST]
    for name, chosen in (("misses", misses), ("false_hits", hits)):
        text = "\n".join(
            _describe(number, world, at) for number, (_, _, world, at) in enumerate(chosen, start=1)
        )
        (folder / f"{name}.txt").write_text(text, "utf-8")
    never = [
        f"{world.case.title}\n{_side_by_side(world, left, right)}\n"
        for world in worlds
        for left, right in world.missed
    ]
    (folder / "never_compared.txt").write_text("\n".join(never[:MOST]), "utf-8")


def _worth_a_look(world: ComparedCase) -> list[int]:
    best_wrong = np.argsort(np.where(world.is_true, -np.inf, world.scores.bits))[-MOST:]
    return [*np.flatnonzero(world.is_true).tolist(), *best_wrong.tolist()]


def _describe(number: int, world: ComparedCase, at: int) -> str:
    scores = world.scores
    left, right = int(world.left[at]), int(world.right[at])
    head = (
        f"{number}. {world.case.title}: {scores.bits[at]:+.2f} bits, probability"
        f" {scores.probability[at]:.4g}, band {BANDS[int(scores.band[at])]}"
    )
    return (
        "\n".join(
            [
                head,
                _side_by_side(world, left, right),
                *(f"    {line}" for line in explain(scores.evidence(at))),
            ]
        )
        + "\n"
    )


def _side_by_side(world: ComparedCase, left: int, right: int) -> str:
    left_row, right_row = world.case.rows[left], world.case.rows[right]
    columns = [column for column in left_row if left_row.get(column) or right_row.get(column)]
    columns += [column for column in right_row if column not in left_row and right_row[column]]
    return "\n".join(
        f"  {column:14} {left_row.get(column) or '-'}  <>  {right_row.get(column) or '-'}"
        for column in columns
    )
