"""Observes the effects of the steps of a process by the rows that they write."""

from __future__ import annotations

import collections
import pprint
from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select

from core.codes.case import DeadlineKind
from core.codes.records import RecordStatus
from core.codes.review import ReviewCause
from core.policy.effects import Effect
from core.policy.process import Step
from core.policy.processes import PROCESSES
from models.case.deadline import CaseDeadline
from models.disclosure.disclosure import Grant
from models.matching_runs.pair import Pair
from models.operations.job import Job
from models.oversight.alert import Alert
from models.records.notice import Notice
from models.records.record import Record
from tests.factories import Installation

_REVIEWS = ("vital reviews", "pair reviews")
Rows = dict[str, frozenset[Any]]
_QUERIES = {
    "notices": select(Notice.id, Notice.agency_id),
    "grants": select(Grant.id),
    "revoked": select(Grant.id).where(Grant.revoked_at.is_not(None)),
    "decisions": select(CaseDeadline.id).where(CaseDeadline.kind == DeadlineKind.BEST_INTERESTS),
    "vital reviews": select(CaseDeadline.id).where(
        CaseDeadline.kind == DeadlineKind.VITAL_REVIEW, CaseDeadline.met_at.is_(None)
    ),
    "pair reviews": select(Pair.id).where(
        or_(Pair.low_review != ReviewCause.NONE, Pair.high_review != ReviewCause.NONE)
    ),
    "records": select(Record.id),
    "closed": select(Record.id).where(Record.status == RecordStatus.CLOSED),
    "alerts": select(Alert.id),
}
# rows that appear -> the effect; a notice depends on its agency too
_EFFECTS = {
    "grants": Effect.OPENS_DATA,
    "revoked": Effect.REVOKES_GRANTS,
    "decisions": Effect.STARTS_BEST_INTERESTS,
    **dict.fromkeys(_REVIEWS, Effect.OPENS_REVIEW),
    "records": Effect.FILES_REPORT,
    "closed": Effect.CLOSES_RECORD,
    "alerts": Effect.RAISES_ALERT,
}


class ObservedEffects:
    """The effects that were seen, by process, state before the step, and act."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.effects: dict[tuple[str, str, str], set[Effect]] = collections.defaultdict(set)
        # the kinds of notice that followed, and of jobs that the step started itself
        self.writes: dict[tuple[str, str, str], set[str]] = collections.defaultdict(set)

    def take(
        self, step: tuple[str, str, str], agency_id: int | None, act: Callable[[], object]
    ) -> None:
        """Take a step (process, state, act) with its jobs as an agency, and note its effects."""
        before, kinds_before = self._rows(), self._kinds()
        act()
        started = self._kinds()["jobs"] - kinds_before["jobs"]
        self.one.work()
        after = self._rows()
        notified = self._kinds()["notices"] - kinds_before["notices"]
        self.writes[step] |= {kind for _, kind in (*started, *notified)}
        new = {name: rows - before[name] for name, rows in after.items()}
        effects = {effect for name, effect in _EFFECTS.items() if new[name]}
        if any(before[name] - after[name] for name in _REVIEWS):
            effects.add(Effect.ENDS_REVIEW)
        if any(agency != agency_id for _, agency in new["notices"]):
            effects.add(Effect.NOTIFIES_OTHER_SIDE)
        self.effects[step] |= effects

    def _kinds(self) -> Rows:
        return self._read(
            {"notices": select(Notice.id, Notice.kind), "jobs": select(Job.id, Job.kind)}
        )

    def _rows(self) -> Rows:
        return self._read(_QUERIES)

    def _read(self, queries: dict[str, Any]) -> Rows:
        with self.one.database.transaction(is_read_only=True) as session:
            return {
                name: frozenset(tuple(row) for row in session.execute(query))
                for name, query in queries.items()
            }

    def compare(self, *names: str) -> None:
        """Fail unless each row of these tables was taken, had the effects that it states, and wrote
        the kinds of notice and job that the table states.
        """
        wrong: dict[tuple[str, ...], object] = {}
        for name in names:
            for step in PROCESSES[name].steps:
                row = (name, step.act, " ".join(sorted(step.states)))
                stated, happened = sorted(step.effects), self._of_row(name, step)
                if happened != stated:
                    wrong[row] = {"stated": stated, "happened": happened}
            wrong |= self._wrong_writes(name)
        assert not wrong, pprint.pformat(wrong)

    def _wrong_writes(self, name: str) -> dict[tuple[str, ...], object]:
        """Return each act of a table that wrote other kinds of notice and job than it states."""
        writes, happened = PROCESSES[name].writes, collections.defaultdict[str, set[str]](set)
        if writes is None:
            return {}
        for (process, _, act), kinds in self.writes.items():
            if process == name:
                happened[act] |= kinds
        return {
            (name, act, "writes"): {"stated": sorted(writes.get(act, ())), "happened": kinds}
            for act, kinds in happened.items()
            if kinds != set(writes.get(act, ()))
        }

    def _of_row(self, name: str, step: Step) -> list[Effect] | None:
        keys = [(name, state, step.act) for state in step.states]
        taken = [self.effects[key] for key in keys if key in self.effects]
        return sorted(set[Effect]().union(*taken)) if taken else None
