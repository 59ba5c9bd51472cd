"""Test docs/recipes/column.md: its list of files is sufficient and at most five long."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.intake import INTAKE_FIELDS

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "docs" / "recipes" / "column.md"
FILES_MOST = 5
ADDED = ("-p", "tests.recipes.shoe_size", "tests/recipes/added_column.py")


def test_the_recipe_lists_at_most_five_product_files() -> None:
    recipe = RECIPE.read_text("utf-8")
    steps, _, _ = recipe.partition("\n## Tests\n")
    listed = re.findall(r"^- \[ \] `([^`]+)`", steps, flags=re.MULTILINE)
    assert f"## Product files: {len(listed)}\n" in recipe
    assert 0 < len(listed) <= FILES_MOST
    named = [name for name in re.findall(r"`([\w/]+[/.][\w/.]+)`", recipe) if "/" in name]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_document_of_the_intake_row_has_every_column() -> None:
    table = (ROOT / "docs" / "intake.md").read_text("utf-8").split("\n\n")[2]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    listed = [name.strip() for row in rows for name in row.split(",")]
    assert sorted(listed) == sorted(one.name for one in INTAKE_FIELDS)


@pytest.mark.late
def test_two_rows_add_a_column_to_interface_form_file_store_and_pages() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *ADDED],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
