"""Test docs/recipes/attribute.md: its list of files is sufficient and at most twelve long."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes import blood_type

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "docs" / "recipes" / "attribute.md"
FILES_MOST = 12
COPIED = ("api", "core", "matching", "models", "services", "workers", "tests", "docs")
# File -> the test that fails if the new attribute has no row in it.
DEMANDED = {
    "core/policy/sharing/evidence.py": "tests/unit/core/test_policy_tables.py::"
    "test_every_compared_attribute_has_a_policy_row_with_a_field_of_a_class",
    "api/web/labels/facts.py": "tests/unit/api/web/test_words.py::"
    "test_every_attribute_and_every_code_of_one_has_words",
    "core/intake.py": "tests/unit/core/test_policy_tables.py::"
    "test_every_compared_attribute_has_a_policy_row_with_a_field_of_a_class",
}


def _tree(path: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", path)
    blood_type.add(path)
    return path


def _pytest(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # No compilation, because it takes minutes. Interpreted hash functions warn of overflows.
    plain = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ("-q", "-p", "no:cacheprovider", "-n", "0", "-W", "ignore::RuntimeWarning")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=tree,
        env=os.environ | plain,
        capture_output=True,
        text=True,
    )


def test_the_recipe_lists_at_most_twelve_product_files() -> None:
    recipe = RECIPE.read_text("utf-8")
    steps, _, _ = recipe.partition("\n## Tests\n")
    listed = re.findall(r"^- \[ \] `([^`]+)`", steps, flags=re.MULTILINE)
    assert f"## Product files: {len(listed)}\n" in recipe
    assert {*blood_type.ADDED, "matching/versions.py"} <= set(listed)
    assert len(listed) <= FILES_MOST
    named = [name for name in re.findall(r"`([\w/]+[/.][\w/.]+)`", recipe) if "/" in name]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.late
def test_the_rows_of_the_recipe_add_a_compared_attribute(tmp_path: Path) -> None:
    run = _pytest(_tree(tmp_path), "tests/recipes/added_attribute.py")
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout


@pytest.mark.late
@pytest.mark.parametrize("name", sorted(DEMANDED))
def test_a_row_that_is_missing_is_demanded(name: str, tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    assert _pytest(tree, DEMANDED[name]).returncode == 0
    blood_type.remove(tree, name)
    run = _pytest(tree, DEMANDED[name])
    assert run.returncode == 1, run.stdout[-4000:] + run.stderr[-2000:]
    assert "blood_type" in run.stdout
