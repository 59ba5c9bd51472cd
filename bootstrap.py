#!/usr/bin/env python3
"""Bootstrap: from a bare Python to a running Homeward, with the standard library alone.

python3 bootstrap.py setup [--dev]    make .venv from the lock, compile the matching kernel
python3 bootstrap.py demo [ARGS...]   set up, then `homeward demo ARGS`
python3 bootstrap.py test [ARGS...]   set up, then the tests that are marked neither slow nor late
python3 bootstrap.py test-all [ARGS]  set up, then every test, on both databases
python3 bootstrap.py test-rest [ARGS] set up, then what `test` leaves out and is not slow: late
tests, more PostgreSQL
python3 bootstrap.py coverage [ARGS]  set up, then `test` with the branches of services and core
                                      that it takes
python3 bootstrap.py faults [ARGS...] set up, then everything that is broken on purpose, with its
figures python3 bootstrap.py mutate [FILE...] set up, then small slips in policy and `view`: how
many do the tests notice?
python3 bootstrap.py messages         collect what pages say, bring the catalogues up to it
python3 bootstrap.py client           generate clients/python from the OpenAPI document
python3 bootstrap.py check            style, types, import contracts, locks, links of documents
python3 bootstrap.py docs             build the documents as a site, in build/docs/html
python3 bootstrap.py sbom [ARGS...]   print what app.lock holds as CycloneDX JSON (`-o FILE`)
python3 bootstrap.py lock [ARGS...]   refresh requirements/*.lock (`--upgrade` for newer versions)

Needs Python 3.11-3.14 with venv; after `setup`, `.venv/bin/homeward` is the command itself.
HOMEWARD_VENV puts the environment elsewhere.

Owns the environment: which Python, what is installed, whether that is finished. It decides nothing
about Homeward and imports nothing of it. The file must still parse and run on Python 3.6, so that a
Python that is too old is answered in a sentence: annotations that 3.6 cannot evaluate stand in
quotes.
"""

import collections.abc
import contextlib
import hashlib
import json
import os
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

# The locks of an environment. Each one repeats the one before it, so it is installed on top.
LEVELS = ("app", "dev", "docs")

# The order in which a replacement for an unusable Python is sought: newest first, but 3.14 last,
# because no test has run on it yet. pyproject.toml says the same range.
SUPPORTED = ((3, 13), (3, 12), (3, 11), (3, 14))

# What a Python must bring, and the remedy where it does not; Debian packs ensurepip apart from the
# interpreter.
MODULES = {
    "venv": "on Debian or Ubuntu: apt install python{version}-venv",
    "ensurepip": "on Debian or Ubuntu: apt install python{version}-venv",
    "ssl": "install a Python built with OpenSSL",
    "sqlite3": "install a Python built with SQLite",
}

# Variables that would make Python or pip look or install elsewhere than in our environment, or that
# would have each process compile all our sources again.
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

# How often a step that takes long says that it goes on.
PATIENCE_S = 20

# What compiling the kernel imports: it is installed first, and the kernel is compiled while the
# other packages are installed. A test compares this list with what is imported.
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

# A wheel or nothing: a compiler is not asked of the person's machine.
# A lock holds every package that one of its packages needs, so nothing is searched for.
# Byte code is made when a module is first imported: making all of it took half of the processor
# time of an installation, and most modules are never imported.
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
    """Something the person at the keyboard can mend; its text is one line and names the remedy."""


def say(text: str) -> None:
    """Tell the person what happens, on standard error, so that a command's own output stays
    clean.
    """
    print("homeward: " + text, file=sys.stderr, flush=True)


