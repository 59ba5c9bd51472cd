"""The table of retention: when a record is reviewed, who is notified, and how often again.

These are our rules, not legal ones. No clock closes an open record: two people decide at a review.
A report of a missing child is never erased automatically, and in doubt every missing person counts
as a child.
"""

from __future__ import annotations

import enum

from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind
from core.policy.sharing.hand_matches import VALID_DAYS

# Days after which finished jobs, replaced scores and other rows are deleted; ours, not legal ones.
# A failed run is repaired within a week. A replaced score explains what a person saw last month. A
# create request without an answer is repeated within minutes; a day allows for an agency whose line
# was down. Series and the quota of edits count one day (core.policy.search).
DELETED_AFTER_DAYS = {
    "job": 7,
    "score": 30,
    "idempotency_key": 1,
    "series_entry": 2,
    "hand_match": VALID_DAYS,
}
CLOSED_MONTHS = 6  # from closing to the tombstone
NOTIFICATION_BEFORE_REVIEW_DAYS = (120, 15)
REVIEW_MONTHS: dict[str, int] = {
    "at_risk": 12,
    "other": 36,
    RecordKind.FOUND: 12,
    RecordKind.PREVENTIVE: 12,
}
AUDIT_RETENTION_YEARS = 3

# days before a review is due (negative: after) -> the notification to the responsible agency
REVIEW_NOTIFICATIONS: dict[int, NotificationKind] = {
    NOTIFICATION_BEFORE_REVIEW_DAYS[0]: NotificationKind.REVIEW_AHEAD,
    NOTIFICATION_BEFORE_REVIEW_DAYS[1]: NotificationKind.REVIEW_SOON,
    0: NotificationKind.REVIEW_OVERDUE,
}


OVERDUE_AGAIN_DAYS = 30  # a notification is repeated after so many days, until two people decide
ARCHIVED_CLOSURE = "unsolved_archived"
# A missing report closed for one of these reasons is not solved. It is reviewed like an open one,
# and only two people may erase it.
UNSOLVED_CLOSURES = frozenset({ARCHIVED_CLOSURE, "withdrawn", "adult_established"})


class ReviewOutcome(enum.StrEnum):
    """The possible decisions of two people at a review."""

    KEEP = "keep"
    ARCHIVE = "archive"  # of an open record
    ERASE = "erase"  # of an unsolved, closed report


def review_months(kind: str, *, is_at_risk: bool) -> int:
    """Return the number of months until the review of a record.

    `is_at_risk` shortens the time only for a kind of record without its own row in `REVIEW_MONTHS`.
    """
    return REVIEW_MONTHS.get(kind, REVIEW_MONTHS["at_risk" if is_at_risk else "other"])


# A draft bridges a lost connection or a shift. It is not a second way of storing records.
DRAFT_HOURS = 24
MAX_DRAFT_BYTES = 200_000
# searches are kept as long as the audit log that refers to them
SEARCH_MONTHS = 12 * AUDIT_RETENTION_YEARS
