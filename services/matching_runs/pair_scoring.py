"""Score pairs and store them: candidates, features, kernel, scores.

New records and runs use the same functions. `score_records` reads and computes, `save_scores`
writes; between them no lock is held. This module proposes pairs; it decides none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

import numpy as np
from sqlalchemy import and_, or_, select, tuple_, update
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.codes.review import MatchState
from core.policy.case.care_confirmation import MATCH_KIND_BITS
from core.policy.sharing.evidence import MATCH_KINDS
from core.policy.sharing.information_flow import LINK_FROM_PROBABILITY
from matching import Population, Scores, encode_levels
from matching.model.levels import ATTRIBUTES
from models.matching_runs.match import Match, Score
from models.records.facts import Feature
from models.records.record import Record
from models.sql.upsert import insert_missing
from services.foundation import jobs
from services.foundation.context import Context
from services.foundation.feature_store import FeatureRow
from services.foundation.population_snapshot import CurrentSnapshot
from services.matching_runs import candidate_lookup
from services.matching_runs.candidate_lookup import Ids, PairIndex
from services.records.intake import match_keys
from services.sharing import evidence_changes, flow_table, match_knowledge, same_person_links

# pairs below it are not stored: fewer than one in twenty of them would be true
MIN_PROBABILITY = 0.05
DECIDED_STATES = (MatchState.CONFIRMED, MatchState.REFUTED)
CHUNK = 400

_KIND_OF = [
    (number, MATCH_KINDS[attribute.name])
    for number, attribute in enumerate(ATTRIBUTES)
    if attribute.name in MATCH_KINDS
]

Versions = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair above the threshold, or a stored pair, at the versions that were compared.

    `link_band`: the band by the evidence that may be known at `link`
    (`core.policy.sharing.information_flow`), 0 without a link. `kinds`: number of independent kinds
    of evidence of `MATCH_KINDS` that agree at `link`. `key_kinds`: the kinds of the shared blocking
    keys, as bits. `population`: the number of people searched.
    """

    low: int
    high: int
    versions: Versions
    bits: float
    probability: float
    amount: float
    band: int
    link_band: int
    kinds: int
    key_kinds: int
    population: int
    levels: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class ScoringResult:
    """The result of one matching.

    Engine version, record versions, number of compared pairs, and pairs to store.
    """

    engine_version: str
    matched: dict[int, int]
    compared: int
    matches: tuple[ScoredPair, ...]


def score_records(
    session: Session, context: Context, record_ids: Sequence[int], *, is_run: bool
) -> ScoringResult:
    """Score records against their best candidates.

    With `is_run`, score them against all records of smaller id that share a key, so that no pair
    occurs twice. Pairs decided at these versions under this engine are skipped, and so are records
    linked as one child. A result does not depend on other records scored in the same call.
    """
    in_force = context.rarity.in_force(session, context.keys)
    own = context.features.get(session, context.keys, record_ids)
    matched = {record_id: row.version for record_id, row in own.items()}
    stored_scores = _stored_pairs(session, list(own), in_force.engine_version, is_run=is_run)
    if is_run:
        low, high = candidate_lookup.all_pairs(session, context.keys, own.values())
    else:
        low, high = candidate_lookup.nearest_pairs(
            session, context.keys, own.values(), size=in_force.size
        )
    rows = context.features.get(session, context.keys, _ends(low, high, stored_scores))
    numbers = PairIndex(np.array(sorted(rows), dtype=np.int64))
    over = [
        pair
        for pair, versions in stored_scores.items()
        if versions is not None and versions == _versions(rows, pair)
    ]
    pair_numbers = np.union1d(numbers.of(low, high), numbers.of_pairs(stored_scores))
    over += same_person_links.linked_matches(session, list(own))
    pair_numbers = np.setdiff1d(pair_numbers, numbers.of_pairs(over), assume_unique=True)
    if not pair_numbers.size:
        return ScoringResult(in_force.engine_version, matched, 0, ())
    places = numbers.places(pair_numbers)
    scores = compare_rows(
        context, [rows[record_id] for record_id in numbers.ids.tolist()], places, in_force
    )
    is_stored = flow_table.can_be_known(scores, in_force.size, MIN_PROBABILITY)
    stored_positions = np.flatnonzero(
        is_stored | np.isin(pair_numbers, numbers.of_pairs(stored_scores))
    )
    lows, highs = (numbers.ids[end[stored_positions]].tolist() for end in places)
    ends = [(rows[low], rows[high]) for low, high in zip(lows, highs, strict=True)]
    pairs = _scored(
        ends, scores.chosen(stored_positions), _key_kinds(context, own, ends), in_force.size
    )
    return ScoringResult(in_force.engine_version, matched, pair_numbers.size, pairs)


