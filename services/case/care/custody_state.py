"""Current custody of a found child: rows, ways to confirm, declarations that open a report."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.case import DeclarationState
from core.codes.operations import JobKind
from core.codes.records import Clearance, RecordKind, RecordStatus
from core.codes.review import PairState
from core.policy.case.custody import (
    CARE_EPISODE,
    CONFIRMATION_WAYS,
    RUNNING_DECLARATIONS,
    Confirmer,
)
from core.policy.case.story_steps import STORY_ACTS
from models.agencies.agency import Desk
from models.case.custody import Custody, CustodyDeclaration
from models.case.episode import Episode
from models.matching_runs.pair import Pair, Score
from models.records.notice import Notice
from models.records.photo import RecordPhoto
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.clearance import identity_authors
from services.foundation import jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.sharing import contact_desks, pair_knowledge
from services.sharing.visibility import VisibleRecord

RUNNING_STATES = tuple(sorted(declaration.value for declaration in RUNNING_DECLARATIONS))


def current_custody(session: Session, record: Record) -> Custody | None:
    """Return the current custody of a record; None if custody is not confirmed."""
    return session.scalar(
        select(Custody).where(Custody.record_id == record.id, Custody.ended_at.is_(None))
    )


def find_declaration(session: Session, record: Record) -> CustodyDeclaration | None:
    """Return the declaration of custody of a record, in any state; None if there is none."""
    return session.scalar(
        select(CustodyDeclaration).where(CustodyDeclaration.record_id == record.id)
    )


def is_confirmed_by(custody: Custody | None, actor: Actor) -> bool:
    """Return whether the actor's agency made the confirmation."""
    return custody is not None and custody.agency_id == actor.agency_id


def complete_declaration(session: Session, context: Context, record_id: int) -> None:
    """Complete a running declaration after the call-back and a second person's confirmation."""
    declared = session.scalar(
        select(CustodyDeclaration).where(
            CustodyDeclaration.record_id == record_id, CustodyDeclaration.state.in_(RUNNING_STATES)
        )
    )
    if declared is None or declared.called_at is None:
        return
    second = select(Custody.id).where(Custody.record_id == record_id, Custody.ended_at.is_(None))
    if (
        session.scalar(second.where(Custody.confirmed_by != declared.declared_by).limit(1))
        is not None
    ):
        declared.state, declared.ended_at = DeclarationState.COMPLETE.value, context.clock.now()
        session.flush()


def confirmation_ways(session: Session, actor: Actor, seen: VisibleRecord) -> tuple[str, ...]:
    """Return the ways to confirm custody now; none for an author of the identity."""
    record = seen.record
    if actor.user_id in identity_authors.identity_authors(session, record):
        return ()
    outside = outside_actor(session, actor, record)
    found = []
    for name, proof in CONFIRMATION_WAYS.items():
        if proof.confirmer is Confirmer.OWN_AGENCY:
            is_open = seen.is_owner and _did_before(session, record, proof.needs) not in (
                None,
                actor.user_id,
            )
        else:
            is_open = proof.confirmer in outside
        if is_open:
            found.append(name)
    return tuple(found)


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
    desk = select(Desk.id).where(
        Desk.agency_id == actor.agency_id, Desk.is_state_desk, Desk.state == record.state
    )
    if session.scalar(desk.limit(1)) is not None:
        may_be.add(Confirmer.STATE_DESK)
    return frozenset(may_be)


def opening_declarations(session: Session, report: Record) -> list[CustodyDeclaration]:
    """Return the running declarations of custody of which the report's owner was notified.

    Each is for a found record that is paired with the report. A declaration lets the agency of the
    found record see the report. The order is oldest first.
    """
    notified = select(Notice.pair_id).where(
        Notice.kind == "custody_declared", Notice.record_id == report.id
    )
    other_side = or_(
        Pair.low == CustodyDeclaration.record_id, Pair.high == CustodyDeclaration.record_id
    )
    query = select(CustodyDeclaration).join(Pair, other_side).where(Pair.id.in_(notified))
    return list(
        session.scalars(
            query.where(
                CustodyDeclaration.state.in_(RUNNING_STATES),
                CustodyDeclaration.record_id != report.id,
            )
            .order_by(CustodyDeclaration.id)
            .distinct()
        )
    )


def candidate_reports(session: Session, record: Record) -> list[int]:
    """Return the missing reports that are candidates of a found record."""
    other_side = or_(
        (Pair.low == record.id) & (Pair.high == Record.id),
        (Pair.high == record.id) & (Pair.low == Record.id),
    )
    query = select(Record.id).join(Pair, other_side).join(Score, Score.id == Pair.score_id)
    query = query.where(
        Record.kind == RecordKind.MISSING,
        Record.status == RecordStatus.OPEN,
        Pair.state != PairState.REFUTED,
    )
    return list(session.scalars(query.where(pair_knowledge.is_candidate()).order_by(Record.id)))


def callable_desks(
    session: Session, actor: Actor, record_ids: Iterable[int]
) -> ColumnElement[bool]:
    """Return the condition for desks that a side may telephone about the records of the other side.

    These are the desks of the records' states, and for a person at risk the desk that contacts the
    owner. A declaration shows a cleared report at `identity`, so the report's state is known.
    """
    with database_roles.as_role(
        session, DatabaseRole.WORKER
    ):  # the found side's record may be hidden from the missing desk
        query = select(
            Record.state,
            Record.may_warn
            | ((Record.kind == RecordKind.MISSING) & (Record.clearance == Clearance.CLEARED)),
        )
        rows = session.execute(query.where(Record.id.in_(sorted(record_ids)))).all()
    of_states = Desk.state.in_(sorted({state for state, is_known in rows if is_known}))
    return (
        of_states
        if all(is_known for _, is_known in rows)
        else or_(of_states, contact_desks.reaches_owners(actor, is_own=False))
    )


def enqueue_pair_notices(session: Session, context: Context, record: Record) -> None:
    """Enqueue notices of the pairs that are open to the owner now."""
    pair_knowledge.reset_notified(session, record.id)
    jobs.enqueue(session, context, JobKind.NOTIFY, [jobs.JobTarget(record_id=record.id)])
