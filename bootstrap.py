#!/usr/bin/env python3
"""Create the environment of a clone and run one of its commands, with the standard library only.

`python3 bootstrap.py COMMAND [ARGS...]`; `python3 bootstrap.py --help` lists the commands. After
`setup`, `.venv/bin/homeward` is the command of Homeward. HOMEWARD_VENV chooses another folder for
the environment.

This file selects the Python, installs the packages and records when the environment is complete.
It does not import Homeward. It must parse and run on Python 3.6, so that an outdated Python gets
a clear message: an annotation that 3.6 cannot evaluate is written as a string.
"""

import collections.abc
import contextlib
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import typing

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.abspath(os.environ.get("HOMEWARD_VENV") or os.path.join(ROOT, ".venv"))
MARK = "homeward-bootstrap.json"

# The locks of an environment. Each lock contains the one before it and is installed over it.
LEVELS = ("app", "dev", "docs")

# The supported versions, in the order of the search for a usable Python: newest first.
# pyproject.toml has the same range.
SUPPORTED = ((3, 14), (3, 13), (3, 12), (3, 11))

# The standard modules that a Python must have, and the remedy if one is missing. Debian packages
# ensurepip separately.
MODULES = {
    "venv": "on Debian or Ubuntu: apt install python{version}-venv",
    "ensurepip": "on Debian or Ubuntu: apt install python{version}-venv",
    "ssl": "install a Python built with OpenSSL",
    "sqlite3": "install a Python built with SQLite",
}

# Variables that are removed. They would make Python or pip use another folder, or make each process
# compile our sources again.
DROPPED = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "__PYVENV_LAUNCHER__",
)

# Interval between two progress messages of a long step.
PROGRESS_INTERVAL_S = 20

# The packages that the compilation of the kernel imports. They are installed first; then the kernel
# is compiled while the other packages are installed. A test compares this list with the imports.
KERNEL_PACKAGES = frozenset(
    (
        "anyascii",
        "hijridate",
        "jellyfish",
        "llvmlite",
        "numba",
        "numpy",
        "persiantools",
        "phonenumbers",
        "rapidfuzz",
    )
)

# --only-binary: the machine needs no compiler.
# --no-deps: a lock lists every dependency, so pip does not search for more.
# --no-compile: Python makes byte code at the first import. Compiling everything took half of the
# processor time of an installation, and most modules are never imported.
PIP_OPTIONS = (
    "--require-hashes",
    "--no-deps",
    "--only-binary",
    ":all:",
    "--no-compile",
    "--no-input",
    "--progress-bar",
    "off",
)

PROBE = """
import sys
missing = []
for name in {names!r}:
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print("%d.%d" % sys.version_info[:2], *missing)
"""


class SetupError(Exception):
    """An error that the user can fix. Its text is one line and names the remedy."""


def say(text: str) -> None:
    """Print a message on standard error; standard output belongs to the command."""
    print("homeward: " + text, file=sys.stderr, flush=True)


def environment() -> "dict[str, str]":
    """Return the variables of child processes: our programs and cache first, without DROPPED."""
    variables = {name: value for name, value in os.environ.items() if name not in DROPPED}
    variables["VIRTUAL_ENV"] = VENV
    variables["PATH"] = os.path.join(VENV, "bin") + os.pathsep + variables.get("PATH", os.defpath)
    variables["NUMBA_CACHE_DIR"] = os.path.join(VENV, "numba-cache")
    variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return variables


def tool(name: str) -> str:
    """Return the path of a program in the environment."""
    return os.path.join(VENV, "bin", name)


def this_version() -> str:
    """Return the version of the running Python as in file names: `3.11`."""
    return "{}.{}".format(*sys.version_info[:2])


# --- choose a Python ---


def probe(python: str) -> "tuple[tuple[int, int], list[str]] | None":
    """Run a Python; return its version and its missing modules, or None if it does not run.

    Some shims on the path do not run.
    """
    code = PROBE.format(names=tuple(MODULES))
    try:
        output = subprocess.check_output(
            [python, "-c", code], stderr=subprocess.DEVNULL, env=environment(), timeout=30
        )
        version, *missing = output.decode().split()
        major, minor = version.split(".")
        return (int(major), int(minor)), missing
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def candidates(search_path: str) -> "list[str]":
    """Return the Pythons to try: the environment's first, then by version, then by folder."""
    names = [*("python{}.{}".format(*version) for version in SUPPORTED), "python3", "python"]
    folders = [folder for folder in search_path.split(os.pathsep) if folder]
    paths = [tool("python"), *(os.path.join(folder, name) for name in names for folder in folders)]
    return [path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)]


