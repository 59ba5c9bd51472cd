"""The tables of a child's case: the outcome of its story, and the audience of each notice."""

from __future__ import annotations

import dataclasses
import enum

from core.codes.case import Outcome
from core.codes.notices import NoticeKind
from core.codes.records import EpisodeKind, RecordKind

HAND_OVER_HOURS = 24
DUTY_COVER_HOURS = 12

# last episode of a story -> what became of the person
OUTCOMES: dict[str, Outcome] = {
    "": Outcome.OPEN,
    EpisodeKind.LEFT_CARE: Outcome.OPEN,
    EpisodeKind.REOPENED: Outcome.OPEN,
    EpisodeKind.LOCATED: Outcome.LOCATED,
    EpisodeKind.SAFE: Outcome.SAFE,
    EpisodeKind.RETURNED: Outcome.RETURNED,
    EpisodeKind.REUNIFIED: Outcome.REUNIFIED,
}


# Kinds of the agency's records whose owner is notified of a matching report that it may not see.
KINDS_WITHOUT_NOTICE = frozenset({RecordKind.FOUND, RecordKind.TRACING, RecordKind.PREVENTIVE})


class NoticeAudience(enum.StrEnum):
    """The audience of a notice."""

    OWNER = "owner"  # the owner of the record
    ADDRESSEE = "addressee"  # another agency, while it sees the record
    # the owner of the saved search, while they see the record or it belongs to their agency
    SEARCHER = "seeker"
    # the agency's supervisors; about no record, or about one that they are responsible for
    SUPERVISOR = "supervisor"


