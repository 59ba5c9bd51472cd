"""Reasons for which a request is refused, revoked or withdrawn.

A reason is required and encrypted; a table lists the reasons that the other agency reads.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from sqlalchemy import func, select

from core.errors import InvalidInput
from core.policy.roles import Role
from core.policy.sharing.disclosure import ENDING_REASONS
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from models.records.notification import Notification
from models.records.record import RecordShare
from services.disclosure import disclosure_situation
from services.disclosure import requests as disclosure_requests
from services.disclosure.endings import NO_ENDING, Ending
from services.disclosure.steps import StepDetails
from services.foundation import data_keys
from tests.factories import FOUND, Installation
from tests.integration.consent_steps import FORM, put_in_force, withdraw
from tests.integration.disclosures.world import ASKER, RESPONSIBLE, World, comparable_fields

REMARK = "her name alone is enough"


def _step_acts(shown: disclosure_requests.DisclosureView) -> list[str]:
    assert shown.next_steps is not None
    return [step.act for step in shown.next_steps.done]


@pytest.mark.parametrize(
    ("act", "ending", "field"),
    [
        ("revoke", NO_ENDING, "reason"),
        ("revoke", Ending("", REMARK), "reason"),
        ("revoke", Ending("no_longer_needed"), "reason"),
        ("withdraw", Ending("danger"), "reason"),
        ("revoke", Ending("danger", "x" * 501), "remark"),
        ("review", Ending("danger"), "reason"),
        ("review", Ending("", REMARK), "reason"),
    ],
)
def test_an_act_that_ends_a_request_names_a_reason_of_its_own_and_no_other_act_does(
    world: World, act: str, ending: Ending, field: str
) -> None:
    request, agency = world.ask(), ASKER if act == "withdraw" else RESPONSIBLE
    with pytest.raises(InvalidInput) as refused:
        world.one.do(
            world.actor(Role.CASEWORKER, agency),
            disclosure_requests.take_step,
            request,
            act,
            StepDetails(ending),
        )
    assert refused.value.field == field
    assert world.read(request).state == "with_the_responsible_agency"


def test_the_responsible_reads_every_reason_and_the_asker_only_those_about_the_request(
    world: World,
) -> None:
    request = world.ask()
    world.one.clock.move(timedelta(days=60))
    world.deadlines()  # the responsible agency did not answer in time
    unanswered = world.read(request)
    assert (unanswered.state, unanswered.why_ended, unanswered.remark) == ("not_released", "", "")
    for reason, is_shown in ENDING_REASONS["revoke"].items():
        request = world.ask()
        world.step(request, "revoke", ending=Ending(reason, REMARK))
        own, asker_view = world.read(request, agency=RESPONSIBLE), world.read(request)
        assert (own.why_ended, own.remark) == (reason, REMARK)
        same = dataclasses.replace(
            unanswered,
            requested_at=asker_view.requested_at,
            answer_by=asker_view.answer_by,
            act_by=asker_view.act_by,
        )
        if is_shown:
            same = dataclasses.replace(same, why_ended=reason, remark=REMARK)
        assert _step_acts(asker_view) == _step_acts(same) == ["ask"]
        # only the times of the steps differ
        assert asker_view.next_steps is not None
        assert unanswered.next_steps is not None
        assert asker_view.next_steps.actions == unanswered.next_steps.actions
        assert asker_view.next_steps.due == unanswered.next_steps.due
        same = dataclasses.replace(same, next_steps=asker_view.next_steps)
        assert comparable_fields(asker_view) == comparable_fields(same), reason


@pytest.mark.parametrize("reason", ENDING_REASONS["withdraw"])
def test_the_responsible_reads_why_a_request_was_withdrawn(world: World, reason: str) -> None:
    request = world.ask()
    assert (
        world.step(request, "withdraw", agency=ASKER, ending=Ending(reason, REMARK)) == "withdrawn"
    )
    for agency, read in ((RESPONSIBLE, (reason, REMARK)), (ASKER, ("", ""))):
        shown = world.read(request, agency=agency)
        assert (shown.state, shown.why_ended, shown.remark) == ("withdrawn", *read)


@pytest.mark.parametrize("remark", [f"she is in {FOUND['event_place']}", "call +49 151 5550116"])
def test_a_remark_to_the_other_side_may_not_contain_a_place_or_number(
    installation: Installation, remark: str
) -> None:
    world = World(installation, phones=["own:+49 151 5550116"])
    request = world.ask()
    with pytest.raises(InvalidInput) as refused:
        world.step(request, "revoke", ending=Ending("too_much_asked", remark))
    assert refused.value.field == "remark"
    # only the responsible agency, who knows the danger, reads the remark
    world.step(request, "revoke", ending=Ending("danger", remark))
    assert world.read(request).remark == ""


def test_a_remark_of_the_requesting_agency_is_compared_with_its_own_record(world: World) -> None:
    request = world.ask()
    with pytest.raises(InvalidInput) as refused:
        world.step(
            request, "withdraw", agency=ASKER, ending=Ending("learned_otherwise", "she left Lesvos")
        )
    assert refused.value.field == "remark"


def test_a_refused_consent_closes_a_request_without_telling_the_requester_why(
    world: World,
) -> None:
    request = world.ask()
    world.steps(request, ("review", "check_consent", "consent_refused", "close"))
    assert world.read(request, agency=RESPONSIBLE).why_ended == "no_consent"
    assert world.read(request).why_ended == ""


def test_the_requester_is_notified_of_a_refused_consent_as_often_as_of_any_other_refusal(
    world: World,
) -> None:
    to_refusal = ("review", "check_consent", "consent_refused")
    agency = world.actor(Role.CASEWORKER, ASKER).agency_id
    query = select(func.count()).where(
        Notification.agency_id == agency, Notification.kind == "disclosure"
    )
    counts = [0]
    for acts in (("revoke",), (*to_refusal, "revoke"), (*to_refusal, "close")):
        world.steps(world.ask(), acts)
        with world.one.database.transaction(is_read_only=True) as session:
            counts.append(session.scalar(query) or 0)
    assert counts == [0, 1, 2, 3]


def test_only_the_responsible_is_notified_that_a_grant_is_no_longer_permitted(world: World) -> None:
    put = put_in_force(world.one, world.found, FORM)
    world.assess()
    request = world.ask()
    world.steps(request, ("review", "check_consent", "consent_given", "check_risk"))
    world.approve_twice(request)
    world.step(request, "release")
    withdraw(world.one, put)
    assert world.read(request, agency=RESPONSIBLE).why_ended == "not_permitted_now"
    assert world.read(request).why_ended == ""


def test_the_reason_of_an_ending_is_encrypted_and_erased_with_the_record(world: World) -> None:
    request = world.ask()
    world.step(request, "revoke", ending=Ending("danger", REMARK))
    with world.one.database.transaction() as session:
        stored = session.scalars(select(Disclosure.ending)).one()
        assert stored is not None
        assert b"danger" not in stored
        data_keys.destroy_data_key(session, world.found)
    shown = world.read(request, agency=RESPONSIBLE)
    assert (shown.state, shown.why_ended, shown.remark) == ("revoked", "", "")


def _bar(world: World) -> None:
    """Keep the found child from the state of the asking side."""
    bar = RecordShare(
        record_id=world.one.row_of(world.found).id, state="GR", audience="protection", view=0
    )
    with world.one.database.transaction() as session:
        session.add(bar)


@pytest.mark.both
def test_after_a_bar_the_asking_side_sees_an_end_as_no_answer(installation: Installation) -> None:
    world = World(installation)
    request = world.ask()
    _bar(world)
    before = world.read(request)
    assert before.state == "with_the_responsible_agency"
    world.step(request, "revoke", ending=Ending("too_much_asked", REMARK))
    assert world.read(request) == before
    assert world.read(request, agency=RESPONSIBLE).state == "revoked"
    with installation.database.transaction() as session:
        row = session.scalars(select(Disclosure)).one()
        state_after = [
            disclosure_situation.state_for_asker(row, taken, now=at)
            for taken, at in (
                (
                    session.scalars(select(DisclosureStep)).all(),
                    row.requested_at + timedelta(days=days),
                )
                for days in (59, 60)
            )
        ]
    assert state_after == ["with_the_responsible_agency", "not_released"]
    assert world.step(request, "withdraw", agency=ASKER) == "withdrawn"
    withdrawn = world.read(request)
    assert (withdrawn.state, withdrawn.why_ended) == ("withdrawn", "")
    assert world.read(request, agency=RESPONSIBLE).state == "revoked"


@pytest.mark.both
def test_an_end_that_the_asking_side_learned_before_a_bar_stays_known_without_its_words(
    installation: Installation,
) -> None:
    """The words are sealed with the record, which the asking side no longer sees."""
    world = World(installation)
    request = world.ask()
    world.step(request, "revoke", ending=Ending("too_much_asked", REMARK))
    before = world.read(request)
    assert (before.record, before.why_ended, before.remark, before.purpose) == (
        world.found,
        "too_much_asked",
        REMARK,
        "verify_hit",
    )
    _bar(world)
    hidden: dict[str, Any] = {
        "record": None,
        **dict.fromkeys(("why_ended", "remark", "purpose", "reason", "imminent"), ""),
    }
    assert world.read(request) == dataclasses.replace(before, call=ANY, **hidden)
    asker = world.actor(Role.CASEWORKER, ASKER)
    (line,) = installation.do(asker, disclosure_requests.list_disclosures)
    assert (line.state, line.record) == ("not_released", None)
    own = world.read(request, agency=RESPONSIBLE)
    assert (own.record, own.remark) == (world.found, REMARK)
