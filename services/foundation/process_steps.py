"""Raise the refusal that a process table gives for an act."""

from __future__ import annotations

from core.errors import Conflict, Refused
from core.policy.process import Process, Situation, refusal_of


def check_step(process: Process, situation: Situation, act: str) -> None:
    """Raise unless the act is allowed now.

    `Refused` for the role and for a side that may never take the step, else `Conflict`.
    """
    refusal = refusal_of(process, situation, act)
    if refusal is process.wrong_role or refusal in process.never:
        raise Refused(refusal)
    if refusal is not None:
        raise Conflict(refusal)
