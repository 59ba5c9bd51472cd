"""Data keys of subjects: made once, sealed by the wrapping key, destroyed to erase the data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core.errors import SealBroken
from core.security.crypto import Keyring, SealPlace, new_key, seal, seal_all, unseal
from models.matching_runs import feature_changes
from models.matching_runs.match import Match
from models.records.facts import DataKey
from models.records.record import Record
from models.sql import locks
from models.sql.bulk import insert_rows
from models.sql.in_list import in_values
from models.sql.locks import Lock

# one encoder per process: making one costs as much as encoding a document
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def make_data_key(
    session: Session, keys: Keyring, *, subject: UUID, scope: str, now: datetime
) -> bytes:
    """Make, wrap and store the data key of a new subject; return it open."""
    key = new_key()
    store_data_keys(session, keys, {subject: key}, scope=scope, now=now)
    return key


def store_data_keys(
    session: Session, keys: Keyring, new_keys: Mapping[UUID, bytes], *, scope: str, now: datetime
) -> None:
    """Wrap and store the fresh data keys of new subjects."""
    # the rotation of the wrapping key waits for this transaction, or we read the new key
    locks.take_shared_lock(session, Lock.KEYS)
    version, wrapping = keys.current("wrapping")
    places = [
        (key, SealPlace("data_key", subject, scope, version)) for subject, key in new_keys.items()
    ]
    rows = [
        {
            "subject": subject,
            "scope": scope,
            "key_version": version,
            "wrapped": wrapped,
            "created_at": now,
        }
        for subject, wrapped in zip(new_keys, seal_all(wrapping, places), strict=True)
    ]
    insert_rows(session, DataKey, rows)


def open_data_keys(session: Session, keys: Keyring, subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the open data keys of the subjects; a subject without a key (erased) is left out."""
    subject_list = list(subjects)
    if not subject_list:  # common: most chunks of an import change no existing record
        return {}
    columns = select(DataKey.subject, DataKey.scope, DataKey.key_version, DataKey.wrapped)
    rows = session.execute(columns.where(in_values(session, DataKey.subject, subject_list))).all()
    return {row.subject: unwrap(keys, *row) for row in rows}


def unwrap(keys: Keyring, subject: UUID, scope: str, key_version: int, wrapped: bytes) -> bytes:
    """Return the open data key of a row of `data_key`; raise `SealBroken` if it does not unwrap."""
    return unseal(
        keys.key_at("wrapping", key_version),
        wrapped,
        SealPlace("data_key", subject, scope, key_version),
    )


def open_data_key(session: Session, keys: Keyring, subject: UUID) -> bytes:
    """Return the open data key of one subject; raise `SealBroken` if it was destroyed."""
    opened = open_data_keys(session, keys, [subject])
    if subject not in opened:
        raise SealBroken(f"no data key of {subject}")
    return opened[subject]


def destroy_data_key(session: Session, subject: UUID) -> None:
    """Destroy the data key of a subject, so that everything sealed for it is erased.

    `subject` is a public id. For a record, also destroy the data keys of its matches, and notify
    the feature caches. No effect for a subject without a key.
    """
    records = session.scalars(select(Record.id).where(Record.public_id == subject)).all()
    feature_changes.record_changes(session, records)
    matches = session.scalars(
        select(Match.public_id).where(or_(Match.low.in_(records), Match.high.in_(records)))
    ).all()
    session.execute(delete(DataKey).where(DataKey.subject.in_([subject, *matches])))


def seal_json(key: bytes, value: Any, place: SealPlace) -> bytes:
    """Seal a JSON value for a place."""
    return seal(key, _ENCODER.encode(value).encode(), place)


def unseal_json(key: bytes, sealed: bytes, place: SealPlace) -> Any:
    """Unseal a JSON value; raise `SealBroken` if it does not open."""
    return json.loads(unseal(key, sealed, place))
