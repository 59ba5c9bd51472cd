"""A match of two agencies with decisions, and acts on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from core.codes.operations import JobKind
from core.policy.actions import Action
from core.policy.roles import Role
from models.matching_runs.match import Match, MatchDecision, Score
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.foundation import jobs
from services.matching_runs import runs
from services.operations import schedule
from services.review import visible_matches
from services.sharing.evidence_changes import RequiredReview
from tests.factories import Installation
from tests.integration.matches.steps import (
    FOUND_SIDE,
    MISSING_SIDE,
    keep_decision,
    only_match,
    record_decision,
    register_both,
    undo_decision,
)
from tests.integration.records.steps import edit

SAME, DIFFERENT = ("same", "document"), ("different", "relatives_differ")
# state -> the decisions that lead to it
WAYS: dict[str, tuple[tuple[Role, str, tuple[str, str]], ...]] = {
    "proposed": ((Role.CASEWORKER, FOUND_SIDE, SAME),),
    "one side": (
        (Role.CASEWORKER, FOUND_SIDE, SAME),
        (Role.SUPERVISOR, FOUND_SIDE, SAME),
    ),
    "confirmed": (
        (Role.CASEWORKER, FOUND_SIDE, SAME),
        (Role.SUPERVISOR, FOUND_SIDE, SAME),
        (Role.SUPERVISOR, MISSING_SIDE, SAME),
    ),
    "refuted": (
        (Role.CASEWORKER, FOUND_SIDE, DIFFERENT),
        (Role.SUPERVISOR, FOUND_SIDE, DIFFERENT),
    ),
}


def decide(one: Installation, match: UUID, way: str) -> None:
    """Give the decisions on an open match that lead to a state."""
    for role, agency, decision in WAYS[way]:
        record_decision(one, one.actor(role, agency), match, *decision)


class Decided:
    """A match of two agencies on which decisions were given. Both records have `facts`."""

    def __init__(self, one: Installation, way: str, **facts: Any) -> None:
        self.one = one
        self.missing, self.found = register_both(one, **facts)
        self.match = only_match(one)
        decide(one, self.match, way)

    def row(self) -> Match:
        return self.one.read_one(select(Match).where(Match.public_id == self.match))

    def decisions(self) -> int:
        with self.one.database.transaction(is_read_only=True) as session:
            of_match = select(func.count()).select_from(MatchDecision).join(Match)
            return session.scalar(of_match.where(Match.public_id == self.match)) or 0

    def edit(self, agency: str, **changes: Any) -> None:
        record = self.found if agency == FOUND_SIDE else self.missing
        edit(self.one, self.one.actor(Role.CASEWORKER, agency), record, changes)
        self.one.work()

    def review(self, agency: str, role: Role = Role.CASEWORKER) -> RequiredReview:
        found = self.one.do(
            self.one.actor(role, agency),
            visible_matches.find_match,
            self.match,
            Action.PROPOSE_DECISION,
        )
        return found.review

    def keep(self, agency: str, role: Role = Role.CASEWORKER) -> str:
        return keep_decision(self.one, self.one.actor(role, agency), self.match)

    def undo(self, agency: str, role: Role) -> str:
        return undo_decision(self.one, self.one.actor(role, agency), self.match)

    def run(self) -> None:
        """Compare all records again."""
        with self.one.database.transaction() as session:
            runs.start_matching_run(session, self.one.context, schedule.SCHEDULER)
        self.one.work()

    def notifications(self, kind: str) -> int:
        return self.one.count(Notification, Notification.kind == kind)


def change_engine(match: Decided) -> None:
    """Make the stored scores those of another engine version, and score them again."""
    with match.one.database.transaction() as session:
        for score in session.scalars(select(Score)):
            score.engine_version, score.levels = f"old{score.id}", b"\x01" + score.levels[1:]
        ids = session.scalars(select(Record.id)).all()
        targets = [jobs.JobTarget(record_id=record_id) for record_id in ids]
        jobs.enqueue(session, match.one.context, JobKind.REMATCH, targets)
    match.one.work()


def stop_sharing(match: Decided) -> None:
    """Let no other agency see a record."""
    match.one.change(update(Record).values(sharing=""))
    match.one.change(update(RecordShare).values(view=1))
