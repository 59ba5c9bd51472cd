"""Preparation of every record: check a row, split it into sealed facts, make keys and shares.

Uses no database: `services.records.repository` writes the result. So a bulk import holds the write
lock only while it writes.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from core.codes.records import RecordKind, ReporterCheck
from core.entry import UNREAD
from core.errors import InvalidInput, require_code
from core.logs import log_event
from core.policy.case.deadlines import DeadlineFact
from core.policy.case.reporter_check import DECLARED_REPORTER_CHECKS
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.records import alerts
from core.policy.records.declarations import (
    CONSENT_BASIS,
    INTERNATIONAL_PROTECTION,
    LEGAL_BASES,
)
from core.policy.sharing import opening
from core.policy.sharing.views import SHARING_VIEWS
from core.security.crypto import Keyring, new_key
from matching import Person, RowWarning, pack, parse_row
from services.foundation import keyed_hashes
from services.foundation.context import Context
from services.foundation.facts import (
    age_range,
    contradictions,
    date_ranges,
    person_view,
    provenance,
    statements,
)
from services.foundation.facts.intake_row import IntakeRow, Row
from services.foundation.facts.provenance import Known
from services.foundation.facts.statements import Statement
from services.records import alert_reviews
from services.records.intake import (
    code_checks,
    contact_screening,
    deadline_facts,
    match_keys,
    row_consistency,
)
from services.records.intake.contact_screening import NamedContacts
from services.records.intake.match_keys import ByVersion, HeldKeys
from services.sharing import visibility

# derived from other facts, so derived again at every edit
DERIVED_FIELDS = frozenset({"age_band", "height_band", "region", alert_reviews.REVIEW_DAY})
DECLARED_FIELDS = ("legal_basis", "international_protection")
_RECOMPUTED_FIELDS = DERIVED_FIELDS.union(DECLARED_FIELDS)
FIRST_VERSION = 1
# Exceptions that an unexpected value may cause: its row is refused, the other rows are stored.
READ_ERRORS = (ValueError, ArithmeticError, LookupError, TypeError)


@dataclasses.dataclass(frozen=True, slots=True)
class Declaration:
    """The responsible agency's declaration: lawful basis, the reporter's reporter check,
    international protection.

    The defaults are restrictive: no basis, an unverified reporter, protection unknown.
    `legal_basis` is None if no basis is declared. `consented` has the (scope, recipient state)
    matches of active consents; it is never entered by hand, and neither is `protected_since`
    (`services.foundation.facts.age_range.AgeRange`). `is_consent_withdrawn`: the last consent was
    withdrawn. `departure` has the (state, danger) matches of the report of a child missing from
    care; None for any other record.
    """

    legal_basis: str | None = None
    reporter_check: str = ReporterCheck.UNVERIFIED
    international_protection: str = "unknown"
    consented: frozenset[tuple[str, str]] = frozenset()
    protected_since: date | None = None
    is_consent_withdrawn: bool = False
    departure: frozenset[tuple[str, str]] | None = None

    @property
    def has_basis(self) -> bool:
        """Return whether a legal basis holds: a withdrawn consent is none."""
        is_ended = self.legal_basis == CONSENT_BASIS and self.is_consent_withdrawn
        return self.legal_basis is not None and not is_ended

    def check(self, *, reporter_check_before: str = "") -> None:
        """Raise `InvalidInput` for an unknown code in one of the declarations.

        The codes are legal basis, reporter check and international protection. A `legal_basis` of
        None is permitted. `reporter_check_before` is the stored reporter check of an edited record,
        which may stay; "" for a new record.
        """
        if self.legal_basis is not None:
            require_code("legal_basis", self.legal_basis, LEGAL_BASES)
        require_code(
            "reporter_check",
            self.reporter_check,
            {*DECLARED_REPORTER_CHECKS, reporter_check_before} - {""},
        )
        require_code(
            "international_protection", self.international_protection, INTERNATIONAL_PROTECTION
        )

    def changed(self, values: Mapping[str, str]) -> Declaration:
        """Return the declaration with these values replaced."""
        return dataclasses.replace(
            self,
            legal_basis=values.get("legal_basis", self.legal_basis),
            reporter_check=values.get("reporter_check", self.reporter_check),
            international_protection=values.get(
                "international_protection", self.international_protection
            ),
        )

    def statements(self, today: date) -> list[Statement]:
        """Return the declaration as statements, sealed together with the facts."""
        values = {
            "legal_basis": self.legal_basis,
            "international_protection": self.international_protection,
        }
        return [
            Statement.read(name, value, "responsible", today)
            for name, value in values.items()
            if value
        ]


@dataclasses.dataclass(frozen=True, slots=True)
class PreparationContext:
    """The inputs for preparing rows:

    declaration, kind of source, state of the agency, match keys (newest first), day.
    """

    declaration: Declaration
    source: str
    state: str
    key_versions: HeldKeys = dataclasses.field(repr=False)
    today: date


def preparation_context(
    context: Context, declaration: Declaration, *, source: str, state: str
) -> PreparationContext:
    """Return the inputs for preparing rows now: the current match keys and today's date.

    `source` is the kind of source, `state` the state of the agency whose records they are.
    """
    key_versions, today = context.keys.key_versions("match"), context.clock.now().date()
    return PreparationContext(declaration, source, state, key_versions, today)


@dataclasses.dataclass(frozen=True, slots=True)
class ReadRow:
    """A parsed row: kind, the responsible agency's sharing, statements, and warnings for unreadable
    values.

    `person` is the person of the statements if it is already known. `person` is None if the
    statements must be parsed again.
    """

    kind: str
    reference: str
    sharing: str
    statements: tuple[Statement, ...]
    warnings: tuple[RowWarning, ...]
    person: Person | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class EffectiveSharing:
    """The sharing that follows from facts, declaration and the responsible agency's preference.

    `sharing_rule` is the name of the sharing rule. `has_basis`: a legal basis is declared.
    `is_eu_only`: international protection is not ruled out, so states of nationality are barred.
    `is_minor`: child rules apply. `is_victim`: a statement may mean that the person is a victim.
    `is_unanswered`: the record of a found child waits for the answers of a person.
    """

    sharing_rule: str
    has_basis: bool
    is_eu_only: bool
    is_minor: bool
    is_victim: bool
    is_unanswered: bool
    shares: tuple[visibility.EffectiveShare, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class SealedVersion:
    """The sealed facts of a new record, before it is written.

    Holds its public id, its data key and the (class, document) matches.
    """

    public_id: UUID
    data_key: bytes = dataclasses.field(repr=False)
    facts: tuple[tuple[str, bytes], ...]

    def __reduce__(self) -> tuple[type[SealedVersion], tuple[Any, ...]]:
        """Pickle as plain values, because a dataclass reads its field list each time."""
        return SealedVersion, (self.public_id, self.data_key, self.facts)


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedRecord(EffectiveSharing):
    """All data of a record version, without ids and version number, with its effective sharing.

    `sharing` is the preference of the responsible agency. `may_warn`: agencies that register the
    same person may be asked to call. `suspects` are the suspected people around the person,
    recognised by hashes (`services.records.intake.contact_screening`). `facts` leaves out the facts
    that are `enclosed`, which is None until the facts are sealed. `deadline_facts` are those that
    fulfil a deadline;
    `named_states` are the named recipients. `alert_day` is the day by which the SIS alert is
    reviewed, None without one. `event_day` is the last possible day of the event, None without one.
    """

    kind: str
    reference: str
    sharing: str
    reporter_check: str
    hit_action: str
    facts: Mapping[FieldClass, list[Statement]]
    match_keys: ByVersion
    packed: bytes
    warnings: tuple[RowWarning, ...]
    may_warn: bool = True
    suspects: NamedContacts = ()
    deadline_facts: frozenset[DeadlineFact] = frozenset()
    named_states: frozenset[str] = frozenset()
    alert_day: date | None = None
    event_day: date | None = None
    enclosed: SealedVersion | None = None

    def __reduce__(self) -> tuple[type[PreparedRecord], tuple[Any, ...]]:
        """Pickle as plain values, like `SealedVersion`."""
        return PreparedRecord, _values_of(self)


_values_of = attrgetter(*(field.name for field in dataclasses.fields(PreparedRecord)))


def reference_tags(keys: Keyring, agency_id: int, reference: str) -> list[bytes]:
    """Return the tags that make an agency's reference unique, newest first.

    Read under the agency's lock.
    """
    return keyed_hashes.tags_of(
        keys, "record_ref", f"{agency_id}|{reference.strip()}".encode("utf-8", "replace")
    )


def read_row(
    written: Row,
    *,
    source: str,
    today: date,
    known_statements: Known | None = None,
    changed: Collection[str] | None = None,
) -> ReadRow:
    """Parse a row; raise `InvalidInput` for a reason to reject it.

    Reasons are: an invisible character, no reference, an unknown kind, no name, a provenance that
    cannot be read, a date outside its range. `known_statements` are the statements before an
    edit, whose provenance stays. `changed` are the columns whose dates are checked (None: all). Any
    other unreadable value is a warning and is kept as `unread` (class F4b), because free text must
    not be shared as a code.
    """
    code_checks.check_characters(written)
    row = IntakeRow.read(written)
    first, *others = row.engine_rows
    parsed = parse_row(first)
    for problem in parsed.problems:
        raise InvalidInput(problem.column, problem.reason)
    date_ranges.check_row_dates(row, today=today, changed=changed)
    preference = row.text("sharing").lower()
    warnings = [
        *dict.fromkeys(
            (*parsed.warnings, *(one for other in others for one in parse_row(other).warnings))
        ),
        *code_checks.row_warnings(row),
        *row_consistency.row_doubts(row),
        *_sharing_warnings(row, preference),
    ]
    warned = {warning.column for warning in warnings if not warning.is_read}
    facts = provenance.split_row(row, source=source, today=today, known_statements=known_statements)
    is_as_written = not others and row.is_plain and person_view.is_as_written(parsed.person, facts)
    if warned:
        facts = [
            statement
            if statement.field not in warned or _is_read(first, statement)
            else _unread(statement)
            for statement in facts
        ]
    return ReadRow(
        kind=row.text("kind").lower(),
        reference=row.text("record_ref"),
        sharing=preference
        if preference in SHARING_VIEWS or not preference
        else "none",  # an unreadable preference becomes the most restrictive one
        statements=tuple(facts),
        warnings=tuple(warnings),
        person=parsed.person if is_as_written and not warned else None,
    )


def read_new_row(row: Row, *, source: str, today: date) -> ReadRow:
    """Parse a new row as `read_row`; raise `InvalidInput` for a row that the reader cannot read."""
    try:
        return read_row(row, source=source, today=today)
    except READ_ERRORS as error:
        raise _not_readable(error) from error


def _unread(statement: Statement) -> Statement:
    return statement.with_value(f"{statement.field}: {statement.value}", field=UNREAD)


def _sharing_warnings(row: IntakeRow, preference: str) -> list[RowWarning]:
    warnings = []
    if preference and preference not in SHARING_VIEWS:
        warnings.append(RowWarning("sharing", "unknown_code", "none, link, profile or identity"))
    if any(entry.text.upper() not in STATES for entry in row.of("recipients")):
        warnings.append(
            RowWarning(
                "recipients", "unknown_state", "codes of member and partner states, as in DE|IT"
            )
        )
    return warnings


def _is_read(row: Row, statement: Statement) -> bool:
    if statement.field == "recipients":
        return statement.value.upper() in STATES
    if statement.field in code_checks.CHECKED:
        return code_checks.is_read(statement.entry)
    single_field = {
        **row,
        statement.field: [statement.value]
        if statement.field in statements.LIST_COLUMNS
        else statement.value,
    }
    return all(
        warning.is_read or warning.column != statement.field
        for warning in parse_row(single_field).warnings
    )


def prepare(
    context: Context, row: Row, declaration: Declaration, *, source: str, state: str
) -> PreparedRecord:
    """Parse and complete a row; raise `InvalidInput` if it must be rejected."""
    under = preparation_context(context, declaration, source=source, state=state)
    (ready,) = prepare_many(under, [row])
    if isinstance(ready, InvalidInput):
        raise ready
    return ready


def prepare_many(
    under: PreparationContext, rows: Iterable[Row]
) -> list[PreparedRecord | InvalidInput]:
    """Return, for each row, the prepared record, or the `InvalidInput` that `prepare` would raise.

    The order is that of `rows`. Match keys are made for all rows in one call, at a tenth of the
    cost. The keys of a row do not depend on other rows. Raise `InvalidInput` if the declaration for
    all rows is not valid.
    """
    under.declaration.check()
    read: list[ReadRow | InvalidInput] = []
    for row in rows:
        try:
            read.append(read_new_row(row, source=under.source, today=under.today))
        except InvalidInput as problem:
            read.append(problem)
    ready = iter(_completed_apart(under, [item for item in read if isinstance(item, ReadRow)]))
    return [next(ready) if isinstance(item, ReadRow) else item for item in read]


def _completed_apart(
    under: PreparationContext, read: Sequence[ReadRow]
) -> list[PreparedRecord | InvalidInput]:
    """Complete rows together; if one raises, complete each separately, so only bad rows fail."""
    try:
        return list(_completed(under, read))
    except READ_ERRORS as error:
        if len(read) > 1:
            return [ready for item in read for ready in _completed_apart(under, [item])]
        return [_not_readable(error)]


def _not_readable(error: Exception) -> InvalidInput:
    log_event("intake.row_failed", level=logging.ERROR, error=error)
    return InvalidInput("row", "not_readable")


def complete_row(
    context: Context, read: ReadRow, declaration: Declaration, *, state: str, today: date
) -> PreparedRecord:
    """Return the record version of a parsed row:

    facts by class, sharing, match keys, packed row. `state` is the state of the record.
    """
    key_versions = context.keys.key_versions("match")
    (ready,) = _completed(PreparationContext(declaration, "", state, key_versions, today), [read])
    return ready


def seal_version(prepared: PreparedRecord) -> PreparedRecord:
    """Return a new record's version with sealed facts, so that the writer only inserts rows."""
    public_id, key = uuid4(), new_key()
    sealed = statements.seal_facts(
        key, public_id=public_id, version=FIRST_VERSION, facts=prepared.facts
    )
    return dataclasses.replace(
        prepared, facts={}, enclosed=SealedVersion(public_id, key, tuple(sealed))
    )


