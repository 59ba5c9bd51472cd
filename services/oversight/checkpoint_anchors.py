"""Send signed checkpoints to anchors outside this machine, in order, until accepted.

The checkpoint file is the queue: lines that an unreachable anchor missed are sent later. A line may
be sent twice.
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

from core.logs import log_event
from services.foundation.checkpoints import CHECKPOINTS
from services.foundation.context import Context
from services.oversight import anchor_state
from services.oversight.anchor_state import AnchorDelivery, AnchorFailure
from services.oversight.anchor_targets import (
    AnchorTarget,
    FileEmptied,
    LineRefused,
    configured_targets,
    target_key,
)

LOCK_FILE = "audit-anchors.lock"
MAX_TURN_S = 8.0  # per anchor, so that three anchors with time-outs stay below the heartbeat limit


def send_checkpoints(context: Context) -> None:
    """Send each anchor its missing lines, for at most `MAX_TURN_S` seconds; store and log failures.

    One process at a time: a second one returns at once. Raise `OSError` if the data directory
    cannot be written.
    """
    root = context.settings.root
    targets = configured_targets(context.settings)
    if not targets and not (root / anchor_state.STATE_FILE).exists():
        return
    with _lock_anchors(root) as is_locked:
        if not is_locked:
            return
        deliveries, was_in_use = anchor_state.load_state(root)
        before, in_use = dict(deliveries), [target_key(target) for target in targets]
        for key, target in zip(in_use, targets, strict=True):
            delivery = deliveries.get(key) or AnchorDelivery(target.kind)
            deliveries[key] = _deliver(context, target, delivery)
        if deliveries != before or in_use != was_in_use:
            anchor_state.save_state(root, deliveries, in_use)


@contextlib.contextmanager
def _lock_anchors(root: Path) -> Iterator[bool]:
    handle = os.open(root / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_locked = True
        except BlockingIOError:
            is_locked = False
        yield is_locked
    finally:
        os.close(handle)


class _Line(NamedTuple):
    """A line of the checkpoint file, and where it starts and ends."""

    start: int
    end: int
    text: str


def _deliver(context: Context, target: AnchorTarget, delivery: AnchorDelivery) -> AnchorDelivery:
    """Send one anchor the lines after the last one it accepted; return its new state.

    Without new lines the connection is only opened, so that a missing anchor is noticed. A
    checkpoint file that was cut back or replaced is sent again from its start: the anchor then
    shows both.
    """
    path, start = context.settings.root / CHECKPOINTS, delivery.end
    if delivery.line and not _is_there(path, delivery):
        log_event("anchor.started_again", level=logging.ERROR)
        delivery, start = dataclasses.replace(delivery, lost=delivery.lost or delivery.line), 0
    done, deadline = delivery, time.monotonic() + MAX_TURN_S
    try:
        with target.open_channel(is_first=not delivery.line) as channel:
            sent = delivery
            for line in _lines(path, start):
                channel.send(line.text)
                sent = dataclasses.replace(
                    sent,
                    start=line.start,
                    end=line.end,
                    line=line.text,
                    sent_at=context.clock.now(),
                )
                done = sent if target.confirms_each else done
                if time.monotonic() > deadline:
                    break
        return dataclasses.replace(sent, trouble=AnchorFailure.NONE)
    except (OSError, ValueError) as error:  # ValueError: a host name that cannot be encoded
        log_event("anchor.failed", level=logging.ERROR, error=error)
        return dataclasses.replace(done, failed_at=context.clock.now(), trouble=_trouble(error))


def _is_there(path: Path, delivery: AnchorDelivery) -> bool:
    """Return whether the last line sent is still at its place in the checkpoint file."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        file.seek(delivery.start)
        return _text(file.readline()) == delivery.line


def _lines(path: Path, start: int) -> Iterator[_Line]:
    """Yield each complete line of the checkpoint file from an offset on."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        while (line := file.readline()).endswith(b"\n"):
            yield _Line(start, file.tell(), _text(line))
            start = file.tell()


def _text(line: bytes) -> str:
    return line.removesuffix(b"\n").decode("ascii", "backslashreplace")


def _trouble(error: OSError | ValueError) -> AnchorFailure:
    if isinstance(error, FileEmptied):
        return AnchorFailure.EMPTIED
    return AnchorFailure.REFUSED if isinstance(error, LineRefused) else AnchorFailure.UNREACHABLE
