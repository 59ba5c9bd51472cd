"""Invitations, second factor, lost devices and deputies, below HTTP."""

from __future__ import annotations

import base64
import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core.errors import Conflict, InvalidInput, LimitReached, NotFound, NotSignedIn, Refused
from core.passwords import hash_password
from core.policy import Action, Role
from core.policy_access import (
    DEPUTY_DAYS,
    INVITATION_HOURS,
    RECOVERY_CODES,
    RESET_HOURS,
    TOTP_STEP_S,
    WRONG_CODES_PER_HOUR,
)
from core.settings import Mode
from models.access import AccessLink, RecoveryCode, TotpUse
from models.audit import Audit
from models.user import UserAccount
from services import accounts, deputies, invitations, resets, second_factor, sessions, staff
from services.accounts import INSTALLER, UserForm
from services.actor import Actor
from services.context import Context
from services.second_factor import Proof
from tests.factories import PASSWORD, Installation, login

HASHED = hash_password(PASSWORD)
ANNA = UserForm("anna", "Anna", Role.CASEWORKER, "")


@pytest.fixture
def production(installation: Installation) -> Context:
    """The same installation, as production has it: nobody without a second factor."""
    settings = installation.context.settings.model_copy(update={"mode": Mode.PRODUCTION})
    return dataclasses.replace(installation.context, settings=settings)


def _invite(one: Installation, actor: Actor = INSTALLER, form: UserForm = ANNA, agency: str = "DE-JUG") -> str:
    with one.app.transaction() as session:
        return invitations.invite(session, one.context, actor, form, agency_code=agency).token


def _start(one: Installation, context: Context, token: str) -> bytes:
    with one.app.transaction() as session:
        started = invitations.start(session, context, token)
    assert f"secret={started.secret}" in started.address
    return base64.b32decode(started.secret)


def _finish(one: Installation, context: Context, token: str, code: str) -> list[str]:
    with one.app.transaction() as session:
        return invitations.finish(session, context, token, password_hash=HASHED, code=code)


def _enrol(one: Installation, context: Context, token: str) -> tuple[bytes, list[str]]:
    secret = _start(one, context, token)
    return secret, _finish(one, context, token, second_factor.code_at(secret, one.clock.now()))


def _user_id(one: Installation, name: str) -> int:
    with one.app.transaction() as session:
        found = accounts.find_login(session, one.context, name).user_id
    assert found is not None
    return found


def _check(one: Installation, context: Context, user_id: int, code: str) -> Proof:
    with one.app.transaction() as session:
        return second_factor.check(session, context, user_id, code)


