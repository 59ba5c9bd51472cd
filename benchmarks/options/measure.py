"""Accuracy against the truth: shares with intervals, overall and by group, for any option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.options.world import Flags, Longs, OptionsWorld
from core.codes.records import RecordKind
from services.matching_runs.weights import wilson_interval


@dataclass(frozen=True, slots=True)
class MeasuredShare:
    """A share `hits` / `of` with its 95 % interval (Wilson).

    `value`, `low` and `high` are None if `of` is 0.
    """

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Recall over true pairs of two states, and precision over found pairs, of a group or all."""

    group: str
    recall: MeasuredShare
    precision: MeasuredShare


def measured_share(hits: int, of: int) -> MeasuredShare:
    """Return a share with its interval, to six digits."""
    if of == 0:
        return MeasuredShare(hits, of, None, None, None)
    low, high = wilson_interval(hits, of)
    return MeasuredShare(hits, of, round(hits / of, 6), round(low, 6), round(high, 6))


def measure_accuracy(world: OptionsWorld, pairs: Longs) -> tuple[Accuracy, ...]:
    """Return the accuracy of found pairs (distinct `OptionsWorld.codes`):

    overall, then by group.
    """
    true = world.true_pairs
    is_true = np.isin(pairs, true)
    is_found = np.isin(true, pairs)
    return tuple(
        Accuracy(
            name,
            measured_share(int(is_found[of_true].sum()), int(of_true.sum())),
            measured_share(int(is_true[of_found].sum()), int(of_found.sum())),
        )
        for (name, of_true), (_, of_found) in zip(
            _groups(world, true), _groups(world, pairs), strict=True
        )
    )


def _groups(world: OptionsWorld, codes: Longs) -> Iterator[tuple[str, Flags]]:
    """Yield the name of each group and a mask of its pairs, all pairs first.

    Origin is that of the later record.
    """
    yield "all", np.ones(codes.size, np.bool_)
    earlier, later = world.sides(codes)
    scripts = np.array([record.scripts for record in world.records])
    is_apart = (
        (scripts[earlier] != scripts[later])
        & (scripts[earlier] != "both")
        & (scripts[later] != "both")
    )
    yield "scripts: one in common", ~is_apart
    yield "scripts: none in common", is_apart
    kinds = np.array([record.kind for record in world.records])
    one_missing = (kinds[earlier] == RecordKind.MISSING) ^ (kinds[later] == RecordKind.MISSING)
    yield "kinds: one is a missing report", one_missing
    yield "kinds: any other", ~one_missing
    origins = np.array([record.origin for record in world.records])
    for origin in sorted(set(origins.tolist())):
        yield f"names: {origin}", origins[later] == origin
