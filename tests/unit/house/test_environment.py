"""What bootstrap.py installs and when: programs are replaced, folders are real."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.unit.house.conftest import PROJECT, furnish, started

LEVELS = ("app", "dev", "docs")


class Runner:
    """Replacement of `bootstrap.background`: records the commands.

    A test can make a step fail or be interrupted.
    """

    def __init__(self, house: ModuleType) -> None:
        self.house = house
        self.commands: list[str] = []
        self.stop_at = ""
        self.error: BaseException = KeyboardInterrupt()

    @contextlib.contextmanager
    def __call__(
        self, arguments: list[str], *, name: str, remedy: str
    ) -> Iterator[SimpleNamespace]:
        assert name
        assert remedy
        kind = {"venv": "venv", "pip": "pip", "matching.warm_up": "warm"}[arguments[2]]
        step = f"pip {Path(arguments[-1]).stem}" if kind == "pip" else kind
        self.commands.append(step)
        if kind == "venv":
            # If it were killed now, the next run must recognise the folder as its own and
            # unfinished.
            assert (Path(self.house.VENV) / self.house.MARK).exists()
            assert self.house.read_mark() == {}
            packages = (
                Path(self.house.VENV)
                / "lib"
                / f"python{self.house.this_version()}"
                / "site-packages"
            )
            packages.mkdir(parents=True)
            # A real environment links lib64 to lib. This link points outside, where nothing may be
            # deleted.
            (Path(self.house.VENV) / "lib64").symlink_to("..")
            (Path(self.house.VENV) / "bin").mkdir()
            (Path(self.house.VENV) / "bin" / "python").symlink_to(sys.executable)
        yield SimpleNamespace(finish=functools.partial(self._finish, step))

    def _finish(self, step: str) -> None:
        if step.startswith(self.stop_at or "no step"):
            raise self.error

    def take(self) -> list[str]:
        """Return the commands since the last call."""
        commands, self.commands = self.commands, []
        return commands


def pips(level: str) -> list[str]:
    """Return the steps of an installation: packages of the kernel, then the others."""
    return [f"pip {level}-kernel", f"pip {level}-others"]


@pytest.fixture
def runner(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A project folder whose programs are replaced."""
    fake = Runner(house)
    monkeypatch.setattr(house, "background", fake)
    return fake


@pytest.mark.parametrize("level", LEVELS)
def test_a_bare_clone_gets_everything_in_order(runner: Runner, level: str) -> None:
    runner.house.set_up(level, kernel=True)
    assert runner.take() == ["venv", *pips(level), "warm"]
    assert runner.house.is_current(level)


@pytest.mark.parametrize(("first", "second"), [("app", "app"), ("dev", "dev"), ("dev", "app")])
def test_installed_packages_are_not_installed_again(
    runner: Runner, first: str, second: str
) -> None:
    runner.house.set_up(first, kernel=False)
    runner.take()
    runner.house.set_up(second, kernel=True)
    assert runner.take() == ["warm"]


def test_each_level_is_installed_on_top_of_those_below(runner: Runner) -> None:
    for level in LEVELS:
        runner.house.set_up(level, kernel=False)
        assert runner.take() == [*(["venv"] if level == "app" else []), *pips(level)]
    assert all(runner.house.is_current(level) for level in LEVELS)


def test_an_environment_with_a_changed_lock_below_is_made_again(runner: Runner) -> None:
    runner.house.set_up("dev", kernel=False)
    runner.take()
    Path(runner.house.lock_path("dev")).write_text("dev==2\n")
    runner.house.set_up("docs", kernel=False)
    assert runner.take() == ["venv", *pips("docs")]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(143), OSError("disk full")], ids=repr
)
@pytest.mark.parametrize("step", ["venv", "pip"])
def test_an_incomplete_environment_is_created_again(
    runner: Runner, level: str, step: str, error: BaseException
) -> None:
    runner.stop_at = f"pip {level}" if step == "pip" else step
    runner.error = error
    with pytest.raises(type(error)):
        runner.house.set_up(level, kernel=True)
    assert not runner.house.is_current("app")
    leftover = Path(runner.house.VENV) / "lib" / "half-installed"
    leftover.write_text("")
    runner.stop_at = ""
    runner.take()
    runner.house.set_up(level, kernel=True)
    assert runner.take() == ["venv", *pips(level), "warm"]
    assert not leftover.exists()


