"""Passkeys (WebAuthn): the second factor as a key pair bound to our address.

A passkey is asked for after the password. Its authenticator must have checked its responsible
agency (user verification). A challenge is derived from a random ticket and stored as the ticket's
hash. The first answer uses it up.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import secrets
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from cryptography.exceptions import UnsupportedAlgorithm
from fido2.cose import UnsupportedKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from core.codes.agencies import ChallengePurpose
from core.errors import Conflict, InvalidInput, NotFound, Refused, require_text
from core.policy.access import MAX_PASSKEYS, PASSKEY_MINUTES
from core.published import published
from core.refusals import Refusal
from core.security.tokens import TOKEN_BYTES, hash_token
from core.settings import Settings
from models.agencies.access import Passkey, PasskeyChallenge
from models.agencies.user import SignInAttempt, UserAccount
from models.sql import locks
from models.sql.locks import Lock
from services.agencies import accounts, sign_in_attempts
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require_password
from services.foundation.context import Context

CREDENTIAL_BYTES = 4096  # id (1,023 bytes at most) and public key
VERIFIED = UserVerificationRequirement.REQUIRED
# Exceptions of the library for an answer that is malformed or not verified.
MALFORMED_ANSWER_ERRORS = (
    *(
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
        RecursionError,
        OverflowError,
    ),
    *(NotImplementedError, struct.error, UnsupportedAlgorithm),
)
Answer = Mapping[str, Any]  # an authenticator's answer as browsers write it in JSON


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class PasskeyChallengeView:
    """A challenge: the ticket to return with the answer, and the browser's options."""

    ticket: str
    options: dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class ConsumedChallenge:
    """A used challenge, and the account it was for."""

    user_id: int
    value: bytes


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as its responsible agency sees it.

    `used_at` is None before the first use, `blocked_at` unless its device was reported stolen.
    """

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None
    blocked_at: datetime | None


def has_passkey(session: Session, user_id: int) -> bool:
    """Return whether an account has a passkey, also one that is blocked.

    A blocked passkey signs nobody in. The account still needs a second factor.
    """
    return bool(session.scalar(select(exists().where(Passkey.user_id == user_id))))


def block_passkeys(session: Session, context: Context, user_id: int) -> None:
    """Block the passkeys that an account has now; a refused report of a theft frees them."""
    usable = Passkey.user_id == user_id, Passkey.blocked_at.is_(None)
    session.execute(update(Passkey).where(*usable).values(blocked_at=context.clock.now()))


def list_passkeys(session: Session, context: Context, actor: Actor) -> list[PasskeyView]:
    """Return the actor's passkeys, oldest first; raise `Refused` for software. Audited."""
    opened = _open_all(session, context, _account(session, actor))
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_passkeys", subject=actor.public_id)
    )
    return [
        PasskeyView(row.public_id, name, row.created_at, row.used_at, row.blocked_at)
        for row, _, name in opened
    ]


def begin_registration(session: Session, context: Context, actor: Actor) -> PasskeyChallengeView:
    """Start adding a passkey.

    Raise `AuthenticateAgain` if the password check is too old, and `Conflict` if the account has
    `MAX_PASSKEYS` passkeys.
    """
    require_password(actor)
    user = _account(session, actor)
    credentials = _open_all(session, context, user)
    if len(credentials) >= MAX_PASSKEYS:
        raise Conflict(Refusal.TOO_MANY_PASSKEYS, most=MAX_PASSKEYS)
    profile = accounts.profile_of(session, context, user)
    ticket = _make_ticket(session, context, user.id, ChallengePurpose.REGISTER)
    options, _ = _server(context.settings).register_begin(
        PublicKeyCredentialUserEntity(
            id=user.public_id.bytes, name=profile["login"], display_name=profile["name"]
        ),
        [credential for _, credential, _ in credentials],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=VERIFIED,
        challenge=_challenge(ticket),
    )
    return PasskeyChallengeView(ticket, dict(options.public_key))


def register_passkey(
    session: Session,
    context: Context,
    actor: Actor,
    challenge: ConsumedChallenge | None,
    answer: Answer,
    *,
    name: str,
) -> UUID:
    """Add a passkey to the actor's account; return its public id. Audited.

    Raise `AuthenticateAgain` if the password check is too old. Raise `InvalidInput` for an empty
    name, and for an answer that does not fit the challenge. Raise `Conflict` if the account has
    `MAX_PASSKEYS` passkeys.
    """
    require_password(actor)
    user = _account(session, actor)
    require_text("name", name)
    if challenge is None or challenge.user_id != user.id:
        raise InvalidInput("credential", "not_started")
    try:
        data = _server(context.settings).register_complete(_state(challenge), answer)
        credential = data.credential_data
    except MALFORMED_ANSWER_ERRORS as error:
        raise InvalidInput("credential", "wrong") from error
    if (
        credential is None
        or len(credential) > CREDENTIAL_BYTES
        or isinstance(credential.public_key, UnsupportedKey)
    ):
        raise InvalidInput("credential", "wrong")
    locks.take_lock(session, Lock.SIGN_IN)
    if len(_rows(session, user)) >= MAX_PASSKEYS:
        raise Conflict(Refusal.TOO_MANY_PASSKEYS, most=MAX_PASSKEYS)
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    values = [base64.b64encode(credential).decode(), name.strip()]
    row = Passkey(
        public_id=public_id,
        user_id=user.id,
        sealed=data_keys.seal_json(key, values, accounts.staff_place("passkey", public_id)),
        sign_count=data.counter,
        created_at=context.clock.now(),
    )
    session.add(row)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("add_passkey", subject=user.public_id)
    )
    return public_id


