"""Lost devices: who asks for a reset, and the second person who approves it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from core.codes.agencies import ChallengePurpose
from core.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from core.policy.access import RESET_HOURS
from core.policy.roles import Role
from models.agencies.access import Passkey
from models.agencies.user import UserAccount
from services.agencies import access_requests, accounts, devices, passkeys, user_directory
from services.agencies.accounts import INSTALLER, UserForm
from services.agencies.second_factor import CodeResult
from services.foundation.actor import Actor
from services.foundation.context import Context
from tests.factories import Installation, login
from tests.integration.access.steps import (
    ask_reset,
    check,
    decide_access,
    enrol,
    id_of_user,
    invite,
    open_session,
    pending_access,
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
    return decide_access(one, actor, reset.id, is_approved=is_approved)


def test_a_reset_takes_effect_when_a_second_person_approves_it(
    installation: Installation, production: Context
) -> None:
    secret, codes = enrol(installation, production, invite(installation))
    token = open_session(installation, "anna")
    supervisor = installation.actor(Role.SUPERVISOR)
    administrator = installation.actor(Role.ADMINISTRATOR)
    reset = ask_reset(installation, supervisor, "anna")
    assert resolve(installation, token).user_id == id_of_user(installation, "anna")
    assert open_session(installation, "anna")
    anna = id_of_user(installation, "anna")
    assert check(installation, production, anna, codes[0]) is CodeResult.ACCEPTED
    (pending,) = pending_access(installation, administrator)
    assert (pending.id, pending.title) == (reset.id, "anna")
    assert pending.about["reason"] == "left on a train"
    second = _decide(installation, administrator, reset)
    with pytest.raises(NotSignedIn):
        resolve(installation, token)
    for half in (reset.first, second, f"{second}.{reset.first}", f"{reset.first}.{reset.first}"):
        with pytest.raises(NotFound):
            start(installation, production, half or "")
    fresh, new_codes = enrol(installation, production, f"{reset.first}.{second}")
    assert fresh != secret
    assert not set(codes) & set(new_codes)
    assert check(installation, production, anna, codes[1]) is CodeResult.WRONG
    assert check(installation, production, anna, new_codes[0]) is CodeResult.ACCEPTED


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_theft_ends_sessions_devices_and_passkeys_at_once_and_the_rest_waits_for_the_approval(
    installation: Installation, production: Context, is_approved: bool
) -> None:
    _, codes = enrol(installation, production, invite(installation))
    token = open_session(installation, "anna")
    anna = id_of_user(installation, "anna")
    context, now = installation.context, installation.clock.now()
    with installation.database.transaction() as session:
        device = devices.remember_device(session, context, anna, "")
        fields = {"sealed": b"", "sign_count": 0, "created_at": now}
        session.add(Passkey(public_id=uuid4(), user_id=anna, **fields))
    supervisor = installation.actor(Role.SUPERVISOR)
    lost = ask_reset(installation, supervisor, "anna")
    theft = ask_reset(installation, supervisor, "anna", is_stolen=True)
    administrator = installation.actor(Role.ADMINISTRATOR)
    (pending,) = pending_access(installation, administrator)
    assert (pending.id, pending.kind) == (theft.id, "theft")
    with installation.app.transaction() as session:
        assert not devices.is_device_known_to_user(session, context, anna, device)
        assert passkeys.has_passkey(session, anna)  # the account still needs a second factor
        assert passkeys.begin_challenge(session, context, anna, ChallengePurpose.SIGN_IN) is None
    with pytest.raises(NotSignedIn):
        resolve(installation, token)
    with pytest.raises(NotFound):
        _decide(installation, administrator, lost)
    with pytest.raises(Conflict):
        ask_reset(installation, supervisor, "anna", is_stolen=True)
    assert open_session(installation, "anna")
    assert check(installation, production, anna, codes[0]) is CodeResult.ACCEPTED
    second = _decide(installation, administrator, theft, is_approved=is_approved)
    blocked = installation.read_rows(select(Passkey.blocked_at).where(Passkey.user_id == anna))
    assert [tuple(row) for row in blocked] == ([] if is_approved else [(None,)])
    if is_approved:
        assert start(installation, production, f"{theft.first}.{second}")
    else:
        assert open_session(installation, "anna")


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
    supervisor = installation.actor(Role.SUPERVISOR)
    administrator = installation.actor(Role.ADMINISTRATOR, "GR-CPA")
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
    assert pending_access(installation, stranger) == []


def test_a_disabled_user_cannot_use_an_access_link(installation: Installation) -> None:
    token = invite(installation)
    with installation.database.transaction() as session:
        tags = accounts.login_tags(installation.context.keys, "anna")
        user = session.scalars(select(UserAccount).where(UserAccount.login_tag.in_(tags))).one()
        user_directory.disable_account(session, installation.context, INSTALLER, user.public_id)
    with pytest.raises(NotFound):
        start(installation, installation.context, token)
