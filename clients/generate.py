"""Generate the Python client from the OpenAPI document of this tree: `make client`.

First record the example answers (`api/answers.json`), then write the package
`clients/python/homeward_client`. A test compares the package with a new one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from api.app import ROUTERS
from api.openapi import make_document
from core.settings import Settings

CLIENTS = Path(__file__).resolve().parent
PACKAGE = CLIENTS / "python" / "homeward_client"
RECORDING = "tests/integration/api/test_examples.py"
RECORD = "HOMEWARD_RECORD_ANSWERS"


def generate(package: Path) -> None:
    """Write the package into a folder that does not exist yet."""
    programs = Path(sys.executable).parent
    variables = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "openapi.json"
        described.write_text(json.dumps(_shortened(make_document(Settings(), ROUTERS))), "utf-8")
        command = [str(programs / "openapi-python-client"), "generate", "--meta=none"]
        command += [f"--path={described}", f"--config={CLIENTS / 'config.yml'}"]
        command += [f"--output-path={package}", "--fail-on-warning"]
        subprocess.run(command, env=variables, check=True)
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


def record_answers() -> None:
    """Record the example answers: the test that sends each example writes them."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", RECORDING]
    subprocess.run(command, cwd=CLIENTS.parent, env={**os.environ, RECORD: "1"}, check=True)


def main() -> None:
    """Record the example answers and replace the package."""
    record_answers()
    shutil.rmtree(PACKAGE, ignore_errors=True)
    generate(PACKAGE)


if __name__ == "__main__":
    main()
