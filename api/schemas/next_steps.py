"""What happens next in a process, as every resource with a process carries it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer
from core.policy.process import DueStep, NextSteps, Process
from core.refusals import Refusal


class RefusalReasonOut(Answer):
    """Why an action is not allowed now: a stable code, the reason, the next step, and where.

    `href` is the address of the page where it is remedied, "" where there is none.
    """

    code: str
    reason: str
    next_step: str
    href: str

    @classmethod
    def of(cls, refusal: Refusal, href: str = "") -> RefusalReasonOut:
        """Return code, reason and next step of a refusal with the address of its page."""
        return cls(code=refusal.code, reason=refusal.reason, next_step=refusal.next_step, href=href)


class ActionOut(Answer):
    """An action of a process; `reason` is null if it is allowed now."""

    name: str
    allowed: bool
    reason: RefusalReasonOut | None

    @classmethod
    def of(cls, name: str, reason: RefusalReasonOut | None) -> ActionOut:
        """Return an action; without a reason it is allowed."""
        return cls(name=name, allowed=reason is None, reason=reason)

    @classmethod
    def refused_by(cls, name: str, refusal: Refusal | None) -> ActionOut:
        """Return an action that belongs to no process; without a refusal it is allowed.

        The reason has no address of a page.
        """
        return cls.of(name, None if refusal is None else RefusalReasonOut.of(refusal))


class DoneStepOut(Answer):
    """A step that was taken: the act, the side (`own` or `other`), the time, and whether by you."""

    act: str
    side: str
    at: datetime
    is_by_you: bool


class DueStepOut(Answer):
    """The step that is due: its act, the sides and roles that take it, and the unmet conditions.

    `is_own_side`: your side takes it. `is_yours`: you can take it now. `due_at`: by when your side
    must take it; null without a deadline, and for a step of the other side.
    """

    process: str
    act: str
    sides: list[str]
    roles: list[str]
    is_own_side: bool
    is_yours: bool
    due_at: datetime | None
    lacking: list[RefusalReasonOut]

    @classmethod
    def of(
        cls, process: Process, due: DueStep | None, ids: Mapping[str, UUID | None]
    ) -> DueStepOut | None:
        """Return the step that is due; None without one. `ids` fill the addresses of pages."""
        if due is None:
            return None
        return cls(
            process=process.name,
            act=due.act,
            sides=list(due.sides),
            roles=[role.value for role in due.roles],
            is_own_side=due.is_own_side,
            is_yours=due.is_yours,
            due_at=due.due_at,
            lacking=[_reason(process, refusal, ids) for refusal in due.lacking],
        )


class NextStepsOut(Answer):
    """The steps done, the step that is due, and every action with its reason.

    `due` is null if no step comes next.
    """

    process: str
    state: str
    done: list[DoneStepOut]
    due: DueStepOut | None
    actions: list[ActionOut]

    @classmethod
    def of(
        cls,
        process: Process,
        steps: NextSteps,
        *,
        user_id: int | None,
        ids: Mapping[str, UUID | None],
    ) -> NextStepsOut:
        """Return the next steps of a process with the address of a page for each refusal.

        `user_id` is the reader, for `is_by_you`. `ids` are the ids that fill the addresses; an
        address without its id, and that of the page of the process itself, is "".
        """
        return cls(
            process=process.name,
            state=steps.state,
            done=[
                DoneStepOut(
                    act=step.act,
                    side=step.side,
                    at=step.at,
                    is_by_you=user_id is not None and step.user_id == user_id,
                )
                for step in steps.done
            ],
            due=DueStepOut.of(process, steps.due, ids),
            actions=[
                ActionOut.of(
                    action.name,
                    None if action.refusal is None else _reason(process, action.refusal, ids),
                )
                for action in steps.actions
            ],
        )


def _reason(process: Process, refusal: Refusal, ids: Mapping[str, UUID | None]) -> RefusalReasonOut:
    known_ids = {name: str(value) for name, value in ids.items() if value is not None}
    href = refusal.href_for(known_ids)
    # the viewer reads the page of the process
    return RefusalReasonOut.of(refusal, "" if href == process.page.format_map(known_ids) else href)
