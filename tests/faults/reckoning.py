"""Compare the database after faults with the acknowledged requests and with an undisturbed run."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import BANDS
from models.matching_runs.match import Match, Score
from models.operations.job import Job
from models.oversight.audit import Audit, AuditRecord
from models.records.notification import Notification
from models.records.record import Record
from models.session import Database
from services.foundation.checkpoints import CHECKPOINTS
from services.foundation.context import Context
from services.matching_runs import pair_scoring
from services.oversight import audit_verification


@dataclasses.dataclass(frozen=True, slots=True)
class Reckoning:
    """Figures for the table, and each broken promise in words, without personal data."""

    stored: int
    matched: int
    doubled: int
    lost: int
    most_attempts: int
    complaints: tuple[str, ...]


def reckon(database: Database, context: Context, acknowledged: Mapping[str, UUID]) -> Reckoning:
    """Count.

    `acknowledged` maps reference to public id for every record that was answered with 201.
    """
    with database.transaction(is_read_only=True) as session:
        records = {one.public_id: one for one in session.scalars(select(Record))}
        acknowledged_ids = set(acknowledged.values())
        matched = sum(one.matched_version == one.version for one in records.values())
        repeated = _repeated(session)
        attempts = session.scalar(select(func.max(Job.attempts))) or 0
        complaints = {
            "acknowledged and not stored": len(acknowledged_ids - records.keys()),
            "stored and never acknowledged": len(records.keys() - acknowledged_ids),
            "one record for two references": len(acknowledged) - len(acknowledged_ids),
            "not matched at their version": len(records) - matched,
            **repeated,
            **_against_a_calm_run(session, context, records.values()),
            **_jobs(session),
            **_audit_log(session, context, records.keys()),
        }
    doubled = len(records.keys() - acknowledged_ids) + sum(repeated.values())
    complaint_lines = tuple(f"{words}: {number}" for words, number in complaints.items() if number)
    return Reckoning(
        len(records),
        matched,
        doubled,
        len(acknowledged_ids - records.keys()),
        attempts,
        complaint_lines,
    )


def _repeated(session: Session) -> dict[str, int]:
    """Count matches, scores and notifications that exist more than once."""
    ends = session.execute(select(Match.low, Match.high)).all()
    scores = session.execute(
        select(Score.match_id, Score.low_version, Score.high_version, Score.engine_version)
    )
    notifications = session.execute(
        select(Notification.kind, Notification.record_id, Notification.match_id, Notification.band)
    )
    return {
        "matches twice": _more_than_once(ends),
        "scores twice": _more_than_once(scores),
        "notifications twice": _more_than_once(notifications),
    }


def _more_than_once(rows: Iterable[tuple[object, ...]]) -> int:
    return sum(number - 1 for number in collections.Counter(rows).values())


def _against_a_calm_run(
    session: Session, context: Context, records: Iterable[Record]
) -> dict[str, int]:
    """Compare matches, bits and notifications with those of one undisturbed comparison in this
    process."""
    calm = pair_scoring.score_records(
        session, context, sorted(one.id for one in records), is_run=True
    )
    expected = {
        (one.low, one.high): (one.versions, calm.engine_version, one.bits, one.band)
        for one in calm.matches
    }
    rows = session.execute(select(Match, Score).join(Score, Score.id == Match.score_id))
    stored = {
        (match.low, match.high): (
            (score.low_version, score.high_version),
            score.engine_version,
            score.bits,
            score.band,
        )
        for match, score in rows
    }
    notifications = set(
        session.execute(select(Notification.record_id, Notification.match_id, Notification.band))
    )
    ids = {(match.low, match.high): match.id for match in session.scalars(select(Match))}
    required_notifications = {
        (end, ids[ends], band)
        for ends, (_, _, _, band) in stored.items()
        for end in ends
        if band
        >= BANDS.index("possible")  # one agency owns all of them, so both ends get a notification
    }
    return {
        "matches missed": len(expected.keys() - stored.keys()),
        "matches too many": len(ids.keys() - expected.keys()),
        "scores that differ": sum(
            expected[ends] != found for ends, found in stored.items() if ends in expected
        ),
        "scores beside the one in force": (
            session.scalar(select(func.count()).select_from(Score)) or 0
        )
        - len(stored),
        "notifications missed": len(required_notifications - notifications),
        "notifications too many": len(notifications - required_notifications),
    }


def _jobs(session: Session) -> dict[str, int]:
    counted = session.execute(
        select(Job.state, func.count()).where(Job.state != "done").group_by(Job.state)
    )
    return {f"jobs {state}": number for state, number in counted}


def _audit_log(session: Session, context: Context, public_ids: Iterable[UUID]) -> dict[str, int]:
    """Verify the audit log, and count records without exactly one registration in it."""
    path = context.settings.root / CHECKPOINTS
    _, findings = audit_verification.walk_rows(session, context.keys, path, now=context.clock.now())
    registered = collections.Counter(
        session.scalars(
            select(AuditRecord.record)
            .join(Audit, Audit.id == AuditRecord.audit_id)
            .where(Audit.action == "register", Audit.outcome == "done")
        )
    )
    return {
        **collections.Counter(f"audit log {finding.reason}" for finding in findings),
        "not once in the audit log": sum(registered[one] != 1 for one in public_ids),
        "in the audit log and not stored": len(registered.keys() - set(public_ids)),
    }
