"""Sign-in, matching runs, notifications and health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, RequestBody
from core.code_sets import OneOf
from core.policy.sharing.information_flow import LINK_BAND
from core.published import MAX_ITEMS, Reason
from matching import BANDS
from services.foundation.actor import Actor
from services.matching_runs.runs import MatchingRunProgress
from services.operations.failed_jobs import FailedJob
from services.sharing.notification_lists import NotificationView


class ActingIn(RequestBody):
    """The state for which a person acts in a session.

    If `acting_state` is null, the person acts for the state of the agency.
    """

    is_deputy: bool = Field(
        default=False, description="Whether the person acts as deputy of the supervisor."
    )
    acting_state: Annotated[str, OneOf("state")] | None = None
    reason: Reason = Field(
        default="", description="Necessary for another state than that of the agency."
    )


_ANSWER: JsonDict = {
    "ticket": "x" * 43,
    "credential": {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"},
    },
}


class PasskeyAnswerIn(RequestBody, examples=[_ANSWER]):
    """The ticket that followed the right password, and the answer of the passkey
    (`AuthenticationResponseJSON`).
    """

    ticket: Annotated[str, Field(max_length=100)]
    credential: dict[str, Any]


class PasskeySignInIn(PasskeyAnswerIn, ActingIn):
    """A sign-in with a passkey after the right password."""


class SignInIn(ActingIn, examples=[{"login": "officer.gr", "password": "correct horse battery"}]):
    """A sign-in."""

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[
        str, Field(max_length=40, description="A one-time password or a recovery code.")
    ] = ""


class ReauthenticationIn(
    RequestBody, examples=[{"password": "correct horse battery", "code": "123456"}]
):
    """The password again, and a code if the account has a second factor."""

    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=40)] = ""


class CurrentUserOut(Answer):
    """The signed-in account, and the time zone of its agency. Times of the interface are in UTC.

    `user` is the id of the account, or of the token of an agency's software. It is never null.
    """

    user: UUID | None
    role: str
    state: str
    time_zone: str

    @classmethod
    def of(cls, actor: Actor) -> CurrentUserOut:
        """Return the actor's public id, role, acting state and time zone only."""
        return cls(
            user=actor.public_id,
            role=actor.role.value,
            state=actor.state,
            time_zone=actor.time_zone,
        )


JobNumber = Annotated[int, Field(ge=1, lt=2**63)]


class MatchingRunIn(RequestBody, examples=[{"kind": "delta"}]):
    """The kind of run.

    `crossmatch` compares all records; `delta` compares records that changed or that an older engine
    matched.
    """

    kind: Literal["crossmatch", "delta"] = "crossmatch"


class FailedJobList(Answer):
    """The oldest failed jobs."""

    jobs: list[FailedJob]


class RetryIn(RequestBody, examples=[{"jobs": [4711]}]):
    """The jobs to retry; without any, all failed jobs."""

    jobs: Annotated[tuple[JobNumber, ...], Field(max_length=MAX_ITEMS)] = ()


class RetryOut(Answer):
    """The number of jobs that are retried."""

    jobs: int


class MatchingRunList(Answer):
    """The newest runs."""

    runs: list[MatchingRunProgress]


class NotificationOut(Answer):
    """A notification. It has references only.

    `record` is null for a notification that is about no record. `match` is null unless you may open
    the match.
    """

    id: UUID
    kind: str
    record: UUID | None
    record_ref: str = Field(
        description="Your agency's own reference of an own record, otherwise empty."
    )
    match: UUID | None
    band: str = Field(
        description=(
            "`strong`, `possible` or `weak`; `link` for a candidate without a known band; "
            "`none` for other notifications."
        )
    )
    at: datetime
    is_read: bool
    asker_state: str = Field(description="State of the relay desk that asked, otherwise empty.")
    count: int = Field(
        description="Number of candidates of your records that a digest counts, otherwise 0."
    )

    @classmethod
    def of(cls, notification: NotificationView, named: Mapping[UUID, str]) -> NotificationOut:
        """Return the notification; its band is a name, `link` for a candidate without a band.

        `named` has own references by record; `record_ref` is "" for a record that it lacks.
        """
        return cls(
            id=notification.id,
            kind=notification.kind,
            record=notification.record,
            record_ref=named.get(notification.record, "") if notification.record else "",
            match=notification.match,
            band=LINK_BAND
            if notification.kind == "candidate" and not notification.band
            else BANDS[notification.band],
            at=notification.at,
            is_read=notification.is_read,
            asker_state=notification.asker_state,
            count=notification.count,
        )


class NotificationPage(Answer):
    """A page of notifications, newest first."""

    notifications: list[NotificationOut]
    next: str | None


class HealthOut(Answer):
    """The state of the process or of its work."""

    status: str
