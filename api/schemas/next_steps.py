"""What happens next in a process, as every resource with a process carries it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer
from core.policy.process import CurrentStep, NextSteps, Process
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


class CurrentStepOut(Answer):
    """The step that comes next, the sides and roles that take it, and the unmet conditions.

    `is_own_side`: your side takes it. `is_yours`: you can take it now.
    """

    act: str
    sides: list[str]
    roles: list[str]
    is_own_side: bool
    is_yours: bool
    lacking: list[RefusalReasonOut]


class TurnOut(Answer):
    """The step that comes next, as lists show it: the act, whose turn it is, and their roles.

    `is_own_side`: your side takes it. `is_yours`: you can take it now.
    """

    process: str
    act: str
    roles: list[str]
    is_own_side: bool
    is_yours: bool

    @classmethod
    def of(cls, process: Process, current: CurrentStep | None) -> TurnOut | None:
        """Return the current step without its unmet conditions; None without a step."""
        if current is None:
            return None
        return cls(
            process=process.name,
            act=current.act,
            roles=[role.value for role in current.roles],
            is_own_side=current.is_own_side,
            is_yours=current.is_yours,
        )


class NextStepsOut(Answer):
    """The steps done, the step that comes next, and every action with its reason.

    `current` is null if no step comes next.
    """

    process: str
    state: str
    done: list[DoneStepOut]
    current: CurrentStepOut | None
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
        known = {name: str(value) for name, value in ids.items() if value is not None}
        page = process.page.format_map(known)

        def reason(refusal: Refusal) -> RefusalReasonOut:
            href = refusal.href_for(known)
            # the viewer reads the page of the process
            return RefusalReasonOut.of(refusal, "" if href == page else href)

        current = steps.current
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
            current=None
            if current is None
            else CurrentStepOut(
                act=current.act,
                sides=list(current.sides),
                roles=[role.value for role in current.roles],
                is_own_side=current.is_own_side,
                is_yours=current.is_yours,
                lacking=[reason(refusal) for refusal in current.lacking],
            ),
            actions=[
                ActionOut.of(
                    action.name, None if action.refusal is None else reason(action.refusal)
                )
                for action in steps.actions
            ],
        )
