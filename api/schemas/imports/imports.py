"""Imports of files: what was sent, how it is to be read, what it would say, how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, PlainAnswer, Reason, Request, Text
from core.policy.exchange import MAX_COLUMNS, MAX_DRY_RUN_SEARCHES
from core.policy.search import SEARCHES_PER_HOUR
from services.imports.dry_run import DryRunResult
from services.imports.files import ImportPlan, UploadResult
from services.records.preparation import Declaration

Heading = Annotated[str, Field(max_length=20_000)]
PLAN_EXAMPLE: JsonDict = {
    "mapping": {"Aktenzeichen": "record_ref", "Name": "full_name", "Geburtsdatum": "birth_date"},
    "kind": "found",
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "international_protection": "unknown",
}


class ImportPlanIn(Request):
    """Which column of the file is which of the intake row, the kind of rows that say none, what is
    declared of all.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [PLAN_EXAMPLE]})

    mapping: Annotated[dict[Heading, str], Field(max_length=MAX_COLUMNS)]
    kind: Annotated[str, Field(max_length=20)] = ""
    legal_basis: str | None = None
    clearance: Annotated[
        str, Field(description="unverified or flagged: reporters are cleared one by one")
    ] = "unverified"
    international_protection: str = "unknown"

    def plan(self) -> ImportPlan:
        """Return the plan as the service takes it."""
        declaration = Declaration(self.legal_basis, self.clearance, self.international_protection)
        return ImportPlan(self.mapping, self.kind, declaration)


class DryRunIn(ImportPlanIn):
    """A plan to be tried; `looks`: how many rows others may be asked about, each a look of the
    quota of searches.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{**PLAN_EXAMPLE, "looks": 10}]})

    looks: Annotated[int, Field(ge=0, le=SEARCHES_PER_HOUR)] = MAX_DRY_RUN_SEARCHES


class ImportUndoIn(Request):
    """Why an import is undone; supervisors say it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "the columns were mapped wrongly"}]}
    )

    reason: Reason = ""


class UploadOut(Answer):
    """A file that was taken in; `suggested`: which of its columns probably is which."""

    id: UUID
    columns: list[str]
    suggested: dict[str, str]
    rows: int
    expires_at: datetime

    @classmethod
    def of(cls, uploaded: UploadResult) -> UploadOut:
        """Return the file for showing."""
        return cls(
            id=uploaded.id,
            columns=list(uploaded.columns),
            suggested=dict(uploaded.suggested),
            rows=uploaded.rows,
            expires_at=uploaded.expires_at,
        )


class RowNoteOut(PlainAnswer):
    """What is to be said of a row: its line, the column, a reason, a suggestion; never the
    value.
    """

    line: int
    column: Text
    reason: str
    suggestion: str
    is_rejected: bool


class RowDesksOut(Answer):
    """A row whose person somebody else may have: which desks to call."""

    line: int
    call: list[str]


class DryRunOut(Answer):
    """What an import would say. `not_looked_for`: rows behind the last one others were asked
    about.
    """

    rows: int
    rejected: int
    warned: int
    notes: list[RowNoteOut]
    calls: list[RowDesksOut]
    looked_for: int
    not_looked_for: int

    @classmethod
    def of(cls, result: DryRunResult) -> DryRunOut:
        """Return the dry run for showing."""
        return cls(
            rows=result.rows,
            rejected=result.rejected,
            warned=result.warned,
            notes=[RowNoteOut.of(note) for note in result.notes],
            calls=[RowDesksOut(line=call.line, call=list(call.call)) for call in result.calls],
            looked_for=result.looked_for,
            not_looked_for=result.not_looked_for,
        )


class ImportOut(PlainAnswer):
    """How far an import is: uploaded, running, done, undoing, undone."""

    id: UUID
    state: str
    rows_total: int | None
    rows_in: int
    rows_rejected: int
    rows_warned: int
    rows_undone: int
    created_at: datetime
    finished_at: datetime | None


class ImportList(Answer):
    """The newest imports."""

    imports: list[ImportOut]


class RowNoteList(Answer):
    """What is to be said of the rows of a finished import."""

    notes: list[RowNoteOut]
