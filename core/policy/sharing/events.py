"""The table of events: what an agency needs before it may learn of an event on another's record."""

from __future__ import annotations

import dataclasses

from core.codes.notices import EventKind
from core.policy.sharing.information_flow import NOTIFY_FROM, PairKnowledge
from core.policy.sharing.views import View


@dataclasses.dataclass(frozen=True, slots=True)
class EventRule:
    """The least knowledge of an agency that may learn of an event: that it happened, and when.

    `view`: of the record that the event is on. `pair`: of the pair with this record.
    `is_hidden_after_contact`: an agency to which the contact desk of the record was shown does not
    learn of the event, because the contact desk would change.
    """

    view: View
    pair: PairKnowledge = PairKnowledge.HIDDEN
    is_hidden_after_contact: bool = False


# The state and the desk follow another table: core.policy.sharing.relay_desk.
EVENT_RULES: dict[EventKind, EventRule] = {
    EventKind.CUSTODY_DECLARED: EventRule(View.HIT, NOTIFY_FROM),
    EventKind.AT_RISK: EventRule(View.HIT, is_hidden_after_contact=True),
}
