"""The table of events: the conditions under which an agency learns of an event, and the parts.

Each kind of notification and each stored kind of event has one row. `services.sharing.events`
decides by this table when an event is written.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Final

from core.codes.notifications import EventKind, NotificationKind
from core.policy.sharing.information_flow import NOTIFY_FROM, MatchKnowledge
from core.policy.sharing.views import View


class NotificationAudience(enum.StrEnum):
    """The audience of a notification."""

    RESPONSIBLE = "responsible"  # the responsible agency of the record
    # the responsible agency of the record of one of the candidates that the notification counts;
    # about no record
    COLLECTED = "collected"
    ADDRESSEE = "addressee"  # another agency, while it sees the record
    # the responsible agency of the saved search, while they see the record or it belongs to their
    # agency
    SEARCHER = "seeker"
    # the agency's supervisors; about no record, or about one that their agency still sees
    SUPERVISOR = "supervisor"


class EventPart(enum.StrEnum):
    """A part of an event that an agency may learn, apart from its kind and its time."""

    MATCH = "match"  # the match, which its notification names
    BAND = "band"  # the band of the evidence that may be known
    STATE = "state"  # the state of the other agency
    DESK = "desk"  # the desk of the other agency, with its name and state
    COUNT = "count"  # the number of candidates of the reader's records


_NOTHING: Final[frozenset[EventPart]] = frozenset()
_MATCH, _BAND, _STATE, _DESK, _COUNT = (frozenset({part}) for part in EventPart)


@dataclasses.dataclass(frozen=True, slots=True)
class EventRule:
    """The conditions when an event is written, and the parts that the agency then learns.

    `audience`: who reads the notification; None for an event without a notification. `learned`: the
    parts apart from kind and time. `view`: the least view of the record that the notification
    names; `FULL` has only its responsible agency. `at_risk`: the least view if this record is about
    a person at risk; None if it is the same. `match`: the least knowledge of the match that leads
    to the agency; None if the event does not depend on one. `other`: the least view of the other
    record of the match. `silent`: while the other record is hidden, the least that a silent match
    would tell; None if the event is then not learned. An agency that is barred from the other
    record learns no event of a match. `is_withdrawn`: the server writes the notification without an
    act of a person, so undo of an import deletes an unread one.
    """

    audience: NotificationAudience | None
    learned: frozenset[EventPart] = _NOTHING
    view: View = View.FULL
    at_risk: View | None = None
    match: MatchKnowledge | None = None
    other: View = View.NONE
    silent: MatchKnowledge | None = None
    is_withdrawn: bool = False


_RESPONSIBLE, _BOSS = NotificationAudience.RESPONSIBLE, NotificationAudience.SUPERVISOR
_TO_RESPONSIBLE = EventRule(_RESPONSIBLE)
_TO_SUPERVISOR = EventRule(_BOSS)
_OF_MATCH = EventRule(_RESPONSIBLE, _MATCH, match=MatchKnowledge.WEAK)
_OF_CLOSING = EventRule(_RESPONSIBLE, match=MatchKnowledge.WEAK, other=View.IDENTITY)
_OFFERED = EventRule(NotificationAudience.ADDRESSEE, view=View.LINK)

EVENT_RULES: dict[NotificationKind | EventKind, EventRule] = {
    # --- matches: the server found or changed something
    NotificationKind.CANDIDATE: EventRule(
        _RESPONSIBLE, _MATCH | _BAND, match=NOTIFY_FROM, other=View.LINK, is_withdrawn=True
    ),
    # It counts candidates that their agency was permitted to learn, each by the row above.
    NotificationKind.CANDIDATE_DIGEST: EventRule(NotificationAudience.COLLECTED, _COUNT),
    NotificationKind.REVIEW_REQUEST: EventRule(
        _RESPONSIBLE, match=MatchKnowledge.WEAK, is_withdrawn=True
    ),
    NotificationKind.SILENT_MATCH: EventRule(
        _RESPONSIBLE,
        _BAND,
        match=NOTIFY_FROM,
        other=View.LINK,
        silent=NOTIFY_FROM,
        is_withdrawn=True,
    ),
    NotificationKind.REVIEW_NEEDED: _OF_MATCH,
    # --- matches: the other side acted
    NotificationKind.MESSAGE: _OF_MATCH,
    NotificationKind.MATCH_DECISION: _OF_MATCH,
    # Both desks entered both references. No match opens unless both sides may learn of it.
    NotificationKind.HAND_MATCH: EventRule(
        _RESPONSIBLE, _MATCH, match=MatchKnowledge.WEAK, other=View.LINK
    ),
    NotificationKind.PROVISIONAL_MATCH: EventRule(_BOSS, _MATCH, match=MatchKnowledge.WEAK),
    # both sides are parties of the request: each learns what the other does with it, unless it is
    # barred from the other record
    NotificationKind.DISCLOSURE: EventRule(
        _RESPONSIBLE, _MATCH | _DESK, match=MatchKnowledge.HIDDEN
    ),
    NotificationKind.DANGER_ANSWERED: EventRule(
        _RESPONSIBLE, _MATCH | _DESK, match=MatchKnowledge.HIDDEN
    ),
    # A request in danger starts without a decision of the other side. It reaches only a desk that
    # may know of the match, or that gets a silent match of the asker's record. So it never reveals
    # a silent child to the desk that misses it.
    NotificationKind.DANGER_ASKED: EventRule(
        _RESPONSIBLE, _DESK, match=MatchKnowledge.WEAK, silent=MatchKnowledge.WEAK
    ),
    NotificationKind.CLOSURE_APPROVED: EventRule(_RESPONSIBLE, match=MatchKnowledge.WEAK),
    # the kind of closure needs the identity; below it an agency learns that the record was closed
    NotificationKind.OTHER_CLOSED: EventRule(_RESPONSIBLE, match=MatchKnowledge.WEAK),
    NotificationKind.OTHER_LOCATED: _OF_CLOSING,
    NotificationKind.OTHER_SAFE: _OF_CLOSING,
    NotificationKind.OTHER_REUNIFIED: _OF_CLOSING,
    NotificationKind.OTHER_ADULT: _OF_CLOSING,
    NotificationKind.CARE_DECLARED: EventRule(
        _RESPONSIBLE,
        _DESK,
        match=NOTIFY_FROM,
        other=View.LINK,
    ),
    NotificationKind.CARE_DECLARATION_OBJECTED: _TO_RESPONSIBLE,
    # --- events without a notification
    # a small state is almost a place, so of a person at risk it is known with the identity only
    EventKind.CONTACT_SHOWN: EventRule(None, _DESK, view=View.LINK, at_risk=View.IDENTITY),
    EventKind.RELAYED: EventRule(None, _DESK, view=View.NONE),
    # stored at the first message of a match, by the rules of the contact and of the match's desks
    EventKind.STATE_KNOWN: EventRule(None, view=View.LINK, at_risk=View.IDENTITY),
    EventKind.DESK_KNOWN: EventRule(None, view=View.LINK, at_risk=View.IDENTITY),
    # --- searches of another agency, and contact with the responsible agency of a record
    NotificationKind.FOUND_BY_SEARCH: EventRule(_RESPONSIBLE, _BAND, is_withdrawn=True),
    NotificationKind.EXPORTED: _TO_RESPONSIBLE,
    NotificationKind.LINK_REQUEST: EventRule(_RESPONSIBLE, _DESK),
    NotificationKind.LINK_REQUEST_DECIDED: EventRule(NotificationAudience.SEARCHER, view=View.LINK),
    # a message reveals a record only to an agency that may get a notification of the match
    NotificationKind.SEALED_MESSAGE: EventRule(
        _RESPONSIBLE,
        _DESK,
        match=NOTIFY_FROM,
        other=View.LINK,
        silent=NOTIFY_FROM,
    ),
    NotificationKind.SEALED_MESSAGE_REMINDER: _TO_RESPONSIBLE,
    # A sighting goes to the responsible agency of the report in every case, also from a state that
    # a bar keeps out. The police of the report's state learn of it while they see the report.
    NotificationKind.SIGHTING: EventRule(_RESPONSIBLE, _DESK),
    NotificationKind.SIGHTING_TO_POLICE: _OFFERED,
    NotificationKind.RELAY_ASKED: EventRule(_BOSS, _STATE),
    # --- records of other agencies
    NotificationKind.MISSING_FROM_CARE: _OFFERED,
    NotificationKind.MISSING_FROM_CARE_NO_CONTACT: _OFFERED,
    NotificationKind.MISSING_FROM_CARE_DESK_ASKED: _OFFERED,
    # the agency was sent the report, so it learns at every view that it must delete its copies
    NotificationKind.MISSING_FROM_CARE_WITHDRAWN: EventRule(_BOSS, view=View.NONE),
    NotificationKind.MATCH_HELP: _OFFERED,
    NotificationKind.TRANSFER_OFFERED: _OFFERED,
    NotificationKind.REFERRAL: dataclasses.replace(_OFFERED, is_withdrawn=True),
    NotificationKind.REFERRAL_ESCALATED: dataclasses.replace(_OFFERED, is_withdrawn=True),
    NotificationKind.TRANSFER_REFUSED: _TO_RESPONSIBLE,
    # the former responsible agency offered the record, so it learns this at every view
    NotificationKind.TRANSFER_ACCEPTED: EventRule(_BOSS, view=View.NONE),
    NotificationKind.SAVED_SEARCH_RESULT: EventRule(
        NotificationAudience.SEARCHER, view=View.LINK, is_withdrawn=True
    ),
    NotificationKind.SAVED_SEARCH_STOPPED: EventRule(NotificationAudience.SEARCHER),
    # --- inside the agency
    NotificationKind.REFERRAL_DUE: dataclasses.replace(_TO_RESPONSIBLE, is_withdrawn=True),
    NotificationKind.REFERRAL_OVERDUE: dataclasses.replace(_TO_SUPERVISOR, is_withdrawn=True),
    NotificationKind.OVERDUE: dataclasses.replace(_TO_SUPERVISOR, is_withdrawn=True),
    # every colleague with the record may approve it, so it is not for supervisors only
    NotificationKind.LETTER_ASKED: _TO_RESPONSIBLE,
    NotificationKind.REPORTER_CHECK_ASKED: dataclasses.replace(_TO_SUPERVISOR, is_withdrawn=True),
    NotificationKind.ASSIGNED: _TO_RESPONSIBLE,
    NotificationKind.CONSENT_ENDED: _TO_RESPONSIBLE,
    NotificationKind.CAME_OF_AGE: _TO_RESPONSIBLE,
    NotificationKind.GUARDIAN_TO_INFORM: _TO_RESPONSIBLE,
    NotificationKind.DEADLINE_PASSED: _TO_RESPONSIBLE,
    NotificationKind.REVIEW_AHEAD: _TO_RESPONSIBLE,
    NotificationKind.REVIEW_SOON: _TO_RESPONSIBLE,
    NotificationKind.APPROVE_SEARCH: _TO_SUPERVISOR,
    NotificationKind.MISSING_FROM_CARE_CHECK: _TO_SUPERVISOR,
    NotificationKind.REPORTER_OF_SEVERAL: _TO_SUPERVISOR,
    NotificationKind.REPORTER_UNDER_SUSPICION: _TO_SUPERVISOR,
    NotificationKind.GUARDIAN_IN_CONFLICT: _TO_SUPERVISOR,
    NotificationKind.KNOWN_ELSEWHERE: _TO_SUPERVISOR,
    NotificationKind.INSTITUTION_PROPOSED: _TO_SUPERVISOR,
    NotificationKind.DUTY_COVER: _TO_SUPERVISOR,
    NotificationKind.ACCOUNT_BLOCKED: _TO_SUPERVISOR,
    NotificationKind.RECORDS_UNASSIGNED: _TO_SUPERVISOR,
    NotificationKind.REFERRAL_WITHOUT_DESK: _TO_SUPERVISOR,
    NotificationKind.EXPORT_ASKED: _TO_SUPERVISOR,
    NotificationKind.CLOSING_ASKED: _TO_SUPERVISOR,
    NotificationKind.AGENCY_TAKEN_OVER: _TO_SUPERVISOR,
    NotificationKind.EXPORT_DECIDED: _TO_SUPERVISOR,
    NotificationKind.REVIEW_OVERDUE: _TO_SUPERVISOR,
    NotificationKind.ACTING_SESSION: _TO_SUPERVISOR,
    NotificationKind.CARE_SECOND_NEEDED: _TO_SUPERVISOR,
    NotificationKind.CARE_DECLARATION_LAPSED: _TO_SUPERVISOR,
    NotificationKind.VITAL_SECOND_NEEDED: _TO_SUPERVISOR,
    NotificationKind.VITAL_LAPSED: _TO_SUPERVISOR,
    NotificationKind.VITAL_DESK_ASKED: _TO_SUPERVISOR,  # about no record: the desk sees none
}
