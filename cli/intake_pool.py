"""Prepare chunks of an intake file in child processes while this process writes earlier ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from cli import worker_pipes
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.imports import rows as import_rows
from services.imports.rows import ChunkPace, PreparedChunk, Rows
from services.records.intake.preparation import Declaration

WORKER_MODULE = "cli.intake_worker"
# from this many rows; starting a child takes as long as preparing them (1 to 2 s)
MIN_ROWS = 4_000
# this process and the database server use one core between them, because each waits for the other
WRITING = 1


def prepare_chunks(
    context: Context,
    rows: Rows,
    declaration: Declaration,
    *,
    actor: Actor,
    after: int,
    pace: ChunkPace,
) -> Iterator[PreparedChunk]:
    """Yield the chunks of prepared rows in file order, as `rows.chunks` does.

    The first `after` rows are skipped. `actor` imports the rows. Child processes prepare the rows;
    a file with fewer than `MIN_ROWS` rows is prepared in this process.
    """
    left = itertools.islice(iter(rows), after, None)
    first = list(itertools.islice(left, MIN_ROWS))
    blocks = import_rows.row_blocks(itertools.chain(first, left), after=after, pace=pace)
    requests = (
        (block, import_rows.preparation_context(context, actor, declaration)) for block in blocks
    )
    if len(first) < MIN_ROWS:
        return itertools.starmap(import_rows.prepare_block, requests)
    return worker_pipes.stream_answers(
        WORKER_MODULE, requests, ahead=max(1, worker_pipes.worker_count() - WRITING)
    )
