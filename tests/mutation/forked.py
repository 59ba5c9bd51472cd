"""Run the tests of one mutant after another in a copied tree; each run is a fork.

Heavy imports happen once, before the first fork. Reads one line of JSON per run (`file`, `text`,
`tests`, `timeout_s`) and answers with one line: `passed`, `failed`, `timed out`, or `broken` if
pytest could not start. Before the fork only `matching` is imported of the project: it imports no
other package of the project, and it is never mutated.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import alembic
import argon2
import cryptography.fernet
import hypothesis.stateful
import hypothesis.strategies
import pydantic_settings
import pytest
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite
import sqlalchemy.orm

import matching

WARM = (alembic, argon2, cryptography, hypothesis, pydantic_settings, sqlalchemy, matching.Engine)
QUIETLY = ["-x", "-q", "-p", "no:cacheprovider"]
MEANS = {
    pytest.ExitCode.OK: "passed",
    pytest.ExitCode.TESTS_FAILED: "failed",
    pytest.ExitCode.INTERRUPTED: "failed",
}


def in_a_child(tests: list[str], timeout_s: float) -> str:
    """Run tests in a child process with a session of its own; return the result.

    A mutant that hangs is killed.
    """
    child = os.fork()
    if child == 0:
        os.setsid()
        log = os.open("pytest.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        code: int = pytest.ExitCode.INTERNAL_ERROR
        try:
            code = pytest.main([*QUIETLY, *tests])
        except BaseException:  # noqa: BLE001  (whatever it is, nothing of the parent may run in the child)
            traceback.print_exc()
        os._exit(code)
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return MEANS.get(os.waitstatus_to_exitcode(status), "broken")  # type: ignore[call-overload]
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timed out"


@contextlib.contextmanager
def in_place(file: Path, text: str) -> Iterator[None]:
    """Replace the text of a file within the context.

    Compiled files of both texts are kept apart.
    """
    before = file.read_text(encoding="utf-8")
    for one in (text, before):
        file.write_text(one, encoding="utf-8")
        for compiled in file.parent.glob(f"__pycache__/{file.stem}.*"):
            compiled.unlink()
        if one is text:
            yield


def main() -> None:
    """Answer requests until the input ends."""
    hypothesis.settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None, max_examples=60
    )
    hypothesis.settings.load_profile("mutation")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
        "1"  # no plugin is needed, and importing them takes time in each run
    )
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        request = json.loads(line)
        with in_place(Path(request["file"]), request["text"]):
            answer = in_a_child(request["tests"], request["timeout_s"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
