"""Decisions on a match: who may give them, in which order, and what undoes them."""

from __future__ import annotations

import dataclasses
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import Conflict, HomewardError, InvalidInput, VersionConflict
from core.policy.roles import Role
from core.refusals import Refusal
from models.matching_runs.match import MatchDecision
from services.approval_decisions import approval_list
from services.foundation.actor import Actor
from tests.factories import Installation
from tests.integration.matches.steps import (
    FOUND_SIDE,
    MISSING_SIDE,
    only_match,
    record_decision,
    register_both,
)
from tests.racing import at_once

pytestmark = pytest.mark.both


def test_found_side_proposes_and_confirms_then_the_missing_side_confirms_its_own_report(
    installation: Installation,
) -> None:
    register_both(installation)
    match = only_match(installation)
    same = ("same", "relative_confirmed")
    assert (
        record_decision(
            installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), match, *same, 1
        )
        == "proposed"
    )
    assert (
        record_decision(
            installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE), match, *same, 2
        )
        == "proposed"
    )
    assert (
        record_decision(
            installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE), match, *same, 3
        )
        == "confirmed"
    )
    with pytest.raises(Conflict):
        record_decision(
            installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE), match, *same, 4
        )


def test_a_match_decision_is_listed_for_those_who_may_confirm_it_now(
    installation: Installation,
) -> None:
    register_both(installation)
    match = only_match(installation)
    heads = [installation.actor(Role.SUPERVISOR, side) for side in (FOUND_SIDE, MISSING_SIDE)]
    stranger = installation.actor(Role.SUPERVISOR, "FR-116")
    worker = installation.actor(Role.CASEWORKER, FOUND_SIDE)

    def listed() -> list[bool]:
        lists = [
            installation.do(actor, approval_list.list_approvals)
            for actor in (*heads, stranger, worker)
        ]
        own = ("F-1", "M-1", "", "")  # each side reads the reference of its own record
        for line, reference in (
            (line, name) for lines, name in zip(lists, own, strict=True) for line in lines
        ):
            assert (line.kind, line.subject, line.title, line.about, line.asked_as) == (
                "match_decision",
                match,
                reference,
                {},
                "",
            )
        return [bool(lines) for lines in lists]

    assert listed() == [False] * 4
    record_decision(installation, worker, match, "same", "relative_confirmed", 1)
    assert listed() == [True, False, False, False]
    record_decision(installation, heads[0], match, "same", "relative_confirmed", 2)
    assert listed() == [False, True, False, False]
    record_decision(installation, heads[1], match, "same", "relative_confirmed", 3)
    assert listed() == [False] * 4


def test_the_missing_side_neither_proposes_nor_confirms_first(installation: Installation) -> None:
    register_both(installation)
    match = only_match(installation)
    same = ("same", "relative_confirmed")
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        with pytest.raises(Conflict):
            record_decision(installation, installation.actor(role, MISSING_SIDE), match, *same, 1)
    record_decision(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), match, *same, 1)
    with pytest.raises(Conflict):
        record_decision(
            installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE), match, *same, 2
        )


def test_the_missing_side_may_not_refute_facts_that_it_cannot_see(
    installation: Installation,
) -> None:
    register_both(installation)
    with pytest.raises(Conflict):
        record_decision(
            installation,
            installation.actor(Role.CASEWORKER, MISSING_SIDE),
            only_match(installation),
            "different",
            "relatives_differ",
            1,
        )


