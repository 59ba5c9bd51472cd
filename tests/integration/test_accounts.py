from __future__ import annotations

import contextlib
import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import InvalidInput, LimitReached, NotSignedIn
from core.policy.access import ATTEMPT_LIMITS, AttemptScope
from core.policy.roles import Role
from core.security.passwords import verify_password
from models.agencies.user import UserAccount, UserSession
from services.agencies import (
    accounts,
    agency_register,
    sessions,
    sign_in_attempts,
    system_tokens,
    user_directory,
)
from services.agencies.accounts import INSTALLER, UserForm
from tests.factories import PASSWORD, Installation, login, software_token


def _open(
    one: Installation, role: Role = Role.CASEWORKER, agency: str = "DE-JUG", **how: str
) -> str:
    with one.database.transaction() as session:
        found = accounts.find_login(session, one.context, login(role, agency))
        assert found.user_id is not None
        opened = sessions.open_session(
            session,
            one.context,
            found.user_id,
            acting_state=how.get("state"),
            reason=how.get("reason", ""),
        )
    return opened.token


def _resolve(one: Installation, token: str) -> Role:
    with one.database.transaction() as session:
        return sessions.resolve_session(session, one.context, token).role


def test_the_right_password_leads_to_the_account_and_an_unknown_name_to_none(
    installation: Installation,
) -> None:
    with installation.database.transaction() as session:
        known = accounts.find_login(session, installation.context, " CaseWorker.DE-jug ")
        unknown = accounts.find_login(session, installation.context, "nobody")
    assert verify_password(known.password_hash, PASSWORD)
    assert unknown == accounts.LoginResult(None, None)


def test_a_token_identifies_its_user_and_is_stored_as_a_hash(installation: Installation) -> None:
    token = _open(installation)
    assert _resolve(installation, token) is Role.CASEWORKER
    assert token.encode() not in installation.read_all(select(UserSession.token_hash))
    with pytest.raises(NotSignedIn):
        _resolve(installation, token + "x")


@pytest.mark.parametrize(
    ("step", "count", "is_alive"), [(29, 3, True), (31, 1, False), (29, 21, False)]
)
def test_a_session_ends_when_idle_or_after_ten_hours(
    installation: Installation, step: int, count: int, is_alive: bool
) -> None:
    token = _open(installation)
    for _ in range(count - 1):
        installation.clock.move(timedelta(minutes=step))
        _resolve(installation, token)
    installation.clock.move(timedelta(minutes=step))
    if is_alive:
        assert _resolve(installation, token) is Role.CASEWORKER
    else:
        with pytest.raises(NotSignedIn):
            _resolve(installation, token)


def test_signing_out_ends_the_session(installation: Installation) -> None:
    token = _open(installation)
    with installation.database.transaction() as session:
        actor = sessions.resolve_session(session, installation.context, token)
        sessions.end_session(session, installation.context, actor)
    with pytest.raises(NotSignedIn):
        _resolve(installation, token)


def test_a_disabled_users_sessions_are_gone_at_once(installation: Installation) -> None:
    token = _open(installation)
    with installation.database.transaction() as session:
        tags = accounts.login_tags(installation.context.keys, login(Role.CASEWORKER, "DE-JUG"))
        user = session.scalars(select(UserAccount).where(UserAccount.login_tag.in_(tags))).one()
        user_directory.disable_account(session, installation.context, INSTALLER, user.public_id)
    with pytest.raises(NotSignedIn):
        _resolve(installation, token)
    with installation.database.transaction() as session:
        assert (
            accounts.find_login(
                session, installation.context, login(Role.CASEWORKER, "DE-JUG")
            ).user_id
            is None
        )


def test_acting_for_another_state_needs_permission_and_a_reason(installation: Installation) -> None:
    with installation.database.transaction() as session:
        agency = agency_register.find_agency(session, "GR-POL")
        form = UserForm("envoy", "Envoy", Role.LIAISON_OFFICER, PASSWORD, ("CY",))
        user = accounts.add_user(session, installation.context, INSTALLER, agency, form)
    for state, reason in (("DE", "joint case"), ("CY", "")):
        with pytest.raises(InvalidInput), installation.database.transaction() as session:
            sessions.open_session(
                session, installation.context, user.id, acting_state=state, reason=reason
            )
    with installation.database.transaction() as session:
        opened = sessions.open_session(
            session, installation.context, user.id, acting_state="CY", reason="joint case"
        )
    assert opened.actor.state == "CY"


def _attempts(one: Installation, count: int, **words: str) -> int:
    """Make sign-in attempts and return how many were not refused.

    `{}` in a word is replaced by the number of the attempt.
    """
    taken = 0
    for number in range(count):
        attempt = {name: word.format(number) for name, word in words.items()}
        with contextlib.suppress(LimitReached), one.database.transaction() as session:
            sign_in_attempts.count_sign_in(session, one.context, **attempt)
            taken += 1
    return taken


