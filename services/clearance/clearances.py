"""Requests to clear a report: one person asks, another decides.

The decision is `services.case.reporters.decide_clearance`.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from core.codes.notices import NoticeKind
from core.codes.records import Clearance, RecordStatus
from core.errors import Conflict, InvalidInput
from core.policy.actions import Action
from core.policy.case.clearance import REPORT_KINDS
from core.refusals import Refusal
from models.agencies.user import UserAccount
from models.case.clearance import ClearanceRequest
from models.case.contact import Reporter
from models.records.record import Record
from services.clearance import identity_authors, institutions
from services.foundation import audit_log, dual_control
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.sharing import notices, same_person_links

PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class OpenRequest:
    """An open request about a record of the actor's agency.

    `asked_by` is None for software.
    """

    record: UUID
    record_kind: str
    asked_by: UUID | None
    asked_at: datetime


def is_report(record: Record) -> bool:
    """Return whether the record is a report, which has a reporter to clear."""
    return record.kind in REPORT_KINDS


def find_open_request(session: Session, record: Record) -> ClearanceRequest | None:
    """Return the open request of a record, locked; None: there is none."""
    return session.scalar(_open_requests(record).with_for_update())


def _open_requests(record: Record) -> Select[ClearanceRequest]:
    return select(ClearanceRequest).where(
        ClearanceRequest.record_id == record.id, ClearanceRequest.decided_at.is_(None)
    )


def is_clearance_confirmed() -> ColumnElement[bool]:
    """Return the condition for a report that a second person has cleared."""
    only_author = exists().where(
        ClearanceRequest.record_id == Record.id, ClearanceRequest.decided_at.is_(None)
    )
    return Record.kind.in_(REPORT_KINDS) & (Record.clearance == Clearance.CLEARED) & ~only_author


def has_checked_reporter() -> ColumnElement[bool]:
    """Return the condition for a record without a reporter, or whose reporter a second person
    cleared.
    """
    return Record.kind.not_in(REPORT_KINDS) | is_clearance_confirmed()


def is_reporter_checked(session: Session, record_id: int) -> bool:
    """Return whether a record meets `has_checked_reporter`."""
    query = select(Record.id).where(Record.id == record_id, has_checked_reporter())
    return session.scalar(query) is not None


def request_clearance(session: Session, context: Context, actor: Actor, record: Record) -> None:
    """Open a request to clear a report, and notify the agency's supervisors. Audited.

    An open request is kept. A person who asks takes over a request of software.
    """
    found = find_open_request(session, record)
    if found is not None and (found.asked_by is not None or actor.user_id is None):
        return
    now = context.clock.now()
    if found is None:
        session.add(ClearanceRequest(record_id=record.id, asked_by=actor.user_id, asked_at=now))
    else:
        found.asked_by = actor.user_id
        found.asked_at = now
    session.flush()
    notices.notify_of_event(
        session,
        context,
        notices.NoticeSubject(record.agency_id, record.id),
        kind=NoticeKind.CLEARANCE_ASKED,
    )
    audit_log.record_act(session, context, actor, "ask_clearance", record.public_id)


def check_reporter_proven(session: Session, context: Context, record: Record) -> None:
    """Raise `InvalidInput` unless the reporter of a record can be cleared.

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
            "reporter", "not_proven", "a reporter is cleared once identity and relation are proven"
        )


def lacks_reporter(session: Session, record: Record, reporter: Reporter | None) -> bool:
    """Return whether a record has no reporter and needs one."""
    return reporter is None and same_person_links.predecessor(session, record) is None


def is_clearance_requested(session: Session, record: Record, reporter: Reporter | None) -> bool:
    """Return whether the clearance of a record is requested and a second person may decide.

    False for a request of software until a person asks too or writes the reporter.
    """
    found = session.scalar(_open_requests(record))
    return found is not None and _has_author(record, reporter, found)


def _has_author(
    record: Record, reporter: Reporter | None, request: ClearanceRequest | None
) -> bool:
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


def is_clearance_final(session: Session, record: Record) -> bool:
    """Return whether a report is cleared without an open request."""
    return record.clearance == Clearance.CLEARED and find_open_request(session, record) is None


def close_request(
    session: Session, context: Context, actor: Actor, record: Record, outcome: str
) -> None:
    """Close the open request of a record, if there is one, with what was decided."""
    found = find_open_request(session, record)
    if found is not None:
        found.decided_by = actor.user_id
        found.decided_at = context.clock.now()
        found.outcome = outcome
        session.flush()


def clearing_refusal(
    session: Session, context: Context, actor: Actor, record: Record, reporter: Reporter | None
) -> Refusal | None:
    """Return why the actor may not clear the report as a second person; None if they may.

    The authors of identity and reporter, the requester, and accounts that they made may not. Nobody
    may clear a report that only software wrote: the person who typed it is not known, so two people
    confirm it.
    """
    found = session.scalar(_open_requests(record))
    if not _has_author(record, reporter, found):
        return Refusal.REPORT_BY_SOFTWARE
    asked_by = None if found is None else found.asked_by
    return dual_control.second_person_refusal(
        session,
        context,
        actor,
        *identity_authors.identity_authors(session, record),
        asked_by,
        refusal=Refusal.SECOND_PERSON_CLEARS,
    )


def list_open_requests(session: Session, context: Context, actor: Actor) -> list[OpenRequest]:
    """Return the first `PAGE` open requests of the agency, oldest first. Audited."""
    require(actor, Action.CLEAR_REPORTER)
    rows = session.execute(
        select(ClearanceRequest, Record.public_id, Record.kind, UserAccount.public_id)
        .join(Record, Record.id == ClearanceRequest.record_id)
        .outerjoin(UserAccount, UserAccount.id == ClearanceRequest.asked_by)
        .where(
            Record.agency_id == actor.agency_id,
            Record.status == RecordStatus.OPEN,
            ClearanceRequest.decided_at.is_(None),
        )
        .order_by(ClearanceRequest.id)
        .limit(PAGE)
    ).all()
    found = [OpenRequest(record, of, author, row.asked_at) for row, record, of, author in rows]
    audit_log.record_act_on_all(
        session, context, actor, "list_clearances", [request.record for request in found]
    )
    return found
