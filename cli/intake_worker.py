"""`python -m cli.intake_worker`: makes blocks of intake rows ready for `cli.intake_pool`, by pipe,
until it is closed.
"""

from __future__ import annotations

from cli.worker_pipes import serve_messages
from services.imports import rows as import_rows
from services.imports.rows import PreparedChunk, RowBlock
from services.records.preparation import PreparationContext


def main() -> None:
    """Answer until there is no more to make ready."""
    serve_messages(_chunk)


def _chunk(message: tuple[RowBlock, PreparationContext]) -> PreparedChunk:
    return import_rows.prepare_block(*message)


if __name__ == "__main__":
    main()
