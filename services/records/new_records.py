"""Use case: store new records. It decides which rows are accepted and carries out what follows.

The caller gives the transaction. `services.records.repository` writes the rows.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.case import ContactRole
from core.codes.records import RecordKind, RecordStatus
from core.errors import Conflict, DuplicateReference, InvalidInput, Refused, unknown_code
from core.policy.actions import REGISTER_ACTIONS, Scope
from core.policy.case.case_story import HAND_OVER_HOURS
from core.policy.roles import Role
from core.policy.sharing.opening import PEOPLE_ONLY_COLUMNS
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.imports.import_batch import ImportBatch
from models.records.record import Record, RecordAssignment
from models.sql import locks
from models.sql.bulk import insert_rows
from models.sql.locks import Lock
from services.foundation import audit_log, jobs, query_series
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records import alert_reviews, child_protection_referral, repository
from services.records.closing import case_deadlines
from services.records.intake import contact_screening, preparation
from services.records.intake.preparation import FIRST_VERSION, PreparedRecord
from services.records.repository import NewRecord, NewVersion

TAG_BATCH_SIZE = 500  # rows whose references are looked up in one query


def register_record(
    session: Session, context: Context, actor: Actor, prepared: PreparedRecord
) -> NewVersion:
    """Store one record.

    Raise `Refused` for a role or agency that may not register it, and `InvalidInput` for a column
    that only people fill in. Raise `DuplicateReference` for a known reference.
    """
    _require_registration(session.get_one(Agency, actor.agency_id), actor, prepared.kind)
    _require_person(actor, prepared)
    stored, duplicates = register_records(session, context, actor, [prepared])
    if duplicates:
        raise DuplicateReference(Refusal.DUPLICATE_REFERENCE)
    return stored[0]


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """The reason why a row was not stored, and its column."""

    column: str
    reason: str


def register_records(
    session: Session,
    context: Context,
    actor: Actor,
    batch: Sequence[PreparedRecord],
    *,
    import_batch: ImportBatch | None = None,
) -> tuple[list[NewVersion], dict[int, Rejection]]:
    """Store a batch; return the stored records, and the rejections by position.

    Rejected are a reference the agency already has, and a kind that the actor may not register.
    Suspects, assignments, deadlines and referrals of the stored records follow. Audited.
    """
    agency = session.get_one(Agency, actor.agency_id)
    locks.take_lock(session, Lock.REFERENCES, agency.id)
    tags = [
        preparation.reference_tags(context.keys, agency.id, record.reference) for record in batch
    ]
    rejected = find_rejections(session, actor, agency, [record.kind for record in batch], tags)
    now = context.clock.now()
    accepted = [
        _new_record(
            agency,
            actor,
            prepared,
            now=now,
            own={
                "ref_tag": own[0],
                "import_batch_id": None if import_batch is None else import_batch.id,
            },
        )
        for position, (own, prepared) in enumerate(zip(tags, batch, strict=True))
        if position not in rejected
    ]
    is_bulk = import_batch is not None or actor.user_id is None
    has_run = import_batch is not None and import_batch.ends_with_run
    priority = jobs.BULK if is_bulk else jobs.REGISTERED
    new_versions = repository.insert_records(
        session,
        context,
        accepted,
        agency_id=agency.id,
        priority=None if has_run else priority,
    )
    _carry_out(session, context, actor, agency, new_versions, is_bulk=is_bulk)
    return new_versions, rejected


def _carry_out(
    session: Session,
    context: Context,
    actor: Actor,
    agency: Agency,
    new_versions: Sequence[NewVersion],
    *,
    is_bulk: bool,
) -> None:
    """Carry out what follows from new records of an agency; bulk jobs run after others."""
    contact_screening.add_contacts(
        session,
        context,
        ContactRole.SUSPECT,
        {
            version.id: contact_screening.suspect_tags(context, version.prepared.suspects)
            for version in new_versions
        },
        priority=jobs.BULK_CONTACTS if is_bulk else jobs.REGISTERED,
    )
    if actor.user_id is not None:
        now = context.clock.now()
        insert_rows(
            session,
            RecordAssignment,
            [
                {"record_id": version.id, "user_id": actor.user_id, "since": now}
                for version in new_versions
            ],
        )
    query_series.count_rows(
        session,
        context,
        actor,
        [(version.public_id, version.prepared.packed) for version in new_versions],
    )
    registered = [(version.id, version.prepared) for version in new_versions]
    case_deadlines.open_records(session, context, agency, registered, is_from_file=is_bulk)
    handed_over = [
        version.id for version in new_versions if _is_handed_over(agency, version.prepared)
    ]
    if handed_over:
        children = session.scalars(
            select(Record).where(Record.id.in_(handed_over)).order_by(Record.id)
        ).all()
        child_protection_referral.refer_children(session, context, actor, children)
    if new_versions:
        act = audit_log.AuditEvent(
            "register",
            records=tuple(audit_log.ShownRecord(version.public_id) for version in new_versions),
        )
        audit_log.record_event(session, context, actor, act)


def _require_registration(agency: Agency, actor: Actor, kind: str) -> None:
    """Raise unless the actor may register this kind.

    Raise `InvalidInput` for an unknown kind. Raise `Refused` for a role that may not register it,
    and for an agency of another state or kind than the role permits. Raise `Conflict` for an agency
    that closes.
    """
    action = REGISTER_ACTIONS.get(kind)
    if action is None:
        raise unknown_code("kind", REGISTER_ACTIONS)
    is_for_police = require(actor, action) is Scope.OWN_STATE_POLICE
    if is_for_police and agency.kind != AgencyKind.POLICE:
        raise Refused(Refusal.OFFICER_REGISTERS_FOR_POLICE)
    if actor.state != agency.state:
        raise Refused(Refusal.AGENCY_OF_ANOTHER_STATE)
    if not agency.is_open:
        raise Conflict(Refusal.AGENCY_CLOSES)


def _require_person(actor: Actor, prepared: PreparedRecord) -> None:
    """Raise `InvalidInput` if software states a column of `PEOPLE_ONLY_COLUMNS`.

    The server's own decoys have no token. They have the columns, so that they look like others.
    """
    if actor.role is not Role.SYSTEM or actor.public_id is None:
        return
    for facts in prepared.facts.values():
        for statement in facts:
            column = statement.entry.stated_column
            if column in PEOPLE_ONLY_COLUMNS:
                raise InvalidInput(column, "only_people")


def find_rejections(
    session: Session,
    actor: Actor,
    agency: Agency,
    kinds: Sequence[str],
    tags: Sequence[Sequence[bytes]],
) -> dict[int, Rejection]:
    """Return, by position, why rows with these kinds and `reference_tags` may not be registered.

    The actor may not register the kind, or the agency or a row before has the reference. Raise
    `InvalidInput` for an unknown kind. A caller that stores the rows holds `Lock.REFERENCES`.
    """
    refused = {kind for kind in set(kinds) if not _may_register(agency, actor, kind)}
    known_tags = set[bytes]()
    for start in range(0, len(tags), TAG_BATCH_SIZE):
        some_tags = list(itertools.chain.from_iterable(tags[start : start + TAG_BATCH_SIZE]))
        existing_tags = select(Record.ref_tag).where(
            Record.agency_id == agency.id, Record.ref_tag.in_(some_tags)
        )
        known_tags.update(session.scalars(existing_tags))
    rejected: dict[int, Rejection] = {}
    for position, (kind, own) in enumerate(zip(kinds, tags, strict=True)):
        if kind in refused:
            rejected[position] = Rejection("kind", "refused")
        elif not known_tags.isdisjoint(own):
            rejected[position] = Rejection("record_ref", "duplicate")
        else:
            known_tags.update(own)
    return rejected


def _may_register(agency: Agency, actor: Actor, kind: str) -> bool:
    try:
        _require_registration(agency, actor, kind)
    except (Refused, Conflict):
        return False
    return True


def _is_handed_over(agency: Agency, prepared: PreparedRecord) -> bool:
    """Return whether the record is of a child found by the police, for child protection."""
    return (
        agency.kind == AgencyKind.POLICE and prepared.kind == RecordKind.FOUND and prepared.is_minor
    )


def _new_record(
    agency: Agency,
    actor: Actor,
    prepared: PreparedRecord,
    *,
    now: datetime,
    own: dict[str, object],
) -> NewRecord:
    """Return the record that is inserted; `own` has its reference tag and its import batch."""
    public_id = prepared.enclosed.public_id if prepared.enclosed else uuid4()
    is_handed_over = _is_handed_over(agency, prepared)
    row = {
        **own,
        "public_id": public_id,
        "identity_by": actor.user_id,
        "registered_by": actor.user_id,
        "agency_id": agency.id,
        "state": agency.state,
        "kind": prepared.kind,
        "status": RecordStatus.OPEN,
        "sharing": prepared.sharing,
        "sharing_rule": prepared.sharing_rule,
        "reporter_check": prepared.reporter_check,
        "has_basis": prepared.has_basis,
        "may_warn": prepared.may_warn,
        "is_eu_only": prepared.is_eu_only,
        "hit_action": prepared.hit_action,
        "version": FIRST_VERSION,
        "identity_version": FIRST_VERSION,
        "matched_version": 0,
        "created_at": now,
        "updated_at": now,
        "review_at": alert_reviews.earlier_of(
            repository.review_due_at(prepared.kind, now), prepared.alert_day
        ),
        "hand_over_due_at": now + timedelta(hours=HAND_OVER_HOURS) if is_handed_over else None,
    }
    return NewRecord(row, public_id, prepared)
