"""Reporters: proofs of identity and relation, reporter check by a second person, suspicion alerts.

A listed institution (`services.reporter_check.institutions`) spares the proofs, never the second
person.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.case import ContactRole
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from core.errors import Conflict, InvalidInput, VersionConflict, require_code, require_text
from core.policy.actions import Action, scope
from core.policy.approvals import MISSING_FROM_CARE_KINDS
from core.policy.case.people import SUSPECT_RELATIONS
from core.policy.case.reporter_check import DECLARED_REPORTER_CHECKS, REPORT_KINDS
from core.policy.fields import FieldClass
from core.published import Code, Lines, Reason, published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.case.contact import Reporter
from models.case.reporter_check import Institution
from models.oversight.approval import Approval
from models.records.record import Record
from services.approvals import approval_requests
from services.case.care import missing_from_care
from services.case.institution_contacts import InstitutionContact, contact_to_inform
from services.foundation import alerts, audit_log, data_keys, dual_control
from services.foundation.actor import Actor, require_reason
from services.foundation.context import Context
from services.foundation.facts.name_words import name_words
from services.records import register
from services.records.intake import contact_screening
from services.records.intake.preparation import Declaration
from services.reporter_check import check_requests, identity_authors, institutions
from services.sharing import notifications


@published(
    examples=[
        {
            "name": "Maryam Hosseini",
            "phones": ["+302101234567"],
            "relation": "mother",
            "identity_how": "passport seen at the desk",
            "relation_proof": "family register",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class ReporterForm:
    """A reporter with the proofs of identity and relation. Empty proofs mean: not proven yet."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    phones: Lines = ()
    relation: Code = ""
    identity_how: Reason = ""
    relation_proof: Reason = ""
    institution: Annotated[
        UUID | None,
        Field(description="Id of the listed institution that reports; null if a person reports."),
    ] = None


_FORM = TypeAdapter(ReporterForm)


@dataclasses.dataclass(frozen=True, slots=True)
class ReporterView:
    """A reporter as shown to the record's responsible agency; `form` is None if no reporter was
    named.

    `revision` changes with the record's facts and with the reporter. The decision to clear names
    the revision. `is_reporter_check_asked`: a second person may decide a request.
    `is_relation_proven`: the form has a proof of the relation. `institution_contact`: whom the
    reader tells before they check the report, None if nobody is told or the reader decides none.
    `decision_refusals` names why the reader may not give each reporter check, None if they may. It
    is empty for a role that decides none.
    """

    form: ReporterForm | None
    reporter_check: str
    revision: str
    is_reporter_check_asked: bool
    verified_at: datetime | None
    verified_by: int | None
    is_relation_proven: bool
    institution_contact: InstitutionContact | None
    decision_refusals: Mapping[ReporterCheck, Refusal | None]


@dataclasses.dataclass(frozen=True, slots=True)
class AdmittedReport:
    """The declaration of a new record, and how its reporter check starts.

    `is_asked`: a reporter check is requested.
    """

    declaration: Declaration
    is_asked: bool = False


def admit_report(
    session: Session,
    context: Context,
    actor: Actor,
    kind: str,
    declaration: Declaration,
    form: ReporterForm | None,
) -> AdmittedReport:
    """Return the declaration for a new record, and whether its reporter check is requested.

    A report that is declared checked, and the report of a listed institution, is stored unverified
    with a request for the reporter check. Raise `InvalidInput` for an unknown code in the
    declaration, for a reporter of a found person, and for a declaration without proofs.
    """
    declaration.check()
    is_claimed = declaration.reporter_check == ReporterCheck.CHECKED
    unverified = dataclasses.replace(declaration, reporter_check=ReporterCheck.UNVERIFIED)
    if kind not in REPORT_KINDS:
        if form is not None:
            raise InvalidInput("reporter", "not_of_this_kind")
        return AdmittedReport(unverified if is_claimed else declaration)
    if declaration.reporter_check == ReporterCheck.FLAGGED:
        return AdmittedReport(declaration)
    listed = None if form is None else _institution(session, context, form, actor.agency_id)
    if listed is None:
        check_declared(declaration.reporter_check, form)
        return AdmittedReport(unverified, is_asked=is_claimed)
    return AdmittedReport(unverified, is_asked=True)


