"""The worker's part of an import that was sent: done as the user who started it, chunk by chunk,
taken up again.
"""

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
from models.row_security.database_roles import Door
from services.agencies import accounts
from services.foundation import database_roles
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.imports import files as import_files
from services.imports import rows as import_rows
from services.imports.rows import Chunk, Pace


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """What is left of a batch: whose it is, and the chunks still to be stored."""

    actor: Actor
    batch_id: int
    pace: Pace
    chunks: Iterator[Chunk]


def who_works(session: Session, batch_id: int, *, state: str) -> Actor | None:
    """Return the user for whom a batch of this state is worked on; None when it is in another, or
    they left.
    """
    doors.enter(session, Door.WORKER)
    query = select(ImportBatch.status, ImportBatch.user_id, ImportBatch.undone_by).where(
        ImportBatch.id == batch_id
    )
    row = session.execute(query).one()
    if row.status != state:
        return None
    doors.enter(session, Door.GATE)
    user = session.get_one(UserAccount, row.undone_by or row.user_id)
    return accounts.as_actor(session, user) if user.status == AccountStatus.ACTIVE else None


def take_up(session: Session, context: Context, batch_id: int) -> Work | None:
    """Return what is left of an import; None when there is nothing to do."""
    actor = who_works(session, batch_id, state=ImportState.RUNNING)
    if actor is None:
        return None
    database_roles.enter(session, actor)
    batch = session.get_one(ImportBatch, batch_id)
    table, plan = import_files.opened(session, context, batch)
    assert plan is not None
    done, pace = batch.rows_in + batch.rows_rejected, Pace()
    rows = table.intake(plan.mapping, plan.kind)
    chunks = import_rows.chunks(
        context, rows, plan.declaration, source=actor.agency_kind, after=done, pace=pace
    )
    return Work(actor, batch_id, pace, chunks)


def save(session: Session, context: Context, work: Work, chunk: Chunk) -> None:
    """Store a chunk as its user; `Conflict` when somebody else went on, or the import is being
    undone.
    """
    database_roles.enter(session, work.actor)
    import_rows.save_chunk(session, context, work.actor, work.batch_id, chunk)


def finish(session: Session, context: Context, work: Work) -> None:
    """Close the batch and keep of its file what failed."""
    database_roles.enter(session, work.actor)
    _, notes = import_rows.finish(session, context, work.actor, work.batch_id)
    import_files.keep_failed(session, context, session.get_one(ImportBatch, work.batch_id), notes)
