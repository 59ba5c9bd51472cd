"""The engine's entry points and results: compare, rank (one to many), link (many to many)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Bytes, Doubles, Flags, Floats, Longs
from matching.blocking import candidates
from matching.errors import PopulationError
from matching.kernel.scorer import NO_FLOOR, BitsFloor, make_floor, score_pairs
from matching.model.evidence import Evidence, evidence_of
from matching.model.levels import ATTRIBUTE_COUNT
from matching.model.probability import (
    BANDS,
    DEFAULT_POPULATION,
    amounts,
    bands,
    min_bits,
    probabilities,
)
from matching.model.u_probabilities import ChanceTable
from matching.model.weight_set import WeightSet, WeightTables, shipped_weights
from matching.names.constants import SCALE
from matching.names.tokens.token_frequency import UNIFORM_FREQUENCIES, TokenFrequencies
from matching.names.tokens.token_similarity import TokenPairs, token_pairs
from matching.reading.person import Person
from matching.scoring import sibling_adjustment
from matching.scoring.population import Population

People = Sequence[Person] | Population
_MATRIX_ROWS = 1 << 16  # pairs per block of a score matrix
_MANY_PAIRS = 1 << 20  # pairs of a link from which one memo serves all shards


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored pairs as arrays of length n.

    bits float32, probability float64, amount float32, band uint8 (index into BANDS), levels
    uint8[n, A], attribute_bits float32[n, A]. Each row of attribute_bits sums to exactly the pair's
    bits.
    """

    bits: Floats
    probability: Doubles
    amount: Floats
    band: Bytes
    levels: Bytes
    attribute_bits: Floats

    @classmethod
    def of(
        cls, levels: Bytes, attribute_bits: Floats, population_size: int, prior_shift: float = 0.0
    ) -> Scores:
        """Return the scores of pairs from their levels and bits, `family` included.

        `prior_shift` is added to the prior, in bits.
        """
        total = attribute_bits.sum(axis=1, dtype=np.float32)
        probability = probabilities(total, population_size, prior_shift)
        amount = amounts(attribute_bits)
        band = bands(probability, amount, attribute_bits)
        return cls(total, probability, amount, band, levels, attribute_bits)

    def __len__(self) -> int:
        return int(self.bits.size)

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """Return the evidence of one pair."""
        return evidence_of(self.levels[row], self.attribute_bits[row])

    def chosen(self, rows: Longs | Flags) -> Scores:
        """Return the scores of the given rows, in their order."""
        return Scores(*(getattr(self, field)[rows] for field in self.__slots__))

    def ranked(self, row: int, index: int) -> RankedResult:
        """Return one pair as a result of `rank`: the searched person with this index."""
        return RankedResult(*_values(self, row), index)


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """Pairs found by `link`: left and right indices (int64[n]) and their scores."""

    left: Longs
    right: Longs
    scores: Scores

    def __len__(self) -> int:
        return int(self.left.size)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Result of comparing two people.

    It holds bits, probability (six significant digits), band, amount of evidence and the evidence.
    """

    bits: float
    probability: float
    band: str
    amount: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RankedResult(Comparison):
    """One result of `rank`: a comparison, and the index into the searched people."""

    index: int


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Options of `link`: threads, exhaustive scoring, memory budget, sample.

    If `is_exhaustive` is set, all pairs are scored, not only those that share a blocking key. If
    `room` is None, memory has no limit. `sample` is bool[len(left)]: only pairs with one of these
    left records are scored; in a link of one file that is either record of a pair. `plan` is the
    plan of these two sides (candidates.py); None makes one.
    """

    threads: int = 2
    is_exhaustive: bool = False
    room: candidates.MemoryBudget | None = None
    sample: Flags | None = None
    plan: candidates.LinkPlan | None = None


