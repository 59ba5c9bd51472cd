"""Generated mutants of code and tables: each is generated once, differs, and states its place."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

from tests.mutation.__main__ import drawn
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.plan import EQUIVALENT, TARGETS

pytestmark = pytest.mark.late

LONG = {"core/policy/actions.py", "core/policy/fields.py"}
ROOT = Path(__file__).resolve().parents[3]
SLIPS: dict[str, tuple[str, set[str]]] = {
    "a comparison": ("x = a < b", {"x = a <= b"}),
    "membership": ("x = a in b", {"x = a not in b"}),
    "and": ("x = a and b", {"x = ((a) or (b))", "x = a", "x = b"}),
    "not": ("x = not a", {"x = (a)"}),
    "a union": ("x = a | b", {"x = ((a) & (b))", "x = (a)", "x = (b)"}),
    "a number": ("x = 7", {"x = 8"}),
    "a truth": ("x = True", {"x = False"}),
    "a word": ("x = 'é'", {"x = 'é~'"}),
    "an element of a set": ("x = {a, b}", {"x = {a}", "x = {b}"}),
    "the last element": ("x = {a}", {"x = set()"}),
    "a row": ("x = {a: b, c: d}", {"x = {c: d}", "x = {a: b}", "x = {a: d, c: b}"}),
    "words": ("x = 'a b'.split()", {"x = 'a b~'.split()", "x = 'a'.split()", "x = 'b'.split()"}),
    "a member": ("x = E.A\ny = E.B", {"x = E.B\ny = E.B", "x = E.A\ny = E.A"}),
    "a condition of a query": ("x = q.where(a, b)", {"x = q.where(a)", "x = q.where(b)", "x = q"}),
    "a filter": ("x = [a for a in b if c]", {"x = [a for a in b]"}),
    "a choice": ("x = a if b else c", {"x = (a)", "x = (c)"}),
    "a call for its effect": ("f()", {"pass"}),
    "an annotation": ("x: Literal['a', 'b']", set()),
    "documentation": ('"""What it is."""', set()),
    "an import": ("from a import b, c", set()),
}


@pytest.mark.parametrize(("source", "slips"), SLIPS.values(), ids=SLIPS.keys())
def test_a_source_has_these_slips_and_no_other(source: str, slips: set[str]) -> None:
    assert {one.apply(source) for one in mutants_of(source)} == slips


def test_branches_are_forced_and_return_values_dropped() -> None:
    source = "def f(a):\n    if a:\n        return 1\n    return b\n"
    found = {one.apply(source) for one in mutants_of(source)}
    assert "def f(a):\n    if True:\n        return 1\n    return b\n" in found
    assert "def f(a):\n    if False:\n        return 1\n    return b\n" in found
    assert "def f(a):\n    if a:\n        return 1\n    return None\n" in found


@functools.cache
def found_in(file: str) -> list[Mutant]:
    return list(mutants_of((ROOT / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=pytest.mark.slow) if file in LONG else file for file in TARGETS],
)
def test_every_slip_in_a_file_of_the_plan_is_another_valid_program(file: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    found = found_in(file)
    assert found
    assert len(set(found)) == len(found)
    whole = ast.dump(ast.parse(source))
    assert all(
        ast.dump(ast.parse(one.apply(source))) != whole
        for one in found[:: max(1, len(found) // 20)]
    )


def test_the_plan_names_tests_that_are_there_and_slips_that_can_be_made() -> None:
    named = {
        word for runs in TARGETS.values() for run in runs for word in run if word.endswith(".py")
    }
    assert all((ROOT / one).is_file() for one in named)
    files = {file for file, _ in EQUIVALENT}
    made = {(file, str(one).partition(": ")[2]) for file in files for one in found_in(file)}
    assert EQUIVALENT.keys() <= made


def test_a_sample_is_drawn_by_its_seed() -> None:
    files = ["core/policy/sharing/evidence.py", "core/policy/sharing/views.py"]
    sample = drawn(files, 5, seed=1)
    assert len(sample) == 5
    assert drawn(files, 5, seed=1) == sample != drawn(files, 5, seed=2)
    assert len(drawn(files, None, seed=1)) > len(set(sample))