# --- the one-time password ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_one_time_password_is_that_of_rfc_6238(seconds: int, code: str) -> None:
    secret = b"12345678901234567890"  # appendix B; its eight digits cut to six
    now = datetime.fromtimestamp(seconds, UTC)
    assert second_factor.code_at(secret, now) == code
    assert second_factor.step_of(secret, code, now) == seconds // TOTP_STEP_S
    for shift, is_taken in ((TOTP_STEP_S, True), (-TOTP_STEP_S, True), (2 * TOTP_STEP_S, False)):
        moved = now + timedelta(seconds=shift)
        assert (second_factor.step_of(secret, code, moved) == seconds // TOTP_STEP_S) is is_taken


# --- invitations --------------------------------------------------------------------------------------------------


def test_an_invited_person_enrols_once_and_then_signs_in_with_password_and_code(
    installation: Installation, production: Context
) -> None:
    token = _invite(installation)
    with pytest.raises(AssertionError):
        _user_id(installation, "anna")
    secret, codes = _enrol(installation, production, token)
    user_id = _user_id(installation, "anna")
    assert len(set(codes)) == RECOVERY_CODES
    used = second_factor.code_at(secret, installation.clock.now())
    assert _check(installation, production, user_id, used) is Proof.WRONG
    installation.clock.move(timedelta(seconds=TOTP_STEP_S))
    assert (
        _check(installation, production, user_id, second_factor.code_at(secret, installation.clock.now()))
        is Proof.GIVEN
    )
    for again in (_start, _enrol):
        with pytest.raises(NotFound):
            again(installation, production, token)


def test_token_secret_and_recovery_codes_stand_nowhere_in_plain(
    installation: Installation, production: Context
) -> None:
    token = _invite(installation)
    secret, codes = _enrol(installation, production, token)
    with installation.database.transaction() as session:
        kept = [bytes(one) for one in session.scalars(select(AccessLink.token_hash)) if one]
        kept += session.scalars(select(RecoveryCode.code_hash))
        kept += [one for one in session.scalars(select(UserAccount.totp_secret)) if one]
    every = b"|".join(kept)
    for plain in (token, *codes, *(code.replace("-", "") for code in codes)):
        assert plain.encode() not in every
    assert secret not in every


@pytest.mark.parametrize("hours", [INVITATION_HOURS, INVITATION_HOURS - 1])
def test_an_invitation_expires(installation: Installation, hours: int) -> None:
    token = _invite(installation)
    installation.clock.move(timedelta(hours=hours))
    if hours == INVITATION_HOURS:
        with pytest.raises(NotFound):
            _start(installation, installation.context, token)
    else:
        assert _start(installation, installation.context, token)


def test_who_never_came_is_invited_anew_and_the_older_link_is_dead(installation: Installation) -> None:
    first, second = _invite(installation), _invite(installation)
    with pytest.raises(NotFound):
        _start(installation, installation.context, first)
    _enrol(installation, installation.context, second)
    with pytest.raises(InvalidInput, match="taken"):
        _invite(installation)


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
        assert _invite(installation, installation.actor(role), form, agency)
    else:
        with pytest.raises(Refused):
            _invite(installation, installation.actor(role), form, agency)


def test_an_enrolment_needs_the_right_code_where_a_second_factor_is_needed_and_none_on_loopback(
    installation: Installation, production: Context
) -> None:
    token = _invite(installation)
    with pytest.raises(InvalidInput, match="not_started"):
        _finish(installation, production, token, "123456")
    secret = _start(installation, production, token)
    wrong = f"{(int(second_factor.code_at(secret, installation.clock.now())) + 1) % 10**6:06}"
    for code in ("", wrong):
        with pytest.raises(InvalidInput, match="wrong"):
            _finish(installation, production, token, code)
    assert _finish(installation, installation.context, token, "") == []
    assert _check(installation, installation.context, _user_id(installation, "anna"), "") is Proof.GIVEN
    assert _check(installation, production, _user_id(installation, "anna"), "") is Proof.WRONG


# --- codes --------------------------------------------------------------------------------------------------------


def test_a_recovery_code_opens_once_and_another_ones_never(installation: Installation, production: Context) -> None:
    _, codes = _enrol(installation, production, _invite(installation))
    ben = dataclasses.replace(ANNA, login="ben")
    _, others = _enrol(installation, production, _invite(installation, form=ben))
    anna = _user_id(installation, "anna")
    assert _check(installation, production, anna, "") is Proof.NEEDED
    assert _check(installation, production, anna, others[0]) is Proof.WRONG
    assert _check(installation, production, anna, codes[0].lower().replace("-", " ")) is Proof.GIVEN
    assert _check(installation, production, anna, codes[0]) is Proof.WRONG
    assert _check(installation, production, anna, codes[1]) is Proof.GIVEN


def test_a_used_step_and_every_earlier_one_open_nothing_again(installation: Installation, production: Context) -> None:
    secret, _ = _enrol(installation, production, _invite(installation))
    anna = _user_id(installation, "anna")
    installation.clock.move(timedelta(minutes=5))
    earlier = second_factor.code_at(secret, installation.clock.now() - timedelta(seconds=TOTP_STEP_S))
    now = second_factor.code_at(secret, installation.clock.now())
    assert _check(installation, production, anna, now) is Proof.GIVEN
    assert _check(installation, production, anna, now) is Proof.WRONG
    assert _check(installation, production, anna, earlier) is Proof.WRONG
    with installation.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(TotpUse).where(TotpUse.user_id == anna)) == 1


def test_after_ten_wrong_codes_the_right_one_waits_an_hour(installation: Installation, production: Context) -> None:
    secret, _ = _enrol(installation, production, _invite(installation))
    anna = _user_id(installation, "anna")
    installation.clock.move(timedelta(minutes=5))
    for _ in range(WRONG_CODES_PER_HOUR):
        assert _check(installation, production, anna, "no code") is Proof.WRONG
        with installation.app.transaction() as session:  # an attempt of somebody else tidies up meanwhile
            sessions.count_attempt(session, installation.context, login=uuid4().hex, address=uuid4().hex)
    with pytest.raises(LimitReached):
        _check(installation, production, anna, second_factor.code_at(secret, installation.clock.now()))
    installation.clock.move(timedelta(minutes=61))
    right = second_factor.code_at(secret, installation.clock.now())
    assert _check(installation, production, anna, right) is Proof.GIVEN


