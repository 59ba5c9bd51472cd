"""Invitations: the roles that each role may invite, and enrolment."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import InvalidInput, NotFound, Refused
from core.policy.access import INVITATION_HOURS, RECOVERY_CODES, TOTP_STEP_S
from core.policy.roles import Role
from models.agencies.access import AccessLink, RecoveryCode
from models.agencies.user import UserAccount
from services.agencies.second_factor import CodeResult
from services.foundation.context import Context
from tests.factories import Installation
from tests.integration.access.steps import ANNA, check, enrol, finish, id_of_user, invite, start
from tests.one_time_codes import code_at


def test_an_invited_person_enrols_once_and_then_signs_in_with_password_and_code(
    installation: Installation, production: Context
) -> None:
    token = invite(installation)
    with pytest.raises(AssertionError):
        id_of_user(installation, "anna")
    secret, codes = enrol(installation, production, token)
    user_id = id_of_user(installation, "anna")
    assert len(set(codes)) == RECOVERY_CODES
    used = code_at(secret, installation.clock.now())
    assert check(installation, production, user_id, used) is CodeResult.WRONG
    installation.clock.move(timedelta(seconds=TOTP_STEP_S))
    assert (
        check(
            installation,
            production,
            user_id,
            code_at(secret, installation.clock.now()),
        )
        is CodeResult.ACCEPTED
    )
    for again in (start, enrol):
        with pytest.raises(NotFound):
            again(installation, production, token)


def test_token_secret_and_recovery_codes_are_never_stored_in_plain_text(
    installation: Installation, production: Context
) -> None:
    token = invite(installation)
    secret, codes = enrol(installation, production, token)
    with installation.database.transaction() as session:
        stored = [bytes(one) for one in session.scalars(select(AccessLink.token_hash)) if one]
        stored += session.scalars(select(RecoveryCode.code_hash))
        stored += [one for one in session.scalars(select(UserAccount.totp_secret)) if one]
    every = b"|".join(stored)
    for plain in (token, *codes, *(code.replace("-", "") for code in codes)):
        assert plain.encode() not in every
    assert secret not in every


@pytest.mark.parametrize("hours", [INVITATION_HOURS, INVITATION_HOURS - 1])
def test_an_invitation_expires(installation: Installation, hours: int) -> None:
    token = invite(installation)
    installation.clock.move(timedelta(hours=hours))
    if hours == INVITATION_HOURS:
        with pytest.raises(NotFound):
            start(installation, installation.context, token)
    else:
        assert start(installation, installation.context, token)


def test_a_repeated_invitation_invalidates_the_earlier_link(
    installation: Installation,
) -> None:
    first, second = invite(installation), invite(installation)
    with pytest.raises(NotFound):
        start(installation, installation.context, first)
    enrol(installation, installation.context, second)
    with pytest.raises(InvalidInput, match="taken"):
        invite(installation)


@pytest.mark.parametrize(
    ("role", "invited", "agency", "is_allowed"),
    [
        (Role.SUPERVISOR, Role.CASEWORKER, "", True),
        (Role.SUPERVISOR, Role.SUPERVISOR, "DE-JUG", True),
        (Role.SUPERVISOR, Role.ADMINISTRATOR, "", False),
        (Role.SUPERVISOR, Role.AUDITOR, "", False),
        (Role.SUPERVISOR, Role.CASEWORKER, "GR-CPA", False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, "GR-CPA", True),
        (Role.ADMINISTRATOR, Role.SYSTEM, "", False),
        (Role.CASEWORKER, Role.CASEWORKER, "", False),
        (Role.AUDITOR, Role.CASEWORKER, "", False),
    ],
)
def test_each_invites_the_roles_and_agencies_of_its_row(
    installation: Installation, role: Role, invited: Role, agency: str, is_allowed: bool
) -> None:
    form = dataclasses.replace(ANNA, role=invited)
    if is_allowed:
        assert invite(installation, installation.actor(role), form, agency)
    else:
        with pytest.raises(Refused):
            invite(installation, installation.actor(role), form, agency)


def test_an_enrolment_needs_the_right_code_where_a_second_factor_is_needed_and_none_on_loopback(
    installation: Installation, production: Context
) -> None:
    token = invite(installation)
    with pytest.raises(InvalidInput, match="not_started"):
        finish(installation, production, token, "123456")
    secret = start(installation, production, token)
    wrong = f"{(int(code_at(secret, installation.clock.now())) + 1) % 10**6:06}"
    for code in ("", wrong):
        with pytest.raises(InvalidInput, match="wrong"):
            finish(installation, production, token, code)
    assert finish(installation, installation.context, token, "") == []
    assert (
        check(installation, installation.context, id_of_user(installation, "anna"), "")
        is CodeResult.ACCEPTED
    )
    assert check(installation, production, id_of_user(installation, "anna"), "") is CodeResult.WRONG
