"""The table of events: the conditions under which an agency learns of an event, and the parts.

Each kind of notice and each stored kind of event has one row. `services.sharing.events` decides by
this table when an event is written.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Final

from core.codes.notices import EventKind, NoticeKind
from core.policy.sharing.information_flow import NOTIFY_FROM, PairKnowledge
from core.policy.sharing.views import View


class NoticeAudience(enum.StrEnum):
    """The audience of a notice."""

    OWNER = "owner"  # the owner of the record
    ADDRESSEE = "addressee"  # another agency, while it sees the record
    # the owner of the saved search, while they see the record or it belongs to their agency
    SEARCHER = "seeker"
    # the agency's supervisors; about no record, or about one that their agency still sees
    SUPERVISOR = "supervisor"


class EventPart(enum.StrEnum):
    """A part of an event that an agency may learn."""

    EXISTENCE = "existence"  # that something happened
    TIME = "time"
    STATE = "state"  # the state of the other agency
    DESK = "desk"  # the desk of the other agency
    ACT = "act"  # what the other agency did
    CONTENT = "content"  # the pair, or a band of the evidence that may be known


_TIME = frozenset({EventPart.EXISTENCE, EventPart.TIME})
_ACT = _TIME | {EventPart.ACT}
_CONTENT = _TIME | {EventPart.CONTENT}
_DEED = _ACT | {EventPart.CONTENT}
# The agency learns every part of an event that happens inside it.
_ALL: Final = frozenset(EventPart)


@dataclasses.dataclass(frozen=True, slots=True)
class EventRule:
    """The conditions when an event is written, and the parts that the agency then learns.

    `audience`: who reads the notice; None for an event without a notice. `view`: the least view of
    the record that the notice names; `FULL` has only its owner. `pair`: the least knowledge of the
    pair that leads to the agency; None if the event does not depend on one. `other`: the least view
    of the other record of the pair. `silent`: while the other record is hidden, the least that a
    silent hit would tell; None if the event is then not learned. An agency that is barred from the
    other record learns no event of a pair. `is_withdrawn`: the server writes the notice without an
    act of a person, so undo of an import deletes an unread one.
    """

    audience: NoticeAudience | None
    learned: frozenset[EventPart]
    view: View = View.FULL
    pair: PairKnowledge | None = None
    other: View = View.NONE
    silent: PairKnowledge | None = None
    is_withdrawn: bool = False


_OWNER, _BOSS = NoticeAudience.OWNER, NoticeAudience.SUPERVISOR
_INSIDE = EventRule(_OWNER, _ALL)
_INSIDE_BOSS = EventRule(_BOSS, _ALL)
_OF_PAIR = EventRule(_OWNER, _DEED, pair=PairKnowledge.WEAK)
_OF_CLOSING = EventRule(_OWNER, _ACT, pair=PairKnowledge.WEAK)
_OFFERED = EventRule(
    NoticeAudience.ADDRESSEE, _ACT | {EventPart.STATE, EventPart.DESK}, view=View.HIT
)

EVENT_RULES: dict[NoticeKind | EventKind, EventRule] = {
    # --- pairs: the server found or changed something
    NoticeKind.CANDIDATE: EventRule(
        _OWNER, _CONTENT, pair=NOTIFY_FROM, other=View.HIT, is_withdrawn=True
    ),
    NoticeKind.REVIEW_REQUEST: EventRule(
        _OWNER, _CONTENT, pair=PairKnowledge.WEAK, is_withdrawn=True
    ),
    NoticeKind.SILENT_HIT: EventRule(
        _OWNER, _CONTENT, pair=NOTIFY_FROM, other=View.HIT, silent=NOTIFY_FROM, is_withdrawn=True
    ),
    NoticeKind.REVIEW_NEEDED: _OF_PAIR,
    # --- pairs: the other side acted
    NoticeKind.QUESTION: _OF_PAIR,
    NoticeKind.ANSWER: _OF_PAIR,
    NoticeKind.THREAD: _OF_PAIR,
    NoticeKind.VERDICT: _OF_PAIR,
    NoticeKind.PROVISIONAL_MATCH: EventRule(_BOSS, _ALL, pair=PairKnowledge.WEAK),
    # both sides are parties of the request: each learns what the other does with it
    NoticeKind.DISCLOSURE: EventRule(_OWNER, _DEED),
    NoticeKind.CLOSURE_APPROVED: _OF_CLOSING,
    NoticeKind.OTHER_CLOSED: EventRule(_OWNER, _TIME, pair=PairKnowledge.WEAK),
    NoticeKind.OTHER_LOCATED: _OF_CLOSING,
    NoticeKind.OTHER_SAFE: _OF_CLOSING,
    NoticeKind.OTHER_REUNIFIED: _OF_CLOSING,
    NoticeKind.OTHER_ADULT: _OF_CLOSING,
    NoticeKind.CUSTODY_DECLARED: EventRule(
        _OWNER,
        _ACT | {EventPart.STATE, EventPart.DESK},
        pair=NOTIFY_FROM,
        other=View.HIT,
    ),
    NoticeKind.CUSTODY_OBJECTED: EventRule(_OWNER, _ACT),
    # --- events without a notice
    EventKind.CONTACT_SHOWN: EventRule(
        None, frozenset({EventPart.STATE, EventPart.DESK}), view=View.HIT
    ),
    EventKind.RELAYED: EventRule(
        None, frozenset({EventPart.STATE, EventPart.DESK}), view=View.NONE
    ),
    # --- searches of another agency, and contact with the owner of a record
    NoticeKind.SEARCH_HIT: EventRule(_OWNER, _CONTENT, is_withdrawn=True),
    NoticeKind.EXPORTED: EventRule(_OWNER, _ACT),
    NoticeKind.HIT_REQUEST: EventRule(_OWNER, _DEED | {EventPart.STATE, EventPart.DESK}),
    NoticeKind.HIT_REQUEST_DECIDED: EventRule(NoticeAudience.SEARCHER, _ACT, view=View.HIT),
    # a message reveals a record only to an agency that a notice of the pair may tell of it
    NoticeKind.SEALED_MESSAGE: EventRule(
        _OWNER,
        _DEED | {EventPart.DESK},
        pair=NOTIFY_FROM,
        other=View.HIT,
        silent=NOTIFY_FROM,
    ),
    NoticeKind.SEALED_MESSAGE_REMINDER: EventRule(_OWNER, _ACT),
    NoticeKind.RELAY_ASKED: EventRule(_BOSS, _ACT | {EventPart.STATE}),
    # --- records of other agencies
    NoticeKind.LEFT_CARE: _OFFERED,
    NoticeKind.MATCH_HELP: _OFFERED,
    NoticeKind.TRANSFER_OFFERED: _OFFERED,
    NoticeKind.REFERRAL: dataclasses.replace(_OFFERED, is_withdrawn=True),
    NoticeKind.REFERRAL_ESCALATED: dataclasses.replace(_OFFERED, is_withdrawn=True),
    NoticeKind.TRANSFER_REFUSED: EventRule(_OWNER, _ACT),
    # the former owner offered the record, so it learns this at every view
    NoticeKind.TRANSFER_ACCEPTED: EventRule(_BOSS, _ACT, view=View.NONE),
    NoticeKind.SAVED_SEARCH_HIT: EventRule(
        NoticeAudience.SEARCHER, _CONTENT, view=View.HIT, is_withdrawn=True
    ),
    NoticeKind.SAVED_SEARCH_STOPPED: EventRule(NoticeAudience.SEARCHER, _ALL),
    # --- inside the agency
    NoticeKind.REFERRAL_DUE: dataclasses.replace(_INSIDE, is_withdrawn=True),
    NoticeKind.REFERRAL_OVERDUE: dataclasses.replace(_INSIDE_BOSS, is_withdrawn=True),
    NoticeKind.OVERDUE: dataclasses.replace(_INSIDE_BOSS, is_withdrawn=True),
    NoticeKind.CLEARANCE_ASKED: dataclasses.replace(_INSIDE_BOSS, is_withdrawn=True),
    NoticeKind.ASSIGNED: _INSIDE,
    NoticeKind.CONSENT_ENDED: _INSIDE,
    NoticeKind.CAME_OF_AGE: _INSIDE,
    NoticeKind.GUARDIAN_TO_INFORM: _INSIDE,
    NoticeKind.DEADLINE_PASSED: _INSIDE,
    NoticeKind.REVIEW_AHEAD: _INSIDE,
    NoticeKind.REVIEW_SOON: _INSIDE,
    NoticeKind.COUNTERSIGN: _INSIDE_BOSS,
    NoticeKind.LEFT_CARE_CHECK: _INSIDE_BOSS,
    NoticeKind.COUNTERSIGN_OVERDUE: _INSIDE_BOSS,
    NoticeKind.REPORTER_OF_SEVERAL: _INSIDE_BOSS,
    NoticeKind.REPORTER_UNDER_SUSPICION: _INSIDE_BOSS,
    NoticeKind.GUARDIAN_IN_CONFLICT: _INSIDE_BOSS,
    NoticeKind.KNOWN_ELSEWHERE: EventRule(_BOSS, _TIME),
    NoticeKind.SAVED_SEARCH_WAITS: _INSIDE_BOSS,
    NoticeKind.INSTITUTION_PROPOSED: _INSIDE_BOSS,
    NoticeKind.DUTY_COVER: _INSIDE_BOSS,
    NoticeKind.ACCOUNT_BLOCKED: _INSIDE_BOSS,
    NoticeKind.RECORDS_UNASSIGNED: _INSIDE_BOSS,
    NoticeKind.REFERRAL_WITHOUT_DESK: _INSIDE_BOSS,
    NoticeKind.EXPORT_ASKED: _INSIDE_BOSS,
    NoticeKind.CLOSING_ASKED: EventRule(_BOSS, _ACT),
    NoticeKind.AGENCY_TAKEN_OVER: EventRule(_BOSS, _ACT),
    NoticeKind.EXPORT_DECIDED: _INSIDE_BOSS,
    NoticeKind.REVIEW_OVERDUE: _INSIDE_BOSS,
    NoticeKind.ACTING_SESSION: _INSIDE_BOSS,
    NoticeKind.CUSTODY_SECOND_NEEDED: _INSIDE_BOSS,
    NoticeKind.CUSTODY_LAPSED: _INSIDE_BOSS,
    NoticeKind.VITAL_SECOND_NEEDED: _INSIDE_BOSS,
    NoticeKind.VITAL_LAPSED: _INSIDE_BOSS,
}
