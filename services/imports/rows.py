"""Bulk import in chunks: valid rows are stored; each invalid row is named by line and column.

The caller opens one transaction per chunk, and committed chunks stay. A batch counts the rows of
its source. So a killed import resumes after the last one, and two imports cannot both resume the
same batch.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.codes.records import ImportState
from core.errors import Conflict, InvalidInput
from core.policy.fields import FieldClass
from core.policy.imports import RUN_FROM_ROWS
from core.published import published
from core.refusals import Refusal
from core.security.crypto import SealPlace, keyed_hash
from models.imports.import_batch import ImportBatch, ImportNote
from models.sql import postgres_statistics
from models.sql.bulk import insert_rows
from services.foundation import audit_log, data_keys, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.foundation.jobs import JobTarget
from services.records import new_records
from services.records.intake import preparation
from services.records.intake.preparation import Declaration, PreparationContext, PreparedRecord

CHUNK_ROWS = 500
CHUNK_S = 0.2  # seconds of writing, so that the write lock is held only briefly
MIN_CHUNK_ROWS = 20

NumberedRow = tuple[int, Row]
Rows = Iterable[NumberedRow]


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class RowNote:
    """A note on a row: line, column, reason and suggestion; never the value."""

    line: int
    column: str
    reason: str
    suggestion: str = ""
    is_rejected: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedChunk:
    """Rows prepared outside any transaction, with notes on rows or values that could not be read.

    `after` is the number of rows of the source before them.
    """

    after: int
    lines: tuple[int, ...]
    prepared: tuple[PreparedRecord, ...]
    notes: tuple[RowNote, ...]

    @property
    def rows(self) -> int:
        """The number of rows in the chunk, with rejected ones."""
        return len(self.lines) + sum(note.is_rejected for note in self.notes)


@dataclasses.dataclass(slots=True)
class ChunkPace:
    """The number of rows of the next chunk.

    The number is what this machine writes in `CHUNK_S` seconds, but at least `MIN_CHUNK_ROWS` and
    at most `CHUNK_ROWS`.
    """

    rows: int = CHUNK_ROWS

    def took(self, rows: int, seconds: float) -> None:
        """Set the size from the seconds that rows took to write."""
        fitting = int(rows * CHUNK_S / seconds) if seconds > 0 else CHUNK_ROWS
        self.rows = max(MIN_CHUNK_ROWS, min(CHUNK_ROWS, fitting))


def prepare_chunks(
    context: Context,
    rows: Rows,
    declaration: Declaration,
    *,
    actor: Actor,
    after: int = 0,
    pace: ChunkPace | None = None,
) -> Iterator[PreparedChunk]:
    """Yield chunks of prepared rows after the first `after` rows; `pace` gives the chunk size.

    `actor` imports the rows.
    """
    for block in row_blocks(
        itertools.islice(iter(rows), after, None), after=after, pace=pace or ChunkPace()
    ):
        yield prepare_block(block, preparation_context(context, actor, declaration))


def preparation_context(
    context: Context, actor: Actor, declaration: Declaration
) -> PreparationContext:
    """Return the inputs for preparing rows that an actor imports for the agency."""
    return preparation.preparation_context(
        context, declaration, source=actor.agency_kind, state=actor.state
    )


@dataclasses.dataclass(frozen=True, slots=True)
class ImportBlock:
    """Raw rows to prepare together; `after` is the number of rows of the source before them."""

    after: int
    rows: list[NumberedRow]


def row_blocks(rows: Rows, *, after: int, pace: ChunkPace) -> Iterator[ImportBlock]:
    """Split rows into blocks; `after` rows of the source came before them."""
    iterator = iter(rows)
    while numbered := list(itertools.islice(iterator, pace.rows)):
        yield ImportBlock(after, numbered)
        after += len(numbered)


def prepare_block(block: ImportBlock, terms: PreparationContext) -> PreparedChunk:
    """Prepare a block with sealed facts; uses no database and only the keys in `terms`."""
    lines: list[int] = []
    prepared: list[PreparedRecord] = []
    notes: list[RowNote] = []
    read = preparation.prepare_many(terms, [row for _, row in block.rows])
    for (line, _), ready in zip(block.rows, read, strict=True):
        if isinstance(ready, InvalidInput):
            notes.append(
                RowNote(line, ready.field, ready.reason, ready.suggestion, is_rejected=True)
            )
        else:
            lines.append(line)
            prepared.append(preparation.seal_version(ready))
            notes.extend(
                RowNote(line, warning.column, warning.reason, warning.suggestion)
                for warning in ready.warnings
            )
    return PreparedChunk(block.after, tuple(lines), tuple(prepared), tuple(notes))


def source_digest(digest: bytes, declaration: Declaration) -> bytes:
    """Return the digest of the bytes of a source, followed by the text of the declaration.

    The declaration is readable in the result, so the result is stored only as a keyed hash.
    """
    return digest + repr(declaration).encode()


def open_batch(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    source: bytes | None = None,
    expected: int = 0,
) -> ImportBatch:
    """Open an import batch, or resume the actor's unfinished one of this `source_digest`.

    `expected` is the number of rows that the source has at most, 0 if it is not known.
    """
    unfinished = None if source is None else _unfinished(session, context, actor, source)
    if unfinished is not None:
        return unfinished
    public_id = uuid4()
    batch = ImportBatch(
        public_id=public_id,
        agency_id=actor.agency_id,
        user_id=actor.user_id,
        status=ImportState.RUNNING,
        rows_in=0,
        rows_rejected=0,
        rows_warned=0,
        ends_with_run=expected >= RUN_FROM_ROWS,
        created_at=context.clock.now(),
    )
    session.add(batch)
    session.flush()
    key = data_keys.make_data_key(
        session, context.keys, subject=public_id, scope="import", now=context.clock.now()
    )
    batch.source_tag = None if source is None else _tag(key, source)
    return batch


def _tag(key: bytes, source: bytes) -> bytes:
    return keyed_hash(key, "import_source", source)


def _unfinished(
    session: Session, context: Context, actor: Actor, source: bytes
) -> ImportBatch | None:
    """Return the newest unfinished batch of the actor for this source.

    The tag of the source is hashed under the key of the batch.
    """
    running = session.scalars(
        select(ImportBatch)
        .where(ImportBatch.agency_id == actor.agency_id, ImportBatch.user_id == actor.user_id)
        .where(ImportBatch.status == ImportState.RUNNING, ImportBatch.source_tag.is_not(None))
        .order_by(ImportBatch.id.desc())
    ).all()
    opened = data_keys.open_data_keys(session, context.keys, [batch.public_id for batch in running])
    for batch in running:
        key = opened.get(batch.public_id)
        if key is not None and batch.source_tag == _tag(key, source):
            return batch
    return None


def rows_done(batch: ImportBatch) -> int:
    """Return the number of rows of the source that were counted in a batch."""
    return batch.rows_in + batch.rows_rejected


def save_chunk(
    session: Session, context: Context, actor: Actor, batch_id: int, chunk: PreparedChunk
) -> int:
    """Store a chunk, count it in its batch and store its notes; return the number of stored rows.

    Raise `Conflict` if the batch does not continue at this chunk: it is finished, or another import
    of the same source stored these rows.
    """
    postgres_statistics.analyse_tables(session)
    batch = session.get_one(ImportBatch, batch_id, with_for_update=True)
    if batch.status != ImportState.RUNNING or rows_done(batch) != chunk.after:
        raise Conflict(Refusal.SAME_ROWS_IMPORTED)
    stored, rejected = new_records.register_records(
        session, context, actor, chunk.prepared, import_batch=batch
    )
    refused = [
        RowNote(chunk.lines[position], reason.column, reason.reason, is_rejected=True)
        for position, reason in rejected.items()
    ]
    notes = sorted((*chunk.notes, *refused), key=lambda note: note.line)
    batch.rows_in += len(stored)
    batch.rows_rejected += sum(note.is_rejected for note in notes)
    batch.rows_warned += len({note.line for note in notes if not note.is_rejected})
    if notes:
        key = data_keys.open_data_key(session, context.keys, batch.public_id)
        place = place_of(batch, "import_note", chunk.after + 1)
        sealed = data_keys.seal_json(
            key, [list(dataclasses.astuple(note)) for note in notes], place
        )
        insert_rows(
            session,
            ImportNote,
            [{"batch_id": batch_id, "number": chunk.after + 1, "sealed": sealed}],
        )
    return len(stored)


def place_of(batch: ImportBatch, table: str, number: int) -> SealPlace:
    """Return the seal place of a part of an import."""
    return SealPlace(table, batch.public_id, FieldClass.F6.value, number)


def close_batch(
    session: Session, context: Context, actor: Actor, batch_id: int
) -> tuple[int, list[RowNote]]:
    """Close the batch with its sealed report; return the number of stored rows and the notes.

    A run is requested if it is to match the rows. Raise `Conflict` if the batch does
    not run any more. Audited.
    """
    batch = session.get_one(ImportBatch, batch_id, with_for_update=True)
    if batch.status != ImportState.RUNNING:
        raise Conflict(Refusal.IMPORT_IS_FINISHED)
    key = data_keys.open_data_key(session, context.keys, batch.public_id)
    files = session.scalars(
        select(ImportNote).where(ImportNote.batch_id == batch_id).order_by(ImportNote.number)
    )
    notes = [
        RowNote(*note)
        for file in files
        for note in data_keys.unseal_json(
            key, file.sealed, place_of(batch, "import_note", file.number)
        )
    ]
    report = [list(dataclasses.astuple(note)) for note in notes]
    batch.report = data_keys.seal_json(key, report, place_of(batch, "import_batch", 1))
    session.execute(delete(ImportNote).where(ImportNote.batch_id == batch_id))
    batch.status, batch.finished_at = ImportState.DONE, context.clock.now()
    if batch.ends_with_run and batch.rows_in:
        # a job without a run: the worker starts one, because this user may not read the snapshots
        jobs.enqueue(session, context, JobKind.DELTA, [JobTarget(batch_id=batch_id)])
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("import", subject=batch.public_id)
    )
    return batch.rows_in, notes
