"""Matches and notifications of an undone import: those without work by a person are withdrawn in
steps.

A withdrawn match has no score, so neither responsible agency finds it in a list. If its record is
opened again, matching scores it again. A match with a decision, question, message, approved
sentence or disclosure stays. Only matches and notifications that the importing agency may know are
counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from core.codes.records import RecordStatus
from core.codes.review import MatchState
from core.policy.sharing.information_flow import MatchKnowledge
from models.case.deadline import CaseDeadline
from models.disclosure.requests_and_grants import Disclosure
from models.imports.import_batch import ImportBatch
from models.matching_runs.match import Match, MatchDecision, MatchMessage, Score
from models.records.record import Record
from models.records.record_link import ClosureApproval
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.statistics.stored_counts import DrawnPair
from services.sharing import notifications

CLOSURE = "withdrawn"  # of the records that undoing closes
MATCHES = 200  # a transaction
NOTIFICATIONS = 500  # a transaction
UNTOUCHED_VERSION = 1  # of a match: the version counts what people did
_WORK = (MatchDecision, MatchMessage, ClosureApproval, Disclosure)


def withdraw_next(session: Session, batch: ImportBatch) -> bool:
    """Withdraw the next matches of the closed records, then their next notifications.

    Return whether there were any. The caller acts for the agency of the batch and has locked it.
    """
    matches = _next_matches(session, batch)
    if matches:
        batch.matches_withdrawn += _count_known(session, batch, matches)
        batch.notifications_withdrawn += _withdraw_matches(
            session, batch, [match.id for match in matches]
        )
        return True
    with database_roles.as_role(session, DatabaseRole.WORKER):
        notified = notifications.delete_unread_of_records(
            session, _is_closed_by(batch), limit=NOTIFICATIONS
        )
    batch.notifications_withdrawn += notified.count(batch.agency_id)
    return bool(notified)


def _next_matches(session: Session, batch: ImportBatch) -> Sequence[Match]:
    """Return the next matches to withdraw, locked."""
    is_worked_on = or_(*(exists().where(table.match_id == Match.id) for table in _WORK))
    for end in (Match.low, Match.high):  # each by its index
        matches = session.scalars(
            select(Match)
            .join(Record, Record.id == end)
            .where(_is_closed_by(batch), Match.score_id.is_not(None))
            .where(
                Match.state == MatchState.OPEN, Match.version == UNTOUCHED_VERSION, ~is_worked_on
            )
            .order_by(Match.id)
            .limit(MATCHES)
            .with_for_update(of=Match)
        ).all()
        if matches:
            return matches
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


def _count_known(session: Session, batch: ImportBatch, matches: Sequence[Match]) -> int:
    """Return how many of these matches the agency of the batch may know, from either side."""
    ends = {end for match in matches for end in (match.low, match.high)}
    is_own = Record.id.in_(ends), Record.agency_id == batch.agency_id
    own = set(session.scalars(select(Record.id).where(*is_own)))
    return sum(
        (match.low in own and match.low_known > MatchKnowledge.HIDDEN)
        or (match.high in own and match.high_known > MatchKnowledge.HIDDEN)
        for match in matches
    )


def _withdraw_matches(session: Session, batch: ImportBatch, ids: Sequence[int]) -> int:
    """Delete scores, unread notifications, running deadlines and random draws of these matches.

    Return the number of deleted notifications of the agency of the batch. The version of each match
    is raised, so a person who has it open gets a version conflict.
    """
    runs = CaseDeadline.match_id.in_(ids), CaseDeadline.met_at.is_(None)
    with database_roles.as_role(session, DatabaseRole.WORKER):
        notified = notifications.delete_unread_of_matches(session, ids)
        values: dict[str, Any] = {"score_id": None, "version": Match.version + 1}
        values |= dict.fromkeys(("low_known", "high_known", "low_notified", "high_notified"), 0)
        for statement in (
            delete(CaseDeadline).where(*runs),
            delete(DrawnPair).where(DrawnPair.match_id.in_(ids)),
            update(Match).where(Match.id.in_(ids)).values(values),
            delete(Score).where(Score.match_id.in_(ids)),
        ):
            session.execute(statement.execution_options(synchronize_session=False))
    return notified.count(batch.agency_id)
