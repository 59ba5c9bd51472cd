"""`python -m tests.faults.poisoned_worker RECORD_ID`: a worker that kills itself at one record."""

from __future__ import annotations

import os
import signal
import sys

from cli.commands.service import worker
from services.foundation.jobs import Claim
from workers.handlers import HANDLERS
from workers.runtime import Runtime


def main() -> None:
    record_id, match = int(sys.argv[1]), HANDLERS["match"]

    def deadly(runtime: Runtime, claimed: Claim) -> None:
        if claimed.record_id == record_id:
            os.kill(os.getpid(), signal.SIGKILL)
        match(runtime, claimed)

    HANDLERS["match"] = deadly
    worker()


if __name__ == "__main__":
    main()
