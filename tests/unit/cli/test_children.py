"""Child processes that get messages through pipes: answers keep the order, errors are reported."""

from __future__ import annotations

import sys
import time

import pytest

from cli import worker_pipes
from cli.worker_pipes import WorkerEnded
from core.errors import NotFound

HERE = "tests.unit.cli.test_children"


def _answer(message: int | str) -> int:
    if message == "end":
        sys.exit(3)
    if message == "told":
        raise NotFound("no such report")
    if isinstance(message, str):
        raise ValueError(message)
    time.sleep(0.02 * (message % 3 == 0))  # some messages take longer than those after them
    return message * 2


def test_answers_have_the_order_of_the_messages() -> None:
    assert list(worker_pipes.stream_answers(HERE, zip(range(10)), ahead=3)) == [
        2 * number for number in range(10)
    ]


def test_fewer_messages_than_processes_are_answered() -> None:
    assert list(worker_pipes.stream_answers(HERE, [(4,)], ahead=3)) == [8]
    assert list(worker_pipes.stream_answers(HERE, [], ahead=3)) == []


def test_a_message_is_read_only_when_a_process_is_free() -> None:
    taken: list[int] = []
    answers = worker_pipes.stream_answers(
        HERE, (taken.append(number) or (number,) for number in range(9)), ahead=2
    )
    next(answers)
    assert taken == [0, 1, 2]


@pytest.mark.parametrize(
    ("message", "error", "words"),
    [
        ("told", NotFound, "no such report"),
        ("a value that was sent", WorkerEnded, "ValueError"),
        ("end", WorkerEnded, HERE),
    ],
)
def test_an_error_is_reported_without_the_message_sent(
    message: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as raised:
        list(worker_pipes.stream_answers(HERE, [(1,), (message,)], ahead=2))
    assert str(raised.value) == words


if __name__ == "__main__":
    worker_pipes.serve_messages(_answer, (NotFound,))
