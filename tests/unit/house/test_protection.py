"""docs/protection.md names an existing test for each promise, and existing places of each rule."""

from __future__ import annotations

import re

from tests.unit.house.conftest import PROJECT

TEXT = (PROJECT / "docs" / "protection.md").read_text("utf-8")
TABLES = ("# Protection\n", "## Thirteen threats\n", "## Insiders\n")
LINES = [
    line
    for title in TABLES
    for line in TEXT.partition(title)[2].partition("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.endswith(("| tests |", "| test |"))
]
ROWS = [line.rstrip("| ").rsplit(" | ", 1)[-1] for line in LINES]
# a file or folder, and the names that it has
PLACE = re.compile(r"`([\w.-]+/[\w./-]*)`(?: \((`[^)]*)\))?")
TESTS = PROJECT / "tests"


def _is_there(path: str) -> bool:
    if path.startswith("make "):
        return True
    return (PROJECT / path).exists() if "/" in path else any(TESTS.rglob(path))


def test_each_promise_names_a_test_that_exists() -> None:
    # "same" would name another test as soon as a row is added above
    unnamed = [row for row in ROWS if "`" not in row or row.startswith(("same", "both"))]
    named = [path for row in ROWS for path in re.findall(r"`([^`]+)`", row)]
    missing = [path for path in named if not _is_there(path)]

    assert ROWS
    assert unnamed == []
    assert missing == []


def test_each_place_of_a_rule_exists_and_has_its_names() -> None:
    places = [place for line in LINES for place in PLACE.findall(line)]
    missing = [path for path, _ in places if not (PROJECT / path).exists()]
    assert missing == []
    wanted = [(path, name) for path, names in places for name in re.findall(r"`(\w+)`", names)]
    assert wanted
    assert [
        (path, name) for path, name in wanted if name not in (PROJECT / path).read_text("utf-8")
    ] == []
