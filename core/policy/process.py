"""Processes as tables of steps: which steps are open to a viewer, and why the others are not.

A service loads a frozen `Situation`. `refusal_of` decides whether an act is allowed, and
`next_steps` returns the same decision for every act. So a page never offers what the service
refuses, and each refusal names its true reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from core.policy.effects import StepEffect, Writes
from core.policy.roles import Role
from core.refusals import Refusal


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step of a process, in the states from which it may be taken.

    `sides`: who takes it; each process names its sides. It is empty for an automatic step, which a
    deadline or another process takes, never a person. `roles`: under which role it is taken;
    `matcher` means that workers do it when its time has come. `other_side`: the refusal for the
    other sides. `distinct_from`: acts of which no taker may take it, on either side and for any
    state, with the refusal `same_person`.
    `guards`: the conditions, as the refusals that they raise. `is_main`: it leads on, so it can be
    the step that comes next. `to`: the states that it may lead to; empty where the state stays.
    `wrong_state`: the refusal in other states; None: that of the process. `effects`: the other
    effects of the step, in at least one case.
    """

    act: str
    states: frozenset[str]
    sides: frozenset[str]
    roles: frozenset[Role]
    other_side: Refusal = Refusal.STEP_OF_ANOTHER_SIDE
    guards: tuple[Refusal, ...] = ()
    distinct_from: tuple[str, ...] = ()
    same_person: Refusal = Refusal.SECOND_PERSON_DECIDES
    to: tuple[str, ...] = ()
    is_main: bool = False
    wrong_state: Refusal | None = None
    effects: tuple[StepEffect, ...] = ()

    @property
    def is_automatic(self) -> bool:
        """Whether a deadline or another process takes the step."""
        return not self.sides


_WORKER = frozenset({Role.MATCHER})


def automatic_step(
    act: str,
    states: frozenset[str],
    to: str,
    effects: tuple[StepEffect, ...] = (),
    *,
    roles: frozenset[Role] = _WORKER,
) -> Step:
    """Return a step that a deadline takes, or another process under `roles`."""
    return Step(act, states, frozenset(), roles, to=(to,), effects=effects)


