"""Tables of accounts, sessions and tokens.

Sign-in names are stored only as keyed hashes, names of staff only sealed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.agencies import AccountStatus
from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    IdBase,
    Moment,
    OptionalMoment,
    PublicIdBase,
    State,
    UserId,
    foreign_key,
    one_of,
)


class UserAccount(PublicIdBase):
    """The account of a person: one agency, one role and one unit ("" for no unit).

    `profile` (sign-in name and name) is sealed with the account's data key. `invited_by` and
    `confirmed_by` are the two people who granted the account. Both are None if it was made by the
    command on the server. `password_hash` is None until the enrolment, and after a lost device.
    `totp_secret` is None as well, and for an account that enrolled without a second factor.
    """

    __tablename__ = "user_account"
    __table_args__ = (one_of("status", AccountStatus),)

    agency_id: Mapped[AgencyId]
    role: Mapped[Code]
    status: Mapped[Code]
    unit: Mapped[Code] = mapped_column(server_default="")
    login_tag: Mapped[bytes] = mapped_column(LargeBinary(18), unique=True)
    profile: Mapped[bytes]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary())
    created_at: Mapped[Moment]
    invited_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    confirmed_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    confirmed_at: Mapped[OptionalMoment]


class UserState(Base):
    """A state that a liaison officer may act for."""

    __tablename__ = "user_state"

    user_id: Mapped[UserId] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(primary_key=True)


class UserSession(PublicIdBase):
    """A session of a signed-in account.

    The cookie's token is stored as a hash. `reason` is sealed: why the officer acts for
    `acting_state`; None if no reason was given. `deputy_id` is the appointment as deputy under
    which the person signed in, otherwise None. `authenticated_at` is the time of the last password
    entry in this session.
    """

    __tablename__ = "user_session"

    user_id: Mapped[UserId]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    acting_state: Mapped[State]
    reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    deputy_id: Mapped[int | None] = mapped_column(BigId, foreign_key("deputy.id"))
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    authenticated_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]


class SystemToken(PublicIdBase):
    """A bearer token of an agency's software.

    `label` is the short code of the system that uses it. Tokens of an agency with the same label
    belong to one system. `token_hash` is None until the token is issued. `scopes` are the codes of
    `TokenScope`, sorted and separated by spaces. `used_at` is the time of the last use, None before
    the first one. `alerted_at` is the time of the last alert that the read budget was used up, None
    without one.
    """

    __tablename__ = "system_token"

    agency_id: Mapped[AgencyId]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    label: Mapped[Code]
    scopes: Mapped[Code]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[OptionalMoment]
    used_at: Mapped[OptionalMoment]
    alerted_at: Mapped[OptionalMoment]


class SignInAttempt(IdBase):
    """One sign-in attempt. It is counted before the password is checked.

    `tag` is a keyed hash of the account or of the network address.
    """

    __tablename__ = "sign_in_attempt"

    tag: Mapped[bytes] = mapped_column(LargeBinary(18), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class DutyCover(PublicIdBase):
    """A caseworker's access to all records of an agency for some hours.

    `reason` is sealed with a data key that belongs to this row.
    """

    __tablename__ = "duty_cover"

    agency_id: Mapped[AgencyId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    reason: Mapped[bytes]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
