"""`python -m tests.faults.halting_worker FILE`: a worker that halts once in the middle of a shard.

Its matches are written and not committed. FILE then has the id of the process, which waits to be
killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from cli.commands.service import worker
from services.foundation.context import Context
from services.foundation.jobs import Claim
from services.matching_runs import runs
from services.matching_runs.pair_scoring import ScoringResult

SHARD_IDS = 20  # records of a shard; less work than the shipped number


def main() -> None:
    file, count = Path(sys.argv[1]), runs.count_into_run

    def halt(session: Session, context: Context, claimed: Claim, scored: ScoringResult) -> None:
        count(session, context, claimed, scored)
        if claimed.matching_run_id is not None and not file.exists():
            new = file.with_suffix(f".{os.getpid()}")
            new.write_text(str(os.getpid()))
            new.rename(file)
            signal.pause()

    runs.count_into_run = halt
    runs.SHARD_IDS = SHARD_IDS
    worker()


if __name__ == "__main__":
    main()
