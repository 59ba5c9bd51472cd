"""`homeward sample`: its files, refusals and output."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from cli.commands import sample
from sample_data.files import FILE_NAMES, write_world
from sample_data.profiles import PROFILES

app = typer.Typer()
app.command("sample")(sample.sample)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("profile", PROFILES)
def test_the_command_writes_exactly_the_files_of_the_generator(tmp_path, profile):
    goal, expected = tmp_path / "new" / "world", tmp_path / "expected"
    expected.mkdir()
    write_world(expected, size=700, seed=3, profile=PROFILES[profile])
    result = run("--size", 700, "--seed", 3, "--out", goal, "--profile", profile)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in goal.iterdir()) == sorted(FILE_NAMES)
    for name in FILE_NAMES:
        assert (goal / name).read_bytes() == (expected / name).read_bytes()


def test_the_default_profile_is_report(tmp_path):
    run("--size", 30, "--seed", 3, "--out", tmp_path / "a")
    run("--size", 30, "--seed", 3, "--out", tmp_path / "b", "--profile", "report")
    assert (tmp_path / "a" / "records.csv").read_bytes() == (
        tmp_path / "b" / "records.csv"
    ).read_bytes()


def test_json_is_one_object_on_stdout_and_nothing_else(tmp_path):
    result = run("--size", 50, "--seed", 1, "--out", tmp_path, "--json")
    summary = json.loads(result.stdout)
    assert summary == {
        "records": 50,
        "pairs": summary["pairs"],
        "seed": 1,
        "profile": "report",
        "out": str(tmp_path),
    }
    assert summary["pairs"] == (tmp_path / "truth.csv").read_text(encoding="utf-8").count("\n") - 1
    assert result.stderr == ""


@pytest.mark.parametrize("name", FILE_NAMES)
def test_files_that_are_there_stay_as_they_are_without_force(tmp_path, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    result = run("--size", 20, "--seed", 1, "--out", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert name in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_force_replaces_the_files_and_no_others(tmp_path):
    (tmp_path / "records.csv").write_text("old", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("keep", encoding="utf-8")
    assert run("--size", 20, "--seed", 1, "--out", tmp_path, "--force").exit_code == 0
    assert (tmp_path / "records.csv").read_text(encoding="utf-8").count("\n") == 21
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "keep"


def test_an_unknown_profile_and_a_file_for_a_folder_are_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for arguments, word in (
        (("--out", tmp_path / "x", "--profile", "other"), "profile"),
        (("--out", tmp_path / "file"), "not a folder"),
    ):
        result = run("--size", 5, "--seed", 1, *arguments)
        assert result.exit_code == 2
        assert word in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_created_gives_a_one_line_error(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("--size", 5, "--seed", 1, "--out", tmp_path / "file" / "below")
    assert result.exit_code == 2
    assert result.stderr.startswith("homeward sample: cannot write to ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("size", [0, -3])
def test_a_size_below_one_is_refused(tmp_path, size):
    assert run("--size", size, "--seed", 1, "--out", tmp_path / "x").exit_code == 2
    assert not (tmp_path / "x").exists()


def test_a_run_that_breaks_leaves_no_file_behind(tmp_path, monkeypatch):
    def broken(folder, **_):
        (folder / "records.csv").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sample, "write_world", broken)
    result = run("--size", 5, "--seed", 1, "--out", tmp_path)
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert list(tmp_path.iterdir()) == []
