"""Sign-in, runs, notices and health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.common import MAX_ITEMS, Answer, Reason, Request
from core.policy.information_flow import LINK_BAND
from matching import BANDS
from services.foundation.actor import Actor
from services.matching_runs.runs import RunProgress
from services.operations.failed_jobs import FailedJob
from services.sharing.notices import NoticeView


class ActingIn(Request):
    """For which state a person acts in a session; another than the agency's own needs a reason.

    `is_deputy`: as deputy of the supervisor.
    """

    is_deputy: bool = False
    acting_state: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    reason: Reason = ""


_ANSWER: JsonDict = {
    "ticket": "x" * 43,
    "credential": {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"},
    },
}


class PasskeyAnswerIn(Request):
    """The ticket that followed the right password, and the passkey's answer
    (`AuthenticationResponseJSON`).
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_ANSWER]})

    ticket: Annotated[str, Field(max_length=100)]
    credential: dict[str, Any]


class PasskeySignInIn(PasskeyAnswerIn, ActingIn):
    """A person signs in with a passkey after the right password, acting for one state."""


class SignInIn(ActingIn):
    """A person signs in, acting for one state. `code` is a one-time password or a recovery code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"login": "officer.gr", "password": "correct horse battery"}]
        }
    )

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=40)] = ""


class ReauthenticationIn(Request):
    """The password again, and a code where the account has a second factor."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"password": "correct horse battery", "code": "123456"}]}
    )

    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=40)] = ""


class CurrentUserOut(Answer):
    """Who is signed in, and the time zone of their agency. Times of the interface are in UTC."""

    user: UUID | None
    role: str
    state: str
    time_zone: str

    @classmethod
    def of(cls, actor: Actor) -> CurrentUserOut:
        """Return the actor for showing."""
        return cls(
            user=actor.public_id,
            role=actor.role.value,
            state=actor.state,
            time_zone=actor.time_zone,
        )


JobNumber = Annotated[int, Field(ge=1, lt=2**63)]


class RunIn(Request):
    """Which run: everybody with everybody, or records that changed since or were matched by an
    older engine.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "delta"}]})

    kind: Literal["crossmatch", "delta"] = "crossmatch"


class FailedJobList(Answer):
    """The oldest jobs that were given up."""

    jobs: list[FailedJob]


class RetryIn(Request):
    """Which jobs to try again; every one where none is named."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"jobs": [4711]}]})

    jobs: Annotated[tuple[JobNumber, ...], Field(max_length=MAX_ITEMS)] = ()


class RetryOut(Answer):
    """How many jobs are tried again."""

    jobs: int


class RunList(Answer):
    """The newest runs."""

    runs: list[RunProgress]


class NoticeOut(Answer):
    """A notice: references only; `record_ref` is the agency's own name of an own record, "" of
    every other.

    `band`: `link` for a candidate of which the agency knows no band; `none` for notices without
    one. `asker_state`: the state of the relay desk that asked for the agency, "" for every other
    kind.
    """

    id: UUID
    kind: str
    record: UUID | None
    record_ref: str
    pair: UUID | None
    band: str
    at: datetime
    is_read: bool
    asker_state: str

    @classmethod
    def of(cls, notice: NoticeView, named: Mapping[UUID, str]) -> NoticeOut:
        """Return the notice for showing; `named`: own references by record."""
        return cls(
            id=notice.id,
            kind=notice.kind,
            record=notice.record,
            record_ref=named.get(notice.record, "") if notice.record else "",
            pair=notice.pair,
            band=LINK_BAND
            if notice.kind == "candidate" and not notice.band
            else BANDS[notice.band],
            at=notice.at,
            is_read=notice.is_read,
            asker_state=notice.asker_state,
        )


class NoticePage(Answer):
    """A page of notices, newest first."""

    notices: list[NoticeOut]
    next: str | None


class HealthOut(Answer):
    """Whether the process lives, or can do its work."""

    status: str
