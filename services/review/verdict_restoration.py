"""Restore decisions that earlier versions reopened when a record was edited.

A job of the upgrade replays the verdicts without record versions. Each restored pair asks both
sides for a review, so it opens no data until a person of each side has reviewed it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.review import PairState, ReviewCause, VerdictOutcome, VerdictStep
from models.matching_runs.pair import Pair, Verdict
from models.records.record import Record
from services.foundation import audit_log
from services.foundation.actor import MATCHER
from services.foundation.context import Context
from services.review import verdict_steps

BATCH_SIZE = 200


def restore_next(session: Session, context: Context, *, after: int) -> int | None:
    """Restore the next pairs by id after `after`; return the last id, None at the end."""
    has_verdicts = (
        select(Verdict.id).where(Verdict.pair_id == Pair.id, Verdict.id > Pair.said_after).exists()
    )
    pairs = session.scalars(
        select(Pair)
        .where(Pair.id > after, Pair.state == PairState.OPEN, has_verdicts)
        .order_by(Pair.id)
        .limit(BATCH_SIZE)
        .with_for_update()
    ).all()
    for pair in pairs:
        agencies = set(
            session.scalars(select(Record.agency_id).where(Record.id.in_((pair.low, pair.high))))
        )
        state = replay(verdict_steps.current_verdicts(session, pair), agencies)
        if state is not PairState.OPEN:
            _restore(session, context, pair, state)
    session.flush()
    return pairs[-1].id if pairs else None


def replay(verdicts: Sequence[Verdict], agencies: set[int]) -> PairState:
    """Return the state that the current verdicts of a pair lead to.

    `verdicts` begin with the proposal, which does not count as a confirmation. `agencies` own the
    records of the pair. "Same" is `CONFIRMED` after each of them confirmed it. "Different" is
    `REFUTED` after one confirmation. Until then the state is `PROPOSED`. It is `OPEN` without
    verdicts, or if the proposal has another outcome.
    """
    if not verdicts or verdicts[0].outcome not in {VerdictOutcome.SAME, VerdictOutcome.DIFFERENT}:
        return PairState.OPEN
    confirmed = {
        verdict.agency_id
        for verdict in verdicts
        if verdict.step == VerdictStep.CONFIRM and verdict.outcome == verdicts[0].outcome
    }
    if verdicts[0].outcome == VerdictOutcome.DIFFERENT:
        return PairState.REFUTED if confirmed else PairState.PROPOSED
    return PairState.CONFIRMED if agencies <= confirmed else PairState.PROPOSED


def _restore(session: Session, context: Context, pair: Pair, state: PairState) -> None:
    pair.state, pair.version = state, pair.version + 1
    pair.low_reviewed = pair.high_reviewed = pair.score_id or 0
    event = audit_log.AuditEvent("restore_verdict", state, subject=pair.public_id)
    audit_log.record_event(session, context, MATCHER, event)
    verdict_steps.require_review_of_both(session, context, pair, ReviewCause.DECISION_RESTORED)
