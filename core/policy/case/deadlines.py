"""THE table of the deadlines that the desk of the record's state never sees."""

from __future__ import annotations

from core.codes.case import DeadlineKind

# Only the agency that must act, and the auditor, see these when they are overdue. Every other
# deadline reaches the desk of the record's state as well. That desk may be the sender of a message,
# or an asker who may not know the owner.
WITHIN_AGENCY = frozenset({DeadlineKind.READ_MESSAGE, DeadlineKind.ANSWER_HIT})
