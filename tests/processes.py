"""Find the living descendants of a process."""

from __future__ import annotations

import contextlib
from pathlib import Path


def descendants(pid: int, *, deep: bool = True) -> list[int]:
    """Return the living descendants of a process."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for word in (task / "children").read_text().split():
                found.append(int(word))
                if deep:
                    found += descendants(int(word))
    return found


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
