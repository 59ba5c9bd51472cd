"""Bases and small types of the schemas."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

MAX_TEXT = 20_000
MAX_ITEMS = 100


class Request(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """An answer: what is listed and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _is_unicode(value: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("a lone surrogate is no letter")
    return value


Text = Annotated[str, BeforeValidator(_as_text), Field(max_length=MAX_TEXT), AfterValidator(_is_unicode)]
Texts = Annotated[list[Text], Field(max_length=MAX_ITEMS)] | Text
Reason = Annotated[str, Field(max_length=2_000)]
