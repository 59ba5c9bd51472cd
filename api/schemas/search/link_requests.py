"""Requests that follow a link that a search showed."""

from __future__ import annotations

from typing import Annotated

from api.schemas.common import Answer, RequestBody
from core.code_sets import OneOf
from services.search.link_requests import LinkRequestView


class LinkRequestDecisionIn(RequestBody, examples=[{"refusal": ""}]):
    """The responsible agency's decision: a code of a refusal, or "" to accept."""

    refusal: Annotated[str, OneOf("link_request_refusal", may_be_empty=True)] = ""


class LinkRequestList(Answer):
    """The requests about own records and those that one asked, newest first."""

    requests: list[LinkRequestView]
