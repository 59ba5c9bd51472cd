"""docs/tutorials/api.md: each command is run, and each answer has what the page shows."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from clients import generate
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from tests.integration import demo_steps
from tests.integration.demo_steps import Demo
from tests.web_server import Server

ROOT = Path(__file__).parents[3]
TUTORIAL = (ROOT / "docs" / "tutorials" / "api.md").read_text("utf-8")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _blocks() -> list[tuple[str, str]]:
    """Return the fenced blocks of the page: language and text."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL)


def _difference(shown: Any, answered: Any, at: str = "") -> str:
    """Return where an answer lacks what the page shows, "" where it has all of it."""
    if isinstance(shown, dict) and isinstance(answered, dict):
        wrong = (
            _difference(value, answered[name], f"{at}.{name}")
            if name in answered
            else f"{at}.{name} is missing"
            for name, value in shown.items()
        )
        return next(filter(None, wrong), "")
    if isinstance(shown, list) and isinstance(answered, list):
        differences = [
            [_difference(expected, one, f"{at}[]") for one in answered] for expected in shown
        ]
        return next(
            (found[0] if found else f"{at} is empty" for found in differences if all(found)), ""
        )
    is_id = isinstance(shown, str) and UUID_TEXT.fullmatch(shown)
    is_same = bool(UUID_TEXT.fullmatch(str(answered))) if is_id else shown == answered
    return "" if is_same else f"{at}: {answered!r} is not {shown!r}"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with demo_steps.open_demo(tmp_path / "demo") as demo:
        yield demo


@contextlib.contextmanager
def _served(demo: Demo) -> Iterator[dict[str, str]]:
    """Yield the variables that the demo prints, with the address of a server."""
    context, database, variables = demo
    with Database(database.url, door=DatabaseRole.SIGN_IN) as own:
        app = create_app(context.settings, context=context, database=own)
        with Server(app) as address:
            yield variables | {"PATH": os.environ["PATH"], "HOMEWARD": address}


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, f"{command[-1]}\n{run.stdout}\n{run.stderr}"
    return run.stdout


def test_the_demo_prints_every_variable_that_the_tutorial_uses(demo: Demo) -> None:
    used = set(re.findall(r"\$([A-Z_]{3,})", TUTORIAL))
    assert used - set(demo[2]) == {"CHILD", "MATCH", "PERSON", "REPORT", "REVISION", "VERSION"}
    assert all(demo[2].values())


@pytest.mark.late
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_tutorial_answer_what_it_shows(demo: Demo, tmp_path: Path) -> None:
    wrong = []
    with _served(demo) as environment:
        answer = ""
        for language, text in _blocks():
            if language == "bash":
                answer = _run(["bash", "-e", "-c", text], tmp_path, environment)
                demo_steps.work(*demo[:2])
            elif language == "json":
                difference = _difference(json.loads(text), json.loads(answer))
                if difference:
                    wrong.append(f"{difference} in {answer}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.late
def test_the_generated_client_runs_the_example_of_the_tutorial(demo: Demo, tmp_path: Path) -> None:
    script = generate.EXAMPLE.read_text("utf-8")
    lines = "\n".join(line.strip() for line in script.splitlines())
    shown = [text for language, text in _blocks() if language == "python"]
    assert shown
    for text in shown:
        assert "\n".join(line.strip() for line in text.splitlines()) in lines
    wheel = generate.make_wheel(tmp_path / "client")
    assert not wheel.name.startswith("homeward_client-0-"), "the version was not filled in"
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    # PEP 561: without this file, type checkers ignore the annotations
    assert (installed / "homeward_client" / "py.typed").is_file()
    with _served(demo) as environment:
        environment |= {"PYTHONPATH": str(installed)}
        command = [sys.executable, str(generate.EXAMPLE)]
        first = _run(command, tmp_path, environment)
        again = _run(command, tmp_path, environment)
    assert "found link link call Youth Welfare Desk Germany (fictional), +32 2 555 01 02" in first
    assert first.splitlines()[0] == again.splitlines()[0]
