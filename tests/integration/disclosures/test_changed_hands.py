"""Requests for disclosure after one of the two records changed hands.

The records move by an accepted transfer, as over the interface.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.codes.disclosure import DisclosureState
from core.errors import Conflict, NotFound
from core.policy.roles import Role
from core.policy.sharing.disclosure import UNANSWERED_DAYS
from models.consent.written_consent import Consent
from models.disclosure.requests_and_grants import Disclosure
from services.approval_decisions import approval_list, tasks
from services.consent import written_consent
from tests.factories import Installation
from tests.integration.consent_steps import FORM, put_in_force, withdraw
from tests.integration.disclosures.world import ASKER, RESPONSIBLE, World
from tests.integration.steps import desk_notifications, move_record

TAKER = "FR-116"
BOTH = dataclasses.replace(FORM, recipients=frozenset({"GR", "FR"}))


def _state(one: Installation) -> str:
    return one.read_one(select(Disclosure.state))


def _see_home(world: World, agency: str) -> None:
    """Read what the start page of a supervisor and of a caseworker reads of requests."""
    for role in (Role.SUPERVISOR, Role.CASEWORKER):
        world.one.do(world.actor(role, agency), tasks.list_tasks)
        world.one.do(world.actor(role, agency), approval_list.list_approvals)


def test_consent_is_withdrawn_after_the_report_of_the_asker_changed_hands(world: World) -> None:
    grant = world.released(consent=BOTH)
    request = world.one.read_one(select(Disclosure.public_id))
    consent = world.one.read_one(select(Consent.public_id))
    move_record(world.one, world.missing, ASKER, TAKER)
    with pytest.raises(NotFound):
        world.open_grant(grant)
    _see_home(world, RESPONSIBLE)
    assert world.read(request, Role.CASEWORKER, RESPONSIBLE).state == "released"
    before = desk_notifications(world.one, TAKER)
    withdraw(world.one, consent)
    assert _state(world.one) == DisclosureState.REVOKED
    # the new responsible agency of the report never asked
    assert desk_notifications(world.one, TAKER) == before


@pytest.mark.parametrize("act", ["revoke", "withdraw", "nothing"])
def test_a_request_ends_after_the_report_of_the_asker_changed_hands(world: World, act: str) -> None:
    put_in_force(world.one, world.found, BOTH)
    world.assess()
    request = world.ask()
    move_record(world.one, world.missing, ASKER, TAKER)
    _see_home(world, RESPONSIBLE)
    world.steps(request, ("review", "check_consent"))
    with pytest.raises(Conflict):
        world.step(request, "consent_given")
    if act == "nothing":
        world.one.clock.move(timedelta(days=UNANSWERED_DAYS))
        world.deadlines()
        assert _state(world.one) == DisclosureState.EXPIRED
    else:
        world.step(request, act, agency=ASKER if act == "withdraw" else RESPONSIBLE)
        assert _state(world.one) in {DisclosureState.REVOKED, DisclosureState.WITHDRAWN}


def test_the_new_responsible_reads_and_ends_the_requests_of_the_former_one(world: World) -> None:
    put_in_force(world.one, world.found, BOTH)
    world.assess()
    request = world.ask()
    move_record(world.one, world.found, RESPONSIBLE, TAKER)
    _see_home(world, TAKER)
    assert world.read(request, Role.SUPERVISOR, TAKER).side == "responsible"
    world.step(request, "review", Role.SUPERVISOR, TAKER)
    with pytest.raises(NotFound):
        world.read(request, Role.CASEWORKER, RESPONSIBLE)
    world.step(request, "revoke", Role.SUPERVISOR, TAKER)
    assert _state(world.one) == DisclosureState.REVOKED


def test_the_new_responsible_ends_what_the_former_one_released(world: World) -> None:
    grant = world.released(consent=BOTH)
    request = world.one.read_one(select(Disclosure.public_id))
    move_record(world.one, world.found, RESPONSIBLE, TAKER)
    with pytest.raises(NotFound):
        world.open_grant(grant)
    _see_home(world, TAKER)
    (consent,) = world.one.do(
        world.actor(Role.SUPERVISOR, TAKER), written_consent.list_consents, world.found
    )
    withdraw_by = world.actor(Role.SUPERVISOR, TAKER)
    world.one.do(withdraw_by, written_consent.withdraw_consent, consent.id)
    assert world.read(request, Role.SUPERVISOR, TAKER).state == DisclosureState.REVOKED
