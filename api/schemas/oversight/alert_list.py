"""Alerts and forms of case numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, PlainAnswer, RequestBody
from core.code_sets import OneOf
from core.policy.search import case_number_example


class AlertOut(PlainAnswer):
    """An alert. It has references only.

    `user` is null if software caused the alert. `subject` is the record or other object of the
    alert; null for an alert without one.
    """

    id: UUID
    kind: str
    agency: str
    user: int | None
    subject: UUID | None
    at: datetime
    is_seen: bool


class AlertPage(Answer):
    """A page of alerts, newest first."""

    alerts: list[AlertOut]
    next: str | None


class CaseNumberPatternsIn(
    RequestBody, examples=[{"state": "GR", "patterns": ["GR-\\d{4}-\\d{6}"]}]
):
    r"""The forms of case numbers of a state: characters, \d, [A-Z] and [A-Z0-9], each with {n} or
    {n,m}.
    """

    state: Annotated[str, OneOf("state")]
    patterns: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)]


class CaseNumberPatternsOut(Answer):
    """The forms by state, each with an example."""

    patterns: dict[str, list[str]]
    examples: dict[str, list[str]]

    @classmethod
    def of(cls, patterns: dict[str, list[str]]) -> CaseNumberPatternsOut:
        """Return the patterns by state, each with the shortest number that fits it."""
        examples = {
            state: [case_number_example(pattern) for pattern in of_state]
            for state, of_state in patterns.items()
        }
        return cls(patterns=patterns, examples=examples)


class CaseNumberExamplesOut(Answer):
    """Examples of case numbers of the acting state; empty if no pattern is set."""

    state: str
    examples: list[str]
