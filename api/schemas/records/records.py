"""Records in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.case.contacts import ReporterIn
from api.schemas.common import MAX_ITEMS, Answer, PlainAnswer, Reason, Request, Text, answer_from
from api.schemas.records.columns import request_of
from core.codes.records import RecordKind
from core.intake import INTAKE_FIELDS
from core.policy.records.provenance import PARTS, SOURCES, STATED_COLUMNS
from services.foundation.statements import INTAKE_COLUMNS, Statement
from services.records.birth_days import birth_days
from services.records.preparation import Declaration
from services.records.records import RecordView
from services.sharing.same_person_links import LinkView

RECORD_EXAMPLE: JsonDict = {
    "record_ref": "GR-POL-000001",
    "kind": "missing",
    "full_name": "Zahra Hosseini",
    "birth_date": "2011",
    "sex": "F",
    "nationalities": ["AF"],
    "event_date": "2025-03-02",
    "event_country": "GR",
    "relatives": ["mother:Maryam Hosseini"],
    "recipients": ["DE", "IT"],
    "provenance": {
        "all": {"source": "reporter", "stated_on": "2025-03-04", "quality": "B2H0"},
        "birth_date": {"source": "authority", "stated_on": "2025-03-05", "quality": "A1H0"},
    },
    "legal_basis": "led_8_10",
    "clearance": "cleared",
    "international_protection": "no",
    "reporter": {
        "name": "Maryam Hosseini",
        "relation": "mother",
        "identity_how": "passport seen at the desk",
        "relation_proof": "family register",
    },
}


class ProvenanceIn(Request):
    """Who said it, when, and how reliable it is; what is left out is the agency itself, today, not
    assessed.
    """

    source: Text = Field(default="", description="one of: " + ", ".join(SOURCES))
    stated_on: Text = Field(default="", description="YYYY-MM-DD, not in the future")
    quality: Text = Field(
        default="",
        description=(
            "grade of the source (A B C X), grade of the information (1 to 4), handling (H0 to"
            " H3), as A1H0"
        ),
    )


# A list has a provenance for each value of the column.
ProvenancesIn = ProvenanceIn | Annotated[list[ProvenanceIn], Field(max_length=MAX_ITEMS)]
Provenance = Annotated[
    dict[str, ProvenancesIn],
    Field(
        max_length=len(STATED_COLUMNS) + 1,
        description="by column; `all` for every column that has none of its own",
    ),
]


def provenance_row(stated: Mapping[str, ProvenancesIn]) -> dict[str, str | list[str]]:
    """Return provenance as columns of the intake row."""
    row: dict[str, str | list[str]] = {}
    for column, given in stated.items():
        for part in PARTS:
            if isinstance(given, ProvenanceIn):
                row[f"{column}@{part}"] = getattr(given, part)
            else:
                row[f"{column}@{part}"] = [getattr(one, part) for one in given]
    return row


if TYPE_CHECKING:
    _Columns = Request
else:
    _Columns = request_of(
        "Columns",
        (field for field in INTAKE_FIELDS if not field.is_fixed),
        may_contradict=True,
    )


class Facts(_Columns):
    """The intake columns; several values are given as a list or as text separated by `|`.

    Several values of a column that a person has one of are sources that contradict each other. All
    of them are kept.
    """

    def row(self) -> dict[str, str | list[str]]:
        """Return the columns that were sent, as an intake row."""
        return {
            name: value
            for name, value in self.model_dump(exclude_unset=True).items()
            if name in INTAKE_COLUMNS
        }


class RecordIn(Facts):
    """A new record: intake row and declaration."""

    model_config = ConfigDict(json_schema_extra={"examples": [RECORD_EXAMPLE]})

    record_ref: Text
    kind: RecordKind
    legal_basis: str | None = None
    clearance: str = Field(
        default="unverified",
        description=(
            "cleared: ask a second person to clear the reporter, whose proofs are named; flagged:"
            " suspect"
        ),
    )
    international_protection: str = "unknown"
    reporter: ReporterIn | None = None
    provenance: Provenance = Field(default_factory=dict)

    def intake_row(self) -> dict[str, str | list[str]]:
        """Return the intake row with the provenance of its values."""
        own = {"record_ref": self.record_ref, "kind": self.kind}
        return {**self.row(), **own, **provenance_row(self.provenance)}

    def declaration(self) -> Declaration:
        """Return what the owner declares beside the facts."""
        return Declaration(self.legal_basis, self.clearance, self.international_protection)


class RecordPatch(Request):
    """Changed columns; an empty value takes a fact back. Supervisors state a reason.

    A value that stays keeps its provenance, unless `provenance` has its column.

    `clearance: cleared` asks a second person for it.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"changes": {"height_cm": "158"}, "reason": "measured by the doctor"}]
        }
    )

    changes: Facts = Facts()
    provenance: Provenance = Field(default_factory=dict)
    legal_basis: str | None = None
    clearance: str | None = None
    international_protection: str | None = None
    reason: Reason = ""

    def row(self) -> dict[str, str | list[str]]:
        """Return the changed columns with the provenance of their values."""
        return {**self.changes.row(), **provenance_row(self.provenance)}

    def declared(self) -> dict[str, str]:
        """Return the declarations that change."""
        values = {
            "legal_basis": self.legal_basis,
            "clearance": self.clearance,
            "international_protection": self.international_protection,
        }
        return {name: value for name, value in values.items() if value is not None}


