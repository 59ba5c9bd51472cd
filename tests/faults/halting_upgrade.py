"""`python -m tests.faults.halting_upgrade FILE CHUNK HALT`: an upgrade that halts.

It packs CHUNK records at a time. The HALT-th chunk is written and not committed. FILE then has the
id of the process, which waits to be killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from cli.commands.upgrade import upgrade
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.operations import feature_upgrade as records
from services.operations.feature_upgrade import RepackedChunk


def main() -> None:
    file, keep, stored = Path(sys.argv[1]), records.store_chunk, []
    records.CHUNK = int(sys.argv[2])  # type: ignore[misc]

    def halt(session: Session, context: Context, actor: Actor, chunk: RepackedChunk) -> int:
        done = keep(session, context, actor, chunk)
        session.flush()
        stored.append(done)
        if len(stored) == int(sys.argv[3]):
            new = file.with_suffix(".new")
            new.write_text(str(os.getpid()))
            new.rename(file)
            signal.pause()
        return done

    records.store_chunk = halt
    upgrade(as_json=True)


if __name__ == "__main__":
    main()
