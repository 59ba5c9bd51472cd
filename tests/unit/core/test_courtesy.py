"""Lowering the priority is permanent, affects only this process, and can be repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.process.scheduling_priority import NICENESS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no niceness")

_GROUP = Path("/proc/self/autogroup")
_SCRIPT = (
    "import os; from core.process.scheduling_priority import lower_priority; lower_priority(); "
    "print(os.nice(0)); print(open({!r}).read())"
)


@pytest.mark.parametrize("is_own", [True, False])
def test_a_process_is_nicer_and_its_session_where_it_leads_one(*, is_own: bool) -> None:
    before = _GROUP.read_text("ascii").split() if _GROUP.exists() else []
    script = _SCRIPT.format(str(_GROUP) if before else os.devnull)
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=is_own,
    )
    niceness, *group = run.stdout.split()
    assert int(niceness) == min(os.nice(0) + NICENESS, 19)
    if before:
        assert group[-1] == (str(NICENESS) if is_own else before[-1])
    after = _GROUP.read_text("ascii").split() if _GROUP.exists() else []
    assert after == before