# --- a lost device ------------------------------------------------------------------------------------------------


def _open(one: Installation, name: str, *, is_deputy: bool = False) -> str:
    user_id = _user_id(one, name)
    with one.app.transaction() as session:
        return sessions.open_session(session, one.context, user_id, acting_state=None, is_deputy=is_deputy).token


def _resolve(one: Installation, token: str) -> Actor:
    with one.app.transaction() as session:
        return sessions.resolve_session(session, one.context, token)


def _ask(one: Installation, actor: Actor, name: str = "caseworker.de-jug") -> resets.Asked:
    with one.app.transaction() as session:
        return resets.ask(session, one.context, actor, name, reason="left on a train")


def _decide(one: Installation, actor: Actor, asked: resets.Asked, *, is_approved: bool = True) -> str | None:
    with one.app.transaction() as session:
        return resets.decide(session, one.context, actor, asked.id, is_approved=is_approved)


def test_a_lost_device_ends_sessions_at_once_and_a_second_person_opens_the_way_back(
    installation: Installation, production: Context
) -> None:
    secret, codes = _enrol(installation, production, _invite(installation))
    token = _open(installation, "anna")
    supervisor, administrator = installation.actor(Role.SUPERVISOR), installation.actor(Role.ADMINISTRATOR)
    asked = _ask(installation, supervisor, "anna")
    with pytest.raises(NotSignedIn):
        _resolve(installation, token)
    with installation.app.transaction() as session:
        assert accounts.find_login(session, installation.context, "anna").user_id is None
        (seen,) = resets.waiting(session, installation.context, administrator)
    assert (seen.id, seen.login, seen.reason) == (asked.id, "anna", "left on a train")
    second = _decide(installation, administrator, asked)
    for half in (asked.first, second, f"{second}.{asked.first}", f"{asked.first}.{asked.first}"):
        with pytest.raises(NotFound):
            _start(installation, production, half or "")
    fresh, new_codes = _enrol(installation, production, f"{asked.first}.{second}")
    assert fresh != secret
    assert not set(codes) & set(new_codes)
    anna = _user_id(installation, "anna")
    assert _check(installation, production, anna, codes[0]) is Proof.WRONG
    assert _check(installation, production, anna, new_codes[0]) is Proof.GIVEN


def test_neither_who_asked_nor_who_it_is_about_decides(installation: Installation) -> None:
    supervisor = installation.actor(Role.SUPERVISOR)
    asked = _ask(installation, supervisor)
    with pytest.raises(Refused):
        _decide(installation, supervisor, asked)
    with pytest.raises(Conflict):
        _ask(installation, supervisor, login(Role.SUPERVISOR, "DE-JUG"))
    about_administrator = _ask(installation, supervisor, login(Role.ADMINISTRATOR, "DE-JUG"))
    with pytest.raises(Refused):
        _decide(installation, installation.actor(Role.ADMINISTRATOR), about_administrator)
    with pytest.raises(Conflict):
        _ask(installation, installation.actor(Role.ADMINISTRATOR))


def test_a_refused_or_expired_reset_leaves_the_account_as_it_was(installation: Installation) -> None:
    supervisor, administrator = installation.actor(Role.SUPERVISOR), installation.actor(Role.ADMINISTRATOR, "GR-CPA")
    asked = _ask(installation, supervisor)
    assert _decide(installation, administrator, asked, is_approved=False) is None
    assert _open(installation, "caseworker.de-jug")
    late = _ask(installation, supervisor)
    installation.clock.move(timedelta(hours=RESET_HOURS))
    with pytest.raises(NotFound):
        _decide(installation, administrator, late)
    assert _open(installation, "caseworker.de-jug")


def test_an_account_once_reset_is_not_invited_past_the_second_person(installation: Installation) -> None:
    asked = _ask(installation, installation.actor(Role.SUPERVISOR))
    _decide(installation, installation.actor(Role.ADMINISTRATOR), asked)
    form = UserForm("caseworker.de-jug", "C", Role.CASEWORKER, "")
    with pytest.raises(InvalidInput, match="taken"):
        _invite(installation, installation.actor(Role.SUPERVISOR), form)


