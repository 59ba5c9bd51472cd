"""Repack records whose feature row has another version, with match keys, in chunks per agency.

A chunk is read and packed without a lock, then stored in one transaction with its audit row.
Records edited or closed in between are skipped. So the upgrade may be interrupted and continued at
any time. It opens facts and shows none; the rows of each agency are read as that agency.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.logs import log_event
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.security.crypto import SealPlace
from matching import pack
from matching.versions import PACKED_VERSION
from models.agencies.agency import Agency
from models.matching_runs import feature_changes
from models.matching_runs.match_key import MatchKey
from models.records.facts import UNPROCESSABLE, Feature
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.bulk import delete_rows, insert_rows
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.bulk_reading import read_each
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.foundation.facts.statements import Statement
from services.foundation.feature_store import FeatureRow, read_feature_rows, seal_feature
from services.matching_runs import stale_features
from services.operations import schedule
from services.records import register
from services.records.intake import match_keys
from services.records.intake.match_keys import ByVersion

CHUNK = 500  # records: the maximum loss of a killed process
PAGE = 20 * CHUNK  # records selected at once
OPENED_CLASSES = frozenset(FieldClass) - {FieldClass.F0, FieldClass.F6}


ReadRecord = tuple[bytes, FeatureRow, list[Statement]]
PackedRow = tuple[bytes, ByVersion]


@dataclasses.dataclass(frozen=True, slots=True)
class RepackedRecord:
    """A repacked record at one version: old and new match keys, and the sealed row."""

    record_id: int
    public_id: UUID
    version: int
    keys_before: tuple[int, ...]
    keys: ByVersion
    sealed: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be packed again."""

    record_id: int
    public_id: UUID


@dataclasses.dataclass(frozen=True, slots=True)
class RepackedChunk:
    """Repacked records of one agency, and those that could not be packed."""

    packed: tuple[RepackedRecord, ...]
    given_up: tuple[Unreadable, ...]


def agency_actors(session: Session, actor: Actor) -> list[Actor]:
    """Return the actor for each agency that has records."""
    require(actor, Action.MANAGE)
    query = (
        select(Agency)
        .where(select(Record.id).where(Record.agency_id == Agency.id).exists())
        .order_by(Agency.id)
    )
    return [
        dataclasses.replace(actor, agency_id=agency.id, agency_kind=agency.kind, state=agency.state)
        for agency in session.scalars(query)
    ]


def next_stale_ids(session: Session, *, after: int) -> list[tuple[int, int]]:
    """Return (record id, agency id) of the next records whose row has another version, by id.

    At most `PAGE` records with an id above `after`. Records that could not be packed before are
    included.
    """
    query = (
        select(Feature.record_id, Record.agency_id)
        .join(Record, Record.id == Feature.record_id)
        .where(stale_features.has_other_version(), Feature.record_id > after)
    )
    return [
        (record_id, agency_id)
        for record_id, agency_id in session.execute(query.order_by(Feature.record_id).limit(PAGE))
    ]


