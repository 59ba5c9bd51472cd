"""The list of commands is shown without importing them and equals their own help texts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from cli.lazy_group import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_shows_the_first_sentence_of_each_commands_help(name: str) -> None:
    first_sentence = " ".join(str(COMMANDS[name].load(name).help).split("\n\n")[0].split())
    assert COMMANDS[name].summary == first_sentence


def test_every_command_is_listed_and_an_unknown_one_is_an_error() -> None:
    listed = CliRunner().invoke(app, ["--help"])
    assert listed.exit_code == 0
    assert all(f" {name} " in listed.output for name in COMMANDS)
    assert CliRunner().invoke(app, ["nothing"]).exit_code == 2
    assert "homeward link" in CliRunner().invoke(app, ["link", "--help"]).output


def test_the_list_imports_neither_the_engine_nor_the_database() -> None:
    script = (
        "import sys; sys.argv = ['homeward', '--help']; from cli.__main__ import main\n"
        "try: main()\n"
        "finally: assert not {'numba', 'numpy', 'sqlalchemy', 'pydantic'} & set(sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
