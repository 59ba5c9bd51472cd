"""docs/tutorials: their commands run, print what the page shows, and their code is the recipe's."""

from __future__ import annotations

import contextlib
import csv
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.command_line import ROOT, environment_in, homeward
from tests.recipes import blood_type
from tests.servers import free_port

TUTORIALS = ROOT / "docs" / "tutorials"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _text(name: str) -> str:
    return (TUTORIALS / name).read_text("utf-8")


def _commands(text: str) -> list[str]:
    """Return the commands of the page in order; a line that continues one belongs to it."""
    blocks = "\n".join(block for kind, block in FENCE.findall(text) if kind == "console")
    joined = re.sub(r"\\\n\s*", " ", blocks)
    return re.findall(r"^\$ (.+)$", joined, re.MULTILINE)


class _Shell:
    """A folder in which the commands of a page run, each in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = environment_in(folder / "data")

    def run(self, command: str) -> str:
        """Run one command and return its output; an `export` also applies to later commands."""
        if found := re.fullmatch(r'export (\w+)="\$PWD/(\w+)"', command):
            self.environment[found[1]] = str(self.folder / found[2])
            return ""
        program, *arguments = shlex.split(command)
        assert program == "homeward"
        with contextlib.chdir(self.folder):
            done = homeward(self.environment, *arguments)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr


@pytest.mark.late
def test_the_first_match_gives_the_matches_that_it_shows(tmp_path: Path) -> None:
    text, shell = _text("first-match.md"), _Shell(tmp_path)
    for name, content in re.findall(r"`(\w+\.csv)`:\n\n```csv\n(.*?)```", text, re.DOTALL):
        (tmp_path / name).write_text(content, "utf-8")
    printed = "".join(shell.run(command) for command in _commands(text))
    shown = "".join(block for kind, block in FENCE.findall(text) if kind == "text")

    assert printed == shown
    with (tmp_path / "matches.csv").open(encoding="utf-8", newline="") as file:
        found = [
            (row["left"], row["right"], row["probability"], row["band"], row["reasons"])
            for row in csv.DictReader(file)
        ]
    rows = re.findall(
        r"^\| (GR-\d) \| (DE-\d) \| ([\d.]+) \| (\w+) \| (.+) \|$", text, re.MULTILINE
    )
    assert len(rows) == 2
    assert [row[:4] for row in rows] == [row[:4] for row in found]
    assert [row[4] for row in rows] == [row[4].partition(";")[0] for row in found]
    third = (tmp_path / "all.csv").read_text("utf-8").splitlines()[3]
    assert re.search(r"probability (0\.\d+)\.", " ".join(text.split()))[1] in third  # type: ignore[index]


@pytest.mark.late
def test_the_first_installation_serves_and_passes_its_checks(tmp_path: Path) -> None:
    text, shell = _text("first-installation.md"), _Shell(tmp_path)
    before, serve, after = "\n".join(_commands(text)).partition("homeward serve\n")
    assert serve
    printed = [shell.run(command) for command in before.splitlines()]

    assert "agency DE-JUG added\n" in printed
    assert sum("password, shown once" in one for one in printed) == 2
    assert [re.findall(r"^60 \w+", one, re.MULTILINE)[0] for one in printed[-2:]] == [
        "60 rows",
        "60 records",
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "serve"],
        env=shell.environment | {"HOMEWARD_PORT": str(free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as served:
        try:
            assert served.stdout is not None
            assert b"Homeward serves on" in served.stdout.readline()
            checks = [shell.run(command) for command in after.splitlines()]
        finally:
            served.send_signal(signal.SIGTERM)
    assert [len(one) > 0 for one in checks] == [True, True]
    assert "0 places broken" in checks[1]


def test_the_code_of_the_first_attribute_is_that_of_the_recipe() -> None:
    shown = [
        block.strip("\n")
        for kind, block in FENCE.findall(_text("first-attribute.md"))
        if kind == "python"
    ]
    added = [row.strip("\n") for rows in blood_type.ADDED.values() for _, row in rows]

    assert shown == added


def test_the_files_that_the_first_attribute_names_exist() -> None:
    named = re.findall(r"`((?:\w+/)+\w+\.py)`", _text("first-attribute.md"))

    assert {*blood_type.ADDED, "matching/versions.py"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists()] == []
