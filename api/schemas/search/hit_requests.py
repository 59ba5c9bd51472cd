"""Requests that follow a hit of a search."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, Request
from services.search.hit_requests import HitRequestView


class HitDecisionIn(Request, examples=[{"refusal": ""}]):
    """The owner's decision: a code of a refusal, or "" to accept."""

    refusal: Annotated[str, Field(max_length=40)] = ""


class HitRequestList(Answer):
    """The requests about own records and those that one asked, newest first."""

    requests: list[HitRequestView]
