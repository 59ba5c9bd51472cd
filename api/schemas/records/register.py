"""Records: registration, edits and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, PlainAnswer, RequestBody, answer_from
from api.schemas.records.columns import request_of
from core.code_sets import OneOf
from core.codes.records import OpeningQuestion, RecordKind, UnsharedCause
from core.intake import INTAKE_FIELDS
from core.policy.case.reporter_check import DECLARED_REPORTER_CHECKS
from core.policy.records.alerts import ACTION_SENTENCES
from core.policy.records.provenance import PARTS, STATED_COLUMNS
from core.published import MAX_ITEMS, Reason, Text
from services.case.reporters import ReporterForm
from services.foundation.facts.statements import INTAKE_COLUMNS, Statement
from services.imports.registration import Registration
from services.records.intake.birth_days import birth_days
from services.records.intake.preparation import Declaration
from services.records.register import RecordView
from services.sharing.same_person_links import SameChildRecord
from services.sharing.visibility import EffectiveShare

Kind = Annotated[str, OneOf("kind", may_be_empty=True)]
Status = Literal["", "open", "closed"]
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
    "reporter_check": "checked",
    "international_protection": "no",
    "reporter": {
        "name": "Maryam Hosseini",
        "relation": "mother",
        "identity_how": "passport seen at the desk",
        "relation_proof": "family register",
    },
}


class ProvenanceIn(RequestBody):
    """The source of a value, its day and its quality.

    The default is the agency itself, today, not assessed.
    """

    source: Annotated[Text, OneOf("source", may_be_empty=True, is_checked_later=True)] = ""
    stated_on: Text = Field(default="", description="YYYY-MM-DD, not in the future.")
    quality: Text = Field(
        default="",
        description=(
            "Grade of the source (A B C X), grade of the information (1 to 4), handling (H0 to"
            " H3), for example A1H0."
        ),
    )


# A list has a provenance for each value of the column.
ProvenancesIn = ProvenanceIn | Annotated[list[ProvenanceIn], Field(max_length=MAX_ITEMS)]
Provenance = Annotated[
    dict[str, ProvenancesIn],
    Field(
        max_length=len(STATED_COLUMNS) + 1,
        description="Provenance by column; `all` is for columns without their own.",
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
    _Columns = RequestBody
else:
    _Columns = request_of(
        (field for field in INTAKE_FIELDS if not field.is_fixed),
        may_contradict=True,
    )


class Facts(_Columns):
    """The columns of the intake row. Lists are lists of texts, or one text separated by `|`.

    Several values of a column for one fact come from sources that contradict each other. All of
    them are kept.
    """

    def row(self) -> dict[str, str | list[str]]:
        """Return the columns that were sent, as an intake row."""
        return {
            name: value
            for name, value in self.model_dump(exclude_unset=True).items()
            if name in INTAKE_COLUMNS
        }


class RecordIn(Facts, examples=[RECORD_EXAMPLE]):
    """A new record: the intake row and its declarations.

    If `legal_basis` is null, no legal basis is declared. If `reporter` is null, no reporter is
    stored.
    """

    record_ref: Text
    kind: RecordKind
    legal_basis: Annotated[str, OneOf("legal_basis")] | None = None
    reporter_check: Annotated[str, OneOf("reporter_check", DECLARED_REPORTER_CHECKS)] = Field(
        default="unverified",
        description=(
            "`checked` asks a second person to check the report, whose reporter has proofs."
            " `flagged` marks a suspicious report."
        ),
    )
    international_protection: Annotated[str, OneOf("protection")] = "unknown"
    reporter: ReporterForm | None = None
    provenance: Provenance = Field(default_factory=dict)

    def registration(self, *, key: str | None) -> Registration:
        """Return what the service registers; `key` is the Idempotency-Key, None without one."""
        own = {"record_ref": self.record_ref, "kind": self.kind}
        return Registration(
            row={**self.row(), **own, **provenance_row(self.provenance)},
            kind=self.kind,
            declaration=Declaration(
                self.legal_basis, self.reporter_check, self.international_protection
            ),
            reporter=self.reporter,
            key=key,
            sent=self.model_dump_json(exclude_unset=True).encode(),
        )


class RecordPatch(
    RequestBody, examples=[{"changes": {"height_cm": "158"}, "reason": "measured by the doctor"}]
):
    """Changed columns.

    An empty value withdraws a fact. Supervisors need a reason. So does everyone for a change of
    `sharing`, `recipients`, `legal_basis` or `international_protection`.

    A value that stays keeps its provenance, unless `provenance` has its column. If `legal_basis`,
    `reporter_check` or `international_protection` is null, the declaration stays as it is.
    `reporter_check: checked` asks a second person to check the report.
    """

    changes: Facts = Facts()
    provenance: Provenance = Field(default_factory=dict)
    legal_basis: Annotated[str, OneOf("legal_basis")] | None = None
    reporter_check: Annotated[str, OneOf("reporter_check")] | None = None
    international_protection: Annotated[str, OneOf("protection")] | None = None
    reason: Reason = ""

    def row(self) -> dict[str, str | list[str]]:
        """Return the changed columns with the provenance of their values."""
        return {**self.changes.row(), **provenance_row(self.provenance)}

    def declared(self) -> dict[str, str]:
        """Return the changed declarations."""
        values = {
            "legal_basis": self.legal_basis,
            "reporter_check": self.reporter_check,
            "international_protection": self.international_protection,
        }
        return {name: value for name, value in values.items() if value is not None}


class ClosingIn(
    RequestBody, examples=[{"closure": "care_elsewhere", "reason": "with a foster family"}]
):
    """The closing sentence and the reason."""

    closure: Annotated[str, OneOf("closure")]
    reason: Reason = ""


class WarningOut(PlainAnswer):
    """A value that is not readable. It is stored and has no evidence."""

    column: str = Field(description="Column of the intake row.")
    reason: str = Field(description="Code of the reason.")
    suggestion: str = Field(description="What to write instead.")


class RecordCreatedOut(PlainAnswer):
    """The new record. It is matched within seconds."""

    id: UUID
    version: int
    warnings: list[WarningOut] = Field(description="Values that are not readable.")
    call: list[str] = Field(description="Desks that may know this person.")
    reporter_check: str = Field(description="The stored reporter check.")
    is_reporter_check_asked: bool = Field(
        description="Whether a second person is asked to check the report."
    )


class DaysOut(Answer):
    """The first and the last Gregorian day, both included."""

    first: date
    last: date

    @classmethod
    def of_birth(
        cls, days: Mapping[str, tuple[date, date]], statement: Statement
    ) -> DaysOut | None:
        """Return the first and last day of a birth date.

        `days` is the result of `birth_days`. Its keys are the birth dates as they were stated.
        Return None for a statement of another field, and for a birth date that cannot be read.
        """
        day = days.get(statement.value) if statement.field == "birth_date" else None
        return None if day is None else cls(first=day[0], last=day[1])


class FactOut(Answer):
    """A statement."""

    value: str
    source: str = Field(
        description=(
            "Only for the responsible agency, otherwise empty. Every reader gets `authority` if an "
            "authority verified the statement."
        )
    )
    stated_on: date | None = Field(description="Only for the responsible agency, otherwise null.")
    quality: str
    days: DaysOut | None = Field(
        default=None,
        description=(
            "Gregorian days of a birth date, which may be in another calendar; null for another"
            " field, and for a birth date that cannot be read."
        ),
    )

    @classmethod
    def by_field(cls, statements: Iterable[Statement]) -> dict[str, list[FactOut]]:
        """Return statements by field; births have their Gregorian days."""
        shown = tuple(statements)
        days = birth_days(shown)
        facts: dict[str, list[FactOut]] = {}
        for statement in shown:
            fact = answer_from(cls, statement, days=DaysOut.of_birth(days, statement))
            facts.setdefault(statement.field, []).append(fact)
        return facts


class ReaderOut(Answer):
    """A group of agencies that see a record, and how much of it."""

    state: str = Field(description="A state, or `**` for every state that takes part.")
    audience: str = Field(description="`police` or `protection`: the kind of agency.")
    view: str = Field(description="How much they see, for example `link`.")

    @classmethod
    def of(cls, share: EffectiveShare) -> ReaderOut:
        """Return the agencies of a share."""
        return cls(state=share.state, audience=share.audience, view=share.view.name.lower())


class RecordOut(Answer):
    """A record as the reader may see it."""

    id: UUID
    kind: str
    status: str
    state: str = Field(
        description="State of the record. Empty for a person at risk below the view `identity`."
    )
    desk: str = Field(
        description=(
            "Number of the desk to call. Where `state` is empty, it is the relay desk or the "
            "desk of the reader's own state."
        )
    )
    entered_on: date
    view: str = Field(
        description="How much the reader sees, for example `link`, `identity` or `full`."
    )
    is_responsible: bool
    version: int
    sharing: str = Field(description="Who may see the record, for the responsible agency.")
    action: str = Field(
        description=(
            "What to do at the place where the person was located. `protect`: consult the "
            "desk immediately, and bring the person to a safe place if national law allows "
            "it. `whereabouts`: inform the desk about the place. Empty: no action."
        )
    )
    no_family_contact: bool = Field(
        description="Do not contact the family: it could harm the child. False below `identity`."
    )
    instructions: list[str] = Field(
        description=(
            "The action in words, then the duties that come with it: when a decision about a "
            "child is due, and what the reporter of an adult may learn. Empty: no action."
        )
    )
    open_questions: list[OpeningQuestion] = Field(
        description=(
            "For the responsible agency of a found child's record: what a person must answer"
            " before other agencies see the record. `danger`: `dangers`; `trafficking`:"
            " `trafficking_status`; `nationality`: `nationalities`, or `nationality_known` if it is"
            " not known. Danger and nationality return while neither is known."
        )
    )
    readers: list[ReaderOut] = Field(
        description=(
            "For the responsible agency of an open record: the agencies that see it, and how much."
        )
    )
    unshared: list[UnsharedCause] = Field(
        description=(
            "For the responsible agency of an open record: why no other agency sees it; each must"
            " end."
        )
    )
    facts: dict[str, list[FactOut]] = Field(
        description="Statements of the opened field classes, by column."
    )
    same_child_records: list[SameChildRecord] = Field(
        description=(
            "Other records of the same child that you may see: the found record of a child that "
            "missing from care, and its missing report."
        )
    )

    @classmethod
    def of(cls, view: RecordView) -> RecordOut:
        """Return the record with its statements by field, and the action's instructions in words.

        `view` is in lower case.
        """
        return answer_from(
            cls,
            view,
            view=view.view.name.lower(),
            instructions=ACTION_SENTENCES.get(view.action, ()),
            readers=[ReaderOut.of(share) for share in view.readers],
            facts=FactOut.by_field(view.statements),
        )


class RecordLine(Answer):
    """A line of a list of records.

    `birth_days` are the Gregorian days of `birth`; null if it is empty or cannot be read.
    """

    id: UUID
    record_ref: str
    names: list[str] = Field(description="Names as written; empty if not known or not visible.")
    birth: str = Field(description="Birth as written; empty if not known or not visible.")
    birth_days: DaysOut | None
    kind: str
    status: str
    state: str
    entered_on: date
    version: int

    @classmethod
    def of(cls, view: RecordView) -> RecordLine:
        """Return the line of a record, from the statements that are open.

        `names` has full names, given with family names, and native names; without any of them the
        first alias. `birth` is the first birth date.
        """
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
        return answer_from(
            cls,
            view,
            record_ref=next(iter(values.get("record_ref", [])), ""),
            names=names or values.get("aliases", [])[:1],
            birth=birth,
            birth_days=None if days is None else DaysOut(first=days[0], last=days[1]),
        )


class RecordList(Answer):
    """Lines of records."""

    records: list[RecordLine]


class OwnSearchIn(RequestBody, examples=[{"text": "Rahimzadah"}]):
    """A search in own records.

    The text is the beginning of a reference, words of a name in any script, or a telephone number
    of the record, its reporter or a guardian.
    """

    text: Annotated[str, Field(max_length=200)]
    kind: Kind = ""
    status: Status = ""


class OwnSearchOut(RecordList):
    """The found records: an equal reference first, beginnings of references, then the others."""

    is_complete: bool = Field(
        description=(
            "False if more records were found than are shown, or if not all own records were read."
            " Use a longer text, a kind or a status."
        )
    )


class RecordPage(RecordList):
    """A page of own records."""

    next: str | None
