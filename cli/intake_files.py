"""An intake file read whole: cut into blocks of rows, read by columns in several processes, put
together.

Owns which rows are taken in (no reference twice) and the numbers by which rows are told; knows no
column's meaning. A block is read by `cli.intake_reader`, a child that gets it through a pipe and
ends with this process.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
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
_SMALLEST_BLOCK: Final = 4 << 20  # bytes; a child takes as long to start as to read this (2 s)
_LARGEST_BLOCK: Final = (
    48 << 20
)  # bytes; a child needs about twenty times as much memory while it reads one
_TWICE: Final = RowProblem("record_ref", "the file has it already")


class UnreadableFile(Exception):
    """A file that is no intake file; says what is wrong, without the path and without what stands
    in it.
    """


@dataclass(frozen=True, slots=True)
class IntakeFile:
    """The usable rows of a file: people, and the reference of each; `problems` and `warnings` by
    row, 1 the first.
    """

    people: Population
    refs: tuple[str, ...]
    rejected_rows: int
    problems: RowNotes[RowProblem]
    warnings: RowNotes[RowWarning]


def read_intake(path: Path, needed: tuple[str, ...], one_of: tuple[str, ...]) -> IntakeFile:
    """Return a file's usable rows; raises UnreadableFile, also where no row is usable, `needed`
    columns or all of `one_of` are lacking.
    """
    try:
        with path.open("rb") as file:
            blocks = _blocks(file, _block_size(os.fstat(file.fileno()).st_size))
            header, first = _without_header(next(blocks, b""))
            missing = [column for column in needed if column not in header]
            if missing:
                raise UnreadableFile(
                    f"no column {', '.join(missing)}; is it a CSV file with a header line?"
                )
            if not any(column in header for column in one_of):
                raise UnreadableFile(f"none of the columns {', '.join(one_of)}")
            intake = _join_blocks(_read(header, first, blocks))
    except FileNotFoundError as error:
        raise UnreadableFile("no such file") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("not UTF-8; save it as CSV UTF-8") from error
    except IntakeFileError as error:
        raise UnreadableFile(f"not a CSV file: {error}") from error
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror or 'unknown reason'}") from error
    if not intake.refs:
        raise UnreadableFile("no usable row")
    return intake


def _block_size(file_size: int) -> int:
    """Return how many bytes to read at once: two blocks a process, within bounds."""
    return min(
        max(file_size // (2 * worker_pipes.worker_count()) + 1, _SMALLEST_BLOCK), _LARGEST_BLOCK
    )


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the file in blocks of whole lines; the last one may lack the end of its last line."""
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
    """Yield the blocks read, in order: the only one here, several in children."""
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
    """Return the usable rows of all blocks, every reference once: the first row that is fine has
    it.
    """
    known: dict[str, None] = {}
    sections, rejected, before = [], 0, 0
    problems: list[tuple[int, RowProblem]] = []
    warnings: list[tuple[int, RowWarning]] = []
    while (block := _next(blocks, before)) is not None:
        found = block.problems.first(len(block.problems))
        refused = {row for row, _ in found}
        for row, ref in enumerate(block.refs):
            if ref in known:
                found.append((row, _TWICE))
            elif row not in refused:
                known[ref] = None
        refused |= {row for row, _ in found}
        kept_rows = np.delete(np.arange(len(block.refs)), list(refused)) if refused else None
        sections.append(
            block.sections if kept_rows is None else choose_rows(block.sections, kept_rows)
        )
        problems += [
            (before + row + 1, problem) for row, problem in sorted(found, key=lambda note: note[0])
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
        tuple(known),
        rejected,
        RowNotes.of(problems),
        RowNotes.of(warnings),
    )


def _next(blocks: Iterator[RowBlock], before: int) -> RowBlock | None:
    """Return the next block, None behind the last; an error tells the row by its number in the
    file.
    """
    try:
        return next(blocks, None)
    except IntakeFileError as error:
        raise IntakeFileError(before + error.row, error.reason) from error
