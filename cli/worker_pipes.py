"""Work given to processes of our own through pipes, each message answered in turn; children end
with this process.

What is sent and answered is pickled: nothing comes from outside, and nothing is written down.
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
    """A process that was given work ended, or failed, before it answered."""

    code = "child_ended"


class WorkerProcess:
    """A process that answers messages (`serve_messages`); leaving the context ends it."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __enter__(self) -> WorkerProcess:
        """Start it."""
        command = (sys.executable, "-P", "-m", self._module)
        path = os.pathsep.join(
            entry for entry in sys.path if entry
        )  # as this process found its packages
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.communicate()

    def send(self, message: object) -> None:
        """Give it a message; the answer to the one before must have been received."""
        assert self._process.stdin is not None
        try:
            pickle.dump(message, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise WorkerEnded(self._module) from error

    def receive(self) -> Any:
        """Wait for the answer to the message sent; raises what answering it raised."""
        assert self._process.stdout is not None
        try:
            answer = pickle.load(self._process.stdout)  # noqa: S301 - our own child's
        except (EOFError, pickle.UnpicklingError) as error:
            raise WorkerEnded(self._module) from error
        if isinstance(answer, Exception):
            raise answer
        return answer


def worker_count() -> int:
    """Return how many children are worth having."""
    return min(os.cpu_count() or 1, 8)


def stream_answers(module: str, messages: Iterable[object], *, ahead: int) -> Iterator[Any]:
    """Yield the answers to messages, in order, from so many children, each of them one message
    ahead.

    A message is taken when a child is free for it: when the answer before was asked for.
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


def serve_messages(answer: Callable[[Any], object], told: tuple[type[Exception], ...] = ()) -> None:
    """Answer messages until there are no more; what is raised of the errors `told` is the answer,
    of others the name alone, since they may say what stood in the message.
    """
    # a message makes many values and no cycle; looking for some takes a tenth of the time
    gc.disable()
    while True:
        try:
            message = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            found = answer(message)
        except told as error:
            found = error
        except Exception as error:  # noqa: BLE001 - a child that dies of a message would tell less
            found = WorkerEnded(type(error).__name__)
        try:
            pickle.dump(found, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return
