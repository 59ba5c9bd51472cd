"""Requests whose fields are columns of the intake row, from the table `core.intake`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field, create_model

from api.schemas.common import Request
from core.intake import IntakeField
from core.published import Text, Texts


def request_of(
    fields: Iterable[IntakeField],
    *,
    has_notes: bool = True,
    may_contradict: bool = False,
) -> Any:
    """Return a model with one optional field for each column, described by the column's note.

    A list column takes a list of texts or one text. With `may_contradict` so does a column of one
    value whose sources may contradict each other.
    """
    columns: dict[str, Any] = {
        field.name: (
            Texts if field.is_list or (may_contradict and field.may_contradict) else Text,
            Field(default="", description=(has_notes and field.note) or None),
        )
        for field in fields
    }
    return create_model("Columns", __base__=Request, **columns)
