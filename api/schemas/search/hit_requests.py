"""Requests that follow a hit of a search."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, Request
from core.codes.hit_requests import HitRequestKind
from core.policy.sharing.hit_requests import MAX_LENGTH
from services.search.hit_requests import HitRequestView


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


class HitRequestList(Answer):
    """The requests about own records and those that one asked, newest first."""

    requests: list[HitRequestView]
