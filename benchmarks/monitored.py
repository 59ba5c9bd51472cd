"""Run a command and measure its time and the peak memory of it and its children."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_LOOK_S = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")


def run_monitored(command: Sequence[str]) -> tuple[float, int]:
    """Run a command. Return its seconds and the peak memory in bytes, including its children."""
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryFile() as output:
        started, most = time.perf_counter(), 0
        process = subprocess.Popen(command, cwd=root, stdout=output, stderr=output)
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(_LOOK_S)
        seconds = time.perf_counter() - started
        if process.returncode:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace"))
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, most


def _memory(first: int) -> int:
    parents, pages = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
                pages[int(entry.name)] = int((entry / "statm").read_text().split()[1])
            except (OSError, IndexError):  # it has ended
                continue
    family = {first}
    for process in sorted(parents):  # a child nearly always has a higher number
        if parents[process] in family:
            family.add(process)
    return sum(pages.get(process, 0) for process in family) * _PAGE
