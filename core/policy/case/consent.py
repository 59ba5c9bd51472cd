"""The table of consent: states, givers, scopes, and the effect of age."""

from __future__ import annotations

import functools

from core.codes.consent import ConsentScopeCode, ConsentState
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.policy.effects import Writes
from core.policy.process import Process, Step, automatic_step
from core.policy.roles import Role
from core.refusals import Refusal

# The refusal of a child of this age or older closes these scopes, also if others consented. Only a
# best-interests determination opens them.
SCOPES_CHILD_MAY_REFUSE = frozenset(
    {ConsentScopeCode.PHOTO, ConsentScopeCode.PLACE, ConsentScopeCode.CONTACT}
)
CHILD_REFUSAL_FROM_YEARS = 12
MAJORITY_YEARS = 18
CONSENT_DAYS = 365  # at most
# Validity of an oral consent without a witness. A person has one; the next one needs a witness.
SPOKEN_CONSENT_HOURS = 72
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
BARRED_RELATIONS = frozenset({"travel_companion", "smuggler", "exploiter"})
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

CONSENT_RESPONSIBLE = "responsible"  # the only side: the agency of the record
# What must hold before a consent comes into force, and as long as it is only spoken.
_IN_FORCE = (
    Refusal.RECORD_IS_CLOSED,
    Refusal.CONSENT_IS_OVER,
    Refusal.OWN_CONSENT_NEEDED,
    Refusal.GUARDIAN_CONSENTS,
)
LIVE_CONSENTS = frozenset({ConsentState.DRAFT, ConsentState.WITNESSED, ConsentState.ACTIVE})
_DRAFT, _ACTIVE = frozenset({ConsentState.DRAFT}), frozenset({ConsentState.ACTIVE})
_step = functools.partial(
    Step,
    sides=frozenset({CONSENT_RESPONSIBLE}),
    roles=_DESK,
    same_person=Refusal.SECOND_PERSON_WITNESSES,
)

_EXPLANATIONS = (Refusal.ORAL_EXPLANATION_MISSING, Refusal.WRITTEN_EXPLANATION_MISSING)
# The explainers of a consent do not witness it.
_NO_WITNESSES = ("record", "explain_orally", "explain_in_writing")

CONSENT_PROCESS = Process(
    name="consent",
    page="/records/{record}/consents",
    states=tuple(ConsentState),
    steps=(
        # in any order, when the consent is recorded or later
        _step(
            "explain_orally",
            _DRAFT | _ACTIVE,
            guards=(Refusal.EXPLAINED_ORALLY, *_IN_FORCE),
            is_main=True,
        ),
        _step(
            "explain_in_writing",
            _DRAFT | _ACTIVE,
            guards=(Refusal.EXPLAINED_IN_WRITING, *_IN_FORCE),
            is_main=True,
        ),
        _step(
            "witness",
            _DRAFT,
            guards=_EXPLANATIONS,
            distinct_from=_NO_WITNESSES,
            to=(ConsentState.WITNESSED,),
            is_main=True,
        ),
        _step(  # an oral consent that is now on paper
            "witness",
            _ACTIVE,
            guards=(Refusal.CONSENT_IS_WITNESSED, *_EXPLANATIONS, *_IN_FORCE),
            distinct_from=_NO_WITNESSES,
            is_main=True,
        ),
        _step(
            "start_spoken",
            _DRAFT,
            guards=(
                Refusal.SPOKEN_CONSENT_COVERS_NOTHING,
                Refusal.ORAL_EXPLANATION_MISSING,
                Refusal.CONSENT_IS_NOT_WITNESSED,  # the one before was spoken only
                *_IN_FORCE,
            ),
            to=(ConsentState.ACTIVE,),
        ),
        _step(
            "activate",
            frozenset({ConsentState.WITNESSED}),
            guards=_IN_FORCE,
            to=(ConsentState.ACTIVE,),
            is_main=True,
        ),
        _step("withdraw", LIVE_CONSENTS, to=(ConsentState.WITHDRAWN,)),
        # replaced by a later one
        automatic_step("supersede", _ACTIVE, ConsentState.SUPERSEDED, roles=_DESK),
        automatic_step("expire", _ACTIVE, ConsentState.EXPIRED),
        automatic_step("age_out", _ACTIVE, ConsentState.AGED_OUT),
    ),
    wrong_state={
        ConsentState.DRAFT: Refusal.CONSENT_IS_NOT_WITNESSED,
        ConsentState.WITNESSED: Refusal.CONSENT_IS_WITNESSED,
        ConsentState.ACTIVE: Refusal.CONSENT_IS_ACTIVE,
        **{state: Refusal.CONSENT_IS_OVER for state in ConsentState if state not in LIVE_CONSENTS},
    },
    wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
    start="record",
    writes={
        "explain_orally": Writes(("consent_explain_orally",)),
        "explain_in_writing": Writes(("consent_explain_in_writing",)),
        **{
            act: Writes((f"consent_{act}",), jobs=(JobKind.NOTIFY,))
            for act in ("witness", "start_spoken", "activate", "withdraw")
        },
        # a later consent comes into force
        "supersede": Writes(("consent_supersede", "consent_activate"), jobs=(JobKind.NOTIFY,)),
        "expire": Writes(("consent_ended",), (NotificationKind.CONSENT_ENDED,), (JobKind.NOTIFY,)),
        "age_out": Writes(  # a person ends the deadline of the plan for adulthood
            ("consent_ended", "end_deadline"),
            (NotificationKind.CONSENT_ENDED,),
            (JobKind.COMING_OF_AGE, JobKind.NOTIFY),
        ),
    },
)
