"""Sessions: sign in, confirm the password, read the current user, sign out."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response, status

from api.deps import ContextDep, DatabaseDep, SessionDep, SignedIn, SignedInOwnTransaction
from api.schemas.agencies.access import ProviderCodeIn
from api.schemas.operations.work import (
    ActingIn,
    CurrentUserOut,
    PasskeyAnswerIn,
    PasskeySignInIn,
    ReauthenticationIn,
    SignInIn,
)
from api.security import DEVICE_COOKIE, SESSION_COOKIE
from core.codes.agencies import ChallengePurpose
from core.errors import InvalidInput, LimitReached, NotSignedIn, Refused, SecondFactorNeeded
from core.refusals import Refusal
from core.security.passwords import verify_password
from models.session import Database
from services.agencies import (
    accounts,
    demo_accounts,
    devices,
    passkeys,
    second_factor,
    sessions,
    sign_in_attempts,
)
from services.agencies.accounts import LoginResult
from services.agencies.second_factor import CodeResult
from services.foundation.context import Context

router = APIRouter(prefix="/v1/session", tags=["sign-in"])


@router.post("", status_code=status.HTTP_201_CREATED)
def sign_in(
    body: SignInIn,
    request: Request,
    response: Response,
    context: ContextDep,
    database: DatabaseDep,
) -> CurrentUserOut:
    """Sign in.

    The answer sets the cookie of the session. Attempts are limited by
    `core.policy.access.ATTEMPT_LIMITS`.
    """
    address = request.client.host if request.client else ""
    device = DEVICE_COOKIE.read(request, context.settings)
    with audited_refusals(database, context):
        with database.transaction() as session:
            counted = sign_in_attempts.count_sign_in(
                session, context, login=body.login, address=address, device=device
            )
            login = accounts.find_login(session, context, body.login)
        if not verify_password(login.password_hash, body.password) or login.user_id is None:
            raise NotSignedIn("name or password")
    # A wrong code stays counted as an attempt; a right password without a code does not.
    if body.code:
        prove(database, context, login.user_id, body.code, device)
    with database.transaction() as session:
        sign_in_attempts.count_correct(session, context, body.login, counted)
    if not body.code:
        prove(database, context, login.user_id, body.code, device)
    return enter(login.user_id, body, response, context, database, device)


def enter(
    user_id: int,
    body: ActingIn | ProviderCodeIn,
    response: Response,
    context: Context,
    database: Database,
    device: str,
) -> CurrentUserOut:
    """Open a session after both factors were right. The browser is a known device afterwards."""
    with database.transaction() as session:
        opened = sessions.open_session(
            session,
            context,
            user_id,
            acting_state=body.acting_state,
            reason=body.reason,
            is_deputy=body.is_deputy,
        )
        device = devices.remember_device(session, context, user_id, device)
    SESSION_COOKIE.set(response, context.settings, opened.token)
    DEVICE_COOKIE.set(response, context.settings, device)
    return CurrentUserOut.of(opened.actor)


@router.post("/passkey", status_code=status.HTTP_201_CREATED)
def sign_in_by_passkey(
    body: PasskeySignInIn,
    request: Request,
    response: Response,
    context: ContextDep,
    database: DatabaseDep,
) -> CurrentUserOut:
    """Sign in with a passkey.

    The passkey answers the challenge that followed the right password.
    """
    device = DEVICE_COOKIE.read(request, context.settings)
    with database.transaction() as session:
        challenge = passkeys.consume_challenge(
            session, context, body.ticket, ChallengePurpose.SIGN_IN
        )
    with audited_refusals(database, context):
        if challenge is None:
            raise NotSignedIn("passkey")
        with database.transaction() as session:
            is_right = passkeys.check_answer(
                session, context, challenge, body.credential, device=device
            )
        if not is_right:
            raise NotSignedIn("passkey")
    return enter(challenge.user_id, body, response, context, database, device)


@router.post("/confirm", name="confirm", status_code=status.HTTP_204_NO_CONTENT)
def confirm_session(
    body: ReauthenticationIn,
    request: Request,
    context: ContextDep,
    database: DatabaseDep,
    actor: SignedInOwnTransaction,
) -> None:
    """Confirm your password.

    Some acts need a password that was sent recently. Status 422 names the wrong field. Without a
    necessary code, the answer is 401 `second_factor_needed`, with a challenge if the account has
    passkeys.
    """
    if actor.session_id is None:
        raise Refused(Refusal.SYSTEM_HAS_NO_PASSWORD)
    with database.transaction() as session:
        sign_in_attempts.count_confirmation(session, context, actor)
        login = accounts.login_of(session, actor)
    if not demo_accounts.is_demo(context):  # demo accounts are entered without a password
        _check_again(database, context, login, body, DEVICE_COOKIE.read(request, context.settings))
    with database.transaction() as session:
        sessions.confirm_credentials(session, context, actor)


def _check_again(
    database: Database, context: Context, login: LoginResult, body: ReauthenticationIn, device: str
) -> None:
    if not verify_password(login.password_hash, body.password) or login.user_id is None:
        raise InvalidInput("password", "wrong")
    with database.transaction() as session:
        proof = second_factor.check_code(session, context, login.user_id, body.code, device=device)
    if proof is CodeResult.NEEDED:
        raise _needed(database, context, login.user_id, ChallengePurpose.CONFIRM)
    if proof is CodeResult.WRONG:
        raise InvalidInput("code", "wrong")


def _needed(
    database: Database, context: Context, user_id: int, purpose: ChallengePurpose
) -> SecondFactorNeeded:
    """Return the error that asks for a code, with a challenge if the account has passkeys."""
    with database.transaction() as session:
        begun = passkeys.begin_challenge(session, context, user_id, purpose)
    return SecondFactorNeeded(
        "a code is needed", passkey=None if begun is None else dataclasses.asdict(begun)
    )


@router.post("/confirm/passkey", name="confirm_by_passkey", status_code=status.HTTP_204_NO_CONTENT)
def confirm_session_by_passkey(
    body: PasskeyAnswerIn,
    request: Request,
    context: ContextDep,
    database: DatabaseDep,
    actor: SignedInOwnTransaction,
) -> None:
    """Confirm your session with a passkey.

    The passkey answers the challenge that followed the right password.
    """
    with database.transaction() as session:
        challenge = passkeys.consume_challenge(
            session, context, body.ticket, ChallengePurpose.CONFIRM
        )
    if challenge is None or challenge.user_id != actor.user_id:
        raise InvalidInput("credential", "not_started")
    device = DEVICE_COOKIE.read(request, context.settings)
    with database.transaction() as session:
        is_right = passkeys.check_answer(
            session, context, challenge, body.credential, device=device
        )
    if not is_right:
        raise InvalidInput("credential", "wrong")
    with database.transaction() as session:
        sessions.confirm_credentials(session, context, actor)


def prove(database: Database, context: Context, user_id: int, code: str, device: str) -> None:
    """Check the second factor. The attempt is stored even if the session is not opened."""
    with audited_refusals(database, context):
        with database.transaction() as session:
            proof = second_factor.check_code(session, context, user_id, code, device=device)
        if proof is CodeResult.WRONG:
            raise NotSignedIn("code")
    if proof is CodeResult.NEEDED:
        _write_refusal(database, context, SecondFactorNeeded.code)
        raise _needed(database, context, user_id, ChallengePurpose.SIGN_IN)


@contextlib.contextmanager
def audited_refusals(database: Database, context: Context) -> Iterator[None]:
    """Write a refusal of a sign-in that is raised inside to the audit log."""
    try:
        yield
    except (LimitReached, NotSignedIn) as error:
        _write_refusal(database, context, error.code)
        raise


def _write_refusal(database: Database, context: Context, code: str) -> None:
    """Write a refused sign-in to the audit log, in its own transaction."""
    with database.transaction() as session:
        sessions.refuse_sign_in(session, context, code)


@router.get("", name="who_am_i")
def read_session(actor: SignedIn) -> CurrentUserOut:
    """Read your account and role."""
    return CurrentUserOut.of(actor)


@router.delete("", status_code=status.HTTP_204_NO_CONTENT)
def sign_out(actor: SignedIn, session: SessionDep, context: ContextDep, response: Response) -> None:
    """Sign out. The session ends."""
    sessions.end_session(session, context, actor)
    SESSION_COOKIE.clear(response, context.settings)
