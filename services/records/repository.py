"""Writes prepared records: facts, feature, keys, shares, job and audit in one transaction.

The caller gives the transaction.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from core.clock import add_months
from core.codes.agencies import AgencyKind
from core.codes.case import ContactRole
from core.codes.consent import ConsentState
from core.codes.operations import JobKind
from core.codes.records import RecordKind, RecordStatus
from core.errors import Conflict, DuplicateReference, InvalidInput, Refused
from core.policy.actions import REGISTER_ACTIONS, Scope
from core.policy.case.case_story import HAND_OVER_HOURS
from core.policy.records.retention import review_months
from core.policy.roles import Role
from core.policy.sharing.opening import PEOPLE_ONLY_COLUMNS
from core.refusals import Refusal
from core.security.crypto import SealPlace, new_key
from matching.versions import PACKED_VERSION
from models.agencies.agency import Agency
from models.consent.consent import Consent
from models.data_rights.data_request import RecordRestriction
from models.matching_runs import feature_changes
from models.oversight.canary import Canary
from models.records.facts import Feature, RecordFacts
from models.records.record import Record, RecordAssignment, RecordShare
from models.row_security import database_roles
from models.sql import locks
from models.sql.bulk import insert_columns, insert_numbered, insert_rows
from models.sql.locks import Lock
from services.foundation import audit_log, data_keys, jobs, keyed_hashes, query_series
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import statements
from services.foundation.feature_store import read_feature_rows, seal_feature
from services.records import alert_reviews, child_protection_referral
from services.records.closing import case_deadlines
from services.records.intake import contact_screening, match_keys, preparation
from services.records.intake.match_keys import ByVersion, HeldKeys
from services.records.intake.preparation import FIRST_VERSION, EffectiveSharing, PreparedRecord
from services.sharing import pair_knowledge

TAG_BATCH_SIZE = 500  # rows whose references are looked up in one query


@dataclasses.dataclass(frozen=True, slots=True)
class NewVersion:
    """A record version that is written, with the record's ids."""

    id: int
    public_id: UUID
    version: int
    prepared: PreparedRecord


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
    import_batch_id: int | None = None,
) -> tuple[list[NewVersion], dict[int, Rejection]]:
    """Store a batch; return the stored records, and the rejections by position.

    Rejected are a reference the agency already has, and a kind that the actor may not register.
    """
    agency = session.get_one(Agency, actor.agency_id)
    locks.take_lock(session, Lock.REFERENCES, agency.id)
    tags = [
        preparation.reference_tags(context.keys, agency.id, record.reference) for record in batch
    ]
    rejected = find_rejections(session, actor, agency, [record.kind for record in batch], tags)
    now = context.clock.now()
    new_records: dict[UUID, PreparedRecord] = {}
    new: list[dict[str, object]] = []
    for position, (own, prepared) in enumerate(zip(tags, batch, strict=True)):
        if position not in rejected:
            public_id = prepared.enclosed.public_id if prepared.enclosed else uuid4()
            new_records[public_id] = prepared
            new.append(
                _new_record(agency, prepared, now)
                | {"public_id": public_id, "ref_tag": own[0], "import_batch_id": import_batch_id}
                | {"identity_by": actor.user_id, "registered_by": actor.user_id}
            )
    ids = insert_numbered(session, Record, new, by="public_id")
    database_roles.announce_records(session, ids.values())
    new_versions = [
        NewVersion(ids[public_id], public_id, FIRST_VERSION, prepared)
        for public_id, prepared in new_records.items()
    ]
    is_bulk = import_batch_id is not None or actor.user_id is None
    priority = jobs.BULK if is_bulk else jobs.REGISTERED
    _write_versions(session, context, new_versions, agency_id=agency.id, priority=priority)
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
    case_deadlines.open_records(
        session, context, agency, [(version.id, version.prepared) for version in new_versions]
    )
    due = [ids[row["public_id"]] for row in new if row["hand_over_due_at"] is not None]
    if due:
        children = session.scalars(
            select(Record).where(Record.id.in_(due)).order_by(Record.id)
        ).all()
        child_protection_referral.refer_children(session, context, actor, children)
    if new_versions:
        act = audit_log.AuditEvent(
            "register",
            records=tuple(audit_log.ShownRecord(version.public_id) for version in new_versions),
        )
        audit_log.record_event(session, context, actor, act)
    return new_versions, rejected


