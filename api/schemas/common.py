"""Base classes and small types of the schemas."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue, field_validator

from core.published import Reason, check_form_text, check_text


class RequestBody(BaseModel):
    """A request body. Unknown fields are refused, and texts with a hidden character, a NUL or a
    lone surrogate.

    The class argument `examples` has example bodies for the OpenAPI document.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __init_subclass__(cls, *, examples: Sequence[JsonValue] = (), **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if examples:
            cls.model_config["json_schema_extra"] = {"examples": list(examples)}

    _check_text = field_validator("*")(check_text)


class FormRequest(RequestBody):
    """A body with columns or typed fields of a form, whose texts are checked where they are read:
    so an error names the column, and a draft keeps everything that was typed.
    """

    _check_text = field_validator("*")(check_form_text)


class Answer(BaseModel):
    """An answer: only the fields of its schema. Times are in UTC.

    Three kinds of fields have one meaning of null, which the schemas do not repeat. A time `*_at`
    is null until the event has happened. An account `*_by` is null until a person has acted, and if
    software acted. `next` is null on the last page. A docstring names every other field that may be
    null, and these fields where null means something else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


_Answer = TypeVar("_Answer", bound=Answer)


def field_names(schema: object) -> tuple[str, ...]:
    """Return the fields of a class of schemas or a published dataclass; () for another type."""
    if dataclasses.is_dataclass(schema):
        return tuple(field.name for field in dataclasses.fields(schema))
    return tuple(getattr(schema, "model_fields", ()))


class PlainAnswer(Answer):
    """An answer whose fields are attributes of one value of the services."""

    @classmethod
    def of(cls, value: object) -> Self:
        """Return an answer with every field read from the attribute of `value` of the same name.

        Other attributes of `value` are left out.
        """
        return answer_from(cls, value)


def answer_from(answer: type[_Answer], value: object, **others: Any) -> _Answer:
    """Return an answer whose fields are attributes of `value`, except the fields in `others`.

    Answers inside it are read by attribute too.
    """
    fields = {name: getattr(value, name) for name in answer.model_fields if name not in others}
    return answer.model_validate(fields | others, from_attributes=True)


def file_responses(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route whose answer is a file of one of these types."""
    content = {}
    for media_type in (name.partition(";")[0] for name in media_types):
        schema = {"type": "object"} if media_type == "application/json" else {"type": "string"}
        if not media_type.startswith(("text/", "application/json")):
            schema["format"] = "binary"
        content[media_type] = {"schema": schema}
    return {200: {"content": content}}


class ReasonIn(RequestBody, examples=[{"reason": "the only one on duty tonight"}]):
    """The reason of a step."""

    reason: Reason


class CreatedOut(Answer):
    """The id of the new object."""

    id: UUID