def chunks_by_agency(stale_ids: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Yield (agency id, record ids) in chunks of one agency each."""
    ordered = sorted(stale_ids, key=itemgetter(1, 0))
    for agency_id, own in itertools.groupby(ordered, key=itemgetter(1)):
        ids = [record_id for record_id, _ in own]
        yield from ((agency_id, ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def repack_records(
    session: Session, context: Context, actor: Actor, record_ids: Sequence[int]
) -> RepackedChunk:
    """Pack records of the actor's agency from their facts, without storing them.

    The caller passes ids of that agency only; ids that are not found are left out. On PostgreSQL
    the session works as that agency until its transaction ends. Records that cannot be read or
    packed are logged, and are in the result as `Unreadable`. A row that cannot be sealed stops the
    upgrade.
    """
    require(actor, Action.MANAGE)
    database_roles.enter_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=actor.agency_id))
    records = session.scalars(
        select(Record).where(Record.id.in_(record_ids)).order_by(Record.id)
    ).all()
    read = read_each(records, partial(_read, session, context), Exception, _log_failure)
    made = read_each(
        [record for record in records if record.id in read],
        partial(_make_rows, context, read),
        Exception,
        _log_failure,
    )
    return RepackedChunk(
        tuple(
            _seal(context, record, read[record.id], made[record.id])
            for record in records
            if record.id in made
        ),
        tuple(
            Unreadable(record.id, record.public_id) for record in records if record.id not in made
        ),
    )


def _read(session: Session, context: Context, records: Sequence[Record]) -> dict[int, ReadRecord]:
    """Return data key, feature row and statements by record."""
    statements = register.open_statements(
        session, context, [(record, OPENED_CLASSES) for record in records]
    )
    rows = read_feature_rows(session, context.keys, [record.id for record in records])
    keys = data_keys.open_data_keys(session, context.keys, [record.public_id for record in records])
    return {
        record.id: (keys[record.public_id], rows[record.id], statements[record.id])
        for record in records
    }


def _make_rows(
    context: Context, read: Mapping[int, ReadRecord], readable: Sequence[Record]
) -> dict[int, PackedRow]:
    """Pack records, with one call for all match keys; return row and match keys by record."""
    rows = []
    for record in readable:
        _, _, statements = read[record.id]
        rows.append(pack(person_view.person_of(statements, ref="", kind=record.kind)))
    # no concurrent rotation: `cli.commands.upgrade.exclusive_upgrade`
    key_versions = context.keys.key_versions("match")
    keys_by_row = match_keys.make_match_keys(key_versions, rows)
    return {
        record.id: (row, keys)
        for record, row, keys in zip(readable, rows, keys_by_row, strict=True)
    }


def _seal(
    context: Context, record: Record, read: ReadRecord, packed_row: PackedRow
) -> RepackedRecord:
    data_key, before, _ = read
    row, keys = packed_row
    newest, _ = context.keys.current("match")
    place = SealPlace("feature", record.public_id, FieldClass.F2.value, before.version)
    sealed = seal_feature(data_key, place, keys=keys[newest], packed=row)
    return RepackedRecord(record.id, record.public_id, before.version, before.keys, keys, sealed)


def _log_failure(record: Record, error: Exception) -> None:
    log_event(
        "upgrade.record_failed", level=logging.ERROR, record=str(record.public_id), error=error
    )


def store_chunk(session: Session, context: Context, actor: Actor, chunk: RepackedChunk) -> int:
    """Store a chunk, make a full run due and audit it; return the number of repacked records.

    Records that were edited, closed or packed in between are skipped. Their rows are locked first,
    so that an edit waits and then finds the new keys.
    """
    require(actor, Action.MANAGE)
    database_roles.enter_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=actor.agency_id))
    ids = sorted(
        [record.record_id for record in chunk.packed]
        + [record.record_id for record in chunk.given_up]
    )
    session.execute(
        select(Record.id).where(Record.id.in_(ids)).order_by(Record.id).with_for_update()
    ).all()
    current = {
        row.record_id: row
        for row in session.scalars(
            select(Feature).where(Feature.record_id.in_(ids), stale_features.has_other_version())
        )
    }
    packed = [
        record
        for record in chunk.packed
        if record.record_id in current
        and current[record.record_id].record_version == record.version
    ]
    # their keys are checked together, as for a new record
    database_roles.announce_records(session, [record.record_id for record in packed])
    _replace_keys(session, packed, current)
    given_up = [record for record in chunk.given_up if record.record_id in current]
    _replace_rows(session, context, packed, [current[record.record_id] for record in given_up])
    changed_ids = {record.public_id for record in packed} | {
        record.public_id for record in given_up
    }
    if changed_ids:
        classes = tuple(sorted(OPENED_CLASSES))
        act = audit_log.AuditEvent(
            "pack_records",
            records=tuple(
                audit_log.ShownRecord(public_id, classes) for public_id in sorted(changed_ids)
            ),
        )
        audit_log.record_event(session, context, actor, act)
    if packed:
        database_roles.enter_role(session, DatabaseRole.WORKER)
        schedule.make_due(session, context, "crossmatch")
    return len(packed)


def _replace_keys(
    session: Session, packed: Sequence[RepackedRecord], current: Mapping[int, Feature]
) -> None:
    """Replace the old match keys by the new ones; unchanged keys are not touched."""
    removed: list[tuple[int, int, int]] = []
    new: dict[int, ByVersion] = {}
    for record in packed:
        before = current[record.record_id].key_version
        stays = set(record.keys_before) & set(record.keys.get(before, ()))
        removed += ((before, key, record.record_id) for key in set(record.keys_before) - stays)
        for version in sorted(set(record.keys) - {before}):
            # scan the whole version: a rotation of the match key began before this version of the
            # software
            session.execute(
                delete(MatchKey).where(
                    MatchKey.key_version == version, MatchKey.record_id == record.record_id
                )
            )
        new[record.record_id] = {
            version: tuple(key for key in own if version != before or key not in stays)
            for version, own in record.keys.items()
        }
    if removed:
        names = ("key_version", "key", "record_id")
        delete_rows(
            session, MatchKey, dict(zip(names, zip(*sorted(removed), strict=True), strict=True))
        )
    match_keys.write_keys(session, new)


def _replace_rows(
    session: Session,
    context: Context,
    packed: Sequence[RepackedRecord],
    given_up: Sequence[Feature],
) -> None:
    """Replace feature rows. Mark those that could not be packed, so that no process waits for
    them.
    """
    key_version, _ = context.keys.current("match")
    new: list[dict[str, object]] = [
        {
            "record_id": record.record_id,
            "record_version": record.version,
            "key_version": key_version,
            "packed_version": PACKED_VERSION,
            "sealed": record.sealed,
        }
        for record in packed
    ]
    columns = [column.key for column in Feature.__table__.columns]
    new += (
        {**{column: getattr(row, column) for column in columns}, "packed_version": UNPROCESSABLE}
        for row in given_up
    )
    session.execute(delete(Feature).where(Feature.record_id.in_([row["record_id"] for row in new])))
    insert_rows(session, Feature, new)
    feature_changes.record_changes(
        session, [record.record_id for record in packed] + [row.record_id for row in given_up]
    )
