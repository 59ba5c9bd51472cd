"""The mutation run: how many mutants of the policy tables and of `view` do the tests detect?

python -m tests.mutation [FILE...]     every file of the plan, or these; at least 95 % of the
                                       mutants of each file must be detected
    --least N       minimum in per cent
    --sample N      test N mutants drawn at random instead of all
    --seed N        seed of the draw
    --list          only print the mutants

Works on two copies of the tree; files under version control are never changed. Mutants that no test
detects are listed with line and change. Equivalent mutants, which behave like the original, are
listed with the reason in `plan.EQUIVALENT` and counted separately.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.plan import EQUIVALENT, TARGETS

ROOT = Path(__file__).resolve().parents[2]
# The copies use `matching` of the original tree, where its kernel is compiled. It imports no other
# package of the project, and it is never mutated.
COPIED = (
    "api",
    "cli",
    "core",
    "models",
    "services",
    "workers",
    "sample_data",
    "tests",
    "docs/protection.md",
    "docs/reference/intake-row.md",
    "docs/workflow.md",
    "pyproject.toml",
)
AT_ONCE = 2
SLOWER = 10  # limit: ten times the duration without a mutant, plus half a minute
GRACE_S = 30.0


@dataclasses.dataclass
class Outcome:
    """The result of the mutants of a file."""

    mutants: int = 0
    killed: int = 0
    timed_out: int = 0
    equivalent: int = 0
    survivors: list[Mutant] = dataclasses.field(default_factory=list)

    @property
    def percent(self) -> float:
        """Detected mutants in per cent of those that are not equivalent (0 to 100)."""
        return 100.0 * self.killed / max(1, self.mutants - self.equivalent)


class Tree:
    """A copy of the tree with a process in it that runs tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / name, folder / name)
        variables = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutation.forked"],
            cwd=folder,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, file: str, text: str, tests: list[str], timeout_s: float = 1_000.0) -> str:
        """Run tests with this text in place of a file; return `passed`, `failed`, `timed out` or
        `broken`.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(
            json.dumps({"file": file, "text": text, "tests": tests, "timeout_s": timeout_s}) + "\n"
        )
        self.process.stdin.flush()
        answer: str = json.loads(self.process.stdout.readline())
        if answer == "broken":
            raise SystemExit(
                f"pytest could not run {tests}:\n{(self.folder / 'pytest.log').read_text()}"
            )
        return answer

    def end(self) -> None:
        """End the process; the caller deletes the folder."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def baseline(tree: Tree, files: list[str]) -> dict[str, list[float]]:
    """Run every test of the plan without a mutant; return the seconds of each run by file.

    Raise `SystemExit` if a test fails.
    """
    took: dict[str, list[float]] = {}
    for file in files:
        text = (ROOT / file).read_text(encoding="utf-8")
        for tests in TARGETS[file]:
            began = time.monotonic()
            if tree.run(file, text, tests) != "passed":
                raise SystemExit(
                    f"without any mutant {tests} fail:\n{(tree.folder / 'pytest.log').read_text()}"
                )
            took.setdefault(file, []).append(time.monotonic() - began)
    return took


def judge(tree: Tree, file: str, mutant: Mutant, took: list[float]) -> str:
    """Return the result of the tests for a mutant.

    `failed` (detected), `timed out`, or `passed` (not detected).
    """
    text = (ROOT / file).read_text(encoding="utf-8")
    for tests, quiet_s in zip(TARGETS[file], took, strict=True):
        answer = tree.run(file, mutant.apply(text), tests, SLOWER * quiet_s + GRACE_S)
        if answer != "passed":
            break
    return answer


def work(
    tree: Tree, todo: queue.SimpleQueue[tuple[str, Mutant]], took: dict[str, list[float]]
) -> Iterator[tuple[str, Mutant, str]]:
    """Test mutants until the queue is empty; yield file, mutant and result of each."""
    while True:
        try:
            file, mutant = todo.get_nowait()
        except queue.Empty:
            return
        yield file, mutant, judge(tree, file, mutant, took[file])


