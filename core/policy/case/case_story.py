"""THE tables of a child's story: which episode may follow which, and who is told of what by a
notice.
"""

from __future__ import annotations

import dataclasses
import enum

from core.codes.records import EpisodeKind, RecordKind

HAND_OVER_HOURS = 24
CLOSURES = frozenset(
    {
        "reunified",
        "care_elsewhere",
        "located_no_contact_wished",
        "turned_18",
        "deceased",
        "duplicate",
        "transferred",
        "withdrawn",
        "unsolved_archived",
    }
)
DUTY_COVER_HOURS = 12

# (episode, kind of the record) -> what stood last of the story; "" is a story that has not begun
EPISODE_ORDER: dict[tuple[str, str], frozenset[str]] = {
    (EpisodeKind.LEFT_CARE, RecordKind.FOUND): frozenset({"", EpisodeKind.RETURNED}),
    (EpisodeKind.LOCATED, RecordKind.FOUND): frozenset({EpisodeKind.LEFT_CARE}),
    (EpisodeKind.RETURNED, RecordKind.FOUND): frozenset(
        {EpisodeKind.LEFT_CARE, EpisodeKind.LOCATED}
    ),
    (EpisodeKind.LOCATED, RecordKind.MISSING): frozenset({"", EpisodeKind.RETURNED}),
    (EpisodeKind.RETURNED, RecordKind.MISSING): frozenset({"", EpisodeKind.LOCATED}),
}
# A return closes the report of a child that left care with one of these.
RETURN_CLOSURES = frozenset({"reunified", "care_elsewhere"})

# closure -> the one sentence its reporter is told. No place, no name, nobody's decision but the
# person's.
CLOSING_SENTENCES: dict[str, str] = {
    "reunified": "The person is back with the family or with those who had care of them.",
    "care_elsewhere": "The person is safe and cared for.",
    "located_no_contact_wished": "The person was located and does not wish contact.",
    "turned_18": "The person is of age and decides for themselves.",
    "deceased": "The person has died. Someone will speak with you.",
    "duplicate": "The report was filed twice; the other one goes on.",
    "transferred": "The report is kept by another authority now, which will speak with you.",
    "withdrawn": "The report was withdrawn.",
    "unsolved_archived": "The person was not found. The report is kept and can be opened again.",
}


class NoticeAudience(enum.StrEnum):
    """Whom a notice is for."""

    OWNER = "owner"  # who owns the record it is about
    ADDRESSEE = "addressee"  # another agency, as long as it sees the record
    SEEKER = "seeker"  # who stands the search, while the record is seen or their agency's
    SUPERVISOR = (
        "supervisor"  # the agency's supervisors; about no record, or one they are responsible for
    )


# kind of a notice -> whom it is for. What does not stand here is shown to nobody.
NOTICE_AUDIENCES: dict[str, NoticeAudience] = {
    "candidate": NoticeAudience.OWNER,
    "please_look": NoticeAudience.OWNER,
    "silent_hit": NoticeAudience.OWNER,
    "search_hit": NoticeAudience.OWNER,
    "left_care": NoticeAudience.ADDRESSEE,
    "countersign": NoticeAudience.SUPERVISOR,
    "reporter_of_several": NoticeAudience.SUPERVISOR,
    "reporter_under_suspicion": NoticeAudience.SUPERVISOR,
    "guardian_in_conflict": NoticeAudience.SUPERVISOR,
    "known_elsewhere": NoticeAudience.SUPERVISOR,
    "standing_hit": NoticeAudience.SEEKER,
    "standing_stopped": NoticeAudience.SEEKER,
    "countersign_overdue": NoticeAudience.SUPERVISOR,
    "closure_approved": NoticeAudience.OWNER,
    "clearance_asked": NoticeAudience.SUPERVISOR,
    "clearance_lapsed": NoticeAudience.SUPERVISOR,
    "institution_proposed": NoticeAudience.SUPERVISOR,
    "duty_cover": NoticeAudience.SUPERVISOR,
    "assigned": NoticeAudience.OWNER,
    "transfer_offered": NoticeAudience.ADDRESSEE,
    "transfer_refused": NoticeAudience.OWNER,
    "hand_over": NoticeAudience.ADDRESSEE,
    "hand_over_due": NoticeAudience.OWNER,
    "hand_over_overdue": NoticeAudience.SUPERVISOR,
    "hand_over_escalated": NoticeAudience.ADDRESSEE,
    "consent_ended": NoticeAudience.OWNER,
    "came_of_age": NoticeAudience.OWNER,
    "disclosure": NoticeAudience.OWNER,
    "question": NoticeAudience.OWNER,
    "answer": NoticeAudience.OWNER,
    "thread": NoticeAudience.OWNER,
    "verdict": NoticeAudience.OWNER,
    "reopened": NoticeAudience.OWNER,
    "tell_guardian": NoticeAudience.OWNER,
    "overdue": NoticeAudience.SUPERVISOR,
    "exported": NoticeAudience.OWNER,
    "export_asked": NoticeAudience.SUPERVISOR,
    "export_decided": NoticeAudience.SUPERVISOR,
    "review_ahead": NoticeAudience.OWNER,
    "review_soon": NoticeAudience.OWNER,
    "review_overdue": NoticeAudience.SUPERVISOR,
    # somebody of another state's agency signed in for this state
    "acting_session": NoticeAudience.SUPERVISOR,
    "custody_declared": NoticeAudience.OWNER,
    "custody_objected": NoticeAudience.OWNER,
    "custody_second_needed": NoticeAudience.SUPERVISOR,
    "custody_lapsed": NoticeAudience.SUPERVISOR,
    "vital_second_needed": NoticeAudience.SUPERVISOR,
    "vital_lapsed": NoticeAudience.SUPERVISOR,
    # a relay desk asked for the owner's desk (core.policy.relay_desk)
    "relay_asked": NoticeAudience.SUPERVISOR,
}


@dataclasses.dataclass(frozen=True, slots=True)
class HandOverNotice:
    """A notice of a child found by police and not handed over: hours from the end of the 24 on.

    `is_to_desk`: it goes to the state's child-protection desk, else to the owner.
    """

    hours: int
    kind: str
    is_to_desk: bool = False


HAND_OVER_STEPS = (
    HandOverNotice(-6, "hand_over_due"),
    HandOverNotice(0, "hand_over_overdue"),
    HandOverNotice(6, "hand_over_escalated", is_to_desk=True),
)
