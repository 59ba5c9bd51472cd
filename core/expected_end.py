"""When work will end that goes on at the pace it had so far."""

from __future__ import annotations

from datetime import datetime


def expected_end(since: datetime, now: datetime, *, done: int, total: int) -> datetime | None:
    """Return when `total` parts will be done if `done` were done from `since` until `now`.

    None before the first part is done, and when all are done.
    """
    return now + (now - since) * (total - done) / done if 0 < done < total else None
