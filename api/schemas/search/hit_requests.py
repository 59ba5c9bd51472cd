"""Requests that follow a hit of a search."""

from __future__ import annotations

from typing import Annotated

from api.schemas.common import Answer, Request
from core.code_sets import OneOf
from services.search.hit_requests import HitRequestView


class HitDecisionIn(Request, examples=[{"refusal": ""}]):
    """The owner's decision: a code of a refusal, or "" to accept."""

    refusal: Annotated[str, OneOf("hit_refusal", may_be_empty=True)] = ""


class HitRequestList(Answer):
    """The requests about own records and those that one asked, newest first."""

    requests: list[HitRequestView]
