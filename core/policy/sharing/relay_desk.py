"""The tables of the relay desk: who may know the responsible agency's own desk, and the reasons to
ask the desk.

Who may know the state of a record, and its contact desk, is the row `CONTACT_SHOWN` of
`core.policy.sharing.events`. Below that view, the relay desk replaces the state.
"""

from __future__ import annotations

from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind
from core.policy.sharing.views import View

# kind of record -> the view from which the other side of a match may know the responsible agency's
# own desk. Below it the state's desk is named. The desk of a found child's agency may be near the
# child.
RESPONSIBLE_DESK_KNOWN_FROM: dict[RecordKind, View] = {
    RecordKind.MISSING: View.IDENTITY,
    RecordKind.TRACING: View.IDENTITY,
    RecordKind.PREVENTIVE: View.IDENTITY,
    RecordKind.FOUND: View.FULL,
}
# Facts of the profile that reveal the state: the country of a missing report.
STATE_FIELDS = frozenset({"region"})
# Reasons to reach the responsible agency of a record. The code is written to the audit log.
RELAY_REASONS = ("link", "danger", "request")
RELAY_DECIDE_HOURS = 4  # for a colleague to approve a request of the relay desk
RELAY_NOTIFICATION = NotificationKind.RELAY_ASKED


def may_know_responsible_desk(view: View, kind: str, *, is_of_state_desk: bool) -> bool:
    """Return whether the other side of a match, which knows the state, may know the desk of the
    responsible agency's own agency.

    `is_of_state_desk`: the other side has the desk of the responsible agency's state. The other
    side then may know the responsible agency's desk with the state, because others call the state's
    desk to reach the responsible agency.
    """
    return is_of_state_desk or view >= RESPONSIBLE_DESK_KNOWN_FROM[RecordKind(kind)]
