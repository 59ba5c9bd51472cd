"""The version of this program.

A release is a Git tag `vMAJOR.MINOR.PATCH`; the number is not repeated anywhere. A built package
has it in its metadata, an image in the file `RELEASE`. A clone asks Git.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNKNOWN = "unknown"


def program_version(root: Path = ROOT) -> str:
    """Return the version, for example `1.2.0`: from the file `RELEASE`, git, or the installed
    package.

    With commits since the tag: `1.2.0-5-gabc1234`. With changed files: the suffix `-dirty`. Without
    a tag: the commit. Without any of these sources: `unknown`.
    """
    stated = root / "RELEASE"
    if stated.is_file():
        return stated.read_text("utf-8").strip() or UNKNOWN
    git = shutil.which("git")
    if git and (root / ".git").exists():
        command = [git, "-C", str(root), "describe", "--tags", "--match=v[0-9]*", "--always"]
        answer = subprocess.run(  # noqa: S603 - no word of the command comes from outside
            [*command, "--dirty"], capture_output=True, text=True, check=False
        )
        return answer.stdout.strip().removeprefix("v") or UNKNOWN
    try:
        return importlib.metadata.version("homeward")
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN
