"""`python -m tests.faults.halting_rotation FILE DATA CHUNK HALT`: a rotation that halts.

It rotates the wrapping key and wraps CHUNK data keys at a time. The HALT-th chunk is written and
not committed. FILE then has the id of the process, which waits to be killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from cli.commands.rotate import RotatedKey, rotate_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.operations import wrapping_key_rotation
from tests.integration.command_line import key_places


def main() -> None:
    file, rewrap, done = Path(sys.argv[1]), wrapping_key_rotation.rewrap_data_keys, []
    wrapping_key_rotation.CHUNK = int(sys.argv[3])  # type: ignore[misc]

    def halt(session: Session, context: Context, actor: Actor) -> int:
        done.append(rewrap(session, context, actor))
        session.flush()
        if len(done) == int(sys.argv[4]):
            new = file.with_suffix(".new")
            new.write_text(str(os.getpid()))
            new.rename(file)
            signal.pause()
        return done[-1]

    wrapping_key_rotation.rewrap_data_keys = halt
    data = Path(sys.argv[2])
    rotate_keys(RotatedKey.WRAPPING, key_places(data), data)


if __name__ == "__main__":
    main()
