"""The lock files of this tree are valid, and the check detects every kind of damaged lock."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from requirements import check, refresh

A, B = ("0" * 64, "1" * 64)

PROJECT: dict[str, Any] = {
    "dependencies": ["alpha>=1,<3", "beta.x", "gamma>=1 ; sys_platform == 'linux'"],
    "optional-dependencies": {
        "pdf": [],
        "dev": ["tool>=1"],
        "docs": ["site"],
        "bench": ["peer"],
    },
}


def pin(name: str, version: str, marker: str = "", hashes: tuple[str, ...] = (A, B)) -> str:
    """Return one entry as a resolver writes it."""
    head = f"{name}=={version}" + (f" ; {marker}" if marker else "")
    return " \\\n".join([head, *(f"    --hash=sha256:{value}" for value in hashes)]) + "\n"


def locks() -> dict[str, str]:
    """Return three small valid locks."""
    app = (
        pin("alpha", "2.4.6", "python_full_version < '3.12'")
        + pin("alpha", "2.5.5", "python_full_version >= '3.12'")
        + pin("beta-x", "1.0.post1")
        + pin("gamma", "1!2.0+local", "sys_platform == 'linux'")
    )
    return {
        "app": app,
        "dev": app + pin("tool", "1.0"),
        "docs": app + pin("site", "2") + pin("tool", "1.0"),
        "bench": app + pin("peer", "3") + pin("tool", "1.0"),
    }


def test_locks_as_they_should_be_give_no_complaint() -> None:
    assert check.check(PROJECT, locks()) == []


FOREIGN_LINES = [
    "--index-url https://example.org/simple",
    "--extra-index-url=https://example.org/simple",
    "--find-links /opt/wheels",
    "-e .",
    "-r other.lock",
    "# from https://example.org",
    "./local.whl",
    "/opt/wheels/delta-1-py3-none-any.whl",
    f"delta @ https://example.org/delta.whl --hash=sha256:{A}",
    f"delta @ file:///opt/delta.whl --hash=sha256:{A}",
    f"https://example.org/delta.whl --hash=sha256:{A}",
    f"delta==1 --hash=sha256:{A} # via https://example.org",
    f"delta==1 ; sys_platform == 'https://example.org' --hash=sha256:{A}",
    f"delta==1 --index-url=https://example.org --hash=sha256:{A}",
    f"delta>=1 --hash=sha256:{A}",
    f"delta==1.* --hash=sha256:{A}",
    f"delta --hash=sha256:{A}",
    f"delta==1 ; no marker --hash=sha256:{A}",
    "delta==1",
    "delta==1 ; sys_platform == 'linux'",
    f"delta==1 --hash=md5:{A[:32]}",
    f"delta==1 --hash=sha256:{A[:-1]}",
    f"delta==1 --hash=sha256:{A} --hash=sha256:x",
]


@pytest.mark.parametrize("name", check.LOCKS)
@pytest.mark.parametrize("line", FOREIGN_LINES)
def test_a_line_that_is_more_or_less_than_a_hashed_pin_is_named(name: str, line: str) -> None:
    texts = locks()
    texts[name] += line + "\n"
    complaints = check.check(PROJECT, texts)
    assert len([text for text in complaints if text.startswith(f"{name}.lock: ")]) == 1


def without(name: str, entry: str) -> Callable[[dict[str, str]], None]:
    """Return a change that removes an entry from a lock."""

    def change(texts: dict[str, str]) -> None:
        assert entry in texts[name]
        texts[name] = texts[name].replace(entry, "")

    return change


def instead(name: str, entry: str, new: str) -> Callable[[dict[str, str]], None]:
    """Return a change that replaces one entry of a lock."""

    def change(texts: dict[str, str]) -> None:
        assert entry in texts[name]
        texts[name] = texts[name].replace(entry, new)

    return change


DRIFTS = {
    "dev lacks a package of app": (
        without("dev", pin("beta-x", "1.0.post1")),
        "dev.lock: lacks beta-x",
    ),
    "dev has another version": (
        instead("dev", pin("beta-x", "1.0.post1"), pin("beta-x", "1.1")),
        "dev.lock: beta-x differs",
    ),
    "dev has other hashes": (
        instead("dev", pin("beta-x", "1.0.post1"), pin("beta-x", "1.0.post1", hashes=(A,))),
        "dev.lock: beta-x differs",
    ),
    "bench has another version": (
        instead("bench", pin("tool", "1.0"), pin("tool", "1.1")),
        "bench.lock: tool differs",
    ),
    "docs has another version": (
        instead("docs", pin("tool", "1.0"), pin("tool", "1.1")),
        "docs.lock: tool differs",
    ),
    "dev lacks a package on one Python only": (
        without("dev", pin("alpha", "2.5.5", "python_full_version >= '3.12'")),
        "dev.lock: lacks alpha",
    ),
    "app lacks what the project asks for": (
        without("app", pin("gamma", "1!2.0+local", "sys_platform == 'linux'")),
        "app.lock: lacks gamma, which pyproject.toml asks for",
    ),
    "dev lacks what its extra asks for": (
        without("dev", pin("tool", "1.0")),
        "dev.lock: lacks tool, which pyproject.toml asks for",
    ),
    "a version is outside the range": (
        instead("app", pin("alpha", "2.4.6", "python_full_version < '3.12'"), pin("alpha", "3.0")),
        "app.lock: alpha 3.0 is outside <3,>=1",
    ),
    "a package is pinned twice for one Python": (
        instead("app", "python_full_version >= '3.12'", "python_full_version >= '3.11'"),
        "app.lock: alpha is pinned twice (Python 3.11, linux)",
    ),
}


@pytest.mark.parametrize(("change", "expected"), DRIFTS.values(), ids=list(DRIFTS))
def test_a_lock_that_has_drifted_is_named(
    change: Callable[[dict[str, str]], None], expected: str
) -> None:
    texts = locks()
    change(texts)
    assert any(complaint.startswith(expected) for complaint in check.check(PROJECT, texts))


def test_a_package_that_only_windows_needs_may_differ_between_locks() -> None:
    texts = locks()
    texts["app"] += pin("omega", "1", "sys_platform == 'win32'")
    assert check.check(PROJECT, texts) == []


def test_a_requirement_new_in_the_project_is_missed_in_every_lock() -> None:
    project = {**PROJECT, "dependencies": [*PROJECT["dependencies"], "Delta_Y>=2"]}
    complaints = check.check(project, locks())
    assert [complaint.split(":")[0] for complaint in complaints] == [
        "app.lock",
        "dev.lock",
        "docs.lock",
        "bench.lock",
    ]
    assert all("lacks Delta_Y" in complaint for complaint in complaints)


@pytest.fixture
def real(project: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The project table and the locks of this tree."""
    table = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table, {
        name: (project / "requirements" / f"{name}.lock").read_text() for name in check.LOCKS
    }


