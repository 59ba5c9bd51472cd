"""Weights of an installation: fitted to its own decisions and compared with the current weights.

It activates no weights. The effect of a set is counted from stored levels
(`services.matching_runs.decision_labels`) without personal data. The results are levels, bits,
counts and, on request, ids of pairs. Every read is audited with the records of the decided pairs.
Only the command on the server calls this module; there is no route.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from core.codes.review import DecisionOutcome
from core.errors import Conflict
from core.policy.actions import Action
from core.refusals import Refusal
from core.wilson_interval import wilson_interval as wilson_interval
from matching import BANDS, Scores, WeightSet, shipped_weights
from matching.model.u_probabilities import ChanceTable
from matching.rescore import join_pairs, rescore_pairs
from matching.train.decisions import LevelChange, fit_decisions, level_changes
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.matching_runs import decision_labels as decided
from services.matching_runs.decision_labels import DecisionLabels, OpenPairEvidence

# Minimum decisions of each kind (judged): with fewer, the table would describe a few families and
# not levels.
MIN_DECISIONS = 30
# Absolute minimum: the minimum of published counts, so that no file describes a handful of people.
MIN_DECISIONS_OF_KIND = 11
THRESHOLDS = (0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95)
CALIBRATION_BINS = 10  # equal-width bins of the calibration error
_FLOOR = 1e-6  # lower bound of a probability: six digits are kept

Flags = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class WeightData:
    """The data for fitting or comparing weights.

    Decided pairs, open pairs, and the store size and chance table of the current snapshot. `chance`
    is None if the snapshot has no table.
    """

    labels: DecisionLabels
    queue: OpenPairEvidence
    size: int
    chance: ChanceTable | None


@dataclasses.dataclass(frozen=True, slots=True)
class FittedWeightSet:
    """A fitted weight set and the change of each level."""

    weights: WeightSet
    changes: tuple[LevelChange, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class BandMove:
    """Decided pairs that another set puts into another band."""

    outcome: str
    before: str
    after: str
    pairs: tuple[UUID, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ThresholdEffect:
    """The effect of a threshold on open and decided pairs.

    `waiting` and `expected`: number and mean probability of open pairs from the threshold.
    `precision`: the share of one person among decided pairs from it, with its 95 % interval by
    Wilson from `low` to `high`. `expected` is None without an open pair; `precision`, `low` and
    `high` are None without a decided pair.
    """

    waiting: int
    expected: float | None
    same: int
    different: int
    precision: float | None
    low: float | None
    high: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class WeightSetResult:
    """The result of one weight set.

    Bands of decided pairs by outcome, their log loss (nats per pair) and calibration error, and the
    effect of each threshold. `log_loss` and `calibration` are None without a decided pair.
    """

    version: str
    bands: dict[str, dict[str, int]]
    log_loss: float | None
    calibration: float | None
    reach: dict[float, ThresholdEffect]


@dataclasses.dataclass(frozen=True, slots=True)
class WeightSetComparison:
    """Two sets on the same pairs, and the pairs that change band."""

    before: WeightSetResult
    after: WeightSetResult
    moves: tuple[BandMove, ...]


def read_training_data(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    since: datetime = decided.MIN_TIME,
    before: datetime = decided.MAX_TIME,
) -> WeightData:
    """Read the data for fitting, with decisions from `since` up to but not including `before`.

    There are no open pairs. The caller writes `record_weights_event` before it outputs any of the
    data.
    """
    require(actor, Action.FIT_WEIGHTS)
    in_force = context.rarity.in_force(session, context.keys)
    return WeightData(
        decided.read_labels(session, context, since=since, before=before),
        OpenPairEvidence(join_pairs([]), 0),
        in_force.size,
        in_force.rarity.chance,
    )


def read_comparison_data(
    session: Session, context: Context, actor: Actor, *, since: datetime = decided.MIN_TIME
) -> WeightData:
    """Read the data for comparing, with decisions `since` a time and the open pairs.

    The caller writes `record_weights_event`, as for `read_training_data`.
    """
    read = read_training_data(session, context, actor, since=since)
    return dataclasses.replace(read, queue=decided.read_open_pairs(session, context))


def record_weights_event(
    session: Session, context: Context, actor: Actor, action: str, read: WeightData
) -> None:
    """Audit a read: number of decisions and their records; no field class was shown."""
    require(actor, Action.FIT_WEIGHTS)
    outcome = f"{read.labels.same} same, {read.labels.different} different"
    ends = sorted(
        {(pair.public_id, record) for pair in read.labels.decided for record in pair.records}
    )
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            action, outcome, ends=tuple(audit_log.MatchAccessEnd(*end) for end in ends)
        ),
    )


def fit_weights(
    context: Context, read: WeightData, *, least: int, from_shipped: bool = False
) -> FittedWeightSet:
    """Return a set fitted to the decisions, regularised towards the current set.

    With `from_shipped` it is regularised towards the shipped set, so that no decision counts twice.
    Raise `Conflict` with fewer than `least` or `MIN_DECISIONS_OF_KIND` decisions of a kind.
    """
    labels = read.labels
    least = max(least, MIN_DECISIONS_OF_KIND)
    if min(labels.same, labels.different) < least:
        raise Conflict(
            Refusal.TOO_FEW_DECISIONS, same=labels.same, different=labels.different, least=least
        )
    start = shipped_weights() if from_shipped else context.engine.weights
    summary = (
        f"fitted {context.clock.now():%Y-%m-%d} to {labels.same} decisions same and "
        f"{labels.different}"
        f" different, drawn to {start.version}"
    )
    new = fit_decisions(
        labels.pairs,
        labels.is_same,
        start.with_chance(read.chance),
        population_size=read.size,
        note=summary,
    )
    before = context.engine.weights.with_chance(read.chance)
    return FittedWeightSet(new, tuple(level_changes(labels.pairs, labels.is_same, before, new)))


def compare_weights(
    context: Context, read: WeightData, new: WeightSet, *, thresholds: Sequence[float] = THRESHOLDS
) -> WeightSetComparison:
    """Compare a set with the current one, both at the current store size and chance table."""
    both = [context.engine.weights, new]
    scores = [rescore_pairs(read.labels.pairs, weights, read.size, read.chance) for weights in both]
    before, after = (
        _judged(
            weights,
            score,
            rescore_pairs(read.queue.pairs, weights, read.size, read.chance),
            read.labels.is_same,
            thresholds,
        )
        for weights, score in zip(both, scores, strict=True)
    )
    return WeightSetComparison(before, after, _moves(read.labels, *scores))


def _judged(
    weights: WeightSet, scores: Scores, waiting: Scores, is_same: Flags, thresholds: Sequence[float]
) -> WeightSetResult:
    bands: dict[str, dict[str, int]] = {
        outcome: {
            band: int((scores.band[is_same == flag] == number).sum())
            for number, band in enumerate(BANDS)
        }
        for outcome, flag in ((DecisionOutcome.SAME, True), (DecisionOutcome.DIFFERENT, False))
    }
    probability = scores.probability
    reach = {
        threshold: _reach(waiting.probability, probability, is_same, threshold)
        for threshold in thresholds
    }
    return WeightSetResult(
        weights.version,
        bands,
        _log_loss(probability, is_same) if is_same.size else None,
        _calibration(probability, is_same) if is_same.size else None,
        reach,
    )


def _moves(labels: DecisionLabels, before: Scores, after: Scores) -> tuple[BandMove, ...]:
    moves: dict[tuple[bool, int, int], list[UUID]] = collections.defaultdict(list)
    for pair, old, new in zip(
        labels.decided, before.band.tolist(), after.band.tolist(), strict=True
    ):
        if old != new:
            moves[pair.is_same, old, new].append(pair.public_id)
    return tuple(
        BandMove(
            DecisionOutcome.SAME if is_same else DecisionOutcome.DIFFERENT,
            BANDS[old],
            BANDS[new],
            tuple(sorted(pairs)),
        )
        for (is_same, old, new), pairs in sorted(moves.items(), reverse=True)
    )


def _log_loss(probability: Doubles, is_same: Flags) -> float:
    certain = np.clip(probability, _FLOOR, 1 - _FLOOR)
    return float(-np.log(np.where(is_same, certain, 1 - certain)).mean())


def _calibration(probability: Doubles, is_same: Flags) -> float:
    """Return the expected calibration error: mean gap of probability and true share per bin."""
    bins = np.minimum((probability * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        abs(float((probability[bins == bin_number] - is_same[bins == bin_number]).sum()))
        for bin_number in range(CALIBRATION_BINS)
    ]
    return sum(gaps) / is_same.size


def _reach(
    waiting: Doubles, decided_at: Doubles, is_same: Flags, threshold: float
) -> ThresholdEffect:
    open_ones, reached = waiting[waiting >= threshold], is_same[decided_at >= threshold]
    same_count = int(reached.sum())
    expected = float(open_ones.mean()) if open_ones.size else None
    if not reached.size:
        return ThresholdEffect(
            waiting=int(open_ones.size),
            expected=expected,
            same=0,
            different=0,
            precision=None,
            low=None,
            high=None,
        )
    low, high = wilson_interval(same_count, reached.size)
    return ThresholdEffect(
        waiting=int(open_ones.size),
        expected=expected,
        same=same_count,
        different=int(reached.size) - same_count,
        precision=same_count / reached.size,
        low=low,
        high=high,
    )
