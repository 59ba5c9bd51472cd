"""The scorer's two drivers and their results: rank (one against many), link (many against many);
values only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.blocking import candidates
from matching.errors import PopulationError
from matching.kernel.scorer import NO_FLOOR, BitsFloor, KernelWeights, make_floor, score_pairs
from matching.model.evidence import Evidence, evidence_of
from matching.model.probability import (
    BANDS,
    DEFAULT_POPULATION,
    amounts,
    bands,
    min_bits,
    probabilities,
)
from matching.model.u_probabilities import ChanceTable
from matching.model.weight_set import WeightSet, shipped_weights
from matching.names.constants import SCALE
from matching.names.tokens.token_frequency import TokenFrequencies
from matching.names.tokens.token_similarity import TokenPairs, token_pairs
from matching.names.tokens.token_table import Longs
from matching.reading.person import Person
from matching.scoring import sibling_adjustment
from matching.scoring.population import Population

People = Sequence[Person] | Population
_MATRIX_ROWS = 1 << 16  # pairs of a score matrix worked on at once
_MANY_PAIRS = 1 << 20  # of a link, whose memo serves all shards


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored pairs as arrays of one length n: bits float32, probability float64, amount float32,
    band uint8 (index into BANDS), levels uint8[n, A], attribute_bits float32[n, A]; a row of
    attribute_bits adds up to bits exactly.
    """

    bits: npt.NDArray[np.float32]
    probability: npt.NDArray[np.float64]
    amount: npt.NDArray[np.float32]
    band: npt.NDArray[np.uint8]
    levels: npt.NDArray[np.uint8]
    attribute_bits: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return int(self.bits.size)

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """Return the evidence of one pair."""
        return evidence_of(self.levels[row], self.attribute_bits[row])

    def chosen(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Scores:
        """Return the scores of some rows, in the order given."""
        return Scores(*(getattr(self, field)[rows] for field in self.__slots__))


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """Pairs found by `link`: left and right index (int64[n]) and their scores."""

    left: Longs
    right: Longs
    scores: Scores

    def __len__(self) -> int:
        return int(self.left.size)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people compared: bits, probability (six significant digits), band, amount of evidence,
    and the evidence.
    """

    bits: float
    probability: float
    band: str
    amount: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RankedResult:
    """One result of `rank`: the index into the people searched, and how it compares."""

    index: int
    bits: float
    probability: float
    band: str
    amount: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """How `link` works: its threads, whether all pairs are scored or those that share a blocking
    key, the memory that keys and pairs may take, and what is called with the plan. Only
    `is_exhaustive` changes a result.
    """

    threads: int = 2
    is_exhaustive: bool = False
    room: candidates.MemoryBudget | None = None
    on_plan: Callable[[candidates.LinkPlan], None] | None = None


_DEFAULT_OPTIONS = LinkOptions()


@dataclass(frozen=True, slots=True)
class _Scoring:
    """What all pairs of one call are scored with: both sides, their tokens, the weights and the
    size of the population.
    """

    left: Population
    right: Population
    both: TokenPairs
    weights: KernelWeights
    size: int

    def scores(
        self, pairs: tuple[Longs, Longs], floor: BitsFloor = NO_FLOOR
    ) -> tuple[Longs, Scores]:
        """Return the scores of the pairs that the floor asks for, and which of the pairs these
        are.
        """
        sides = self.left.side, self.right.side
        found = score_pairs(sides, pairs, self.both, self.weights, floor)
        sibling_adjustment.adjust_for_siblings(found.levels, found.bits, self.size)
        total = found.bits.sum(axis=1, dtype=np.float32)
        probability, amount = probabilities(total, self.size), amounts(found.bits)
        band = bands(probability, amount, found.bits)
        return found.rows, Scores(total, probability, amount, band, found.levels, found.bits)


class Engine:
    """The matching engine, with the weights it ships unless it is given others; safe to share
    between threads.

    `version` names code and weights: the shipped ones' is ENGINE_VERSION alone.
    """

    def __init__(self, weights: WeightSet | None = None) -> None:
        self.weights = weights or shipped_weights()
        self.version = self.weights.version
        self._plain = KernelWeights(*self.weights.tables())
        self._shifted = (b"", self._plain)  # those of the chance met last; replaced, never changed

    def compare(
        self,
        a: Person,
        b: Person,
        *,
        rarity: TokenFrequencies | None = None,
        population_size: int | None = None,
    ) -> Comparison:
        """Return how two people compare, the same either way round.

        Without `rarity` every token counts as of average frequency, never as counted over the two
        themselves, and chance as in the weights.
        """
        left, right = Population.from_people([a]), Population.from_people([b])
        average = rarity or TokenFrequencies(0, _nobody)
        size = population_size or average.size or DEFAULT_POPULATION
        both = token_pairs(left.entries(average, right), right.entries(average), 1)
        scoring = _Scoring(left, right, both, self._weights(average.chance), size)
        _, scores = scoring.scores((_index(0), _index(0)))
        return Comparison(*_numbers(scores, 0), scores.evidence(0))

    def rank(
        self,
        query: Person,
        people: People,
        top: int = 20,
        *,
        rarity: TokenFrequencies | None = None,
        population_size: int | None = None,
    ) -> list[RankedResult]:
        """Return the `top` best of `people` for a person looked for, best first, equals by index;
        every one is scored.

        Rarity and chance are counted on `people` and the population's size is theirs where neither
        is given.
        """
        pool = _population(people)
        right = np.arange(len(pool), dtype=np.int64)
        scores = self.score_pairs(
            Population.from_people([query]),
            np.zeros_like(right),
            right,
            right=pool,
            rarity=rarity,
            population_size=population_size,
        )
        order = np.argsort(-scores.bits, kind="stable")[: max(top, 0)]
        return [
            RankedResult(int(row), *_numbers(scores, int(row)), scores.evidence(int(row)))
            for row in order
        ]

    def score_matrix(self, left: People, right: People) -> npt.NDArray[np.float32]:
        """Return bits float32[len(left), len(right)] of every pair; rarity and chance are counted
        on `right`.
        """
        rows, pool = _population(left), _population(right)
        out = np.empty((len(rows), len(pool)), np.float32)
        step = max(1, _MATRIX_ROWS // max(len(pool), 1))
        for first in range(0, len(rows), step):
            last = min(first + step, len(rows))
            lefts = np.repeat(np.arange(first, last, dtype=np.int64), len(pool))
            rights = np.tile(np.arange(len(pool), dtype=np.int64), last - first)
            out[first:last] = self.score_pairs(rows, lefts, rights, right=pool).bits.reshape(
                last - first, len(pool)
            )
        return out

    def score_pairs(
        self,
        population: Population,
        left_index: Longs,
        right_index: Longs,
        *,
        right: Population | None = None,
        rarity: TokenFrequencies | None = None,
        population_size: int | None = None,
    ) -> Scores:
        """Return the scores of pairs: left_index[i] of `population`, right_index[i] of `right` (or
        of `population`).

        Without `rarity`, rarity and chance are counted on the right population; without
        `population_size` the snapshot's size or the right population's is taken. Raises
        PopulationError for indices outside or of unequal length.
        """
        pool = population if right is None else right
        lefts, rights = (
            np.ascontiguousarray(left_index, np.int64),
            np.ascontiguousarray(right_index, np.int64),
        )
        if lefts.shape != rights.shape or lefts.ndim != 1:
            raise PopulationError("left and right index are not of one length")
        if lefts.size and (
            min(lefts.min(), rights.min()) < 0
            or lefts.max() >= len(population)
            or rights.max() >= len(pool)
        ):
            raise PopulationError("an index lies outside its population")
        size = population_size or (rarity.size if rarity is not None else len(pool))
        both = token_pairs(population.entries(rarity, pool), pool.entries(rarity), lefts.size)
        weights = self._weights(pool.chance() if rarity is None else rarity.chance)
        return _Scoring(population, pool, both, weights, size).scores((lefts, rights))[1]

    def link(
        self,
        left: People,
        right: People | None = None,
        *,
        min_probability: float = 0.05,
        rarity: TokenFrequencies | None = None,
        population_size: int | None = None,
        options: LinkOptions = _DEFAULT_OPTIONS,
    ) -> Iterator[LinkBlock]:
        """Yield blocks of pairs of at least `min_probability`, by ascending left record; within one
        by ascending right.

        `left` alone: every pair i < j of it; with `right`: every left x right. "Every" is meant
        among pairs that share a blocking key (keys.py, candidates.py); `is_exhaustive` of the
        options scores all.
        """
        left_population = _population(left)
        right_population = left_population if right is None else _population(right)
        size = population_size or (rarity.size if rarity is not None else len(right_population))
        weights = self._weights(right_population.chance() if rarity is None else rarity.chance)
        plan = candidates.plan_link(
            left_population,
            None if right is None else right_population,
            exhaustive=options.is_exhaustive,
            room=options.room,
        )
        if options.on_plan is not None:
            options.on_plan(plan)

        pairs = min(len(left_population) * len(right_population), _MANY_PAIRS)
        is_lone = (
            len(left_population) == 1 and right is not None
        )  # then few of the others' names are looked at
        entries = (
            left_population.entries(rarity, right_population),
            right_population.entries(rarity, beside=left_population if is_lone else None),
        )
        both = token_pairs(*entries, pairs)  # one memo for all threads
        least = min_bits(min_probability, size)
        sides = left_population.side, right_population.side
        floor = (
            NO_FLOOR
            if math.isinf(least)
            else make_floor(sides, both, weights, math.floor(least * SCALE))
        )

        scoring = _Scoring(left_population, right_population, both, weights, size)

        def score(pairs: candidates.Pairs) -> LinkBlock:
            lefts, rights = pairs
            rows, scores = scoring.scores(pairs, floor)
            kept_rows = np.flatnonzero(scores.probability >= min_probability)
            return LinkBlock(
                lefts[rows[kept_rows]], rights[rows[kept_rows]], scores.chosen(kept_rows)
            )

        for block in candidates.run_in_threads(score, plan.shards(), options.threads):
            if len(block):
                yield block

    def _weights(self, chance: ChanceTable | None) -> KernelWeights:
        """Return the weights among people who agree by such chance."""
        if chance is None:
            return self._plain
        requested, (known, found) = chance.tobytes(), self._shifted
        if requested != known:
            found = KernelWeights(*self.weights.tables(chance))
            self._shifted = requested, found
        return found


def _population(people: People) -> Population:
    return people if isinstance(people, Population) else Population.from_people(people)


def _numbers(scores: Scores, row: int) -> tuple[float, float, str, float]:
    return (
        float(scores.bits[row]),
        float(scores.probability[row]),
        BANDS[int(scores.band[row])],
        float(scores.amount[row]),
    )


def _index(value: int) -> Longs:
    return np.array([value], np.int64)


def _nobody(token: bytes) -> int:
    """Count no carriers: the prior alone speaks."""
    del token
    return 0