_DEFAULT_OPTIONS = LinkOptions()


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes the probabilities of one store true (fit.py): a slope, and a shift of the prior.

    All bits of a pair, `family` included, are multiplied by the slope and rounded to 1/64 bit. The
    shift, in bits, is added to the prior.
    """

    slope: float = 1.0
    prior_shift: float = 0.0

    def calibrated(self, bits: Floats) -> Floats:
        """Return the bits float32[n, A] of pairs, multiplied by the slope."""
        if self.slope == 1.0:
            return bits
        calibrated: Floats = (np.rint(bits * (self.slope * SCALE)) / SCALE).astype(np.float32)
        return calibrated

    def least_bits(self, probability: float, population_size: int) -> float:
        """Return bits before calibration below which every score has a lower probability."""
        least = min_bits(probability, population_size) - self.prior_shift
        return least if self.slope == 1.0 else (least - _ROUNDED) / self.slope


_UNCALIBRATED = Calibration()
_ROUNDED = ATTRIBUTE_COUNT / SCALE  # more bits than rounding each attribute can add


@dataclass(frozen=True, slots=True)
class Scoring:
    """Inputs of the scorer that one call shares: both sides, tokens, weights, calibration."""

    left: Population
    right: Population
    both: TokenPairs
    weights: WeightTables
    size: int
    calibration: Calibration = _UNCALIBRATED

    def scores(
        self, pairs: tuple[Longs, Longs], floor: BitsFloor = NO_FLOOR
    ) -> tuple[Longs, Scores]:
        """Return the scores of the pairs that reach the floor, and the indices of these pairs."""
        sides = self.left.side, self.right.side
        scored = score_pairs(sides, pairs, self.both, self.weights, floor)
        sibling_adjustment.adjust_for_siblings(scored.levels, scored.bits, self.size)
        bits = self.calibration.calibrated(scored.bits)
        return scored.rows, Scores.of(scored.levels, bits, self.size, self.calibration.prior_shift)


class Engine:
    """The matching engine, with the shipped weights by default; safe to share between threads.

    `version` identifies code and weights. With the shipped weights it equals ENGINE_VERSION. A
    calibration belongs to one store, and the engine of a register has none. The version names it.
    """

    def __init__(
        self, weights: WeightSet | None = None, calibration: Calibration = _UNCALIBRATED
    ) -> None:
        self.weights = weights or shipped_weights()
        self.calibration = calibration
        self.version = self.weights.version
        if calibration != _UNCALIBRATED:
            self.version += f" x{calibration.slope:g}{calibration.prior_shift:+g}"
        self._plain = self.weights.tables()
        self._shifted = (b"", self._plain)  # weights of the latest chance; replaced, never changed

    def compare(
        self,
        a: Person,
        b: Person,
        *,
        rarity: TokenFrequencies | None = None,
        population_size: int | None = None,
    ) -> Comparison:
        """Return the comparison of two people; the order of the two does not matter.

        Without `rarity` every token has average frequency and chance comes from the weights.
        Neither is ever counted over only the two people.
        """
        left, right = Population.from_people([a]), Population.from_people([b])
        average = rarity or UNIFORM_FREQUENCIES
        size = population_size or average.size or DEFAULT_POPULATION
        both = token_pairs(left.entries(average, right), right.entries(average), 1)
        scoring = Scoring(left, right, both, self._weights(average.chance), size, self.calibration)
        first = np.zeros(1, np.int64)
        _, scores = scoring.scores((first, first))
        return Comparison(*_values(scores, 0))

    def rank(
        self,
        query: Person,
        people: People,
        top: int = 20,
        *,
        rarity: TokenFrequencies | None = None,
        population_size: int | None = None,
    ) -> list[RankedResult]:
        """Return the `top` best of `people` for the person searched for, best first, ties by index.

        Every person is scored. Without `rarity` and `population_size`, rarity, chance and size come
        from `people`.
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
        return [scores.ranked(row, row) for row in order.tolist()]

    def score_matrix(self, left: People, right: People) -> Floats:
        """Return bits float32[len(left), len(right)] of every pair.

        Rarity and chance are counted on `right`.
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
        """Return the scores of the pairs left_index[i] of `population`, right_index[i] of `right`.

        Without `right` both indices refer to `population`. Without `rarity`, rarity and chance are
        counted on the right population. Without `population_size`, the size is the snapshot's or
        the right population's. Raises PopulationError for indices out of range or of unequal
        length.
        """
        pool = population if right is None else right
        lefts = np.ascontiguousarray(left_index, np.int64)
        rights = np.ascontiguousarray(right_index, np.int64)
        if lefts.shape != rights.shape or lefts.ndim != 1:
            raise PopulationError("left and right index have different lengths")
        if lefts.size and (
            min(lefts.min(), rights.min()) < 0
            or lefts.max() >= len(population)
            or rights.max() >= len(pool)
        ):
            raise PopulationError("an index is outside its population")
        size = population_size or (rarity.size if rarity is not None else len(pool))
        both = token_pairs(population.entries(rarity, pool), pool.entries(rarity), lefts.size)
        weights = self._weights(pool.chance() if rarity is None else rarity.chance)
        scoring = Scoring(population, pool, both, weights, size, self.calibration)
        return scoring.scores((lefts, rights))[1]

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
        """Yield blocks of pairs of at least `min_probability`, sorted by left, then right record.

        Pairs of records with equal facts come first. A pair of such a record comes where the pair
        of the first record with these facts is.

        Without `right` the pairs are i < j of `left`; with it they are all left x right. Only pairs
        that share a blocking key are scored (keys.py, candidates.py), unless the option
        `is_exhaustive` is set.
        """
        left_population = _population(left)
        right_population = left_population if right is None else _population(right)
        size = population_size or (rarity.size if rarity is not None else len(right_population))
        weights = self._weights(right_population.chance() if rarity is None else rarity.chance)
        plan = options.plan or candidates.plan_link(
            left_population,
            None if right is None else right_population,
            exhaustive=options.is_exhaustive,
            room=options.room,
        )
        pairs = min(len(left_population) * len(right_population), _MANY_PAIRS)
        # Then only a few of the other side's names are read.
        is_lone = len(left_population) == 1 and right is not None
        entries = (
            left_population.entries(rarity, right_population),
            right_population.entries(rarity, other_population=left_population if is_lone else None),
        )
        both = token_pairs(*entries, pairs)  # one memo for all threads
        least = self.calibration.least_bits(min_probability, size)
        sides = left_population.side, right_population.side
        floor = (
            NO_FLOOR
            if math.isinf(least)
            else make_floor(sides, both, weights, math.floor(least * SCALE))
        )

        scoring = Scoring(left_population, right_population, both, weights, size, self.calibration)

        def score(pairs: candidates.Pairs) -> LinkBlock:
            lefts, rights = pairs
            rows, scores = scoring.scores(pairs, floor)
            found_rows = np.flatnonzero(scores.probability >= min_probability)
            return LinkBlock(
                lefts[rows[found_rows]], rights[rows[found_rows]], scores.chosen(found_rows)
            )

        shards: Iterator[candidates.Pairs] = itertools.chain([plan.equal_pairs()], plan.shards())
        if options.sample is not None:
            is_one_file = right is None
            shards = (
                _of_sample(pairs, options.sample, is_one_file=is_one_file) for pairs in shards
            )
        for block in candidates.run_in_threads(score, shards, options.threads):
            for rows, lefts, rights in plan.expanded(block.left, block.right):
                if rows.size:
                    yield LinkBlock(lefts, rights, block.scores.chosen(rows))

    def _weights(self, chance: ChanceTable | None) -> WeightTables:
        """Return the weights adjusted to these chance agreements."""
        if chance is None:
            return self._plain
        requested, (last_request, tables) = chance.tobytes(), self._shifted
        if requested != last_request:
            tables = self.weights.tables(chance)
            self._shifted = requested, tables
        return tables


def _of_sample(pairs: candidates.Pairs, sample: Flags, *, is_one_file: bool) -> candidates.Pairs:
    lefts, rights = pairs
    is_chosen = sample[lefts] | (sample[rights] if is_one_file else False)
    return lefts[is_chosen], rights[is_chosen]


def _population(people: People) -> Population:
    return people if isinstance(people, Population) else Population.from_people(people)


def _values(scores: Scores, row: int) -> tuple[float, float, str, float, tuple[Evidence, ...]]:
    """Return the values of a `Comparison`."""
    return (
        float(scores.bits[row]),
        float(scores.probability[row]),
        BANDS[int(scores.band[row])],
        float(scores.amount[row]),
        scores.evidence(row),
    )
