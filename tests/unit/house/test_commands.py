"""Commands replace the started process, keep its exit code, and end completely by a signal."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.house.conftest import PROJECT, finished, furnish, started

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]

# Prints its process id, then waits for a signal, as a serving demo does.
SERVING = "import os, sys, time\nprint(os.getpid(), *sys.argv[1:], flush=True)\ntime.sleep(60)\n"

# A compiler with a child process; both must be stopped.
COMPILING = (
    "import os, pathlib, subprocess, time\n"
    "child = subprocess.Popen(['sleep', '60'])\n"
    "pathlib.Path('pids.new').write_text(f'{os.getpid()} {child.pid}')\n"
    "os.replace('pids.new', 'pids')\n"
    "time.sleep(60)\n"
)


@pytest.fixture(autouse=True)
def _signals_reach_children() -> Iterator[None]:
    """Let signals stop child processes even if the test run ignores them in the background."""
    ignored = [number for number in SIGNALS if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        # a signal handled here has its default action after an exec
        signal.signal(number, lambda *_: None)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def eventually(true: Callable[[], bool]) -> bool:
    """Wait until a condition is true, at most half a minute."""
    end = time.monotonic() + 30
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_gone(pid: int) -> bool:
    """Return whether no process of that id runs.

    A process that ended without being collected by its parent counts as gone.
    """
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()
    return listed in {"", "Z"} or listed.startswith("Z")


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_serving_demo_is_the_process_that_was_started_and_dies_of_a_signal(
    house: ModuleType, number: signal.Signals
) -> None:
    furnish(house, level="app", demo=SERVING)
    with started(house, "demo", "--port", "1 2") as process:
        assert process.stdout is not None
        assert process.stdout.readline().split() == [str(process.pid), "demo", "--port", "1", "2"]
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode == -number


@pytest.mark.skipif(
    shutil.which("make") is None, reason="make is missing here; bootstrap.py alone is tested above"
)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_demo_started_by_make_leaves_no_process(
    house: ModuleType, number: signal.Signals
) -> None:
    furnish(house, level="app", demo=SERVING)
    command = ["make", "demo", f"PYTHON={sys.executable}", "ARGS=--once --size 3"]
    with started(house, command=command) as process:
        assert process.stdout is not None
        pid, *arguments = process.stdout.readline().split()
        assert arguments == ["demo", "--once", "--size", "3"]
        # Ctrl-C signals the whole process group, `kill` only the process.
        if number is signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode != 0
    assert eventually(lambda: is_gone(int(pid)))


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_during_the_set_up_stops_its_children_too(
    house: ModuleType, number: signal.Signals
) -> None:
    furnish(house, level="app", warm=COMPILING)
    pids = Path(house.ROOT) / "pids"
    with started(house, "setup") as process:
        assert eventually(pids.exists)
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Traceback" not in errors
    for pid in pids.read_text().split():
        assert eventually(lambda pid=int(pid): is_gone(pid))  # type: ignore[misc]


def finish(house: ModuleType, program: list[str], *, remedy: str = "none") -> None:
    """Run a program as set-up does."""
    with house.background(program, name="waiting", remedy=remedy) as child:
        child.finish()


@pytest.mark.parametrize("code", [0, 1, 7, 77])
def test_the_exit_code_of_a_demo_passes_through(house: ModuleType, code: int) -> None:
    furnish(house, level="app", demo=f"raise SystemExit({code})")
    assert finished(house, "demo").returncode == code


def test_a_program_that_fails_shows_its_words_and_one_line_with_the_remedy(
    house: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    program = [
        sys.executable,
        "-c",
        "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)",
    ]
    with pytest.raises(house.SetupError, match=r"ended with 3: plug it in$"):
        finish(house, program, remedy="plug it in")
    assert sorted(capsys.readouterr().err.split()) == ["err", "out"]


def test_a_program_that_succeeds_is_quiet(
    house: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    finish(house, [sys.executable, "-c", "print('noise')"])
    assert capfd.readouterr() == ("", "")


def test_a_program_that_takes_long_is_said_to_go_on(
    house: ModuleType, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "PROGRESS_INTERVAL_S", 0.2)
    cache = Path(house.environment()["NUMBA_CACHE_DIR"])
    cache.mkdir(parents=True)
    (cache / "score-1.nbi").write_text("")
    finish(house, [sys.executable, "-c", "import time; time.sleep(0.5)"])
    out, err = capfd.readouterr()
    assert out == ""
    assert "homeward: waiting: still running after 0 s; 1 functions of the kernel" in err


def test_only_the_first_compilation_is_announced(
    house: ModuleType, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "background", lambda arguments, **_: None)
    house.kernel_child()
    assert "compiling the matching kernel" in capfd.readouterr().err
    Path(house.environment()["NUMBA_CACHE_DIR"]).mkdir(parents=True)
    house.kernel_child()
    assert capfd.readouterr().err == ""


def test_a_failed_compilation_gives_a_message_and_an_exit_code(house: ModuleType) -> None:
    furnish(house, level="app", warm="raise SystemExit('no LLVM')")
    done = finished(house, "demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no LLVM" in done.stderr.splitlines()
    assert "does not compile" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["setup", "demo", "test", "check"])
def test_an_unwritable_folder_gives_a_one_line_error(house: ModuleType, command: str) -> None:
    Path(house.VENV).write_text("a file where the folder should be")
    done = finished(house, command)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "HOMEWARD_VENV" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["dance"], ["--once"], ["-h"], ["--help"]], ids=str)
def test_without_a_command_the_commands_are_listed(house: ModuleType, arguments: list[str]) -> None:
    done = finished(house, *arguments)
    assert all(f"\n  {command} " in done.stdout for command in house.COMMANDS)
    assert done.stderr == ""
    assert done.returncode == (0 if arguments in (["-h"], ["--help"]) else 2)


def test_make_knows_every_command(house: ModuleType) -> None:
    phony, rule = re.findall(
        r"^(?:\.PHONY: )?([a-z][a-z -]*?):?$", (PROJECT / "Makefile").read_text(), re.MULTILINE
    )
    assert sorted(phony.split()) == sorted(rule.split()) == sorted(house.COMMANDS)


@pytest.fixture
def became(house: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would replace the process, without an environment."""
    calls: list[list[str]] = []
    monkeypatch.setattr(
        house, "replace_process", lambda arguments, *, folder: calls.append([*arguments, folder])
    )
    monkeypatch.setattr(
        house, "set_up", lambda level, *, kernel: calls.append([level, f"kernel={kernel}"])
    )
    return calls


