"""The mark of dataclasses that the API publishes, and the types of fields that it takes.

A published dataclass is a body or an answer of the API. A field that is added to it is added to the
API. A test compares every published field with a reviewed list, and refuses a dataclass in a route
without this mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from core.hidden_characters import NAME_FIELDS, has_hidden_character
from core.policy.time_zones import read_zoned

MAX_TEXT = 20_000
MAX_ITEMS = 100


# PostgreSQL stores no NUL in a text, and a lone surrogate has no bytes in UTF-8.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


# A password may have any character. Each row of a file is checked as a row of an import is.
_UNCHECKED_FIELDS = frozenset({"password", "file"})


def check_letters(value: Any) -> Any:
    """Return a value; refuse a text in it, at any depth, with a NUL or a lone surrogate."""
    if any(_NOT_TEXT.search(text) for text in _texts(value)):
        raise PydanticCustomError("not_text", "a NUL or a lone surrogate is not permitted")
    return value


def check_text(value: Any, info: ValidationInfo) -> Any:
    """Return the value of a field; refuse what `check_letters` refuses, and a hidden character in a
    text in it (`core.hidden_characters`).
    """
    is_name = info.field_name in NAME_FIELDS
    if info.field_name not in _UNCHECKED_FIELDS and any(
        has_hidden_character(text, is_name=is_name) and not _NOT_TEXT.search(text)
        for text in _texts(value)
    ):
        raise PydanticCustomError("hidden_character", "an invisible character is not permitted")
    return check_letters(value)


def check_form_text(value: Any, info: ValidationInfo) -> Any:
    """Return the value of a field of a form; refuse what `check_letters` refuses."""
    return check_letters(value)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in (*value.keys(), *value.values()):
            yield from _texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _texts(item)


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_as_text), Field(max_length=MAX_TEXT)]
Texts = Annotated[list[Text], Field(max_length=MAX_ITEMS)] | Text
Reason = Annotated[str, Field(max_length=2_000)]
Lines = Annotated[tuple[Text, ...], Field(max_length=20)]
Code = Annotated[str, Field(max_length=40)]


def _permit_repeats(schema: JsonDict) -> None:
    schema.pop("uniqueItems")


# A set of codes. A body may repeat a code, which counts once.
Codes = Annotated[frozenset[Code], Field(max_length=40, json_schema_extra=_permit_repeats)]

# A time with an offset, or a local time with its zone: `2026-03-02T09:30[Europe/Berlin]`.
MomentIn = Annotated[AwareDatetime, BeforeValidator(read_zoned)]

_MARK = "__published__"
_Class = TypeVar("_Class", bound=type)


def published(*, examples: Sequence[JsonValue] = ()) -> Callable[[_Class], _Class]:
    """Return the decorator that marks a dataclass as published; subclasses need a mark too.

    `examples` has example bodies for the OpenAPI document. As a body, the dataclass refuses unknown
    fields, and texts with a hidden character, a NUL or a lone surrogate.
    """

    def mark(cls: _Class) -> _Class:
        marked: Any = cls
        marked.__published__ = True
        marked.__pydantic_config__ = ConfigDict(extra="forbid")
        if examples:
            marked.__pydantic_config__["json_schema_extra"] = {"examples": list(examples)}
        marked.check_text = field_validator("*")(check_text)
        return cls

    return mark


def is_published(cls: type) -> bool:
    """Return whether a class has the mark itself."""
    return _MARK in vars(cls)
