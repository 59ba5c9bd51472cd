"""Raise and list the refusals that a process table gives for the acts of a viewer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core.errors import Refused
from core.policy import process as process_tables
from core.policy.process import NextSteps, Process, Situation, refusal_of
from services.foundation import dual_control
from services.foundation.context import Context


def check_step(
    session: Session,
    context: Context,
    process: Process,
    situation: Situation,
    act: str,
    **ids: object,
) -> None:
    """Raise unless the act is allowed now.

    Raise `Refused` if the role or the side may never take the step, and for an account that is not
    independent of those who took the steps before. Raise `Conflict` for any other reason. `ids` are
    those of the viewer's own objects; the link of the refusal uses them.
    """
    is_second = any(step.act == act and step.distinct_from for step in process.steps)
    if is_second:
        situation = _with_related(session, context, [situation])[0]
    refusal = refusal_of(process, situation, act)
    if refusal is process.wrong_role or refusal in process.never:
        raise Refused(refusal, **ids)
    dual_control.check(refusal, **ids)


def _with_related(
    session: Session, context: Context, situations: Sequence[Situation]
) -> list[Situation]:
    """Return one viewer's situations with the accounts related to theirs, read once."""
    if not situations:
        return []
    now = context.clock.now()
    related = dual_control.related_accounts(session, situations[0].user_id, now)
    return [dataclasses.replace(situation, related=related) for situation in situations]


def next_steps(
    session: Session, context: Context, process: Process, situation: Situation
) -> NextSteps:
    """Return the steps of a process as the viewer sees them."""
    return next_steps_of_all(session, context, process, [situation])[0]


def next_steps_of_all(
    session: Session, context: Context, process: Process, situations: Sequence[Situation]
) -> list[NextSteps]:
    """Return the steps of each of one viewer's situations, in their order.

    The accounts that made the viewer's account are read once, and only where an approval may
    come next.
    """
    states = {state for step in process.steps if step.distinct_from for state in step.states}
    if any(situation.state in states for situation in situations):
        situations = _with_related(session, context, situations)
    return [process_tables.next_steps(process, situation) for situation in situations]


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a process with the viewer's situation.

    `record` is the public id of the viewer's own record that it is about, None without one.
    """

    id: UUID
    record: UUID | None
    situation: Situation


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A step that waits for the viewer; the fields are those of `Subject` and `DueStep`.

    `record`: None if the subject is about no record of the viewer. `due_at`: None without a
    deadline. `is_second`: other people took steps before it that its taker may not have taken.
    """

    process: str
    subject: UUID
    record: UUID | None
    act: str
    due_at: datetime | None
    is_second: bool


def tasks(
    session: Session, context: Context, process: Process, subjects: Sequence[Subject]
) -> list[Task]:
    """Return the next steps that the viewer can take now, in the order of the subjects."""
    steps = next_steps_of_all(
        session, context, process, [subject.situation for subject in subjects]
    )
    return [
        Task(
            process.name,
            subject.id,
            subject.record,
            due.act,
            due.due_at,
            _is_second(process, taken.state, due.act),
        )
        for subject, taken in zip(subjects, steps, strict=True)
        if (due := taken.due) is not None and due.is_yours
    ]


def _is_second(process: Process, state: str, act: str) -> bool:
    return any(
        step.act == act and state in step.states and bool(step.distinct_from)
        for step in process.steps
    )
