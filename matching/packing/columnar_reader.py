"""Packed sections from a table of intake rows, reading each distinct cell once.

Cells that are read together count as one. The result equals `parse_row`, `row_problems` and `pack`
row by row (a property in tests/properties). Those functions define the meaning of a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from matching.arrays import Flags, Ints, Longs
from matching.packing.column_groups import COLUMN_GROUPS, COLUMNS, WARNING_RANKS, ColumnGroup
from matching.packing.features import pack
from matching.packing.sections import Sections, combine_pieces, sections_of_pieces, unpack
from matching.reading.cells import Cells, RowProblem, RowWarning
from matching.reading.csv_tokeniser import Column, Table, read_table
from matching.reading.person import parse_row, read_kind, row_problems

_N = TypeVar("_N")
_NOTHING = -1
_LARGEST = 1 << 40  # largest combined code of several cells; beyond it the codes are renumbered


@dataclass(frozen=True, slots=True)
class RowNotes(Generic[_N]):
    """Notes on rows, in row order: note k is `kinds[which[k]]`, on row `rows[k]` (from 0)."""

    rows: Longs
    which: Longs
    kinds: tuple[_N, ...]

    @classmethod
    def of(cls, noted: Iterable[tuple[int, _N]]) -> RowNotes[_N]:
        """Return notes from pairs of row and note."""
        pairs = list(noted)
        kinds = {
            note: number for number, note in enumerate(dict.fromkeys(note for _, note in pairs))
        }
        rows = np.fromiter((row for row, _ in pairs), np.int64, len(pairs))
        return cls(
            rows,
            np.fromiter((kinds[note] for _, note in pairs), np.int64, len(pairs)),
            tuple(kinds),
        )

    def __len__(self) -> int:
        return int(self.rows.size)

    def first(self, most: int) -> list[tuple[int, _N]]:
        """Return the first `most` notes as (row, note)."""
        return [
            (int(row), self.kinds[piece])
            for row, piece in zip(self.rows[:most], self.which[:most], strict=True)
        ]


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows that were read: references, packed sections, problems and warnings."""

    refs: tuple[str, ...]
    sections: Sections
    problems: RowNotes[RowProblem]
    warnings: RowNotes[RowWarning]


class _Read(NamedTuple):
    """One column group read over all rows.

    `which` is the index of each row's piece among the distinct pieces in `sections` (-1: none).
    `marks` and `warnings` have an item for each distinct piece.
    """

    which: Longs
    sections: Sections
    marks: Longs
    warnings: Sequence[Sequence[RowWarning]]

    def mark(self) -> Longs:
        """Return the mark of every row, 0 for a row without a piece."""
        return np.where(self.which >= 0, np.append(self.marks, 0)[self.which], 0)


def read_file_block(header: Sequence[str], data: bytes) -> RowBlock:
    """Return whole CSV rows as a block.

    Raises IntakeFileError (rows from 1) and UnicodeDecodeError.
    """
    return read_block(read_table(np.frombuffer(data, np.uint8), header, COLUMNS))


def read_block(table: Table) -> RowBlock:
    """Return a table of the columns `column_groups.COLUMNS` as a block.

    No content of a cell raises an error.
    """
    everyone = np.ones(table.size, np.bool_)
    read = {
        name: _read(table, part, everyone) for name, part in COLUMN_GROUPS.items() if name != "age"
    }
    read["age"] = _read(table, COLUMN_GROUPS["age"], read["births"].mark() == 0)
    is_whole = read["documents"].mark() > 0
    whole = _whole(table, np.flatnonzero(is_whole))
    rest = {
        name: read[name]._replace(which=np.where(is_whole, _NOTHING, read[name].which))
        for name in COLUMN_GROUPS
    }
    sections = combine_pieces(
        [(part.sections, part.which) for part in (*rest.values(), whole)], table.size
    )
    _put_in_days(
        sections, rest["event"].mark(), rest["places"].mark() > 0, rest["height"].which >= 0
    )
    refs = _texts(table.columns["record_ref"])
    return RowBlock(
        refs,
        sections,
        RowNotes.of(_problems(table, refs, read["names"].mark() > 0)),
        RowNotes.of(_warnings((*rest.values(), whole))),
    )


