"""Which Python bootstrap.py uses, with fake interpreters and installed old ones."""

from __future__ import annotations

import ast
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

VERSIONS = ("3.13", "3.12", "3.11")
STATES = ("absent", "broken", "lacking", "fine")


def fake(folder: Path, name: str, *, version: str, missing: str = "", code: int = 0) -> Path:
    """Write an interpreter that answers the probe as given; for any other program it prints its
    name.
    """
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(
        f'#!/bin/sh\nif [ "$1" = -c ]; then echo "{version} {missing}"; exit {code};'
        f' fi\nshift\necho "{name} runs $*"\n'
    )
    path.chmod(0o755)
    return path


def in_state(folder: Path, version: str, state: str) -> None:
    """Write `pythonX.Y` in one of the STATES."""
    if state != "absent":
        missing = "ensurepip" if state == "lacking" else ""
        fake(
            folder,
            f"python{version}",
            version=version,
            missing=missing,
            code=127 if state == "broken" else 0,
        )


@pytest.mark.parametrize(
    "states", list(itertools.product(STATES, repeat=len(VERSIONS))), ids="-".join
)
def test_the_newest_complete_python_is_chosen(
    house: ModuleType, tmp_path: Path, states: tuple[str, ...]
) -> None:
    folder = tmp_path / "bin"
    fake(folder, "python3.15", version="3.15")
    fake(folder, "python3", version="3.8")
    for version, state in zip(VERSIONS, states, strict=True):
        in_state(folder, version, state)
    python, complaint = house.find_python(str(folder))
    fine = [version for version, state in zip(VERSIONS, states, strict=True) if state == "fine"]
    lacking = [
        version for version, state in zip(VERSIONS, states, strict=True) if state == "lacking"
    ]
    assert python == (str(folder / f"python{fine[0]}") if fine else "")
    if not fine and lacking:
        assert complaint.startswith(f"Python {lacking[0]} (")
        assert f"apt install python{lacking[0]}-venv" in complaint
    else:
        assert complaint == ""


def test_the_newest_supported_python_is_taken(house: ModuleType, tmp_path: Path) -> None:
    fake(tmp_path, "python3.15", version="3.15")
    older = fake(tmp_path, "python3.11", version="3.11")
    assert house.find_python(str(tmp_path)) == (str(older), "")
    newest = fake(tmp_path, "python3.14", version="3.14")
    assert house.find_python(str(tmp_path)) == (str(newest), "")


def test_a_shim_that_fails_does_not_hide_the_same_name_further_along_the_path(
    house: ModuleType, tmp_path: Path
) -> None:
    shims, real = tmp_path / "shims", tmp_path / "real"
    fake(shims, "python3.12", version="", code=127)
    expected = fake(real, "python3.12", version="3.12")
    assert house.find_python(f"{shims}{os.pathsep}{real}") == (str(expected), "")


def test_a_plain_python3_of_the_right_version_is_found(house: ModuleType, tmp_path: Path) -> None:
    expected = fake(tmp_path / "bin", "python3", version="3.11")
    assert house.find_python(str(tmp_path / "bin")) == (str(expected), "")


@pytest.mark.parametrize("text", ["", "nonsense", "3", "3.x", "three.twelve ssl"])
def test_an_interpreter_that_answers_nonsense_counts_as_not_running(
    house: ModuleType, tmp_path: Path, text: str
) -> None:
    assert house.probe(str(fake(tmp_path / "bin", "python3.12", version=text))) is None


def test_the_python_running_this_test_has_everything_needed(house: ModuleType) -> None:
    assert house.probe(sys.executable) == (sys.version_info[:2], [])


def test_a_module_this_python_lacks_is_named_with_its_remedy(
    house: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        house, "MODULES", {"a_module_nobody_has": "apt install python{version}-nobody"}
    )
    version = house.this_version()
    complaint = house.unusable_reason()
    assert complaint.endswith(
        f"has no a_module_nobody_has module: apt install python{version}-nobody"
    )
    assert "\n" not in complaint


