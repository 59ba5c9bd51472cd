"""THE table of a pair under review: what each act makes of it and who may do it; questions, leases,
undoing.
"""

from __future__ import annotations

from core.codes.review import PairState, VerdictOutcome
from core.policy.roles import CASE_ROLES, Role
from core.policy.state_machine import Move

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
}

# doubt: "cannot tell"; confirm_one_side: the other side has still to confirm; reopen: another link
# of a group broke.
PAIR_ACTS = (
    "propose",
    "doubt",
    "confirm_one_side",
    "confirm_same",
    "confirm_different",
    "undo",
    "take_back",
    "reopen",
)

_SUPERVISOR = frozenset({Role.SUPERVISOR})
_CLOCK = frozenset({Role.MATCHER})

PAIR_MOVES: dict[tuple[str, str], Move] = {
    (PairState.OPEN, "propose"): Move(PairState.PROPOSED, CASE_ROLES),
    (PairState.OPEN, "doubt"): Move(PairState.OPEN, CASE_ROLES),
    (PairState.PROPOSED, "propose"): Move(
        PairState.PROPOSED, CASE_ROLES
    ),  # of another mind: a new proposal in place of the old
    (PairState.PROPOSED, "doubt"): Move(PairState.OPEN, CASE_ROLES),
    (PairState.PROPOSED, "confirm_one_side"): Move(PairState.PROPOSED, _SUPERVISOR),
    (PairState.PROPOSED, "confirm_same"): Move(PairState.CONFIRMED, _SUPERVISOR),
    (PairState.PROPOSED, "confirm_different"): Move(PairState.REFUTED, _SUPERVISOR),
    (PairState.PROPOSED, "take_back"): Move(PairState.OPEN, CASE_ROLES),
    (PairState.CONFIRMED, "undo"): Move(PairState.OPEN, _SUPERVISOR),
    (PairState.REFUTED, "undo"): Move(PairState.OPEN, _SUPERVISOR),
    (PairState.CONFIRMED, "reopen"): Move(PairState.OPEN, _CLOCK),
}

UNDO_REASONS = frozenset(
    {"new_evidence", "entered_by_mistake", "identity_disproved", "link_broken"}
)
QUESTIONS_LEAST, QUESTIONS_MOST = 2, 5
# Verdicts for these reasons need that many answered verification questions.
REASONS_FROM_ANSWERS = frozenset({"verification_passed", "verification_failed"})
ANSWERS_NEEDED = 2
LEASE_MINUTES = 15  # how long a pair is one person's
GROUP_MOST = 50  # records of a group that are looked at
