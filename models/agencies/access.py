"""How people get in: one-time links, recovery codes, used one-time passwords, deputies. Tokens
stand as hashes only.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    LargeBinary,
    PrimaryKeyConstraint,
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
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    UserId,
    foreign_key,
    one_of,
)


class AccessLink(Base):
    """A request for access to an account, decided by a second person; of some kinds it becomes a
    one-time link.

    An `invitation` or a `reset` (lost device) is `asked` by one person, who holds the first half of
    its token, and `open` once a second one, who holds the other half, approved it. `secret` is the
    one-time password's secret of an enrolment that was begun, sealed. A `state` (to act for
    `acting_state`), an `identity` of the identity provider and the `review` of an account from
    before are `used` once approved. `reason` is sealed: the reason, or the identity.
    """

    __tablename__ = "access_link"
    __table_args__ = (
        one_of("kind", AccessKind),
        one_of("state", AccessState),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    kind: Mapped[Code]
    state: Mapped[Code]
    acting_state: Mapped[str | None] = mapped_column(String(2))
    first_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary())
    reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    asked_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    decided_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class RecoveryCode(Base):
    """A code that stands in for the second factor once; SHA-256 of 80 random bits and the account's
    id.
    """

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[Id]
    user_id: Mapped[UserId]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[OptionalMoment]


class TotpUse(Base):
    """A time step whose one-time password was used: it opens nothing again."""

    __tablename__ = "totp_use"
    __table_args__ = (PrimaryKeyConstraint("user_id", "step"),)

    user_id: Mapped[UserId]
    step: Mapped[int] = mapped_column(BigInteger())


class KnownDevice(Base):
    """A browser with an earlier sign-in to an account; the token of its cookie is stored as a
    hash.
    """

    __tablename__ = "known_device"
    __table_args__ = (PrimaryKeyConstraint("token_hash", "user_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    used_at: Mapped[Moment]


class Passkey(Base):
    """A passkey of an account: its public key and name sealed, the newest count of its
    signatures.
    """

    __tablename__ = "passkey"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    sealed: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger())
    created_at: Mapped[Moment]
    used_at: Mapped[OptionalMoment]


class PasskeyChallenge(Base):
    """A challenge that an account's authenticator has not answered yet; it follows from a token,
    stored as a hash.
    """

    __tablename__ = "passkey_challenge"
    __table_args__ = (one_of("purpose", ChallengePurpose),)

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    purpose: Mapped[Code]
    created_at: Mapped[Moment]


class Deputy(Base):
    """A person who may sign in as a supervisor of the own agency for some days, with a sealed
    reason.
    """

    __tablename__ = "deputy"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    named_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    reason: Mapped[bytes]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]


class SignInFlow(Base):
    """A sign-in that was sent to the identity provider and has not come back."""

    __tablename__ = "sign_in_flow"

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[Moment]


class UserIdentity(Base):
    """Which subject of an identity provider an account is: a keyed hash to look it up by, and the
    words sealed.
    """

    __tablename__ = "user_identity"

    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), primary_key=True)
    tag: Mapped[bytes] = mapped_column(LargeBinary(18), index=True)
    sealed: Mapped[bytes]
