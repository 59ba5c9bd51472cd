"""Decided pairs as labels for fitting and evaluation: decisions and levels of the evidence shown.

No record is opened if the stored levels can be read. Evidence of another engine or of unknown
weights is computed again from the feature rows, as workers do, if both records are at the decided
versions. Access is checked by `services.matching_runs.weights`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from core.codes.review import DecisionOutcome, DecisionStep, MatchState
from matching import EvidenceError, decode_levels, encode_levels, shipped_weights
from matching.rescore import ComparedPairs, join_pairs, read_compared
from models.matching_runs.match import Match, MatchDecision, Score
from models.records.facts import Feature
from models.records.record import Record
from services.foundation import population_snapshot
from services.foundation.context import Context
from services.matching_runs import pair_scoring

CHUNK = 400
MIN_TIME, MAX_TIME = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_One = TypeVar("_One")


@dataclasses.dataclass(frozen=True, slots=True)
class DecidedPair:
    """A pair and its last confirmed decision, at these versions."""

    match_id: int
    public_id: UUID
    ends: tuple[int, int]
    records: tuple[UUID, UUID]
    versions: tuple[int, int]
    is_same: bool
    at: datetime


# The other steps change no decision.
_LABEL_STEPS = (DecisionStep.PROPOSE, DecisionStep.CONFIRM, DecisionStep.UNDO)


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionLabels:
    """Decided pairs with their evidence and decisions (bool[n]).

    `compared_again` is the number compared again, `left_out` the number whose evidence cannot be
    read.
    """

    decided: tuple[DecidedPair, ...]
    pairs: ComparedPairs
    is_same: npt.NDArray[np.bool_]
    compared_again: int
    left_out: int

    @property
    def same(self) -> int:
        """The number confirmed as one person."""
        return int(self.is_same.sum())

    @property
    def different(self) -> int:
        """The number confirmed as two persons."""
        return len(self.decided) - self.same


@dataclasses.dataclass(frozen=True, slots=True)
class OpenPairEvidence:
    """The evidence of open pairs, and the number left out because their weights are unknown."""

    pairs: ComparedPairs
    left_out: int


def read_labels(
    session: Session, context: Context, *, since: datetime = MIN_TIME, before: datetime = MAX_TIME
) -> DecisionLabels:
    """Return every pair with a confirmed decision from `since` up to but not including `before`.

    "Cannot tell" and decisions that are only proposed are excluded. Evidence that cannot be read is
    computed again where the records still have the decided versions.
    """
    decisions = [decided for decided in _decided(session) if since <= decided.at < before]
    stored = _evidence(session, decisions)
    readable_matches, pairs, unread = _read(
        session,
        context,
        [(decided, stored.get((decided.match_id, *decided.versions))) for decided in decisions],
    )
    compared_again, new_pairs = _compare_again(session, context, unread)
    readable = (*readable_matches, *compared_again)
    is_same = np.array([decided.is_same for decided in readable], np.bool_)
    return DecisionLabels(
        readable,
        join_pairs([pairs, new_pairs]),
        is_same,
        len(compared_again),
        len(decisions) - len(readable),
    )


def read_open_pairs(session: Session, context: Context) -> OpenPairEvidence:
    """Return the evidence of open pairs of records that take part in matching."""
    in_matching = [exists().where(Feature.record_id == end) for end in (Match.low, Match.high)]
    rows = session.execute(
        select(Score.engine_version, Score.levels)
        .join(Match, Match.score_id == Score.id)
        .where(Match.state == MatchState.OPEN, *in_matching)
        .order_by(Match.id)
    ).all()
    _, pairs, unread = _read(
        session, context, [(None, (row.engine_version, row.levels)) for row in rows]
    )
    return OpenPairEvidence(pairs, len(unread))


def count_other_versions(session: Session, engine_version: str) -> int:
    """Return the number of records last matched by another engine or other weights."""
    other_versions = (
        select(func.count())
        .select_from(Record)
        .join(Feature, Feature.record_id == Record.id)
        .where(
            Record.matched_engine.is_not(None),
            Record.matched_engine.not_like(f"{engine_version}.%"),
        )
    )
    return session.scalar(other_versions) or 0


def _decided(session: Session) -> list[DecidedPair]:
    """Return the newest decision of each pair, by the rule of `services.review.decisions`.

    Different if one side confirmed it; same if the agencies of both records did.
    """
    low, high = aliased(Record), aliased(Record)
    rows = session.execute(
        select(MatchDecision, Match, low.agency_id, high.agency_id, low.public_id, high.public_id)
        .join(Match, Match.id == MatchDecision.match_id)
        .join(low, low.id == Match.low)
        .join(high, high.id == Match.high)
        .order_by(MatchDecision.match_id, MatchDecision.id)
    )
    decided: dict[int, DecidedPair] = {}
    confirmed: set[int] = set()
    for decision, pair, low_agency, high_agency, low_id, high_id in rows:
        if decision.step not in _LABEL_STEPS:
            continue
        if decision.step != DecisionStep.CONFIRM:
            confirmed = set()
            if decision.step == DecisionStep.UNDO:
                decided.pop(pair.id, None)
            continue
        confirmed.add(decision.agency_id)
        if decision.outcome == DecisionOutcome.DIFFERENT or {low_agency, high_agency} <= confirmed:
            decided[pair.id] = DecidedPair(
                match_id=pair.id,
                public_id=pair.public_id,
                ends=(pair.low, pair.high),
                records=(low_id, high_id),
                versions=(decision.low_version, decision.high_version),
                is_same=decision.outcome == DecisionOutcome.SAME,
                at=decision.created_at,
            )
    return list(decided.values())


def _evidence(
    session: Session, decided: Sequence[DecidedPair]
) -> dict[tuple[int, int, int], tuple[str, bytes]]:
    """Return engine version and levels of the newest score per pair and record versions."""
    newest: dict[tuple[int, int, int], tuple[str, bytes]] = {}
    ids = [pair.match_id for pair in decided]
    for start in range(0, len(ids), CHUNK):
        rows = session.execute(
            select(
                Score.match_id,
                Score.low_version,
                Score.high_version,
                Score.engine_version,
                Score.levels,
            )
            .where(Score.match_id.in_(ids[start : start + CHUNK]))
            .order_by(Score.id)
        )
        for row in rows:
            newest[row.match_id, row.low_version, row.high_version] = row.engine_version, row.levels
    return newest


def _read(
    session: Session, context: Context, rows: Sequence[tuple[_One, tuple[str, bytes] | None]]
) -> tuple[list[_One], ComparedPairs, list[_One]]:
    """Return the readable decisions, their evidence in the same order, and the unreadable ones.

    A decision is unreadable without stored evidence, if its weights or chance table are unknown, or
    if the stored evidence cannot be decoded.
    """
    at_hand = {weights.version: weights for weights in (shipped_weights(), context.engine.weights)}
    chances = population_snapshot.u_probabilities_by_snapshot(session)
    under = {f"{version}.{number}": (version, number) for version in at_hand for number in chances}
    by_version: dict[str, tuple[list[_One], list[bytes]]] = {}
    unread = []
    for decided, stored in rows:
        if stored is None or stored[0] not in under or not _is_readable(stored[1]):
            unread.append(decided)
            continue
        pairs_of_version, evidence = by_version.setdefault(stored[0], ([], []))
        pairs_of_version.append(decided)
        evidence.append(stored[1])
    readable = [pair for decided_matches, _ in by_version.values() for pair in decided_matches]
    parts = [
        read_compared(evidence, at_hand[under[name][0]], chances[under[name][1]])
        for name, (_, evidence) in by_version.items()
    ]
    return readable, join_pairs(parts), unread


def _is_readable(stored: bytes) -> bool:
    try:
        decode_levels(stored)
    except EvidenceError:
        return False
    return True


def _compare_again(
    session: Session, context: Context, decided: Sequence[DecidedPair]
) -> tuple[list[DecidedPair], ComparedPairs]:
    """Return the decisions with records at the decided versions, and their recomputed evidence."""
    rows = context.features.get(
        session, context.keys, sorted({end for pair in decided for end in pair.ends})
    )
    version = {record_id: row.version for record_id, row in rows.items()}
    comparable = [
        pair
        for pair in decided
        if (version.get(pair.ends[0]), version.get(pair.ends[1])) == pair.versions
    ]
    if not comparable:
        return [], join_pairs([])
    in_force = context.rarity.in_force(session, context.keys)
    place = {record_id: number for number, record_id in enumerate(rows)}
    low, high = (
        np.array([place[decided.ends[side]] for decided in comparable], np.int64) for side in (0, 1)
    )
    scores = pair_scoring.compare_rows(context, rows.values(), (low, high), in_force)
    stored = [encode_levels(*row) for row in zip(scores.levels, scores.attribute_bits, strict=True)]
    return comparable, read_compared(stored, context.engine.weights, in_force.rarity.chance)