def _require_registration(agency: Agency, actor: Actor, kind: str) -> None:
    """Raise unless the actor may register this kind.

    Raise `InvalidInput` for an unknown kind. Raise `Refused` for a role that may not register it,
    and for an agency of another state or kind than the role permits.
    """
    action = REGISTER_ACTIONS.get(kind)
    if action is None:
        raise InvalidInput("kind", "unknown_code")
    is_for_police = require(actor, action) is Scope.OWN_STATE_POLICE
    if is_for_police and agency.kind != AgencyKind.POLICE:
        raise Refused(Refusal.OFFICER_REGISTERS_FOR_POLICE)
    if actor.state != agency.state:
        raise Refused(Refusal.AGENCY_OF_ANOTHER_STATE)


def _require_person(actor: Actor, prepared: PreparedRecord) -> None:
    """Raise `InvalidInput` if software states a column of `PEOPLE_ONLY_COLUMNS`.

    The server's own canaries have no token. They have the columns, so that they look like others.
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
    known = set[bytes]()
    for start in range(0, len(tags), TAG_BATCH_SIZE):
        some_tags = list(itertools.chain.from_iterable(tags[start : start + TAG_BATCH_SIZE]))
        existing_tags = select(Record.ref_tag).where(
            Record.agency_id == agency.id, Record.ref_tag.in_(some_tags)
        )
        known.update(session.scalars(existing_tags))
    rejected: dict[int, Rejection] = {}
    for position, (kind, own) in enumerate(zip(kinds, tags, strict=True)):
        if kind in refused:
            rejected[position] = Rejection("kind", "refused")
        elif not known.isdisjoint(own):
            rejected[position] = Rejection("record_ref", "duplicate")
        else:
            known.update(own)
    return rejected


def _may_register(agency: Agency, actor: Actor, kind: str) -> bool:
    try:
        _require_registration(agency, actor, kind)
    except Refused:
        return False
    return True


def _new_record(agency: Agency, prepared: PreparedRecord, now: datetime) -> dict[str, object]:
    is_handed_over = (
        agency.kind == AgencyKind.POLICE and prepared.kind == RecordKind.FOUND and prepared.is_minor
    )
    return {
        "agency_id": agency.id,
        "state": agency.state,
        "kind": prepared.kind,
        "status": RecordStatus.OPEN,
        "sharing": prepared.sharing,
        "gate": prepared.gate,
        "clearance": prepared.clearance,
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
            review_due_at(prepared.kind, now), prepared.alert_day
        ),
        "hand_over_due_at": now + timedelta(hours=HAND_OVER_HOURS) if is_handed_over else None,
    }


def isolate_canary(session: Session, context: Context, record: Record) -> None:
    """Remove a canary from matching and sharing; any other record stays as it is."""
    if session.get(Canary, record.id) is not None:
        remove_from_matching(session, context, record)
        remove_shares(session, record)


def mark_at_risk(session: Session, record: Record) -> None:
    """Count the person as one at risk, for good; agencies that know the contact desk keep it
    (`services.sharing.events.keep_contacts`).

    Others read the relay desk below `identity`, and no duplicate warning names the record.
    """
    if record.may_warn:
        record.may_warn = False
        session.flush()


def review_due_at(kind: str, now: datetime) -> datetime:
    """Return when a record of this kind must be reviewed."""
    return add_months(now, review_months(kind, is_at_risk=False))


def store_version(
    session: Session, context: Context, record: Record, prepared: PreparedRecord
) -> None:
    """Write the next version of a record and raise its `version`.

    Insert the sealed facts of the version. Replace the match keys, feature row, shares, bars and
    suspects of the record. Update its sharing, clearance, review time and deadlines. Schedule a
    check of its active consents, and enqueue its matching. Agencies that may see more of the record
    than before are notified of its pairs. No audit entry is written. Raise
    `Conflict` for a restricted record.
    """
    if is_restricted(session, record):
        raise Conflict(Refusal.RECORD_IS_RESTRICTED)
    record.version += 1
    remove_from_matching(session, context, record)
    if _widens_sharing(session, record, prepared):
        pair_knowledge.reset_notified(session, record.id)
    _clear_shares(session, record, prepared)
    record.sharing, record.clearance = prepared.sharing, prepared.clearance
    record.hit_action = prepared.hit_action
    if not prepared.may_warn:
        mark_at_risk(session, record)
    record.updated_at = context.clock.now()
    if record.review_at is not None:
        record.review_at = alert_reviews.earlier_undecided(
            session, record, record.review_at, prepared.alert_day
        )
    in_force = (Consent.record_id == record.id) & (Consent.state == ConsentState.ACTIVE)
    # the edit may have changed the birth
    session.execute(update(Consent).where(in_force).values(look_at=record.updated_at))
    session.flush()
    _write_versions(
        session,
        context,
        [NewVersion(record.id, record.public_id, record.version, prepared)],
        agency_id=record.agency_id,
        priority=jobs.EDITED,
    )
    contact_screening.replace_contacts(
        session,
        context,
        record.id,
        ContactRole.SUSPECT,
        contact_screening.suspect_tags(context, prepared.suspects),
    )
    case_deadlines.follow_version(session, context, record, prepared)
    isolate_canary(session, context, record)


def is_restricted(session: Session, record: Record) -> bool:
    """Return whether the processing of a record is restricted, at the person's request."""
    restricted = exists().where(
        RecordRestriction.record_id == record.id, RecordRestriction.ended_at.is_(None)
    )
    return bool(session.scalar(select(restricted)))