def test_a_change_of_only_the_tools_leaves_the_demo_as_it_is(runner: Runner) -> None:
    runner.house.set_up("dev", kernel=False)
    Path(runner.house.lock_path("dev")).write_text("dev==2\n")
    runner.take()
    runner.house.set_up("app", kernel=False)
    assert runner.take() == []
    runner.house.set_up("dev", kernel=False)
    assert runner.take() == ["venv", *pips("dev")]


def test_an_interrupted_installation_is_not_marked_as_finished(runner: Runner) -> None:
    runner.house.set_up("app", kernel=False)
    runner.stop_at = "pip dev"
    with pytest.raises(KeyboardInterrupt):
        runner.house.set_up("dev", kernel=False)
    runner.stop_at = ""
    runner.take()
    runner.house.set_up("app", kernel=False)
    assert runner.take() == ["venv", *pips("app")]


def test_a_kernel_that_does_not_compile_does_not_cost_the_environment(runner: Runner) -> None:
    runner.stop_at, runner.error = "warm", runner.house.SetupError("no")
    with pytest.raises(runner.house.SetupError):
        runner.house.set_up("app", kernel=True)
    runner.stop_at = ""
    runner.take()
    runner.house.set_up("app", kernel=True)
    assert runner.take() == ["warm"]