def _completed(under: PreparationContext, read: Sequence[ReadRow]) -> list[PreparedRecord]:
    people_read = [
        item.person or person_view.person_of(item.statements, ref=item.reference, kind=item.kind)
        for item in read
    ]
    packed = [pack(person) for person in people_read]
    own = match_keys.make_match_keys(under.key_versions, packed)
    return [
        _complete(item, person, under, keys_and_bytes)
        for item, person, keys_and_bytes in zip(
            read, people_read, zip(own, packed, strict=True), strict=True
        )
    ]


def _complete(
    read: ReadRow,
    person: Person,
    under: PreparationContext,
    keys_and_bytes: tuple[ByVersion, bytes],
) -> PreparedRecord:
    """Return the record version: facts by class, effective sharing, match keys and packed row."""
    declaration, today = under.declaration, under.today
    facts = [
        statement for statement in read.statements if statement.field not in _RECOMPUTED_FIELDS
    ]
    facts += declaration.statements(today)
    facts += _derived(person, facts, kind=read.kind, today=today)
    in_force = effective_sharing(
        person, facts, declaration, state=under.state, wish=read.sharing, today=today
    )
    fact_held = deadline_facts.stated_facts(facts)
    if not in_force.is_unanswered:
        fact_held |= {DeadlineFact.SHARING_ANSWERED}
    return PreparedRecord(
        sharing_rule=in_force.sharing_rule,
        has_basis=in_force.has_basis,
        is_eu_only=in_force.is_eu_only,
        is_minor=in_force.is_minor,
        is_victim=in_force.is_victim,
        is_unanswered=in_force.is_unanswered,
        shares=in_force.shares,
        kind=read.kind,
        reference=read.reference,
        sharing=read.sharing,
        reporter_check=declaration.reporter_check,
        hit_action=alerts.hit_action(read.kind, *_values(facts, alerts.SIS_COLUMN)),
        facts=statements.group_by_class(facts, kind=read.kind),
        match_keys=keys_and_bytes[0],
        packed=keys_and_bytes[1],
        warnings=read.warnings,
        may_warn=not in_force.is_victim and read.kind != RecordKind.PREVENTIVE,
        suspects=contact_screening.named_contacts(facts),
        deadline_facts=fact_held,
        named_states=frozenset(_named_states(facts) or ()),
        alert_day=alert_reviews.stated_day(read.kind, facts),
        event_day=person_view.last_seen_day(person),
    )


