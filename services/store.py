"""Writes prepared records: facts, feature, keys, shares, job and audit in the one transaction it is given."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.crypto import Place
from core.errors import DuplicateReference, InvalidInput, Refused
from core.policy import HAND_OVER_HOURS, REGISTER_ACTIONS, REVIEW_MONTHS, Scope
from matching.features import PACKED_VERSION
from models import changes, locks
from models.agency import Agency
from models.bulk import insert_rows
from models.facts import Feature, RecordFacts
from models.locks import Lock
from models.match_key import MatchKey
from models.record import Record, RecordAssignment, RecordShare
from services import audit, hand_over, intake, jobs, sealing, statements
from services.actor import Actor, require
from services.context import Context
from services.feature_store import seal_feature, stored
from services.intake import Prepared

DAYS_A_MONTH = 30.44
Made = tuple[Record, Prepared]


@dataclasses.dataclass(frozen=True, slots=True)
class Registered:
    """A record that was stored."""

    id: UUID
    version: int
    prepared: Prepared


def register(session: Session, context: Context, actor: Actor, prepared: Prepared) -> Registered:
    """Store one record; `Refused`, or `DuplicateReference` when the agency has one of this reference."""
    reach(session.get_one(Agency, actor.agency_id), actor, prepared.kind)
    stored, duplicates = register_many(session, context, actor, [prepared])
    if duplicates:
        raise DuplicateReference("the agency already has a record of this reference")
    return stored[0]


def register_many(
    session: Session, context: Context, actor: Actor, batch: Sequence[Prepared], *, import_batch_id: int | None = None
) -> tuple[list[Registered], dict[int, tuple[str, str]]]:
    """Store a batch; return what was stored, and (column, reason) of the positions that were not.

    Not stored is a reference the agency already has, and a kind that the actor may not register.
    """
    agency = session.get_one(Agency, actor.agency_id)
    scopes = {kind: _reach_or_none(agency, actor, kind) for kind in {one.kind for one in batch}}
    tags = [intake.reference_tag(context.keys, agency.id, one.reference) for one in batch]
    locks.take(session, Lock.REFERENCES, agency.id)
    known = set(session.scalars(select(Record.ref_tag).where(Record.agency_id == agency.id, Record.ref_tag.in_(tags))))
    made: list[Made] = []
    rejected: dict[int, tuple[str, str]] = {}
    for position, (tag, prepared) in enumerate(zip(tags, batch, strict=True)):
        allowed = scopes[prepared.kind]
        if allowed is None:
            rejected[position] = "kind", "refused"
        elif tag in known:
            rejected[position] = "record_ref", "duplicate"
        else:
            known.add(tag)
            record = _new_record(context, agency, prepared, tag)
            record.import_batch_id = import_batch_id
            made.append((record, prepared))
    session.add_all(record for record, _ in made)
    session.flush()
    _write_versions(session, context, made)
    if actor.user_id is not None:
        insert_rows(
            session,
            RecordAssignment,
            [{"record_id": one.id, "user_id": actor.user_id, "since": one.created_at} for one, _ in made],
        )
    hand_over.offer(session, context, actor, [one for one, _ in made if one.hand_over_due_at is not None])
    if made:
        act = audit.Act("register", records=tuple((record.public_id, ()) for record, _ in made))
        audit.note(session, context, actor, act)
    return [Registered(record.public_id, record.version, prepared) for record, prepared in made], rejected


def reach(agency: Agency, actor: Actor, kind: str) -> Scope:
    """Return how far the actor may register this kind for its agency; `Refused` otherwise."""
    action = REGISTER_ACTIONS.get(kind)
    if action is None:
        raise InvalidInput("kind", "unknown_code")
    allowed = require(actor, action)
    if allowed is Scope.OWN_STATE_POLICE and agency.kind != "police":
        raise Refused("a liaison officer registers for a police agency only")
    if actor.state != agency.state:
        raise Refused("a record is registered in the state of its agency")
    return allowed


def _reach_or_none(agency: Agency, actor: Actor, kind: str) -> Scope | None:
    try:
        return reach(agency, actor, kind)
    except Refused:
        return None


def _new_record(context: Context, agency: Agency, prepared: Prepared, tag: bytes) -> Record:
    now = context.clock.now()
    is_handed_over = agency.kind == "police" and prepared.kind == "found" and prepared.is_minor
    return Record(
        public_id=uuid4(),
        agency_id=agency.id,
        state=agency.state,
        kind=prepared.kind,
        status="open",
        sharing=prepared.sharing,
        gate=prepared.gate,
        clearance=prepared.clearance,
        has_basis=prepared.has_basis,
        is_eu_only=prepared.is_eu_only,
        ref_tag=tag,
        version=1,
        matched_version=0,
        created_at=now,
        updated_at=now,
        review_at=review_at(prepared.kind, now),
        hand_over_due_at=now + timedelta(hours=HAND_OVER_HOURS) if is_handed_over else None,
    )


def review_at(kind: str, now: datetime) -> datetime:
    """Return when a record of this kind is to be looked at again."""
    return now + timedelta(days=REVIEW_MONTHS["found" if kind == "found" else "other"] * DAYS_A_MONTH)


def replace_version(session: Session, context: Context, record: Record, prepared: Prepared) -> None:
    """Write the next version of a record whose `version` was already raised, in place of keys, feature and shares."""
    remove_from_matching(session, context, record)
    remove_shares(session, record)
    record.sharing, record.gate, record.clearance = prepared.sharing, prepared.gate, prepared.clearance
    record.has_basis, record.is_eu_only = prepared.has_basis, prepared.is_eu_only
    record.updated_at = context.clock.now()
    session.flush()
    _write_versions(session, context, [(record, prepared)])


def close(session: Session, context: Context, record: Record, *, closure: str) -> None:
    """Take a record out of the matching and out of what is shared, and close it."""
    remove_from_matching(session, context, record)
    remove_shares(session, record)
    record.status, record.closure, record.closed_at = "closed", closure, context.clock.now()


def remove_shares(session: Session, record: Record) -> None:
    """Take back what is shared of a record; bars of international protection go too, nothing being left to bar."""
    session.execute(delete(RecordShare).where(RecordShare.record_id == record.id))


def remove_from_matching(session: Session, context: Context, record: Record) -> None:
    """Take a record's keys and feature row out of the matching; its own keys stand in the sealed row.

    Who packs the record again at the same time is waited for: the keys to be removed are those that stand then.
    """
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    row = stored(session, context.keys, [record.id]).get(record.id)
    if row is None:
        return
    version = session.scalar(select(Feature.key_version).where(Feature.record_id == record.id))
    session.execute(
        delete(MatchKey).where(
            MatchKey.key_version == version, MatchKey.key.in_(row.keys), MatchKey.record_id == record.id
        )
    )
    session.execute(delete(Feature).where(Feature.record_id == record.id))
    changes.note(session, [record.id])
    context.features.forget([record.id])


def _write_versions(session: Session, context: Context, made: Sequence[Made]) -> None:
    """Write everything that hangs on new versions of records, a statement a table, whatever their number."""
    key_version, _ = context.keys.current("match")
    opened = _data_keys(session, context, [record for record, _ in made])
    facts: list[dict[str, object]] = []
    features: list[dict[str, object]] = []
    for record, prepared in made:
        key = opened[record.public_id]
        facts += statements.seal_facts(
            key, record_id=record.id, public_id=record.public_id, version=record.version, facts=prepared.facts
        )
        place = Place("feature", record.public_id, "F2", record.version)
        sealed = seal_feature(key, place, keys=prepared.match_keys, packed=prepared.packed)
        features.append(
            {
                "record_id": record.id,
                "record_version": record.version,
                "key_version": key_version,
                "packed_version": PACKED_VERSION,
                "sealed": sealed,
            }
        )
    insert_rows(session, RecordFacts, facts)
    insert_rows(session, Feature, features)
    insert_rows(session, RecordShare, [share for record, prepared in made for share in _shares(record, prepared)])
    match_keys = [
        {"key_version": key_version, "key": match_key, "record_id": record.id}
        for record, prepared in made
        for match_key in prepared.match_keys
    ]
    insert_rows(session, MatchKey, match_keys)
    jobs.enqueue(
        session,
        context,
        "match",
        [jobs.Target(record_id=record.id, record_version=record.version) for record, _ in made],
    )


def _data_keys(session: Session, context: Context, records: Sequence[Record]) -> dict[UUID, bytes]:
    old = sealing.open_data_keys(session, context.keys, [one.public_id for one in records if one.version > 1])
    new = [record.public_id for record in records if record.public_id not in old]
    now = context.clock.now()
    return old | sealing.make_data_keys(session, context.keys, subjects=new, scope="record", now=now)


def _shares(record: Record, prepared: Prepared) -> list[dict[str, object]]:
    return [
        {"record_id": record.id, "state": share.state, "audience": share.audience, "view": int(share.view)}
        for share in prepared.shares
    ]