def other_lock(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the content of the lock files."""
    Path(house.lock_path("app")).write_text("app==2\n")
    Path(house.lock_path("dev")).write_text("dev==2\n")


def other_python(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with a Python of another minor version."""
    monkeypatch.setattr(house, "this_version", lambda: "3.99")


def no_python(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Delete the Python that created the environment."""
    python = Path(house.VENV) / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")


def moved(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the clone together with its environment."""
    mark = house.read_mark()
    house.write_mark(dict(mark, root="/elsewhere", venv="/elsewhere/.venv"))


def scribbled(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a mark that is not JSON."""
    (Path(house.VENV) / house.MARK).write_text("{")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("change", [other_lock, other_python, no_python, moved, scribbled])
def test_an_outdated_environment_is_created_again(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, change: object, level: str
) -> None:
    runner.house.set_up(level, kernel=False)
    runner.take()
    assert callable(change)
    change(runner.house, monkeypatch)
    runner.house.set_up(level, kernel=False)
    assert runner.take() == ["venv", *pips(level)]


def test_a_folder_that_is_not_ours_is_refused_and_left_as_it_was(runner: Runner) -> None:
    theirs = Path(runner.house.VENV)
    (theirs / "lib").mkdir(parents=True)
    (theirs / "letters.txt").write_text("dear")
    with pytest.raises(runner.house.SetupError, match="was not made by bootstrap"):
        runner.house.set_up("app", kernel=True)
    assert runner.take() == []
    assert sorted(os.listdir(theirs)) == ["letters.txt", "lib"]


def test_an_environment_behind_a_link_is_remade_without_touching_the_link(
    runner: Runner, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    Path(runner.house.VENV).symlink_to(tmp_path / "elsewhere")
    for version in ("1", "2"):
        Path(runner.house.lock_path("app")).write_text(f"app=={version}\n")
        runner.house.set_up("app", kernel=False)
    assert Path(runner.house.VENV).is_symlink()
    assert runner.take() == ["venv", *pips("app")] * 2


def test_the_environment_is_created_at_homeward_venv(house: ModuleType, tmp_path: Path) -> None:
    code = "import bootstrap; print(bootstrap.VENV)"
    places = {
        "": str(Path(house.ROOT) / ".venv"),
        "other": str(Path(house.ROOT) / "other"),
        str(tmp_path): str(tmp_path),
    }
    for given, expected in places.items():
        environment = {**os.environ, "HOMEWARD_VENV": given}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=house.ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.stdout.strip() == expected


@pytest.mark.parametrize(
    "name", ["PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT"]
)
def test_variables_that_lead_elsewhere_reach_no_child(
    house: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    assert name not in house.environment()
    assert house.environment()["PIP_INDEX_URL"] == "kept"


def test_the_kernel_cache_is_an_absolute_folder_inside_the_environment(
    house: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/elsewhere")
    assert Path(house.environment()["NUMBA_CACHE_DIR"]).parent == Path(house.VENV)
    assert os.path.isabs(house.VENV)


def test_pip_takes_only_hashed_wheels_of_our_lock(
    house: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    lock = (PROJECT / "requirements" / "dev.lock").read_text()
    Path(house.lock_path("dev")).write_text(lock)
    monkeypatch.setattr(house, "background", lambda arguments, **_: commands.append(arguments))
    Path(house.VENV).mkdir()
    files = house.split_lock("dev")
    for file in files:
        house.pip_child(file)
    for arguments, file in zip(commands, files, strict=True):
        assert "--require-hashes" in arguments
        assert arguments[arguments.index("--only-binary") + 1] == ":all:"
        assert arguments[-2:] == ["-r", file]
    first, others = (Path(file).read_text().splitlines() for file in files)
    assert sorted(first + others) == sorted(lock.splitlines())
    assert {line.split("==")[0] for line in first if "==" in line} == house.KERNEL_PACKAGES


def test_the_kernel_compiles_with_the_packages_that_are_installed_first(house: ModuleType) -> None:
    code = """if True:
        import importlib.metadata as metadata, json, sys
        before = set(sys.modules)
        import matching.warm_up
        print(json.dumps([
            sorted({name.split(".")[0] for name in set(sys.modules) - before}),
            metadata.packages_distributions(),
        ]))
    """
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    modules, distributions = json.loads(done.stdout)
    used = {name.lower() for module in modules for name in distributions.get(module, ())}
    locked = (PROJECT / "requirements" / "app.lock").read_text().splitlines()
    # On Windows only: another lock may hold it for every system.
    ours = used & {line.split("==")[0] for line in locked if "'win32'" not in line}
    assert ours == house.KERNEL_PACKAGES


def test_the_homeward_command_runs_from_anywhere_under_a_path_with_spaces(
    runner: Runner, tmp_path: Path
) -> None:
    runner.house.set_up("app", kernel=False)
    cli = Path(runner.house.ROOT) / "cli"
    cli.mkdir()
    (cli / "__init__.py").write_text("")
    (cli / "__main__.py").write_text(
        "import json, os, sys\ndef main():\n    print(json.dumps([sys.argv[1:],"
        " os.environ['NUMBA_CACHE_DIR']]))\n    return 7\n"
    )
    # A folder of the same name in the working directory must not be imported.
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("raise SystemExit('the wrong cli')")
    # the .pth file of a real environment does this
    environment = {
        **os.environ,
        "PYTHONPATH": runner.house.ROOT,
    }
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [runner.house.tool("homeward"), "a b", "--c"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (7, "")
    assert json.loads(done.stdout) == [
        ["a b", "--c"],
        runner.house.environment()["NUMBA_CACHE_DIR"],
    ]


def test_our_packages_are_importable_through_one_line_in_the_environment(runner: Runner) -> None:
    runner.house.set_up("app", kernel=False)
    (link,) = Path(runner.house.VENV).rglob("*.pth")
    assert link.read_text() == runner.house.ROOT + "\n"


def test_a_second_bootstrap_waits_for_the_first(house: ModuleType) -> None:
    furnish(house, level="app")
    with contextlib.ExitStack() as first:
        first.enter_context(house.one_at_a_time())
        with started(house, "setup") as waiting:
            assert waiting.stderr is not None
            assert "waiting for it" in waiting.stderr.readline()
            assert waiting.poll() is None
            first.close()
            assert "ready:" in waiting.communicate(timeout=60)[1]
    assert waiting.returncode == 0
