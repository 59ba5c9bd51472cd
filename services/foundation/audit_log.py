"""Recording in the audit log: acts are collected in a transaction and written before its commit.

Rows are chained by a keyed hash (`services.foundation.audit_chain`). A row is written under the
database role of its actor. If the audit row cannot be written, the transaction is rolled back. A
refusal rolls its transaction back as well. The caller then writes the refusal in a new transaction,
with the reads whose result is still shown (a form shown again).
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.errors import AuditUnavailable
from core.policy.access import UNCOUNTED_TOKEN_ACTS
from core.policy.audit import AuditReach, is_done_by, reach_of
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.oversight.audit import Audit, AuditRecord
from models.sql import locks
from models.sql.bulk import insert_rows
from models.sql.locks import Lock
from models.sql.unit_of_work import CommitStep, unit_of_work
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.foundation.audit_chain import newest_row, record_entry, seal_row
from services.foundation.context import Context
from services.foundation.limits import read_budget

READ_ACTIONS = ("read_", "list_")


@dataclasses.dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record that an act showed, by its public id, and the field classes shown."""

    record: UUID
    classes: tuple[FieldClass, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class MatchAccessEnd:
    """A record that an act showed through a match, and the field classes shown; ids are public."""

    match: UUID
    record: UUID
    classes: tuple[FieldClass, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class TouchedRecord:
    """A record in the index of the audit log; `words` are the field classes shown.

    `match` is the match through which the record was read, None without one.
    """

    record: UUID
    words: str
    match: UUID | None


@dataclasses.dataclass(frozen=True, slots=True)
class AuditEvent:
    """One act for the audit log: action, outcome, purpose, and the field classes shown per record.

    `ends` are the records of an act of `MATCH_ACTS`; `records` are those of any other act
    (`core.policy.audit`). `subject` is the public id of the object of the act. It is None, like
    `purpose` and `basis`, if the act has none.
    """

    action: str
    outcome: str = "done"
    purpose: str | None = None
    basis: str | None = None
    subject: UUID | None = None
    records: tuple[ShownRecord, ...] = ()
    ends: tuple[MatchAccessEnd, ...] = ()

    def check(self) -> None:
        """Raise KeyError if the table `core.policy.audit` does not permit the records of this act.

        The table must list an action with `ends` as an act on matches. It must list any other
        action with `records` as an act on records. An act without `ends` and `records` always
        passes.
        """
        if (self.records or self.ends) and reach_of(self.action) is not (
            AuditReach.MATCH if self.ends else AuditReach.RECORD
        ):
            raise KeyError(f"core.policy.audit: how does {self.action} reach records?")

    def touched(self) -> list[TouchedRecord]:
        """Return an index entry for each record."""
        own = [
            TouchedRecord(record.record, _words(record.classes), None) for record in self.records
        ]
        return [
            *own,
            *(TouchedRecord(end.record, _words(end.classes), end.match) for end in self.ends),
        ]

    @property
    def facts_shown(self) -> int:
        """Return the number of records of which the act showed more than F0."""
        return sum(1 for one in self.touched() if set(one.words.split()) - {FieldClass.F0.value})

    @property
    def is_read(self) -> bool:
        """Return whether the act only showed data and changed no row, by its name."""
        return self.action.startswith(READ_ACTIONS)


@dataclasses.dataclass(frozen=True, slots=True)
class PendingEvent:
    """An act collected in a transaction, with its time and actor."""

    at: datetime
    actor: Actor
    act: AuditEvent


class PendingEvents(CommitStep):
    """The acts of a transaction in order; written to the audit log when it commits.

    `keys` are those of the process; None until the first act.
    """

    def __init__(self) -> None:
        self.events: list[PendingEvent] = []
        self.keys: Keyring | None = None

    def finish(self, session: Session) -> None:
        """Write the events; raise `AuditUnavailable` if the audit log cannot be written."""
        if self.keys is not None:
            _write(session, self.keys, self.events)


def pending_events(session: Session) -> list[PendingEvent]:
    """Return the list of acts of this transaction; it is kept when the transaction rolls back."""
    return unit_of_work(session).step(PendingEvents).events


def record_event(session: Session, context: Context, actor: Actor, act: AuditEvent) -> None:
    """Record an act for the audit log, with the current time.

    The row is written at commit. The commit fails with `AuditUnavailable` if that is not possible.
    A rollback discards the act. Raise KeyError at once if `AuditEvent.check` refuses the act, or if
    the actor's role does not do this act (`core.policy.audit.ACT_ROLES`). Raise `ReadBudgetUsed` if
    software shows facts of more records than it may read.
    """
    act.check()
    if not is_done_by(act.action, actor.role):
        raise KeyError(f"core.policy.audit: {actor.role} does not do {act.action}")
    if actor.role is Role.SYSTEM and act.action not in UNCOUNTED_TOKEN_ACTS:
        read_budget.consume(session, context, actor, records=act.facts_shown)
    pending = unit_of_work(session).step(PendingEvents)
    pending.keys = context.keys
    pending.events.append(PendingEvent(context.clock.now(), actor, act))


def record_act(
    session: Session,
    context: Context,
    actor: Actor,
    action: str,
    record: UUID,
    *classes: FieldClass,
    subject: UUID | None = None,
) -> None:
    """Record an act on one record, by its public id, of which it showed these field classes.

    `subject` is the public id of the object of the act; None: it is the record.
    """
    record_act_on_all(
        session, context, actor, action, [record], *classes, subject=subject or record
    )


def record_act_on_all(
    session: Session,
    context: Context,
    actor: Actor,
    action: str,
    records: Iterable[UUID],
    *classes: FieldClass,
    subject: UUID | None = None,
) -> None:
    """Record one act on several records, of each of which it showed these field classes.

    `records` are public ids. `subject` is the public id of the object of the act, None without one.
    """
    shown = tuple(ShownRecord(record, classes) for record in records)
    record_event(session, context, actor, AuditEvent(action, subject=subject, records=shown))


def _write(session: Session, keys: Keyring, events: list[PendingEvent]) -> None:
    # errors of the service pass through; only a failure of the audit log is AuditUnavailable
    session.flush()
    try:
        locks.take_lock(session, Lock.AUDIT)
        last, previous = newest_row(session)
        numbered = enumerate(events, start=last + 1)  # under the lock, so ids have no gaps
        for actor, own in itertools.groupby(numbered, key=lambda entry: entry[1].actor):
            entries = list(own)
            actions = {event.act.action for _, event in entries}
            with actor_database_role.as_audited(session, actor, actions):
                previous = _append(session, keys, entries, previous)
    except SQLAlchemyError as error:
        raise AuditUnavailable("the audit log cannot be written") from error


def _append(
    session: Session, keys: Keyring, entries: Iterable[tuple[int, PendingEvent]], previous: bytes
) -> bytes:
    """Append rows with these ids after a row with the hash `previous`; return the last hash."""
    shown_records: list[dict[str, object]] = []
    for number, event in entries:
        row = _row(keys, event, previous)
        row.id = number
        session.add(row)
        shown_records += (
            {
                "audit_id": number,
                "record": shown_record.record,
                "field_classes": shown_record.words,
                "match": shown_record.match,
            }
            for shown_record in event.act.touched()
        )
        previous = row.hash
    session.flush()
    insert_rows(session, AuditRecord, shown_records)
    return previous


def _words(classes: Iterable[FieldClass]) -> str:
    return " ".join(sorted(field_class.value for field_class in classes))


def _row(keys: Keyring, event: PendingEvent, previous: bytes) -> Audit:
    actor, act = event.actor, event.act
    row = Audit(
        at=event.at,
        user_id=actor.user_id,
        agency_id=actor.agency_id,
        role=actor.role.value,
        acting_state=actor.state or None,
        action=act.action,
        outcome=act.outcome,
        purpose=act.purpose,
        basis=act.basis,
        subject=act.subject,
        records=json.dumps(
            [
                record_entry(shown_record.record, shown_record.words, shown_record.match)
                for shown_record in act.touched()
            ]
        ),
        previous=previous,
    )
    seal_row(keys, row)
    return row
