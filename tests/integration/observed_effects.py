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
from core.policy.effects import StepEffect, Writes
from core.policy.process import Step
from core.policy.processes import PROCESSES
from models.case.deadline import CaseDeadline
from models.disclosure.requests_and_grants import Grant
from models.matching_runs.match import Match
from models.operations.job import Job
from models.oversight.alert import Alert
from models.oversight.audit import Audit
from models.records.notification import Notification
from models.records.record import Record
from tests.factories import Installation

_REVIEWS = ("vital reviews", "match reviews")
Rows = dict[str, frozenset[Any]]
Row = tuple[str, str]  # a part of `Writes`, and a kind
_QUERIES = {
    "notifications": select(Notification.id, Notification.agency_id),
    "grants": select(Grant.id),
    "revoked": select(Grant.id).where(Grant.revoked_at.is_not(None)),
    "decisions": select(CaseDeadline.id).where(CaseDeadline.kind == DeadlineKind.BEST_INTERESTS),
    "vital reviews": select(CaseDeadline.id).where(
        CaseDeadline.kind == DeadlineKind.VITAL_REVIEW, CaseDeadline.met_at.is_(None)
    ),
    "match reviews": select(Match.id).where(
        or_(Match.low_review != ReviewCause.NONE, Match.high_review != ReviewCause.NONE)
    ),
    "records": select(Record.id),
    "closed": select(Record.id).where(Record.status == RecordStatus.CLOSED),
    "alerts": select(Alert.id),
}
# rows that appear -> the effect; a notification depends on its agency too
_EFFECTS = {
    "grants": StepEffect.OPENS_DATA,
    "revoked": StepEffect.REVOKES_GRANTS,
    "decisions": StepEffect.STARTS_BEST_INTERESTS,
    **dict.fromkeys(_REVIEWS, StepEffect.OPENS_REVIEW),
    "records": StepEffect.FILES_REPORT,
    "closed": StepEffect.CLOSES_RECORD,
    "alerts": StepEffect.RAISES_ALERT,
}
# the parts of `Writes`: those that the step writes itself, and those that may follow later
_KINDS = {
    "audit": select(Audit.id, Audit.action),
    "jobs": select(Job.id, Job.kind),
    "notifications": select(Notification.id, Notification.kind),
    "deadlines": select(CaseDeadline.id, CaseDeadline.kind),
}
_AT_ONCE = ("audit", "jobs")
_READS = ("read_", "list_", "name_")  # entries of reads; a step may show its result


def _read(one: Installation, queries: dict[str, Any]) -> Rows:
    with one.database.transaction(is_read_only=True) as session:
        return {
            name: frozenset(tuple(row) for row in session.execute(query))
            for name, query in queries.items()
        }


def read_writes(one: Installation) -> Rows:
    """Return the rows of every part of `Writes`, for `observe_writes`."""
    return _read(one, _KINDS)


def observe_writes(
    one: Installation, act: Callable[[], object], *, since: Callable[[], Rows] | None = None
) -> set[Row]:
    """Do an act, then its jobs; return the part of `Writes` and the kind of each row written.

    `since` returns the rows before its last request, so that the requests before it do not count.
    """
    before = _read(one, _KINDS)
    act()
    before = before if since is None else since()
    at_once = _read(one, _KINDS)
    one.work()
    later = _read(one, _KINDS)
    return {
        (part, kind)
        for part in _KINDS
        for _, kind in (at_once if part in _AT_ONCE else later)[part] - before[part]
    }


def compare_writes(writes: Writes, happened: set[Row]) -> dict[str, list[Row]]:
    """Return the rows that are not stated, and those that did not happen; {} without any."""
    stated = {(part, str(kind)) for part in _KINDS for kind in getattr(writes, part)}
    difference = {
        "not stated": sorted(row for row in happened - stated if not _is_read(row)),
        "did not happen": sorted(stated - happened),
    }
    return {name: rows for name, rows in difference.items() if rows}


def _is_read(row: Row) -> bool:
    part, kind = row
    return part == "audit" and kind.startswith(_READS)


class ObservedEffects:
    """The effects that were seen, by process, state before the step, and act."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.effects: dict[tuple[str, str, str], set[StepEffect]] = collections.defaultdict(set)
        # by process and act
        self.writes: dict[tuple[str, str], set[Row]] = collections.defaultdict(set)

    def take(
        self, step: tuple[str, str, str], agency_id: int | None, act: Callable[[], object]
    ) -> None:
        """Take a step (process, state, act) with its jobs as an agency, and note its effects."""
        process, _, name = step
        before = _read(self.one, _QUERIES)
        self.writes[process, name] |= observe_writes(self.one, act)
        after = _read(self.one, _QUERIES)
        new = {name: rows - before[name] for name, rows in after.items()}
        effects = {effect for name, effect in _EFFECTS.items() if new[name]}
        if any(before[name] - after[name] for name in _REVIEWS):
            effects.add(StepEffect.ENDS_REVIEW)
        if any(agency != agency_id for _, agency in new["notifications"]):
            effects.add(StepEffect.NOTIFIES_OTHER_SIDE)
        self.effects[step] |= effects

    def compare(self, *names: str) -> None:
        """Fail unless each row of these tables was taken and had the effects that it states, and
        each act wrote the rows that the table states.
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
        """Return each act of a table that wrote other rows than it states."""
        table = PROCESSES[name].writes
        assert table is not None, f"{name} states no rows"
        wrong: dict[tuple[str, ...], object] = {}
        for act, writes in table.items():
            if difference := compare_writes(writes, self.writes[name, act]):
                wrong[name, act] = difference
        return wrong

    def _of_row(self, name: str, step: Step) -> list[StepEffect] | None:
        keys = [(name, state, step.act) for state in step.states]
        taken = [self.effects[key] for key in keys if key in self.effects]
        return sorted(set[StepEffect]().union(*taken)) if taken else None
