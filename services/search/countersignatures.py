"""Countersignatures: a supervisor signs, within 24 hours, a search that is not for a case of the
agency.

The signature starts the saved searches that wait for it. A search is for a case of the agency if it
is linked to a report of the actor's agency, or its case number is the reference of one, and each
fact agrees with that report. A second person has cleared the report
(`services.clearance.clearances`).
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notices import AlertKind, NoticeKind
from core.errors import Conflict, require_found
from core.policy.actions import Action
from core.policy.process import DueStep
from core.policy.roles import Role
from core.policy.search import COUNTERSIGN_HOURS
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.search.search import Search
from services.foundation import alerts, audit_log, dual_control
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.search import saved_searches, search_log
from services.sharing import notices

PAGE = 50


@dataclasses.dataclass(frozen=True, slots=True)
class PendingSearch:
    """A search that waits for its countersignature, without its facts.

    `saved_days`: for how many days it is repeated every hour after the signature; 0 if it is not
    saved. `due`: the step that comes next for the saved search; None if it is not saved.
    """

    id: UUID
    user: UUID
    purpose: str
    legal_basis: str
    case_number: str
    at: datetime
    due_at: datetime
    saved_days: int
    due: DueStep | None


def countersign_due_at(context: Context, *, is_own_case: bool) -> datetime | None:
    """Return the deadline of a search's countersignature, `COUNTERSIGN_HOURS` from now.

    With `is_own_case` the search belongs to a case of the agency and needs none: return None.
    """
    if is_own_case:
        return None
    return context.clock.now() + timedelta(hours=COUNTERSIGN_HOURS)


def request_countersignature(session: Session, context: Context, look: Search) -> None:
    """Notify the supervisors of a search that needs a countersignature."""
    if look.countersign_due_at is not None:
        notices.notify_agency(
            session, context, look.agency_id, kind=NoticeKind.COUNTERSIGN, search_id=look.id
        )


def list_pending_searches(session: Session, context: Context, actor: Actor) -> list[PendingSearch]:
    """Return the waiting searches of other people in the supervisor's agency. Audited.

    At most `PAGE`, oldest first.
    """
    require(actor, Action.COUNTERSIGN)
    rows = session.execute(
        select(Search, UserAccount.public_id)
        .join(UserAccount, UserAccount.id == Search.user_id)
        .where(
            Search.agency_id == actor.agency_id,
            Search.countersign_due_at.is_not(None),
            Search.countersigned_at.is_(None),
            Search.user_id != actor.user_id,
        )
        .order_by(Search.id)
        .limit(PAGE)
    ).all()
    saved = saved_searches.waiting_searches(session, context, actor, [row for row, _ in rows])
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_countersign"))
    return [
        PendingSearch(
            id=row.public_id,
            user=user,
            purpose=row.purpose,
            legal_basis=row.legal_basis,
            case_number=str(search_log.open_entry(session, context, row)["case_number"]),
            at=row.at,
            due_at=row.countersign_due_at or row.at,
            saved_days=saved[row.id].days if row.id in saved else 0,
            due=saved[row.id].due if row.id in saved else None,
        )
        for row, user in rows
    ]


def countersign(session: Session, context: Context, actor: Actor, search_id: UUID) -> None:
    """Sign a colleague's search and start its waiting saved searches. Audited.

    Raise `NotFound` for a search of another agency. Raise `Conflict` for a search that the actor
    made or that needs no signature now. Raise `Refused` for an account that is not independent of
    the searcher.
    """
    require(actor, Action.COUNTERSIGN)
    look = require_found(
        session.scalar(
            select(Search)
            .where(Search.public_id == search_id, Search.agency_id == actor.agency_id)
            .with_for_update()
        ),
        "no such search",
    )
    dual_control.check_second_person(
        session, context, actor, look.user_id, refusal=Refusal.SECOND_PERSON_COUNTERSIGNS
    )
    if look.countersign_due_at is None or look.countersigned_at is not None:
        raise Conflict(Refusal.NEEDS_NO_COUNTERSIGNATURE)
    look.countersigned_by, look.countersigned_at = actor.user_id, context.clock.now()
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("countersign", subject=search_id)
    )
    saved_searches.start_signed(session, context, actor, look)


def escalate_overdue(session: Session, context: Context) -> None:
    """Notify supervisors and the auditor of searches not signed in time, once each."""
    now = context.clock.now()
    late = session.execute(
        select(Search, Agency)
        .join(Agency, Agency.id == Search.agency_id)
        .where(Search.countersign_due_at <= now, Search.countersigned_at.is_(None))
        .order_by(Search.id)
    ).all()
    for look, agency in late:
        if alerts.has_alert(session, AlertKind.NOT_COUNTERSIGNED, look.public_id):
            continue
        actor = Actor(Role.MATCHER, agency.id, agency.kind, look.acting_state, user_id=look.user_id)
        alerts.raise_alert(session, context, actor, AlertKind.NOT_COUNTERSIGNED, look.public_id)
        notices.notify_agency(
            session, context, agency.id, kind=NoticeKind.COUNTERSIGN_OVERDUE, search_id=look.id
        )
