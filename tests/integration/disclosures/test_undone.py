"""Undoing a confirmed match revokes its disclosures and notifies the recipient."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from core.errors import Conflict, HomewardError
from core.policy.roles import Role
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.matching_runs.match import Match, MatchDecision
from models.oversight.audit import Audit
from models.records.notification import Notification
from tests.factories import Installation
from tests.integration.consent_steps import FORM, put_in_force
from tests.integration.disclosures.world import ASKER, RESPONSIBLE, TO_RISK, World
from tests.integration.matches.decided import decide
from tests.integration.matches.steps import undo_decision


def _confirmed(one: Installation) -> World:
    """Return a world whose match people confirmed."""
    world = World(one)
    one.change(update(Match).values(state="open"))
    decide(one, world.match, "confirmed")
    one.work()
    return world


def _undo(world: World, role: Role, agency: str = RESPONSIBLE) -> None:
    undo_decision(world.one, world.actor(role, agency), world.match, "identity_disproved")


@pytest.mark.both
def test_undoing_a_match_revokes_its_disclosures_and_notifies_the_recipient(
    installation: Installation,
) -> None:
    world = _confirmed(installation)
    grant = world.released()
    _undo(world, Role.CASEWORKER)
    _undo(world, Role.SUPERVISOR)
    with pytest.raises(HomewardError):
        world.open_grant(grant)
    installation.work()
    (disclosure,) = installation.read_all(select(Disclosure))
    (row,) = installation.read_all(select(Grant))
    notified_agencies = installation.read_all(
        select(Notification.agency_id).where(Notification.kind == "disclosure")
    )
    acts = installation.read_all(select(Audit.action))
    assert installation.read_all(select(MatchDecision.step))[-2:] == ["propose_undo", "undo"]
    assert disclosure.state == "revoked"
    assert row.revoked_at is not None
    # of the release and of its end
    assert notified_agencies.count(world.actor(Role.CASEWORKER, ASKER).agency_id) == 2
    assert acts.count("disclosure_revoke") == 1
    assert world.read(disclosure.public_id).why_ended == "not_the_same_person"


def test_a_proposed_undo_stops_requests_approvals_and_releases(
    installation: Installation,
) -> None:
    world = _confirmed(installation)
    put_in_force(installation, world.found, FORM)
    world.assess()
    request = world.ask()
    world.steps(request, TO_RISK)
    _undo(world, Role.CASEWORKER)
    with pytest.raises(Conflict) as refused:
        world.step(request, "approve")
    assert refused.value.refusal.code == "review_is_needed"
    world.step(request, "revoke")
    with pytest.raises(Conflict) as refused:
        world.ask()
    assert refused.value.refusal.code == "review_is_needed"
