"""A temporary project folder for each test: a copy of bootstrap.py and an environment."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[3]


def load(path: Path) -> ModuleType:
    """Load a bootstrap.py as a new module, so that tests do not share its state."""
    spec = importlib.util.spec_from_file_location("bootstrap_of_a_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project() -> Path:
    """The folder of the project under test."""
    return PROJECT


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """bootstrap.py of a copied project folder; its environment is `.venv` inside the copy."""
    monkeypatch.delenv("HOMEWARD_VENV", raising=False)
    root = tmp_path / "house with a space"
    (root / "requirements").mkdir(parents=True)
    shutil.copy(PROJECT / "bootstrap.py", root)
    shutil.copy(PROJECT / "Makefile", root)
    for name in ("app", "dev", "docs", "bench"):
        (root / "requirements" / f"{name}.lock").write_text(f"{name}==1\n")
    return load(root / "bootstrap.py")


def furnish(house: ModuleType, *, level: str, demo: str = "", warm: str = "") -> None:
    """Create a finished environment in a project folder.

    It uses this Python; its engine and its command consist of the given texts.
    """
    root, venv = Path(house.ROOT), Path(house.VENV)
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "bin" / "homeward").write_text(demo)
    (root / "matching").mkdir()
    (root / "matching" / "__init__.py").write_text("")
    (root / "matching" / "warm_up.py").write_text(warm)
    house.write_mark(house.expected_mark(level))


def without_make() -> dict[str, str]:
    """Return the environment variables without those that an outer `make test` passes to an inner
    make.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "ARGS"))
    }


@contextlib.contextmanager
def started(
    house: ModuleType, *arguments: str, command: Sequence[str] = ()
) -> Iterator[subprocess.Popen[str]]:
    """Start the folder's bootstrap.py, or another command; kill it at the end of the block."""
    line = command or [sys.executable, str(Path(house.ROOT) / "bootstrap.py"), *arguments]
    with subprocess.Popen(
        line,
        cwd=house.ROOT,
        env=without_make(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def finished(house: ModuleType, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the folder's bootstrap.py to its end."""
    with started(house, *arguments) as process:
        output, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, output, errors)