def test_attempts_are_limited_by_source_by_account_and_by_address(
    installation: Installation,
) -> None:
    most = {kind: [one.attempts for one in limits] for kind, limits in ATTEMPT_LIMITS.items()}
    source = most[AttemptScope.SOURCE]
    account = most[AttemptScope.ACCOUNT]
    address = most[AttemptScope.ADDRESS]
    assert _attempts(installation, 8, login="anna", address="192.0.2.1") == source[0]
    installation.clock.move(timedelta(seconds=61))
    assert _attempts(installation, 8, login="anna", address="192.0.2.1") == source[1] - source[0]
    assert (
        _attempts(installation, 25, login="anna", address="198.51.100.{}") == account[0] - source[1]
    )
    assert (
        _attempts(installation, address[0] + 1, login="user{}", address="203.0.113.1") == address[0]
    )
    installation.clock.move(timedelta(hours=1, seconds=1))
    assert _attempts(installation, 1, login="anna", address="192.0.2.1") == 1


def test_settings_replace_the_limits_of_a_minute(installation: Installation) -> None:
    settings = installation.context.settings.model_copy(
        update={"wrong_sign_ins_per_minute": 8, "sign_ins_per_minute": 2}
    )
    one = dataclasses.replace(
        installation, context=dataclasses.replace(installation.context, settings=settings)
    )
    assert _attempts(one, 12, login="anna", address="192.0.2.1") == 8
    for _ in range(2):
        with one.database.transaction() as session:
            counted = sign_in_attempts.count_sign_in(
                session, one.context, login="ben", address="192.0.2.1"
            )
            sign_in_attempts.count_correct(session, one.context, "Ben ", counted)
    assert _attempts(one, 1, login="ben", address="192.0.2.2") == 0


def test_a_refused_attempt_says_how_long_to_wait_and_is_not_counted(
    installation: Installation,
) -> None:
    waits = []
    for _ in range(12):
        try:
            with installation.database.transaction() as session:
                sign_in_attempts.count_sign_in(
                    session, installation.context, login="anna", address="192.0.2.1"
                )
        except LimitReached as refused:
            waits.append(refused.retry_after_s)
        installation.clock.move(timedelta(seconds=5))
    assert waits == [30, 25, 20, 15, 10, 5]


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_a_short_password_is_refused(installation: Installation, password: str) -> None:
    with pytest.raises(InvalidInput), installation.database.transaction() as session:
        agency = agency_register.find_agency(session, "DE-JUG")
        form = UserForm("new", "New", Role.CASEWORKER, password)
        accounts.add_user(session, installation.context, INSTALLER, agency, form)


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.MATCHER])
def test_a_system_or_worker_is_no_person(installation: Installation, role: Role) -> None:
    with pytest.raises(InvalidInput), installation.database.transaction() as session:
        agency = agency_register.find_agency(session, "DE-JUG")
        accounts.add_user(
            session, installation.context, INSTALLER, agency, UserForm("new", "N", role, PASSWORD)
        )


def test_a_sign_in_name_is_taken_whatever_its_case(installation: Installation) -> None:
    with pytest.raises(InvalidInput), installation.database.transaction() as session:
        agency = agency_register.find_agency(session, "DE-JUG")
        form = UserForm("CASEWORKER.de-jug", "Twin", Role.CASEWORKER, PASSWORD)
        accounts.add_user(session, installation.context, INSTALLER, agency, form)


def test_a_system_token_acts_for_its_agency_until_it_expires(installation: Installation) -> None:
    with installation.database.transaction() as session:
        agency = agency_register.find_agency(session, "DE-JUG")
        token = software_token(session, installation.context, "DE-JUG")
        actor = system_tokens.resolve_token(session, installation.context, token)
    assert (actor.role, actor.agency_id, actor.user_id) == (Role.SYSTEM, agency.id, None)
    installation.clock.move(timedelta(days=90, seconds=1))
    with pytest.raises(NotSignedIn), installation.database.transaction() as session:
        system_tokens.resolve_token(session, installation.context, token)


def test_a_users_name_is_stored_encrypted_only(installation: Installation) -> None:
    installation.database.dispose()
    for path in installation.context.settings.root.glob("homeward.sqlite3*"):
        assert b"Somebody" not in path.read_bytes()
    with installation.database.transaction(is_read_only=True) as session:
        user = session.scalars(select(UserAccount)).first()
        assert user is not None
        assert accounts.profile_of(session, installation.context, user)["name"] == "Somebody"