def test_a_proposal_is_not_confirmed_by_its_author(installation: Installation) -> None:
    register_both(installation)
    match = only_match(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    record_decision(installation, supervisor, match, "same", "document", 1)
    with pytest.raises(Conflict):
        record_decision(installation, supervisor, match, "same", "document", 2)


def _refusal(one: Installation, actor: Actor, match: UUID, *decision: str) -> Refusal | None:
    with pytest.raises(HomewardError) as refused:
        record_decision(one, actor, match, *decision)
    return refused.value.refusal


def test_one_person_who_acts_for_two_states_does_not_confirm_for_both_sides(
    installation: Installation,
) -> None:
    register_both(installation)
    match, same = only_match(installation), ("same", "document")
    found, missing = (
        installation.actor(Role.SUPERVISOR, side) for side in (FOUND_SIDE, MISSING_SIDE)
    )
    record_decision(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), match, *same)
    record_decision(installation, found, match, *same)
    acting = dataclasses.replace(missing, user_id=found.user_id)
    assert not installation.do(acting, approval_list.list_approvals)
    assert _refusal(installation, acting, match, *same) is Refusal.SECOND_PERSON_CONFIRMS
    assert record_decision(installation, missing, match, *same) == "confirmed"


def test_a_newer_proposal_of_a_colleague_does_not_free_its_first_author(
    installation: Installation,
) -> None:
    register_both(installation)
    match, same = only_match(installation), ("same", "document")
    first = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    worker = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    record_decision(installation, first, match, *same)
    record_decision(installation, worker, match, *same)
    assert _refusal(installation, first, match, *same) is Refusal.SECOND_PERSON_CONFIRMS
    # "cannot tell" opens the match again: only the proposals after it count
    record_decision(installation, first, match, "cannot_tell", "too_little")
    record_decision(installation, worker, match, *same)
    assert record_decision(installation, first, match, *same) == "proposed"


def test_different_needs_two_people_of_one_side(installation: Installation) -> None:
    register_both(installation)
    match = only_match(installation)
    different = ("different", "relatives_differ")
    worker = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    assert record_decision(installation, worker, match, *different, 1) == "proposed"
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    assert record_decision(installation, supervisor, match, *different, 2) == "refuted"


def test_a_side_confirms_once(installation: Installation) -> None:
    register_both(installation)
    match = only_match(installation)
    same = ("same", "document")
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    record_decision(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), match, *same, 1)
    record_decision(installation, supervisor, match, *same, 2)
    with pytest.raises(Conflict):
        record_decision(installation, supervisor, match, *same, 3)


def test_a_supervisor_with_another_opinion_replaces_the_proposal(
    installation: Installation,
) -> None:
    register_both(installation)
    match = only_match(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    record_decision(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), match, "same", "document", 1
    )
    assert (
        record_decision(installation, supervisor, match, "different", "relatives_differ", 2)
        == "proposed"
    )
    decision_rows = installation.read_rows(
        select(MatchDecision.step, MatchDecision.outcome).order_by(MatchDecision.id)
    )
    assert [tuple(one) for one in decision_rows] == [("propose", "same"), ("propose", "different")]


def test_cannot_tell_leaves_a_match_open(installation: Installation) -> None:
    register_both(installation)
    match = only_match(installation)
    assert (
        record_decision(
            installation, installation.actor(Role.CASEWORKER), match, "cannot_tell", "too_little", 1
        )
        == "open"
    )


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("same", "relatives_differ"), ("different", "document"), ("maybe", "document"), ("same", "")],
)
def test_a_reason_belongs_to_its_outcome(
    installation: Installation, outcome: str, reason: str
) -> None:
    register_both(installation)
    with pytest.raises(InvalidInput):
        record_decision(
            installation,
            installation.actor(Role.CASEWORKER),
            only_match(installation),
            outcome,
            reason,
            1,
        )


def test_sixteen_racing_decisions_count_as_one(installation: Installation) -> None:
    register_both(installation)
    match = only_match(installation)
    actor = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    won: list[str] = []
    lost: list[HomewardError] = []

    def race() -> None:
        try:
            won.append(record_decision(installation, actor, match, "same", "document", 1))
        except (VersionConflict, Conflict) as error:
            lost.append(error)

    at_once(race, [()] * 16)
    assert (len(won), len(lost)) == (1, 15)
    assert installation.count(MatchDecision) == 1
