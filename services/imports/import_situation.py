"""The situation of imports for a person who may read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.records import ImportState
from core.policy.imports import IMPORT_PROCESS, ImportSide
from core.policy.process import DoneStep, Situation, done_steps
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.imports.import_batch import ImportBatch, ImportFile
from services.foundation import process_steps
from services.foundation.actor import Actor
from services.foundation.context import Context

# Versions of the stored file: the whole file, then only the failed rows.
SENT_FILE, FAILED_ROWS_FILE = 1, 2


def check_import_step(
    session: Session, context: Context, actor: Actor, batch: ImportBatch, act: str
) -> None:
    """Raise unless the actor may do the act now: `Refused` or `Conflict`, as the table decides."""
    situation = situations(session, actor, [batch])[batch.id]
    process_steps.check_step(session, context, IMPORT_PROCESS, situation, act)


def situations(
    session: Session, actor: Actor, batches: Sequence[ImportBatch]
) -> dict[int, Situation]:
    """Return the situations of batches within the actor's reach, by id."""
    ids = [batch.id for batch in batches]
    sent = select(ImportFile.batch_id).where(
        ImportFile.batch_id.in_(ids), ImportFile.version == SENT_FILE
    )
    files_stored = set(session.scalars(sent)) if ids else set()
    agencies = select(Agency.id).where(
        Agency.id.in_({batch.agency_id for batch in batches}), Agency.state == actor.state
    )
    in_state = set(session.scalars(agencies)) if ids else set()
    return {
        batch.id: _situation(
            actor,
            batch,
            is_stored=batch.id in files_stored,
            is_in_state=batch.agency_id in in_state,
        )
        for batch in batches
    }


def _situation(
    actor: Actor, batch: ImportBatch, *, is_stored: bool, is_in_state: bool
) -> Situation:
    sides = {
        ImportSide.UPLOADER: batch.user_id == actor.user_id,
        ImportSide.AGENCY: batch.agency_id == actor.agency_id,
    }
    unmet = {
        Refusal.FILE_IS_NOT_KEPT: not is_stored,
        Refusal.AGENCY_OF_ANOTHER_STATE: not is_in_state,
        Refusal.ANOTHER_PERSONS_FILE: batch.user_id != actor.user_id,
    }
    return Situation(
        state=batch.status,
        sides=frozenset(side for side, is_on_it in sides.items() if is_on_it),
        role=actor.role,
        user_id=actor.user_id,
        done=_done(batch),
        unmet=frozenset(guard for guard, is_unmet in unmet.items() if is_unmet),
    )


def _done(batch: ImportBatch) -> tuple[DoneStep, ...]:
    """Return the steps that were taken. A file that was read on the server was never uploaded."""
    is_undone = batch.status == ImportState.UNDONE
    return done_steps(
        ("start" if batch.rows_total is None else "upload", batch.created_at, batch.user_id),
        ("finish", None if is_undone else batch.finished_at, None),
        ("undo", batch.undo_requested_at, batch.undone_by),
        ("finish_undo", batch.finished_at if is_undone else None, None),
    )
