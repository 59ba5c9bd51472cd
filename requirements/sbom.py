"""The software bill of materials of a server: CycloneDX JSON, made from app.lock.

pyproject.toml has no version, because tags give it. So cyclonedx-py reads a copy that has the
version. The same lock and version give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DYNAMIC = 'dynamic = ["version"]'
OPTIONS = (
    "--output-format=JSON",
    "--spec-version=1.6",
    "--output-reproducible",
)


def command(project_file: Path) -> list[str]:
    """Return the command line of cyclonedx-py, to be run in the project's folder."""
    program = Path(sys.executable).with_name("cyclonedx-py")
    lock = "requirements/app.lock"
    return [str(program), "requirements", lock, f"--pyproject={project_file}", *OPTIONS]


def main(arguments: list[str]) -> int:
    """Print the bill, or write it to a file (`-o FILE`); return the exit code."""
    sys.path.insert(0, str(ROOT))
    from core.release import program_version

    text = (ROOT / "pyproject.toml").read_text("utf-8")
    if DYNAMIC not in text:
        raise SystemExit(f"pyproject.toml does not say {DYNAMIC}")
    with tempfile.TemporaryDirectory() as folder:
        stated = Path(folder) / "pyproject.toml"
        stated.write_text(text.replace(DYNAMIC, f'version = "{program_version()}"'), "utf-8")
        return subprocess.run([*command(stated), *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
