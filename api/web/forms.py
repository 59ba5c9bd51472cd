"""Reading of forms as requests of the interface; errors are assigned to their fields."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from api.deps import MatchVersion, Versioned, if_match, if_match_of_match
from api.schemas.common import field_names
from api.web import language
from api.web.labels.reasons import CASE_NUMBER_EXAMPLES, PERMITTED_DAYS
from api.web.labels.reasons import REASONS as REASON_WORDS
from core.code_sets import UNKNOWN_CODE
from core.errors import DateOutOfRange, InvalidInput, WrongCaseNumber, raise_all
from core.policy.time_zones import local_to_utc

MAX_FIELDS = 400
MAX_FILES = 1

Schema = TypeVar("Schema")


class SubmittedForm:
    """The fields of a form as text: the last value of a name, or all. Empty ones are unset."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    @classmethod
    def of(cls, matches: Iterable[tuple[str, str]]) -> SubmittedForm:
        """Return stored fields as a submitted form."""
        return cls(FormData(list(matches)))

    def text(self, name: str) -> str:
        """Return a field without surrounding blanks, "" where it is missing."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Return a field unchanged, because a password may have blanks."""
        value = self._data.get(name, "")
        return value if isinstance(value, str) else ""

    def rows(self, *names: str, is_first_enough: bool = False) -> list[tuple[str, ...]]:
        """Return fields side by side, row by row, if a field after the first is filled in.

        With `is_first_enough` a row also counts if only its first field is filled in.
        """
        first = 0 if is_first_enough else 1
        return [parts for parts in zip(*map(self.cells, names), strict=False) if any(parts[first:])]

    def cells(self, name: str) -> list[str]:
        """Return every value of a field, with empty ones, so that rows stay aligned."""
        return [value.strip() for value in self._data.getlist(name) if isinstance(value, str)]

    def matches(self) -> list[tuple[str, str]]:
        """Return every field with its value in the order of the form, without files."""
        return [(name, value) for name, value in self._data.multi_items() if isinstance(value, str)]

    def texts(self, name: str) -> list[str]:
        """Return every filled-in value of a repeated field."""
        return [value for value in self.cells(name) if value]

    def file(self, name: str) -> UploadFile | None:
        """Return an uploaded file; None if no file was chosen."""
        value = self._data.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def is_ticked(self, name: str) -> bool:
        """Return whether a box was ticked."""
        return bool(self.text(name))

    def to_request(self, schema: type[Schema]) -> Schema:
        """Return the interface's request from the fields of the form that its schema has.

        A browser does not send an unticked box, which is left to the schema's default. Raise
        `InvalidInput` for each field of a wrong shape.
        """
        names = [name for name in field_names(schema) if name in self._data]
        return make_request(schema, {name: self.text(name) for name in names})

    def filled(self, *names: str) -> dict[str, Any]:
        """Return the given fields that were filled in."""
        return {name: self.text(name) for name in names if self.text(name)}


async def read_form(request: Request) -> AsyncIterator[SubmittedForm]:
    """Read the form, and close its files at the end.

    Raises InvalidInput for too many fields or files, or for a body that is no form.
    """
    try:
        data = await request.form(max_fields=MAX_FIELDS, max_files=MAX_FILES)
    except (HTTPException, MultiPartException) as error:
        raise InvalidInput("form", "not_readable") from error
    try:
        yield SubmittedForm(data)
    finally:
        await data.close()


Form = Annotated[SubmittedForm, Depends(read_form)]


def required_version(form: Form) -> int:
    """Return the version that the page showed; raises an error without a readable one.

    A change is applied only to that version.
    """
    return if_match(form.text("version"))


Version = Annotated[int, Depends(required_version)]


def required_match_version(form: Form) -> MatchVersion:
    """Return the version and the evidence of the match that the page showed."""
    return if_match_of_match(form.text("version"))


MatchVersionOfForm = Annotated[MatchVersion, Depends(required_match_version)]


def change(version: Version) -> Versioned:
    """Return the form's version for a route that returns the next one, which pages do not show."""
    return Versioned(version, Response())


Change = Annotated[Versioned, Depends(change)]
# cursor of the interface for the next page of a list
From = Annotated[str | None, Query(alias="from", max_length=200)]


def parse_id(text: str) -> UUID:
    """Return an id from a form, or the nil id, which matches no record, for an invalid one."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def parse_moment(form: SubmittedForm, name: str, time_zone: str) -> str:
    """Return a local time of a form as UTC for the interface.

    A text that is no time is returned unchanged, so that the interface refuses it.
    """
    text = form.text(name)
    try:
        return local_to_utc(text, time_zone).isoformat()
    except ValueError:
        return text


def make_request(schema: type[Schema], values: Mapping[str, Any]) -> Schema:
    """Return the interface's request; raise `InvalidInput` for each field of a wrong shape."""
    try:
        return TypeAdapter(schema).validate_python(dict(values))
    except ValidationError as error:
        places = [
            (".".join(str(part) for part in problem["loc"]), problem["type"])
            for problem in error.errors()
        ]
        raise_all(
            [
                InvalidInput(place or "form", REASONS.get(kind, "not_valid"))
                for place, kind in places
            ]
        )
        raise


NOT_VALID = REASON_WORDS["not_valid"]

# kind of wrong shape -> the reason in the words of our own errors
REASONS = {
    "string_too_long": "too_long",
    "not_text": "not_readable",
    "hidden_character": "hidden_character",
    "missing": "needed",
    "literal_error": "not_in_list",
    "enum": "not_in_list",
    UNKNOWN_CODE: UNKNOWN_CODE,
}


def error_messages(error: InvalidInput) -> dict[str, str]:
    """Return field -> error message in English; pages translate it.

    Of several messages about a field the first counts. Permitted days and examples are inserted
    here, already in the language of the answer.
    """
    messages: dict[str, str] = {}
    for one in (error, *error.others):
        messages.setdefault(one.field, _message(one))
    return messages


def _message(error: InvalidInput) -> str:
    if isinstance(error, DateOutOfRange):
        days = {"first": language.day(error.first), "last": language.day(error.last)}
        return language.gettext(PERMITTED_DAYS) % days
    if isinstance(error, WrongCaseNumber) and error.examples:
        return language.gettext(CASE_NUMBER_EXAMPLES) % {"examples": ", ".join(error.examples)}
    return REASON_WORDS.get(error.reason, NOT_VALID)
