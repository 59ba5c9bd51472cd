"""Erasure of a person: destroy the data key, delete match keys and features, keep a tombstone.

Caches are notified.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind
from core.codes.link_requests import LinkRequestState
from core.codes.records import RecordStatus, ReporterCheck
from core.policy.case.deadlines import CASE_DEADLINES
from models.case.contact import ContactTag
from models.case.deadline import CaseDeadline
from models.case.missing_from_care import MissingFromCareState
from models.case.sealed_message import MessageDelivery, SealedMessage
from models.case.sighting import Sighting, SightingDelivery
from models.case.transfer import Transfer
from models.matching_runs import feature_changes
from models.matching_runs.hand_match import HandMatch
from models.matching_runs.match import Match, Score
from models.matching_runs.match_key import MatchKey
from models.oversight.approval import Approval
from models.records.facts import Feature, RecordFacts
from models.records.photo import RecordPhoto
from models.records.record import IdentityAuthor, Record, RecordAssignment, RecordShare
from models.records.tombstone import Tombstone
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.search.link_request import LinkRequest
from models.search.series import SeriesEntry
from models.search.stored_searches import Search
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.actor_database_role import describe_actor
from services.foundation.context import Context
from services.records import repository

# Tables deleted for an erased record, in addition to keys, features and assignments.
_ABOUT = (
    RecordFacts,
    RecordPhoto,
    RecordShare,
    MissingFromCareState,
    ContactTag,
    IdentityAuthor,
)


def erase_record(
    session: Session, context: Context, record: Record, identity: RoleIdentity
) -> None:
    """Erase a record as its agency; the caller writes the audit event.

    Everything sealed with its key (facts, papers, episodes, requests) becomes unreadable. So do
    questions and messages of its matches, and searches for the person. Other responsible agencies
    can no longer find the record.
    """
    database_roles.enter_role(session, DatabaseRole.ACTOR, identity)
    repository.remove_from_matching(session, context, record)
    data_keys.destroy_data_key(session, record.public_id)
    session.add(
        Tombstone(
            public_id=record.public_id, agency_id=record.agency_id, erased_at=context.clock.now()
        )
    )
    session.execute(delete(RecordAssignment).where(RecordAssignment.record_id == record.id))
    _empty(record)
    session.flush()
    for table in _ABOUT:
        session.execute(delete(table).where(table.record_id == record.id))
    database_roles.enter_role(session, DatabaseRole.WORKER)
    _forget_around(session, record.id, context.clock.now())
    database_roles.enter_role(session, DatabaseRole.ACTOR, identity)


def erase_decided(session: Session, context: Context, actor: Actor, record: Record) -> None:
    """Erase a record of the actor's agency, as people decided. Audited."""
    erase_record(session, context, record, describe_actor(actor))
    act = audit_log.AuditEvent(
        "erase", subject=record.public_id, records=(audit_log.ShownRecord(record.public_id),)
    )
    audit_log.record_event(session, context, actor, act)


def _empty(record: Record) -> None:
    """Keep only the plain columns that a tombstone needs: responsible agency, and times of entry
    and erasure.
    """
    record.status = RecordStatus.ERASED
    record.sharing = "none"
    record.sharing_rule = "other"
    record.reporter_check = ReporterCheck.UNVERIFIED
    record.has_basis, record.is_eu_only = False, True
    record.no_family_contact = False
    record.identity_by = record.identity_version = record.compared_by = None
    # a keyed hash of the reference could still identify the record
    repository.release_reference(record)
    record.matched_engine = record.review_at = record.closure = record.hand_over_due_at = (
        record.import_batch_id
    ) = None


def _forget_around(session: Session, record_id: int, at: datetime) -> None:
    """Delete what is stored elsewhere because of a record.

    These are scores and words of its matches, searches bound to it, its edits, its own deadlines,
    approvals, transfers, sealed messages about it and their deliveries, sightings.
    """
    session.execute(delete(SeriesEntry).where(SeriesEntry.record_id == record_id))
    session.execute(delete(Approval).where(Approval.record_id == record_id))
    session.execute(delete(Transfer).where(Transfer.record_id == record_id))
    session.execute(
        delete(CaseDeadline).where(
            CaseDeadline.record_id == record_id, CaseDeadline.kind.in_(sorted(CASE_DEADLINES))
        )
    )
    matches = session.execute(
        select(Match.id, Match.public_id).where(
            or_(Match.low == record_id, Match.high == record_id)
        )
    ).all()
    ids = [row.id for row in matches]
    session.execute(update(Match).where(Match.id.in_(ids)).values(score_id=None))
    session.execute(delete(Score).where(Score.match_id.in_(ids)))
    searches = session.scalars(
        select(Search.public_id).where(Search.bound_record_id == record_id)
    ).all()
    subjects = [
        *_forget_messages(session, record_id, at),
        *_forget_requests(session, record_id, at),
        *_forget_sightings(session, record_id),
    ]
    # The entries of other desks stay: one that disappears would show that there was a record.
    session.execute(delete(HandMatch).where(HandMatch.record_id == record_id))
    for subject in (*(row.public_id for row in matches), *subjects, *searches):
        data_keys.destroy_data_key(session, subject)