def close_record(session: Session, context: Context, record: Record, *, closure: str) -> None:
    """Close a record: remove it from the matching and the sharing, and end its search."""
    remove_from_matching(session, context, record)
    remove_shares(session, record)
    case_deadlines.end_search(session, context, record)
    record.status = RecordStatus.CLOSED
    record.closure = closure
    record.closed_at = context.clock.now()


def release_reference(record: Record) -> None:
    """Free the reference of a withdrawn record for another one; its facts keep the reference."""
    record.ref_tag = keyed_hashes.unmatched_tag()


def reclaim_reference(session: Session, context: Context, record: Record, reference: str) -> None:
    """Give a reopened record its reference again; raise `Conflict` if another record has it."""
    locks.take_lock(session, Lock.REFERENCES, record.agency_id)
    tags = preparation.reference_tags(context.keys, record.agency_id, reference)
    if record.ref_tag in tags:
        return
    other_record = select(Record.id).where(
        Record.agency_id == record.agency_id, Record.ref_tag.in_(tags)
    )
    if session.scalar(other_record) is not None:
        raise Conflict(Refusal.REFERENCE_IS_TAKEN)
    record.ref_tag = tags[0]


def replace_shares(session: Session, record: Record, sharing: EffectiveSharing) -> None:
    """Replace the shares of a record by the current ones."""
    _clear_shares(session, record, sharing)
    session.flush()
    insert_rows(session, RecordShare, _shares(record.id, sharing))


def remove_shares(session: Session, record: Record) -> None:
    """Remove the shares of a record.

    Bars of international protection stay until the next version replaces them.
    """
    session.execute(
        delete(RecordShare).where(RecordShare.record_id == record.id, RecordShare.view > 0)
    )


def check_bars_unchanged(session: Session, record: Record, prepared: PreparedRecord) -> None:
    """Raise `Conflict` if the next version lacks a bar of international protection."""
    barred = select(RecordShare.state).where(
        RecordShare.record_id == record.id, RecordShare.view == 0
    )
    stay = {share.state for share in prepared.shares if share.view == 0}
    if set(session.scalars(barred)) - stay or (record.is_eu_only and not prepared.is_eu_only):
        raise Conflict(Refusal.LIFTS_PROTECTION_BAR)


def _widens_sharing(session: Session, record: Record, sharing: EffectiveSharing) -> bool:
    """Return whether the sharing has a share that the record does not have yet."""
    query = select(RecordShare.state, RecordShare.audience, RecordShare.view)
    known = {tuple(row) for row in session.execute(query.where(RecordShare.record_id == record.id))}
    return any(
        share.view > 0 and (share.state, share.audience, int(share.view)) not in known
        for share in sharing.shares
    )


