"""`python -m tests.faults.halting_import FILE ROWS CHUNK HALT`: an import that halts between
chunks.

It imports the intake file ROWS, CHUNK rows at a time, as the caseworker of DE-JUG. HALT chunks are
committed; the next is written and not committed. FILE then has the id of the process, which waits
to be killed.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from cli.commands import intake
from core.policy.roles import Role
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.imports import rows as import_rows
from services.imports.rows import PreparedChunk
from tests.factories import login


def main() -> None:
    file, save, saved = Path(sys.argv[1]), import_rows.save_chunk, []
    import_rows.CHUNK_ROWS = import_rows.MIN_CHUNK_ROWS = int(sys.argv[3])  # type: ignore[misc]
    import_rows.ChunkPace = functools.partial(import_rows.ChunkPace, rows=import_rows.CHUNK_ROWS)  # type: ignore[assignment, misc]

    def halt(
        session: Session, context: Context, actor: Actor, batch_id: int, chunk: PreparedChunk
    ) -> int:
        stored = save(session, context, actor, batch_id, chunk)
        session.flush()
        saved.append(stored)
        if len(saved) > int(sys.argv[4]):
            new = file.with_suffix(".new")
            new.write_text(str(os.getpid()))
            new.rename(file)
            signal.pause()
        return stored

    import_rows.save_chunk = halt
    intake.import_file(
        file=Path(sys.argv[2]),
        login=login(Role.CASEWORKER, "DE-JUG"),
        legal_basis="",
        reporter_check="unverified",
        international_protection="unknown",
        searches=0,
        is_dry=False,
        as_json=True,
    )


if __name__ == "__main__":
    main()
