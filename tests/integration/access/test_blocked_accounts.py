"""A supervisor blocks the account of a person who left, and two people give the access back."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import Conflict, NotFound, NotSignedIn, Refused
from core.policy.roles import Role
from models.agencies.user import UserAccount
from models.oversight.audit import Audit
from services.agencies import accounts, devices, user_directory
from services.agencies.accounts import INSTALLER
from services.case import assignments
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.sharing import notification_lists
from tests.factories import FOUND, LAWFUL, Installation, login
from tests.integration.access.steps import (
    ask_reset,
    decide_access,
    enrol,
    id_of_user,
    invite,
    open_session,
    pending_access,
    resolve,
)


def _block(one: Installation, actor: Actor, name: str) -> None:
    user_id = _public_id(one, name)
    with one.app.transaction() as session:
        user_directory.block_account(session, one.context, actor, user_id)


def _public_id(one: Installation, name: str) -> UUID:
    tags = accounts.login_tags(one.context.keys, name)
    with one.database.transaction() as session:
        return session.scalars(
            select(UserAccount.public_id).where(UserAccount.login_tag.in_(tags))
        ).one()


def _decide(one: Installation, actor: Actor, request: UUID) -> str:
    second = decide_access(one, actor, request)
    assert second is not None
    return second


def _blockable(one: Installation, actor: Actor) -> set[str]:
    with one.app.transaction() as session:
        views = user_directory.list_accounts(session, one.context, actor)
    return {view.login for view in views if view.is_blockable}


def _notifications(one: Installation, actor: Actor) -> list[str]:
    return [
        str(notification.kind)
        for notification in one.do(actor, notification_lists.list_notifications)
    ]


def test_a_supervisor_blocks_a_leaver_at_once_and_the_agency_learns_of_it(
    installation: Installation, production: Context
) -> None:
    one, supervisor = installation, installation.actor(Role.SUPERVISOR)
    enrol(one, production, invite(one))
    token, anna = open_session(one, "anna"), id_of_user(one, "anna")
    with one.database.transaction() as session:
        device = devices.remember_device(session, one.context, anna, "")
    record = one.register({**FOUND, "record_ref": "B-1"}, supervisor, LAWFUL)
    one.do(supervisor, assignments.assign_records, [record], _public_id(one, "anna"))
    lost = ask_reset(one, supervisor, "anna")
    assert "anna" in _blockable(one, supervisor)
    _block(one, supervisor, "anna")
    with pytest.raises(NotSignedIn):
        resolve(one, token)
    with one.app.transaction() as session:
        assert not devices.is_device_known_to_user(session, one.context, anna, device)
    with pytest.raises(NotFound):
        _decide(one, one.actor(Role.ADMINISTRATOR), lost.id)
    unassigned = one.do(supervisor, assignments.list_caseload).unassigned
    assert [view.id for view in unassigned] == [record]
    assert {"account_blocked", "records_unassigned"} <= set(_notifications(one, supervisor))
    assert "account_blocked" not in _notifications(one, one.actor(Role.CASEWORKER))
    assert "account_blocked" not in _notifications(one, one.actor(Role.SUPERVISOR, "GR-CPA"))
    with one.database.transaction() as session:
        entries = session.scalars(select(Audit).where(Audit.action == "block_user")).all()
    assert [(entry.user_id, entry.subject) for entry in entries] == [
        (supervisor.user_id, _public_id(one, "anna"))
    ]
    with pytest.raises(Conflict):
        _block(one, supervisor, "anna")
    assert "anna" not in _blockable(one, supervisor)


def test_a_blocked_account_gets_access_back_by_two_people(
    installation: Installation, production: Context
) -> None:
    one, supervisor = installation, installation.actor(Role.SUPERVISOR)
    enrol(one, production, invite(one))
    _block(one, supervisor, "anna")
    back = ask_reset(one, supervisor, "anna")
    with pytest.raises(Conflict):
        _decide(one, supervisor, back.id)
    second = _decide(one, one.actor(Role.ADMINISTRATOR), back.id)
    enrol(one, production, f"{back.first}.{second}")
    assert resolve(one, open_session(one, "anna")).user_id == id_of_user(one, "anna")


def test_an_approved_invitation_is_blocked_and_a_waiting_one_is_refused_instead(
    installation: Installation, production: Context
) -> None:
    one, supervisor = installation, installation.actor(Role.SUPERVISOR)
    first = invite(one, supervisor, agency="")
    with pytest.raises(Conflict):
        _block(one, supervisor, "anna.de-jug")
    administrator = one.actor(Role.ADMINISTRATOR)
    (pending,) = pending_access(one, administrator)
    second = _decide(one, administrator, pending.id)
    _block(one, supervisor, "anna.de-jug")
    with pytest.raises(NotFound):
        enrol(one, production, f"{first}.{second}")


@pytest.mark.parametrize(
    ("role", "agency", "name"),
    [
        (Role.SUPERVISOR, "GR-CPA", login(Role.CASEWORKER, "DE-JUG")),  # another agency
        (Role.SUPERVISOR, "DE-JUG", login(Role.SUPERVISOR, "DE-JUG")),  # the own account
        (Role.SUPERVISOR, "DE-JUG", login(Role.ADMINISTRATOR, "DE-JUG")),  # not invited by them
        (Role.SUPERVISOR, "DE-JUG", login(Role.AUDITOR, "DE-JUG")),
    ],
)
def test_a_supervisor_blocks_only_colleagues_whom_they_could_invite(
    installation: Installation, role: Role, agency: str, name: str
) -> None:
    actor = installation.actor(role, agency)
    with pytest.raises(NotFound):
        _block(installation, actor, name)
    assert name not in _blockable(installation, actor)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LIAISON_OFFICER, Role.ADMINISTRATOR])
def test_no_other_role_blocks_an_account(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        _block(installation, installation.actor(role), login(Role.SUPERVISOR, "DE-JUG"))


def test_a_disabled_account_stays_disabled(installation: Installation) -> None:
    one, name = installation, login(Role.CASEWORKER, "DE-JUG")
    user_id = _public_id(one, name)
    _block(one, one.actor(Role.SUPERVISOR), name)
    with one.database.transaction() as session:
        user_directory.disable_account(session, one.context, INSTALLER, user_id)
    with pytest.raises(Conflict):
        _block(one, one.actor(Role.SUPERVISOR), name)
    with pytest.raises(Conflict):
        ask_reset(one, one.actor(Role.SUPERVISOR), name)
