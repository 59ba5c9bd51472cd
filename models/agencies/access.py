"""Tables of account access: one-time links, recovery codes, passkeys, devices and deputies.

Tokens and codes are stored as hashes only.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.agencies import AccessKind, AccessState, ChallengePurpose
from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    IdBase,
    Moment,
    OptionalMoment,
    PublicIdBase,
    UserId,
    foreign_key,
    one_of,
)


class AccessLink(PublicIdBase):
    """A request for access to an account. A second person decides about it (`Approval`).

    An `invitation`, a `reset` (after a lost device) or a `theft` becomes a one-time link. Its token
    has two halves. The first person asks (state `asked`) and holds the first half. The second
    person approves (state `open`) and holds the other half. `secret` is the sealed TOTP secret
    while an enrolment runs, otherwise None.

    The other kinds have no link: `state` (permission to act for `acting_state`, None for every
    other kind) and `identity` (an account of the identity provider). Approval makes them `used`.
    `reason` is sealed. It holds the reason, or for `identity` issuer and subject at the identity
    provider; None for a request without a reason.

    `first_hash` and `token_hash` are hashes of the first and the second half. Both are None for a
    request without a link. `token_hash` is None until the approval. The link of an account that the
    server grants has one token: `first_hash` is None, and `token_hash` is the hash of the token.
    """

    __tablename__ = "access_link"
    __table_args__ = (
        one_of("kind", AccessKind),
        one_of("state", AccessState),
    )

    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    kind: Mapped[Code]
    state: Mapped[Code]
    acting_state: Mapped[str | None] = mapped_column(String(2))
    first_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary())
    reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class RecoveryCode(IdBase):
    """A code that replaces the second factor once.

    `code_hash` is the SHA-256 of 80 random bits and the id of the account.
    """

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[UserId]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[OptionalMoment]


class TotpUse(Base):
    """A time step whose one-time password was used. The same password is refused afterwards."""

    __tablename__ = "totp_use"

    user_id: Mapped[UserId] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(BigInteger(), primary_key=True)


class KnownDevice(Base):
    """A browser that signed in to the account before. Its cookie's token is stored as a hash."""

    __tablename__ = "known_device"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        BigId, foreign_key("user_account.id"), index=True, primary_key=True
    )
    used_at: Mapped[Moment]


class Passkey(PublicIdBase):
    """A passkey of an account.

    `sealed` holds the public key and the passkey's name. `sign_count` is the authenticator's last
    signature counter. `blocked_at` is None unless the device was reported stolen; a blocked passkey
    does not sign in.
    """

    __tablename__ = "passkey"

    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    sealed: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger())
    created_at: Mapped[Moment]
    used_at: Mapped[OptionalMoment]
    blocked_at: Mapped[OptionalMoment]


class PasskeyChallenge(IdBase):
    """A challenge that the authenticator of an account has not answered yet.

    The challenge is derived from a token, which is stored as a hash.
    """

    __tablename__ = "passkey_challenge"
    __table_args__ = (one_of("purpose", ChallengePurpose),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    purpose: Mapped[Code]
    created_at: Mapped[Moment]


class Deputy(PublicIdBase):
    """A person who may sign in as a supervisor of their agency from `starts_at` to `ends_at`.

    `named_by` is the account that named them. `ended_at` is the time of an early end, None without
    one. `reason` is the sealed reason of the appointment.
    """

    __tablename__ = "deputy"

    agency_id: Mapped[AgencyId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    named_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    reason: Mapped[bytes]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]


class SignInFlow(IdBase):
    """A sign-in that was sent to the identity provider and is not finished."""

    __tablename__ = "sign_in_flow"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[Moment]


class UserIdentity(Base):
    """The link between an account and a subject of the identity provider.

    `tag` is a keyed hash of the subject for look-ups. `sealed` holds the subject itself.
    """

    __tablename__ = "user_identity"

    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), primary_key=True)
    tag: Mapped[bytes] = mapped_column(LargeBinary(18), index=True)
    sealed: Mapped[bytes]
