"""Distinct cells of each column of CSV bytes, and their rows. It knows the grammar, no columns.

The grammar is that of Python's csv module, strict, with its default dialect. Lines end with CR, LF
or both; blank lines are no rows; a quote opens a cell only as its first sign. Each distinct cell
becomes one string, for any number of rows.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.errors import IntakeFileError
from matching.jit import njit_cached
from matching.names.tokens.string_interning import gather_strings, intern

# bytes; a file with a longer cell is rejected, as in the csv module
MAX_CELL_LENGTH: Final = 131_072
_PROBLEMS: Final = (
    "",
    "a quoted cell does not end",
    "there is text between the closing quote of a cell and the next comma",
    f"a cell is longer than {MAX_CELL_LENGTH} bytes",
)
_FINE, _OPEN, _AFTER_QUOTE, _TOO_LONG = range(4)
_DECODED_AT_ONCE: Final = 1 << 20  # bytes
_CR, _LF, _QUOTE, _COMMA = 13, 10, 34, 44


class Column(NamedTuple):
    """The cells of a column: row r has `texts[codes[r]]`. Texts are distinct."""

    codes: Ints
    texts: tuple[str, ...]

    def of(self, row: int) -> str:
        """Return the cell of a row."""
        text: str = self.texts[int(self.codes[row])]
        return text


class Table(NamedTuple):
    """Rows by column; a column that the file lacks has empty cells."""

    size: int
    columns: Mapping[str, Column]


def read_header(line: bytes) -> tuple[str, ...]:
    """Return the column names of a header line; raises UnicodeDecodeError or IntakeFileError."""
    try:
        return tuple(next(csv.reader(io.StringIO(line.decode(), newline=""), strict=True), ()))
    except csv.Error as error:
        raise IntakeFileError(0, str(error)) from error


def read_table(data: Bytes, header: Sequence[str], columns_read: Iterable[str]) -> Table:
    """Return the wanted columns of CSV bytes that begin and end with whole rows.

    Short rows get empty cells at the end; long rows lose cells without a column name. Of two
    columns with one name the last counts. Raises IntakeFileError with the row (from 1), and
    UnicodeDecodeError for any column.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    for position in range(0, data.size, _DECODED_AT_ONCE):
        decoder.decode(data[position : position + _DECODED_AT_ONCE].tobytes())
    decoder.decode(b"", final=True)
    names = [name for name in dict.fromkeys(columns_read) if name in header]
    slots = np.full(len(header), -1, np.int64)
    for slot, name in enumerate(names):
        slots[len(header) - 1 - list(reversed(header)).index(name)] = slot
    most = np.count_nonzero((data == _LF) | (data == _CR)) + 1
    first, last = (np.zeros((len(names), most), np.int64) for _ in range(2))
    rows, problem = _scan(data, slots, first, last)
    if problem != _FINE:
        raise IntakeFileError(rows + 1, _PROBLEMS[problem])
    columns = {
        name: _distinct(*_copied(data, first[slot, :rows], last[slot, :rows]))
        for slot, name in enumerate(names)
    }
    nothing = Column(np.zeros(rows, np.int32), ("",))
    return Table(rows, {name: columns.get(name, nothing) for name in columns_read})


def _distinct(letters: Bytes, starts: Longs) -> Column:
    codes, seen, _ = intern(letters, starts)
    distinct, bounds = gather_strings(letters, starts, seen)
    text = distinct.tobytes()
    ends = bounds.tolist()
    return Column(codes, tuple(text[low:high].decode() for low, high in pairwise(ends)))


@njit_cached
def whole_rows_length(data: Bytes, most: int) -> int:
    """Return the number of bytes of `data` that are whole lines, at most `most`; 0 for none.

    `data` must begin with a row.
    """
    end, is_quoted, may_open = 0, False, True
    for position in range(data.size):
        if most == 0:
            break
        sign = data[position]
        if is_quoted:
            is_quoted = sign != _QUOTE
            may_open = True  # two quotes inside are one
        elif sign == _QUOTE and may_open:
            is_quoted = True
        else:
            may_open = sign in (_COMMA, _CR, _LF)
            if sign in (_CR, _LF):
                end = position + 1
                most -= 1
    return end


@njit_cached
def _scan(data: Bytes, slots: Longs, first: Longs, last: Longs) -> tuple[int, int]:
    """Write the positions of the wanted cells; return the number of rows, and the error after them.

    `first` and `last` are int64[wanted, rows]. A negative `first` means doubled quotes in a cell
    that begins at -first - 1.
    """
    position, row, size = 0, 0, data.size
    while position < size:
        if data[position] == _LF or data[position] == _CR:
            position += 1
            continue
        field = 0
        while True:
            begin, end, is_doubled, position, problem = _cell(data, position)
            if problem != _FINE:
                return row, problem
            if field < slots.size and slots[field] >= 0:
                first[slots[field], row] = -begin - 1 if is_doubled else begin
                last[slots[field], row] = end
            field += 1
            if position >= size or data[position] != _COMMA:
                break
            position += 1
        row += 1
    return row, _FINE


@njit_cached
def _cell(data: Bytes, position: int) -> tuple[int, int, bool, int, int]:
    """Return begin and end of the cell that starts here, and whether it has doubled quotes.

    Also return its stop (a comma, the end of a line or the end of the data) and the error.
    """
    size, is_doubled, begin = data.size, False, position
    if position < size and data[position] == _QUOTE:
        begin = position = position + 1
        while True:
            while position < size and data[position] != _QUOTE:
                position += 1
            if position >= size:
                return begin, position, is_doubled, position, _OPEN
            if position + 1 >= size or data[position + 1] != _QUOTE:
                break
            is_doubled = True
            position += 2
        end = position
        position += 1
        if position < size and data[position] not in (_COMMA, _CR, _LF):
            return begin, end, is_doubled, position, _AFTER_QUOTE
    else:
        while position < size and data[position] not in (_COMMA, _CR, _LF):
            position += 1
        end = position
    return begin, end, is_doubled, position, _TOO_LONG if end - begin > MAX_CELL_LENGTH else _FINE


@njit_cached
def _copied(data: Bytes, first: Longs, last: Longs) -> tuple[Bytes, Longs]:
    """Return cells in sequence with their starts, doubled quotes as one."""
    starts = np.zeros(first.size + 1, np.int64)
    room = 0
    for row in range(first.size):
        room += last[row] - (first[row] if first[row] >= 0 else -first[row] - 1)
    out = np.empty(room, np.uint8)
    end = 0
    for row in range(first.size):
        begin = first[row] if first[row] >= 0 else -first[row] - 1
        position = begin
        while position < last[row]:
            out[end] = data[position]
            end += 1
            position += 2 if first[row] < 0 and data[position] == _QUOTE else 1
        starts[row + 1] = end
    return out[:end].copy(), starts
