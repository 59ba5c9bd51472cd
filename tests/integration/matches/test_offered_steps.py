"""The services do for each person what the next steps of a match state."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.policy.actions import Action
from core.policy.process import NextSteps
from core.policy.review import MATCH_PROCESS
from core.policy.roles import CASE_ROLES, Role
from services.disclosure import requests
from services.disclosure.requests import DisclosureForm
from services.foundation.actor import Actor
from services.records.closing import closures
from services.review import (
    decision_changes,
    decisions,
    match_messages,
    match_situation,
    visible_matches,
)
from services.review.decision_steps import Judgement
from services.review.match_messages import Letter
from tests.factories import Installation
from tests.integration.matches.decided import WAYS, Decided
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE
from tests.integration.next_step_checks import check_tasks, outcome_of, stated_reason

pytestmark = pytest.mark.both

SCOPES = frozenset({"identity"})
DANGER = "life"
TEXTS = ["Which song did she sing?", "What was the name of the cat?"]
# decision acts -> outcome and reason that lead to them; "confirm" repeats the proposal
OUTCOMES = {
    "propose": ("different", "age_impossible"),
    "doubt": ("cannot_tell", "too_little"),
    "provisional": ("provisionally_same", "no_second_person"),
    "confirm": ("same", "document"),
}


def _decision(act: str) -> Callable[..., Any]:
    outcome, reason = OUTCOMES[act]

    def give(session: Session, one: Installation, actor: Actor, match: Decided) -> None:
        opened = visible_matches.find_match(
            session, one.context, actor, match.match, Action.PROPOSE_DECISION
        )
        judgement = Judgement(outcome, reason, opened.version, opened.evidence)
        decisions.give_decision(session, one.context, actor, match.match, judgement)

    return give


def _undo(session: Session, one: Installation, actor: Actor, match: Decided) -> None:
    version = visible_matches.find_match(
        session, one.context, actor, match.match, Action.PROPOSE_DECISION
    ).version
    decision_changes.undo_decision(
        session, one.context, actor, match.match, reason="new_evidence", expected_version=version
    )


def _review(session: Session, one: Installation, actor: Actor, match: Decided) -> None:
    opened = visible_matches.find_match(
        session, one.context, actor, match.match, Action.PROPOSE_DECISION
    )
    decision_changes.keep_decision(
        session,
        one.context,
        actor,
        match.match,
        expected_version=opened.version,
        evidence=opened.evidence,
    )


def _ask(session: Session, one: Installation, actor: Actor, match: Decided) -> None:
    match_messages.write(session, one.context, actor, match.match, Letter(questions=TEXTS))


def _approve(session: Session, one: Installation, actor: Actor, match: Decided) -> None:
    closures.approve_sentence(
        session, one.context, actor, match.match, closure="located_no_contact_wished"
    )


def _request(path: str, imminent: str) -> Callable[..., Any]:
    form = DisclosureForm(SCOPES, "verify_hit", "the mother waits", path=path, imminent=imminent)

    def ask(session: Session, one: Installation, actor: Actor, match: Decided) -> None:
        requests.request_disclosure(session, one.context, actor, match.match, form)

    return ask


PERFORMED: dict[str, Callable[..., Any]] = {
    **{act: _decision(act) for act in OUTCOMES},
    **dict.fromkeys(("take_back", "propose_undo", "undo"), _undo),
    "review": _review,
    "ask_questions": _ask,
    "approve_closure": _approve,
    "ask_disclosure": _request("ordinary", ""),
    "ask_in_danger": _request("vital_interest", DANGER),
}


def _outcome(match: Decided, actor: Actor, name: str) -> str:
    def act(session: Session, actor: Actor) -> None:
        PERFORMED[name](session, match.one, actor, match)

    return outcome_of(match.one, actor, MATCH_PROCESS, act)


def _is_input_of_another_act(act: str, way: str, next_steps: NextSteps, role: Role) -> bool:
    """Return whether the service would read the same input as another act of the table."""
    is_decided = next_steps.state in {"confirmed", "refuted"}
    if act in {"take_back", "propose_undo", "undo"}:
        waiting = "undo" if way == "undo proposed" else "propose_undo"
        return act != (waiting if is_decided else "take_back")
    if act == "confirm":  # another role, or a match without a proposal: the same input proposes
        return role is not Role.SUPERVISOR or next_steps.state == "open"
    return act == "propose" and is_decided


@pytest.mark.parametrize("way", ["open", *WAYS, "undo proposed"])
def test_an_offered_act_works_and_others_meet_the_stated_reason(
    installation: Installation, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, "open", ())
    monkeypatch.setitem(WAYS, "undo proposed", WAYS["confirmed"])
    match = Decided(installation, way)
    if way == "undo proposed":
        match.undo(FOUND_SIDE, Role.CASEWORKER)
    compared = set()
    for agency in (FOUND_SIDE, MISSING_SIDE):
        for role in sorted(CASE_ROLES - {Role.LIAISON_OFFICER}):
            actor = installation.actor(role, agency)
            next_steps = installation.do(actor, match_situation.read_next_steps, match.match)
            check_tasks(installation, actor, MATCH_PROCESS, next_steps, match.match)
            for action in next_steps.actions:
                is_other = _is_input_of_another_act(action.name, way, next_steps, role)
                if action.name == "close_record" or is_other:
                    continue
                reason = stated_reason(next_steps, action.name)
                if action.name == "approve_closure" and agency == MISSING_SIDE:
                    # the service finds no match of a found person of this side
                    is_hidden = role is Role.SUPERVISOR
                    with pytest.raises(NotFound) if is_hidden else contextlib.nullcontext():
                        assert _outcome(match, actor, action.name) == reason
                    continue
                assert _outcome(match, actor, action.name) == reason, (agency, role, action.name)
                compared.add((action.name, reason == ""))
    assert len(compared) > 8
