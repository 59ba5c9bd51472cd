"""THE table of consent: its states, who gives it, what it covers, and how age bears on it. No
machinery.
"""

from __future__ import annotations

from core.codes.consent import ConsentScopeCode, ConsentState
from core.policy.roles import Role
from core.policy.state_machine import Transition

# A child of this age or more who says no closes these, whoever consented; a best-interests
# determination alone opens.
SCOPES_CHILD_MAY_REFUSE = frozenset(
    {ConsentScopeCode.PHOTO, ConsentScopeCode.PLACE, ConsentScopeCode.CONTACT}
)
CHILD_REFUSAL_FROM_YEARS = 12
MAJORITY_YEARS = 18
CONSENT_DAYS = 365  # twelve months at most
SPOKEN_CONSENT_HOURS = 72  # a spoken consent that nobody witnessed yet
# no release before the witness
SPOKEN_SCOPES = frozenset({ConsentScopeCode.MATCH_ABROAD, ConsentScopeCode.STATISTICS})

GIVERS = ("person", "guardian", "representative", "emergency")
APPOINTED_GIVERS = frozenset(
    {"guardian", "representative", "emergency"}
)  # these show authority, date and document
# Statutory emergency representation speaks for a child until a guardian is appointed, and for so
# many days at most. It names its legal ground.
EMERGENCY_GIVER = "emergency"
EMERGENCY_DAYS = 30
EMERGENCY_GROUNDS = ("statutory_guardianship", "provisional_care", "interim_order")
# Who is one of these gives no consent for another, whatever paper they show.
BARRED_GIVERS = ("reporter", "companion", "suspects_relative", "asker")
# Relations on the record itself that bar somebody of this name.
BARRED_RELATIONS = frozenset({"travel_companion", "smuggler", "controller"})
# Who is told of a release in danger. A guardian in conflict is not: by kind of conflict this
# authority is told instead.
ADDRESSEES = ("guardian", "court", "youth_office")
ADDRESSEE_BY_CONFLICT = {
    "suspect": "court",  # a suspect, or of a suspect's family
    "reporter": "youth_office",  # reported the child
    "elsewhere": "court",  # another agency's record names them
}
CHILD_VIEWS = (
    "yes",
    "no",
    "unable",
)  # unable: too young or too unwell to be heard; how that was found out is written

_DESK = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
_CLOCK = frozenset({Role.MATCHER})

CONSENT_TRANSITIONS: dict[tuple[str, str], Transition] = {
    (ConsentState.DRAFT, "witness"): Transition(ConsentState.WITNESSED, _DESK),
    (ConsentState.DRAFT, "start_spoken"): Transition(ConsentState.ACTIVE, _DESK),
    (ConsentState.WITNESSED, "activate"): Transition(ConsentState.ACTIVE, _DESK),
    (ConsentState.ACTIVE, "witness"): Transition(
        ConsentState.ACTIVE, _DESK
    ),  # a spoken one that is on paper now
    (ConsentState.ACTIVE, "supersede"): Transition(
        ConsentState.SUPERSEDED, _DESK
    ),  # by a later one that became active
    (ConsentState.DRAFT, "withdraw"): Transition(ConsentState.WITHDRAWN, _DESK),
    (ConsentState.WITNESSED, "withdraw"): Transition(ConsentState.WITHDRAWN, _DESK),
    (ConsentState.ACTIVE, "withdraw"): Transition(ConsentState.WITHDRAWN, _DESK),
    (ConsentState.ACTIVE, "expire"): Transition(ConsentState.EXPIRED, _CLOCK),
    (ConsentState.ACTIVE, "age_out"): Transition(ConsentState.AGED_OUT, _CLOCK),
}
CONSENT_ACTS = ("witness", "start_spoken", "activate", "supersede", "withdraw", "expire", "age_out")
