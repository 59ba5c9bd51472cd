"""Drafts of a registration."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, FormRequest
from core.published import Text

MAX_FIELDS = 400
Name = Annotated[str, Field(max_length=60)]


class DraftIn(FormRequest, examples=[{"fields": [["full_name", "Zahra H"], ["sex", "F"]]}]):
    """The typed fields of a form: names and values in the order of the form."""

    fields: Annotated[list[tuple[Name, Text]], Field(max_length=MAX_FIELDS)]


class DraftOut(Answer):
    """A draft with its fields."""

    kind: str
    saved_at: datetime
    expires_at: datetime
    fields: list[tuple[str, str]]
