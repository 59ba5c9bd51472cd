"""Policy table of pairs under review: the acts, who may do them, and the reasons for verdicts.

Only people change the state of a pair. Edits, scorings, imports and engine versions never do.
"""

from __future__ import annotations

from core.codes.review import PairState, VerdictOutcome
from core.policy.roles import CASE_ROLES, Role
from core.policy.state_machine import Transition

VERDICT_REASONS: dict[str, frozenset[str]] = {
    VerdictOutcome.SAME: frozenset(
        {
            "document",
            "biometric_by_authority",
            "verification_passed",
            "relative_confirmed",
            "unique_mark_and_identity",
        }
    ),
    VerdictOutcome.DIFFERENT: frozenset(
        {
            "both_located_elsewhere",
            "age_impossible",
            "sex_documented",
            "relatives_differ",
            "verification_failed",
            "sibling_or_namesake",
        }
    ),
    VerdictOutcome.CANNOT_TELL: frozenset(
        {"too_little", "conflict", "awaiting_answer", "needs_photo_or_biometric", "child_not_ready"}
    ),
    # One person records this when no second person can be reached. It starts protection only.
    VerdictOutcome.PROVISIONALLY_SAME: frozenset({"no_second_person", "child_in_danger"}),
}

# doubt: "cannot tell"; provisional: "provisionally same"; confirm_one_side: the other side must
# still confirm; review: the decision still holds after a person saw the new evidence.
PAIR_ACTS = (
    "propose",
    "doubt",
    "provisional",
    "confirm_one_side",
    "confirm_same",
    "confirm_different",
    "propose_undo",
    "undo",
    "take_back",
    "review",
)

_SUPERVISOR = frozenset({Role.SUPERVISOR})
_DECIDED = (PairState.CONFIRMED, PairState.REFUTED)

PAIR_TRANSITIONS: dict[tuple[str, str], Transition] = {
    (PairState.OPEN, "propose"): Transition(PairState.PROPOSED, CASE_ROLES),
    (PairState.OPEN, "doubt"): Transition(PairState.OPEN, CASE_ROLES),
    (PairState.OPEN, "provisional"): Transition(PairState.OPEN, CASE_ROLES),
    (PairState.PROPOSED, "propose"): Transition(
        PairState.PROPOSED, CASE_ROLES
    ),  # another opinion: a new proposal replaces the old one
    (PairState.PROPOSED, "doubt"): Transition(PairState.OPEN, CASE_ROLES),
    (PairState.PROPOSED, "confirm_one_side"): Transition(PairState.PROPOSED, _SUPERVISOR),
    (PairState.PROPOSED, "confirm_same"): Transition(PairState.CONFIRMED, _SUPERVISOR),
    (PairState.PROPOSED, "confirm_different"): Transition(PairState.REFUTED, _SUPERVISOR),
    (PairState.PROPOSED, "take_back"): Transition(PairState.OPEN, CASE_ROLES),
    # As for the verdict, a second person decides: another one than who proposed the undo.
    **{(state, "propose_undo"): Transition(state, CASE_ROLES) for state in _DECIDED},
    **{(state, "undo"): Transition(PairState.OPEN, _SUPERVISOR) for state in _DECIDED},
    **{
        (state, "review"): Transition(state, CASE_ROLES)
        for state in (PairState.PROPOSED, *_DECIDED)
    },
}

UNDO_REASONS = frozenset(
    {"new_evidence", "entered_by_mistake", "identity_disproved", "link_broken"}
)
MIN_QUESTIONS, MAX_QUESTIONS = 2, 5
# Verdicts for these reasons need MIN_ANSWERS answered verification questions.
REASONS_FROM_ANSWERS = frozenset({"verification_passed", "verification_failed"})
MIN_ANSWERS = 2
LOCK_MINUTES = 15  # duration of a pair lock
MAX_GROUP_SIZE = 50  # records of a group that are examined
