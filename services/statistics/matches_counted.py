"""Counts of matches, runs and verifications of the audit log, under the role of workers.

No record is opened: data of the two records of a decided match is passed in as codes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Result, func, select
from sqlalchemy.orm import Session, aliased

from core.codes.operations import MatchingRunState
from core.codes.review import DecisionStep, MatchState
from core.policy.statistics import COUNTED_PERIOD_DAYS
from matching import BANDS, Evidence, EvidenceError, decode_levels
from models.agencies.agency import Agency
from models.matching_runs.match import Match, MatchDecision, Score
from models.operations.job import MatchingRun
from models.oversight.audit import Audit
from models.records.record import Record
from models.statistics.stored_counts import DrawnPair
from services.statistics.cell_counts import CellCounts
from services.statistics.definitions import DECIDED_STATES, DIMENSION_CODES, WAITING_STATES
from services.statistics.inconsistencies import INCONSISTENCIES
from services.statistics.record_codes import RecordProfile, days_band, match_code, value_band

BATCH = 2_000  # rows in memory at a time
BIT_BANDS = ((0, "<0"), (2, "0-2"), (6, "2-6"), (12, "6-12"))
WAIT_DAY_BANDS = ((1, "0-1"), (7, "2-7"), (30, "8-30"))
# Cube -> dimension of the profiles.
PROFILE_CUBES = {
    "match_scripts": "script",
    "match_origins": "origin",
    "match_sexes": "sex",
    "match_ages": "age_band",
}


def decided_match_records(session: Session) -> frozenset[int]:
    """Return the records of every confirmed or refuted match with a current score."""
    rows = session.execute(
        select(Match.low, Match.high).where(
            Match.state.in_(DECIDED_STATES), Match.score_id.is_not(None)
        )
    )
    return frozenset(end for ends in rows for end in ends)


def engine_versions(session: Session) -> tuple[str, ...]:
    """Return the engine versions of current scores, without the number of the rarity snapshot."""
    query = select(Score.engine_version).join(Match, Match.score_id == Score.id).distinct()
    return tuple(sorted({version.rpartition(".")[0] for version in session.scalars(query)}))


def count_matches(
    session: Session, tally: CellCounts, profiles: Mapping[int, RecordProfile], *, now: datetime
) -> None:
    """Count the matches with a current score.

    `profiles` are those of records in decided matches; missing ones count as unknown.
    """
    agencies = {
        agency.id: (agency.state, agency.code) for agency in session.scalars(select(Agency))
    }
    drawn_ids = set(session.scalars(select(DrawnPair.match_id)))
    confirmed = _confirmed_at(session)
    for match, score, own_agency, other_agency, first, second in _matches(session):
        known_to = (own_agency, other_agency)
        outcome, name = match.state, BANDS[score.band]
        origin = "hand" if match.is_by_hand else "sample" if match.id in drawn_ids else "work"
        tally.add("matches", (), known_to)
        tally.add("outcomes", (outcome,), known_to)
        tally.add_line(("bands", "drawn_bands"), (name, origin), known_to)
        if origin == "sample":
            tally.add(
                "sample_decisions",
                (name, origin, outcome if outcome in DECIDED_STATES else "waits"),
                known_to,
            )
        tally.add("engines", (outcome, score.engine_version.rpartition(".")[0]), known_to)
        if outcome in WAITING_STATES:
            tally.add(
                "queue",
                (outcome, value_band((now - match.created_at).days, WAIT_DAY_BANDS, "31+")),
                known_to,
            )
            continue
        left, right = (profiles.get(end, RecordProfile()) for end in (match.low, match.high))
        for cube, dimension in PROFILE_CUBES.items():
            tally.add(cube, (outcome, match_code(dimension, left, right)), known_to)
        _add_attributes(tally, outcome, score.levels, known_to)
        if outcome == MatchState.CONFIRMED:
            ends = sorted((agencies[own_agency], agencies[other_agency]))
            states, codes = zip(*ends, strict=True)
            tally.add("confirmed_matches", (outcome, *states), known_to)
            tally.add("overlap", (outcome, *states, *codes), known_to)
            at = confirmed.get(match.id)
            tally.add(
                "days_to_confirmation",
                (outcome, days_band(None if at is None else (at - max(first, second)).days)),
                known_to,
            )


def _add_attributes(
    tally: CellCounts, outcome: str, levels: bytes, known_to: tuple[int, int]
) -> None:
    try:
        level_by_attribute = {level.attribute: level for level in decode_levels(levels)}
    except EvidenceError:  # unreadable evidence counts as unknown
        level_by_attribute = {}
    for attribute in DIMENSION_CODES["attribute"]:
        tally.add(
            "attribute_bits",
            (outcome, attribute, attribute_contribution(level_by_attribute.get(attribute))),
            known_to,
        )


def attribute_contribution(evidence: Evidence | None) -> str:
    """Return the code of an attribute's contribution; unknown if it is None or a side lacks it."""
    if evidence is None or not evidence.is_known:
        return "unknown"
    if (
        evidence.attribute in INCONSISTENCIES
        and evidence.level in INCONSISTENCIES[evidence.attribute].levels
    ):
        return "contradicts"
    # the next larger value, so that a band's end belongs to the next band
    return value_band(math.nextafter(evidence.bits, math.inf), BIT_BANDS, "12+")