def effective_sharing(
    person: Person,
    statements: Sequence[Statement],
    declaration: Declaration,
    *,
    state: str,
    wish: str,
    today: date,
) -> EffectiveSharing:
    """Return the effective sharing: without consent, plus what consents permit per state.

    `state` is the state of the record. Barred are the states that are named as a danger, and the
    states of nationality unless international protection is ruled out.
    """
    entries = [statement.entry for statement in statements]
    situation = visibility.SharingContext(
        kind=person.kind,
        reporter_check=declaration.reporter_check,
        is_minor=age_range.age_range_of(
            person, statements, protected_since=declaration.protected_since
        ).is_child(today),
        is_victim=any(statement.is_of_victim for statement in statements),
        has_basis=declaration.has_basis,
        has_decision=bool(_values(statements, "sis_decision")),
        is_answered=not opening.open_questions(entries),
    )
    is_eu_only = declaration.international_protection != "no"
    # Sharing of a missing report does not depend on consent, because the person is absent.
    consented = (
        declaration.consented if person.kind == RecordKind.FOUND else frozenset[tuple[str, str]]()
    )
    barred = opening.named_states(entries)
    if is_eu_only:
        barred |= opening.stated_nationalities(entries).union(person.nationalities)
    name, shares = _in_force(
        situation, consented, wish, named=_named_states(statements), state=state, barred=barred
    )
    if declaration.departure is not None:
        shares = visibility.shares_of_departure(
            shares, dict(declaration.departure), declaration.reporter_check, state=state
        )
    return EffectiveSharing(
        sharing_rule=name,
        has_basis=situation.has_basis,
        is_eu_only=is_eu_only,
        is_minor=situation.is_minor,
        is_victim=situation.is_victim,
        is_unanswered=situation.is_child_with_basis and not situation.is_answered,
        shares=shares,
    )