def score_pair(session: Session, context: Context, low: int, high: int) -> ScoringResult | None:
    """Score two records as `score_records` does, however unlikely the pair is.

    None if one of them does not take part in matching.
    """
    in_force = context.rarity.in_force(session, context.keys)
    rows = context.features.get(session, context.keys, [low, high])
    if len(rows) < 2:
        return None
    places = np.array([0], dtype=np.int64), np.array([1], dtype=np.int64)
    scores = compare_rows(context, [rows[low], rows[high]], places, in_force)
    ends = [(rows[low], rows[high])]
    pairs = _scored(ends, scores, _key_kinds(context, {low: rows[low]}, ends), in_force.size)
    return ScoringResult(in_force.engine_version, {}, 1, pairs)


def _ends(low: Ids, high: Ids, pairs: Iterable[tuple[int, int]]) -> list[int]:
    end_ids = np.array([end for pair in pairs for end in pair], dtype=np.int64)
    ends: list[int] = np.unique(np.concatenate([low, high, end_ids])).tolist()
    return ends


def _versions(rows: dict[int, FeatureRow], pair: tuple[int, int]) -> Versions | None:
    """Return the versions to compare; None if a record does not take part in matching any more."""
    low, high = (rows.get(record_id) for record_id in pair)
    return None if low is None or high is None else (low.version, high.version)


def _stored_pairs(
    session: Session, record_ids: Sequence[int], engine_version: str, *, is_run: bool
) -> dict[tuple[int, int], Versions | None]:
    """Return the stored pairs of records, with the versions of the score of decided ones.

    With `is_run`, only pairs in which the record has the higher id. None means that the pair is
    scored again: it is not decided, or another engine scored it.
    """
    stored_scores: dict[tuple[int, int], Versions | None] = {}
    for start in range(0, len(record_ids), CHUNK):
        chunk = record_ids[start : start + CHUNK]
        touches = (
            Match.high.in_(chunk) if is_run else or_(Match.low.in_(chunk), Match.high.in_(chunk))
        )
        decided = and_(
            Score.id == Match.score_id,
            Score.engine_version == engine_version,
            Match.state.in_(DECIDED_STATES),
        )
        rows = session.execute(
            select(Match.low, Match.high, Score.low_version, Score.high_version)
            .outerjoin(Score, decided)
            .where(touches)
        )
        for low, high, low_version, high_version in rows:
            stored_scores[low, high] = None if low_version is None else (low_version, high_version)
    return stored_scores


def compare_rows(
    context: Context, rows: Iterable[FeatureRow], places: tuple[Ids, Ids], in_force: CurrentSnapshot
) -> Scores:
    """Return the scores of pairs of rows, given by the places of their low and high ends."""
    population = Population.from_packed([row.packed for row in rows])
    return context.engine.score_pairs(
        population, *places, rarity=in_force.rarity, population_size=in_force.size
    )


