"""Sends signed checkpoints to anchors outside this machine, in order, each until it was accepted.

The checkpoint file is the queue: an anchor that cannot be reached gets later what it missed. A line may come twice.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.logs import event
from services import anchor_state
from services.anchor_state import Delivery, Trouble
from services.anchor_targets import Emptied, Refused, Target, configured, key_of
from services.checkpoints import CHECKPOINTS
from services.context import Context

LOCK = "audit-anchors.lock"
TURN_S = 8.0  # for one anchor, so that three of them and their time-outs stay below what counts as alive


def send(context: Context) -> None:
    """Send every anchor what it has not got yet, as far as a turn goes; a failure is written to state and log.

    One process at a time: a second one returns at once. `OSError` when the data directory cannot be written.
    """
    root = context.settings.root
    targets = configured(context.settings)
    if not targets and not (root / anchor_state.STATE).exists():
        return
    with _alone(root) as is_alone:
        if not is_alone:
            return
        deliveries, was_in_use = anchor_state.load(root)
        before, in_use = dict(deliveries), [key_of(target) for target in targets]
        for key, target in zip(in_use, targets, strict=True):
            known = deliveries.get(key) or Delivery(target.kind)
            deliveries[key] = _deliver(context, target, known)
        if deliveries != before or in_use != was_in_use:
            anchor_state.save(root, deliveries, in_use)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[bool]:
    handle = os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_alone = True
        except BlockingIOError:
            is_alone = False
        yield is_alone
    finally:
        os.close(handle)


class _Line(NamedTuple):
    """A line of the checkpoint file, and where it starts and ends."""

    start: int
    end: int
    text: str


def _deliver(context: Context, target: Target, known: Delivery) -> Delivery:
    """Send one anchor the lines after the one it got last; return what it has got now and what went wrong.

    Without new lines the way to it is only opened, so that an anchor that is gone is noticed.
    """
    done, deadline = known, time.monotonic() + TURN_S
    try:
        with target.opened(is_first=not known.line) as channel:
            sent = known
            for start, end, line in _unsent(context.settings.root / CHECKPOINTS, known):
                channel.send(line)
                sent = dataclasses.replace(sent, start=start, end=end, line=line, sent_at=context.clock.now())
                done = sent if target.confirms_each else done
                if time.monotonic() > deadline:
                    break
        return dataclasses.replace(sent, trouble=Trouble.NONE)
    except (OSError, ValueError) as error:  # ValueError: an address that cannot be resolved, whatever its form
        event("anchor.failed", level=logging.ERROR, error=error)
        return dataclasses.replace(done, failed_at=context.clock.now(), trouble=_trouble(error))


def _unsent(path: Path, known: Delivery) -> Iterator[_Line]:
    """Give each whole line after the one sent last; every line where that one is gone.

    A checkpoint file that was cut back or replaced is sent again from its start: the anchor then shows both.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(known.start)
        if known.line and _text(file.readline()) != known.line:
            event("anchor.started_again", level=logging.ERROR)
            file.seek(0)
        start = file.tell()
        while (line := file.readline()).endswith(b"\n"):
            yield _Line(start, file.tell(), _text(line))
            start = file.tell()


def _text(line: bytes) -> str:
    return line.removesuffix(b"\n").decode("ascii", "backslashreplace")


def _trouble(error: OSError | ValueError) -> Trouble:
    if isinstance(error, Emptied):
        return Trouble.EMPTIED
    return Trouble.REFUSED if isinstance(error, Refused) else Trouble.UNREACHABLE