class ClosingIn(Request):
    """Closing a record."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"closure": "reunified", "reason": "with her mother"}]}
    )

    closure: str
    reason: Reason = ""


class WarningOut(PlainAnswer):
    """Something of a row that could not be read and carries no evidence."""

    column: str
    reason: str
    suggestion: str


class RecordCreatedOut(Answer):
    """A record that was taken in; matching follows within seconds. `call`: desks that may know this
    person.

    `clearance` is what the record was stored with; `is_clearance_asked`: a second person is asked
    to clear it.
    """

    id: UUID
    version: int
    warnings: list[WarningOut]
    call: list[str]
    clearance: str
    is_clearance_asked: bool


class DaysOut(Answer):
    """The first and the last Gregorian day, both included."""

    first: date
    last: date


class FactOut(Answer):
    """One statement. `source` and `stated_on` are for the owner: "" and null where they are hidden.

    `source` is `authority` for every reader if an authority verified the statement. `days`: the
    Gregorian days of a birth date, which may be stated in another calendar.
    """

    value: str
    source: str
    stated_on: date | None
    quality: str
    days: DaysOut | None = None

    @classmethod
    def by_field(cls, statements: Iterable[Statement]) -> dict[str, list[FactOut]]:
        """Return statements by field for showing; births with their Gregorian days."""
        shown = tuple(statements)
        days = birth_days(shown)
        facts: dict[str, list[FactOut]] = {}
        for statement in shown:
            found = days.get(statement.value) if statement.field == "birth_date" else None
            interval = None if found is None else DaysOut(first=found[0], last=found[1])
            fact = answer_from(cls, statement, days=interval)
            facts.setdefault(statement.field, []).append(fact)
        return facts


class RecordOut(Answer):
    """A record as far as the reader sees it; `facts` holds the fields of the classes that were
    opened.

    `desk` is the desk to call. For a person at risk `state` is "" below `identity`: the desk is
    then the relay desk, or without one the desk of the reader's own state.
    `action` is what to do where the person was located: `protect` (consult the desk at once, bring
    the person to a safe place where national law allows) or `whereabouts` (tell the desk where the
    person is); "" for a record that asks for nothing. `links` are other records of the same child
    that the reader may see: the found record of a child that left care, and its missing report.
    """

    id: UUID
    kind: str
    status: str
    state: str
    desk: str
    entered_on: date
    view: str
    is_owner: bool
    version: int
    sharing: str
    action: str
    facts: dict[str, list[FactOut]]
    links: list[LinkView]

    @classmethod
    def of(cls, view: RecordView) -> RecordOut:
        """Return the record for showing."""
        return cls(
            id=view.id,
            kind=view.kind,
            status=view.status,
            state=view.state,
            desk=view.desk,
            entered_on=date.fromisoformat(view.entered_on),
            view=view.view.name.lower(),
            is_owner=view.is_owner,
            version=view.version,
            sharing=view.sharing,
            action=view.action,
            facts=FactOut.by_field(view.statements),
            links=list(view.links),
        )


class RecordLine(Answer):
    """A line of a list of records; `names` as they were written, `birth` likewise, "" where none is
    known or seen.
    """

    id: UUID
    record_ref: str
    names: list[str]
    birth: str
    birth_days: DaysOut | None
    kind: str
    status: str
    state: str
    entered_on: date
    version: int

    @classmethod
    def of(cls, view: RecordView) -> RecordLine:
        """Return a record's line."""
        values: dict[str, list[str]] = {}
        for statement in view.statements:
            values.setdefault(statement.field, []).append(statement.value)
        parts = [*values.get("given_names", []), *values.get("family_names", [])]
        names = [
            *values.get("full_name", []),
            *([" ".join(parts)] if parts else []),
            *values.get("name_native", []),
        ]
        birth = next(iter(values.get("birth_date", [])), "")
        days = birth_days(view.statements).get(birth)
        return cls(
            id=view.id,
            record_ref=next(iter(values.get("record_ref", [])), ""),
            names=names or values.get("aliases", [])[:1],
            birth=birth,
            birth_days=None if days is None else DaysOut(first=days[0], last=days[1]),
            kind=view.kind,
            status=view.status,
            state=view.state,
            entered_on=date.fromisoformat(view.entered_on),
            version=view.version,
        )


class RecordList(Answer):
    """Lines of some records."""

    records: list[RecordLine]


class RecordPage(Answer):
    """A page of own records."""

    records: list[RecordLine]
    next: str | None