def _key_kinds(
    context: Context, own: Mapping[int, FeatureRow], ends: Sequence[tuple[FeatureRow, FeatureRow]]
) -> Ids:
    """Return, as bits, the kinds of the keys that the records of each pair share.

    One record of each pair is among `own`.
    """
    lookup_key = candidate_lookup.lookup_key(context.keys)
    own_ends = {end.record_id: end for pair in ends for end in pair if end.record_id in own}
    kinds_of_row = dict(
        zip(
            own_ends,
            match_keys.key_kinds_under_version(lookup_key[1], list(own_ends.values())),
            strict=True,
        )
    )
    rows_by_end: dict[int, list[tuple[int, FeatureRow]]] = {}
    for number, (low, high) in enumerate(ends):
        own_end, other_end = (low, high) if low.record_id in kinds_of_row else (high, low)
        rows_by_end.setdefault(own_end.record_id, []).append((number, other_end))
    kind_counts = np.zeros(len(ends), np.int64)
    for record_id, numbered in rows_by_end.items():
        numbers, rows = zip(*numbered, strict=True)
        kind_counts[list(numbers)] = match_keys.shared_kinds(
            lookup_key, kinds_of_row[record_id], rows
        )
    return kind_counts


def _scored(
    ends: Sequence[tuple[FeatureRow, FeatureRow]], scores: Scores, key_kinds: Ids, size: int
) -> tuple[ScoredPair, ...]:
    """Return scored pairs with the knowledge permitted at `link`."""
    known_scores = flow_table.LINK_MASK.scores(scores.levels, scores.attribute_bits, size)
    is_link = flow_table.LINK_MASK.is_brought(key_kinds, scores.levels) & (
        known_scores.probability >= LINK_FROM_PROBABILITY
    )
    return tuple(
        ScoredPair(
            low=low.record_id,
            high=high.record_id,
            versions=(low.version, high.version),
            bits=float(scores.bits[i]),
            probability=float(scores.probability[i]),
            amount=float(scores.amount[i]),
            band=int(scores.band[i]),
            link_band=int(known_scores.band[i]) if is_link[i] else 0,
            kinds=count_agreeing_kinds(known_scores.attribute_bits[i].tolist()),
            key_kinds=int(key_kinds[i]),
            population=size,
            levels=encode_levels(scores.levels[i], scores.attribute_bits[i]),
        )
        for i, (low, high) in enumerate(ends)
    )


def count_agreeing_kinds(attribute_bits: Sequence[float]) -> int:
    """Return the number of independent kinds of evidence that agree.

    The bits are in the order of `ATTRIBUTES`.
    """
    return len({kind for number, kind in _KIND_OF if attribute_bits[number] >= MATCH_KIND_BITS})


def save_scores(session: Session, context: Context, scored: ScoringResult) -> int:
    """Store the scored pairs and the matched versions; enqueue a notify job per record with news.

    It is idempotent: pairs and scores are unique, and a current score of newer versions stays.
    Return the number of pairs.
    """
    scored = dataclasses.replace(scored, matches=_still_matched(session, scored.matches))
    pairs = _find_or_make(session, context, scored.matches)
    stored_scores = _scores_of(session, [pair.id for pair in pairs.values()])
    in_force = {score.id: score for score in stored_scores}
    stored_by_identity = {_identity(score): score for score in stored_scores}
    new_scores: list[tuple[Match, Score]] = []
    for scored_pair in scored.matches:
        score = _new_score(
            context, pairs[scored_pair.low, scored_pair.high], scored_pair, scored.engine_version
        )
        score = stored_by_identity.setdefault(_identity(score), score)
        new_scores.append((pairs[scored_pair.low, scored_pair.high], score))
    session.add_all(score for _, score in new_scores)
    session.flush()
    changed: list[tuple[Match, Score, Score]] = []
    for pair, score in new_scores:
        current = None if pair.score_id is None else in_force.get(pair.score_id)
        _make_current(pair, score, current)
        if pair.score_id == score.id and pair.state != MatchState.OPEN:
            evidence_changes.keep_equal_reviews(pair, score, in_force)
            if current is not None:
                changed.append((pair, current, score))
    _mark_matched(session, scored)
    match_knowledge.start_links(session, context, scored.matched)
    news = {
        new.side.match.high if new.side.match.high in scored.matched else new.side.match.low
        for new in match_knowledge.update_knowledge(
            session, context, [row for row in new_scores if row[0].score_id == row[1].id]
        )
    }
    evidence_changes.notify_of_changes(session, context, changed)
    jobs.enqueue(
        session,
        context,
        JobKind.NOTIFY,
        [jobs.JobTarget(record_id=record_id) for record_id in sorted(news)],
    )
    session.flush()
    return len(scored.matches)