def _forget_messages(session: Session, record_id: int, at: datetime) -> list[UUID]:
    """Remove sealed messages about a record and those that came about it; return whose keys go."""
    messages = session.execute(
        select(SealedMessage.id, SealedMessage.public_id).where(
            SealedMessage.record_id == record_id
        )
    ).all()
    left = [row.id for row in messages]
    which = or_(MessageDelivery.message_id.in_(left), MessageDelivery.record_id == record_id)
    holders = session.scalars(select(MessageDelivery.record_id).where(which).distinct()).all()
    session.execute(delete(MessageDelivery).where(which))
    session.execute(delete(SealedMessage).where(SealedMessage.id.in_(left)))
    is_unread = select(MessageDelivery.id).where(
        MessageDelivery.record_id == CaseDeadline.record_id,
        MessageDelivery.agency_id == CaseDeadline.agency_id,
        MessageDelivery.read_at.is_(None),
    )
    _end_deadlines(
        session,
        DeadlineKind.READ_MESSAGE,
        at,
        CaseDeadline.record_id.in_(holders) & ~is_unread.exists(),
    )
    return [row.public_id for row in messages]


def _forget_requests(session: Session, record_id: int, at: datetime) -> list[UUID]:
    """Remove requests from a link about a record or for it; return whose keys go."""
    requests = session.execute(
        select(LinkRequest.id, LinkRequest.public_id, LinkRequest.record_id).where(
            or_(LinkRequest.record_id == record_id, LinkRequest.own_record_id == record_id)
        )
    ).all()
    session.execute(delete(LinkRequest).where(LinkRequest.id.in_([row.id for row in requests])))
    waits = select(LinkRequest.id).where(
        LinkRequest.record_id == CaseDeadline.record_id, LinkRequest.state == LinkRequestState.ASKED
    )
    asked = sorted({row.record_id for row in requests})
    _end_deadlines(
        session,
        DeadlineKind.ANSWER_LINK_REQUEST,
        at,
        CaseDeadline.record_id.in_(asked) & ~waits.exists(),
    )
    return [row.public_id for row in requests]


def _forget_sightings(session: Session, record_id: int) -> list[UUID]:
    """Remove the deliveries of sightings about a record; return whose keys go.

    The lines of the senders stay: one that disappears would show that there was a record.
    """
    which = SightingDelivery.record_id == record_id
    subjects = session.scalars(
        select(Sighting.public_id)
        .join(SightingDelivery, SightingDelivery.sighting_id == Sighting.id)
        .where(which)
    ).all()
    session.execute(delete(SightingDelivery).where(which))
    return list(subjects)


def _end_deadlines(
    session: Session, kind: DeadlineKind, at: datetime, which: ColumnElement[bool]
) -> None:
    session.execute(
        update(CaseDeadline)
        .where(CaseDeadline.kind == kind, CaseDeadline.met_at.is_(None), which)
        .values(met_at=at)
    )


def replay_erasures(session: Session, erased: Sequence[tuple[UUID, Tombstone]]) -> int:
    """Repeat erasures in a restored database that were made after its archive.

    Return the number of records that are erased again. Data keys of all these subjects are
    destroyed, and missing tombstones are added. A record that is gone or already erased does not
    count. Runs on every row under the keeper role.
    """
    erased_again = 0
    for public_id, tombstone in erased:
        data_keys.destroy_data_key(session, public_id)
        if session.scalar(select(Tombstone.id).where(Tombstone.public_id == public_id)) is None:
            session.add(tombstone)
        record = session.scalar(select(Record).where(Record.public_id == public_id))
        if record is None or record.status == RecordStatus.ERASED:
            continue
        _remove(session, record, tombstone.erased_at)
        erased_again += 1
    return erased_again


def _remove(session: Session, record: Record, at: datetime) -> None:
    """Erase a record whose sealed data can no longer be opened, including its match keys."""
    for table in (MatchKey, Feature, RecordAssignment, *_ABOUT):
        session.execute(delete(table).where(table.record_id == record.id))
    feature_changes.record_changes(session, [record.id])
    _empty(record)
    session.flush()
    _forget_around(session, record.id, at)