def check_declared(reporter_check: str, form: ReporterForm | None) -> None:
    """Raise `InvalidInput` if a record is declared checked and its reporter is not proven.

    Proofs of identity and of the relation are needed. `form=None` means that there is no
    reporter.
    """
    if reporter_check != ReporterCheck.CHECKED:
        return
    if form is None or not form.identity_how.strip() or not form.relation_proof.strip():
        raise InvalidInput(
            "reporter", "not_proven", "a reporter is checked once identity and relation are proven"
        )


def _institution(
    session: Session, context: Context, form: ReporterForm, agency_id: int | None
) -> Institution | None:
    """Return the listed institution that reports; None for a private person."""
    if form.institution is None:
        return None
    return institutions.find_valid_institution(
        session, context, form.institution, agency_id=agency_id or 0
    )


def store_new_reporter(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    form: ReporterForm | None,
    admitted: AdmittedReport,
) -> None:
    """Seal the reporter of a record registered in this transaction; start its reporter check."""
    record = session.scalars(select(Record).where(Record.public_id == public_id)).one()
    if form is not None:
        seal_reporter(session, context, actor, record, form)
    if admitted.is_asked:
        check_requests.request_reporter_check(session, context, actor, record)


def store_reporter(
    session: Session, context: Context, actor: Actor, public_id: UUID, form: ReporterForm
) -> None:
    """Set the reporter of an open missing record or tracing request of the actor's agency.

    If the record had a reporter and is checked, it becomes unverified and a reporter check is
    requested. Raise `Conflict` for a found record and for a closed record. Raise `InvalidInput` for
    a reporter without a name. Audited. Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, public_id, Action.EDIT, "naming the reporter"
    ).record
    if record.kind == RecordKind.FOUND or record.status != RecordStatus.OPEN:
        raise Conflict(Refusal.REPORTER_OF_OPEN_REPORT)
    identity_authors.add_authors(
        session,
        record,
        [actor.user_id],
        is_confirmed=check_requests.is_reporter_check_final(session, record),
    )
    had = seal_reporter(session, context, actor, record, form)
    if had and record.reporter_check == ReporterCheck.CHECKED:
        register.change_reporter_check(session, context, record, ReporterCheck.UNVERIFIED)
        check_requests.request_reporter_check(session, context, actor, record)
    audit_log.record_act(session, context, actor, "write_reporter", public_id, FieldClass.F4B)


def seal_reporter(
    session: Session, context: Context, actor: Actor, record: Record, form: ReporterForm
) -> bool:
    """Seal a reporter and compare them with other records' contacts; return whether one existed.

    A reporter under suspicion causes an alert and a notification. Raise `InvalidInput` for a
    reporter without a name.
    """
    require_text("reporter", form.name)
    row = session.get(Reporter, record.id)
    had = row is not None
    row = row or Reporter(record_id=record.id)
    now = context.clock.now()
    institution = _institution(session, context, form, record.agency_id)
    row.institution_id = None if institution is None else institution.id
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    row.sealed = data_keys.seal_json(key, _FORM.dump_python(form, mode="json"), _place(record))
    row.written_by, row.written_at = actor.user_id, now
    is_verified = bool(form.identity_how.strip())
    row.verified_by, row.verified_at = (actor.user_id, now) if is_verified else (None, None)
    row.is_relation_proven = bool(form.relation_proof.strip())
    session.add(row)
    session.flush()
    tags = contact_screening.contact_tags(context, names=[form.name], phones=form.phones)
    if (
        form.relation.strip().casefold() in SUSPECT_RELATIONS
        or ContactRole.SUSPECT in contact_screening.known_roles(session, record, tags)
    ):
        alerts.raise_alert(
            session, context, actor, AlertKind.REPORTER_UNDER_SUSPICION, record.public_id
        )
        notifications.notify_agency(
            session,
            context,
            record.agency_id,
            kind=NotificationKind.REPORTER_UNDER_SUSPICION,
            record=record,
        )
    contact_screening.replace_contacts(session, context, record.id, ContactRole.REPORTER, tags)
    return had


def request_reporter_check(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> None:
    """Request a check of an open report of the actor's agency.

    Raise `Conflict` if the record is no open report or is checked, and `InvalidInput` if proofs of
    the reporter are missing. Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, public_id, Action.EDIT, "asking for the reporter check"
    ).record
    if not check_requests.is_report(record) or record.status != RecordStatus.OPEN:
        raise Conflict(Refusal.REPORTER_CHECK_OF_OPEN_REPORT)
    if record.reporter_check == ReporterCheck.CHECKED:
        raise Conflict(Refusal.REPORT_IS_CHECKED)
    check_requests.check_reporter_proven(session, context, record)
    check_requests.request_reporter_check(session, context, actor, record)


