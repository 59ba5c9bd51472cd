"""THE table of the relay desk: from which view an outsider may know a record's state, and reasons
to ask a relay desk.

A small state is a place. An outsider learns the state of a person at risk together with the
identity. Below that view the relay desk replaces the state.
"""

from __future__ import annotations

from core.codes.notices import NoticeKind
from core.policy.views import View

# is the person at risk -> the view from which an outsider may know the owner's state and its desk
STATE_KNOWN_FROM: dict[bool, View] = {False: View.HIT, True: View.IDENTITY}
# Facts of the profile that say the state: the country of a missing report.
STATE_FIELDS = frozenset({"region"})
# Why the owner of a record is to be reached; the code goes into the audit log.
RELAY_REASONS = ("possible_link", "danger", "request")
RELAY_NOTICE = NoticeKind.RELAY_ASKED


def may_know_state(view: View, *, is_at_risk: bool) -> bool:
    """Return whether an agency that sees another agency's record at `view` may know its state and
    its desk.
    """
    return view >= STATE_KNOWN_FROM[is_at_risk]