def _matches(session: Session) -> Result[Match, Score, int, int, datetime, datetime]:
    """Return matches with their current score, both agencies, and both registration times."""
    low, high = aliased(Record), aliased(Record)
    return session.execute(
        select(Match, Score, low.agency_id, high.agency_id, low.created_at, high.created_at)
        .join(Score, Score.id == Match.score_id)
        .join(low, low.id == Match.low)
        .join(high, high.id == Match.high)
        .order_by(Match.id)
        .execution_options(yield_per=BATCH)
    )


def _confirmed_at(session: Session) -> dict[int, datetime]:
    rows = session.execute(
        select(MatchDecision.match_id, func.max(MatchDecision.created_at))
        .join(Match, Match.id == MatchDecision.match_id)
        .where(Match.state == MatchState.CONFIRMED, MatchDecision.step == DecisionStep.CONFIRM)
        .group_by(MatchDecision.match_id)
    )
    return {row[0]: row[1] for row in rows}


def count_runs(session: Session, tally: CellCounts) -> None:
    """Add the work of all successful runs to `tally`, by kind of run and quantity.

    The quantities are runs, records, compared pairs, kept matches and seconds. Each total is
    rounded to two significant digits. Totals of records and matches are rounded to hundreds too,
    because the change of a smaller one would show that a new record has a match. No total is
    withheld, because it counts work and not people.
    """
    totals: dict[tuple[str, str], float] = {}
    for matching_run in session.scalars(
        select(MatchingRun).where(MatchingRun.state == MatchingRunState.DONE)
    ):
        took = (
            (matching_run.finished_at or matching_run.created_at) - matching_run.created_at
        ).total_seconds()
        for quantity, n in (
            ("matching_runs", 1),
            ("records", matching_run.records),
            ("pairs_compared", matching_run.pairs_scored),
            ("pairs_kept", matching_run.pairs_kept),
            ("seconds", took),
        ):
            totals[matching_run.kind, quantity] = totals.get((matching_run.kind, quantity), 0) + n
    for cell, n in totals.items():
        is_work = cell[1] in {"matching_runs", "seconds"}
        tally.add("matching_runs", cell, n=_rounded(n, to=1 if is_work else 100))


def count_audit_verifications(session: Session, tally: CellCounts, *, now: datetime) -> None:
    """Count verifications of the audit log, by auditors and by the server command.

    This is work, so no count is withheld.
    """
    since = now - timedelta(days=COUNTED_PERIOD_DAYS)
    walks = select(Audit.outcome, func.count()).where(
        Audit.at > since, Audit.action == "verify_audit"
    )
    for outcome, n in session.execute(walks.group_by(Audit.outcome)):
        tally.add("audit_log_checks", ("broken" if outcome == "broken" else "whole",), n=n)


def _rounded(n: float, *, to: int) -> int:
    """Return a quantity to two significant digits, as a multiple of `to`, a power of ten."""
    step = max(to, 10 ** (math.floor(math.log10(n)) - 1)) if n >= 1 else to
    return round(n / step) * step
