"""Requests that follow a hit of a search."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, PlainAnswer, Request
from core.codes.hit_requests import HitRequestKind
from core.policy.sharing.hit_requests import MAX_LENGTH


class HitRequestIn(
    Request,
    examples=[
        {
            "record": "3f1c9a52-6d0e-4b51-9f0a-8f4f5d1f7c11",
            "kind": "contact",
            "reason": "We look for her brother too.",
            "own_record": None,
        }
    ],
):
    """A request to the owner of a record that the search showed, with its reason.

    `own_record` is the asker's own report about the person. If it is null, the report to which the
    search is linked counts, if there is one.
    """

    record: UUID
    kind: HitRequestKind
    reason: Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]
    own_record: UUID | None = None


class HitDecisionIn(Request, examples=[{"refusal": ""}]):
    """The owner's decision: a code of a refusal, or "" to accept."""

    refusal: Annotated[str, Field(max_length=40)] = ""


class HitRequestOut(PlainAnswer):
    """A request as one side reads it.

    A refusal because of the person looks to the asker like no answer: `asked` until the request
    ends, then `ended`. The reason of any other refusal is told at once. `is_owner`: you read it as
    the owner of the record. `record` is null if the reader does not see the record any more.
    `own_record` is the asker's own report. It is null for the owner, and if there is none.
    """

    id: UUID
    is_owner: bool
    record: UUID | None
    own_record: UUID | None
    kind: HitRequestKind
    purpose: str
    reason: str
    asker: str
    asker_state: str
    desk: str
    state: str
    refusal: str
    next_step: str
    asked_at: datetime
    due_at: datetime


class HitRequestList(Answer):
    """The requests about own records and those that one asked, newest first."""

    requests: list[HitRequestOut]
