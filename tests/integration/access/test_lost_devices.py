"""Lost devices: who asks for a reset, and the second person who approves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from core.policy.access import RESET_HOURS
from core.policy.roles import Role
from models.agencies.user import UserAccount
from services.agencies import access_requests, accounts, user_directory
from services.agencies.accounts import INSTALLER, UserForm
from services.agencies.second_factor import CodeResult
from services.foundation.actor import Actor
from services.foundation.context import Context
from tests.factories import Installation, login
from tests.integration.access.steps import (
    ask_reset,
    check,
    enrol,
    id_of_user,
    invite,
    open_session,
    resolve,
    start,
)


def _decide(
    one: Installation,
    actor: Actor,
    reset: access_requests.AccessRequestCreated,
    *,
    is_approved: bool = True,
) -> str | None:
    with one.app.transaction() as session:
        return access_requests.decide_request(
            session, one.context, actor, reset.id, is_approved=is_approved
        )


def test_a_lost_device_ends_sessions_at_once_and_a_second_person_opens_the_way_back(
    installation: Installation, production: Context
) -> None:
    secret, codes = enrol(installation, production, invite(installation))
    token = open_session(installation, "anna")
    supervisor, administrator = (
        installation.actor(Role.SUPERVISOR),
        installation.actor(Role.ADMINISTRATOR),
    )
    reset = ask_reset(installation, supervisor, "anna")
    with pytest.raises(NotSignedIn):
        resolve(installation, token)
    with installation.app.transaction() as session:
        assert accounts.find_login(session, installation.context, "anna").user_id is None
        (pending,) = access_requests.list_pending(session, installation.context, administrator)
    assert (pending.id, pending.login, pending.reason) == (reset.id, "anna", "left on a train")
    second = _decide(installation, administrator, reset)
    for half in (reset.first, second, f"{second}.{reset.first}", f"{reset.first}.{reset.first}"):
        with pytest.raises(NotFound):
            start(installation, production, half or "")
    fresh, new_codes = enrol(installation, production, f"{reset.first}.{second}")
    assert fresh != secret
    assert not set(codes) & set(new_codes)
    anna = id_of_user(installation, "anna")
    assert check(installation, production, anna, codes[0]) is CodeResult.WRONG
    assert check(installation, production, anna, new_codes[0]) is CodeResult.ACCEPTED


def test_a_reset_is_not_decided_by_its_requester_or_its_subject(installation: Installation) -> None:
    supervisor = installation.actor(Role.SUPERVISOR)
    reset = ask_reset(installation, supervisor)
    with pytest.raises(Conflict):
        _decide(installation, supervisor, reset)
    with pytest.raises(Conflict):
        ask_reset(installation, supervisor, login(Role.SUPERVISOR, "DE-JUG"))
    about_administrator = ask_reset(installation, supervisor, login(Role.ADMINISTRATOR, "DE-JUG"))
    with pytest.raises(NotFound):
        _decide(installation, installation.actor(Role.ADMINISTRATOR), about_administrator)
    with pytest.raises(Conflict):
        ask_reset(installation, installation.actor(Role.ADMINISTRATOR))


def test_a_refused_or_expired_reset_leaves_the_account_as_it_was(
    installation: Installation,
) -> None:
    supervisor, administrator = (
        installation.actor(Role.SUPERVISOR),
        installation.actor(Role.ADMINISTRATOR, "GR-CPA"),
    )
    reset = ask_reset(installation, supervisor)
    assert _decide(installation, administrator, reset, is_approved=False) is None
    assert open_session(installation, "caseworker.de-jug")
    late = ask_reset(installation, supervisor)
    installation.clock.move(timedelta(hours=RESET_HOURS))
    with pytest.raises(NotFound):
        _decide(installation, administrator, late)
    assert open_session(installation, "caseworker.de-jug")


def test_an_account_once_reset_is_not_invited_past_the_second_person(
    installation: Installation,
) -> None:
    reset = ask_reset(installation, installation.actor(Role.SUPERVISOR))
    _decide(installation, installation.actor(Role.ADMINISTRATOR), reset)
    form = UserForm("caseworker.de-jug", "C", Role.CASEWORKER, "")
    with pytest.raises(InvalidInput, match="taken"):
        invite(installation, installation.actor(Role.SUPERVISOR), form)


def test_a_supervisor_reaches_only_the_own_agency(installation: Installation) -> None:
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with pytest.raises(NotFound):
        ask_reset(installation, stranger)
    reset = ask_reset(installation, installation.actor(Role.SUPERVISOR))
    with pytest.raises(NotFound):
        _decide(installation, stranger, reset)
    with installation.app.transaction() as session:
        assert access_requests.list_pending(session, installation.context, stranger) == []


def test_a_disabled_user_cannot_use_an_access_link(installation: Installation) -> None:
    token = invite(installation)
    with installation.database.transaction() as session:
        tags = accounts.login_tags(installation.context.keys, "anna")
        user = session.scalars(select(UserAccount).where(UserAccount.login_tag.in_(tags))).one()
        user_directory.disable_account(session, installation.context, INSTALLER, user.public_id)
    with pytest.raises(NotFound):
        start(installation, installation.context, token)
