"""The tables of benchmarks/tables.md: figures become lines; other lines stay unchanged."""

from __future__ import annotations

import re

import pytest

from benchmarks.figures import OURS, Figure
from benchmarks.tables import DOCUMENT, TABLES, TablesError, part_of, rewrite_tables

PEER = "Splink, EM"
BEFORE = "| before | it |"
OLD = {
    "wanted": "| aliases | R@1 | 0.111 | - | 0.81 | **no** |",
    "names": "| aliases | 7 | 0.111 | | | | | |",
}

FIGURES = [
    Figure("token, mean of six", OURS, "R@1", 0.5),
    Figure("token, mean of six", "Jaro-Winkler", "R@1", 0.25),
    Figure("aliases", OURS, "R@1", 0.9, 0.8, 0.95, 7),
    Figure("aliases", OURS, "AP", 0.7, count=7),
    Figure("aliases and another birth", OURS, "R@1", 0.6, 0.5, 0.7, 4),
    *(
        Figure(f"FEBRL {n}, name and birth", OURS, "recall at precision .99", n / 10)
        for n in (1, 2, 3, 4)
    ),
    *(Figure(f"FEBRL {n}, all fields", PEER, "best F1", n / 5) for n in (1, 2, 3, 4)),
    *(Figure(f"FEBRL {n}, all fields", OURS, "best F1", 0.5) for n in (1, 2, 3, 4)),
    Figure("worlds, compared pairs", OURS, "best F1", 0.75, 0.7, 0.8, 9),
    Figure("worlds, end to end", OURS, "F1 at .5", 0.625),
    Figure("world 81, compared pairs", OURS, "best F1", 0.71),
    Figure("world 82, compared pairs", OURS, "best F1", 0.72),
    Figure("worlds, calibration", OURS, "expected calibration error", 0.01),
    Figure("eased worlds, compared pairs", OURS, "AP", 0.99),
    Figure("world eased 61, compared pairs", OURS, "best F1", 0.96),
    Figure("eased worlds, recall by origin group", OURS, "worst below the mean", 0.03),
    Figure("eased worlds, recall by origin: syrian", OURS, "recall", 0.95, 0.9, 0.97, 60),
    Figure("other worlds, compared pairs", OURS, "best F1", 0.5, 0.4, 0.6, 9),
    Figure("world other 711, compared pairs", OURS, "best F1", 0.51),
    Figure("other worlds, calibration", OURS, "expected calibration error", 0.02),
    Figure("third worlds, end to end", OURS, "best F1", 0.9375, 0.93, 0.95, 9),
    Figure("third worlds, compared pairs", OURS, "F1 at .5", 0.96),
    Figure("world third 811, compared pairs", OURS, "best F1", 0.94),
    Figure("fourth worlds, compared pairs", OURS, "best F1", 0.875),
    Figure("fourth worlds, recall by origin: somali", OURS, "recall", 0.6, 0.5, 0.7, 20),
    Figure("other worlds, recall by origin: SO", OURS, "recall", 0.7, 0.6, 0.8, 30),
    Figure("other worlds, recall by origin: SO", OURS, "promised", 0.72),
    Figure("third worlds, recall by origin", OURS, "worst below the mean", 0.04),
    Figure("third worlds, recall by origin: horn", OURS, "recall", 0.9, 0.8, 0.95, 40),
    Figure("worlds, recall", OURS, "recall", 0.8, 0.7, 0.9, 50),
    Figure("worlds, recall", OURS, "promised", 0.81),
    Figure("worlds, recall by sex: F", OURS, "recall", 0.9, 0.8, 0.95, 20),
    Figure("worlds, recall by sex", OURS, "worst below the mean", 0.02),
]
EXPECTED = {
    "wanted": [
        "| token, mean of six | R@1 | 0.500 | 0.250 (Jaro-Winkler) | 0.91 | **no** |",
        "| aliases | R@1 | 0.900 (0.800 to 0.950) | - | 0.81 | yes |",
        (
            "| FEBRL 3, all fields | best F1 | 0.500 | 0.600 (Splink, EM) | as the best peer |"
            " **no** |"
        ),
        (
            "| eased worlds, recall by origin group | worst below the mean | 0.030 | - | at most"
            " 0.05 | yes |"
        ),
        (
            "| third worlds, recall by origin | worst below the mean | 0.040 | - | at most 0.05 |"
            " yes |"
        ),
        "| worlds, recall by sex | worst below the mean | 0.020 | - | at most 0.05 | yes |",
    ],
    "names": [
        "| token, mean of six |  | 0.500 |  |  |  /  |  /  | 0.250 /  |",
        "| aliases | 7 | 0.900 (0.800 to 0.950) |  | 0.700 |  /  |  /  |  /  |",
        "| aliases and another birth | 4 | 0.600 (0.500 to 0.700) |  |  |  /  |  /  |  /  |",
    ],
    "FEBRL, name and birth": [
        "| Homeward | 0.100 | 0.200 | 0.300 | 0.400 |",
        "| Splink, EM |  |  |  |  |",
    ],
    "FEBRL, all fields": [
        "| Homeward | 0.500 | 0.500 | 0.500 | 0.500 |",
        "| Splink, EM | 0.200 | 0.400 | 0.600 | 0.800 |",
    ],
    "worlds": ["| Homeward |  | 0.750 (0.700 to 0.800) |  | 0.625 |  | 0.010 | 0.710, 0.720 |"],
    "eased": ["| Homeward |  |  | 0.990 |  |  |  | 0.960 |"],
    "other": ["| Homeward |  | 0.500 (0.400 to 0.600) |  |  |  | 0.020 | 0.510 |"],
    "third": ["| Homeward | 0.960 |  |  |  | 0.938 (0.930 to 0.950) |  | 0.940 |"],
    "fourth": ["| Homeward |  | 0.875 |  |  |  |  |  |"],
    "breakdown": [
        "| all | 50 | 0.800 (0.700 to 0.900) | 0.810 |",
        "| sex: F | 20 | 0.900 (0.800 to 0.950) |  |",
    ],
    "origins": [
        "| eased worlds, recall by origin: syrian | 60 | 0.950 (0.900 to 0.970) |  |",
        "| other worlds, recall by origin: SO | 30 | 0.700 (0.600 to 0.800) | 0.720 |",
        "| third worlds, recall by origin: horn | 40 | 0.900 (0.800 to 0.950) |  |",
        "| fourth worlds, recall by origin: somali | 20 | 0.600 (0.500 to 0.700) |  |",
    ],
}