def test_the_locks_of_this_tree_are_clean(real: tuple[dict[str, Any], dict[str, str]]) -> None:
    table, texts = real
    assert check.check(table, texts) == []
    assert all(len(check.read_lock(name, texts[name])[0]) > 30 for name in check.LOCKS)


def test_the_program_prints_what_is_wrong_and_ends_with_one(project: Path, tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_bytes((project / "pyproject.toml").read_bytes())
    for name in ("check.py", *(f"{name}.lock" for name in check.LOCKS)):
        (tmp_path / "requirements" / name).write_bytes(
            (project / "requirements" / name).read_bytes()
        )
    command = [sys.executable, "requirements/check.py"]
    clean = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    with (tmp_path / "requirements" / "app.lock").open("a") as file:
        file.write("--index-url https://example.org/simple\n")
    spoilt = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert (spoilt.returncode, spoilt.stderr.count("\n")) == (1, 1)
    assert spoilt.stderr.startswith("app.lock: ")


def test_the_same_locks_are_refreshed_and_checked() -> None:
    assert {name: ("", *extras) for name, extras, _ in refresh.LOCKS} == check.LOCKS


def test_each_lock_repeats_its_base_and_names_no_host() -> None:
    commands = [refresh.command(*lock) for lock in refresh.LOCKS]
    assert [
        [part for part in command if part.startswith("--constraint")] for command in commands
    ] == [
        [],
        ["--constraint=requirements/app.lock"],
        ["--constraint=requirements/dev.lock"],
        ["--constraint=requirements/dev.lock"],
    ]
    for command in commands:
        assert {"--universal", "--generate-hashes", "--no-header", "--no-annotate"} <= set(command)


def test_refreshing_stops_at_the_first_lock_that_does_not_resolve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outputs: list[str] = []

    def run(arguments: list[str], *, cwd: Path, check: bool) -> subprocess.CompletedProcess[bytes]:
        assert arguments[-1] == "--upgrade"
        outputs.append(arguments[-2])
        return subprocess.CompletedProcess(arguments, 2 if "dev.lock" in arguments[-2] else 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert refresh.main(["--upgrade"]) == 2
    assert outputs == ["--output-file=requirements/app.lock", "--output-file=requirements/dev.lock"]
