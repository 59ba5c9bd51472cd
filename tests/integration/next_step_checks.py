"""The driver that compares the next steps of a process with what the services do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from core.errors import ExplainedError
from core.policy.process import NextSteps, Process
from core.refusals import Refusal
from services.approval_decisions import tasks
from services.foundation.actor import Actor
from tests.factories import Installation

Act = Callable[[Session, Actor], object]


class _Undone(Exception):
    """Roll back an act that worked."""


def outcome_of(one: Installation, actor: Actor, process: Process, act: Act) -> str:
    """Perform an act and roll it back; return "" if it worked, else the code of the refusal."""
    try:
        with one.acting(actor) as session:
            act(session, actor)
            raise _Undone
    except _Undone:
        return ""
    except ExplainedError as error:
        if error.refusal is Refusal.REFUSED:  # the role lacks the action of the service
            return process.wrong_role.code
        return error.refusal.code if error.refusal is not None else str(error)


def stated_reason(next_steps: NextSteps, name: str) -> str:
    """Return the code of the reason in the next steps for an act, "" if it is allowed."""
    (refusal,) = (action.refusal for action in next_steps.actions if action.name == name)
    return "" if refusal is None else refusal.code


def compare(
    one: Installation,
    actor: Actor,
    process: Process,
    next_steps: NextSteps,
    acts: Mapping[str, Act],
    subject: UUID,
) -> set[tuple[str, str]]:
    """Perform each act; fail unless it works or has the stated refusal. Return acts and reasons.

    Fail too unless the tasks of the person have the subject exactly if its next step is theirs.
    """
    check_tasks(one, actor, process, next_steps, subject)
    assert {action.name for action in next_steps.actions} >= acts.keys()
    compared = {(name, stated_reason(next_steps, name)) for name in acts}
    found = {(name, outcome_of(one, actor, process, act)) for name, act in acts.items()}
    assert found == compared, (actor.role, next_steps.state)
    return compared


def check_tasks(
    one: Installation, actor: Actor, process: Process, next_steps: NextSteps, subject: UUID
) -> None:
    """Fail unless the tasks of a person have a subject exactly if its next step is theirs."""
    due = next_steps.due
    expected = [due.act] if due is not None and due.is_yours else []
    listed = [
        task.act
        for task in one.do(actor, tasks.list_tasks)
        if (task.process, task.subject) == (process.name, subject)
    ]
    assert listed == expected, (process.name, actor.role, next_steps.state)
