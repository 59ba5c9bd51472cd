"""The directory: desks and services by state."""

from __future__ import annotations

from uuid import UUID

from api.schemas.common import Answer, answer_from
from services.agencies.directory import ListedDesk, ListedService


class ServiceOut(Answer):
    """A service that helps."""

    id: UUID
    state: str
    kind: str
    name: str
    languages: list[str]
    hours: str
    reach: str

    @classmethod
    def of(cls, service: ListedService) -> ServiceOut:
        """Return the fields of the service's form together with its id."""
        return answer_from(cls, service.form, id=service.id)


class DirectoryOut(Answer):
    """Desks to call, and services that help."""

    desks: list[ListedDesk]
    services: list[ServiceOut]
