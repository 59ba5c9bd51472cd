"""Child processes that answer messages through pipes and end with this process.

Messages and answers are pickled. This is safe: they come from our own processes and are not stored.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from core.errors import HomewardError


class WorkerEnded(HomewardError):
    """A child process ended or failed before it answered."""

    code = "child_ended"


class WorkerProcess:
    """A child process that answers messages with `serve_messages`. Leaving the context ends it."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __enter__(self) -> WorkerProcess:
        """Start the process."""
        command = (sys.executable, "-P", "-m", self._module)
        # the same packages as in this process
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.communicate()

    def send(self, message: tuple[object, ...]) -> None:
        """Send a message. The answer to the previous one must have been received."""
        assert self._process.stdin is not None
        try:
            pickle.dump(message, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise WorkerEnded(self._module) from error

    def receive(self) -> Any:
        """Wait for the answer and return it, or raise the error that the child raised."""
        assert self._process.stdout is not None
        try:
            answer = pickle.load(self._process.stdout)  # noqa: S301 - our own child's
        except (EOFError, pickle.UnpicklingError) as error:
            raise WorkerEnded(self._module) from error
        if isinstance(answer, Exception):
            raise answer
        return answer


def worker_count() -> int:
    """Return the useful number of child processes: one per core, at most 8."""
    return min(os.cpu_count() or 1, 8)


def stream_answers(
    module: str, messages: Iterable[tuple[object, ...]], *, ahead: int
) -> Iterator[Any]:
    """Yield the answers to messages, in order, from `ahead` child processes.

    Each child works one message ahead. A message is taken from `messages` when a child is free,
    that is when the caller has asked for the answer before it.
    """
    with contextlib.ExitStack() as stack:
        children = [stack.enter_context(WorkerProcess(module)) for _ in range(ahead)]
        busy: deque[WorkerProcess] = deque()
        for message, child in zip(messages, itertools.cycle(children)):
            if len(busy) == ahead:
                answer = busy.popleft().receive()
                child.send(message)
                busy.append(child)
                yield answer
            else:
                child.send(message)
                busy.append(child)
        while busy:
            yield busy.popleft().receive()


def serve_messages(
    answer: Callable[..., object], sent_errors: tuple[type[Exception], ...] = ()
) -> None:
    """Answer messages until there are no more. Each is a tuple: the arguments of `answer`.

    An error of the types `sent_errors` is sent as the answer. Of any other error only the type name
    is sent, because its message may contain values of the request.
    """
    # Messages create many values and no reference cycles; searching for cycles takes a tenth of the
    # time.
    gc.disable()
    while True:
        try:
            arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            outcome = answer(*arguments)
        except sent_errors as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - a dead child could not report the error
            outcome = WorkerEnded(type(error).__name__)
        try:
            pickle.dump(outcome, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return
