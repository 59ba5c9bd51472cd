"""Harmful files: each is refused within a second of processor time and 50 MiB.

The kernel enforces these limits.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.bomb_eater import BROKEN, EAGER, REFUSED
from tests.faults.bombs import BOMBS

pytestmark = pytest.mark.late

ROOT = Path(__file__).parents[2]
LARGE = {
    "rows in an open quote": b"A,found\n",
    "one line": b"x",
    "cells": b'"\n",',
    "columns": b",",
}


def _eat(*what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.faults.bomb_eater", *what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-500:]
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def eaten() -> dict[str, Any]:
    return _eat(EAGER, *BOMBS)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_its_limits(eaten: dict[str, Any], name: str) -> None:
    assert eaten[name]["code"] == REFUSED, eaten[name]
    assert eaten[name]["said"].startswith("file ")


def test_the_limits_are_felt(eaten: dict[str, Any]) -> None:
    assert (eaten[EAGER]["code"], eaten[EAGER]["said"]) == (BROKEN, "MemoryError")


def test_a_file_of_a_hundred_megabytes_on_the_server_costs_no_more_than_a_row(
    tmp_path: Path,
) -> None:
    for name, row in LARGE.items():
        with (tmp_path / name).open("wb") as opened:
            opened.write(
                b'record_ref,kind\n"A' if name == "rows in an open quote" else b"record_ref,kind\n"
            )
            for _ in range(100):
                opened.write(row * (1024 * 1024 // len(row)))
    answers = _eat(*(str(tmp_path / name) for name in LARGE))
    assert {Path(name).name: one["code"] for name, one in answers.items()} == dict.fromkeys(
        LARGE, REFUSED
    ), answers
