import json

import pytest

from benchmarks import options
from services.options.study import SCHEMA


def test_the_page_tells_what_the_file_tells() -> None:
    page = options.PAGE.read_text("utf-8")
    made = json.loads(options.TOLD.read_text("utf-8"))
    assert made["schema"] == SCHEMA
    assert options.filled(page, made) == page
    assert all(f"<!-- table: {name} -->" in page for name in options.TABLES)


def test_a_table_that_nobody_makes_is_an_error() -> None:
    with pytest.raises(KeyError):
        options.filled("<!-- table: none -->\n<!-- end -->", {})
