"""Authors of an identity: the people who changed it since a second person confirmed the record.

An author is never the second person who checks the report or confirms care.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.codes.records import RecordKind
from models.records.record import IdentityAuthor, Record
from models.sql.upsert import insert_missing


def identity_authors(session: Session, record: Record) -> set[int]:
    """Return the accounts that wrote the identity, and for a found record the one that registered
    it.

    Unknown authors, such as an agency's software, are left out.
    """
    query = select(IdentityAuthor.user_id).where(IdentityAuthor.record_id == record.id)
    first = record.registered_by if record.kind == RecordKind.FOUND else None
    return {
        *session.scalars(query),
        *(author_id for author_id in (record.identity_by, first) if author_id is not None),
    }


def add_authors(
    session: Session, record: Record, user_ids: Iterable[int | None], *, is_confirmed: bool
) -> None:
    """Store an author of the identity or reporter of a record; None (unknown) is skipped.

    `is_confirmed`: a second person has confirmed the record as it was before the change. Its
    earlier authors are then removed.
    """
    new = list(dict.fromkeys(id_ for id_ in user_ids if id_ is not None))
    if is_confirmed:
        session.execute(delete(IdentityAuthor).where(IdentityAuthor.record_id == record.id))
        record.identity_by = None
    if new and record.identity_by is None:
        record.identity_by = new[0]
    session.flush()
    rows = [
        {"record_id": record.id, "user_id": author_id}
        for author_id in new
        if author_id != record.identity_by
    ]
    if rows:
        insert_missing(session, IdentityAuthor, rows, ["record_id", "user_id"])


def record_authors(session: Session, public_id: UUID) -> set[int]:
    """Return the accounts that wrote the identity of a record."""
    record = session.scalars(select(Record).where(Record.public_id == public_id)).one()
    return identity_authors(session, record)
