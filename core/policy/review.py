"""THE table of a pair under review: what each act makes of it and who may do it; questions, leases,
undoing.
"""

from __future__ import annotations

from core.policy.roles import CASE_ROLES, Role
from core.policy.state_machine import Move

VERDICT_REASONS: dict[str, frozenset[str]] = {
    "same": frozenset(
        {
            "document",
            "biometric_by_authority",
            "verification_passed",
            "relative_confirmed",
            "unique_mark_and_identity",
        }
    ),
    "different": frozenset(
        {
            "both_located_elsewhere",
            "age_impossible",
            "sex_documented",
            "relatives_differ",
            "verification_failed",
            "sibling_or_namesake",
        }
    ),
    "cannot_tell": frozenset(
        {"too_little", "conflict", "awaiting_answer", "needs_photo_or_biometric", "child_not_ready"}
    ),
}

PAIR_STATES = ("open", "proposed", "confirmed", "refuted")
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
    ("open", "propose"): Move("proposed", CASE_ROLES),
    ("open", "doubt"): Move("open", CASE_ROLES),
    ("proposed", "propose"): Move(
        "proposed", CASE_ROLES
    ),  # of another mind: a new proposal in place of the old
    ("proposed", "doubt"): Move("open", CASE_ROLES),
    ("proposed", "confirm_one_side"): Move("proposed", _SUPERVISOR),
    ("proposed", "confirm_same"): Move("confirmed", _SUPERVISOR),
    ("proposed", "confirm_different"): Move("refuted", _SUPERVISOR),
    ("proposed", "take_back"): Move("open", CASE_ROLES),
    ("confirmed", "undo"): Move("open", _SUPERVISOR),
    ("refuted", "undo"): Move("open", _SUPERVISOR),
    ("confirmed", "reopen"): Move("open", _CLOCK),
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
