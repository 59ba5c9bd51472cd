"""`python -m tests.faults.halting_rekeying FILE FUNCTION CALL`: a match key rotation that halts.

Rows are processed one at a time. The changes of the CALL-th call of FUNCTION (in
`services.operations.match_key_rotation`) are written and not committed. FILE then has the id of the
process, which waits to be killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from cli.commands.rotate import RotatedKey, rotate_keys
from services.operations import match_key_rotation


def main() -> None:
    file, name, calls = Path(sys.argv[1]), sys.argv[2], []
    match_key_rotation.CHUNK = 1  # type: ignore[misc]
    match_key_rotation.SWEEP_BATCH_SIZE = 5  # type: ignore[misc]
    real = getattr(match_key_rotation, name)

    def halt(session: Session, *others: Any) -> Any:
        done = real(session, *others)
        calls.append(done)
        session.flush()
        if len(calls) == int(sys.argv[3]):
            new = file.with_suffix(".new")
            new.write_text(str(os.getpid()))
            new.rename(file)
            signal.pause()
        return done

    setattr(match_key_rotation, name, halt)
    match_key_rotation.STEPS = tuple(
        halt if step is real else step for step in match_key_rotation.STEPS
    )  # type: ignore[misc]
    rotate_keys(RotatedKey.MATCH)


if __name__ == "__main__":
    main()
