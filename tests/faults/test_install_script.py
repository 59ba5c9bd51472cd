"""The install script makes a whole installation below an empty folder, and replaces no secret."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.command_line import environment_in

pytestmark = pytest.mark.slow  # it installs the packages and compiles the kernels

PROJECT = Path(__file__).resolve().parents[2]
ADDRESS = "https://homeward.example.org"


def _install(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROJECT / "deploy" / "install.sh"), *arguments],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_empty_folder_gets_an_installation_whose_secrets_stay(tmp_path: Path) -> None:
    root = tmp_path / "machine"
    answer = _install("--root", str(root), ADDRESS)
    assert answer.returncode == 0, answer.stderr
    settings = root / "etc" / "homeward"
    key = (settings / "secrets" / "keys.json").read_bytes()
    for path in (
        settings,
        settings / "secrets",
        settings / "homeward.env",
        root / "var/lib/homeward",
    ):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    named = dict(
        line.split("=", 1) for line in (settings / "homeward.env").read_text().splitlines()
    )
    assert named["HOMEWARD_ORIGINS"] == ADDRESS
    assert all(Path(value).exists() for name, value in named.items() if name.endswith("_FILE"))
    assert any((root / "var/cache/homeward/kernels").rglob("*.nbi"))
    units = {unit.name for unit in (PROJECT / "deploy" / "systemd").iterdir()}
    assert {unit.name for unit in (root / "etc/systemd/system").iterdir()} == units

    # the installed command runs without anything of this clone
    environment = environment_in(root / "elsewhere") | named
    del environment["PYTHONPATH"]
    command = root / "opt/homeward/bin/homeward"
    told = subprocess.run(
        [str(command), "--version"], env=environment, cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr

    again = _install("--root", str(root), "https://other.example.org")
    assert again.returncode == 0, again.stderr
    assert (settings / "secrets" / "keys.json").read_bytes() == key
    assert ADDRESS in (settings / "homeward.env").read_text()


@pytest.mark.parametrize("arguments", [(), ("http://homeward.example.org",)])
def test_an_address_that_is_missing_or_not_https_is_refused(arguments: tuple[str, ...]) -> None:
    answer = _install(*arguments)
    assert answer.returncode == 2
    assert "https://" in answer.stderr
