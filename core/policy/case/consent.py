"""The table of consent: states, givers, scopes, and the effect of age."""

from __future__ import annotations

from core.codes.consent import ConsentScopeCode, ConsentState
from core.policy.process import AutomaticStep, Process, Step
from core.policy.roles import Role
from core.policy.state_machine import Transition, moves_of
from core.refusals import Refusal

# The refusal of a child of this age or older closes these scopes, also if others consented. Only a
# best-interests determination opens them.
SCOPES_CHILD_MAY_REFUSE = frozenset(
    {ConsentScopeCode.PHOTO, ConsentScopeCode.PLACE, ConsentScopeCode.CONTACT}
)
CHILD_REFUSAL_FROM_YEARS = 12
MAJORITY_YEARS = 18
CONSENT_DAYS = 365  # at most
SPOKEN_CONSENT_HOURS = 72  # validity of an oral consent without a witness
# no release of data before the consent is witnessed
SPOKEN_SCOPES = frozenset({ConsentScopeCode.MATCH_ABROAD, ConsentScopeCode.STATISTICS})

GIVERS = ("person", "guardian", "representative", "emergency")
# givers who show authority, date and document
APPOINTED_GIVERS = frozenset({"guardian", "representative", "emergency"})
# Statutory emergency representation acts for a child until a guardian is appointed, for at most
# this many days. It needs a legal ground.
EMERGENCY_GIVER = "emergency"
EMERGENCY_DAYS = 30
EMERGENCY_GROUNDS = ("statutory_guardianship", "provisional_care", "interim_order")
# What cannot wait: to look for the family abroad, and to make sure who the child is. A place, a
# contact and a statistic wait for the guardian. To be checked by a lawyer.
EMERGENCY_SCOPES = frozenset(
    {ConsentScopeCode.MATCH_ABROAD, ConsentScopeCode.IDENTITY, ConsentScopeCode.PHOTO}
)
# People in one of these roles may not consent for another person, even with a document.
BARRED_GIVERS = ("reporter", "companion", "suspects_relative", "asker")
# Relations in the record itself that bar a giver of the same name.
BARRED_RELATIONS = frozenset({"travel_companion", "smuggler", "controller"})
# Who is informed of a release in danger. A guardian with a conflict of interest is not informed;
# the authority for that kind of conflict is informed instead.
ADDRESSEES = ("guardian", "court", "youth_office")
ADDRESSEE_BY_CONFLICT = {
    "suspect": "court",  # a suspect, or of a suspect's family
    "reporter": "youth_office",  # reported the child
    "elsewhere": "court",  # another agency's record names them
}
# unable: too young or too unwell to be heard; the document states how that was established
CHILD_VIEWS = ("yes", "no", "unable")

_DESK = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
_CLOCK = frozenset({Role.MATCHER})

CONSENT_TRANSITIONS: dict[tuple[str, str], Transition] = {
    (ConsentState.DRAFT, "witness"): Transition(ConsentState.WITNESSED, _DESK),
    (ConsentState.DRAFT, "start_spoken"): Transition(ConsentState.ACTIVE, _DESK),
    (ConsentState.WITNESSED, "activate"): Transition(ConsentState.ACTIVE, _DESK),
    # an oral consent that is now on paper
    (ConsentState.ACTIVE, "witness"): Transition(ConsentState.ACTIVE, _DESK),
    # replaced by a later one
    (ConsentState.ACTIVE, "supersede"): Transition(ConsentState.SUPERSEDED, _DESK),
    (ConsentState.DRAFT, "withdraw"): Transition(ConsentState.WITHDRAWN, _DESK),
    (ConsentState.WITNESSED, "withdraw"): Transition(ConsentState.WITHDRAWN, _DESK),
    (ConsentState.ACTIVE, "withdraw"): Transition(ConsentState.WITHDRAWN, _DESK),
    (ConsentState.ACTIVE, "expire"): Transition(ConsentState.EXPIRED, _CLOCK),
    (ConsentState.ACTIVE, "age_out"): Transition(ConsentState.AGED_OUT, _CLOCK),
}
CONSENT_ACTS = ("witness", "start_spoken", "activate", "supersede", "withdraw", "expire", "age_out")

CONSENT_OWNER = "owner"  # the only side: the agency of the record
# What must hold before a consent comes into force, and as long as it is only spoken.
_IN_FORCE = (
    Refusal.RECORD_IS_CLOSED,
    Refusal.CONSENT_IS_OVER,
    Refusal.OWN_CONSENT_NEEDED,
    Refusal.GUARDIAN_CONSENTS,
)
_GUARDS: dict[tuple[str, str], tuple[Refusal, ...]] = {
    ("witness", ""): (Refusal.CONSENT_IS_WITNESSED, *_IN_FORCE),
    ("start_spoken", ConsentState.ACTIVE): (Refusal.SPOKEN_CONSENT_COVERS_NOTHING, *_IN_FORCE),
    ("activate", ConsentState.ACTIVE): _IN_FORCE,
}
LIVE_CONSENTS = frozenset({state for state, _ in CONSENT_TRANSITIONS})

CONSENT_PROCESS = Process(
    name="consent",
    page="/records/{record}/consents",
    states=tuple(ConsentState),
    steps=tuple(
        Step(
            act,
            states,
            frozenset({CONSENT_OWNER}),
            roles,
            Refusal.STEP_OF_ANOTHER_SIDE,
            _GUARDS.get((act, to), ()),
            distinct_from=("record",) if act == "witness" else (),
            same_person=Refusal.SECOND_PERSON_WITNESSES,
            to=(to,) if to else (),
            is_main=act in {"witness", "activate"},
        )
        for act in ("witness", "start_spoken", "activate", "withdraw")
        for roles, to, states in moves_of(CONSENT_TRANSITIONS, act)
    ),
    wrong_state={
        ConsentState.DRAFT: Refusal.CONSENT_IS_NOT_WITNESSED,
        ConsentState.WITNESSED: Refusal.CONSENT_IS_WITNESSED,
        ConsentState.ACTIVE: Refusal.CONSENT_IS_ACTIVE,
        **{state: Refusal.CONSENT_IS_OVER for state in ConsentState if state not in LIVE_CONSENTS},
    },
    wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
    start="record",
    automatic=tuple(
        AutomaticStep(act, states, to)
        for act in ("supersede", "expire", "age_out")
        for _, to, states in moves_of(CONSENT_TRANSITIONS, act)
    ),
)
