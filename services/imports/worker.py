"""The worker's part of an import: chunk by chunk, as the user who started it, resumable."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AccountStatus
from core.codes.records import ImportState
from models.agencies.user import UserAccount
from models.imports.import_batch import ImportBatch
from models.row_security import database_roles as doors
from models.row_security.database_roles import DatabaseRole
from services.agencies import accounts
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.imports import files as import_files
from services.imports import rows as import_rows
from services.imports.rows import ChunkPace, PreparedChunk


@dataclasses.dataclass(frozen=True, slots=True)
class ImportWork:
    """The rest of a batch: its user, and the chunks still to be stored."""

    actor: Actor
    batch_id: int
    pace: ChunkPace
    chunks: Iterator[PreparedChunk]


def importing_user(session: Session, batch_id: int, *, state: str) -> Actor | None:
    """Return the user of a batch in this state; None for another state or a user who left."""
    doors.enter_role(session, DatabaseRole.WORKER)
    query = select(ImportBatch.status, ImportBatch.user_id, ImportBatch.undone_by).where(
        ImportBatch.id == batch_id
    )
    row = session.execute(query).one()
    if row.status != state:
        return None
    doors.enter_role(session, DatabaseRole.SIGN_IN)
    user = session.get_one(UserAccount, row.undone_by or row.user_id)
    return accounts.actor_of_user(session, user) if user.status == AccountStatus.ACTIVE else None


def resume_import(session: Session, context: Context, batch_id: int) -> ImportWork | None:
    """Return the rest of an import; None if no work is left."""
    actor = importing_user(session, batch_id, state=ImportState.RUNNING)
    if actor is None:
        return None
    actor_database_role.enter_role(session, actor)
    batch = session.get_one(ImportBatch, batch_id)
    table, plan = import_files.open_batch(session, context, batch)
    assert plan is not None
    pace = ChunkPace()
    chunks = import_rows.prepare_chunks(
        context,
        plan.rows(table),
        plan.declaration,
        actor=actor,
        after=import_rows.rows_done(batch),
        pace=pace,
    )
    return ImportWork(actor, batch_id, pace, chunks)


def save_chunk(session: Session, context: Context, work: ImportWork, chunk: PreparedChunk) -> None:
    """Store a chunk as its user; raise `Conflict` if another worker stored it or undo has begun."""
    actor_database_role.enter_role(session, work.actor)
    import_rows.save_chunk(session, context, work.actor, work.batch_id, chunk)


def finish_import(session: Session, context: Context, work: ImportWork) -> None:
    """Close the batch with its report and replace its stored file by the rejected rows.

    Without a rejected row the file is deleted. Raise `Conflict` if the batch does not run any
    more.
    """
    actor_database_role.enter_role(session, work.actor)
    _, notes = import_rows.close_batch(session, context, work.actor, work.batch_id)
    import_files.store_failed_rows(
        session, context, session.get_one(ImportBatch, work.batch_id), notes
    )
