"""Invitations, enrolment, lost devices, deputies, accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody
from core.code_sets import OneOf
from core.policy.roles import Role
from core.published import Code, MomentIn, Reason, Text
from services.agencies.accounts import UserForm
from services.agencies.deputies import DeputyView
from services.agencies.passkeys import PasskeyView
from services.agencies.user_directory import AccountView, ActingSession

Login = Annotated[Text, Field(min_length=1, max_length=200)]
Token = Annotated[str, Field(min_length=20, max_length=200)]
State = Annotated[str, OneOf("state")]


class InvitationIn(
    RequestBody, examples=[{"login": "anna", "name": "Anna (fictional)", "role": "caseworker"}]
):
    """An invitation. An administrator names the agency; a supervisor invites to their agency."""

    login: Login
    name: Login
    role: Annotated[str, OneOf("role")]
    agency: Annotated[str, Field(max_length=20)] = ""
    states: Annotated[list[State], Field(max_length=40)] = Field(default_factory=list)

    def form(self) -> UserForm:
        """Return the form for the service."""
        return UserForm(
            self.login, self.name, Role(self.role), password="", states=tuple(self.states)
        )


class InvitationOut(Answer):
    """The first half of the token, shown once. Give it to the person directly.

    `login` is the sign-in name: what was sent, with the code of the agency at its end.
    """

    user: UUID
    login: str
    first: str
    expires_at: datetime


class UnitIn(RequestBody, examples=[{"unit": "intake"}]):
    """The unit of an account: small letters, digits and hyphens; "" for none."""

    unit: Code


class AccountList(Answer):
    """All accounts."""

    users: list[AccountView]


class OneTimeLinkIn(RequestBody, examples=[{"token": "x" * 43}]):
    """The token of a one-time link.

    After a lost device it has both halves, joined by a full stop.
    """

    token: Token


class EnrolmentIn(
    OneTimeLinkIn,
    examples=[{"token": "x" * 43, "password": "correct horse battery", "code": "123456"}],
):
    """The new password and the first one-time password."""

    password: Annotated[str, Field(max_length=200)]
    code: Code = ""


class PasskeyIn(
    RequestBody,
    examples=[
        {
            "ticket": "x" * 43,
            "name": "key on my ring",
            "credential": {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
            },
        }
    ],
):
    """The ticket, the answer of the authenticator (`RegistrationResponseJSON`) and a name for the
    list.
    """

    ticket: Annotated[str, Field(max_length=100)]
    credential: dict[str, Any]
    name: Annotated[str, Field(max_length=60)]


class PasskeyList(Answer):
    """The passkeys of the signed-in account, oldest first."""

    passkeys: list[PasskeyView]


class RecoveryCodesOut(Answer):
    """Recovery codes, shown once. Each opens one session in place of the second factor."""

    recovery_codes: list[str]


class AccessResetIn(
    RequestBody, examples=[{"login": "anna", "reason": "telephone left on a train"}]
):
    """The account of a colleague with a lost device. `is_stolen`: another person may have it."""

    login: Login
    reason: Reason
    is_stolen: bool = False


class ActingStateIn(RequestBody, examples=[{"state": "SE", "reason": "joint team on a case"}]):
    """The state for which a liaison officer will act, and the reason."""

    state: State
    reason: Reason


class ActingStateEndIn(RequestBody, examples=[{"state": "SE"}]):
    """The state for which a liaison officer no longer acts."""

    state: State


class ActingSessionList(Answer):
    """The newest sessions."""

    sessions: list[ActingSession]


class DeputyIn(
    RequestBody, examples=[{"login": "anna", "until": "2026-03-09T18:00:00Z", "reason": "on leave"}]
):
    """The deputy of a supervisor, the end of the appointment and the reason."""

    login: Login
    until: MomentIn
    reason: Reason


class DeputyList(Answer):
    """The current deputies."""

    deputies: list[DeputyView]


class ProviderRedirectOut(Answer):
    """The address where the browser signs in."""

    address: str


class ProviderCodeIn(
    RequestBody, examples=[{"code": "from-the-provider", "state": "as-it-was-given"}]
):
    """The answer of the identity provider, and the other fields of a sign-in.

    If `acting_state` is null, the person acts for the state of the agency.
    """

    code: Annotated[str, Field(min_length=1, max_length=2_000)]
    state: Annotated[str, Field(min_length=1, max_length=200)]
    one_time_code: Code = ""
    is_deputy: bool = False
    acting_state: State | None = None
    reason: Reason = ""


class UserIdentityIn(
    RequestBody, examples=[{"issuer": "https://id.example", "subject": "248289761001"}]
):
    """An identity of the provider that will open an account."""

    issuer: Annotated[Text, Field(min_length=1, max_length=400)]
    subject: Annotated[Text, Field(min_length=1, max_length=255)]
