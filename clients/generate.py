"""Generate the Python client from the OpenAPI document of this tree: `make client`.

Write the project `build/client` and its wheel. The generated package is not part of the tree.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from api.app import ROUTERS
from api.openapi import make_document
from core.release import program_version
from core.settings import Settings

CLIENTS = Path(__file__).resolve().parent
ROOT = CLIENTS.parent
TARGET = ROOT / "build" / "client"
EXAMPLE = CLIENTS / "python" / "example.py"
PROGRAMS = Path(sys.executable).parent


def make_wheel(project: Path) -> Path:
    """Write the project of the client into a new folder; return its wheel, in `dist` of the folder.

    The build back end is that of uv, which is in `dev.lock`: nothing is downloaded.
    """
    shutil.copytree(CLIENTS / "python", project)
    stated = project / "pyproject.toml"
    version = f'version = "{package_version(program_version())}"'
    stated.write_text(stated.read_text("utf-8").replace('version = "0"', version, 1), "utf-8")
    _generate(project / "homeward_client", described=project / "openapi.json")
    options = ["--wheel", "--offline", "--no-cache", "--no-config", "--quiet"]
    _run("uv", "build", *options, str(project))
    (wheel,) = (project / "dist").glob("*.whl")
    return wheel


def package_version(program: str) -> str:
    """Return the version of a wheel (PEP 440) for a version of the program.

    `1.2.0-5-gabc1234` becomes `1.2.0+5.gabc1234`. A commit without a tag becomes `0.0.0+abc1234`.
    """
    number, _, local = program.partition("-")
    if "." not in number:
        number, local = "0.0.0", program
    return f"{number}+{local.replace('-', '.')}" if local else number


def _generate(package: Path, *, described: Path) -> None:
    """Write the OpenAPI document to `described` and the package made of it to `package`."""
    described.write_text(json.dumps(_shortened(make_document(Settings(), ROUTERS))), "utf-8")
    options = ["--meta=none", f"--path={described}", f"--config={CLIENTS / 'config.yml'}"]
    options += [f"--output-path={package}", "--fail-on-warning"]
    _run("openapi-python-client", "generate", *options)
    (package / "py.typed").touch()  # PEP 561: without it, type checkers ignore the annotations


def _shortened(document: dict[str, Any]) -> dict[str, Any]:
    """Put one range in place of the error statuses of an operation: all are a `Problem`.

    The client checks each status of an operation with a block of code.
    """
    for methods in document["paths"].values():
        for operation in methods.values():
            responses = operation["responses"]
            for status in [name for name, response in responses.items() if "$ref" in response]:
                responses[f"{status[0]}XX"] = responses.pop(status)
    return document


def _run(program: str, *arguments: str) -> None:
    """Run a program of the environment; raise `CalledProcessError` if it fails."""
    path = f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([PROGRAMS / program, *arguments], env={**os.environ, "PATH": path}, check=True)


def main() -> None:
    """Replace `build/client` and print the path of the wheel."""
    shutil.rmtree(TARGET, ignore_errors=True)
    print(make_wheel(TARGET).relative_to(ROOT))


if __name__ == "__main__":
    main()
