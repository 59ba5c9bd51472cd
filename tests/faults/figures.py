"""Figures measured by fault tests, as plain-text tables for `make faults`; none is asserted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

PROPERTY = "faults"
Figures = str | int | float


def tables(entries: Sequence[Mapping[str, Figures]]) -> Iterator[tuple[str, list[str]]]:
    """Yield title and lines of each table, in the order of first use. Each test is one row."""
    for title in dict.fromkeys(str(one["table"]) for one in entries):
        rows = [
            {name: str(value) for name, value in one.items()}
            for one in entries
            if one["table"] == title
        ]
        columns = [
            name for name in dict.fromkeys(name for row in rows for name in row) if name != "table"
        ]
        columns = [column for column in columns if any(row.get(column) for row in rows)]
        cells = [[column.replace("_", " ") for column in columns]]
        cells += [[row.get(column, "") for column in columns] for row in rows]
        widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
        yield title, ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
