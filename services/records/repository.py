"""Writes prepared records: facts, feature row, keys, shares and job in one transaction.

The caller gives the transaction.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from core.clock import add_months
from core.codes.case import ContactRole
from core.codes.operations import JobKind
from core.codes.records import RecordStatus
from core.errors import Conflict
from core.policy.participating_states import STATES
from core.policy.records.retention import review_months
from core.refusals import Refusal
from core.security.crypto import SealPlace, new_key
from matching.versions import PACKED_VERSION
from models.data_rights.data_request import RecordRestriction
from models.matching_runs import feature_changes
from models.oversight.decoy import Decoy
from models.records.facts import Feature, RecordFacts
from models.records.record import Record, RecordShare
from models.row_security import database_roles
from models.sql import locks
from models.sql.bulk import insert_columns, insert_numbered, insert_rows
from models.sql.locks import Lock
from services.approvals import approval_requests
from services.foundation import data_keys, jobs, keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import statements
from services.foundation.feature_store import read_feature_rows, seal_feature
from services.records import alert_reviews
from services.records.closing import case_deadlines
from services.records.intake import contact_screening, match_keys, preparation
from services.records.intake.match_keys import ByVersion, HeldKeys
from services.records.intake.preparation import FIRST_VERSION, EffectiveSharing, PreparedRecord
from services.sharing import match_knowledge, new_bars


@dataclasses.dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that is inserted: its row of the table `record`, and its prepared facts."""

    row: Mapping[str, object]
    public_id: UUID
    prepared: PreparedRecord


@dataclasses.dataclass(frozen=True, slots=True)
class NewVersion:
    """A record version that is written, with the record's ids."""

    id: int
    public_id: UUID
    version: int
    prepared: PreparedRecord


def insert_records(
    session: Session,
    context: Context,
    new_records: Sequence[NewRecord],
    *,
    agency_id: int,
    priority: int | None,
) -> list[NewVersion]:
    """Insert new records of an agency with their first version; return it with the ids.

    The matching of each record is enqueued with this priority. None: a run will match them.
    """
    rows = [new_record.row for new_record in new_records]
    ids = insert_numbered(session, Record, rows, by="public_id")
    database_roles.announce_records(session, ids.values())
    new_versions = [
        NewVersion(ids[one.public_id], one.public_id, FIRST_VERSION, one.prepared)
        for one in new_records
    ]
    _write_versions(session, context, new_versions, agency_id=agency_id, priority=priority)
    return new_versions


def isolate_decoy(session: Session, context: Context, record: Record) -> None:
    """Remove a decoy from matching and sharing; any other record stays as it is."""
    if session.get(Decoy, record.id) is not None:
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
    suspects of the record. Update its sharing, reporter check, review time and deadlines. Schedule
    a check of its active consents, and enqueue its matching. Agencies that may see more of the
    record than before are notified of its matches. No audit entry is written. Raise `Conflict` for
    a restricted record.
    """
    if is_restricted(session, record):
        raise Conflict(Refusal.RECORD_IS_RESTRICTED)
    record.version += 1
    remove_from_matching(session, context, record)
    if _widens_sharing(session, record, prepared):
        match_knowledge.reset_notified(session, record.id)
    _clear_shares(session, context, record, prepared)
    record.sharing, record.reporter_check = prepared.sharing, prepared.reporter_check
    record.hit_action = prepared.hit_action
    if not prepared.may_warn:
        mark_at_risk(session, record)
    record.updated_at = context.clock.now()
    if record.review_at is not None:
        record.review_at = alert_reviews.earlier_undecided(
            session, record, record.review_at, prepared.alert_day
        )
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
    isolate_decoy(session, context, record)


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
    approval_requests.withdraw_of_record(session, record)
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


def replace_shares(
    session: Session, context: Context, record: Record, sharing: EffectiveSharing
) -> None:
    """Replace the shares of a record by the current ones."""
    _clear_shares(session, context, record, sharing)
    session.flush()
    insert_rows(session, RecordShare, _shares(record.id, sharing))


def remove_shares(session: Session, record: Record) -> None:
    """Remove the shares of a record.

    Bars of international protection stay until the next version replaces them.
    """
    session.execute(
        delete(RecordShare).where(RecordShare.record_id == record.id, RecordShare.view > 0)
    )


def check_bars(session: Session, actor: Actor, record: Record, prepared: PreparedRecord) -> None:
    """Raise `Conflict` if the next version lacks a bar of international protection.

    Raise it too if a new bar would end the access of an officer who acts for another state.
    """
    barred = select(RecordShare.state).where(
        RecordShare.record_id == record.id, RecordShare.view == 0
    )
    stay = {share.state for share in prepared.shares if share.view == 0}
    if set(session.scalars(barred)) - stay or (record.is_eu_only and not prepared.is_eu_only):
        raise Conflict(Refusal.LIFTS_PROTECTION_BAR)
    own_state = actor.home_state
    is_outside = prepared.is_eu_only and own_state not in STATES
    is_acting = own_state is not None and record.agency_id != actor.agency_id
    if is_acting and (own_state in stay or is_outside):
        raise Conflict(Refusal.BAR_OF_OWN_STATE)


def _widens_sharing(session: Session, record: Record, sharing: EffectiveSharing) -> bool:
    """Return whether the sharing has a share that the record does not have yet."""
    query = select(
        RecordShare.state, RecordShare.audience, RecordShare.view, RecordShare.hides_appearance
    )
    stored = {
        tuple(row) for row in session.execute(query.where(RecordShare.record_id == record.id))
    }
    return any(
        share.view > 0
        and (share.state, share.audience, int(share.view), share.hides_appearance) not in stored
        for share in sharing.shares
    )


def _clear_shares(
    session: Session, context: Context, record: Record, sharing: EffectiveSharing
) -> None:
    """Remove the shares and bars of a record, and set what decides the new ones.

    Agencies that lose a confirmed match by a new bar are notified.
    """
    barred = {share.state for share in sharing.shares if share.view == 0}
    new_bars.notify_of_new_bars(session, context, record, barred, is_eu_only=sharing.is_eu_only)
    session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))
    record.sharing_rule = sharing.sharing_rule
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
    priority: int | None,
) -> None:
    """Write all rows of new record versions, one statement per table for any number of records.

    `agency_id` is the agency whose records are matched, `priority` that of their jobs. None: no
    job, a run will match them.
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
    if priority is None:
        return
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
            "hides_appearance": share.hides_appearance,
        }
        for share in sharing.shares
    ]
