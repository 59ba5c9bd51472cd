"""Weights fitted to one store without labels, and the tests that decide whether they are used.

Weights are m/u. The shipped m come from worlds with very many errors. In a store with fewer errors,
true pairs therefore get too little probability. The fit has these steps:

1. The top of the name bend is raised, and the chance of the store moves a level by one bit at most.
2. EM estimates m of every level but those of the name. A pair counts for an attribute only if they
   share a key that does not use it, and less if it is in a larger group.
3. Bits are multiplied by a slope, and the prior is fitted to the expected number of true pairs.

Siblings and namesakes can look like true pairs, and then the fit would ruin the result. So fitted
weights are used only if

- the doubt, sum p (1 - p) / sum p, falls to DOUBT_LEFT of that of the shipped weights;
- the closure falls by CLOSURE_LOSS at most: if a is b and b is c, a should be c. It is the share of
  all pairs in groups of kept pairs that are kept. The third sides are compared for it;
- a slope above 1 is needed, or the doubt falls by half. Otherwise the store has about as many
  errors as the worlds of the shipped weights, and these stay.

docs/decisions/0099-weights-of-a-file.md has the measurements.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.arrays import Bytes, Doubles, Flags, Longs
from matching.blocking.candidates import LinkPlan
from matching.blocking.keys import KEY_KINDS
from matching.blocking.shared_kinds import KindSets, shared_kinds
from matching.engine import Calibration, Engine, LinkOptions
from matching.jit import njit_cached
from matching.model.levels import (
    ATTRIBUTE_COUNT,
    ATTRIBUTES,
    FAMILY_INDEX,
    MAX_LEVELS,
)
from matching.model.probability import prior_bits
from matching.model.u_probabilities import SMOOTHING, ChanceTable, isotonic, shipped_counts
from matching.model.weight_set import WeightSet, shipped_weights
from matching.names.constants import SCALE
from matching.rescore import ComparedPairs, compared_pairs, join_pairs, rescore_pairs
from matching.scoring.population import Population
from matching.scoring.u_estimation import draw_pairs

# Bits added to the name for each raw bit from a point of the bend on (judged).
RAISE: Final = 1 / 8
RAISE_FROM: Final = 8.0
CHANCE_BITS: Final = 1.0  # most bits by which the store's chance moves a level
PSEUDO_PAIRS: Final = 100.0  # weight of the shipped m (50 to 400 gave nearly the same)
MOST_BITS: Final = 2.0  # most bits by which EM moves a level
LEAST_PAIRS: Final = 20.0  # least expected number of true pairs for a fit
ROUNDS: Final = 6
SLOPES: Final = (1.0, 1.1, 1.25, 1.4)
DOUBT_LEFT: Final = 0.85  # most of the doubt that may be left (judged)
DOUBT_LEFT_UNSLOPED: Final = 0.5  # the same for a fit that needs no slope (judged)
CLOSURE_LOSS: Final = 0.03
SAMPLE: Final = 4_000  # records whose pairs are fitted, those with the lowest marks
FLOOR: Final = 1e-5  # probability from which a pair is fitted
KEPT: Final = 0.5
PRIOR_ROUNDS: Final = 200  # most rounds of fitting the prior; it ends when a step is small
PRIOR_STEP: Final = 1e-4  # bits
# Larger groups are not completed; a missing third side counts as not kept.
LARGEST_GROUP: Final = 50
TOO_FEW: Final = "too few pairs"  # a refusal
_SOURCE: Final = "fitted to the store"

# The attributes that each kind of key uses. A pair found by such a key does not count for them.
ATTRIBUTES_OF_KIND: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(attributes.split())
    for kind, attributes in {
        "document": "document",
        "phone": "phone",
        "birth_day": "birth",
        "two_names": "name",
        "two_beginnings": "name origin",
        "relative_name": "name relative",
        "name_place": "name birth_place",
        "name_mark": "name marks",
        "mark_nation": "marks origin sex",
        "mark_window": "marks birth sex",
        "name_only": "name",
        "name_nation": "name origin sex",
        "route": "event interval origin sex",
        "sound_window": "name birth sex",
        "beginning_year": "name birth origin sex",
        "name_sensitive": "name sensitive_marks",
        "sensitive_nation": "sensitive_marks origin sex",
        "sensitive_window": "sensitive_marks birth sex",
    }.items()
}


@dataclass(frozen=True, slots=True)
class StoreFit:
    """A fit and its tests: the weights and the calibration to use.

    `doubt` and `closure` are those of the shipped weights and those of the fitted ones, 0 to 1.
    `refusal` is the reason why the fit is not used, None if it is used. Without the fit, the
    weights are the shipped ones, not calibrated.
    """

    weights: WeightSet
    calibration: Calibration
    doubt: tuple[float, float]
    closure: tuple[float, float]
    refusal: str | None

    def engine(self) -> Engine:
        """Return an engine with these weights. It is for the fitted store only."""
        return Engine(self.weights, self.calibration)


def fit_to_store(
    left: Population, right: Population | None = None, plan: LinkPlan | None = None
) -> StoreFit:
    """Return the fit to a store, or to two stores that are linked with each other.

    The fit needs no labels and depends on no order of rows. At most SAMPLE left records are fitted,
    with all their partners. `plan` is the plan of this link; None makes one.
    """
    store = _Store(left, left if right is None else right)
    pairs = store.sampled_pairs(plan)
    pairs.complete(pairs.shipped())
    before = pairs.measured(pairs.shipped())
    if before.expected < LEAST_PAIRS:
        return _refused(before, before, TOO_FEW)
    weights = _fit_levels(pairs, before)
    calibration, after = _fit_calibration(pairs, weights, before)
    if after.doubt > DOUBT_LEFT * before.doubt:
        return _refused(before, after, "the doubt falls too little")
    if after.closure < before.closure - CLOSURE_LOSS:
        return _refused(before, after, "groups of matches are less closed")
    if calibration.slope == 1.0 and after.doubt > DOUBT_LEFT_UNSLOPED * before.doubt:
        return _refused(before, after, "the shipped weights fit")
    both = (before.doubt, after.doubt), (before.closure, after.closure)
    return StoreFit(weights, calibration, *both, None)


def _refused(before: _Measures, after: _Measures, refusal: str) -> StoreFit:
    both = (before.doubt, after.doubt), (before.closure, after.closure)
    return StoreFit(shipped_weights(), Calibration(), *both, refusal)


@dataclass(frozen=True, slots=True)
class _Measures:
    """Measures of probabilities: doubt, closure, and the expected number of true pairs."""

    doubt: float
    closure: float
    expected: float


class _Store:
    """The store: its two sides, its chance, and the weights from which the fit starts."""

    def __init__(self, left: Population, right: Population) -> None:
        self.left, self.right = left, right
        self.is_one_file = left is right
        self.size = len(right)
        chance = right.chance()
        bounded: ChanceTable | None = None
        if chance is not None:
            bounded = np.clip(chance, None, int(CHANCE_BITS * SCALE)).astype(np.int16)
        start = dataclasses.replace(shipped_weights(), bend=_raised(shipped_weights().bend))
        start = start.with_chance(bounded)
        # The engine would otherwise shift the levels by the rest of the store's chance.
        self.chance_rows = start.chance if chance is None else _chance_rows(chance)
        self.start = dataclasses.replace(start, chance=self.chance_rows)
        self.engine = Engine(self.start)
        marks = left.marks()
        sampled = np.sort(marks)[: SAMPLE + 1]
        self.sample: Flags | None = None if marks.size <= SAMPLE else marks < sampled[-1]

    @property
    def possible(self) -> float:
        """Return the number of pairs that could be compared with a sampled record."""
        chosen = len(self.left) if self.sample is None else int(self.sample.sum())
        if self.is_one_file:
            return chosen * (self.size - 1) - chosen * (chosen - 1) / 2
        return float(chosen * self.size)

    def counts(self) -> Doubles:
        """Return how often two people of the store reach each level, float64[A, MAX_LEVELS]."""
        lefts, rights = draw_pairs(self.right.marks())
        scores = self.engine.score_pairs(self.right, lefts, rights)
        return _level_counts(scores.levels, 1.0 - scores.probability)

    def sampled_pairs(self, plan: LinkPlan | None) -> _Pairs:
        """Return the pairs of the sampled records that may be true by the first weights."""
        right = None if self.is_one_file else self.right
        options = LinkOptions(sample=self.sample, plan=plan)
        blocks = list(self.engine.link(self.left, right, min_probability=FLOOR, options=options))
        lefts, rights = (
            np.concatenate([np.empty(0, np.int64), *(getattr(block, side) for block in blocks)])
            for side in ("left", "right")
        )
        compared = [
            compared_pairs(block.scores.levels, block.scores.attribute_bits, self.start)
            for block in blocks
        ]
        return _Pairs(self, lefts, rights, join_pairs(compared))


class _Pairs:
    """The pairs that the fit looks at: those that share a key, then the third sides of groups."""

    def __init__(self, store: _Store, left: Longs, right: Longs, compared: ComparedPairs) -> None:
        self.store, self.left, self.right, self.compared = store, left, right, compared
        self.found = left.size  # pairs that share a key; third sides follow them
        self.kinds: KindSets = shared_kinds(store.left, store.right, (left, right))

    def shipped(self) -> Doubles:
        """Return the probabilities by the shipped weights, without the fit."""
        scores = rescore_pairs(
            self.compared, shipped_weights(), self.store.size, self.store.right.chance()
        )
        return scores.probability

    def bits(self, weights: WeightSet) -> Doubles:
        """Return the bits of all pairs under other weights."""
        scores = rescore_pairs(self.compared, weights, self.store.size)
        return scores.bits.astype(np.float64)

    def measured(self, probability: Doubles) -> _Measures:
        """Return the measures of probabilities of all pairs. Only found pairs are doubtful."""
        of_keys = probability[: self.found]
        expected = float(of_keys.sum())
        doubt = float((of_keys * (1 - of_keys)).sum()) / max(expected, 1e-300)
        return _Measures(doubt, self.closure(probability), expected)

    def groups(self, probability: Doubles) -> Longs:
        """Return the group of each left record, then of each right one; groups join kept pairs."""
        kept = np.flatnonzero(probability >= KEPT)
        return _groups(self.left[kept], self.right_nodes[kept], self._nodes)

    @property
    def _nodes(self) -> int:
        left, right = len(self.store.left), len(self.store.right)
        return left if self.store.is_one_file else left + right

    @property
    def right_nodes(self) -> Longs:
        return self.right if self.store.is_one_file else self.right + len(self.store.left)

    def closure(self, probability: Doubles) -> float:
        """Return the share of the pairs inside groups of kept pairs that are kept; 1 if none is."""
        groups = self.groups(probability)
        kept = int((probability >= KEPT).sum())
        sizes = np.bincount(groups, minlength=self._nodes).astype(np.float64)
        if self.store.is_one_file:
            possible = float((sizes * (sizes - 1) / 2).sum())
        else:
            lefts = np.bincount(groups[: len(self.store.left)], minlength=self._nodes)
            possible = float((lefts * (sizes - lefts)).sum())
        return kept / possible if possible else 1.0

    def complete(self, probability: Doubles) -> None:
        """Compare the third sides of the groups of kept pairs, and add them."""
        groups = self.groups(probability)
        nodes = np.argsort(groups, kind="stable")
        _, starts, sizes = np.unique(groups[nodes], return_index=True, return_counts=True)
        is_inside = groups[self.left] == groups[self.right_nodes]
        compared = set(
            zip(self.left[is_inside].tolist(), self.right_nodes[is_inside].tolist(), strict=True)
        )
        missing = []
        for group in np.flatnonzero((sizes > 2) & (sizes <= LARGEST_GROUP)).tolist():
            members = nodes[starts[group] : starts[group] + sizes[group]].tolist()
            missing += [
                (low, high)
                for at, low in enumerate(members)
                for high in members[at + 1 :]
                if self._may_pair(low, high) and (low, high) not in compared
            ]
        if not missing:
            return
        lefts, rights = np.array(sorted(missing), np.int64).T
        rights = rights if self.store.is_one_file else rights - len(self.store.left)
        scores = self.store.engine.score_pairs(
            self.store.left, lefts, rights, right=self.store.right
        )
        more = compared_pairs(scores.levels, scores.attribute_bits, self.store.start)
        self.left = np.concatenate([self.left, lefts])
        self.right = np.concatenate([self.right, rights])
        self.compared = join_pairs([self.compared, more])

    def _may_pair(self, low: int, high: int) -> bool:
        count = len(self.store.left)
        return self.store.is_one_file or low < count <= high


def _fit_levels(pairs: _Pairs, before: _Measures) -> WeightSet:
    """Return the weights after EM of m, with the slope that fits best in each round."""
    store = pairs.store
    weights = store.start
    chance_counts = store.counts()
    for _ in range(ROUNDS):
        probability = _best_slope(pairs, pairs.bits(weights), before)[0]
        weights = _with_levels(pairs, probability, chance_counts)
    return weights


def _with_levels(pairs: _Pairs, probability: Doubles, chance_counts: Doubles) -> WeightSet:
    """Return the weights whose m is that of the pairs with these probabilities."""
    start = pairs.store.start
    groups = pairs.groups(probability)
    sizes = np.bincount(groups)[groups[pairs.left]]
    is_inside = groups[pairs.left] == groups[pairs.right_nodes]
    share = probability * np.where(is_inside, 1 / np.maximum(sizes - 1, 1), 1.0)
    levels = pairs.compared.levels[: pairs.found]
    bits, sources = list(start.bits), list(start.sources)
    for number, attribute in enumerate(ATTRIBUTES):
        if number == 0 or number == FAMILY_INDEX:
            continue
        kinds = sum(
            1 << kind
            for kind, name in enumerate(KEY_KINDS)
            if attribute.name not in ATTRIBUTES_OF_KIND[name]
        )
        is_own = (pairs.kinds & np.uint32(kinds) != 0) & (levels[:, number] > 0)
        count = len(attribute.levels)
        sums: Doubles = np.bincount(
            levels[is_own, number], share[: pairs.found][is_own], minlength=MAX_LEVELS
        )[1:count].astype(np.float64)
        if sums.sum() < LEAST_PAIRS:
            continue
        chance = chance_counts[number, 1:count]
        own = _fitted_bits(np.array(start.bits[number][1:]), sums, chance, number)
        bits[number] = (0.0, *own.tolist())
        sources[number] = (sources[number][0], *[_SOURCE] * (count - 1))
    return dataclasses.replace(start, bits=tuple(bits), sources=tuple(sources))


def _fitted_bits(start: Doubles, sums: Doubles, chance: Doubles, attribute: int) -> Doubles:
    """Return the bits of the levels of an attribute, from `differ` on.

    `sums` and `chance` count true pairs and pairs of two people at each level.
    """
    usual = shipped_counts()[attribute].sum(axis=0)[1 : start.size + 1]
    u = chance + SMOOTHING * usual / max(usual.sum(), 1.0) + 1e-3
    m = u * np.exp2(start)
    m /= m.sum()
    fitted_m = (sums + PSEUDO_PAIRS * m) / (sums.sum() + PSEUDO_PAIRS)
    moved = np.clip(np.log2(fitted_m / m), -MOST_BITS, MOST_BITS)
    return np.rint(isotonic(start + moved, chance + sums + 1.0) * SCALE) / SCALE


def _fit_calibration(
    pairs: _Pairs, weights: WeightSet, before: _Measures
) -> tuple[Calibration, _Measures]:
    """Return the best slope with its prior, and the measures of the weights with both."""
    bits = pairs.bits(weights)
    slope = _best_slope(pairs, bits, before)[1]
    prior = _fitted_prior(pairs, bits * slope)
    pairs.complete(_probability(bits * slope + prior))
    measures = pairs.measured(_probability(pairs.bits(weights) * slope + prior))
    shift = float(np.rint((prior - prior_bits(pairs.store.size)) * SCALE) / SCALE)
    return Calibration(slope, shift), measures


def _best_slope(pairs: _Pairs, bits: Doubles, before: _Measures) -> tuple[Doubles, float]:
    """Return the probabilities with the least doubt whose groups are closed, and their slope.

    If no slope is allowed, the slope is 1, with the shipped prior.
    """
    best = _probability(bits + prior_bits(pairs.store.size)), 1.0
    least = before.doubt
    for slope in SLOPES:
        steeper = bits * slope
        probability = _probability(steeper + _fitted_prior(pairs, steeper))
        measures = pairs.measured(probability)
        if measures.doubt < least and measures.closure >= before.closure - CLOSURE_LOSS:
            best, least = (probability, slope), measures.doubt
    return best


def _fitted_prior(pairs: _Pairs, bits: Doubles) -> float:
    """Return the log2 prior odds at which the probabilities add up to the prior's true pairs."""
    prior = prior_bits(pairs.store.size)
    values, counts = np.unique(bits[: pairs.found], return_counts=True)
    for _ in range(PRIOR_ROUNDS):
        share = float(counts @ _probability(values + prior)) / pairs.store.possible
        prior, last = float(np.log2(share / (1 - share))), prior
        if abs(prior - last) < PRIOR_STEP:
            break
    return prior


