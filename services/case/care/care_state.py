"""Current care confirmation of a found child: rows, ways to confirm, declarations that open a
report."""

from __future__ import annotations

import dataclasses

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.case import DeclarationState
from core.codes.notifications import EventKind
from core.codes.operations import JobKind
from core.policy.case.care_confirmation import (
    CARE_EPISODE,
    CONFIRMATION_WAYS,
    RUNNING_DECLARATIONS,
    Confirmer,
)
from core.policy.case.story_steps import STORY_ACTS
from models.case.care_confirmation import CareConfirmation, CareDeclaration
from models.case.episode import Episode
from models.matching_runs.match import Match, Score
from models.oversight.approval import Approval
from models.records.photo import RecordPhoto
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.approvals import approval_requests
from services.foundation import jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.reporter_check import identity_authors
from services.sharing import desks, events, match_knowledge
from services.sharing.events import ToldAgency, ToldReport
from services.sharing.visibility import VisibleRecord

RUNNING_STATES = tuple(sorted(declaration.value for declaration in RUNNING_DECLARATIONS))


def current_care_confirmation(session: Session, record: Record) -> CareConfirmation | None:
    """Return the current care confirmation of a record; None if there is none."""
    return session.scalar(
        select(CareConfirmation).where(
            CareConfirmation.record_id == record.id, CareConfirmation.ended_at.is_(None)
        )
    )


def find_declaration(session: Session, record: Record) -> CareDeclaration | None:
    """Return the care declaration of a record, in any state; None if there is none."""
    return session.scalar(select(CareDeclaration).where(CareDeclaration.record_id == record.id))


def withdraw_approval(session: Session, record_id: int) -> None:
    """End the waiting approval of a declaration that ended."""
    with database_roles.as_role(session, DatabaseRole.WORKER):  # a missing desk sees no approval
        public_id = session.scalars(select(Record.public_id).where(Record.id == record_id)).one()
        approval_requests.withdraw(session, ApprovalKind.CARE_DECLARATION, public_id)


def is_confirmed_by(care_confirmation: CareConfirmation | None, actor: Actor) -> bool:
    """Return whether the actor's agency made the confirmation."""
    return care_confirmation is not None and care_confirmation.agency_id == actor.agency_id


def complete_declaration(session: Session, context: Context, record_id: int) -> None:
    """Complete a running declaration after the call-back, and after a second person approved it by
    confirming care.

    Without a desk that was told there is no desk to call, and the confirmation suffices.
    """
    declared = session.scalar(
        select(CareDeclaration).where(
            CareDeclaration.record_id == record_id, CareDeclaration.state.in_(RUNNING_STATES)
        )
    )
    if declared is None:
        return
    second = select(Approval.id).where(
        Approval.record_id == record_id,
        Approval.kind == ApprovalKind.CARE_DECLARATION,
        Approval.state == ApprovalState.APPROVED,
        select(CareConfirmation.id)
        .where(CareConfirmation.record_id == record_id, CareConfirmation.ended_at.is_(None))
        .exists(),
    )
    with database_roles.as_role(
        session, DatabaseRole.WORKER
    ):  # a missing desk sees no care confirmation
        is_confirmed = session.scalar(second.limit(1)) is not None
    is_called = declared.called_at is not None or not _told_reports(session, record_id)
    if is_confirmed and is_called:
        declared.state, declared.ended_at = DeclarationState.COMPLETE.value, context.clock.now()
        session.flush()


def confirmation_ways(session: Session, actor: Actor, seen: VisibleRecord) -> tuple[str, ...]:
    """Return the ways to confirm care now; none for an author of the identity."""
    record = seen.record
    if actor.user_id in identity_authors.identity_authors(session, record):
        return ()
    outside = outside_actor(session, actor, record)
    ways = []
    for name, proof in CONFIRMATION_WAYS.items():
        if proof.confirmer is Confirmer.OWN_AGENCY:
            is_open = seen.is_responsible and _did_before(session, record, proof.needs) not in (
                None,
                actor.user_id,
            )
        else:
            is_open = proof.confirmer in outside
        if is_open:
            ways.append(name)
    return tuple(ways)


