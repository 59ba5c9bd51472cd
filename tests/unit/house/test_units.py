"""The systemd units run commands that exist, as a user of their own, with few rights."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.lazy_group import COMMANDS

PROJECT = Path(__file__).resolve().parents[3]
UNITS = sorted((PROJECT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]
RIGHTS = {
    "User": "homeward",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "UMask": "0077",
}


def _read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(unit, "utf-8")
    return parser


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_exists_with_few_rights(unit: Path) -> None:
    service = _read(unit)["Service"]
    (command,) = re.findall(r"/opt/homeward/bin/homeward ([a-z-]+)", service["ExecStart"])
    assert command in COMMANDS
    assert RIGHTS.items() <= dict(service).items()


def test_each_process_and_each_timer_has_its_unit_and_starts_with_the_target() -> None:
    names = {unit.name for unit in UNITS}
    assert {f"homeward-{role}.service" for role in ("api", "worker", "scheduler")} <= names
    assert {timer.with_suffix(".service").name for timer in TIMERS} <= names
    started = [unit for unit in UNITS if "WantedBy=homeward.target" in unit.read_text("utf-8")]
    assert {unit.stem for unit in started} == {
        "homeward-api",
        "homeward-worker",
        "homeward-scheduler",
        "homeward-backup",
        "homeward-decoys",
        "homeward-rotation",
    }


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_a_unit(unit: Path, tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("this machine has no systemd")
    for known in UNITS:
        text = known.read_text("utf-8").replace(
            "/opt/homeward/bin/homeward", shutil.which("true") or ""
        )
        (tmp_path / known.name).write_text(text, "utf-8")
    answer = subprocess.run(
        [verify, "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in answer.stderr.splitlines() if "homeward" in line]
    assert (answer.returncode, found) == (0, [])


def test_the_document_names_each_unit() -> None:
    text = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    named = set(re.findall(r"`(homeward-[a-z]+\.(?:service|timer)|homeward\.target)`", text))
    backed = {timer.with_suffix(".service").name for timer in TIMERS}
    assert named | backed | {"homeward.target"} == {unit.name for unit in UNITS}