def _probability(log_odds: Doubles) -> Doubles:
    return 1 / (1 + np.exp2(-log_odds))


def _raised(bend: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return tuple(
        (total, bits + float(np.rint(max(total - RAISE_FROM, 0.0) * RAISE * SCALE) / SCALE))
        for total, bits in bend
    )


def _chance_rows(chance: ChanceTable) -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple((row[: len(attribute.levels)] / SCALE).tolist())
        for attribute, row in zip(ATTRIBUTES, np.maximum(chance, 0), strict=True)
    )


def _level_counts(levels: Bytes, share: Doubles) -> Doubles:
    return np.array(
        [
            np.bincount(levels[:, number], share, minlength=MAX_LEVELS)
            for number in range(ATTRIBUTE_COUNT)
        ]
    )


@njit_cached
def _groups(lefts: Longs, rights: Longs, nodes: int) -> Longs:
    """Return the least node of each node's group; `lefts` and `rights` are joined."""
    parent = np.arange(nodes)
    for pair in range(lefts.size):
        low, high = lefts[pair], rights[pair]
        while parent[low] != low:
            parent[low] = parent[parent[low]]
            low = parent[low]
        while parent[high] != high:
            parent[high] = parent[parent[high]]
            high = parent[high]
        parent[max(low, high)] = min(low, high)
    for node in range(nodes):
        parent[node] = parent[parent[node]]
    return parent