def environment() -> "dict[str, str]":
    """Give the variables every child runs with: our environment first, our kernel cache, nothing
    leading elsewhere.
    """
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    kept["VIRTUAL_ENV"] = VENV
    kept["PATH"] = os.path.join(VENV, "bin") + os.pathsep + kept.get("PATH", os.defpath)
    kept["NUMBA_CACHE_DIR"] = os.path.join(VENV, "numba-cache")
    kept["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return kept


def tool(name: str) -> str:
    """Give the path of a program in our environment."""
    return os.path.join(VENV, "bin", name)


def this_version() -> str:
    """Give the running Python's version as it stands in file names: `3.11`."""
    return "{}.{}".format(*sys.version_info[:2])


# --- which Python
# --------------------------------------------------------------------------


def probe(python: str) -> "tuple[tuple[int, int], list[str]] | None":
    """Run a Python and give its version and the needed modules it lacks; None if it does not run,
    as some shims do.
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
    """List the Pythons worth trying: the environment's own, then by version along the path, every
    folder of it.
    """
    names = [*("python{}.{}".format(*version) for version in SUPPORTED), "python3", "python"]
    folders = [folder for folder in search_path.split(os.pathsep) if folder]
    found = [tool("python"), *(os.path.join(folder, name) for name in names for folder in folders)]
    return [path for path in found if os.path.isfile(path) and os.access(path, os.X_OK)]


def lack(python: str, version: "tuple[int, int]", missing: "list[str]") -> str:
    """Say in one line what a Python of the right version lacks, and the remedy."""
    number = "{}.{}".format(*version)
    remedy = MODULES[missing[0]].format(version=number)
    return f"Python {number} ({python}) has no {missing[0]} module: {remedy}"


def find_python(search_path: str) -> "tuple[str, str]":
    """Give the first Python on the path that can carry Homeward and "", else "" and what the
    nearest one lacks.
    """
    complaint = ""
    for python in candidates(search_path):
        answer = probe(python)
        if answer is None or answer[0] not in SUPPORTED:
            continue
        if not answer[1]:
            return python, ""
        complaint = complaint or lack(python, *answer)
    return "", complaint


def objection() -> str:
    """Say in one line why the running Python cannot carry Homeward; empty if it can."""
    version = sys.version_info[:2]
    if version not in SUPPORTED:
        names = ", ".join("{}.{}".format(*known) for known in sorted(SUPPORTED))
        return "Homeward needs one of Python {} and {} is {}.{}.{}".format(
            names, sys.executable, *sys.version_info[:3]
        )
    # A finished environment no longer needs what making it needs.
    answer = (version, []) if is_current("app") else probe(sys.executable)  # type: tuple[object, list[str]] | None
    missing = list(MODULES) if answer is None else answer[1]
    return lack(sys.executable, version, missing) if missing else ""


def settle_python(argv: "list[str]", *, search_path: str) -> None:
    """Return if the running Python can carry Homeward, else start again with one on the path that
    can.
    """
    complaint = objection()
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


# --- children
# --------------------------------------------------------------------------


class Child:
    """A program that runs quietly beside us; what it prints is shown only if it fails."""

    def __init__(
        self, arguments: "list[str]", log: "typing.IO[bytes]", *, name: str, remedy: str
    ) -> None:
        self._arguments, self._log, self._name, self._remedy = arguments, log, name, remedy
        self._began = time.monotonic()
        self.process = start(arguments, output=log)

    def finish(self) -> None:
        """Wait for the end, and say every PATIENCE_S what is waited for.

        If the program failed, print what it said and raise SetupError with the remedy.
        """
        while self.process.poll() is None:
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                waited = time.monotonic() - self._began
                say(f"{self._name}: still at it after {waited:.0f} s{progress()}")
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
    """Start a program in a session of its own, so that it can be stopped with all its children."""
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
    """Stop a program and all its children, if it still runs."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def beside_us(
    arguments: "list[str]", *, name: str, remedy: str
) -> "collections.abc.Iterator[Child]":
    """Run a program quietly beside us; it does not outlive the block."""
    with tempfile.TemporaryFile() as log:
        child = Child(arguments, log, name=name, remedy=remedy)
        try:
            yield child
        finally:
            stop_with_children(child.process)


def run(arguments: "list[str]") -> int:
    """Run a program to its end, with our terminal, and give its exit code."""
    process = start(arguments, output=None)
    try:
        return process.wait()
    finally:
        stop_with_children(process)


def progress() -> str:
    """Say how many functions of the kernel are compiled; empty if none are."""
    functions = 0
    for _folder, _folders, files in os.walk(environment()["NUMBA_CACHE_DIR"]):
        functions += sum(name.endswith(".nbi") for name in files)
    return f"; {functions} functions of the kernel are compiled" if functions else ""


def become(arguments: "list[str]", *, folder: str) -> None:
    """Turn this process into the program: its exit code, signals and terminal are then its own."""
    sys.stdout.flush()
    os.chdir(folder)
    os.execve(arguments[0], arguments, environment())


# --- the environment
# --------------------------------------------------------------------------------------------------