def missing_module_message(python: str, version: "tuple[int, int]", missing: "list[str]") -> str:
    """Return one line: the module that a supported Python lacks, and the remedy."""
    number = "{}.{}".format(*version)
    remedy = MODULES[missing[0]].format(version=number)
    return f"Python {number} ({python}) has no {missing[0]} module: {remedy}"


def find_python(search_path: str) -> "tuple[str, str]":
    """Return the first usable Python and "", or "" and what a supported Python lacks."""
    complaint = ""
    for python in candidates(search_path):
        answer = probe(python)
        if answer is None or answer[0] not in SUPPORTED:
            continue
        if not answer[1]:
            return python, ""
        complaint = complaint or missing_module_message(python, *answer)
    return "", complaint


def unusable_reason() -> str:
    """Return one line: why the running Python cannot run Homeward. Empty if it can."""
    version = sys.version_info[:2]
    if version not in SUPPORTED:
        names = ", ".join("{}.{}".format(*supported) for supported in sorted(SUPPORTED))
        return "Homeward needs one of Python {} and {} is {}.{}.{}".format(
            names, sys.executable, *sys.version_info[:3]
        )
    # A complete environment does not need the modules that create one.
    answer = (version, []) if is_current("app") else probe(sys.executable)  # type: tuple[object, list[str]] | None
    missing = list(MODULES) if answer is None else answer[1]
    return missing_module_message(sys.executable, version, missing) if missing else ""


def ensure_usable_python(argv: "list[str]", *, search_path: str) -> None:
    """Return if the running Python is usable; otherwise restart with a usable one from the path.

    Raise SetupError if there is none.
    """
    complaint = unusable_reason()
    if not complaint:
        return
    python, lacking = find_python(search_path)
    if not python:
        raise SetupError(
            f"{lacking or complaint}; with another Python installed, choose it: "
            f"make {argv[0]} PYTHON=python3.12, or: python3.12 bootstrap.py {argv[0]}"
        )
    say(f"{complaint}; using {python}")
    os.execve(python, [python, os.path.abspath(__file__), *argv], dict(os.environ))


# --- child processes ---


class Child:
    """A program that runs in the background. Its output is shown only if it fails."""

    def __init__(
        self, arguments: "list[str]", log: "typing.IO[bytes]", *, name: str, remedy: str
    ) -> None:
        self._arguments, self._log, self._name, self._remedy = arguments, log, name, remedy
        self._began = time.monotonic()
        self.process = start(arguments, output=log)

    def finish(self) -> None:
        """Wait for the end, with a progress message every PROGRESS_INTERVAL_S.

        If the program failed, print its output and raise SetupError with the remedy.
        """
        while self.process.poll() is None:
            try:
                self.process.wait(PROGRESS_INTERVAL_S)
            except subprocess.TimeoutExpired:
                waited = time.monotonic() - self._began
                say(f"{self._name}: still running after {waited:.0f} s{progress()}")
        if self.process.returncode:
            self._log.seek(0)
            sys.stderr.write(self._log.read().decode(errors="replace"))
            raise SetupError(
                f"python {' '.join(self._arguments[1:4])} ended with {self.process.returncode}:"
                f" {self._remedy}"
            )


def start(
    arguments: "list[str]", *, output: "typing.IO[bytes] | None"
) -> "subprocess.Popen[bytes]":
    """Start a program in a new session, so that it can be stopped with all its children."""
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
    )


