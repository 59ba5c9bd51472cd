"""Run a command of an installation with its own environment, in this process or in a new one."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from tests.factories import Installation
from tests.faults.serving import wait_for

ROOT = Path(__file__).resolve().parents[2]


def environment_in(folder: Path) -> dict[str, str]:
    """Return the environment of a command whose installation is in a folder.

    `HOMEWARD_*` variables of this process are removed.
    """
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")
    }
    return inherited | {"HOMEWARD_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}


def environment_of(one: Installation, *, is_responsible: bool = True) -> dict[str, str]:
    """Return the environment of a command on an installation whose keys are in their file.

    With `is_responsible` it may also sign in as the tables' owner. Only upgrades, rotations and
    restores need this.
    """
    environment = environment_in(one.context.settings.root)
    if not one.database.is_sqlite:
        environment["HOMEWARD_DATABASE_URL"] = one.app.url.render_as_string(hide_password=False)
        if is_responsible:
            environment["HOMEWARD_OWNER_URL"] = one.database.url.render_as_string(
                hide_password=False
            )
    return environment


def key_places(data: Path) -> list[Path]:
    """Return two places of the key archive beside a data archive; their folders exist."""
    places = [data.parent / name / "keys.archive" for name in ("here", "there")]
    for place in places:
        place.parent.mkdir(exist_ok=True)
    return places


def homeward(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `homeward ...` in this process.

    A new process takes more than a second to import its libraries. Logging and the environment are
    restored afterwards. A warning is an error.
    """
    from cli.__main__ import main

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, environment, clear=True))
        # it would last as long as this process
        stack.enter_context(mock.patch("cli.commands.intake.lower_priority"))
        stack.enter_context(mock.patch.object(sys, "argv", ["homeward", *arguments]))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("error")
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def homeward_process(
    environment: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run `homeward ...` in a new process to its end. A warning is an error."""
    command = [sys.executable, "-W", "error", "-m", "cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def kill_when_halted(
    environment: Mapping[str, str], module: str, halted: Path, *arguments: str
) -> None:
    """Start a module of `tests.faults` that halts in the middle of its work, then kill it."""
    command = [sys.executable, "-m", f"tests.faults.{module}", str(halted), *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        wait_for(halted.exists)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
