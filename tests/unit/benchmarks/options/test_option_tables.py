import json
from dataclasses import asdict

import pytest

from benchmarks.options import costs, tables
from reports.sections.options import OPTIONS_SCHEMA


def test_the_page_agrees_with_the_file() -> None:
    page = tables.PAGE.read_text("utf-8")
    made = json.loads(tables.RESULTS.read_text("utf-8"))
    assert made["schema"] == OPTIONS_SCHEMA
    assert tables.fill_tables(page, made) == page
    assert all(f"<!-- table: {name} -->" in page for name in tables.TABLES)


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        tables.fill_tables("<!-- table: none -->\n<!-- end -->", {})


def test_other_worlds_of_the_same_engine_are_listed_by_size_and_seed() -> None:
    made = json.loads(tables.RESULTS.read_text("utf-8"))
    others = [
        {**made, "world": {**made["world"], "records": n, "seed": seed}}
        for n, seed in ((500, 2), (500, 1))
    ]
    merged = tables.merge_comparisons(made, others)
    assert [(one["world"]["records"], one["world"]["seed"]) for one in merged["others"]] == [
        (500, 1),
        (500, 2),
    ]
    assert tables.TABLES["seeds"](merged).count("\n| 500 |") == 2 * len(made["options"])
    with pytest.raises(SystemExit):
        tables.merge_comparisons(
            made, [{**made, "world": {**made["world"], "engine_version": "0"}}]
        )


def test_the_shipped_comparison_has_the_shipped_assumptions_of_cost() -> None:
    made = json.loads(tables.RESULTS.read_text("utf-8"))
    assert made["assumptions"] == [asdict(assumption) for assumption in costs.ASSUMPTIONS]