@dataclasses.dataclass(frozen=True, slots=True)
class Process:
    """The table of a process: its steps in the order of the work, automatic steps last.

    `wrong_state`: the refusal for an act that has no step from a state, by state. `page`: where the
    next steps are shown, as an `href` of `core.refusals`; a reason never leads to it. `start`: the
    act that begins the process, if another person than its doer takes a later step. `never`:
    refusals for a side that may never take the step. `conditions`: the guards of every step. They
    are checked before the state, and no step comes next while one does not hold. `writes`: by act,
    the rows that it writes; None for a table that shows the steps of other tables.
    """

    name: str
    states: tuple[str, ...]
    steps: tuple[Step, ...]
    wrong_state: Mapping[str, Refusal]
    wrong_role: Refusal
    writes: Mapping[str, Writes] | None
    page: str = ""
    start: str = ""
    never: frozenset[Refusal] = frozenset()
    conditions: tuple[Refusal, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts of people, each once, in their order."""
        return tuple(dict.fromkeys(step.act for step in self.steps if not step.is_automatic))

    def entry_of(self, act: str) -> str:
        """Return the entry of an act in the audit log."""
        return self.writes_of(act).audit[0]

    def writes_of(self, act: str) -> Writes:
        """Return the rows that an act writes, of a process that states them."""
        assert self.writes is not None
        return self.writes[act]


@dataclasses.dataclass(frozen=True, slots=True)
class DoneStep:
    """A step that was taken, as the viewer may know it.

    `user_id` is None if software took it, or if the viewer may not know the person.
    """

    act: str
    side: str
    at: datetime
    user_id: int | None


def done_steps(*moments: tuple[str, datetime | None, int | None]) -> tuple[DoneStep, ...]:
    """Return the steps of the viewer's side that were taken, in the given order.

    A moment is an act, its time and the account that took it. An act without a time was not taken.
    """
    return tuple(DoneStep(act, "own", at, user) for act, at, user in moments if at is not None)


@dataclasses.dataclass(frozen=True, slots=True)
class Situation:
    """All that the decision about a viewer's next steps depends on.

    `sides`: the sides on which the viewer works. `user_id`: the account of the viewer; None for
    software. `unmet`: the guards that do not hold now. `finished`: main acts that are done and need
    not be done again. `related`: the accounts that made the viewer's account, or that it made, too
    recently for an approval. `takers`: by act, all accounts whose step counts for the decision
    that is open, on both sides, also those hidden from the viewer; None: those of `done`.
    `due_at`: by when the viewer's side must take the next step, None without a deadline.
    """

    state: str
    sides: frozenset[str]
    role: Role
    user_id: int | None
    done: tuple[DoneStep, ...] = ()
    unmet: frozenset[Refusal] = frozenset()
    finished: frozenset[str] = frozenset()
    related: frozenset[int] = frozenset()
    takers: Mapping[str, frozenset[int | None]] | None = None
    due_at: datetime | None = None

    def takers_of(self, act: str) -> frozenset[int | None]:
        """Return every account that took an act; None is software."""
        if self.takers is not None:
            return self.takers.get(act, frozenset())
        return frozenset(done.user_id for done in self.done if done.act == act)


@dataclasses.dataclass(frozen=True, slots=True)
class Decider:
    """A person who takes a second step, of a process or as an approval.

    `user_id` is None for software. `related`: the accounts that made the person's account, or that
    it made, in the last `core.policy.approvals.INDEPENDENT_DAYS` days
    (`services.foundation.dual_control.find_deciders`). `makers`: those that made it. `siblings`:
    new accounts of the same agency that the same person invited.
    """

    user_id: int | None
    related: frozenset[int] = frozenset()
    makers: frozenset[int] = frozenset()
    siblings: frozenset[int] = frozenset()

    def refusal(
        self,
        firsts: Collection[int | None],
        same_person: Refusal,
        of_siblings: Refusal | None = None,
    ) -> Refusal | None:
        """Return why the person is no second person for `firsts`; None if they are one.

        `firsts` are the accounts that took the steps before, on both sides and for any state. None,
        an act of software, is skipped. Returns `same_person` for one of these accounts, and
        `ACCOUNT_IS_TOO_NEW` if one of the two made the account of the other. `of_siblings` is the
        refusal for siblings; None if they count as two persons.
        """
        before = set(firsts) - {None}
        if self.user_id in before:
            return same_person
        if before & self.related:
            return Refusal.ACCOUNT_IS_TOO_NEW
        return of_siblings if before & self.siblings else None

    def is_independent_of(self, user_id: int) -> bool:
        """Return whether the person is another one, and neither made the account of the other."""
        return user_id != self.user_id and user_id not in self.related

    def refusal_about(
        self, concerned: Collection[int | None], same_person: Refusal
    ) -> Refusal | None:
        """Return why the person does not decide about these accounts; None if they may.

        An account that made one of them may decide about it, an account that one of them made not.
        """
        if self.user_id in set(concerned) - {None}:
            return same_person
        return Refusal.ACCOUNT_IS_TOO_NEW if self.makers & set(concerned) else None


@dataclasses.dataclass(frozen=True, slots=True)
class ActionView:
    """An act, and the `refusal` that it would meet now; None if it is allowed."""

    name: str
    refusal: Refusal | None


@dataclasses.dataclass(frozen=True, slots=True)
class DueStep:
    """The next step: its act, the sides and roles that take it, and the missing conditions.

    `is_own_side`: a side of the viewer takes it. `is_yours`: the viewer can take it now. `due_at`:
    by when the viewer's side must take it; None without a deadline, and for another side.
    """

    act: str
    sides: tuple[str, ...]
    roles: tuple[Role, ...]
    is_own_side: bool
    is_yours: bool
    due_at: datetime | None
    lacking: tuple[Refusal, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class NextSteps:
    """What was done, what comes next and whose turn it is, and every action with its reason.

    `due` is None if no step comes next.
    """

    state: str
    done: tuple[DoneStep, ...]
    due: DueStep | None
    actions: tuple[ActionView, ...]


def next_state(process: Process, state: str, act: str, role: Role) -> str | None:
    """Return the state that an act leads to, or None if it has no step for this state and role.

    It is for processes whose steps lead to one state each.
    """
    steps = (step for step in process.steps if step.act == act and state in step.states)
    step = next((step for step in steps if role in step.roles), None)
    return None if step is None else next(iter(step.to), state)


def refusal_of(process: Process, situation: Situation, act: str) -> Refusal | None:
    """Return why the viewer may not do an act now; None if they may.

    The reasons have this order: role, a side that may never take the step, conditions of the
    process, state, side, person, guards of the step.
    """
    steps = [step for step in process.steps if step.act == act]
    if not any(situation.role in step.roles for step in steps):
        return process.wrong_role
    is_ever_own = any(situation.sides & step.sides for step in steps)
    if not is_ever_own and steps[0].other_side in process.never:
        return steps[0].other_side
    if (condition := _first_unmet(process.conditions, situation)) is not None:
        return condition
    here = [step for step in steps if situation.state in step.states]
    if not here:
        return steps[0].wrong_state or process.wrong_state[situation.state]
    own = [step for step in here if situation.sides & step.sides]
    if not own:
        return here[0].other_side
    refusals = [_unmet(process, situation, step) for step in own]
    return None if None in refusals else refusals[0]


def _unmet(process: Process, situation: Situation, step: Step) -> Refusal | None:
    if situation.role not in step.roles:
        return process.wrong_role
    firsts = {user for act in step.distinct_from for user in situation.takers_of(act)}
    decider = Decider(situation.user_id, situation.related)
    return decider.refusal(firsts, step.same_person) or _first_unmet(step.guards, situation)


def _first_unmet(guards: Iterable[Refusal], situation: Situation) -> Refusal | None:
    return next((guard for guard in guards if guard in situation.unmet), None)


def next_steps(process: Process, situation: Situation) -> NextSteps:
    """Return the steps of a process as the viewer sees them.

    It uses the same guards as the acts and has no side effects.
    """
    actions = tuple(ActionView(act, refusal_of(process, situation, act)) for act in process.acts)
    return NextSteps(situation.state, situation.done, _due_step(process, situation), actions)


def _due_step(process: Process, situation: Situation) -> DueStep | None:
    if _first_unmet(process.conditions, situation) is not None:
        return None
    main_steps = (
        step
        for step in process.steps
        if step.is_main and situation.state in step.states and step.act not in situation.finished
    )
    step = next(main_steps, None)
    if step is None:
        return None
    is_own_side = bool(situation.sides & step.sides)
    return DueStep(
        act=step.act,
        sides=tuple(sorted(step.sides)),
        roles=tuple(sorted(step.roles)),
        is_own_side=is_own_side,
        is_yours=refusal_of(process, situation, step.act) is None,
        due_at=situation.due_at if is_own_side else None,
        lacking=tuple(guard for guard in step.guards if guard in situation.unmet),
    )
