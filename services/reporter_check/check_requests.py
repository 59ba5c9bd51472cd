"""Requests to check a report: one person asks, another decides.

The request is an approval (`ApprovalKind.REPORTER_CHECK`). The decision is
`services.case.reporters.decide_reporter_check`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.records import ReporterCheck
from core.errors import Conflict, InvalidInput
from core.policy.case.reporter_check import REPORT_KINDS
from core.refusals import Refusal
from models.case.contact import Reporter
from models.oversight.approval import Approval
from models.records.record import Record
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision
from services.foundation import audit_log, dual_control
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.reporter_check import identity_authors, institutions
from services.sharing import notifications, same_person_links

_KIND = ApprovalKind.REPORTER_CHECK


def is_report(record: Record) -> bool:
    """Return whether the record is a report, which has a reporter to clear."""
    return record.kind in REPORT_KINDS


def is_reporter_check_confirmed() -> ColumnElement[bool]:
    """Return the condition for a report that a second person has checked."""
    only_author = exists().where(
        Approval.record_id == Record.id,
        Approval.kind == _KIND,
        Approval.state == ApprovalState.WAITING,
    )
    return (
        Record.kind.in_(REPORT_KINDS)
        & (Record.reporter_check == ReporterCheck.CHECKED)
        & ~only_author
    )


def has_checked_reporter() -> ColumnElement[bool]:
    """Return the condition for a record without a reporter, or whose reporter a second person
    checked.
    """
    return Record.kind.not_in(REPORT_KINDS) | is_reporter_check_confirmed()


def is_reporter_checked(session: Session, record_id: int) -> bool:
    """Return whether a record meets `has_checked_reporter`."""
    query = select(Record.id).where(Record.id == record_id, has_checked_reporter())
    return session.scalar(query) is not None


def request_reporter_check(
    session: Session, context: Context, actor: Actor, record: Record
) -> None:
    """Ask for the approval of the check of a report. Audited.

    A request that waits is kept. A person who asks takes over a request of software.
    """
    approval = approval_requests.waiting(session, _KIND, record.public_id)
    if approval is not None and (approval.asked_by is not None or actor.user_id is None):
        return
    approval_requests.withdraw(session, _KIND, record.public_id)
    about = notifications.NotificationSubject(record.agency_id, record.id)
    approval_requests.open_approval(session, context, actor, _KIND, record.public_id, about=about)
    audit_log.record_act(session, context, actor, "ask_reporter_check", record.public_id)


def check_reporter_proven(session: Session, context: Context, record: Record) -> None:
    """Raise `InvalidInput` unless the reporter of a record can be checked.

    This needs proofs of identity and relation, or a listed institution. The report of a child that
    left the agency's care needs no proof, because it has no reporter. Raise `Conflict` for any
    other record without a reporter.
    """
    row = session.scalar(select(Reporter).where(Reporter.record_id == record.id))
    if lacks_reporter(session, record, row):
        raise Conflict(Refusal.NO_REPORTER)
    if row is None:
        return
    is_listed = institutions.is_valid(
        session, context, row.institution_id, agency_id=record.agency_id
    )
    if not is_listed and (row.verified_at is None or not row.is_relation_proven):
        raise InvalidInput(
            "reporter", "not_proven", "a reporter is checked once identity and relation are proven"
        )


def lacks_reporter(session: Session, record: Record, reporter: Reporter | None) -> bool:
    """Return whether a record has no reporter and needs one."""
    return reporter is None and same_person_links.predecessor(session, record) is None


def is_reporter_check_requested(
    session: Session, record: Record, reporter: Reporter | None
) -> bool:
    """Return whether the reporter check of a record is requested and a second person may decide.

    False for a request of software until a person asks too or writes the reporter.
    """
    approval = approval_requests.waiting(session, _KIND, record.public_id)
    return approval is not None and _has_author(record, reporter, approval)


def _has_author(record: Record, reporter: Reporter | None, request: Approval | None) -> bool:
    """Return whether a person registered or edited the report or its reporter, or asked to clear
    it.
    """
    people = (
        record.registered_by,
        record.identity_by,
        None if reporter is None else reporter.written_by,
        None if request is None else request.asked_by,
    )
    return any(person is not None for person in people)


def is_reporter_check_final(session: Session, record: Record) -> bool:
    """Return whether a report is checked without an open request."""
    is_waiting = approval_requests.waiting(session, _KIND, record.public_id) is not None
    return record.reporter_check == ReporterCheck.CHECKED and not is_waiting


def close_request(
    session: Session, context: Context, actor: Actor, record: Record, *, is_checked: bool
) -> None:
    """Decide the waiting approval of a report, if there is one, after the check of the actor.

    A report that is not checked by a person who may not approve it ends the approval: anyone who
    may decide about reporters may be careful.
    """
    approval = approval_requests.waiting(session, _KIND, record.public_id)
    if approval is None:
        return
    authors = identity_authors.identity_authors(session, record)
    refusal = approval_requests.refusals(session, context, actor, [(approval, authors)])[0]
    if is_checked or refusal is None:
        decision = Decision(is_approved=is_checked)
        approval_requests.decide(session, context, actor, approval, decision, authors=authors)
    else:
        approval_requests.withdraw(session, _KIND, record.public_id)


def checking_refusal(
    session: Session, context: Context, actor: Actor, record: Record, reporter: Reporter | None
) -> Refusal | None:
    """Return why the actor may not check the report as a second person; None if they may.

    The authors of identity and reporter, the requester, and accounts that they made may not. Nobody
    may check a report that only software wrote: the person who typed it is not known, so two people
    confirm it.
    """
    approval = approval_requests.waiting(session, _KIND, record.public_id)
    if not _has_author(record, reporter, approval):
        return Refusal.REPORT_BY_SOFTWARE
    asked_by = None if approval is None else approval.asked_by
    authors = identity_authors.identity_authors(session, record)
    decider = dual_control.find_decider(session, context, actor)
    return decider.refusal((*authors, asked_by), Refusal.SECOND_PERSON_CHECKS)
