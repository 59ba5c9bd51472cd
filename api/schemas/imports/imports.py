"""Imports of files: what was sent, how it is to be read, what it would say, how far it is."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, Request
from core.policy.exchange import MAX_COLUMNS, MAX_DRY_RUN_SEARCHES
from core.policy.search import SEARCHES_PER_HOUR
from services.imports.files import ImportPlan, ImportProgress
from services.imports.rows import RowNote
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


class ImportList(Answer):
    """The newest imports."""

    imports: list[ImportProgress]


class RowNoteList(Answer):
    """What is to be said of the rows of a finished import."""

    notes: list[RowNote]
