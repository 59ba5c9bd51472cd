"""Imports of files: the plan, the dry run, the progress and the remarks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.next_steps import NextStepsOut
from core.code_sets import OneOf
from core.policy.case.reporter_check import DECLARED_REPORTER_CHECKS
from core.policy.exchange import MAX_COLUMNS, MAX_DRY_RUN_SEARCHES
from core.policy.imports import IMPORT_PROCESS
from core.policy.search import SEARCHES_PER_HOUR
from core.published import Text
from services.imports.files import ImportPlan, ImportProgress
from services.imports.rows import RowNote
from services.records.intake.preparation import Declaration

Heading = Annotated[str, Field(max_length=20_000)]
PLAN_EXAMPLE: JsonDict = {
    "mapping": {"Aktenzeichen": "record_ref", "Name": "full_name", "Geburtsdatum": "birth_date"},
    "kind": "found",
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "international_protection": "unknown",
}


class ImportPlanIn(RequestBody, examples=[PLAN_EXAMPLE]):
    """The plan of an import: columns of the file and of the intake row, the kind of rows without
    one, and the declarations for all rows.

    If `legal_basis` is null, no legal basis is declared.
    """

    mapping: Annotated[dict[Heading, str], Field(max_length=MAX_COLUMNS)]
    kind: Annotated[str, OneOf("kind", may_be_empty=True)] = ""
    legal_basis: Annotated[str, OneOf("legal_basis")] | None = None
    reporter_check: Annotated[
        str,
        OneOf("reporter_check", DECLARED_REPORTER_CHECKS),
        Field(description="`unverified` or `flagged`. Reporters are checked one by one."),
    ] = "unverified"
    international_protection: Annotated[str, OneOf("protection")] = "unknown"
    police_report: Annotated[
        Text,
        Field(
            description=(
                "The report to the police as day:desk:number, of every missing report that states"
                " none."
            )
        ),
    ] = ""

    def plan(self) -> ImportPlan:
        """Return the plan for the service."""
        declaration = Declaration(
            self.legal_basis, self.reporter_check, self.international_protection
        )
        return ImportPlan(self.mapping, self.kind, declaration, self.police_report)


class DryRunIn(ImportPlanIn, examples=[{**PLAN_EXAMPLE, "searches": 10}]):
    """A plan to try.

    `searches` is the number of rows that are also searched at other agencies; each counts as a
    search of the quota.
    """

    searches: Annotated[int, Field(ge=0, le=SEARCHES_PER_HOUR)] = MAX_DRY_RUN_SEARCHES


class ImportOut(Answer):
    """The progress of an import, with what happens next. `rows_total` is null for a file that was
    read on the server.

    `matches_withdrawn` and `notifications_withdrawn` count the matches and notifications that undo
    withdrew. Hidden matches and notifications of other agencies are not counted.
    """

    id: UUID
    state: str
    rows_total: int | None
    rows_in: int
    rows_rejected: int
    rows_warned: int
    rows_undone: int
    matches_withdrawn: int
    notifications_withdrawn: int
    created_at: datetime
    finished_at: datetime | None
    next_steps: NextStepsOut

    @classmethod
    def of(cls, progress: ImportProgress, user_id: int | None) -> ImportOut:
        """Return an import; `user_id` is the reader, for the steps that the reader took."""
        batch = progress.batch
        steps = NextStepsOut.of(
            IMPORT_PROCESS, progress.next_steps, user_id=user_id, ids={"import": batch.public_id}
        )
        return answer_from(cls, batch, id=batch.public_id, state=batch.status, next_steps=steps)


class ImportList(Answer):
    """The newest imports."""

    imports: list[ImportOut]


class RowNoteList(Answer):
    """The remarks on the rows of a finished import."""

    notes: list[RowNote]
