"""docs/decisions: records have their sections, the index is complete, references exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.house.conftest import PROJECT

FOLDER = PROJECT / "docs" / "decisions"
INDEX = (FOLDER / "README.md").read_text("utf-8")
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
LONGEST_LINES = 65
STATUS = re.compile(
    r"^Status: (?P<status>proposed|accepted|replaced)\. Date: (?P<date>\d{4}-\d\d-\d\d)",
    re.MULTILINE,
)
# A record by its path, or by its number in a sentence. Numbers of former records are in the index
# and in the engine history only.
REFERENCE = re.compile(
    r"decisions/(?P<path>\d{4}[a-z0-9-]*(?:\.md)?)|\b[Dd]ecisions?\s+(?P<number>\d{4})\b"
)
SEARCHED = ("*.py", "*.md", "*.toml", "*.html", "*.sql", "*.yml")
WITHOUT = {FOLDER / "README.md", PROJECT / "docs" / "engine-history.md", Path(__file__)}


def _texts() -> Iterator[Path]:
    for pattern in SEARCHED:
        for path in PROJECT.rglob(pattern):
            parts = path.relative_to(PROJECT).parts
            if not parts[0].startswith(".") and parts[0] != "build":
                yield path


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_its_sections(record: Path) -> None:
    text = record.read_text("utf-8")
    sections = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)

    assert text.startswith(f"# {record.name[:4]}: ")
    assert STATUS.search(text), "Status: accepted. Date: YYYY-MM-DD."
    assert sections[:2] == ["Context", "Decision"]
    assert sections.count("Consequences") == 1
    assert text.count("\n") <= LONGEST_LINES, "a record has at most one page"


def test_the_index_has_each_record_with_its_title_and_status() -> None:
    rows = re.findall(r"^\| \[(\d{4})\] \| (.+?) \| (\w+) \| ([\d-]+) \|$", INDEX, re.MULTILINE)
    links = dict(re.findall(r"^\[(\d{4})\]: (\S+)$", INDEX, re.MULTILINE))
    expected = []
    for record in RECORDS:
        text = record.read_text("utf-8")
        state = STATUS.search(text)
        assert state, record.name
        title = text.partition("\n")[0].partition(": ")[2]
        expected.append((record.name[:4], title, state["status"], state["date"]))

    assert rows == expected
    assert links == {record.name[:4]: record.name for record in RECORDS}


def test_each_reference_to_a_record_exists() -> None:
    numbers = {record.name[:4] for record in RECORDS}
    names = {record.name for record in RECORDS} | {record.stem for record in RECORDS} | numbers
    missing = [
        f"{path.relative_to(PROJECT)}: {found[0]}"
        for path in set(_texts()) - WITHOUT
        for found in REFERENCE.finditer(path.read_text("utf-8"))
        if (found["path"] not in names if found["path"] else found["number"] not in numbers)
    ]

    assert missing == []
