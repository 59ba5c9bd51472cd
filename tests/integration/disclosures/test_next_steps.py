"""The next steps of a disclosure: the responsible agency's lead to the end, and the asker's show no
secret.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.schemas.disclosure.requests_and_grants import DisclosureOut
from core.codes.disclosure import DisclosureState
from core.errors import ExplainedError
from core.policy.roles import Role
from core.policy.sharing.disclosure import ANSWER_HOURS, DISCLOSURE_ACTS, STATE_SHOWN_TO_ASKER
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from models.matching_runs.match import Match
from services.disclosure import requests
from services.disclosure.endings import NO_ENDING
from services.disclosure.requests import DisclosureView
from services.disclosure.steps import StepDetails
from services.review import match_situation
from tests.integration.consent_steps import put_in_force
from tests.integration.disclosures.world import (
    ASKER,
    DANGER,
    LOW,
    REQUEST,
    RESPONSIBLE,
    VITAL,
    WHY,
    World,
)


def _codes(view: DisclosureView) -> dict[str, str]:
    """Return the code of the refusal of each action, "" for an allowed one."""
    assert view.next_steps is not None
    return {
        action.name: "" if action.refusal is None else action.refusal.code
        for action in view.next_steps.actions
    }


def _current(view: DisclosureView) -> tuple[str, bool, list[str]]:
    """Return the next act, whether the viewer can take it, and the unmet conditions."""
    assert view.next_steps is not None
    due = view.next_steps.due
    if due is None:
        return "", False, []
    return due.act, due.is_yours, [refusal.code for refusal in due.lacking]


def test_the_responsible_reads_by_when_it_must_answer_and_the_asker_does_not(world: World) -> None:
    request = world.ask()
    for agency, due_at in (
        (RESPONSIBLE, world.one.clock.now() + timedelta(hours=ANSWER_HOURS[REQUEST.urgency])),
        (ASKER, None),
    ):
        steps = world.read(request, Role.CASEWORKER, agency).next_steps
        assert steps is not None
        assert steps.due is not None
        assert steps.due.due_at == due_at


def test_following_the_next_steps_of_the_responsible_releases_and_closes(world: World) -> None:
    request = world.ask()

    def responsible(role: Role = Role.CASEWORKER) -> tuple[str, bool, list[str]]:
        return _current(world.read(request, role, RESPONSIBLE))

    assert responsible() == ("review", True, [])
    world.step(request, "review")
    assert _codes(world.read(request, agency=RESPONSIBLE))["check_risk"] == "check_consent_first"
    assert responsible() == ("check_consent", True, [])
    world.step(request, "check_consent")
    assert responsible() == ("seek_consent", True, [])
    world.step(request, "seek_consent")
    assert responsible() == ("consent_given", False, ["no_consent_covers_this"])
    put_in_force(world.one, world.found)
    assert responsible() == ("consent_given", True, [])
    world.step(request, "consent_given")
    assert responsible() == ("check_risk", False, ["nothing_may_be_released"])
    world.assess()
    world.step(request, "check_risk")
    assert responsible() == ("approve", True, [])
    world.step(request, "approve")
    assert responsible() == ("approve", False, [])
    assert responsible(Role.SUPERVISOR) == ("approve", True, [])
    world.step(request, "approve", Role.SUPERVISOR)
    assert responsible() == ("release", True, [])
    world.step(request, "release")
    assert responsible()[:2] == ("acknowledge", False)
    assert _current(world.read(request)) == ("acknowledge", True, [])
    world.step(request, "acknowledge", agency=ASKER)
    assert responsible() == ("close", True, [])
    world.step(request, "close")
    assert responsible() == ("", False, [])


def test_in_danger_the_calls_come_before_the_release_and_the_duties_after_it(
    world: World,
) -> None:
    world.assess(DANGER)
    request = world.ask(VITAL)
    world.step(request, "check_risk")
    assert _codes(world.read(request, agency=RESPONSIBLE))["release"] == "call_own_police_first"
    assert _current(world.read(request, agency=RESPONSIBLE))[0] == "call_back"
    world.step(request, "call_back", called=ASKER)
    assert _current(world.read(request, agency=RESPONSIBLE))[0] == "call_police"
    world.call_police(request)
    assert _current(world.read(request, agency=RESPONSIBLE)) == ("release", True, [])
    world.step(request, "release")
    assert _current(world.read(request, Role.SUPERVISOR, RESPONSIBLE))[0] == "approve_after"
    world.step(request, "approve_after", Role.SUPERVISOR)
    shown = world.read(request, Role.SUPERVISOR, RESPONSIBLE)
    assert _current(shown)[0] == "tell_guardian"
    assert _codes(shown)["review_after"] == "second_person_reviews"
    assert _codes(shown)["approve_after"] != ""


HIDDEN = sorted(
    {
        (state, shown)
        for state, shown in STATE_SHOWN_TO_ASKER.items()
        if shown in {"with_the_responsible_agency", "not_released"}
        and state != DisclosureState.CLOSED
    }
)


def _set_state(world: World, state: str) -> None:
    """Put the request into a state, with the steps of the responsible agency that lead there."""
    with world.one.database.transaction() as session:
        disclosure = session.scalars(select(Disclosure)).one()
        disclosure.state = state
        for act in ("review", "seek_consent", "consent_refused", "check_risk", "approve"):
            session.add(
                DisclosureStep(
                    disclosure_id=disclosure.id,
                    act=act,
                    state=state,
                    user_id=disclosure.asked_by if act == "approve" else None,
                    at=world.one.clock.now(),
                )
            )


def _shown(world: World, request: UUID) -> dict[str, Any]:
    """Return the request as the asking side gets it."""
    view = world.read(request)
    out = DisclosureOut.of(view, {}, user_id=world.actor(Role.CASEWORKER, ASKER).user_id)
    return out.model_dump(mode="json")


class _Undone(Exception):
    """Rolls a step back; its text is the state that the step led to."""


def _answers(world: World, request: UUID) -> dict[str, str]:
    """Return how each act of the asker ends; what succeeds is rolled back."""
    answers, asker = {}, world.actor(Role.CASEWORKER, ASKER)
    for act in (act for act in DISCLOSURE_ACTS if act != "expire"):
        details = StepDetails(WHY.get(act, NO_ENDING))
        try:
            with world.one.acting(asker) as session:
                context = world.one.context
                view = requests.take_step(session, context, asker, request, act, details)
                raise _Undone(view.state)
        except _Undone as undone:
            answers[act] = str(undone)
        except ExplainedError as error:
            answers[act] = f"{type(error).__name__} {error.refusal.code}"
    return answers


@pytest.mark.parametrize("shown", ["with_the_responsible_agency", "not_released"])
def test_the_asker_gets_the_same_steps_in_all_states_that_look_the_same(
    world: World, shown: str
) -> None:
    request = world.ask()
    _set_state(world, next(state for state, shown_state in HIDDEN if shown_state == shown))
    view, answers = _shown(world, request), _answers(world, request)
    assert (answers["withdraw"] == "withdrawn") is (shown == "with_the_responsible_agency")
    expected = "answer" if shown == "with_the_responsible_agency" else None
    assert (view["next_steps"]["due"] or {}).get("act") == expected
    assert [step["act"] for step in view["next_steps"]["done"]] == ["ask"]
    secrets = ("consent", "risk", "approve", "review")
    assert not any(secret in str(view["next_steps"]) for secret in secrets)
    for state in (state for state, shown_as in HIDDEN if shown_as == shown):
        _set_state(world, state)
        assert _shown(world, request) == view
        assert _answers(world, request) == answers
    # new consents and risk assessments of the responsible agency change no answer
    put_in_force(world.one, world.found)
    world.assess(dataclasses.replace(LOW, level="high"))
    assert _shown(world, request) == view
    assert _answers(world, request) == answers


def test_after_each_end_without_a_release_the_asker_may_ask_again(world: World) -> None:
    for state in (state for state, shown in HIDDEN if shown == "not_released"):
        world.ask()
        with world.one.database.transaction() as session:
            row = session.scalars(select(Disclosure).order_by(Disclosure.id.desc())).first()
            assert row is not None
            row.state = state
            assert session.scalars(select(Match)).one().state == "confirmed"
        steps = world.one.do(
            world.actor(Role.CASEWORKER, ASKER), match_situation.read_next_steps, world.match
        )
        refusals = {action.name: action.refusal for action in steps.actions}
        assert refusals["ask_disclosure"] is None, state
    assert world.ask(REQUEST)