def read_reporter(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> ReporterView:
    """Return the reporter of a record of the actor's agency and how it was checked. Audited.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, public_id, Action.EDIT, "reading the reporter"
    ).record
    row = session.get(Reporter, record.id)
    decides = scope(Action.CHECK_REPORTER, actor.role) is not None
    contact = contact_to_inform(session, context, record, row) if decides else None
    shown = (FieldClass.F4B,) if contact is None else (FieldClass.F2, FieldClass.F4B)
    audit_log.record_act(session, context, actor, "read_reporter", public_id, *shown)
    return ReporterView(
        form=None if row is None else _open(session, context, record, row),
        reporter_check=record.reporter_check,
        revision=_revision(record, row),
        is_reporter_check_asked=check_requests.is_reporter_check_requested(session, record, row),
        verified_at=None if row is None else row.verified_at,
        verified_by=None if row is None else row.verified_by,
        is_relation_proven=row is not None and row.is_relation_proven,
        institution_contact=contact,
        decision_refusals={
            reporter_check: _decision_refusal(session, context, actor, record, row, reporter_check)
            for reporter_check in DECLARED_REPORTER_CHECKS
            if decides
        },
    )


def _revision(record: Record, row: Reporter | None) -> str:
    written = "" if row is None else row.written_at.isoformat(timespec="microseconds")
    return f"{record.version}.{written}"


@published(examples=[{"reporter_check": ReporterCheck.FLAGGED, "reason": "papers forged"}])
@dataclasses.dataclass(frozen=True, slots=True)
class ReporterCheckDecision:
    """The decision of a second person about a reporter, and the reason.

    A reporter check needs the `revision` that the person read. If the reporter has an
    `institution_contact`, it needs `is_institution_informed`: the person informed this contact.
    """

    reporter_check: Annotated[Code, OneOf("reporter_check", DECLARED_REPORTER_CHECKS)]
    reason: Reason
    revision: Annotated[str, Field(max_length=60)] = ""
    is_institution_informed: bool = False


def decide_reporter_check(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    decision: ReporterCheckDecision,
) -> None:
    """Check, flag or uncheck a reporter, with a reason.

    The actor must not be the author of the reporter. To remove a flag, the actor must also not be
    an author of the identity. To check the reporter, the actor must also not be the person who
    asked, nor an author of the identity. A report that only software wrote needs a person who asks
    first. The decision to clear names the `revision` that was read; raise `VersionConflict` if the
    record or its reporter changed since. It states that the contact of a listed institution was
    told (`institution_contacts`), which is audited too. Confirmed matches stay confirmed. Raise
    `InvalidInput` for an unknown reporter check and for a check without revision, proofs or this
    statement. Raise `Conflict` or `Refused` for a person who may not decide (`dual_control.check`).
    Raise `NotFound` for a record of another agency. Audited.
    """
    reporter_check = decision.reporter_check
    require_code("reporter_check", reporter_check, DECLARED_REPORTER_CHECKS)
    require_reason(decision.reason)
    record = register.require_own_record(
        session, context, actor, public_id, Action.CHECK_REPORTER, decision.reason
    ).record
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    session.refresh(record)
    row = session.scalar(select(Reporter).where(Reporter.record_id == record.id))
    dual_control.check(_decision_refusal(session, context, actor, record, row, reporter_check))
    if reporter_check == ReporterCheck.CHECKED:
        check_requests.check_reporter_proven(session, context, record)
        _check_revision(record, row, decision.revision)
        if contact_to_inform(session, context, record, row) is not None:
            _check_informed(session, context, actor, public_id, decision)
    if reporter_check != record.reporter_check:
        register.change_reporter_check(session, context, record, reporter_check)
    is_checked = reporter_check == ReporterCheck.CHECKED
    check_requests.close_request(session, context, actor, record, is_checked=is_checked)
    approval_requests.withdraw_any(session, MISSING_FROM_CARE_KINDS, record.public_id)
    if reporter_check == ReporterCheck.CHECKED:
        record.identity_version = record.version
        missing_from_care.notify_desks(session, context, record)
    act = audit_log.AuditEvent(
        "decide_reporter",
        reporter_check,
        subject=public_id,
        records=(audit_log.ShownRecord(public_id, (FieldClass.F4B,)),),
    )
    audit_log.record_event(session, context, actor, act)


def _check_informed(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    decision: ReporterCheckDecision,
) -> None:
    if not decision.is_institution_informed:
        raise InvalidInput(
            "is_institution_informed",
            "needed",
            "tell the contact of the institution the reference, the day and your desk first",
        )
    audit_log.record_act(session, context, actor, "inform_institution", public_id)


def _decision_refusal(
    session: Session,
    context: Context,
    actor: Actor,
    record: Record,
    reporter: Reporter | None,
    reporter_check: str,
) -> Refusal | None:
    """Return why the actor may not give a reporter this reporter check; None if they may."""
    if record.status != RecordStatus.OPEN:
        return Refusal.RECORD_IS_CLOSED
    if check_requests.lacks_reporter(session, record, reporter):
        return Refusal.NO_REPORTER
    decider = dual_control.find_decider(session, context, actor)
    writer = None if reporter is None else reporter.written_by
    refusal = decider.refusal([writer], Refusal.SECOND_PERSON_DECIDES_REPORTER)
    if refusal is None and record.reporter_check == ReporterCheck.FLAGGED != reporter_check:
        authors = identity_authors.identity_authors(session, record)
        refusal = decider.refusal(authors, Refusal.SECOND_PERSON_LIFTS_FLAG)
    if refusal is None and reporter_check == ReporterCheck.CHECKED:
        refusal = check_requests.checking_refusal(session, context, actor, record, reporter)
    return refusal


def check_refusal(
    session: Session, context: Context, actor: Actor, approval: Approval
) -> Refusal | None:
    """Return why the actor may not check the report of an approval; None if they may."""
    record = session.scalars(select(Record).where(Record.id == approval.record_id)).one()
    row = session.get(Reporter, record.id)
    return _decision_refusal(session, context, actor, record, row, ReporterCheck.CHECKED)


def _check_revision(record: Record, reporter: Reporter | None, revision: str) -> None:
    if not revision:
        raise InvalidInput(
            "revision", "needed", "read the reporter, then send its revision with the decision"
        )
    if revision != _revision(record, reporter):
        raise VersionConflict(
            "the record or its reporter changed since you read it: read it again, then decide"
        )


def person_of(session: Session, context: Context, record: Record) -> tuple[str, ...]:
    """Return the name and the telephone numbers of a record's reporter; empty without a reporter.

    If an institution reports, the words of its name are left out.
    """
    row = session.get(Reporter, record.id)
    if row is None:
        return ()
    form = _open(session, context, record, row)
    institution = session.get(Institution, row.institution_id) if row.institution_id else None
    institution_words = name_words("" if institution is None else institution.name)
    name = " ".join(word for word in form.name.split() if not name_words(word) <= institution_words)
    return name, *form.phones


def tags_of(session: Session, context: Context, record: Record) -> set[bytes]:
    """Return the tags of a record's reporter, from the sealed form; empty without one."""
    row = session.get(Reporter, record.id)
    if row is None:
        return set()
    form = _open(session, context, record, row)
    return contact_screening.contact_tags(context, names=[form.name], phones=form.phones)


def _open(session: Session, context: Context, record: Record, row: Reporter) -> ReporterForm:
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    return _FORM.validate_python(data_keys.unseal_json(key, row.sealed, _place(record)))


def _place(record: Record) -> SealPlace:
    return SealPlace("reporter", record.public_id, FieldClass.F4B.value, 1)