def digest(path: str) -> str:
    """Give the SHA-256 of a file, in hex."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def lock_path(name: str) -> str:
    """Give the path of a lock, by its name."""
    return os.path.join(ROOT, "requirements", name + ".lock")


def wanted(level: str) -> "dict[str, str]":
    """Give what the mark of a finished environment must say: its Python, its place, the locks
    installed.

    Places are in it because an environment holds absolute paths and does not survive being moved or
    copied.
    """
    locks = {name: digest(lock_path(name)) for name in LEVELS[: LEVELS.index(level) + 1]}
    return dict(locks, python=this_version(), root=ROOT, venv=VENV)


def read_mark() -> "dict[str, str]":
    """Read the environment's mark; empty if there is none, if it cannot be read or if the set-up
    never finished.
    """
    try:
        with open(os.path.join(VENV, MARK), encoding="utf-8") as file:
            mark = json.load(file)
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def write_mark(mark: "dict[str, str]") -> None:
    """Write the mark whole or not at all."""
    path = os.path.join(VENV, MARK)
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(mark, file, indent=1, sort_keys=True)
    os.replace(path + ".new", path)


def is_current(level: str) -> bool:
    """Tell whether the environment is finished, of this Python, at this place and of these
    locks.
    """
    return os.path.exists(tool("python")) and wanted(level).items() <= read_mark().items()


def make_venv() -> None:
    """Make an empty environment in place of a half-made or outdated one; what we did not make is
    never removed.
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
    # In an environment (`.venv/bin/python bootstrap.py`) the Python to build upon is the one
    # beneath it.
    python = getattr(sys, "_base_executable", None) or sys.executable
    remedy = MODULES["ensurepip"].format(version=this_version())
    with beside_us([python, "-m", "venv", VENV], name="making .venv", remedy=remedy) as child:
        child.finish()


def install(level: str, *, kernel: bool) -> None:
    """Install a lock, then make our packages importable and write the `homeward` command.

    Our own packages are linked, not built: a build would download its back end without a hash.
    With `kernel`, compile the kernel while the packages that it does not need are installed.
    """
    write_mark({})
    say(f"installing requirements/{level}.lock into {VENV} (once; half a minute or more)")
    with contextlib.ExitStack() as children:
        first, others = (children.enter_context(pip_child(part)) for part in split_lock(level))
        first.finish()
        compiling = children.enter_context(kernel_child()) if kernel else None
        others.finish()
        link_packages()
        write_mark(wanted(level))
        if compiling:
            compiling.finish()


def split_lock(level: str) -> "list[str]":
    """Write a lock as two files into the environment and give their paths: what the kernel needs,
    and the others.
    """
    with open(lock_path(level), encoding="utf-8") as file:
        pins = re.split(r"\n(?=\S)", file.read())
    parts = {"kernel": "", "others": ""}
    for pin in pins:
        is_first = pin.split("==")[0] in KERNEL_PACKAGES
        parts["kernel" if is_first else "others"] += pin.rstrip("\n") + "\n"
    paths = [os.path.join(VENV, f"{level}-{name}.lock") for name in parts]
    for path, text in zip(paths, parts.values()):  # noqa: B905  (not known to Python 3.6)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return paths


def pip_child(lock_file: str) -> "contextlib.AbstractContextManager[Child]":
    """Install the packages of a lock file beside us."""
    return beside_us(
        [tool("python"), "-m", "pip", "install", *PIP_OPTIONS, "-r", lock_file],
        name="installing packages",
        remedy="if the network or a proxy was the cause, mend it and run the same command again",
    )


def kernel_child() -> "contextlib.AbstractContextManager[Child]":
    """Have the matching kernel compiled and cached before several processes would compile it at the
    same time.
    """
    if not os.path.isdir(environment()["NUMBA_CACHE_DIR"]):
        say("compiling the matching kernel (once; about a minute on two idle cores)")
    return beside_us(
        [tool("python"), "-m", "matching.warm_up"],
        name="compiling the matching kernel",
        remedy="the matching kernel does not compile here",
    )


def link_packages() -> None:
    """Make our packages importable and write the `homeward` command."""
    packages = os.path.join(VENV, "lib", "python" + this_version(), "site-packages")
    with open(os.path.join(packages, "homeward.pth"), "w", encoding="utf-8") as file:
        file.write(ROOT + "\n")
    with open(tool("homeward"), "w", encoding="utf-8") as file:
        file.write(launcher())
    os.chmod(tool("homeward"), 0o755)  # noqa: S103  (a command is there to be run)


def launcher() -> str:
    """Give the text of the `homeward` command: a shell line for sh, a string for Python.

    A plain `#!` line breaks on a path with a space or beyond the kernel's length.
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
    """Hold back a second bootstrap in this clone until the first has set up; our own file serves as
    the lock.
    """
    import fcntl  # absent on Windows, where main() stops before this

    with open(os.path.abspath(__file__), "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is running in this clone; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_up(level: str, *, kernel: bool) -> None:
    """Bring the environment to a level, with the kernel compiled if asked; what is done stays.

    A lock is installed on top of the finished levels below it. Where one of these changed, the
    environment is made again.
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


# --- commands
# --------------------------------------------------------------------------


