"""Institutions that report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer, PlainAnswer


class InstitutionCreatedOut(Answer):
    """The proposed institution."""

    institution: UUID


class InstitutionOut(PlainAnswer):
    """An institution of your agency's list; `state` is proposed, in_force, expired or revoked.

    `expires_at` is null until a second person confirms the institution.
    """

    id: UUID
    kind: str
    name: str
    contact: str
    state: str
    expires_at: datetime | None


class InstitutionList(Answer):
    """The institutions of the agency."""

    institutions: list[InstitutionOut]
