"""The software bill of materials is valid CycloneDX and names every package of app.lock."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from core.release import program_version
from requirements import check


def _made(project: Path) -> str:
    """Return the output of `bootstrap.py sbom`."""
    command = [sys.executable, "requirements/sbom.py"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout


def test_the_bill_of_materials_is_valid_and_equals_the_lock(project: Path) -> None:
    text = _made(project)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    table = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == (table["name"], program_version())
    pins, _ = check.read_lock("app", (project / "requirements" / "app.lock").read_text())
    assert pins
    named = {
        (one["name"], one["version"]): {
            f"--hash=sha256:{found['content']}"
            for reference in one["externalReferences"]
            for found in reference["hashes"]
        }
        for one in bill["components"]
    }
    assert named == {(pin.requirement.name, pin.version): set(pin.hashes) for pin in pins}