@lru_cache(maxsize=4096)  # rows of a file have few different situations
def _in_force(
    situation: visibility.SharingContext,
    consented: frozenset[tuple[str, str]],
    preference: str,
    *,
    named: tuple[str, ...] | None,
    state: str,
    barred: frozenset[str],
) -> tuple[str, tuple[visibility.EffectiveShare, ...]]:
    """Return the sharing rule and the shares of a situation. Consents set its scopes per state."""
    by_state = visibility.scopes_by_state(consented)
    shares: dict[tuple[str, str], visibility.EffectiveShare] = {}
    towards = [(frozenset[str](), named)]
    towards += [
        (scopes, (to_state,))
        for to_state, scopes in by_state.items()
        if named is None or to_state in named
    ]
    for scopes, recipients in towards:
        rows = visibility.effective_shares(
            visibility.sharing_rule(dataclasses.replace(situation, scopes=scopes)),
            visibility.SharingPreference(preference, recipients),
            kind=situation.kind,
            state=state,
            barred=barred,
        )
        for row in rows:
            stored = shares.setdefault((row.state, row.audience), row)
            shares[row.state, row.audience] = row if row.view > stored.view else stored
    scopes = frozenset().union(*by_state.values())
    return visibility.sharing_rule(dataclasses.replace(situation, scopes=scopes)), tuple(
        shares.values()
    )


def _named_states(statements: Iterable[Statement]) -> tuple[str, ...] | None:
    """Return the named recipients; None if no recipient was named, empty if all are unreadable."""
    entries = [
        statement.entry for statement in statements if statement.entry.stated_column == "recipients"
    ]
    named = dict.fromkeys(entry.text.upper() for entry in entries if entry.column != UNREAD)
    return tuple(named) if entries else None


def _derived(
    person: Person, statements: Iterable[Statement], *, kind: str, today: date
) -> list[Statement]:
    """Return the coarse F1 facts, and the review day of an alert.

    The region is the country of a missing report; the location of a found person stays F4a.
    """
    country = None
    if kind != RecordKind.FOUND:
        country = contradictions.believed_value(statements, "event_country")
    alert_day = alert_reviews.review_day(statements)
    coarse = {
        "age_band": person_view.age_band(person, today),
        "height_band": person_view.height_band(person),
        "region": country,
        alert_reviews.REVIEW_DAY: alert_day and alert_day.isoformat(),
    }
    return [
        Statement.read(name, value, "derived", today) for name, value in coarse.items() if value
    ]


def _values(record_statements: Iterable[Statement], field: str) -> list[str]:
    return [one.value for one in record_statements if one.field == field and one.value]
