"""Read a whole intake file: split it into blocks of rows, read them in several processes, join
them.

This module decides which rows are used (each reference once) and numbers the rows. It does not
interpret columns. Blocks are read by `cli.intake_reader`, a child process that receives them
through a pipe and ends with this process.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from cli import worker_pipes
from matching import IntakeFileError, Population, RowProblem, RowWarning
from matching.packing.columnar_reader import RowBlock, RowNotes, read_file_block
from matching.packing.sections import choose_rows, join_sections
from matching.reading.csv_tokeniser import read_header, whole_rows_length

_BOM: Final = b"\xef\xbb\xbf"
_SMALLEST_BLOCK: Final = 4 << 20  # bytes; starting a child takes as long as reading this many (2 s)
# bytes; a child needs about twenty times as much memory while it reads a block
_LARGEST_BLOCK: Final = 48 << 20
_TWICE: Final = RowProblem("record_ref", "the file has it already")


class UnreadableFile(Exception):
    """A file that is not an intake file.

    The message has the reason, without the path and without values of the file.
    """


@dataclass(frozen=True, slots=True)
class IntakeFile:
    """The usable rows of a file: people, and the reference of each.

    `problems` and `warnings` are by row number; the first row is 1.
    """

    people: Population
    refs: tuple[str, ...]
    rejected_rows: int
    problems: RowNotes[RowProblem]
    warnings: RowNotes[RowWarning]


def read_intake(path: Path, needed: tuple[str, ...], one_of: tuple[str, ...]) -> IntakeFile:
    """Return the usable rows of a file.

    Raise UnreadableFile if a column of `needed` is missing, if all columns of `one_of` are missing,
    or if no row is usable.
    """
    with read_errors(), path.open("rb") as file:
        blocks = _blocks(file, _block_size(os.fstat(file.fileno()).st_size))
        header, first = _without_header(next(blocks, b""))
        check_columns(header, needed)
        if not any(column in header for column in one_of):
            raise UnreadableFile(f"none of the columns {', '.join(one_of)}")
        intake = _join_blocks(_read(header, first, blocks))
    if not intake.refs:
        raise UnreadableFile("no usable row")
    return intake


@contextlib.contextmanager
def read_errors() -> Iterator[None]:
    """Raise UnreadableFile for each error of opening and reading a CSV file in the context."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile("no such file") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("not UTF-8; save it as CSV UTF-8") from error
    except (IntakeFileError, csv.Error) as error:
        raise UnreadableFile(f"not a CSV file: {error}") from error
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror or 'unknown reason'}") from error


def check_columns(header: Sequence[str], needed: tuple[str, ...]) -> None:
    """Raise UnreadableFile if a column of `needed` is missing in the header of a file."""
    missing = [column for column in needed if column not in header]
    if missing:
        raise UnreadableFile(
            f"no column {', '.join(missing)}; is it a CSV file with a header line?"
        )


def _block_size(file_size: int) -> int:
    """Return the block size in bytes: two blocks per process, within the limits above."""
    return min(
        max(file_size // (2 * worker_pipes.worker_count()) + 1, _SMALLEST_BLOCK), _LARGEST_BLOCK
    )


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the file in blocks of whole lines. The last line may lack its line end."""
    rest = b""
    while read := file.read(size):
        data = rest + read
        end = whole_rows_length(np.frombuffer(data, np.uint8), len(data))
        if end == 0 and len(data) > _LARGEST_BLOCK:
            raise UnreadableFile(f"not a CSV file: a row is longer than {_LARGEST_BLOCK >> 20} MiB")
        rest = data[end:]
        if end:
            yield data[:end]
    if rest:
        yield rest


def _without_header(block: bytes) -> tuple[tuple[str, ...], bytes]:
    data = block.removeprefix(_BOM)
    end = whole_rows_length(np.frombuffer(data, np.uint8), 1) or len(data)
    return read_header(data[:end]), data[end:]


def _read(header: tuple[str, ...], first: bytes, rest: Iterator[bytes]) -> Iterator[RowBlock]:
    """Yield the blocks as read, in order.

    A single block is read in this process, several blocks in child processes.
    """
    second = next(rest, None)
    if second is None:
        yield read_file_block(header, first)
        return
    messages = ((header, data) for data in itertools.chain((first, second), rest))
    try:
        yield from worker_pipes.stream_answers(
            "cli.intake_reader", messages, ahead=worker_pipes.worker_count()
        )
    except worker_pipes.WorkerEnded as error:
        raise UnreadableFile(
            "a process that read it ended early; is there enough memory?"
        ) from error


def _join_blocks(blocks: Iterator[RowBlock]) -> IntakeFile:
    """Return the usable rows of all blocks. The first valid row of a reference is used."""
    columns: dict[str, None] = {}
    sections, rejected, before = [], 0, 0
    problems: list[tuple[int, RowProblem]] = []
    warnings: list[tuple[int, RowWarning]] = []
    while (block := _next(blocks, before)) is not None:
        first_problems = block.problems.first(len(block.problems))
        refused = {row for row, _ in first_problems}
        for row, ref in enumerate(block.refs):
            if ref in columns:
                first_problems.append((row, _TWICE))
            elif row not in refused:
                columns[ref] = None
        refused |= {row for row, _ in first_problems}
        accepted_rows = np.delete(np.arange(len(block.refs)), list(refused)) if refused else None
        sections.append(
            block.sections if accepted_rows is None else choose_rows(block.sections, accepted_rows)
        )
        problems += [
            (before + row + 1, problem)
            for row, problem in sorted(first_problems, key=lambda note: note[0])
        ]
        warnings += [
            (before + row + 1, warning)
            for row, warning in block.warnings.first(len(block.warnings))
            if row not in refused
        ]
        rejected += len(refused)
        before += len(block.refs)
    return IntakeFile(
        Population(join_sections(sections)),
        tuple(columns),
        rejected,
        RowNotes.of(problems),
        RowNotes.of(warnings),
    )


def _next(blocks: Iterator[RowBlock], before: int) -> RowBlock | None:
    """Return the next block, or None after the last.

    `before` is the number of rows before the block. An error names the row in the file instead of
    the row in the block.
    """
    try:
        return next(blocks, None)
    except IntakeFileError as error:
        raise IntakeFileError(before + error.row, error.reason) from error