def _did_before(session: Session, record: Record, needs: str) -> int | None:
    """Return the person who took the step that a way needs; None if missing or unknown."""
    if needs == "registration":
        return record.registered_by
    if needs == "photo":
        return session.scalar(
            select(RecordPhoto.added_by).where(RecordPhoto.record_id == record.id)
        )
    newest = session.scalars(
        select(Episode)
        .where(Episode.record_id == record.id, Episode.kind.in_(sorted(STORY_ACTS)))
        .order_by(Episode.id.desc())
        .limit(1)
    ).first()
    return newest.user_id if newest is not None and newest.kind == CARE_EPISODE else None


def outside_actor(session: Session, actor: Actor, record: Record) -> frozenset[Confirmer]:
    """Return the roles in which the actor may confirm another agency's record."""
    if actor.agency_id == record.agency_id or actor.state != record.state:
        return frozenset()
    may_be = set()
    if actor.agency_kind == AgencyKind.POLICE:
        may_be.add(Confirmer.STATE_POLICE)
    if record.state in session.scalars(desks.states_served(actor.agency_id)).all():
        may_be.add(Confirmer.STATE_DESK)
    return frozenset(may_be)


def told_report_ids(session: Session, record: Record) -> list[int]:
    """Return the missing reports whose responsible agencies were told of the declaration about a
    found record.
    """
    return [one.record_id for one in _told_reports(session, record.id)]


def told_agencies(session: Session, record: Record) -> tuple[ToldAgency, ...]:
    """Return the agencies that were told of the declaration about a found record, once each."""
    by_agency = {one.told.agency: one.told for one in reversed(_told_reports(session, record.id))}
    return tuple(sorted(by_agency.values(), key=lambda one: one.at))


def _told_reports(session: Session, record_id: int) -> list[ToldReport]:
    with database_roles.as_role(session, DatabaseRole.WORKER):  # an outside confirmer sees no match
        return events.told_reports(session, EventKind.CARE_DECLARED, of=record_id)


@dataclasses.dataclass(frozen=True, slots=True)
class ToldDeclaration:
    """A declaration of which the responsible agency of a missing report was told, and when.

    `is_visible`: the responsible agency may still learn of events on the found record.
    """

    row: CareDeclaration
    told: ToldAgency
    is_visible: bool


def told_declarations(session: Session, context: Context, report: Record) -> list[ToldDeclaration]:
    """Return the declarations of which the responsible agency of a report was told, oldest first.

    They are running, as far as the responsible agency may know. If the found record was hidden from
    the responsible agency since, a declaration counts as running until `complete_by`, whatever
    happens to it.
    """
    now, kind = context.clock.now(), EventKind.CARE_DECLARED
    reports_by_record = {
        one.event_record_id: one for one in events.told_reports(session, kind, to=report.id)
    }
    matches = session.execute(
        select(Match, Score)
        .join(Score, Score.id == Match.score_id)
        .where(Match.id.in_([one.match_id for one in reports_by_record.values()]))
    ).all()
    visible = {
        side.other.record.id
        for side in match_knowledge.sides_of(
            session, now, [(match, score) for match, score in matches]
        )
        if side.own.record.id == report.id and events.may_learn_in_match(kind, side)
    }
    query = select(CareDeclaration).where(CareDeclaration.record_id.in_(sorted(reports_by_record)))
    declarations = [
        ToldDeclaration(row, reports_by_record[row.record_id].told, row.record_id in visible)
        for row in session.scalars(query.order_by(CareDeclaration.id))
    ]
    return [
        one
        for one in declarations
        if (one.row.state in RUNNING_STATES if one.is_visible else one.row.complete_by > now)
    ]


def enqueue_match_notifications(session: Session, context: Context, record: Record) -> None:
    """Enqueue notifications of the matches that are open to the responsible agency now."""
    match_knowledge.reset_notified(session, record.id)
    jobs.enqueue(session, context, JobKind.NOTIFY, [jobs.JobTarget(record_id=record.id)])
