"""Drafts of a registration."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.common import PlainAnswer, Request, Text

MAX_FIELDS = 400
Name = Annotated[str, Field(max_length=60)]


class DraftIn(Request):
    """The fields of a form as they were typed, names and values in the order of the form."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"fields": [["full_name", "Zahra H"], ["sex", "F"]]}]}
    )

    fields: Annotated[list[tuple[Name, Text]], Field(max_length=MAX_FIELDS)]


class DraftSavedOut(PlainAnswer):
    """A draft that is kept until then."""

    kind: str
    saved_at: datetime
    expires_at: datetime


class DraftOut(DraftSavedOut):
    """A draft, opened."""

    fields: list[tuple[str, str]]
