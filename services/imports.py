"""Bulk intake: rows in chunks, good rows always in, every bad one named by line, column and reason.

The caller opens one transaction a chunk; what was committed stays, so a killed import is simply run again: references
that are known already are counted and passed over.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from core.crypto import Place
from core.errors import InvalidInput
from core.policy import FieldClass
from models.record import ImportBatch
from services import audit, intake, sealing, store
from services.actor import Actor
from services.context import Context
from services.intake import Declaration, Prepared
from services.statements import Row

CHUNK_ROWS = 500
CHUNK_S = 0.2  # what fills first ends a chunk, so that the write lock is never held for long

NumberedRow = tuple[int, Row]
Rows = Iterable[NumberedRow]


@dataclasses.dataclass(frozen=True, slots=True)
class RowNote:
    """What is to be said of a row: its line, the column, a reason, a suggestion; never the value."""

    line: int
    column: str
    reason: str
    suggestion: str = ""
    is_rejected: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Chunk:
    """Rows made ready outside any transaction, and what is to be said of those that were not, or not wholly, read."""

    lines: tuple[int, ...]
    prepared: tuple[Prepared, ...]
    notes: tuple[RowNote, ...]

    @property
    def rows(self) -> int:
        """How many rows the chunk was made of."""
        return len(self.lines) + sum(note.is_rejected for note in self.notes)


def chunks(context: Context, rows: Rows, declaration: Declaration, *, source: str) -> Iterator[Chunk]:
    """Yield chunks of rows made ready: 500 rows or 200 ms of work, whichever comes first."""
    iterator = iter(rows)
    while chunk := _next_chunk(context, iterator, declaration, source):
        yield chunk


def _next_chunk(context: Context, rows: Iterator[NumberedRow], declaration: Declaration, source: str) -> Chunk | None:
    lines: list[int] = []
    prepared: list[Prepared] = []
    notes: list[RowNote] = []
    started = time.monotonic()
    for line, row in itertools.islice(rows, CHUNK_ROWS):
        try:
            ready = intake.prepare(context, row, declaration, source=source)
        except InvalidInput as problem:
            notes.append(RowNote(line, problem.field, problem.reason, is_rejected=True))
        else:
            lines.append(line)
            prepared.append(ready)
            notes.extend(
                RowNote(line, warning.column, warning.reason, warning.suggestion) for warning in ready.warnings
            )
        if time.monotonic() - started > CHUNK_S:
            break
    if not lines and not notes:
        return None
    return Chunk(tuple(lines), tuple(prepared), tuple(notes))


def begin(session: Session, context: Context, actor: Actor) -> int:
    """Open an import batch; return its internal id."""
    batch = ImportBatch(
        public_id=uuid4(),
        agency_id=actor.agency_id,
        user_id=actor.user_id,
        status="running",
        rows_in=0,
        rows_rejected=0,
        rows_warned=0,
        created_at=context.clock.now(),
    )
    session.add(batch)
    session.flush()
    sealing.make_data_key(session, context.keys, subject=batch.public_id, scope="import", now=context.clock.now())
    return batch.id


def save_chunk(session: Session, context: Context, actor: Actor, batch_id: int, chunk: Chunk) -> tuple[RowNote, ...]:
    """Store a chunk and count it into its batch; return everything to be said of its rows."""
    stored, rejected = store.register_many(session, context, actor, chunk.prepared, import_batch_id=batch_id)
    notes = chunk.notes + tuple(
        RowNote(chunk.lines[position], column, reason, is_rejected=True)
        for position, (column, reason) in rejected.items()
    )
    batch = session.get_one(ImportBatch, batch_id)
    batch.rows_in += len(stored)
    batch.rows_rejected += sum(note.is_rejected for note in notes)
    batch.rows_warned += len({note.line for note in notes if not note.is_rejected})
    return notes


def finish(session: Session, context: Context, actor: Actor, batch_id: int, notes: Iterable[RowNote]) -> UUID:
    """Close the batch with its sealed report; return its public id."""
    batch = session.get_one(ImportBatch, batch_id)
    key = sealing.open_data_key(session, context.keys, batch.public_id)
    report = [[note.line, note.column, note.reason, note.suggestion, note.is_rejected] for note in notes]
    batch.report = sealing.seal_json(key, report, Place("import_batch", batch.public_id, FieldClass.F6.value, 1))
    batch.status, batch.finished_at = "done", context.clock.now()
    audit.note(session, context, actor, audit.Act("import", subject=batch.public_id))
    return batch.public_id