def remove_passkey(session: Session, context: Context, actor: Actor, passkey_id: UUID) -> None:
    """Remove a passkey of the actor; raise `NotFound` for any other. Audited."""
    require_password(actor)
    own = Passkey.public_id == passkey_id, Passkey.user_id == _account(session, actor).id
    if not session.execute(delete(Passkey).where(*own).returning(Passkey.id)).all():
        raise NotFound("no such passkey")
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("remove_passkey", subject=actor.public_id)
    )


def begin_challenge(
    session: Session, context: Context, user_id: int, purpose: ChallengePurpose
) -> PasskeyChallengeView | None:
    """Return a challenge for an account with a correct password; None without a usable passkey."""
    user = session.get_one(UserAccount, user_id)
    credentials = _usable(session, context, user)
    if not credentials:
        return None
    ticket = _make_ticket(session, context, user_id, purpose)
    options, _ = _server(context.settings).authenticate_begin(
        [credential for _, credential, _ in credentials],
        user_verification=VERIFIED,
        challenge=_challenge(ticket),
    )
    return PasskeyChallengeView(ticket, dict(options.public_key))


def consume_challenge(
    session: Session, context: Context, ticket: str, purpose: ChallengePurpose
) -> ConsumedChallenge | None:
    """Use up a challenge; None if it was used, expired or made for another purpose.

    The caller commits.
    """
    challenge_id = session.scalar(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.token_hash == hash_token(ticket),
            PasskeyChallenge.purpose == purpose.value,
            PasskeyChallenge.created_at > context.clock.now() - timedelta(minutes=PASSKEY_MINUTES),
        )
        .returning(PasskeyChallenge.user_id)
    )
    return None if challenge_id is None else ConsumedChallenge(challenge_id, _challenge(ticket))


def check_answer(
    session: Session, context: Context, challenge: ConsumedChallenge, answer: Answer, *, device: str
) -> bool:
    """Return whether a passkey of the account answered its challenge; count a wrong answer.

    The caller commits. Raise `LimitReached` after ten wrong codes and answers in an hour. A
    signature counter that does not grow indicates a copied passkey, so the answer is refused.
    """
    may_enter = accounts.may_sign_in()
    user = session.scalar(select(UserAccount).where(UserAccount.id == challenge.user_id, may_enter))
    if user is None:
        return False
    tag = sign_in_attempts.require_code_attempt(session, context, user, device)
    now = context.clock.now()
    credentials = _usable(session, context, user)
    try:
        server = _server(context.settings)
        authenticated = server.authenticate_complete(
            _state(challenge), [credential for _, credential, _ in credentials], answer
        )
        count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except MALFORMED_ANSWER_ERRORS:
        authenticated, count = None, 0
    row = next((row for row, credential, _ in credentials if credential == authenticated), None)
    if row is None or ((count or row.sign_count) and count <= row.sign_count):
        session.add(SignInAttempt(tag=tag, at=now))
        return False
    row.sign_count, row.used_at = count, now
    return True


def _account(session: Session, actor: Actor) -> UserAccount:
    if actor.user_id is None:
        raise Refused(Refusal.SYSTEM_HAS_NO_PASSWORD)
    return session.get_one(UserAccount, actor.user_id)


def _rows(session: Session, user: UserAccount) -> Sequence[Passkey]:
    return session.scalars(
        select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)
    ).all()


def _usable(
    session: Session, context: Context, user: UserAccount
) -> list[tuple[Passkey, AttestedCredentialData, str]]:
    """Return the passkeys of an account that are not blocked, oldest first (`_open_all`)."""
    rows = [row for row in _rows(session, user) if row.blocked_at is None]
    return _opened(session, context, user, rows)


def _open_all(
    session: Session, context: Context, user: UserAccount
) -> list[tuple[Passkey, AttestedCredentialData, str]]:
    """Return the passkeys of an account, oldest first, each with its credential and name."""
    return _opened(session, context, user, _rows(session, user))


def _opened(
    session: Session, context: Context, user: UserAccount, rows: Sequence[Passkey]
) -> list[tuple[Passkey, AttestedCredentialData, str]]:
    key = data_keys.open_data_key(session, context.keys, user.public_id) if rows else b""
    opened = [
        data_keys.unseal_json(key, row.sealed, accounts.staff_place("passkey", row.public_id))
        for row in rows
    ]
    return [
        (row, AttestedCredentialData(base64.b64decode(credential)), str(name))
        for row, (credential, name) in zip(rows, opened, strict=True)
    ]


def _make_ticket(
    session: Session, context: Context, user_id: int, purpose: ChallengePurpose
) -> str:
    now = context.clock.now()
    old = PasskeyChallenge.created_at <= now - timedelta(minutes=PASSKEY_MINUTES)
    session.execute(delete(PasskeyChallenge).where(old))
    ticket = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        PasskeyChallenge(
            token_hash=hash_token(ticket), user_id=user_id, purpose=purpose.value, created_at=now
        )
    )
    return ticket


def _challenge(ticket: str) -> bytes:
    return hashlib.sha256(f"challenge|{ticket}".encode("utf-8", "replace")).digest()


def _state(challenge: ConsumedChallenge) -> dict[str, Any]:
    return {"challenge": websafe_encode(challenge.value), "user_verification": VERIFIED}


def _server(settings: Settings) -> Fido2Server:
    site = settings.passkey_site

    def is_own(origin: str) -> bool:
        is_local = site == "localhost" and urlsplit(origin).hostname == site
        return is_local or origin.lower() in settings.own_origins

    site_entity = PublicKeyCredentialRpEntity(name="Homeward", id=site)
    return Fido2Server(
        site_entity, attestation=AttestationConveyancePreference.NONE, verify_origin=is_own
    )
