"""The table of candidates that come at once; all others come in a digest of the desk.

Only the score as the reader knows it and facts of the reader's own record decide. So neither the
time nor the kind of a notification shows a fact of the other side.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.policy.sharing.information_flow import MatchKnowledge

# A candidate that its reader knows at this level comes at once. A link has no band, so it is none.
AT_ONCE_FROM = MatchKnowledge.STRONG
AT_ONCE_UNDER_YEARS = 13
AT_ONCE_WITHIN_HOURS = 72
# The local times of a digest, in the time zone of the desk.
DIGEST_TIMES = (time(8),)


@dataclasses.dataclass(frozen=True, slots=True)
class OwnFacts:
    """The facts of the reader's own record that decide when its candidates come.

    `years` is the least possible age, None if it is unknown; in doubt the child is young. `since`
    is the last possible time at which a missing person was seen, or the registration of a found
    person outside a file; None without such a time.
    """

    years: int | None
    is_at_risk: bool
    since: datetime | None


def is_urgent(own: OwnFacts, now: datetime) -> bool:
    """Return whether every candidate of a record comes at once."""
    is_young = own.years is None or own.years < AT_ONCE_UNDER_YEARS
    is_recent = own.since is not None and now < own.since + timedelta(hours=AT_ONCE_WITHIN_HOURS)
    return own.is_at_risk or is_young or is_recent


def is_at_once(knowledge: MatchKnowledge, own: OwnFacts, now: datetime) -> bool:
    """Return whether a candidate that its reader knows at a level comes at once."""
    return knowledge >= AT_ONCE_FROM or is_urgent(own, now)


def next_digest(now: datetime, time_zone: str) -> datetime:
    """Return the next time of a digest after `now`, in UTC. `time_zone` is an IANA name."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    times = (
        datetime.combine(day, at, zone).astimezone(UTC)
        for day in (today, today + timedelta(days=1))
        for at in DIGEST_TIMES
    )
    return min(at for at in times if at > now)