def _still_matched(session: Session, scored: Sequence[ScoredPair]) -> tuple[ScoredPair, ...]:
    """Leave out pairs with a record that was closed or erased during scoring."""
    ids = sorted({end for scored_pair in scored for end in (scored_pair.low, scored_pair.high)})
    present: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        present.update(
            session.scalars(
                select(Feature.record_id).where(Feature.record_id.in_(ids[start : start + CHUNK]))
            )
        )
    return tuple(
        scored_pair
        for scored_pair in scored
        if scored_pair.low in present and scored_pair.high in present
    )


def _identity(score: Score) -> tuple[int, int, int, str]:
    return score.match_id, score.low_version, score.high_version, score.engine_version


def _scores_of(session: Session, match_ids: Sequence[int]) -> list[Score]:
    scores: list[Score] = []
    for start in range(0, len(match_ids), CHUNK):
        scores += session.scalars(
            select(Score).where(Score.match_id.in_(match_ids[start : start + CHUNK]))
        )
    return scores


def _new_score(
    context: Context, pair: Match, scored_pair: ScoredPair, engine_version: str
) -> Score:
    return Score(
        match_id=pair.id,
        low_version=scored_pair.versions[0],
        high_version=scored_pair.versions[1],
        engine_version=engine_version,
        bits=scored_pair.bits,
        probability=scored_pair.probability,
        amount=scored_pair.amount,
        band=scored_pair.band,
        link_band=scored_pair.link_band,
        kinds=scored_pair.kinds,
        key_kinds=scored_pair.key_kinds,
        population=scored_pair.population,
        levels=scored_pair.levels,
        created_at=context.clock.now(),
    )


def _find_or_make(
    session: Session, context: Context, scored_pairs: Sequence[ScoredPair]
) -> dict[tuple[int, int], Match]:
    """Return the pairs, locked; missing ones are created.

    A concurrent scoring of the same pair waits here.
    """
    now = context.clock.now()
    # one order everywhere, so that there is no deadlock
    ends = sorted((scored_pair.low, scored_pair.high) for scored_pair in scored_pairs)
    new = [
        {
            "public_id": uuid4(),
            "low": low,
            "high": high,
            "state": MatchState.OPEN,
            "version": 1,
            "low_known": 0,
            "high_known": 0,
            "low_notified": 0,
            "high_notified": 0,
            "is_by_hand": False,
            "created_at": now,
        }
        for low, high in ends
    ]
    matches: dict[tuple[int, int], Match] = {}
    for start in range(0, len(ends), CHUNK):
        chunk = ends[start : start + CHUNK]
        insert_missing(session, Match, new[start : start + CHUNK], ["low", "high"])
        rows = session.scalars(
            select(Match)
            .where(tuple_(Match.low, Match.high).in_(chunk))
            .order_by(Match.low, Match.high)
            .with_for_update()
        )
        matches |= {(pair.low, pair.high): pair for pair in rows}
    return matches


def _make_current(pair: Match, new_score: Score, current: Score | None) -> None:
    """Make the newest score the current one. The state of the pair stays: only people change it."""
    if current is not None:
        versions = (new_score.low_version, new_score.high_version)
        before = (current.low_version, current.high_version)
        if versions < before or new_score.id <= current.id:
            return
    pair.score_id = new_score.id


def _mark_matched(session: Session, scored: ScoringResult) -> None:
    for version in sorted(set(scored.matched.values())):
        record_ids = [
            record_id
            for record_id, matched_version in scored.matched.items()
            if matched_version == version
        ]
        session.execute(
            update(Record)
            .where(Record.id.in_(record_ids), Record.matched_version <= version)
            .values(matched_version=version, matched_engine=scored.engine_version)
        )