def _read(table: Table, part: ColumnGroup, is_selected: Flags) -> _Read:
    """Read one group for the wanted rows that have a cell to read."""
    cells = {name: _reduced(table.columns[name], part.reduced.get(name)) for name in part.columns}
    if part.lead:
        lead = cells[part.lead]
        is_selected = (
            is_selected & np.array([text != "" for text in lead.texts], np.bool_)[lead.codes]
        )
    rows = np.flatnonzero(is_selected)
    codes, seen = _combined_codes(
        [(column.codes[rows], len(column.texts)) for column in cells.values()]
    )
    piece_of_row = np.full(table.size, _NOTHING, np.int64)
    piece_of_row[rows] = codes
    pieces, marks, warnings = [], [], []
    seen = rows[seen]
    texts = [
        [column.texts[code] for code in column.codes[seen].tolist()] for column in cells.values()
    ]
    for values in zip(*texts, strict=True):
        cells_read = Cells(dict(zip(part.columns, values, strict=True)))
        piece, mark = part.make(cells_read)
        pieces.append(piece)
        marks.append(mark)
        warnings.append(
            [warning for warning in cells_read.warnings if warning.column in part.warns]
        )
    return _Read(piece_of_row, sections_of_pieces(pieces), np.array(marks, np.int64), warnings)


def _whole(table: Table, rows: Longs) -> _Read:
    """Read some rows as a whole, with the functions for single rows."""
    parsed = [
        parse_row({name: column.of(row) for name, column in table.columns.items()})
        for row in rows.tolist()
    ]
    piece_of_row = np.full(table.size, _NOTHING, np.int64)
    piece_of_row[rows] = np.arange(rows.size)
    sections = unpack([pack(parsed_row.person) for parsed_row in parsed])
    return _Read(
        piece_of_row,
        sections,
        np.zeros(rows.size, np.int64),
        [parsed_row.warnings for parsed_row in parsed],
    )


def _reduced(column: Column, reduce: Callable[[str], str] | None) -> Column:
    """Return a column with its distinct cells reduced."""
    if reduce is None:
        return column
    texts = [reduce(text) for text in column.texts]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return Column(
        np.array([numbers[text] for text in texts], np.int32)[column.codes], tuple(numbers)
    )


def _combined_codes(columns: Sequence[tuple[Ints, int]]) -> tuple[Longs, Longs]:
    """Return one number per row for its cells together, and one row for each number.

    Numbers start at 0 without gaps. A column is given by its codes and the number of codes.
    """
    both, size = np.zeros(columns[0][0].size, np.int64), 1
    for codes, count in columns:
        if size * count > _LARGEST:
            seen, both = _numbered(both)
            size = seen.size
        both, size = both * count + codes, size * count
    seen, numbers = _numbered(both)
    return numbers, seen


def _numbered(values: Longs) -> tuple[Longs, Longs]:
    """Return the first position of each distinct value, and each value's index among them."""
    _, seen, numbers = np.unique(values, return_index=True, return_inverse=True)
    return seen.astype(np.int64), numbers.astype(np.int64)


def _put_in_days(sections: Sections, days: Longs, has_place: Flags, has_height: Flags) -> None:
    """Write the event's day into the first place and into the height, where they use it."""
    places = sections.letters["places"].view("<i4").reshape(-1, 4)
    places[sections.items("places")[:-1][has_place], 1] = days[has_place]
    heights = sections.letters["height"].view("<i4").reshape(-1, 2)
    measured = has_height & (np.diff(sections.starts["height"]) > 0)
    heights[sections.items("height")[:-1][measured], 1] = days[measured]


def _texts(column: Column) -> tuple[str, ...]:
    """Return every row's reference."""
    texts = [Cells({"record_ref": text}).text("record_ref") for text in column.texts]
    return tuple(texts[code] for code in column.codes.tolist())


def _problems(table: Table, refs: Sequence[str], named: Flags) -> Iterator[tuple[int, RowProblem]]:
    """Yield the problems of rows as `row_problems` returns them.

    It is called with stand-ins for the values that it checks.
    """
    kinds = table.columns["kind"]
    unknown = np.array([not read_kind({"kind": text}) for text in kinds.texts], np.bool_)[
        kinds.codes
    ]
    nameless = np.array([not ref for ref in refs], np.bool_)
    for row in np.flatnonzero(unknown | nameless | ~named).tolist():
        requested = {
            "record_ref": refs[row],
            "kind": kinds.of(row),
            "full_name": "named" if named[row] else "",
        }
        yield from ((row, problem) for problem in row_problems(requested))


def _warnings(read: Sequence[_Read]) -> list[tuple[int, RowWarning]]:
    """Return all warnings, row by row, in the order of `parse_row`."""
    noted = [
        (row, warning)
        for part in read
        for row in np.flatnonzero(
            (part.which >= 0) & np.array([*map(bool, part.warnings), False])[part.which]
        ).tolist()
        for warning in part.warnings[part.which[row]]
    ]
    return sorted(noted, key=lambda note: (note[0], WARNING_RANKS[note[1].column]))
