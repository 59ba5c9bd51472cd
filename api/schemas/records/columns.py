"""Requests whose fields are columns of the intake row, from the table `core.intake`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import Field, JsonValue, create_model
from pydantic.config import JsonDict

from api.schemas.codes import column_codes
from api.schemas.common import FormRequest
from core.intake import IntakeField
from core.published import Text, Texts


def request_of(
    fields: Iterable[IntakeField],
    *,
    has_notes: bool = True,
    may_contradict: bool = False,
) -> Any:
    """Return a model with one optional field for each column, described by the column's note.

    A column of codes names them, see `api.schemas.codes`. A list column takes a list of texts or
    one text. With `may_contradict` so does a column of one
    value whose sources may contradict each other.
    """
    columns: dict[str, Any] = {
        field.name: (
            Texts if field.is_list or (may_contradict and field.may_contradict) else Text,
            Field(
                default="",
                description=(has_notes and field.note) or None,
                json_schema_extra=_with_codes(field),
            ),
        )
        for field in fields
    }
    return create_model("Columns", __base__=FormRequest, **columns)


def _with_codes(field: IntakeField) -> Callable[[JsonDict], None] | None:
    """Return the change that adds the codes of a column to its schema; None for another column.

    Another text is stored with a warning that names the codes. Only an answer to a question about a
    found child is refused. A column with several parts names the sets of its parts in order, "" for
    a part without codes.
    """
    codes = column_codes(field)
    sets: list[JsonValue] = [part.codes for part in field.parts]
    if not codes and not any(sets):
        return None

    def add(schema: JsonDict) -> None:
        if not codes:
            schema["x-code-sets"] = sets
            return
        column_schema: JsonDict = {"type": "string", "enum": list(codes), "x-code-set": field.codes}
        one: JsonDict = {name: schema.pop(name) for name in ("type", "maxLength") if name in schema}
        given = schema.pop("anyOf", [one])
        assert isinstance(given, list)
        schema["anyOf"] = [column_schema, *given]

    return add
