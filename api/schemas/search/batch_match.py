"""Batch search: a file of partial facts, and the result of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, RequestBody
from api.schemas.imports.import_batches import Heading
from api.schemas.search.person_search import SearchOut
from core.code_sets import OneOf
from core.policy.exchange import MAX_COLUMNS
from services.search.batch_search import BatchQuery, BatchRowResult

MAX_FILE_BYTES = 500_000


class BatchIn(
    RequestBody,
    examples=[
        {
            "file": "name;mother\nZahra Husaini;mother:Maryam\n",
            "mapping": {"name": "full_name", "mother": "relatives"},
            "purpose": "locate_missing",
            "legal_basis": "led_8_10",
            "case_number": "GR-2025-000123",
        }
    ],
):
    """People to search for, as CSV, with the columns, the purpose, the legal basis and the case."""

    file: Annotated[str, Field(max_length=MAX_FILE_BYTES)]
    mapping: Annotated[dict[Heading, str], Field(max_length=MAX_COLUMNS)]
    purpose: Annotated[str, OneOf("purpose", is_checked_later=True)]
    legal_basis: Annotated[str, OneOf("legal_basis")]
    case_number: Annotated[str, Field(max_length=100)]

    def query(self) -> BatchQuery:
        """Return the query for the service."""
        return BatchQuery(self.mapping, self.purpose, self.legal_basis, self.case_number)


class BatchRowOut(Answer):
    """A row of the file: its result, or the reason why no search was made.

    `result` is null if no search was made.
    """

    line: int
    result: SearchOut | None
    reason: str


class BatchOut(Answer):
    """The result of each row. There is no total, as for every search."""

    rows: list[BatchRowOut]

    @classmethod
    def of(cls, answers: Sequence[BatchRowResult]) -> BatchOut:
        """Return one entry for each row of the file, in the order of `answers`."""
        return cls(
            rows=[
                BatchRowOut(
                    line=answer.line,
                    result=None if answer.answer is None else SearchOut.of(answer.answer),
                    reason=answer.reason,
                )
                for answer in answers
            ]
        )