# kind of notice -> its audience
NOTICE_AUDIENCES: dict[NoticeKind, NoticeAudience] = {
    NoticeKind.CANDIDATE: NoticeAudience.OWNER,
    NoticeKind.REVIEW_REQUEST: NoticeAudience.OWNER,
    NoticeKind.SILENT_HIT: NoticeAudience.OWNER,
    NoticeKind.SEARCH_HIT: NoticeAudience.OWNER,
    NoticeKind.LEFT_CARE: NoticeAudience.ADDRESSEE,
    NoticeKind.COUNTERSIGN: NoticeAudience.SUPERVISOR,
    NoticeKind.REPORTER_OF_SEVERAL: NoticeAudience.SUPERVISOR,
    NoticeKind.REPORTER_UNDER_SUSPICION: NoticeAudience.SUPERVISOR,
    NoticeKind.GUARDIAN_IN_CONFLICT: NoticeAudience.SUPERVISOR,
    NoticeKind.KNOWN_ELSEWHERE: NoticeAudience.SUPERVISOR,
    NoticeKind.SAVED_SEARCH_WAITS: NoticeAudience.SUPERVISOR,
    NoticeKind.SAVED_SEARCH_HIT: NoticeAudience.SEARCHER,
    NoticeKind.SAVED_SEARCH_STOPPED: NoticeAudience.SEARCHER,
    NoticeKind.COUNTERSIGN_OVERDUE: NoticeAudience.SUPERVISOR,
    NoticeKind.CLOSURE_APPROVED: NoticeAudience.OWNER,
    NoticeKind.CLEARANCE_ASKED: NoticeAudience.SUPERVISOR,
    NoticeKind.INSTITUTION_PROPOSED: NoticeAudience.SUPERVISOR,
    NoticeKind.DUTY_COVER: NoticeAudience.SUPERVISOR,
    NoticeKind.ASSIGNED: NoticeAudience.OWNER,
    NoticeKind.ACCOUNT_BLOCKED: NoticeAudience.SUPERVISOR,
    NoticeKind.RECORDS_UNASSIGNED: NoticeAudience.SUPERVISOR,
    NoticeKind.TRANSFER_OFFERED: NoticeAudience.ADDRESSEE,
    NoticeKind.TRANSFER_REFUSED: NoticeAudience.OWNER,
    NoticeKind.TRANSFER_ACCEPTED: NoticeAudience.SUPERVISOR,
    NoticeKind.REFERRAL: NoticeAudience.ADDRESSEE,
    NoticeKind.REFERRAL_WITHOUT_DESK: NoticeAudience.SUPERVISOR,
    NoticeKind.MATCH_HELP: NoticeAudience.ADDRESSEE,
    NoticeKind.REFERRAL_DUE: NoticeAudience.OWNER,
    NoticeKind.REFERRAL_OVERDUE: NoticeAudience.SUPERVISOR,
    NoticeKind.REFERRAL_ESCALATED: NoticeAudience.ADDRESSEE,
    NoticeKind.CONSENT_ENDED: NoticeAudience.OWNER,
    NoticeKind.CAME_OF_AGE: NoticeAudience.OWNER,
    NoticeKind.DISCLOSURE: NoticeAudience.OWNER,
    NoticeKind.QUESTION: NoticeAudience.OWNER,
    NoticeKind.ANSWER: NoticeAudience.OWNER,
    NoticeKind.THREAD: NoticeAudience.OWNER,
    NoticeKind.VERDICT: NoticeAudience.OWNER,
    NoticeKind.REVIEW_NEEDED: NoticeAudience.OWNER,
    NoticeKind.PROVISIONAL_MATCH: NoticeAudience.SUPERVISOR,
    NoticeKind.GUARDIAN_TO_INFORM: NoticeAudience.OWNER,
    NoticeKind.OVERDUE: NoticeAudience.SUPERVISOR,
    NoticeKind.DEADLINE_PASSED: NoticeAudience.OWNER,
    NoticeKind.OTHER_CLOSED: NoticeAudience.OWNER,
    NoticeKind.OTHER_LOCATED: NoticeAudience.OWNER,
    NoticeKind.OTHER_SAFE: NoticeAudience.OWNER,
    NoticeKind.OTHER_REUNIFIED: NoticeAudience.OWNER,
    NoticeKind.OTHER_ADULT: NoticeAudience.OWNER,
    NoticeKind.EXPORTED: NoticeAudience.OWNER,
    NoticeKind.EXPORT_ASKED: NoticeAudience.SUPERVISOR,
    NoticeKind.EXPORT_DECIDED: NoticeAudience.SUPERVISOR,
    NoticeKind.REVIEW_AHEAD: NoticeAudience.OWNER,
    NoticeKind.REVIEW_SOON: NoticeAudience.OWNER,
    NoticeKind.REVIEW_OVERDUE: NoticeAudience.SUPERVISOR,
    NoticeKind.ACTING_SESSION: NoticeAudience.SUPERVISOR,
    NoticeKind.CUSTODY_DECLARED: NoticeAudience.OWNER,
    NoticeKind.CUSTODY_OBJECTED: NoticeAudience.OWNER,
    NoticeKind.CUSTODY_SECOND_NEEDED: NoticeAudience.SUPERVISOR,
    NoticeKind.CUSTODY_LAPSED: NoticeAudience.SUPERVISOR,
    NoticeKind.VITAL_SECOND_NEEDED: NoticeAudience.SUPERVISOR,
    NoticeKind.VITAL_LAPSED: NoticeAudience.SUPERVISOR,
    NoticeKind.SEALED_MESSAGE: NoticeAudience.OWNER,
    NoticeKind.SEALED_MESSAGE_REMINDER: NoticeAudience.OWNER,
    NoticeKind.HIT_REQUEST: NoticeAudience.OWNER,
    NoticeKind.HIT_REQUEST_DECIDED: NoticeAudience.SEARCHER,
    NoticeKind.RELAY_ASKED: NoticeAudience.SUPERVISOR,
}


# Notices written by the server without an act of a person. Undo of an import deletes unread ones
# about its withdrawn records and their pairs.
WITHDRAWN_WITH_IMPORT: frozenset[NoticeKind] = frozenset(
    {
        NoticeKind.CANDIDATE,
        NoticeKind.REVIEW_REQUEST,
        NoticeKind.SILENT_HIT,
        NoticeKind.SEARCH_HIT,
        NoticeKind.SAVED_SEARCH_HIT,
        NoticeKind.CLEARANCE_ASKED,
        NoticeKind.REFERRAL,
        NoticeKind.REFERRAL_DUE,
        NoticeKind.REFERRAL_OVERDUE,
        NoticeKind.REFERRAL_ESCALATED,
        NoticeKind.OVERDUE,
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReferralNotice:
    """A notice about a child found by police who was not referred to the child-protection desk.

    `hours` count from the end of the 24 hours. `is_to_desk`: it goes to the state's
    child-protection desk, otherwise to the owner.
    """

    hours: int
    kind: NoticeKind
    is_to_desk: bool = False


REFERRAL_STEPS = (
    ReferralNotice(-6, NoticeKind.REFERRAL_DUE),
    ReferralNotice(0, NoticeKind.REFERRAL_OVERDUE),
    ReferralNotice(6, NoticeKind.REFERRAL_ESCALATED, is_to_desk=True),
)
