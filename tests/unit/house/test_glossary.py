"""docs/glossary.md explains each word once and refers to existing files."""

from __future__ import annotations

import re
from collections import Counter

from tests.unit.house.conftest import PROJECT

TERMS = (PROJECT / "docs" / "glossary.md").read_text("utf-8").partition("## Words on the pages")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in TERMS.splitlines()
    if line.startswith("| ") and not line.startswith("| word |")
]


def test_each_row_names_a_place_that_exists() -> None:
    missing = [
        where
        for _word, _meaning, cell in ROWS
        for where in re.findall(r"`([^`]+)`", cell) or [cell]
        if not (PROJECT / where).exists()
    ]

    assert ROWS
    assert missing == []


def test_each_word_is_explained_once() -> None:
    words = Counter(word for cell, _meaning, _where in ROWS for word in cell.split(", "))

    assert [word for word, times in words.items() if times > 1] == []
