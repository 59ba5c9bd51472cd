"""Matches by hand: the one answer, and the references that a desk entered."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from api.schemas.common import Answer, RequestBody
from core.policy.sharing.hand_matches import ANSWER_WORDS
from services.matching_runs.hand_matches import HandMatchEntry


class HandMatchIn(RequestBody, examples=[{"reference": "6a1f0c52-6d0e-4d0f-9a53-6f0d5a4f8c21"}]):
    """The reference of another desk's record, which that desk gave you by telephone."""

    reference: UUID


class HandMatchOut(Answer):
    """THE answer to every reference. It does not depend on whether there is such a record."""

    answer: Literal["stored"] = "stored"
    words: str = ANSWER_WORDS


class HandMatchList(Answer):
    """The references that the desk entered, newest first."""

    entries: list[HandMatchEntry]
