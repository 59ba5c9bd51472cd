"""The tables of a child's case: the outcome of its story, and the notifications of a referral."""

from __future__ import annotations

import dataclasses

from core.codes.case import Outcome
from core.codes.notifications import NotificationKind
from core.codes.records import EpisodeKind, RecordKind

HAND_OVER_HOURS = 24
DUTY_COVER_HOURS = 12

# last episode of a story -> what became of the person
OUTCOMES: dict[str, Outcome] = {
    "": Outcome.OPEN,
    EpisodeKind.MISSING_FROM_CARE: Outcome.OPEN,
    EpisodeKind.REOPENED: Outcome.OPEN,
    EpisodeKind.LOCATED: Outcome.LOCATED,
    EpisodeKind.SAFE: Outcome.SAFE,
    EpisodeKind.RETURNED: Outcome.RETURNED,
    EpisodeKind.REUNIFIED: Outcome.REUNIFIED,
}


# Kinds of the agency's records whose responsible agency is notified of a matching report that it
# may not see.
KINDS_WITHOUT_NOTIFICATION = frozenset(
    {RecordKind.FOUND, RecordKind.TRACING, RecordKind.PREVENTIVE}
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReferralNotification:
    """A notification about a child found by police who was not referred to the child-protection
    desk.

    `hours` count from the end of the 24 hours. `is_to_desk`: it goes to the state's
    child-protection desk, otherwise to the responsible agency.
    """

    hours: int
    kind: NotificationKind
    is_to_desk: bool = False


REFERRAL_STEPS = (
    ReferralNotification(-6, NotificationKind.REFERRAL_DUE),
    ReferralNotification(0, NotificationKind.REFERRAL_OVERDUE),
    ReferralNotification(6, NotificationKind.REFERRAL_ESCALATED, is_to_desk=True),
)
