"""Compare stored pairs with a known truth, for synthetic worlds only."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agencies.agency import Agency
from models.matching_runs.match import Match, Score
from models.records.record import Record
from services.foundation.context import Context
from services.records.intake import preparation

MIN_PROBABILITY = 0.5  # a pair counts as found if it is more likely true than not

PairIds = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class OriginCount:
    """True pairs of one origin: number proposed and total number."""

    found: int
    total: int


@dataclasses.dataclass(frozen=True, slots=True)
class EvaluationResult:
    """The comparison of proposed pairs (probability from `MIN_PROBABILITY`) with the truth."""

    found: int
    missed: int
    wrong: int
    by_origin: Mapping[str, OriginCount]

    @property
    def precision(self) -> float:
        """Share of the proposed pairs that are true; 0 without proposed pairs."""
        proposed = self.found + self.wrong
        return self.found / proposed if proposed else 0.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that are proposed; 0 without true pairs."""
        true = self.found + self.missed
        return self.found / true if true else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 if both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def records_by_reference(
    session: Session, context: Context, references: Iterable[str]
) -> dict[str, int]:
    """Return internal record ids by reference, for references that begin with the agency code."""
    agencies = {agency.code: agency.id for agency in session.scalars(select(Agency))}
    tags = {
        (agencies[code], tag): reference
        for reference in references
        if (code := reference.rpartition("-")[0]) in agencies
        for tag in preparation.reference_tags(context.keys, agencies[code], reference)
    }
    rows = session.execute(select(Record.id, Record.agency_id, Record.ref_tag))
    return {
        tags[row.agency_id, row.ref_tag]: row.id
        for row in rows
        if (row.agency_id, row.ref_tag) in tags
    }


def public_ids(session: Session, context: Context, references: Sequence[str]) -> list[UUID]:
    """Return the public ids of records by reference, in this order; raise KeyError if unknown."""
    ids = records_by_reference(session, context, references)
    rows = session.execute(select(Record.id, Record.public_id).where(Record.id.in_(ids.values())))
    by_id = {row.id: row.public_id for row in rows}
    return [by_id[ids[reference]] for reference in references]


def evaluate_pairs(
    session: Session, context: Context, truth: Iterable[tuple[str, str, str]]
) -> EvaluationResult:
    """Compare the stored pairs with true ones, given as (reference, reference, origin)."""
    rows = list(truth)
    ids = records_by_reference(
        session, context, {end for left, right, _ in rows for end in (left, right)}
    )
    true: dict[PairIds, str] = {}
    for left, right, origin in rows:
        if left in ids and right in ids:
            low, high = sorted((ids[left], ids[right]))
            true[low, high] = origin
    proposed = session.execute(
        select(Match.low, Match.high)
        .join(Score, Score.id == Match.score_id)
        .where(Score.probability >= MIN_PROBABILITY)
    )
    have = {(row.low, row.high) for row in proposed}
    hits = Counter(origin for ends, origin in true.items() if ends in have)
    return EvaluationResult(
        found=hits.total(),
        missed=len(rows) - hits.total(),
        wrong=len(have - true.keys()),
        by_origin={
            origin: OriginCount(hits[origin], total)
            for origin, total in Counter(true.values()).items()
        },
    )
