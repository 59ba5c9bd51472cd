"""THE table of retention: when a record is looked at again, who is told, what becomes of one nobody
looks at.

Ours, not the law's. A missing child is never forgotten by a clock, and in doubt everybody missing
is a child.
"""

from __future__ import annotations

import enum

from core.codes.notices import NoticeKind
from core.codes.records import RecordKind

# Days after which work that is over, and scores that newer ones replaced, are taken away; ours, not
# the law's. A run that failed is mended within a week; a replaced score explains what somebody saw
# last month. A create that got no answer is sent again within minutes; a day is for an agency whose
# line was down. A series and the quota of edits count one day (core.policy.search).
DELETED_AFTER_DAYS = {"job": 7, "score": 30, "idempotency_key": 1, "series_entry": 2}
CLOSED_RETENTION_MONTHS = 6
NOTICE_BEFORE_REVIEW_DAYS = (120, 15)
REVIEW_MONTHS: dict[str, int] = {
    "at_risk": 12,
    "other": 36,
    RecordKind.FOUND: 12,
    RecordKind.PREVENTIVE: 12,
}
AUDIT_RETENTION_YEARS = 3

# days before a review is due (negative: after) -> the notice to the owner
REVIEW_NOTICES: dict[int, NoticeKind] = {
    NOTICE_BEFORE_REVIEW_DAYS[0]: NoticeKind.REVIEW_AHEAD,
    NOTICE_BEFORE_REVIEW_DAYS[1]: NoticeKind.REVIEW_SOON,
    0: NoticeKind.REVIEW_OVERDUE,
}


class OverdueOutcome(enum.StrEnum):
    """What becomes of an open record whose review is overdue."""

    STAYS = "stays"
    IS_ARCHIVED = "is_archived"


OVERDUE_OUTCOMES: dict[str, OverdueOutcome] = {
    RecordKind.MISSING: OverdueOutcome.STAYS,
    RecordKind.FOUND: OverdueOutcome.IS_ARCHIVED,
    RecordKind.TRACING: OverdueOutcome.IS_ARCHIVED,
    RecordKind.PREVENTIVE: OverdueOutcome.IS_ARCHIVED,
}
OVERDUE_GRACE_DAYS = 30  # from an overdue review to the archive
ARCHIVED_CLOSURE = "unsolved_archived"
# A missing report closed with one of these is not solved: it is reviewed as if it were open, and
# erased by two people alone.
UNSOLVED_CLOSURES = frozenset({ARCHIVED_CLOSURE, "withdrawn", "turned_18"})


class ReviewOutcome(enum.StrEnum):
    """What two people may decide at a review."""

    KEEP = "keep"
    ARCHIVE = "archive"  # of an open record
    ERASE = "erase"  # of an unsolved, closed report


def review_months(kind: str, *, is_at_risk: bool) -> int:
    """Return after how many months a record is looked at again."""
    return REVIEW_MONTHS.get(kind, REVIEW_MONTHS["at_risk" if is_at_risk else "other"])


# A draft bridges a lost connection or a shift, and is no second way of keeping a record.
DRAFT_HOURS = 24
MAX_DRAFT_BYTES = 200_000
CLOSED_MONTHS = CLOSED_RETENTION_MONTHS  # from closing to the tombstone
SEARCH_MONTHS = (
    12 * AUDIT_RETENTION_YEARS
)  # what was looked for is kept as long as the trail speaks of it
