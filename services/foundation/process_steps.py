"""Raise and list the refusals that a process table gives for the acts of a viewer."""

from __future__ import annotations

import dataclasses

from sqlalchemy.orm import Session

from core.errors import Conflict, Refused
from core.policy import process as process_tables
from core.policy.process import NextSteps, Process, Situation, refusal_of
from services.foundation import dual_control
from services.foundation.context import Context


def check_step(process: Process, situation: Situation, act: str) -> None:
    """Raise unless the act is allowed now.

    `Refused` for the role and for a side that may never take the step, else `Conflict`. Whether the
    account is independent is checked by `dual_control` in the act.
    """
    refusal = refusal_of(process, situation, act)
    if refusal is process.wrong_role or refusal in process.never:
        raise Refused(refusal)
    if refusal is not None:
        raise Conflict(refusal)


def next_steps(
    session: Session, context: Context, process: Process, situation: Situation
) -> NextSteps:
    """Return the steps of a process as the viewer sees them.

    The accounts that made the viewer's account are read only where a second check may come next.
    """
    needs_second_person = any(
        step.distinct_from and situation.state in step.states for step in process.steps
    )
    if needs_second_person:
        now = context.clock.now()
        sponsors = dual_control.account_sponsors(session, situation.user_id, now)
        situation = dataclasses.replace(situation, sponsors=frozenset(sponsors))
    return process_tables.next_steps(process, situation)