def test_a_finished_environment_is_used_by_a_python_that_could_not_make_one(
    house: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "MODULES", {"a_module_nobody_has": ""})
    monkeypatch.setattr(house, "is_current", lambda level: level == "app")
    assert house.unusable_reason() == ""


@pytest.fixture
def strange(house: ModuleType) -> Path:
    """A bootstrap.py that does not support the Python of the tests."""
    path = Path(house.__file__ or "")
    text = path.read_text()
    changed = text.replace(
        "SUPPORTED = ((3, 14), (3, 13), (3, 12), (3, 11))", "SUPPORTED = ((9, 8), (9, 7))"
    )
    assert changed != text
    path.write_text(changed)
    return path


def bootstrap(path: Path, *arguments: str, search_path: str) -> subprocess.CompletedProcess[str]:
    """Run a bootstrap.py with this Python and the given PATH."""
    return subprocess.run(
        [sys.executable, str(path), *arguments],
        capture_output=True,
        text=True,
        env={"PATH": search_path},
        timeout=60,
    )


def test_an_unsuitable_python_hands_over_with_all_arguments(strange: Path, tmp_path: Path) -> None:
    fake(tmp_path / "bin", "python9.7", version="9.7")
    done = bootstrap(
        strange, "demo", "--once", "a b", search_path=f"{tmp_path / 'bin'}:/bin:/usr/bin"
    )
    assert done.stdout == "python9.7 runs demo --once a b\n"
    assert "Homeward needs one of Python 9.7, 9.8 and" in done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("command", ["setup", "demo", "test", "test-all", "check", "lock"])
def test_with_no_suitable_python_one_line_says_what_to_do(
    strange: Path, tmp_path: Path, command: str
) -> None:
    fake(tmp_path / "bin", "python9.7", version="9.7", code=1)
    done = bootstrap(strange, command, search_path=str(tmp_path / "bin"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"make {command} PYTHON=python3.12, or: python3.12 bootstrap.py {command}" in done.stderr


def old_pythons() -> Iterator[Path]:
    """Find Pythons 3.6 to 3.10 on this machine, on PATH or installed by pyenv."""
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [*versions.glob("3.*/bin/python")]
    found += [
        Path(folder) / f"python3.{minor}" for folder in os.get_exec_path() for minor in range(6, 11)
    ]
    for path in found:
        answer = (
            subprocess.run(
                [path, "-c", "import sys; print(sys.version_info[1])"], capture_output=True
            ).stdout
            if path.is_file()
            else b""
        )
        if answer.strip() in {b"6", b"7", b"8", b"9", b"10"}:
            yield path


@pytest.mark.late
def test_real_old_pythons_answer_in_one_line(house: ModuleType, tmp_path: Path) -> None:
    found = list(old_pythons())
    if not found:
        pytest.skip("no Python older than 3.11 on this machine")
    for python in found:
        done = subprocess.run(
            [python, house.__file__ or "", "demo"],
            capture_output=True,
            text=True,
            env={"PATH": str(tmp_path)},
        )
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (
            2,
            "",
            1,
        ), f"{python}: {done.stderr}"
        assert "Homeward needs one of Python 3.11, 3.12, 3.13, 3.14 and" in done.stderr


def test_bootstrap_parses_as_python_3_6(project: Path) -> None:
    ast.parse((project / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_no_annotation_of_bootstrap_is_evaluated_beyond_a_plain_name(project: Path) -> None:
    tree = ast.parse((project / "bootstrap.py").read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    annotations = [function.returns for function in functions]
    annotations += [
        argument.annotation
        for node in functions
        for argument in [*node.args.args, *node.args.kwonlyargs]
        if argument.arg != "self"
    ]
    annotations += [node.annotation for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)]
    assert len(annotations) > 30
    assert [node for node in annotations if not isinstance(node, (ast.Name, ast.Constant))] == []


def test_bootstrap_imports_only_the_standard_library(project: Path) -> None:
    tree = ast.parse((project / "bootstrap.py").read_text())
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert "subprocess" in imported
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert imported <= sys.stdlib_module_names
