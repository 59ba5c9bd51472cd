"""`python -m tests.faults.poisoned_worker RECORD_ID`: a worker that kills itself at one record."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from cli.commands.service import worker
from services.foundation.jobs import Claim
from workers import execution
from workers.handlers import HANDLERS
from workers.runtime import Runtime


def main() -> None:
    record_id = int(sys.argv[1])
    match, match_batch = HANDLERS["match"], vars(execution)["match_records"]

    def deadly(runtime: Runtime, claimed: Claim) -> None:
        _die_at(record_id, [claimed])
        match(runtime, claimed)

    def deadly_batch(runtime: Runtime, batch: Sequence[Claim]) -> None:
        _die_at(record_id, batch)
        match_batch(runtime, batch)

    HANDLERS["match"] = deadly
    vars(execution)["match_records"] = deadly_batch
    worker()


def _die_at(record_id: int, claims: Sequence[Claim]) -> None:
    if any(claimed.record_id == record_id for claimed in claims):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
