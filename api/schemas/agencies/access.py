"""Invitations, enrolment, lost devices, deputies, the list of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, MomentIn, Reason, Request, Text
from api.schemas.consent.consents import Code
from core.policy.roles import Role
from services.agencies.access_requests import PendingAccessRequest
from services.agencies.accounts import UserForm
from services.agencies.deputies import DeputyView
from services.agencies.passkeys import PasskeyView
from services.agencies.user_directory import AccountView, ActingSession

Login = Annotated[Text, Field(min_length=1, max_length=200)]
Token = Annotated[str, Field(min_length=20, max_length=200)]
State = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class InvitationIn(Request):
    """Somebody is invited; an administrator names the agency, a supervisor's is the own one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"login": "anna", "name": "Anna (fictional)", "role": "caseworker"}]
        }
    )

    login: Login
    name: Login
    role: Role
    agency: Annotated[str, Field(max_length=20)] = ""
    states: Annotated[list[Annotated[str, Field(pattern="^[A-Z]{2}$")]], Field(max_length=40)] = (
        Field(default_factory=list)
    )

    def form(self) -> UserForm:
        """Return what the service takes."""
        return UserForm(self.login, self.name, self.role, password="", states=tuple(self.states))


class InvitationOut(Answer):
    """The first half of the invitation's token, shown once: hand it over in person."""

    user: UUID
    first: str
    expires_at: datetime


class UnitIn(Request):
    """The unit of an agency somebody works in: small letters, digits and hyphens; "" for none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"unit": "intake"}]})

    unit: Code


class AccountList(Answer):
    """Every account."""

    users: list[AccountView]


class OneTimeLinkIn(Request):
    """The token of a one-time link; of a lost device both halves, joined by a full stop."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "x" * 43}]})

    token: Token


class EnrolmentIn(OneTimeLinkIn):
    """The new password and the first one-time password."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"token": "x" * 43, "password": "correct horse battery", "code": "123456"}]
        }
    )

    password: Annotated[str, Field(max_length=200)]
    code: Code = ""


class PasskeyIn(Request):
    """The ticket, the authenticator's answer (`RegistrationResponseJSON`) and a name for the
    list.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
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
            ]
        }
    )

    ticket: Annotated[str, Field(max_length=100)]
    credential: dict[str, Any]
    name: Annotated[str, Field(max_length=60)]


class PasskeyList(Answer):
    """The passkeys of the signed-in account, oldest first."""

    passkeys: list[PasskeyView]


class RecoveryCodesOut(Answer):
    """Recovery codes, shown once; each opens one session in place of the second factor."""

    recovery_codes: list[str]


class AccessResetIn(Request):
    """A colleague's device is lost."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"login": "anna", "reason": "telephone left on a train"}]}
    )

    login: Login
    reason: Reason


class ActingStateIn(Request):
    """The state a liaison officer is to act for, and why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"state": "SE", "reason": "joint team on a case"}]}
    )

    state: State
    reason: Reason


class ActingStateEndIn(Request):
    """The state a liaison officer acts for no longer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "SE"}]})

    state: State


class AccessRequestList(Answer):
    """The requests that wait."""

    requests: list[PendingAccessRequest]


class ActingSessionList(Answer):
    """The newest of these sessions."""

    sessions: list[ActingSession]


class AccessDecisionIn(Request):
    """What the second person decides."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_approved": True}]})

    is_approved: bool


class AccessDecisionOut(Answer):
    """The second half of a link's token, shown once; nothing when it was refused, or there is no
    link.
    """

    second: str | None


class DeputyIn(Request):
    """Who stands in for a supervisor, until when and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"login": "anna", "until": "2026-03-09T18:00:00Z", "reason": "on leave"}]
        }
    )

    login: Login
    until: MomentIn
    reason: Reason


class DeputyList(Answer):
    """The deputies of today."""

    deputies: list[DeputyView]


class ProviderRedirectOut(Answer):
    """Where the browser goes to sign in."""

    address: str


class ProviderCodeIn(Request):
    """What came back from the identity provider, and the rest of a sign-in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "from-the-provider", "state": "as-it-was-given"}]}
    )

    code: Annotated[str, Field(min_length=1, max_length=2_000)]
    state: Annotated[str, Field(min_length=1, max_length=200)]
    one_time_code: Code = ""
    is_deputy: bool = False
    acting_state: State | None = None
    reason: Reason = ""


class UserIdentityIn(Request):
    """The subject of an identity provider that an account is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"issuer": "https://id.example", "subject": "248289761001"}]
        }
    )

    issuer: Annotated[Text, Field(min_length=1, max_length=400)]
    subject: Annotated[Text, Field(min_length=1, max_length=255)]
