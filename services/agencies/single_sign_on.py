"""Sign-in through an identity provider: authorisation code with PKCE.

HTTP calls are made by a `Provider` from outside. State, nonce and verifier of a sign-in are derived
from one random value that only the browser has. A hash of the state is stored, so that it is used
once. Source: RFC 6749, 7636, 9700; OpenID Connect Core 1.0.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import InvalidInput, NotSignedIn
from core.security.crypto import Keyring
from core.security.id_token import ExpectedToken, ProviderIdentity, TokenRefused, verify_id_token
from core.security.tokens import TOKEN_BYTES, hash_token
from models.agencies.access import SignInFlow, UserIdentity
from models.agencies.user import UserAccount
from services.agencies import accounts
from services.foundation import data_keys, keyed_hashes
from services.foundation.context import Context

FLOW_MINUTES = 10


class Provider(Protocol):
    """An identity provider; a method raises `NotSignedIn` for an invalid response."""

    issuer: str
    client_id: str

    def address(self, *, state: str, nonce: str, challenge: str) -> str:
        """Return the address to which the browser is redirected."""
        ...

    def exchange(self, code: str, *, verifier: str) -> str:
        """Return the ID token for an authorisation code."""
        ...

    def keys(self) -> Sequence[Mapping[str, Any]]:
        """Return the provider's public keys (JWK)."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class SignInFlowSecrets:
    """The secrets of one sign-in; `secret` stays with the browser that started it."""

    secret: str

    @property
    def state(self) -> str:
        """The state, which the provider returns with the code."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """The nonce, which the ID token must repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """The PKCE verifier for the token endpoint: 43 characters (RFC 7636, section 4.1)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """The S256 challenge of the verifier."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def _derived(self, label: str) -> str:
        return _text(hashlib.sha256(f"{label}|{self.secret}".encode("utf-8", "replace")).digest())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def begin_sign_in(session: Session, context: Context) -> SignInFlowSecrets:
    """Start a sign-in, valid for `FLOW_MINUTES`."""
    flow = SignInFlowSecrets(secrets.token_urlsafe(TOKEN_BYTES))
    now = context.clock.now()
    session.execute(
        delete(SignInFlow).where(SignInFlow.created_at < now - timedelta(minutes=FLOW_MINUTES))
    )
    session.add(SignInFlow(token_hash=hash_token(flow.state), created_at=now))
    return flow


def consume_flow(session: Session, context: Context, secret: str, state: str) -> SignInFlowSecrets:
    """Use up a sign-in; raise `NotSignedIn` if its state is foreign, used or expired."""
    flow = SignInFlowSecrets(secret)
    is_ours = hmac.compare_digest(flow.state.encode(), state.encode("utf-8", "replace"))
    used = session.execute(
        delete(SignInFlow)
        .where(
            SignInFlow.token_hash == hash_token(flow.state),
            SignInFlow.created_at > context.clock.now() - timedelta(minutes=FLOW_MINUTES),
        )
        .returning(SignInFlow.id)
    ).all()
    if not is_ours or not used:
        raise NotSignedIn("state")
    return flow


def exchange_code(
    context: Context, provider: Provider, flow: SignInFlowSecrets, code: str
) -> ProviderIdentity:
    """Return the identity that the provider confirms; raise `NotSignedIn` for any invalid token.

    Call it outside a transaction.
    """
    token = provider.exchange(code, verifier=flow.verifier)
    expected = ExpectedToken(provider.issuer, provider.client_id, flow.nonce)
    try:
        return verify_id_token(token, provider.keys(), expected, now=context.clock.now())
    except TokenRefused as refused:
        raise NotSignedIn(f"id_token {refused}") from None


def account_of(session: Session, context: Context, identity: ProviderIdentity) -> int:
    """Return the open account of an identity; raise `NotSignedIn` if there is none."""
    tags = _tags(context.keys, identity.issuer, identity.subject)
    user_id = session.scalar(
        select(UserAccount.id)
        .join(UserIdentity, UserIdentity.user_id == UserAccount.id)
        .where(UserIdentity.tag.in_(tags), accounts.may_sign_in())
    )
    if user_id is None:
        raise NotSignedIn("no account")
    return user_id


def check_free(
    session: Session, context: Context, user: UserAccount, *, issuer: str, subject: str
) -> None:
    """Raise `InvalidInput` for a subject that belongs to another account."""
    tags = _tags(context.keys, issuer, subject)
    if session.scalar(select(UserIdentity.user_id).where(UserIdentity.tag.in_(tags))) not in {
        None,
        user.id,
    }:
        raise InvalidInput("subject", "taken")


def connect_identity(
    session: Session, context: Context, user: UserAccount, *, issuer: str, subject: str
) -> None:
    """Let a subject of the provider sign in to an account; one subject per person.

    Called after a second person has decided.
    """
    check_free(session, context, user, issuer=issuer, subject=subject)
    key = data_keys.open_data_key(session, context.keys, user.public_id)
    sealed = data_keys.seal_json(
        key, [issuer, subject], accounts.staff_place("user_identity", user.public_id)
    )
    session.merge(
        UserIdentity(user_id=user.id, tag=_tags(context.keys, issuer, subject)[0], sealed=sealed)
    )


def renewed_tag(
    context: Context, keys: Mapping[UUID, bytes], row: UserIdentity, user: UUID
) -> bytes:
    """Return the tag of an identity under the newest match key.

    It is made from the sealed identity; `keys` are data keys of accounts by their public id. Raise
    KeyError without the key of the account.
    """
    issuer, subject = data_keys.unseal_json(
        keys[user], row.sealed, accounts.staff_place("user_identity", user)
    )
    return _tags(context.keys, issuer, subject)[0]


def _tags(keys: Keyring, issuer: str, subject: str) -> list[bytes]:
    return keyed_hashes.tags_of(keys, "identity", f"{issuer}|{subject}".encode("utf-8", "replace"))
