"""Refresh the locks: run uv's command line for each of them.

check.py checks the result. This file runs in the development environment.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Each lock's extras, and the lock whose versions it must repeat.
LOCKS = (
    ("app", (), None),
    ("dev", ("pdf", "dev"), "app"),
    ("docs", ("pdf", "dev", "docs"), "dev"),
    ("bench", ("pdf", "dev", "bench"), "dev"),
)

# One resolution for every Python and platform we run on, starting at the oldest; no line that names
# a host or a path.
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-python-downloads",
    "--quiet",
)


def command(name: str, extras: tuple[str, ...], base: str | None) -> list[str]:
    """Return uv's command line for one lock, to be run in the project's folder."""
    uv = Path(sys.executable).parent / "uv"
    asked = [f"--extra={extra}" for extra in extras]
    bound = [f"--constraint=requirements/{base}.lock"] if base else []
    output = f"--output-file=requirements/{name}.lock"
    return [str(uv), "pip", "compile", "pyproject.toml", *OPTIONS, *asked, *bound, output]


def main(arguments: list[str]) -> int:
    """Refresh every lock; pass the arguments (`--upgrade`) to uv. Stop at the first failure."""
    for lock in LOCKS:
        code = subprocess.run([*command(*lock), *arguments], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
