"""Deputies: who may replace a supervisor, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import InvalidInput, NotFound, NotSignedIn, Refused
from core.policy.access import DEPUTY_DAYS
from core.policy.roles import Role
from models.oversight.audit import Audit
from services.agencies import deputies
from services.foundation.actor import Actor
from tests.factories import Installation, login
from tests.integration.access.steps import ask_reset, open_session, resolve


def _name(
    one: Installation, name: str, *, days: float = 7, actor: Actor | None = None
) -> deputies.DeputyView:
    until = one.clock.now() + timedelta(days=days)
    with one.app.transaction() as session:
        by = actor or one.actor(Role.SUPERVISOR)
        return deputies.name_deputy(session, one.context, by, name, until=until, reason="on leave")


def test_a_deputy_acts_as_supervisor_when_asked_to_and_only_while_named(
    installation: Installation,
) -> None:
    name = login(Role.CASEWORKER, "DE-JUG")
    with pytest.raises(InvalidInput, match="not_named"):
        open_session(installation, name, is_deputy=True)
    named = _name(installation, name, days=0.1)
    plain = open_session(installation, name)
    acting = open_session(installation, name, is_deputy=True)
    assert resolve(installation, plain).role is Role.CASEWORKER
    actor = resolve(installation, acting)
    assert (actor.role, actor.user_id) == (
        Role.SUPERVISOR,
        installation.actor(Role.CASEWORKER).user_id,
    )
    with installation.database.transaction() as session:
        row = session.scalars(
            select(Audit).where(Audit.action == "sign_in").order_by(Audit.id.desc())
        ).first()
        assert row is not None
        assert row.role == "supervisor"
    for _ in range(6):
        installation.clock.move(timedelta(minutes=25))
        if installation.clock.now() < named.ends_at:
            resolve(installation, acting)
        resolve(installation, plain)
    with pytest.raises(NotSignedIn):
        resolve(installation, acting)


def test_ending_a_deputys_time_ends_their_session_as_one(installation: Installation) -> None:
    name = login(Role.CASEWORKER, "DE-JUG")
    named = _name(installation, name)
    acting = open_session(installation, name, is_deputy=True)
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with pytest.raises(NotFound), installation.app.transaction() as session:
        deputies.end_deputy(session, installation.context, stranger, named.id)
    with installation.app.transaction() as session:
        deputies.end_deputy(
            session, installation.context, installation.actor(Role.SUPERVISOR), named.id
        )
    with pytest.raises(NotSignedIn):
        resolve(installation, acting)
    with pytest.raises(InvalidInput):
        open_session(installation, name, is_deputy=True)


@pytest.mark.parametrize("days", [0, -1, DEPUTY_DAYS + 0.01])
def test_a_deputy_has_rights_for_a_limited_time(installation: Installation, days: float) -> None:
    with pytest.raises(InvalidInput, match="until"):
        _name(installation, login(Role.CASEWORKER, "DE-JUG"), days=days)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_a_deputy_needs_a_case_role(installation: Installation, role: Role) -> None:
    with pytest.raises(InvalidInput, match="not_a_deputy"):
        _name(installation, login(role, "DE-JUG"))


def test_a_deputy_is_of_the_own_agency(installation: Installation) -> None:
    with pytest.raises(NotFound):
        _name(installation, login(Role.CASEWORKER, "GR-CPA"))
    with pytest.raises(Refused, match="Your role does not allow this"):
        _name(
            installation,
            login(Role.CASEWORKER, "GR-CPA"),
            actor=installation.actor(Role.ADMINISTRATOR),
        )


def test_naming_deputies_and_resetting_are_not_for_other_roles(installation: Installation) -> None:
    for role in (Role.CASEWORKER, Role.LIAISON_OFFICER, Role.AUDITOR, Role.ANALYST):
        with pytest.raises(Refused, match="Your role does not allow this"):
            ask_reset(installation, installation.actor(role))
        with pytest.raises(Refused, match="Your role does not allow this"):
            _name(installation, login(Role.CASEWORKER, "DE-JUG"), actor=installation.actor(role))
