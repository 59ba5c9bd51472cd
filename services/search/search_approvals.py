"""Approvals: a supervisor checks, within 24 hours, a search that is for no own case.

The search shows its results at once (`ApprovalKind.SEARCH_APPROVAL`). The signature starts the
saved searches that wait for it, and a refusal ends them. A search is for a case of the agency if it
is linked to a report of the actor's agency, or its case number is the reference of one, and each
fact agrees with that report. A second person has checked the report
(`services.reporter_check.check_requests`).
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.oversight.approval import Approval
from models.search.stored_searches import Search
from services.approvals.approval_requests import Description
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.search import saved_searches, search_log


def sign_search(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Start the saved searches that waited for the signature of a search."""
    saved_searches.start_signed(session, context, actor, _search(session, approval), approval)


def refuse_search(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """End the saved searches that waited for the signature of a search."""
    saved_searches.end_refused(session, context, actor, _search(session, approval), approval)


def _search(session: Session, approval: Approval) -> Search:
    return session.scalars(select(Search).where(Search.public_id == approval.subject)).one()


def describe_searches(
    session: Session, context: Context, actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the case numbers and grounds of searches of the actor's agency, without their facts.

    `saved_days` says for how many days a search is repeated every hour after the signature. It is
    missing for a search that is not saved.
    """
    query = select(Search).where(
        Search.public_id.in_(subjects), Search.agency_id == actor.agency_id
    )
    rows = session.scalars(query).all()
    days = saved_searches.waiting_days(session, context, [row.id for row in rows])
    return {
        row.public_id: Description(
            str(search_log.open_entry(session, context, row)["case_number"]),
            {"purpose": row.purpose, "legal_basis": row.legal_basis}
            | ({"saved_days": str(days[row.id])} if row.id in days else {}),
        )
        for row in rows
    }
