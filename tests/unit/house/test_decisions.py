"""docs/decisions: records have their sections, the index is complete, references exist, and each
number leads to a record.
"""

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
# and in the engine history only, or in the line of a record that names the former ones it includes.
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


def test_each_number_leads_to_a_record_or_to_the_engine_history() -> None:
    without_record = INDEX.partition("## Numbers without a record")[2]
    measured, _, rest = without_record.partition("\n\nRecords that")
    table = rest.partition("were never used")[0]
    merged = dict(re.findall(r"^\| (\d{4}) \| \[(\d{4})\] \|$", table, re.MULTILINE))
    never_used = _numbers(table.rpartition("The numbers")[2])
    used = {record.name[:4] for record in RECORDS}
    every = {f"{number:04}" for number in range(1, int(max(used | merged.keys())) + 1)}

    assert set(merged.values()) <= used
    assert used | merged.keys() | _numbers(measured) | never_used == every


def test_a_record_names_the_former_records_that_it_includes() -> None:
    table = dict(re.findall(r"^\| (\d{4}) \| \[(\d{4})\] \|$", INDEX, re.MULTILINE))
    included = {
        former: record.name[:4]
        for record in RECORDS
        for words in re.findall(r"Includes the former records? ([^.]+)\.", _unwrapped(record))
        for former in re.findall(r"\d{4}", words)
    }

    assert included == table


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text; "0073 to 0077" stands for each of them."""
    ranges = re.findall(r"(\d{4}) to (\d{4})", text)
    between = {f"{n:04}" for low, high in ranges for n in range(int(low), int(high) + 1)}
    return between | set(re.findall(r"\d{4}", text))


def _unwrapped(record: Path) -> str:
    return " ".join(record.read_text("utf-8").split())


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
