"""Chunks of an intake file made ready by processes of their own, while this one writes those
before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from cli import worker_pipes
from services.foundation.context import Context
from services.imports import rows as import_rows
from services.imports.rows import ChunkPace, PreparedChunk, Rows
from services.records import preparation
from services.records.preparation import Declaration

WORKER_MODULE = "cli.intake_worker"
# rows that are worth it: a child takes as long to start as to make these ready (1 to 2 s)
MIN_ROWS = 4_000
WRITING = 1  # core that this process and the server's take between them, as one waits for the other


def prepare_chunks(
    context: Context,
    rows: Rows,
    declaration: Declaration,
    *,
    source: str,
    after: int,
    pace: ChunkPace,
) -> Iterator[PreparedChunk]:
    """Yield chunks as `rows.chunks` does; few rows are made ready here."""
    left = itertools.islice(iter(rows), after, None)
    first = list(itertools.islice(left, MIN_ROWS))
    blocks = import_rows.row_blocks(itertools.chain(first, left), after=after, pace=pace)
    requests = (
        (block, preparation.preparation_context(context, declaration, source=source))
        for block in blocks
    )
    if len(first) < MIN_ROWS:
        return itertools.starmap(import_rows.prepare_block, requests)
    return worker_pipes.stream_answers(
        WORKER_MODULE, requests, ahead=max(1, worker_pipes.worker_count() - WRITING)
    )
