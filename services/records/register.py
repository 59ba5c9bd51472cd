"""Reading, editing, closing and listing records. `view` decides which field classes are opened."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.codes.alerts import HitAction
from core.codes.notifications import AlertKind
from core.codes.operations import JobKind
from core.codes.records import (
    OpeningQuestion,
    RecordKind,
    RecordStatus,
    ReporterCheck,
    UnsharedCause,
)
from core.errors import Conflict, InvalidInput, NotFound, VersionConflict, require_code
from core.intake import INTAKE_FIELDS
from core.policy.actions import NEEDS_REASON, Action
from core.policy.approvals import MISSING_FROM_CARE_KINDS
from core.policy.case.care_confirmation import CONFIRMED_FIELDS
from core.policy.case.closures import CLOSURES
from core.policy.case.deadlines import DeadlineFact
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.policy.sharing import opening
from core.policy.sharing.evidence import IDENTITY_COLUMNS
from core.policy.sharing.information_flow import may_know_action
from core.policy.sharing.relay_desk import STATE_FIELDS
from core.policy.sharing.views import View
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.case.missing_from_care import MissingFromCareState
from models.records.facts import RecordFacts
from models.records.record import Record
from models.sql.in_list import in_values
from services.approvals import approval_requests
from services.foundation import alerts, audit_log, data_keys, jobs
from services.foundation.actor import Actor, require, require_fresh, require_reason
from services.foundation.context import Context
from services.foundation.facts import person_view, provenance, statements
from services.foundation.facts.intake_row import Row
from services.foundation.facts.statements import Statement
from services.records import (
    edit_quota,
    identity_edits,
    repository,
    sharing_changes,
    software_corrections,
)
from services.records.closing import adulthood, care_end, case_deadlines, closures
from services.records.intake import code_checks, preparation
from services.records.intake.preparation import Declaration, EffectiveSharing, ReadRow
from services.reporter_check import check_requests, identity_authors
from services.sharing import (
    contact_desks,
    match_knowledge,
    permissions,
    same_person_links,
    shown_provenance,
    visibility,
)
from services.sharing.same_person_links import SameChildRecord
from services.sharing.visibility import EffectiveShare, VisibleRecord

PAGE = 50
# A line of the own list opens the identity, because an agency knows its own people by name.
LISTED_CLASSES = frozenset({FieldClass.F2})
LINE_CLASSES = (FieldClass.F0, *sorted(LISTED_CLASSES))  # what a line of the list shows
# The classes of all facts of a record.
FACT_CLASSES = frozenset(FieldClass) - {FieldClass.F0, FieldClass.F6}
FIXED_COLUMNS = frozenset(field.name for field in INTAKE_FIELDS if field.is_fixed)
IDENTITY_FIELDS = frozenset().union(*IDENTITY_COLUMNS.values())


@dataclasses.dataclass(frozen=True, slots=True)
class RecordView:
    """A record as it may be shown: F0, the view, and the statements of the opened classes.

    `state` is "" if the relay desk replaces it (`services.sharing.contact_desks`); `desk` is the
    desk to call. `action` is the action where the person was located; "" if there is none or the
    flow table withholds it. `no_family_contact`: the reader must not contact the family; False
    below the view `identity`. `open_questions` must be answered before other agencies may see the
    record; for the responsible agency only. `same_child_records` are other records of the same
    child. `readers` are the agencies that see the record, `unshared` the causes why none does; both
    for a responsible agency who sees all of an open record. These three are filled when one record
    is read.
    """

    id: UUID
    kind: str
    status: str
    state: str
    desk: str
    entered_on: str
    view: View
    is_responsible: bool
    version: int
    sharing: str
    action: str
    no_family_contact: bool
    open_questions: tuple[OpeningQuestion, ...]
    statements: tuple[Statement, ...]
    same_child_records: tuple[SameChildRecord, ...] = ()
    readers: tuple[EffectiveShare, ...] = ()
    unshared: tuple[UnsharedCause, ...] = ()


def read_record(session: Session, context: Context, actor: Actor, public_id: UUID) -> RecordView:
    """Return one record as `view` permits; raise `NotFound` if it is hidden.

    Audited with the classes shown.
    """
    seen = find_record(session, context, actor, public_id)
    view = _with_readers(session, context, seen, open_records(session, context, [seen])[0])
    same_child_records = same_person_links.visible_same_child_records(session, context, actor, seen)
    act = audit_log.AuditEvent(
        "read_record",
        subject=public_id,
        records=(
            audit_log.ShownRecord(public_id, opened_classes(view, seen)),
            *(audit_log.ShownRecord(link.record, (FieldClass.F0,)) for link in same_child_records),
        ),
    )
    audit_log.record_event(session, context, actor, act)
    return dataclasses.replace(view, same_child_records=same_child_records)


def find_record(session: Session, context: Context, actor: Actor, public_id: UUID) -> VisibleRecord:
    """Return the record if the actor sees it, else raise `NotFound`.

    A hidden and a missing record both take one statement.
    """
    seen = visibility.visible_records(
        session, actor, now=context.clock.now(), public_ids=[public_id]
    )
    if not seen:
        raise NotFound("no such record")
    if seen[0].is_decoy:
        alerts.raise_alert(session, context, actor, AlertKind.DECOY_SEEN, public_id)
    return seen[0]


def opened_classes(view: RecordView, seen: VisibleRecord) -> tuple[FieldClass, ...]:
    """Return the classes that were opened, always with F0."""
    opened = {statement.field for statement in view.statements}
    return (FieldClass.F0, *sorted(seen.classes)) if opened else (FieldClass.F0,)


def open_records(
    session: Session, context: Context, seen: Sequence[VisibleRecord]
) -> list[RecordView]:
    """Open what may be shown of several records, in a fixed number of statements."""
    contacts = contact_desks.contact_desks(session, context, seen)
    statements = open_statements(
        session, context, [(visible.record, visible.classes) for visible in seen]
    )
    return [
        RecordView(
            id=visible.record.public_id,
            kind=visible.record.kind,
            status=visible.record.status,
            state=contact.state,
            desk=contact.desk,
            entered_on=visible.record.created_at.date().isoformat(),
            view=visible.view,
            is_responsible=visible.is_responsible,
            version=visible.record.version if visible.is_responsible else 0,
            sharing=visible.record.sharing if visible.is_responsible else "",
            action=_action(visible),
            no_family_contact=visible.record.no_family_contact and visible.view >= View.IDENTITY,
            open_questions=_open_questions(visible, statements.get(visible.record.id, ())),
            statements=tuple(
                shown_provenance.shown_statement(statement, visible.view, visible.record.kind)
                for statement in statements.get(visible.record.id, ())
                if contact.state or statement.field not in STATE_FIELDS
            ),
        )
        for visible, contact in zip(seen, contacts, strict=True)
    ]


def _with_readers(
    session: Session, context: Context, seen: VisibleRecord, view: RecordView
) -> RecordView:
    """Return the view with who sees the record, for a responsible agency who sees all of an open
    one.

    It is computed from the facts, so that a decoy has the same answer as any record.
    """
    record, now = seen.record, context.clock.now()
    if seen.view is not View.FULL or record.status != RecordStatus.OPEN:
        return view
    declaration = declaration_of(session, record, view.statements, now=now)
    in_force = _sharing_of(record, view.statements, declaration, today=now.date())
    causes = sharing_changes.causes(session, record, view.statements, declaration, in_force)
    readers = () if causes else sharing_changes.readers(in_force)
    return dataclasses.replace(view, readers=readers, unshared=causes)


def _open_questions(
    seen: VisibleRecord, statements: Sequence[Statement]
) -> tuple[OpeningQuestion, ...]:
    """Return the questions that keep a record from other agencies, for a responsible agency who
    sees all.
    """
    is_asked = seen.record.sharing_rule == "minor_unanswered" and seen.view is View.FULL
    return opening.open_questions(one.entry for one in statements) if is_asked else ()


def _action(seen: VisibleRecord) -> str:
    record = seen.record
    is_known = record.hit_action != HitAction.NONE and may_know_action(seen.view, record.kind)
    return record.hit_action if is_known else ""


def open_statements(
    session: Session, context: Context, requested: Sequence[tuple[Record, frozenset[FieldClass]]]
) -> dict[int, list[Statement]]:
    """Return the newest statements of each record, of its wanted classes only.

    No other document is decrypted. Statements of another class in a document are left out.
    """
    requested = [(record, classes) for record, classes in requested if classes]
    if not requested:
        return {}
    classes_of = {record.id: {class_.value for class_ in classes} for record, classes in requested}
    documents = session.scalars(
        select(RecordFacts)
        .join(
            Record, (Record.id == RecordFacts.record_id) & (Record.version == RecordFacts.version)
        )
        .where(in_values(session, RecordFacts.record_id, list(classes_of)))
        .where(RecordFacts.field_class.in_(sorted(set().union(*classes_of.values()))))
        .order_by(RecordFacts.record_id, RecordFacts.field_class)
    ).all()
    by_id = {record.id: record for record, _ in requested}
    public_ids = {record.id: record.public_id for record, _ in requested}
    opened_keys = data_keys.open_data_keys(session, context.keys, public_ids.values())
    opened: dict[int, list[Statement]] = {}
    for document in documents:
        if document.field_class not in classes_of[document.record_id]:
            continue
        public_id = public_ids[document.record_id]
        opened.setdefault(document.record_id, []).extend(
            fact
            for fact in statements.open_facts(opened_keys[public_id], public_id, document)
            if fact.class_of(by_id[document.record_id].kind) in classes_of[document.record_id]
        )
    return opened


@dataclasses.dataclass(frozen=True, slots=True)
class RecordFilter:
    """The filter for listing own records; "" means all."""

    kind: str = ""
    status: str = ""


def own_query(
    context: Context, actor: Actor, record_filter: RecordFilter, *, before: int = 0
) -> Select[Record, str]:
    """Return the query of the list of own records with their kinds of agency, newest first.

    `before` is the internal id of the last record of the page before, 0 for the first page.
    """
    query = (
        select(Record, Agency.kind)
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            visibility.of_own_agency(actor, context.clock.now()),
            Record.status != RecordStatus.ERASED,
        )
        .order_by(Record.id.desc())
    )
    if before:
        query = query.where(Record.id < before)
    if record_filter.kind:
        query = query.where(Record.kind == record_filter.kind)
    if record_filter.status:
        query = query.where(Record.status == record_filter.status)
    return query


def listed_records(session: Session, query: Select[Record, str]) -> list[VisibleRecord]:
    """Return the records of an `own_query`; only the classes of a list line are opened."""
    return [
        VisibleRecord(record, kind, View.FULL, is_responsible=True, classes=LISTED_CLASSES)
        for record, kind in session.execute(query)
    ]


def list_own_records(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    before: int = 0,
    record_filter: RecordFilter = RecordFilter(),
    limit: int = PAGE,
) -> list[VisibleRecord]:
    """Return at most `limit` own records, newest first; one statement. Audited.

    `before` is the internal id of the last record of the page before, 0 for the first page. Only
    the classes of a list line are opened.
    """
    require(actor, Action.READ_OWN)
    query = own_query(context, actor, record_filter, before=before)
    listed = listed_records(session, query.limit(limit))
    shown_ids = [visible.record.public_id for visible in listed]
    audit_log.record_act_on_all(session, context, actor, "list_records", shown_ids, *LINE_CLASSES)
    return listed


def own_references(
    session: Session, context: Context, actor: Actor, public_ids: Iterable[UUID]
) -> dict[UUID, str]:
    """Return the references of the actor's own records among these, so that news can name them.

    Audited if there are any.
    """
    sorted_ids = sorted(set(public_ids))
    visible_records = (
        visibility.visible_records(session, actor, now=context.clock.now(), public_ids=sorted_ids)
        if sorted_ids
        else []
    )
    opened = [
        (visible.record, LISTED_CLASSES) for visible in visible_records if visible.is_responsible
    ]
    statements = open_statements(session, context, opened)
    named = {
        record.public_id: statement.value
        for record, _ in opened
        for statement in statements.get(record.id, ())
        if statement.field == "record_ref"
    }
    if named:
        audit_log.record_act_on_all(session, context, actor, "name_records", named, *LINE_CLASSES)
    return named


@dataclasses.dataclass(frozen=True, slots=True)
class Edit:
    """An edit of the version that its author read: changed columns and changed declarations.

    `declared` is None if no declaration changes. `proposed_by` is the person who proposed the edit,
    if the actor approves it; both are then its authors. None without a proposer.
    """

    changes: Row
    expected_version: int
    declared: Mapping[str, str] | None = None
    reason: str = ""
    proposed_by: int | None = None


def edit_record(
    session: Session, context: Context, actor: Actor, public_id: UUID, edit: Edit
) -> RecordView:
    """Write an edit as a new version and match it; raise `VersionConflict` if it is outdated.

    Declaring a reporter checked requests reporter check, and a legal basis of another regime is
    proposed; a second person decides both. A change of
    identity resets the reporter check and requests it. A supervisor may flag the reporter or
    withdraw the reporter check; only `reporters.decide` removes a flag. An edit without a proposer
    lifts no bar of international protection, and bars no state of an officer who acts for another
    one: it raises `Conflict`. Raise `InvalidInput` for a column that is fixed at registration, for
    a change of legal basis, protection or sharing without a reason, and `Conflict` for a closed
    record. Raise `NotFound` for a record of another agency. Raise `Refused` for a correction by
    software that `software_corrections` forbids. Audited.
    """
    action = Action.CORRECT if actor.role is Role.SYSTEM else Action.EDIT
    seen = require_own_record(session, context, actor, public_id, action, edit.reason)
    record = seen.record
    require_open(record)
    require_version(record, edit.expected_version)
    if fixed := sorted(FIXED_COLUMNS & edit.changes.keys()):
        raise InvalidInput(fixed[0], "cannot_change")
    statements, now = _facts_to_change(session, context, record), context.clock.now()
    if actor.role is Role.SYSTEM:
        software_corrections.check_changes(seen, statements, edit.changes, edit.declared)
    changes = provenance.with_values(edit.changes, statements)
    before = declaration_of(session, record, statements, now=now)
    declared, proposed_basis = sharing_changes.split_basis(before.legal_basis, edit.declared)
    declaration = before.changed(declared)
    declaration.check(reporter_check_before=record.reporter_check)
    is_asked = (
        declaration.reporter_check == ReporterCheck.CHECKED != record.reporter_check
        and check_requests.is_report(record)
    )
    if is_asked:
        check_requests.check_reporter_proven(session, context, record)
    if declaration.reporter_check == ReporterCheck.CHECKED:
        declaration = dataclasses.replace(declaration, reporter_check=record.reporter_check)
    elif declaration.reporter_check != record.reporter_check:
        _check_reporter_check_change(actor, record)
    changed = _changed(record, statements, changes, source=seen.agency_kind, today=now.date())
    code_checks.check_answers(
        record.kind,
        (one.entry for one in changed.statements if one.entry.stated_column in changes),
    )
    changed = sharing_changes.with_reason(
        changed, changes, edit.declared, reason=edit.reason, today=now.date()
    )
    changed = sharing_changes.with_proposal(changed, proposed_basis, today=now.date())
    edit_quota.consume(session, context, actor, record, before=statements, after=changed)
    writers = (actor.user_id, edit.proposed_by)
    is_of_another = _is_of_another(session, context, record, statements, changed, changes=changes)
    if check_requests.is_report(record) and is_of_another:
        identity_authors.add_authors(
            session,
            record,
            writers,
            is_confirmed=check_requests.is_reporter_check_final(session, record),
        )
        record.identity_version = record.version + 1
        if declaration.reporter_check in {ReporterCheck.CHECKED, ReporterCheck.PROVISIONAL}:
            declaration = dataclasses.replace(declaration, reporter_check=ReporterCheck.UNVERIFIED)
            is_asked = True
            approval_requests.withdraw_any(session, MISSING_FROM_CARE_KINDS, public_id)
    prepared = preparation.complete_row(
        context, changed, declaration, state=record.state, today=now.date()
    )
    if actor.role is Role.SYSTEM:
        sharing_before = _sharing_of(record, statements, before, today=now.date())
        software_corrections.check_result(sharing_before, prepared, is_of_another=is_of_another)
    if edit.proposed_by is None:
        repository.check_bars(session, actor, record, prepared)
    repository.store_version(session, context, record, prepared)
    sharing_changes.ask_for_regime(session, context, actor, record, proposed_basis)
    if is_asked:
        check_requests.request_reporter_check(session, context, actor, record)
    if record.kind == RecordKind.FOUND and not CONFIRMED_FIELDS.isdisjoint(changes):
        was_confirmed = care_end.end_care_confirmation(
            session, record.id, "edited", now=now, user_id=actor.user_id
        )
        identity_authors.add_authors(session, record, writers, is_confirmed=was_confirmed)
    view = open_records(session, context, [seen])[0]
    act = audit_log.AuditEvent(
        "edit_record",
        subject=public_id,
        records=(audit_log.ShownRecord(public_id, opened_classes(view, seen)),),
    )
    audit_log.record_event(session, context, actor, act)
    return view


def _check_reporter_check_change(actor: Actor, record: Record) -> None:
    """Raise unless the actor may flag a report or withdraw its reporter check.

    Raise `Refused` if the role may not do this. Raise `AuthenticateAgain` without a fresh session.
    Raise `Conflict` for a report that is already flagged.
    """
    require(actor, Action.CHECK_REPORTER)
    require_fresh(actor, Action.CHECK_REPORTER)
    if record.reporter_check == ReporterCheck.FLAGGED and check_requests.is_report(record):
        raise Conflict(Refusal.REPORT_IS_FLAGGED)


def _is_of_another(
    session: Session,
    context: Context,
    record: Record,
    statements: Sequence[Statement],
    changed: ReadRow,
    *,
    changes: Row,
) -> bool:
    """Return whether an edit changes the identity of a report.

    The baseline is the version that was last checked or had its identity edited, so that small
    corrections add up.
    """
    if not IDENTITY_FIELDS & changes.keys():
        return False
    after = person_view.person_of(changed.statements, ref="", kind=record.kind)
    if identity_edits.is_unchanged(
        person_view.person_of(statements, ref="", kind=record.kind), after
    ):
        return False
    first = (
        statements
        if record.identity_version in {None, record.version}
        else _all_statements(session, context, record)
    )
    return not identity_edits.is_correction(
        context, person_view.person_of(first, ref="", kind=record.kind), after
    )


def _all_statements(session: Session, context: Context, record: Record) -> list[Statement]:
    """Return the statements of version `identity_version` of a record of the actor's agency.

    Older versions are kept sealed.
    """
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    documents = session.scalars(
        select(RecordFacts).where(
            RecordFacts.record_id == record.id, RecordFacts.version == record.identity_version
        )
    ).all()
    return [
        fact
        for document in documents
        for fact in statements.open_facts(key, record.public_id, document)
    ]


def share_with_states(
    session: Session, context: Context, record: Record, states: Sequence[str], *, source: str
) -> bool:
    """Restrict the recipients of an open record to `states`; an empty sequence stops sharing.

    Return whether the record changed.
    """
    statements = _facts_to_change(session, context, record)
    if sorted(
        statement.value for statement in statements if statement.field == "recipients"
    ) == sorted(states):
        return False
    declaration = declaration_of(session, record, statements, now=context.clock.now())
    changes: Row = {"recipients": list(states), "sharing": "" if states else "none"}
    today = context.clock.now().date()
    changed = _changed(record, statements, changes, source=source, today=today)
    repository.store_version(
        session,
        context,
        record,
        preparation.complete_row(context, changed, declaration, state=record.state, today=today),
    )
    return True


def open_facts(session: Session, context: Context, record: Record) -> list[Statement]:
    """Return the newest statements of a record, of all classes; empty if there are none."""
    return open_statements(session, context, [(record, FACT_CLASSES)]).get(record.id, [])


def _facts_to_change(session: Session, context: Context, record: Record) -> list[Statement]:
    """Return the newest statements of a record, of all classes.

    Raise `KeyError` if none were found, because the next version would lose the facts.
    """
    return open_statements(session, context, [(record, FACT_CLASSES)])[record.id]


def replace_statements(
    session: Session,
    context: Context,
    seen: VisibleRecord,
    fields: frozenset[str],
    new: Sequence[Statement],
    *,
    expected_version: int,
) -> RecordView:
    """Replace the statements of a record of the actor's agency in fields outside intake, as a new
    version.

    Sharing is recomputed. The caller audits. Raise `Conflict` for a closed record,
    `VersionConflict` if another edit was first.
    """
    record = seen.record
    require_open(record)
    require_version(record, expected_version)
    statements, now = _facts_to_change(session, context, record), context.clock.now()
    declaration = declaration_of(session, record, statements, now=now)
    changed = _changed(record, statements, {}, source=seen.agency_kind, today=now.date())
    unchanged = [statement for statement in changed.statements if statement.field not in fields]
    whole = dataclasses.replace(changed, statements=(*unchanged, *new))
    repository.store_version(
        session,
        context,
        record,
        preparation.complete_row(context, whole, declaration, state=record.state, today=now.date()),
    )
    return open_records(session, context, [seen])[0]


def _changed(
    record: Record, facts: Sequence[Statement], changes: Row, *, source: str, today: date
) -> ReadRow:
    unchanged = [
        statement
        for statement in facts
        if statement.field not in changes and statement.entry.stated_column not in changes
    ]
    merged: dict[str, str | Sequence[str]] = {
        **statements.join_statements(unchanged, kind=record.kind),
        **changes,
    }
    merged["sharing"] = changes.get("sharing", record.sharing)
    read_again = preparation.read_row(
        merged,
        source=source,
        today=today,
        known_statements=provenance.known_values(facts),
        changed=changes,
    )
    new = [
        statement
        for statement in read_again.statements
        if statement.field in changes or statement.field == "unread"
    ]
    return dataclasses.replace(read_again, statements=(*unchanged, *new), person=None)


def declaration_of(
    session: Session, record: Record, statements: Iterable[Statement], *, now: datetime
) -> Declaration:
    """Return the current declaration of a record, with the scopes of active consents."""
    values = {
        statement.field: statement.value
        for statement in statements
        if statement.field in preparation.DECLARED_FIELDS
    }
    return Declaration(
        legal_basis=values.get("legal_basis"),
        reporter_check=record.reporter_check,
        international_protection=values.get("international_protection", "unknown"),
        consented=permissions.consented_scopes(session, record.id, now=now),
        protected_since=adulthood.protected_since(session, record),
        is_consent_withdrawn=permissions.is_withdrawn(session, record.id, now=now),
        departure=_departure(session, record.id),
    )


def _departure(session: Session, record_id: int) -> frozenset[tuple[str, str]] | None:
    """Return the (state, danger) matches of the report of a child missing from care, else None."""
    query = select(MissingFromCareState.state, MissingFromCareState.danger)
    rows = session.execute(query.where(MissingFromCareState.record_id == record_id)).all()
    return frozenset((state, danger) for state, danger in rows) or None


def recompute_sharing(session: Session, context: Context, record: Record) -> None:
    """Recompute the sharing of an open record after its consent or age changed.

    Agencies that may see the record now are notified of its matches; earlier notifications are not
    repeated.
    """
    if record.status != RecordStatus.OPEN:
        return
    statements = open_statements(session, context, [(record, frozenset(FieldClass))]).get(
        record.id, []
    )
    now = context.clock.now()
    declaration = declaration_of(session, record, statements, now=now)
    in_force = _sharing_of(record, statements, declaration, today=now.date())
    repository.replace_shares(session, context, record, in_force)
    if not in_force.is_unanswered:
        case_deadlines.record_fact(session, context, record, DeadlineFact.SHARING_ANSWERED)
    match_knowledge.reset_notified(session, record.id)
    jobs.enqueue(session, context, JobKind.NOTIFY, [jobs.JobTarget(record_id=record.id)])


def _sharing_of(
    record: Record, statements: Sequence[Statement], declaration: Declaration, *, today: date
) -> EffectiveSharing:
    """Return the sharing that follows from the statements and the declaration of a record."""
    return preparation.effective_sharing(
        person_view.person_of(statements, ref="", kind=record.kind),
        statements,
        declaration,
        state=record.state,
        wish=record.sharing,
        today=today,
    )


def change_reporter_check(
    session: Session, context: Context, record: Record, reporter_check: str
) -> None:
    """Set the reporter check of a report and recompute its sharing.

    No version is written, because the facts are the same. So decided matches stay decided. A
    restricted record stays unshared; raise `Conflict` if it is to be checked.
    """
    is_restricted = repository.is_restricted(session, record)
    if is_restricted and reporter_check == ReporterCheck.CHECKED:
        raise Conflict(Refusal.RECORD_IS_RESTRICTED)
    record.reporter_check = reporter_check
    session.flush()
    if is_restricted:
        return
    recompute_sharing(session, context, record)
    repository.isolate_decoy(session, context, record)


@dataclasses.dataclass(frozen=True, slots=True)
class RecordClosing:
    """The closing sentence for a version that was read, and the reason."""

    closure: str
    expected_version: int
    reason: str = ""


def close_record(
    session: Session, context: Context, actor: Actor, public_id: UUID, closing: RecordClosing
) -> None:
    """Close a record with a sentence of the fixed list, and take it out of the matching.

    After a confirmed match, the sentence must be one that the found side approved. Raise
    `InvalidInput` for an unknown sentence. Raise `Refused` for a sentence that only supervisors may
    use. Raise `Conflict` with the first fact that is missing. Raise `VersionConflict` if the record
    changed since it was read, and `NotFound` for a record of another agency. Audited.
    """
    require_code("closure", closing.closure, CLOSURES)
    record = require_own_record(
        session, context, actor, public_id, Action.CLOSE, closing.reason
    ).record
    require_version(record, closing.expected_version)
    require_open(record)
    closures.check_sentence(session, context, record, closing.closure, actor.role)
    closures.notify_other_sides(session, context, actor, record, closing.closure)
    repository.close_record(session, context, record, closure=closing.closure)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            "close_record", subject=public_id, records=(audit_log.ShownRecord(public_id),)
        ),
    )


def list_closure_options(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> list[closures.ClosureOption]:
    """Return the sentences for a record of the actor's agency, each with the facts that are
    missing.

    Audited. Raise `NotFound` for a record of another agency.
    """
    require(actor, Action.CLOSE)
    seen = find_own(session, context, actor, public_id)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            "list_closures", subject=public_id, records=(audit_log.ShownRecord(public_id),)
        ),
    )
    return closures.closure_options(session, context, seen.record, actor.role)


def require_own_record(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    action: Action,
    reason: str = "",
) -> VisibleRecord:
    """Return the actor's own record, if the actor may do the action.

    Raise `Refused` for an action that the role may not do. Raise `InvalidInput` for a missing
    reason of an action in `NEEDS_REASON`. Raise `NotFound` for a record that the actor does not
    own.
    """
    require(actor, action)
    if (action, actor.role) in NEEDS_REASON:
        require_reason(reason)
    return find_own(session, context, actor, public_id)


def find_own(session: Session, context: Context, actor: Actor, public_id: UUID) -> VisibleRecord:
    """Return the actor's own record; any other record raises `NotFound`."""
    seen = find_record(session, context, actor, public_id)
    if not seen.is_responsible:
        raise NotFound("no such record")
    return seen


def require_open(record: Record) -> None:
    """Raise `Conflict` unless a record is open."""
    if record.status != RecordStatus.OPEN:
        raise Conflict(Refusal.RECORD_IS_CLOSED)


def require_version(record: Record, expected: int) -> None:
    """Raise `VersionConflict` unless a record has the version that was read."""
    if record.version != expected:
        raise VersionConflict("the record was edited in between")
