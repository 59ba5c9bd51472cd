"""Agencies that close."""

from __future__ import annotations

from uuid import UUID

from api.schemas.common import Answer
from services.case.care.agency_closings import Closing


class ClosingAskedOut(Answer):
    """The id under which the request is decided."""

    approval: UUID


class ClosingList(Answer):
    """Closings, the newest first."""

    closings: list[Closing]
