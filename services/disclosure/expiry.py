"""End requests for disclosure whose time is over, or whose match was undone."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.codes.disclosure import DisclosureState
from core.codes.review import MatchState
from core.policy.sharing.disclosure import (
    ENDED_STATES,
    RELEASED_STATES,
    UNANSWERED_DAYS,
)
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.matching_runs.match import Match, MatchDecision
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.disclosure import steps as disclosure_steps
from services.disclosure.endings import NO_ENDING, Ending
from services.disclosure.steps import Standpoint, StepDetails
from services.foundation import audit_log
from services.foundation.actor import MATCHER
from services.foundation.context import Context

LIMIT = 500


def expired_disclosures(session: Session, context: Context) -> list[tuple[int, int]]:
    """Return (id, responsible agency) of unanswered requests and of releases without current
    grants.

    At most `LIMIT`, by id. A request is unanswered after `UNANSWERED_DAYS`. For workers.
    """
    now = context.clock.now()
    running = select(Grant.id).where(
        Grant.disclosure_id == Disclosure.id, Grant.ends_at > now, Grant.revoked_at.is_(None)
    )
    is_over = Disclosure.state.in_(RELEASED_STATES) & ~running.exists()
    is_unanswered = Disclosure.state.not_in(ENDED_STATES | RELEASED_STATES) & (
        Disclosure.requested_at <= now - timedelta(days=UNANSWERED_DAYS)
    )
    query = (
        select(Disclosure.id, Disclosure.responsible_agency_id)
        .where(or_(is_over, is_unanswered))
        .order_by(Disclosure.id)
        .limit(LIMIT)
    )
    return [(disclosure, agency_id) for disclosure, agency_id in session.execute(query)]


def undone_disclosures(session: Session, record_id: int) -> list[tuple[int, int]]:
    """Return (id, responsible agency) of requests for a record whose confirmed match was undone.

    For workers.
    """
    undone_at = (
        select(MatchDecision.created_at)
        .join(Match, Match.undone_up_to == MatchDecision.id)
        .where(Match.id == Disclosure.match_id, Match.state != MatchState.CONFIRMED)
        .correlate(Disclosure)
        .scalar_subquery()
    )
    query = (
        select(Disclosure.id, Disclosure.responsible_agency_id)
        .where(
            Disclosure.record_id == record_id,
            Disclosure.state.not_in(ENDED_STATES),
            Disclosure.requested_at <= undone_at,
        )
        .order_by(Disclosure.id)
    )
    return [(disclosure, agency_id) for disclosure, agency_id in session.execute(query)]


def revoke_undone(session: Session, context: Context, disclosure_id: int, agency_id: int) -> None:
    """Revoke a request whose match is no longer confirmed, and notify the asker. For workers."""
    move = ("revoke", DisclosureState.REVOKED)
    _end(session, context, disclosure_id, agency_id, move, Ending("not_the_same_person"))


def expire_disclosure(
    session: Session, context: Context, disclosure_id: int, agency_id: int
) -> None:
    """End an expired request as its responsible agency. For workers."""
    move = ("expire", DisclosureState.EXPIRED)
    _end(session, context, disclosure_id, agency_id, move, NO_ENDING)


def _end(
    session: Session,
    context: Context,
    disclosure_id: int,
    agency_id: int,
    move: tuple[str, DisclosureState],
    ending: Ending,
) -> None:
    """End a request as its responsible agency, by act and new state (`move`), unless it has
    ended.
    """
    act, state = move
    clock = dataclasses.replace(MATCHER, agency_id=agency_id)
    with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency_id)):
        disclosure = session.get_one(Disclosure, disclosure_id, with_for_update=True)
        if disclosure.state in ENDED_STATES:
            return
        # another agency may own the record now
        record = session.get(Record, disclosure.record_id)
        at = Standpoint(disclosure, record, frozenset())
        disclosure_steps.perform_step(session, context, clock, at, move, StepDetails(ending))
        shown_records = () if record is None else (audit_log.ShownRecord(record.public_id),)
        event = audit_log.AuditEvent(
            f"disclosure_{act}", state, subject=disclosure.public_id, records=shown_records
        )
        audit_log.record_event(session, context, clock, event)
        session.flush()
