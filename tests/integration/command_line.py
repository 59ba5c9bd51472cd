"""A command of an installation in a process of its own, with an environment of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.factories import Installation
from tests.faults.serving import wait_for

ROOT = Path(__file__).resolve().parents[2]


def environment_in(folder: Path) -> dict[str, str]:
    """Return the environment of a command whose installation stands in a folder: no setting of ours but that."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
    return kept | {"HOMEWARD_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}


def environment_of(one: Installation, *, is_owner: bool = True) -> dict[str, str]:
    """Return the environment of a command on an installation whose keys are in their file.

    With `is_owner` it may sign in as the tables' owner, too: what upgrades, rotates and restores must, and no other.
    """
    environment = environment_in(one.context.settings.root)
    if not one.database.is_sqlite:
        environment["HOMEWARD_DATABASE_URL"] = one.app.url.render_as_string(hide_password=False)
        if is_owner:
            environment["HOMEWARD_OWNER_URL"] = one.database.url.render_as_string(hide_password=False)
    return environment


def homeward(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `homeward ...` to its end; a warning is an error."""
    command = [sys.executable, "-W", "error", "-m", "cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def kill_when_halted(environment: Mapping[str, str], module: str, halted: Path, *arguments: str) -> None:
    """Start a module of `tests.faults` that halts in the middle of its work, and kill it there."""
    command = [sys.executable, "-m", f"tests.faults.{module}", str(halted), *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        wait_for(halted.exists)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