def page() -> str:
    return "\n\n".join(
        f"Before {name}.\n\n<!-- table: {name} -->\n| head |\n|---|\n"
        f"{OLD.get(name, BEFORE)}\n<!-- end -->\n\nAfter {name}."
        for name in TABLES
    )


def lines(text: str, name: str) -> list[str]:
    found = re.search(f"<!-- table: {name} -->\n(.*?)<!-- end -->", text, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


@pytest.mark.parametrize("name", EXPECTED)
def test_figures_become_the_lines_of_their_table(name: str) -> None:
    head, rule, *rows = lines(rewrite_tables(page(), FIGURES), name)
    assert head == TABLES[name][0]
    # the lines of `wanted` come from closing.py and are tested with it; a few suffice here
    assert [row for row in rows if name != "wanted" or row in EXPECTED[name]] == EXPECTED[name]
    assert {row.count(" | ") + 1 for row in rows} == {rule.count("---")}
    assert not {BEFORE, OLD.get(name)} & set(rows)


def test_every_table_is_expected_and_the_sentences_stay() -> None:
    assert EXPECTED.keys() == TABLES.keys()
    text = rewrite_tables(page(), FIGURES)
    assert all(f"Before {name}." in text and f"After {name}." in text for name in TABLES)


def test_rewriting_twice_changes_nothing() -> None:
    once = rewrite_tables(page(), FIGURES)
    assert once != page()
    assert rewrite_tables(once, FIGURES) == once


@pytest.mark.parametrize("name", TABLES)
def test_a_part_that_was_not_run_keeps_its_lines(name: str) -> None:
    whole = rewrite_tables(page(), FIGURES)
    one_part = [Figure("aliases and another birth", OURS, "R@1", 0.5, count=4)]
    changed = {"wanted": 1, "names": 1}.get(name, 0)
    before, after = lines(whole, name), lines(rewrite_tables(whole, one_part), name)
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == changed


@pytest.mark.parametrize(
    ("text", "figures", "message"),
    [
        (page() + "\n<!-- table: another -->\n<!-- end -->", [], "one marker"),
        (page().replace("<!-- table: worlds -->", ""), [], "one marker"),
        (page() + "\n<!-- table: worlds -->\n| head |", [], "one marker"),
        (page().replace(BEFORE + "\n", ""), [], "no line of part"),
        (page(), [Figure("aliases", OURS, "AP", 0.5)], "no line of part names"),
        (page(), [Figure("a new test", OURS, "AP", 0.5)], "a test of no part: a new test"),
    ],
    ids=[
        "no such table",
        "no marker",
        "no end",
        "never measured",
        "run without the figures",
        "no table for a test",
    ],
)
def test_a_marker_without_figures_or_a_table_is_an_error(
    text: str, figures: list[Figure], message: str
) -> None:
    with pytest.raises(TablesError, match=message):
        rewrite_tables(text, figures)


def test_the_document_has_all_markers_and_is_as_the_command_would_leave_it() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert rewrite_tables(text, []) == text


FIGURE = re.compile(r"\b[01]\.\d{3}\b")


def test_each_row_of_the_summary_is_a_row_of_the_tables() -> None:
    summary = DOCUMENT.with_name("README.md").read_text("utf-8")
    section = summary.split("\n## Accuracy\n")[1].split("\n## ")[0]
    # Without intervals, each line of the tables is its figures in their order.
    lines = [
        FIGURE.findall(re.sub(r"\([\d. to]+\)", "", line))
        for line in DOCUMENT.read_text("utf-8").splitlines()
    ]
    # The row of the best Splink joins several lines.
    rows = [
        FIGURE.findall(line)
        for line in section.splitlines()
        if line.startswith("|") and "best Splink" not in line
    ]
    rows = [row for row in rows if row]

    assert len(rows) >= 15
    assert [row for row in rows if not any(line[: len(row)] == row for line in lines)] == []


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("aliases", "names"),
        ("aliases and another birth", "people"),
        ("worlds, recall by sex: F", "breakdown"),
    ],
)
def test_the_longest_prefix_identifies_the_part(test: str, expected: str) -> None:
    assert part_of(test) == expected