def demo(arguments: "list[str]") -> None:
    """Set up and become `homeward demo`."""
    set_up("app", kernel=True)
    become([tool("python"), tool("homeward"), "demo", *arguments], folder=os.getcwd())


def test(arguments: "list[str]") -> None:
    """Set up and become pytest, without the tests marked slow or late."""
    pytest(["-m", "not slow and not late", "--few-examples", *arguments])


def test_all(arguments: "list[str]") -> None:
    """Set up and become pytest, with every test on every database that it can use."""
    pytest(["--databases=all", *arguments])


def test_rest(arguments: "list[str]") -> None:
    """Set up and become pytest, with the late tests, and on PostgreSQL those that `test` runs on
    SQLite only.
    """
    pytest(["--databases=rest", "-m", "not slow", *arguments])


def coverage(arguments: "list[str]") -> None:
    """Set up and become pytest as `test` does; print the branch coverage of services and core."""
    measured = ["--cov=services", "--cov=core", "--cov-branch", "--cov-report=term:skip-covered"]
    test([*measured, *arguments])


def pytest(arguments: "list[str]") -> None:
    """Set up and become pytest; three processes on two cores, because some tests wait."""
    set_up("dev", kernel=True)
    become([tool("python"), "-m", "pytest", "-n", "3", "--dist=worksteal", *arguments], folder=ROOT)


def faults(arguments: "list[str]") -> None:
    """Set up and become pytest, with the tests of faults one after the other: two at once would
    share the machine.
    """
    set_up("dev", kernel=True)
    become([tool("python"), "-m", "pytest", "tests/faults", *arguments], folder=ROOT)


def mutate(arguments: "list[str]") -> None:
    """Set up and become the mutation run over the tables of policy and over `view`, with its
    figures.
    """
    set_up("dev", kernel=True)
    become([tool("python"), "-m", "tests.mutation", *arguments], folder=ROOT)


def setup(arguments: "list[str]") -> None:
    """Set up for running or, with --dev, for work on Homeward."""
    if arguments not in ([], ["--dev"]):
        raise SetupError("setup knows one option, --dev")
    set_up("dev" if arguments else "app", kernel=True)
    say("ready: " + tool("homeward"))


def check(arguments: "list[str]") -> None:
    """Run every check, all of them even if one fails; SetupError names those that failed."""
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


def lock(arguments: "list[str]") -> None:
    """Refresh the locks from pyproject.toml; arguments go to uv, which keeps locked versions unless
    told otherwise.
    """
    set_up("dev", kernel=False)
    become([tool("python"), "requirements/refresh.py", *arguments], folder=ROOT)


def sbom(arguments: "list[str]") -> None:
    """Print the software bill of materials of a server: CycloneDX JSON, made from app.lock.

    The same lock gives the same bytes.
    """
    set_up("dev", kernel=False)
    become([tool("python"), "requirements/sbom.py", *arguments], folder=ROOT)


def docs(arguments: "list[str]") -> None:
    """Build the documents as a site; a broken link or a warning fails."""
    if arguments:
        raise SetupError("docs takes no options")
    set_up("docs", kernel=False)
    become([tool("python"), "-m", "docs.site"], folder=ROOT)


def messages(arguments: "list[str]") -> None:
    """Collect the messages of pages and tables anew, and bring the catalogues up to them."""
    set_up("dev", kernel=False)
    become([tool("python"), "-m", "api.web.messages", *arguments], folder=ROOT)


def client(arguments: "list[str]") -> None:
    """Record the example answers of the interface and generate the Python client."""
    if arguments:
        raise SetupError("client takes no options")
    set_up("dev", kernel=True)
    become([tool("python"), "-m", "clients.generate"], folder=ROOT)


COMMANDS = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "test-all": test_all,
    "test-rest": test_rest,
    "coverage": coverage,
    "faults": faults,
    "mutate": mutate,
    "check": check,
    "docs": docs,
    "lock": lock,
    "sbom": sbom,
    "messages": messages,
    "client": client,
}


def stop(number: int, _frame: object) -> None:
    """Leave on a signal as on any error, so that children are stopped and nothing half-done is
    called done.
    """
    raise SystemExit(128 + number)


def main(argv: "list[str]") -> int:
    """Run one command and give the exit code: its own, or 2 for what the person must mend."""
    if not argv or argv[0] not in COMMANDS:
        print(__doc__.split("\n\n")[1])
        return 0 if argv in (["-h"], ["--help"]) else 2
    if os.name == "nt":
        say("Homeward runs on Linux and macOS; on Windows use it inside WSL")
        return 2
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        settle_python(argv, search_path=os.environ.get("PATH", os.defpath))
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
