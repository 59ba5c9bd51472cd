"""The services do for each person what the next steps of a disclosure state."""

from __future__ import annotations

import dataclasses
from uuid import UUID

import pytest

from core.errors import NotFound
from core.policy.process import Process
from core.policy.roles import Role
from core.policy.sharing.disclosure_steps import process_shown
from services.disclosure import requests
from services.disclosure.endings import NO_ENDING
from services.disclosure.requests import DisclosureView
from services.disclosure.steps import StepDetails
from tests.integration.consent_steps import put_in_force
from tests.integration.disclosures.world import (
    ASKER,
    DANGER,
    LOW,
    REQUEST,
    RESPONSIBLE,
    TO_RISK,
    VITAL,
    WHY,
    World,
)
from tests.integration.next_step_checks import Act, compare

DESK = "DE-POL"
CALLED = {"call_back": ASKER, "call_police": "DE-POL"}


# no rule of these steps depends on the database
pytestmark = [
    pytest.mark.late,
    pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
]


class RequestWalk:
    """A request. Before each step, the next steps of each person are compared with the services."""

    def __init__(self, world: World) -> None:
        self.world, self.request = world, UUID(int=0)
        self.states: set[str] = set()
        self.allowed: set[tuple[str, str]] = set()
        self.asker_states: set[tuple[Role, str]] = set()

    def follow(self, *acts: str) -> None:
        """Take these acts; an act with a "+" is a supervisor's."""
        for act in acts:
            self.compare()
            name, role = act.rstrip("+"), Role.SUPERVISOR if "+" in act else Role.CASEWORKER
            agency = ASKER if name in {"acknowledge", "withdraw"} else RESPONSIBLE
            self.world.step(self.request, name, role, agency, called=CALLED.get(name, ""))
        self.compare()

    def compare(self) -> None:
        one = self.world.one
        caseworker = one.actor(Role.CASEWORKER, RESPONSIBLE)
        for actor in (
            caseworker,
            dataclasses.replace(caseworker, role=Role.SUPERVISOR),  # as a deputy
            one.actor(Role.SUPERVISOR, RESPONSIBLE),
            one.actor(Role.CASEWORKER, ASKER),
            one.actor(Role.SUPERVISOR, ASKER),
            one.actor(Role.SUPERVISOR, DESK),
        ):
            try:
                view: DisclosureView = one.do(actor, requests.read_disclosure, self.request)
            except NotFound:  # the state's desk reads a request that waits for its approval
                assert actor.agency_id == one.actor(Role.SUPERVISOR, DESK).agency_id
                continue
            next_steps = view.next_steps
            assert next_steps is not None
            process = process_shown(view.side, view.path)
            acts = self._acts(process, view)
            if actor is not caseworker:  # who tries the steps of other states too
                here = {step.act for step in process.steps if next_steps.state in step.states}
                acts = {act: take for act, take in acts.items() if act in here}
            if view.side == "asker":  # the shown state decides its next steps
                if (actor.role, next_steps.state) in self.asker_states:
                    continue
                self.asker_states.add((actor.role, next_steps.state))
            compared = compare(one, actor, process, next_steps, acts, self.request)
            self.states.add(next_steps.state)
            self.allowed |= {(view.side, act) for act, reason in compared if not reason}

    def _acts(self, process: Process, view: DisclosureView) -> dict[str, Act]:
        def step(act: str) -> Act:
            recipient = view.tell if act == "tell_guardian" else ""
            details = StepDetails(WHY.get(act, NO_ENDING), CALLED.get(act, ""), recipient)
            return lambda session, actor: requests.take_step(
                session, self.world.one.context, actor, self.request, act, details
            )

        # "answer" means all steps of the responsible agency; no service has it
        return {act: step(act) for act in process.acts if act != "answer"}


def test_an_ordinary_disclosure_does_for_each_person_what_its_next_steps_state(
    world: World,
) -> None:
    walk = RequestWalk(world)
    world.assess(LOW)
    walk.request = world.ask(REQUEST)
    walk.follow("review", "check_consent", "seek_consent")
    put_in_force(world.one, world.found)
    walk.follow(
        "consent_given", "check_risk", "approve", "approve+", "release", "acknowledge", "close"
    )
    for end in ("revoke", "withdraw"):
        walk.request = world.ask(REQUEST)
        world.step(walk.request, "review")
        walk.follow(end)
    walk.request = world.ask(REQUEST)
    world.steps(walk.request, ("review", "check_consent"))
    walk.follow("consent_refused")
    process = process_shown("responsible", "ordinary")
    assert walk.states >= set(process.states) - {"expired"}
    assert {act for side, act in walk.allowed if side == "asker"} == {"acknowledge", "withdraw"}
    responsible_agencies = set(process.acts) - {"acknowledge", "withdraw"}
    assert {act for side, act in walk.allowed if side == "responsible"} == responsible_agencies


def test_a_disclosure_in_danger_does_for_each_person_what_its_next_steps_state(
    world: World,
) -> None:
    walk = RequestWalk(world)
    world.assess(DANGER)
    walk.request = world.ask(VITAL)
    walk.follow("check_risk", "call_back", "call_police", "release")
    walk.follow("approve_after+", "tell_guardian", "acknowledge", "revoke")
    walk.request = world.ask(VITAL)
    walk.follow("call_police", "withdraw")
    process = process_shown("responsible", "vital_interest")
    assert walk.states >= set(process.states) - {"expired", "closed"}


def test_the_states_desk_does_what_the_next_steps_of_a_disclosure_state(world: World) -> None:
    walk = RequestWalk(world)
    world.set_state_desk(DESK)
    put_in_force(world.one, world.found)
    world.assess(LOW)
    walk.request = world.ask(dataclasses.replace(REQUEST, scopes=frozenset({"place"})))
    world.steps(walk.request, TO_RISK)
    walk.follow("approve")
    world.step(walk.request, "approve", Role.SUPERVISOR, DESK)
    walk.follow("release", "acknowledge", "close")
    assert {act for side, act in walk.allowed if side == "desk"} == {"approve"}
