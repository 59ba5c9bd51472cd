"""Threads that do one thing at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def at_once(work: Callable[..., object], each: Iterable[Sequence[Any]]) -> None:
    """Do the work with each of these arguments, all at once in threads of their own; return when
    all have ended.
    """
    threads = [threading.Thread(target=work, args=arguments) for arguments in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
