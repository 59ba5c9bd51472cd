"""The delivery state of each anchor and its last attempt: a file in the data directory.

Only the scheduler writes it; the doctor, the metrics, the system page and the verification read it.
The last line sent is stored completely, so that a log and a checkpoint file that are both cut back
contradict it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from core.security.crypto import AuditKeys
from services.foundation import checkpoints
from services.foundation.checkpoints import CHECKPOINTS, Checkpoint

STATE_FILE = "audit-anchors.json"


class AnchorFailure(enum.StrEnum):
    """Why the last attempt did not send everything."""

    NONE = ""
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    EMPTIED = "emptied"


@dataclasses.dataclass(frozen=True, slots=True)
class AnchorDelivery:
    """One anchor: its `kind`, the last line sent ("": none) and its place in the checkpoint file.

    `lost`: the last line sent when the checkpoint file was first found without it ("": never), kept
    as evidence. `sent_at`, `failed_at`: time of the last accepted line and of the last failed
    attempt (None: never).
    """

    kind: str
    start: int = 0
    end: int = 0
    line: str = ""
    lost: str = ""
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    trouble: AnchorFailure = AnchorFailure.NONE


@dataclasses.dataclass(frozen=True, slots=True)
class AnchorStatus:
    """An anchor as shown: id of the newest checkpoint sent, age of the oldest not sent (0: none).

    `is_replaced`: the checkpoint file was cut back or replaced after it was sent. `sent_at` is the
    time of the last sending, None before the first one.
    """

    kind: str
    last_id: int
    sent_at: datetime | None
    unsent_s: float
    trouble: AnchorFailure
    is_replaced: bool


def load_state(root: Path) -> tuple[dict[str, AnchorDelivery], list[str]]:
    """Return every anchor ever used, by key, and the keys of those in use.

    Both are empty without a readable file.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        stored = json.loads((root / STATE_FILE).read_text("ascii"))
        return {key: _delivery(delivery) for key, delivery in stored["anchors"].items()}, list(
            map(str, stored["in_use"])
        )
    return {}, []


def save_state(root: Path, deliveries: dict[str, AnchorDelivery], in_use: list[str]) -> None:
    """Replace the file atomically and sync it to the disk."""
    stored = {
        "anchors": {key: dataclasses.asdict(delivery) for key, delivery in deliveries.items()},
        "in_use": in_use,
    }
    fresh = root / f"{STATE_FILE}.new"
    with open(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        json.dump(stored, file, default=datetime.isoformat)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(root / STATE_FILE)


def _delivery(stored: dict[str, Any]) -> AnchorDelivery:
    return AnchorDelivery(
        kind=str(stored["kind"]),
        start=int(stored["start"]),
        end=int(stored["end"]),
        line=str(stored["line"]),
        lost=str(stored["lost"]),
        sent_at=_moment(stored["sent_at"]),
        failed_at=_moment(stored["failed_at"]),
        trouble=AnchorFailure(stored["trouble"]),
    )


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)


def last_sent_checkpoints(root: Path, keys: AuditKeys) -> Iterator[Checkpoint]:
    """Yield the last checkpoint sent to each current or former anchor, and one lost since."""
    for delivery in load_state(root)[0].values():
        for line in (delivery.line, delivery.lost):
            checkpoint = checkpoints.parse_checkpoint(line, keys)
            if checkpoint is not None:
                yield checkpoint


def statuses(root: Path, now: datetime) -> list[AnchorStatus]:
    """Return the state of the anchors in use; empty before the scheduler has used one."""
    deliveries, in_use = load_state(root)
    return [_status(root, deliveries[key], now) for key in in_use if key in deliveries]


def _status(root: Path, delivery: AnchorDelivery, now: datetime) -> AnchorStatus:
    last_id, unsent_s = 0, 0.0
    with contextlib.suppress(ValueError, KeyError, TypeError):
        last_id = int(json.loads(delivery.line)["id"]) if delivery.line else 0
    with (
        contextlib.suppress(OSError, ValueError, KeyError, TypeError),
        (root / CHECKPOINTS).open("rb") as file,
    ):
        file.seek(delivery.end)
        line = file.readline()
        if line.endswith(b"\n"):
            unsent_s = max(
                0.0, (now - datetime.fromisoformat(json.loads(line)["at"])).total_seconds()
            )
    return AnchorStatus(
        delivery.kind,
        last_id,
        delivery.sent_at,
        unsent_s,
        delivery.trouble,
        is_replaced=bool(delivery.lost),
    )