@pytest.mark.parametrize(
    ("command", "level", "expected"),
    [
        ("demo", ["app", "kernel=True"], ["python", "homeward", "demo", "X"]),
        (
            "test",
            ["dev", "kernel=True"],
            [
                "python",
                "-m",
                "pytest",
                "-n",
                "3",
                "--dist=worksteal",
                "-m",
                "not slow and not late",
                "--few-examples",
                "X",
            ],
        ),
        (
            "test-all",
            ["dev", "kernel=True"],
            ["python", "-m", "pytest", "-n", "3", "--dist=worksteal", "--databases=all", "X"],
        ),
        (
            "test-rest",
            ["dev", "kernel=True"],
            [
                "python",
                "-m",
                "pytest",
                "-n",
                "3",
                "--dist=worksteal",
                "--databases=rest",
                "-m",
                "not slow",
                "X",
            ],
        ),
        ("faults", ["dev", "kernel=True"], ["python", "-m", "pytest", "tests/faults", "X"]),
        ("mutate", ["dev", "kernel=True"], ["python", "-m", "tests.mutation", "X"]),
        ("lock", ["dev", "kernel=False"], ["python", "requirements/refresh.py", "X"]),
        (
            "sbom",
            ["dev", "kernel=False"],
            ["python", "requirements/sbom.py", "X"],
        ),
    ],
)
def test_each_command_installs_its_requirements_and_passes_its_arguments(
    house: ModuleType, became: list[list[str]], command: str, level: list[str], expected: list[str]
) -> None:
    house.COMMANDS[command](["X"])
    assert became[0] == level
    assert [part.removeprefix(house.VENV + "/bin/") for part in became[1][:-1]] == expected


def test_docs_builds_the_site_and_takes_no_options(
    house: ModuleType, became: list[list[str]]
) -> None:
    house.COMMANDS["docs"]([])
    assert became[0] == ["docs", "kernel=False"]
    assert became[1][1:-1] == ["-m", "docs.site"]
    with pytest.raises(house.SetupError, match="no options"):
        house.COMMANDS["docs"](["X"])


@pytest.mark.parametrize("failing", ["ruff", "mypy", "lint-imports", "requirements/check.py", None])
def test_check_runs_every_check_and_fails_if_any_did(
    house: ModuleType, became: list[list[str]], monkeypatch: pytest.MonkeyPatch, failing: str | None
) -> None:
    commands: list[str] = []

    def run(arguments: list[str]) -> int:
        commands.append(" ".join(arguments))
        return int(failing is not None and failing in commands[-1])

    monkeypatch.setattr(house, "run", run)
    if failing is None:
        house.check([])
    else:
        with pytest.raises(house.SetupError, match="not clean"):
            house.check([])
    for program in (
        "ruff check",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "requirements/check.py",
        "docs.site",
    ):
        assert any(program in line for line in commands)


@pytest.mark.parametrize("command", ["setup", "check"])
def test_an_option_that_a_command_does_not_know_is_refused(
    house: ModuleType, became: list[list[str]], command: str
) -> None:
    with pytest.raises(house.SetupError):
        house.COMMANDS[command](["--fast"])
    assert became == []
