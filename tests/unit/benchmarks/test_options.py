import json

import pytest

from benchmarks import options
from services.options.comparison import SCHEMA


def test_the_page_agrees_with_the_file() -> None:
    page = options.PAGE.read_text("utf-8")
    made = json.loads(options.RESULTS.read_text("utf-8"))
    assert made["schema"] == SCHEMA
    assert options.fill_tables(page, made) == page
    assert all(f"<!-- table: {name} -->" in page for name in options.TABLES)


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        options.fill_tables("<!-- table: none -->\n<!-- end -->", {})


def test_other_worlds_of_the_same_engine_are_listed_by_size_and_seed() -> None:
    made = json.loads(options.RESULTS.read_text("utf-8"))
    others = [
        {**made, "world": {**made["world"], "records": n, "seed": seed}}
        for n, seed in ((500, 2), (500, 1))
    ]
    merged = options.merge_comparisons(made, others)
    assert [(one["world"]["records"], one["world"]["seed"]) for one in merged["others"]] == [
        (500, 1),
        (500, 2),
    ]
    assert options.TABLES["seeds"](merged).count("\n| 500 |") == 2 * len(made["options"])
    with pytest.raises(SystemExit):
        options.merge_comparisons(
            made, [{**made, "world": {**made["world"], "engine_version": "0"}}]
        )
