"""`python -m tests.faults.greedy_reader DATA_DIR COUNT`: read file-broker messages at full speed.

It ends after COUNT messages and prints how many were incomplete.
"""

from __future__ import annotations

import sys
from pathlib import Path
from queue import Empty

from core.settings import Settings
from workers.app import make_celery
from workers.runtime import Runtime


def main() -> None:
    folder, left, broken = Path(sys.argv[1]), int(sys.argv[2]), 0
    app = make_celery(Runtime(Settings(data_dir=folder)))
    with app.connection_for_read() as connection:
        print("ready", flush=True)  # noqa: T201
        while left:
            try:
                connection.default_channel._get("celery")
            except Empty:
                continue
            except ValueError:
                broken += 1
            left -= 1
    print(broken)  # noqa: T201


if __name__ == "__main__":
    main()
