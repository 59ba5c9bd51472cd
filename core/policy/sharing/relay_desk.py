"""The table of the relay desk: who may know a record's state, and the reasons to ask the desk.

A small state is almost a place. For a person at risk, an outsider may know the state only at the
view that shows the identity. Below that view, the relay desk replaces the state.
"""

from __future__ import annotations

from core.codes.notices import NoticeKind
from core.codes.records import RecordKind
from core.policy.sharing.views import View

# is the person at risk -> the view from which an outsider may know the owner's state and desk
STATE_KNOWN_FROM: dict[bool, View] = {False: View.HIT, True: View.IDENTITY}
# kind of record -> the view from which the other side of a pair may know the owner's own desk.
# Below it the state's desk is named. The desk of a found child's agency may be near the child.
OWNER_DESK_KNOWN_FROM: dict[RecordKind, View] = {
    RecordKind.MISSING: View.IDENTITY,
    RecordKind.TRACING: View.IDENTITY,
    RecordKind.PREVENTIVE: View.IDENTITY,
    RecordKind.FOUND: View.FULL,
}
# Facts of the profile that reveal the state: the country of a missing report.
STATE_FIELDS = frozenset({"region"})
# Reasons to reach the owner of a record. The code is written to the audit log.
RELAY_REASONS = ("possible_link", "danger", "request")
RELAY_NOTICE = NoticeKind.RELAY_ASKED


def may_know_state(view: View, *, is_at_risk: bool) -> bool:
    """Return whether an agency with this view of another's record may know its state and desk.

    `is_at_risk`: the record is about a person at risk, which needs a higher view.
    """
    return view >= STATE_KNOWN_FROM[is_at_risk]


def may_know_owner_desk(view: View, kind: str, *, is_at_risk: bool, is_of_state_desk: bool) -> bool:
    """Return whether the other side of a pair may know the desk of the owner's own agency.

    `is_at_risk`: the record is about a person at risk, which needs a higher view.
    `is_of_state_desk`: the other side has the desk of the owner's state. The other side then may
    know the owner's desk with the state, because others call the state's desk to reach the owner.
    """
    if not may_know_state(view, is_at_risk=is_at_risk):
        return False
    return is_of_state_desk or view >= OWNER_DESK_KNOWN_FROM[RecordKind(kind)]
