"""Base classes and small types of the schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    field_validator,
)
from pydantic_core import PydanticCustomError

from core.policy.time_zones import read_zoned

MAX_TEXT = 20_000
MAX_ITEMS = 100


# PostgreSQL stores no NUL in a text, and a lone surrogate has no bytes in UTF-8.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class Request(BaseModel):
    """A request body. Unknown fields are refused, and texts with a NUL or a lone surrogate.

    The class argument `examples` has example bodies for the OpenAPI document.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __init_subclass__(cls, *, examples: Sequence[JsonValue] = (), **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if examples:
            cls.model_config["json_schema_extra"] = {"examples": list(examples)}

    @field_validator("*")
    @classmethod
    def _check_letters(cls, value: Any) -> Any:
        if _has_invalid_text(value):
            raise PydanticCustomError("not_text", "a NUL or a lone surrogate is not permitted")
        return value


class Answer(BaseModel):
    """An answer: only the fields of its schema. Times are in UTC.

    Three kinds of fields have one meaning of null, which the schemas do not repeat. A time `*_at`
    is null until the event has happened. An account `*_by` is null until a person has acted, and if
    software acted. `next` is null on the last page. A docstring names every other field that may be
    null, and these fields where null means something else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


_Answer = TypeVar("_Answer", bound=Answer)


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


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _has_invalid_text(value: object) -> bool:
    """Return whether any text in a value, at any depth, has a character that is not allowed."""
    if isinstance(value, str):
        return _NOT_TEXT.search(value) is not None
    if isinstance(value, Mapping):
        return any(map(_has_invalid_text, (*value.keys(), *value.values())))
    return isinstance(value, list | tuple | set | frozenset) and any(map(_has_invalid_text, value))


Text = Annotated[str, BeforeValidator(_as_text), Field(max_length=MAX_TEXT)]
Texts = Annotated[list[Text], Field(max_length=MAX_ITEMS)] | Text
Reason = Annotated[str, Field(max_length=2_000)]


def file_responses(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route whose answer is a file of one of these types."""
    content = {}
    for media_type in (name.partition(";")[0] for name in media_types):
        schema = {"type": "object"} if media_type == "application/json" else {"type": "string"}
        if not media_type.startswith(("text/", "application/json")):
            schema["format"] = "binary"
        content[media_type] = {"schema": schema}
    return {200: {"content": content}}


class ReasonIn(Request, examples=[{"reason": "the only one on duty tonight"}]):
    """The reason of a step."""

    reason: Reason


class CreatedOut(Answer):
    """The id of the new object."""

    id: UUID


# A time with an offset, or a local time with its zone: `2026-03-02T09:30[Europe/Berlin]`.
MomentIn = Annotated[AwareDatetime, BeforeValidator(read_zoned)]
