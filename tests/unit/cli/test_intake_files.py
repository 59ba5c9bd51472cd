"""Damaged files: truncated anywhere, with unusable rows, or with one row ten thousand times."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cli import intake_files, worker_pipes
from cli.intake_files import IntakeFile, UnreadableFile, read_intake
from matching import Population

HEADER = b"record_ref,kind,full_name,birth_date,nationalities,event_date\r\n"
NEEDED, ONE_OF = ("record_ref", "kind"), ("full_name", "given_names")


def rows(count: int, first: int = 0) -> bytes:
    names = ("Maryam Karimi", '"Karimi, Maryam"', "Ali\nReza", "مریم کریمی", "unknown")
    quoted = [f'"{name}"' if "\n" in name else name for name in names]
    return "".join(
        f"R-{number},{'missing' if number % 7 else 'lost'},{quoted[number % 5]},"
        f"{2000 + number % 20}-02-30|2001,AF,x\n"
        for number in range(first, first + count)
    ).encode()


def read(path: Path) -> IntakeFile:
    return read_intake(path, NEEDED, ONE_OF)


def columns(people: Population) -> Iterator[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    yield from (*people.side.columns, *people.side.names, *people.table)


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_files, "_SMALLEST_BLOCK", 1000)
    monkeypatch.setattr(intake_files, "_LARGEST_BLOCK", 2000)


@pytest.mark.late
def test_block_size_and_processes_do_not_change_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(
        b"\xef\xbb\xbf" + HEADER + rows(120) + b"\r\n\n" + rows(20, 110) + rows(20, 200)[:-1]
    )
    one = read(path)
    monkeypatch.setattr(intake_files, "_SMALLEST_BLOCK", 1000)
    monkeypatch.setattr(intake_files, "_LARGEST_BLOCK", 2000)
    cut = read(path)
    assert (one.refs, one.rejected_rows) == (cut.refs, cut.rejected_rows)
    assert len(one.refs) == len(one.people) == len(cut.people)
    for notes, others in ((one.problems, cut.problems), (one.warnings, cut.warnings)):
        assert notes.first(10_000) == others.first(10_000) != []
    assert one.problems.first(1)[0][0] == 1
    assert one.problems.first(10_000)[-1] == (158, one.problems.kinds[0])
    for mine, other in zip(columns(one.people), columns(cut.people), strict=True):
        assert np.array_equal(mine, other)


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (b'R-999,missing,"open\n', "row 121: a quoted cell does not end"),
        (b'R-999,missing,"a"b,\n', "row 121: there is text between"),
        (b"R-999,missing,\xff,,,\n", "not UTF-8"),
        (
            b"R-999,missing,Ali," + b"1" * 1900 + b",,\n" + b'R-1000,missing,"' + b"x\n" * 3000,
            "a row is longer than",
        ),
    ],
    ids=["an open quote", "behind a quote", "no UTF-8", "a row without end"],
)
def test_a_late_broken_row_is_reported_by_its_number(
    tmp_path: Path, tail: bytes, message: str
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(HEADER + rows(120) + tail)
    with pytest.raises(UnreadableFile, match=message):
        read(path)


@pytest.mark.usefixtures("_small_blocks")
def test_a_process_that_ends_early_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pipes.sys, "executable", "/bin/false")
    path = tmp_path / "rows.csv"
    path.write_bytes(HEADER + rows(120))
    with pytest.raises(UnreadableFile, match="a process that read it ended early"):
        read(path)


def test_one_row_ten_thousand_times_is_one_record(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(HEADER + b"R-1,missing,Maryam Karimi,2009,AF,\n" * 10_000)
    file = read(path)
    assert (file.refs, file.rejected_rows, len(file.problems)) == (("R-1",), 9_999, 9_999)


def test_a_reference_belongs_to_the_first_row_that_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(
        HEADER + b"R-1,lost,Ali,,,\nR-1,missing,Ali,,,\nR-1,found,Ali,,,\nR-1,missing,,,,\n"
    )
    file = read(path)
    assert file.refs == ("R-1",)
    problems = [
        (row, problem.column, problem.reason.split()[0]) for row, problem in file.problems.first(9)
    ]
    assert problems == [
        (1, "kind", "not"),
        (3, "record_ref", "the"),
        (4, "full_name", "no"),
        (4, "record_ref", "the"),
    ]


@pytest.mark.parametrize(
    "content", [HEADER, HEADER[:-2], HEADER + b"\n\r\n", HEADER + b"R-1,missing,,,,\n"]
)
def test_a_file_without_a_usable_row_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="no usable row"):
        read(path)


def test_records_without_a_known_name_are_imported(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(HEADER + b"R-1,missing,unknown,2009,AF,\nR-2,found,?,,,\n")
    assert read(path).refs == ("R-1", "R-2")


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(HEADER + rows(50),))
    writer.start()
    assert len(read(path).refs) == 42
    writer.join()
