"""Compare the person of a search with the best candidates; mask the results for each viewer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from core.policy.sharing.information_flow import LINK_FROM_PROBABILITY
from core.policy.sharing.views import View
from matching import Person, Population, RankedResult, Scores
from matching.blocking.keys import query_key_kinds
from matching.model.probability import WEAK_FROM
from services.foundation.context import Context
from services.foundation.feature_store import FeatureRow
from services.foundation.population_snapshot import CurrentSnapshot
from services.matching_runs import candidate_lookup
from services.records.intake import match_keys
from services.sharing import flow_table
from services.sharing.flow_table import ScoreMask
from services.sharing.visibility import VisibleRecord

STRONG = "strong"


@dataclasses.dataclass(frozen=True, slots=True)
class ComparedCandidates:
    """The compared candidates of a search.

    Entry i of `key_kinds` (kinds of the shared keys, as bits) and of `scores` is about `ids[i]`;
    the ids ascend. `in_force` is the current snapshot.
    """

    ids: list[int]
    key_kinds: npt.NDArray[np.int64]
    scores: Scores
    in_force: CurrentSnapshot

    def known_to(self, seen: Iterable[VisibleRecord]) -> dict[int, RankedResult]:
        """Return id -> masked result for visible records with at least probability `WEAK_FROM`.

        At `link` the probability must be at least `LINK_FROM_PROBABILITY`, the threshold of a link.
        """
        place = {record_id: row for row, record_id in enumerate(self.ids)}
        by_mask: dict[ScoreMask, list[VisibleRecord]] = {}
        for visible in seen:
            by_mask.setdefault(flow_table.score_mask(visible.view, visible.record.kind), []).append(
                visible
            )
        results: dict[int, RankedResult] = {}
        for mask, records_of_mask in by_mask.items():
            rows = np.array([place[masked.record.id] for masked in records_of_mask], np.int64)
            scored = mask.scores(
                self.scores.levels[rows], self.scores.attribute_bits[rows], self.in_force.size
            )
            is_there = mask.is_brought(self.key_kinds[rows], self.scores.levels[rows])
            for row, visible in enumerate(records_of_mask):
                from_ = LINK_FROM_PROBABILITY if visible.view is View.LINK else WEAK_FROM
                if is_there[row] and scored.probability[row] >= from_:
                    results[visible.record.id] = scored.ranked(row, int(rows[row]))
        return results

    def ranked(self, least: float = WEAK_FROM) -> list[tuple[int, RankedResult]]:
        """Return (id, result) by all evidence from probability `least`, best first, then by id.

        The result must not be shown.
        """
        order = np.lexsort((np.array(self.ids, np.int64), -self.scores.bits)).tolist()
        return [
            (self.ids[row], self.scores.ranked(row, row))
            for row in order
            if self.scores.probability[row] >= least
        ]

    def strong(self) -> list[int]:
        """Return the record ids of strong results, best first, to notify their responsible
        agencies.

        The band uses all evidence, so the list must not be shown.
        """
        return [record_id for record_id, result in self.ranked() if result.band == STRONG]


def compare_candidates(session: Session, context: Context, person: Person) -> ComparedCandidates:
    """Return the best candidates for the person of a search, compared."""
    query = Population.from_people([person])
    in_force = context.rarity.in_force(session, context.keys)
    lookup_key = candidate_lookup.lookup_key(context.keys)
    (key_kinds,) = query_key_kinds(query, lookup_key[1])
    ids = candidate_lookup.best_candidates(session, lookup_key[0], key_kinds, size=in_force.size)
    rows = context.features.get(session, context.keys, ids, always_reads=True)
    order = sorted(rows)
    shared = match_keys.shared_kinds(
        lookup_key, key_kinds, [rows[record_id] for record_id in order]
    )
    scores = score_rows(context, query, [rows[record_id] for record_id in order], in_force)
    return ComparedCandidates(order, np.array(shared, np.int64), scores, in_force)


def score_rows(
    context: Context, query: Population, rows: Sequence[FeatureRow], in_force: CurrentSnapshot
) -> Scores:
    """Return the scores of one person with each row."""
    people_ = Population.from_packed([row.packed for row in rows])
    right = np.arange(len(rows), dtype=np.int64)
    return context.engine.score_pairs(
        query,
        np.zeros_like(right),
        right,
        right=people_,
        rarity=in_force.rarity,
        population_size=in_force.size,
    )