def _clear_shares(session: Session, record: Record, sharing: EffectiveSharing) -> None:
    """Remove the shares and bars of a record, and set what decides the new ones."""
    session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))
    record.gate = sharing.gate
    record.has_basis = sharing.has_basis
    record.is_eu_only = sharing.is_eu_only


def remove_from_matching(session: Session, context: Context, record: Record) -> None:
    """Remove a record's keys and feature row from matching; the keys are read from the sealed row.

    The row lock waits for a concurrent repacking, so the keys removed are the current ones.
    """
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    row = read_feature_rows(session, context.keys, [record.id]).get(record.id)
    if row is None:
        return
    match_keys.remove_keys(session, context.keys, row)
    session.execute(delete(Feature).where(Feature.record_id == record.id))
    feature_changes.record_changes(session, [record.id])
    context.features.forget([record.id])


def _write_versions(
    session: Session,
    context: Context,
    new_versions: Sequence[NewVersion],
    *,
    agency_id: int,
    priority: int,
) -> None:
    """Write all rows of new record versions, one statement per table for any number of records.

    `agency_id` is the agency whose records are matched, `priority` that of their jobs.
    """
    key_versions = context.keys.key_versions("match")
    key_version, _ = key_versions[0]
    opened = _data_keys(session, context, new_versions)
    own_keys = {version.id: _match_keys(key_versions, version.prepared) for version in new_versions}
    facts: list[tuple[int, int, str, bytes]] = []
    features: list[dict[str, object]] = []
    for new_version in new_versions:
        key, prepared = opened[new_version.public_id], new_version.prepared
        facts += (
            (new_version.id, new_version.version, *document)
            for document in _sealed_facts(new_version, key)
        )
        place = SealPlace("feature", new_version.public_id, "F2", new_version.version)
        sealed = seal_feature(
            key, place, keys=own_keys[new_version.id][key_version], packed=prepared.packed
        )
        features.append(
            {
                "record_id": new_version.id,
                "record_version": new_version.version,
                "key_version": key_version,
                "packed_version": PACKED_VERSION,
                "sealed": sealed,
            }
        )
    if facts:
        names = ("record_id", "version", "field_class", "sealed")
        insert_columns(
            session, RecordFacts, dict(zip(names, zip(*facts, strict=True), strict=True))
        )
    insert_rows(session, Feature, features)
    insert_rows(
        session,
        RecordShare,
        [share for version in new_versions for share in _shares(version.id, version.prepared)],
    )
    match_keys.write_keys(session, own_keys)
    targets = [
        jobs.JobTarget(agency_id=agency_id, record_id=version.id, record_version=version.version)
        for version in new_versions
    ]
    jobs.enqueue(session, context, JobKind.MATCH, targets, priority=priority)


def _match_keys(key_versions: HeldKeys, prepared: PreparedRecord) -> ByVersion:
    """Return the prepared match keys, or make them again if the match key versions changed."""
    is_of_now = prepared.match_keys.keys() == {version for version, _ in key_versions}
    return (
        prepared.match_keys
        if is_of_now
        else match_keys.make_match_keys(key_versions, [prepared.packed])[0]
    )


def _sealed_facts(version: NewVersion, key: bytes) -> Sequence[tuple[str, bytes]]:
    if version.prepared.enclosed is not None:
        return version.prepared.enclosed.facts
    return statements.seal_facts(
        key, public_id=version.public_id, version=version.version, facts=version.prepared.facts
    )


def _data_keys(
    session: Session, context: Context, new_versions: Sequence[NewVersion]
) -> dict[UUID, bytes]:
    old = data_keys.open_data_keys(
        session,
        context.keys,
        [version.public_id for version in new_versions if version.version > FIRST_VERSION],
    )
    new = {
        version.public_id: version.prepared.enclosed.data_key
        if version.prepared.enclosed
        else new_key()
        for version in new_versions
        if version.public_id not in old
    }
    data_keys.store_data_keys(session, context.keys, new, scope="record", now=context.clock.now())
    return old | new


def _shares(record_id: int, sharing: EffectiveSharing) -> list[dict[str, object]]:
    return [
        {
            "record_id": record_id,
            "state": share.state,
            "audience": share.audience,
            "view": int(share.view),
        }
        for share in sharing.shares
    ]