def drawn(files: list[str], sample: int | None, seed: int) -> list[tuple[str, Mutant]]:
    """Return each mutant of these files with its file, or `sample` of them drawn at random."""
    mutants = [
        (file, mutant)
        for file in files
        for mutant in mutants_of((ROOT / file).read_text(encoding="utf-8"))
    ]
    if sample is None or sample >= len(mutants):
        return mutants
    return random.Random(seed).sample(mutants, sample)


def run(mutants: list[tuple[str, Mutant]], folder: Path) -> dict[str, Outcome]:
    """Test these mutants; return the results by file."""
    files = list(dict.fromkeys(file for file, _ in mutants))
    outcomes = {file: Outcome() for file in files}
    todo: queue.SimpleQueue[tuple[str, Mutant]] = queue.SimpleQueue()
    for file, mutant in mutants:
        outcomes[file].mutants += 1
        if (file, str(mutant).partition(": ")[2]) in EQUIVALENT:
            outcomes[file].equivalent += 1
        else:
            todo.put((file, mutant))
    trees = [Tree(folder / str(number)) for number in range(AT_ONCE)]
    took = baseline(trees[0], files)
    lock, done, all_of_them = threading.Lock(), itertools.count(1), todo.qsize()

    def follow(tree: Tree) -> None:
        for file, mutant, answer in work(tree, todo, took):
            with lock:
                outcome = outcomes[file]
                outcome.killed += answer != "passed"
                outcome.timed_out += answer == "timed out"
                if answer == "passed":
                    outcome.survivors.append(mutant)
                    sys.stderr.write(f"survives: {file} {mutant}\n")
                if (number := next(done)) % 100 == 0:
                    sys.stderr.write(f"{number} of {all_of_them}\n")

    threads = [threading.Thread(target=follow, args=(tree,)) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tree in trees:
        tree.end()
    if sum(one.killed + len(one.survivors) + one.equivalent for one in outcomes.values()) != sum(
        one.mutants for one in outcomes.values()
    ):
        raise SystemExit("a process ended early: not every mutant was judged")
    return outcomes


def _total(outcomes: Iterable[Outcome]) -> Outcome:
    total = Outcome()
    for outcome in outcomes:
        total.mutants += outcome.mutants
        total.killed += outcome.killed
        total.timed_out += outcome.timed_out
        total.equivalent += outcome.equivalent
        total.survivors += outcome.survivors
    return total


def _cells(outcome: Outcome) -> str:
    counts = (
        outcome.mutants,
        outcome.killed,
        outcome.timed_out,
        outcome.equivalent,
        len(outcome.survivors),
        f"{outcome.percent:.1f}",
    )
    return " | ".join(map(str, counts))


def report(outcomes: dict[str, Outcome]) -> None:
    """Print a table of files, and the mutants of each that were not detected."""
    lines = [
        "| file | mutants | killed | of these by time | equivalent | survive | killed, % |",
        "|---|" + "---:|" * 6,
    ]
    for file, outcome in outcomes.items():
        lines.append(f"| `{file}` | {_cells(outcome)} |")
    lines.append(f"| all | {_cells(_total(outcomes.values()))} |")
    for file, outcome in outcomes.items():
        lines += [
            f"{file} {mutant}" for mutant in sorted(outcome.survivors, key=lambda each: each.line)
        ]
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> int:
    """Run and report; return 1 if too few mutants of a file were detected."""
    parser = argparse.ArgumentParser(prog="mutate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", default=list(TARGETS), metavar="FILE")
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    if unknown := set(arguments.files) - set(TARGETS):
        parser.error(f"not in the plan: {', '.join(sorted(unknown))}")
    if arguments.list:
        for file in arguments.files:
            sys.stdout.writelines(
                f"{file} {one}\n" for one in mutants_of((ROOT / file).read_text(encoding="utf-8"))
            )
        return 0
    with tempfile.TemporaryDirectory(prefix="homeward-mutants-") as folder:
        outcomes = run(drawn(arguments.files, arguments.sample, arguments.seed), Path(folder))
    report(outcomes)
    return 0 if all(one.percent >= arguments.least for one in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
