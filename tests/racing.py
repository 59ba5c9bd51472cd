"""Run threads at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def at_once(work: Callable[..., object], each: Iterable[Sequence[Any]]) -> None:
    """Call `work` with each of these arguments in separate threads; return when all have ended."""
    threads = [threading.Thread(target=work, args=arguments) for arguments in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
