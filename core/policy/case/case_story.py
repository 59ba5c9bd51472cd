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
EPISODES: dict[tuple[str, str], frozenset[str]] = {
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
SENTENCES: dict[str, str] = {
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


class Told(enum.StrEnum):
    """Whom a notice is for."""

    OWNER = "owner"  # who owns the record it is about
    ADDRESSEE = "addressee"  # another agency, as long as it sees the record
    SEEKER = "seeker"  # who stands the search, while the record is seen or their agency's
    SUPERVISOR = (
        "supervisor"  # the agency's supervisors; about no record, or one they are responsible for
    )


# kind of a notice -> whom it is for. What does not stand here is shown to nobody.
NOTICES: dict[str, Told] = {
    "candidate": Told.OWNER,
    "please_look": Told.OWNER,
    "silent_hit": Told.OWNER,
    "search_hit": Told.OWNER,
    "left_care": Told.ADDRESSEE,
    "countersign": Told.SUPERVISOR,
    "reporter_of_several": Told.SUPERVISOR,
    "reporter_under_suspicion": Told.SUPERVISOR,
    "guardian_in_conflict": Told.SUPERVISOR,
    "known_elsewhere": Told.SUPERVISOR,
    "standing_hit": Told.SEEKER,
    "standing_stopped": Told.SEEKER,
    "countersign_overdue": Told.SUPERVISOR,
    "closure_approved": Told.OWNER,
    "clearance_asked": Told.SUPERVISOR,
    "clearance_lapsed": Told.SUPERVISOR,
    "institution_proposed": Told.SUPERVISOR,
    "duty_cover": Told.SUPERVISOR,
    "transfer_offered": Told.ADDRESSEE,
    "transfer_refused": Told.OWNER,
    "hand_over": Told.ADDRESSEE,
    "hand_over_due": Told.OWNER,
    "hand_over_overdue": Told.SUPERVISOR,
    "hand_over_escalated": Told.ADDRESSEE,
    "consent_ended": Told.OWNER,
    "came_of_age": Told.OWNER,
    "disclosure": Told.OWNER,
    "question": Told.OWNER,
    "answer": Told.OWNER,
    "thread": Told.OWNER,
    "verdict": Told.OWNER,
    "reopened": Told.OWNER,
    "tell_guardian": Told.OWNER,
    "overdue": Told.SUPERVISOR,
    "exported": Told.OWNER,
    "export_asked": Told.SUPERVISOR,
    "export_decided": Told.SUPERVISOR,
    "review_ahead": Told.OWNER,
    "review_soon": Told.OWNER,
    "review_overdue": Told.SUPERVISOR,
    # somebody of another state's agency signed in for this state
    "acting_session": Told.SUPERVISOR,
    "custody_declared": Told.OWNER,
    "custody_objected": Told.OWNER,
    "custody_second_needed": Told.SUPERVISOR,
    "custody_lapsed": Told.SUPERVISOR,
    "vital_second_needed": Told.SUPERVISOR,
    "vital_lapsed": Told.SUPERVISOR,
    # a relay desk asked for the owner's desk (core.policy.relay_desk)
    "relay_asked": Told.SUPERVISOR,
}


@dataclasses.dataclass(frozen=True, slots=True)
class HandOverNotice:
    """A notice of a child found by police and not handed over: hours from the end of the 24 on.

    `is_to_desk`: it goes to the state's child-protection desk, else to the owner.
    """

    hours: int
    kind: str
    is_to_desk: bool = False


HAND_OVER_CLOCK = (
    HandOverNotice(-6, "hand_over_due"),
    HandOverNotice(0, "hand_over_overdue"),
    HandOverNotice(6, "hand_over_escalated", is_to_desk=True),
)
