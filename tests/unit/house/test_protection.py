"""docs/protection.md names an existing test for each promise."""

from __future__ import annotations

import re

from tests.unit.house.conftest import PROJECT

TEXT = (PROJECT / "docs" / "protection.md").read_text("utf-8")
TABLES = ("# Protection\n", "## Thirteen threats\n", "## Insiders\n")
ROWS = [
    line.rstrip("| ").rsplit(" | ", 1)[-1]
    for title in TABLES
    for line in TEXT.partition(title)[2].partition("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.endswith(("| tests |", "| test |"))
]
TESTS = PROJECT / "tests"


def _is_there(path: str) -> bool:
    if path.startswith("make "):
        return True
    return (PROJECT / path).exists() if "/" in path else any(TESTS.rglob(path))


def test_each_promise_names_a_test_that_exists() -> None:
    unnamed = [row for row in ROWS if "`" not in row and not row.startswith(("same", "both"))]
    named = [path for row in ROWS for path in re.findall(r"`([^`]+)`", row)]
    missing = [path for path in named if not _is_there(path)]

    assert ROWS
    assert unnamed == []
    assert missing == []
