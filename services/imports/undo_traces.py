"""Pairs and notifications of an undone import: those without work by a person are withdrawn in
steps.

A withdrawn pair has no score, so neither owner finds it in a list. If its record is opened again,
matching scores it again. A pair with a decision, question, message, approved sentence or disclosure
stays. Only pairs and notifications that the importing agency may know are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from core.codes.records import RecordStatus
from core.codes.review import PairState
from core.policy.sharing.information_flow import PairKnowledge
from models.case.deadline import CaseDeadline
from models.disclosure.disclosure import Disclosure
from models.imports.import_batch import ImportBatch
from models.matching_runs.pair import MatchDecision, Pair, PairMessage, Score
from models.records.record import Record
from models.records.record_link import ClosureApproval
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.statistics.statistic import DrawnPair
from services.sharing import notifications

CLOSURE = "withdrawn"  # of the records that undoing closes
PAIRS = 200  # a transaction
NOTIFICATIONS = 500  # a transaction
UNTOUCHED_VERSION = 1  # of a pair: the version counts what people did
_WORK = (MatchDecision, PairMessage, ClosureApproval, Disclosure)


def withdraw_next(session: Session, batch: ImportBatch) -> bool:
    """Withdraw the next pairs of the closed records, then their next notifications.

    Return whether there were any. The caller acts for the agency of the batch and has locked it.
    """
    pairs = _next_pairs(session, batch)
    if pairs:
        batch.pairs_withdrawn += _count_known(session, batch, pairs)
        batch.notifications_withdrawn += _withdraw_pairs(
            session, batch, [pair.id for pair in pairs]
        )
        return True
    with database_roles.as_role(session, DatabaseRole.WORKER):
        notified = notifications.delete_unread_of_records(
            session, _is_closed_by(batch), limit=NOTIFICATIONS
        )
    batch.notifications_withdrawn += notified.count(batch.agency_id)
    return bool(notified)


def _next_pairs(session: Session, batch: ImportBatch) -> Sequence[Pair]:
    """Return the next pairs to withdraw, locked."""
    is_worked_on = or_(*(exists().where(table.pair_id == Pair.id) for table in _WORK))
    for end in (Pair.low, Pair.high):  # each by its index
        pairs = session.scalars(
            select(Pair)
            .join(Record, Record.id == end)
            .where(_is_closed_by(batch), Pair.score_id.is_not(None))
            .where(Pair.state == PairState.OPEN, Pair.version == UNTOUCHED_VERSION, ~is_worked_on)
            .order_by(Pair.id)
            .limit(PAIRS)
            .with_for_update(of=Pair)
        ).all()
        if pairs:
            return pairs
    return ()


def _is_closed_by(batch: ImportBatch) -> ColumnElement[bool]:
    """Return the condition that undo closed the record and it is still closed."""
    return and_(
        Record.import_batch_id == batch.id,
        Record.agency_id == batch.agency_id,
        Record.status == RecordStatus.CLOSED,
        Record.closure == CLOSURE,
        Record.closed_at >= (batch.undo_requested_at or batch.created_at),
    )


def _count_known(session: Session, batch: ImportBatch, pairs: Sequence[Pair]) -> int:
    """Return how many of these pairs the agency of the batch may know, from either side."""
    ends = {end for pair in pairs for end in (pair.low, pair.high)}
    is_own = Record.id.in_(ends), Record.agency_id == batch.agency_id
    own = set(session.scalars(select(Record.id).where(*is_own)))
    return sum(
        (pair.low in own and pair.low_known > PairKnowledge.HIDDEN)
        or (pair.high in own and pair.high_known > PairKnowledge.HIDDEN)
        for pair in pairs
    )


def _withdraw_pairs(session: Session, batch: ImportBatch, ids: Sequence[int]) -> int:
    """Delete scores, unread notifications, running deadlines and random draws of these pairs.

    Return the number of deleted notifications of the agency of the batch. The version of each pair
    is raised, so a person who has it open gets a version conflict.
    """
    runs = CaseDeadline.pair_id.in_(ids), CaseDeadline.met_at.is_(None)
    with database_roles.as_role(session, DatabaseRole.WORKER):
        notified = notifications.delete_unread_of_pairs(session, ids)
        values: dict[str, Any] = {"score_id": None, "version": Pair.version + 1}
        values |= dict.fromkeys(("low_known", "high_known", "low_notified", "high_notified"), 0)
        for statement in (
            delete(CaseDeadline).where(*runs),
            delete(DrawnPair).where(DrawnPair.pair_id.in_(ids)),
            update(Pair).where(Pair.id.in_(ids)).values(values),
            delete(Score).where(Score.pair_id.in_(ids)),
        ):
            session.execute(statement.execution_options(synchronize_session=False))
    return notified.count(batch.agency_id)
