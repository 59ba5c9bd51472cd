"""The directory: desks and services by state."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, Request, answer_from
from core.policy.directory import MAX_LANGUAGES, MAX_LINE_LENGTH, MAX_NAME_LENGTH
from core.published import Text
from services.agencies.directory import ListedDesk, ListedService, ServiceForm

EXAMPLE: JsonDict = {
    "state": "GR",
    "kind": "legal_aid",
    "name": "Legal aid for children (fictional)",
    "languages": ["ell", "eng", "prs"],
    "hours": "Monday to Friday, 9 to 17",
    "reach": "+30 2 555 01 70",
}


class ServiceIn(Request, examples=[EXAMPLE]):
    """A service: how to reach it, never its address."""

    state: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    kind: Annotated[str, Field(max_length=40)]
    name: Annotated[Text, Field(max_length=MAX_NAME_LENGTH)]
    languages: Annotated[
        list[Annotated[str, Field(max_length=3)]], Field(max_length=MAX_LANGUAGES)
    ] = Field(default_factory=list)
    hours: Annotated[Text, Field(max_length=MAX_LINE_LENGTH)] = ""
    reach: Annotated[Text, Field(max_length=MAX_LINE_LENGTH)]

    def form(self) -> ServiceForm:
        """Return the form that the directory stores."""
        return ServiceForm(
            self.state, self.kind, self.name, tuple(self.languages), self.hours, self.reach
        )


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
