"""Runs the tests of one mutant after the other in a copied tree: heavy imports once, then a fork
for each run.

Reads a line of JSON a run (`file`, `text`, `tests`, `timeout_s`) and answers with one: `passed`,
`failed`, `timed out` or `broken` when pytest could not even begin. Nothing of ours is imported
before the fork but `matching`, which imports nothing of ours and is never mutated.
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
    """Run tests in a child of its own session, and return how they ended; a mutant that hangs is
    killed.
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
    """Put a text in place of a file's for a while; what Python compiled of either is never taken
    for the other.
    """
    before = file.read_text(encoding="utf-8")
    for one in (text, before):
        file.write_text(one, encoding="utf-8")
        for compiled in file.parent.glob(f"__pycache__/{file.stem}.*"):
            compiled.unlink()
        if one is text:
            yield


def main() -> None:
    """Answer until the input ends."""
    hypothesis.settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None, max_examples=60
    )
    hypothesis.settings.load_profile("mutation")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
        "1"  # none is needed, and importing them would cost each run
    )
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        asked = json.loads(line)
        with in_place(Path(asked["file"]), asked["text"]):
            answer = in_a_child(asked["tests"], asked["timeout_s"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