def test_a_supervisor_reaches_the_own_agency_alone(installation: Installation) -> None:
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with pytest.raises(NotFound):
        _ask(installation, stranger)
    asked = _ask(installation, installation.actor(Role.SUPERVISOR))
    with pytest.raises(NotFound):
        _decide(installation, stranger, asked)
    with installation.app.transaction() as session:
        assert resets.waiting(session, installation.context, stranger) == []


def test_who_was_shut_out_uses_no_link(installation: Installation) -> None:
    token = _invite(installation)
    with installation.database.transaction() as session:
        tags = accounts.login_tags(installation.context.keys, "anna")
        user = session.scalars(select(UserAccount).where(UserAccount.login_tag.in_(tags))).one()
        staff.disable_user(session, installation.context, INSTALLER, user)
    with pytest.raises(NotFound):
        _start(installation, installation.context, token)


# --- deputies -----------------------------------------------------------------------------------------------------


def _name(one: Installation, name: str, *, days: float = 7, actor: Actor | None = None) -> deputies.Named:
    until = one.clock.now() + timedelta(days=days)
    with one.app.transaction() as session:
        by = actor or one.actor(Role.SUPERVISOR)
        return deputies.name(session, one.context, by, name, until=until, reason="on leave")


def test_a_deputy_acts_as_supervisor_when_asked_to_and_only_while_named(installation: Installation) -> None:
    name = login(Role.CASEWORKER, "DE-JUG")
    with pytest.raises(InvalidInput, match="not_named"):
        _open(installation, name, is_deputy=True)
    named = _name(installation, name, days=0.1)
    plain, acting = _open(installation, name), _open(installation, name, is_deputy=True)
    assert _resolve(installation, plain).role is Role.CASEWORKER
    actor = _resolve(installation, acting)
    assert (actor.role, actor.user_id) == (Role.SUPERVISOR, installation.actor(Role.CASEWORKER).user_id)
    with installation.database.transaction() as session:
        row = session.scalars(select(Audit).where(Audit.action == "sign_in").order_by(Audit.id.desc())).first()
        assert row is not None
        assert row.role == "supervisor"
    for _ in range(6):
        installation.clock.move(timedelta(minutes=25))
        if installation.clock.now() < named.ends_at:
            _resolve(installation, acting)
        _resolve(installation, plain)
    with pytest.raises(NotSignedIn):
        _resolve(installation, acting)


def test_ending_a_deputys_time_ends_their_session_as_one(installation: Installation) -> None:
    name = login(Role.CASEWORKER, "DE-JUG")
    named = _name(installation, name)
    acting = _open(installation, name, is_deputy=True)
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with pytest.raises(NotFound), installation.app.transaction() as session:
        deputies.end(session, installation.context, stranger, named.id)
    with installation.app.transaction() as session:
        deputies.end(session, installation.context, installation.actor(Role.SUPERVISOR), named.id)
    with pytest.raises(NotSignedIn):
        _resolve(installation, acting)
    with pytest.raises(InvalidInput):
        _open(installation, name, is_deputy=True)


@pytest.mark.parametrize("days", [0, -1, DEPUTY_DAYS + 0.01])
def test_a_deputy_stands_in_for_a_while_and_no_longer(installation: Installation, days: float) -> None:
    with pytest.raises(InvalidInput, match="until"):
        _name(installation, login(Role.CASEWORKER, "DE-JUG"), days=days)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.SUPERVISOR])
def test_nobody_without_a_case_role_becomes_a_deputy(installation: Installation, role: Role) -> None:
    with pytest.raises(InvalidInput, match="not_a_deputy"):
        _name(installation, login(role, "DE-JUG"))


def test_a_deputy_is_of_the_own_agency(installation: Installation) -> None:
    with pytest.raises(NotFound):
        _name(installation, login(Role.CASEWORKER, "GR-CPA"))
    assert _name(installation, login(Role.CASEWORKER, "GR-CPA"), actor=installation.actor(Role.ADMINISTRATOR))


def test_naming_deputies_and_resetting_are_the_supervisors_and_the_administrators(installation: Installation) -> None:
    for role in (Role.CASEWORKER, Role.LIAISON_OFFICER, Role.AUDITOR, Role.ANALYST):
        with pytest.raises(Refused, match=Action.RESET_ACCESS.value):
            _ask(installation, installation.actor(role))
        with pytest.raises(Refused, match=Action.NAME_DEPUTY.value):
            _name(installation, login(Role.CASEWORKER, "DE-JUG"), actor=installation.actor(role))
