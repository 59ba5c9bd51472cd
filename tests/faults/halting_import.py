"""An import that halts between two chunks: `python -m tests.faults.halting_import FILE ROWS CHUNK HALT`.

It imports the intake file ROWS, CHUNK rows at a time, as the caseworker of DE-JUG; HALT chunks are committed, the next
is written and not committed. FILE then holds the number of the process that waits to be killed.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from cli.commands import intake
from core.policy import Role
from services import imports
from services.actor import Actor
from services.context import Context
from services.imports import Chunk
from tests.factories import login


def main() -> None:
    file, save, saved = Path(sys.argv[1]), imports.save_chunk, []
    imports.CHUNK_ROWS = imports.CHUNK_LEAST = int(sys.argv[3])  # type: ignore[misc]
    imports.Pace = functools.partial(imports.Pace, rows=imports.CHUNK_ROWS)  # type: ignore[assignment, misc]

    def halt(session: Session, context: Context, actor: Actor, batch_id: int, chunk: Chunk) -> int:
        stored = save(session, context, actor, batch_id, chunk)
        session.flush()
        saved.append(stored)
        if len(saved) > int(sys.argv[4]):
            new = file.with_suffix(".new")
            new.write_text(str(os.getpid()))
            new.rename(file)
            signal.pause()
        return stored

    imports.save_chunk = halt
    intake.import_file(Path(sys.argv[2]), login(Role.CASEWORKER, "DE-JUG"), "", "unverified", "unknown", as_json=True)


if __name__ == "__main__":
    main()