def stop_with_children(process: "subprocess.Popen[bytes]") -> None:
    """Stop a program and its children, if it still runs."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def background(
    arguments: "list[str]", *, name: str, remedy: str
) -> "collections.abc.Iterator[Child]":
    """Run a program in the background; stop it at the end of the block."""
    with tempfile.TemporaryFile() as log:
        child = Child(arguments, log, name=name, remedy=remedy)
        try:
            yield child
        finally:
            stop_with_children(child.process)


def run(arguments: "list[str]") -> int:
    """Run a program on this terminal to its end and return its exit code."""
    process = start(arguments, output=None)
    try:
        return process.wait()
    finally:
        stop_with_children(process)


def progress() -> str:
    """Return how many functions of the kernel are compiled, as text; empty if none are."""
    functions = 0
    for _folder, _folders, files in os.walk(environment()["NUMBA_CACHE_DIR"]):
        functions += sum(name.endswith(".nbi") for name in files)
    return f"; {functions} functions of the kernel are compiled" if functions else ""


def replace_process(arguments: "list[str]", *, folder: str) -> None:
    """Replace this process by a program, which then owns the exit code, signals and terminal."""
    sys.stdout.flush()
    os.chdir(folder)
    os.execve(arguments[0], arguments, environment())


# --- the environment ---


def digest(path: str) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def lock_path(name: str) -> str:
    """Return the path of a lock."""
    return os.path.join(ROOT, "requirements", name + ".lock")


def expected_mark(level: str) -> "dict[str, str]":
    """Return the mark of a complete environment: its Python, its folders and its locks' digests.

    The mark has the folders because an environment contains absolute paths: it cannot be moved or
    copied.
    """
    locks = {name: digest(lock_path(name)) for name in LEVELS[: LEVELS.index(level) + 1]}
    return dict(locks, python=this_version(), root=ROOT, venv=VENV)


def read_mark() -> "dict[str, str]":
    """Return the mark of the environment; empty if it is missing, unreadable or not complete."""
    try:
        mark = json.loads(pathlib.Path(VENV, MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def write_mark(mark: "dict[str, str]") -> None:
    """Write the mark atomically."""
    new = pathlib.Path(VENV, MARK + ".new")
    new.write_text(json.dumps(mark, indent=1, sort_keys=True), encoding="utf-8")
    new.replace(new.with_name(MARK))


def is_current(level: str) -> bool:
    """Return whether the environment is complete for this Python, these folders and these locks."""
    return os.path.exists(tool("python")) and expected_mark(level).items() <= read_mark().items()


def make_venv() -> None:
    """Create an empty environment; replace an incomplete or outdated one.

    Raise SetupError for a folder that this file did not create: it is never removed.
    """
    os.makedirs(VENV, exist_ok=True)
    entries = os.listdir(VENV)
    if entries and MARK not in entries:
        raise SetupError(
            f"{VENV} was not made by bootstrap.py and stays as it is: move it away, or choose"
            " another place with HOMEWARD_VENV=.venv-homeward"
        )
    write_mark({})
    for entry in entries:
        path = os.path.join(VENV, entry)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif entry != MARK:
            os.remove(path)
    # If this process runs in an environment, the new one is based on the Python below it.
    python = getattr(sys, "_base_executable", None) or sys.executable
    remedy = MODULES["ensurepip"].format(version=this_version())
    with background([python, "-m", "venv", VENV], name="creating .venv", remedy=remedy) as child:
        child.finish()


def install(level: str, *, kernel: bool) -> None:
    """Install a lock, then make our packages importable and write the `homeward` command.

    Our packages are linked, not built: a build would download its back end without a hash. With
    `kernel`, compile the kernel while the packages that it does not need are installed.
    """
    write_mark({})
    say(f"installing requirements/{level}.lock into {VENV} (once; half a minute or more)")
    with contextlib.ExitStack() as children:
        first, others = (children.enter_context(pip_child(part)) for part in split_lock(level))
        first.finish()
        compiling = children.enter_context(kernel_child()) if kernel else None
        others.finish()
        link_packages()
        write_mark(expected_mark(level))
        if compiling:
            compiling.finish()


def split_lock(level: str) -> "list[str]":
    """Write a lock as two files into the environment: packages of the kernel, then the others.

    Return the two paths.
    """
    pins = re.split(r"\n(?=\S)", pathlib.Path(lock_path(level)).read_text(encoding="utf-8"))
    parts = {"kernel": "", "others": ""}
    for pin in pins:
        is_first = pin.split("==")[0] in KERNEL_PACKAGES
        parts["kernel" if is_first else "others"] += pin.rstrip("\n") + "\n"
    paths = [os.path.join(VENV, f"{level}-{name}.lock") for name in parts]
    for path, text in zip(paths, parts.values()):  # noqa: B905  (not known to Python 3.6)
        pathlib.Path(path).write_text(text, encoding="utf-8")
    return paths


def pip_child(lock_file: str) -> "contextlib.AbstractContextManager[Child]":
    """Install the packages of a lock file in the background."""
    return background(
        [tool("python"), "-m", "pip", "install", *PIP_OPTIONS, "-r", lock_file],
        name="installing packages",
        remedy="if the network or a proxy was the cause, fix it and run the same command again",
    )


def kernel_child() -> "contextlib.AbstractContextManager[Child]":
    """Compile the matching kernel in the background and cache it.

    Otherwise several processes would compile it at the same time.
    """
    if not os.path.isdir(environment()["NUMBA_CACHE_DIR"]):
        say("compiling the matching kernel (once; about a minute on two idle cores)")
    return background(
        [tool("python"), "-m", "matching.warm_up"],
        name="compiling the matching kernel",
        remedy="the matching kernel does not compile here",
    )


def link_packages() -> None:
    """Make our packages importable and write the `homeward` command."""
    packages = os.path.join(VENV, "lib", "python" + this_version(), "site-packages")
    pathlib.Path(packages, "homeward.pth").write_text(ROOT + "\n", encoding="utf-8")
    pathlib.Path(tool("homeward")).write_text(launcher(), encoding="utf-8")
    os.chmod(tool("homeward"), 0o755)  # noqa: S103  (a command must be executable)


def launcher() -> str:
    """Return the text of the `homeward` command, valid as a shell script and as Python.

    A plain `#!` line fails on a path that has a space or is too long for the system.
    """
    cache = environment()["NUMBA_CACHE_DIR"]
    return (
        "#!/bin/sh\n"
        f"'''exec' {shlex.quote(tool('python'))} \"$0\" \"$@\"\n"
        "' '''\n"
        "import os\nimport sys\n\n"
        f"os.environ.setdefault('NUMBA_CACHE_DIR', {cache!r})\n"
        "from cli.__main__ import main\n\n"
        "sys.exit(main())\n"
    )


@contextlib.contextmanager
def one_at_a_time() -> "collections.abc.Iterator[None]":
    """Make a second set-up in this clone wait for the first; this file is the lock file."""
    import fcntl  # absent on Windows, where main() stops before this

    with open(os.path.abspath(__file__), "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is running in this clone; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_up(level: str, *, kernel: bool) -> None:
    """Install a level, and compile the kernel if asked; skip steps that are complete.

    A lock is installed over the complete levels below it. If one of these changed, the environment
    is created again.
    """
    with one_at_a_time():
        if not is_current(level):
            finished = [name for name in LEVELS if name in read_mark()]
            if not finished or not is_current(finished[-1]):
                make_venv()
            install(level, kernel=kernel)
        elif kernel:
            with kernel_child() as child:
                child.finish()


# --- commands ---


def demo(arguments: "list[str]") -> None:
    """Set up, then run `homeward demo ARGS`."""
    set_up("app", kernel=True)
    replace_process([tool("python"), tool("homeward"), "demo", *arguments], folder=os.getcwd())


def setup(arguments: "list[str]") -> None:
    """Create .venv from the lock (--dev: with the tools of developers); compile the kernel."""
    if arguments not in ([], ["--dev"]):
        raise SetupError("setup knows one option, --dev")
    set_up("dev" if arguments else "app", kernel=True)
    say("ready: " + tool("homeward"))


def check(arguments: "list[str]") -> None:
    """Check style, types, import contracts, locks and links of documents.

    Run all checks even if one fails; raise SetupError with the names of the failed ones.
    """
    if arguments:
        raise SetupError("check takes no options")
    set_up("docs", kernel=False)
    checks = (
        ("style", [tool("ruff"), "check", "."]),
        ("format", [tool("ruff"), "format", "--check", "."]),
        ("types", [tool("mypy")]),
        ("types of the house", [tool("mypy"), "bootstrap.py", "requirements"]),
        ("imports", [tool("lint-imports"), "--no-logo"]),
        ("locks", [tool("python"), "requirements/check.py"]),
        ("documents", [tool("python"), "-m", "docs.site"]),
    )
    failed = []
    for name, arguments in checks:
        say("checking " + name)
        if run(arguments):
            failed.append(name)
    if failed:
        raise SetupError("not clean: " + ", ".join(failed))
    say("all checks passed")


def program(
    summary: str, level: str, arguments: "list[str]", *, kernel: bool = False, refusal: str = ""
) -> "collections.abc.Callable[[list[str]], None]":
    """Return a command: set up a level, then replace this process by a Python program.

    `summary` is the command's line in the list of commands. The program gets `arguments` and those
    of the command. A command that takes none raises SetupError with the text `refusal`.
    """

    def command(given: "list[str]") -> None:
        if given and refusal:
            raise SetupError(refusal)
        set_up(level, kernel=kernel)
        replace_process([tool("python"), *arguments, *given], folder=ROOT)

    command.__doc__ = summary
    return command


# Three processes use two cores best, because some tests wait.
PYTEST = ["-m", "pytest", "-n", "3", "--dist=worksteal"]
QUICK = [*PYTEST, "-m", "not slow and not late", "--few-examples"]
COVERED = ["--cov=services", "--cov=core", "--cov-branch", "--cov-report=term:skip-covered"]
COMMANDS = {
    "setup": setup,
    "demo": demo,
    "test": program(
        "Set up, then run the tests that are marked neither slow nor late.",
        "dev",
        QUICK,
        kernel=True,
    ),
    "test-all": program(
        "Set up, then run every test, on both databases.",
        "dev",
        [*PYTEST, "--databases=all"],
        kernel=True,
    ),
    # without the tests marked slow
    "test-rest": program(
        "Set up, then run the late tests, and on PostgreSQL the tests that `test` runs on SQLite.",
        "dev",
        [*PYTEST, "--databases=rest", "-m", "not slow"],
        kernel=True,
    ),
    "coverage": program(
        "Run `test` and print the branch coverage of services and core.",
        "dev",
        [*QUICK, *COVERED],
        kernel=True,
    ),
    # in one process: two fault tests at once would distort the timing
    "faults": program(
        "Set up, then run the fault tests one after the other, with their figures.",
        "dev",
        ["-m", "pytest", "tests/faults"],
        kernel=True,
    ),
    "mutate": program(
        "Set up, then count how many small changes of policy and `view` the tests notice.",
        "dev",
        ["-m", "tests.mutation"],
        kernel=True,
    ),
    "check": check,
    "docs": program(
        "Build the documents as a site in build/docs/html; a broken link or a warning fails.",
        "docs",
        ["-m", "docs.site"],
        refusal="docs takes no options",
    ),
    # the arguments go to uv, which keeps the locked versions by default
    "lock": program(
        "Refresh requirements/*.lock from pyproject.toml (--upgrade for newer versions).",
        "dev",
        ["requirements/refresh.py"],
    ),
    # the same lock gives the same bytes
    "sbom": program(
        "Print the packages of app.lock as CycloneDX JSON (-o FILE).",
        "dev",
        ["requirements/sbom.py"],
    ),
    "messages": program(
        "Collect the texts of the pages and update the message catalogues.",
        "dev",
        ["-m", "api.web.messages"],
    ),
    "answers": program(
        "Record the example answers of the API in api/answers.json.",
        "dev",
        ["-m", "pytest", "-q", "tests/integration/api/test_examples.py", "--record-answers"],
        kernel=True,
        refusal="answers takes no options",
    ),
    "published": program(
        "Write tests/unit/api/published_fields.txt: the operations and fields of the API.",
        "dev",
        ["-m", "pytest", "-q", "tests/unit/api/test_published_fields.py", "--record-published"],
        refusal="published takes no options",
    ),
    "policy": program(
        "Write tests/unit/core/policy.txt: every table and figure of policy.",
        "dev",
        ["-m", "pytest", "-q", "tests/unit/core/test_policy_snapshot.py", "--record-policy"],
        refusal="policy takes no options",
    ),
    "client": program(
        "Generate the Python client and its wheel in build/client from the OpenAPI document.",
        "dev",
        ["-m", "clients.generate"],
        refusal="client takes no options",
    ),
}


def usage() -> str:
    """Return the list of commands, each with the first line of its docstring."""
    lines = ["usage: python3 bootstrap.py COMMAND [ARGS...]", ""]
    for name, command in COMMANDS.items():
        lines.append("  {:10} {}".format(name, (command.__doc__ or "").split("\n")[0]))
    return "\n".join(lines)


def stop(number: int, _frame: object) -> None:
    """Exit on a signal as on an error: stop the children, write no mark of a complete set-up."""
    raise SystemExit(128 + number)


def main(argv: "list[str]") -> int:
    """Run one command and return its exit code, or 2 for an error that the user can fix."""
    if not argv or argv[0] not in COMMANDS:
        print(usage())
        return 0 if argv in (["-h"], ["--help"]) else 2
    if os.name == "nt":
        say("Homeward runs on Linux and macOS; on Windows use it inside WSL")
        return 2
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        ensure_usable_python(argv, search_path=os.environ.get("PATH", os.defpath))
        COMMANDS[argv[0]](argv[1:])
    except SetupError as error:
        say(str(error))
        return 2
    except OSError as error:
        say(f"cannot set up in {VENV}: {error}; choose another place with HOMEWARD_VENV=DIR")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
