"""THE table of disclosure: its states on both paths, whose step each is, what each scope opens, and
its clocks.

No machinery. What stands on neither table is refused.
"""

from __future__ import annotations

from core.intake import INTAKE_FIELDS
from core.policy.roles import CASE_ROLES, Role
from core.policy.state_machine import Move

STATES_OF_DISCLOSURE = (
    "requested",
    "owner_review",
    "consent_check",
    "consent_sought",
    "consent_given",
    "consent_refused",
    "risk_check",
    "approved_once",
    "approved_twice",
    "released",
    "acknowledged",
    "closed",
    "withdrawn",
    "revoked",
    "expired",
)
ENDED = frozenset({"closed", "withdrawn", "revoked", "expired"})
RELEASED = frozenset({"released", "acknowledged"})
ACTS = (
    "review",
    "check_consent",
    "seek_consent",
    "consent_given",
    "consent_refused",
    "check_risk",
    "call_back",
    "call_police",
    "approve",
    "release",
    "approve_after",
    "acknowledge",
    "tell_guardian",
    "review_after",
    "close",
    "withdraw",
    "revoke",
    "expire",
)
# Whose step an act is. `named` is the person who may read; `approver` also a supervisor of the
# state's desk.
SIDES: dict[str, str] = {
    "review": "owner",
    "check_consent": "owner",
    "seek_consent": "owner",
    "consent_given": "owner",
    "consent_refused": "owner",
    "check_risk": "owner",
    "call_back": "owner",
    "call_police": "owner",
    "approve": "approver",
    "release": "owner",
    "approve_after": "approver",
    "acknowledge": "named",
    "tell_guardian": "owner",
    "review_after": "owner",
    "close": "owner",
    "withdraw": "asker",
    "revoke": "owner",
    "expire": "clock",
}

_FIRST = frozenset({Role.CASEWORKER, Role.LIAISON_OFFICER})
_SECOND = frozenset({Role.SUPERVISOR})
_CLOCK = frozenset({Role.MATCHER})

_FROM_RISK_ON: dict[tuple[str, str], Move] = {
    ("risk_check", "approve"): Move("approved_once", _FIRST),
    ("approved_once", "approve"): Move("approved_twice", _SECOND),
    ("approved_twice", "release"): Move("released", CASE_ROLES),
    ("released", "acknowledge"): Move("acknowledged", CASE_ROLES),
    ("acknowledged", "close"): Move("closed", CASE_ROLES),
}
_ANY_TIME: dict[tuple[str, str], Move] = {
    (state, act): Move(to, roles)
    for state in STATES_OF_DISCLOSURE
    if state not in ENDED
    for act, to, roles in (
        ("withdraw", "withdrawn", CASE_ROLES),
        ("revoke", "revoked", CASE_ROLES),
        ("expire", "expired", _CLOCK),
    )
}
_ORDINARY: dict[tuple[str, str], Move] = {
    ("requested", "review"): Move("owner_review", CASE_ROLES),
    ("owner_review", "check_consent"): Move("consent_check", CASE_ROLES),
    ("owner_review", "check_risk"): Move(
        "risk_check", CASE_ROLES
    ),  # of a missing child: no consent is asked for
    ("consent_check", "seek_consent"): Move("consent_sought", CASE_ROLES),
    ("consent_check", "consent_given"): Move("consent_given", CASE_ROLES),
    ("consent_check", "consent_refused"): Move("consent_refused", CASE_ROLES),
    ("consent_sought", "consent_given"): Move("consent_given", CASE_ROLES),
    ("consent_sought", "consent_refused"): Move("consent_refused", CASE_ROLES),
    ("consent_refused", "close"): Move("closed", CASE_ROLES),
    ("consent_given", "check_risk"): Move("risk_check", CASE_ROLES),
}
_AFTER_RELEASE = ("released", "acknowledged", "revoked", "expired")
_BEFORE_RELEASE = ("owner_review", "risk_check", "approved_once")
# In imminent danger no consent is asked for. One approver may release after a recorded call-back; a
# second approver follows, the guardian is told, and the decision is reviewed afterwards.
_VITAL: dict[tuple[str, str], Move] = {
    ("requested", "review"): Move("owner_review", CASE_ROLES),
    ("owner_review", "check_risk"): Move("risk_check", CASE_ROLES),
    ("approved_once", "release"): Move("released", CASE_ROLES),
    **{(state, "call_back"): Move(state, CASE_ROLES) for state in _BEFORE_RELEASE},
    **{
        (state, "call_police"): Move(state, CASE_ROLES)
        for state in (*_BEFORE_RELEASE, "approved_twice", "released", "acknowledged")
    },
    **{(state, "approve_after"): Move(state, _SECOND) for state in ("released", "acknowledged")},
    **{(state, "tell_guardian"): Move(state, CASE_ROLES) for state in _AFTER_RELEASE},
    **{(state, "review_after"): Move(state, _SECOND) for state in _AFTER_RELEASE},
}
PATHS: dict[str, dict[tuple[str, str], Move]] = {
    "ordinary": {**_ORDINARY, **_FROM_RISK_ON, **_ANY_TIME},
    "vital_interest": {**_VITAL, **_FROM_RISK_ON, **_ANY_TIME},
}

# What the asking side is told of a request: a refusal looks like any other end without a release.
TOLD_TO_ASKER: dict[str, str] = {
    **dict.fromkeys(STATES_OF_DISCLOSURE, "with_the_owner"),
    **dict.fromkeys(("consent_refused", "revoked", "expired"), "not_released"),
    "withdrawn": "withdrawn",
    "released": "released",
    "acknowledged": "acknowledged",
}
AFTER_RELEASE = "ended"  # what is told of the end of one that was released

# Act that ends a request before its time -> why -> whether the other side is told. Of a refusal is
# told what lies with the request and the asking side alone; what lies with the person, or with what
# is known of them, stays with the owner, and the asker sees an end like any other: no reason told
# never says which it was.
WHY_ENDED: dict[str, dict[str, bool]] = {
    "revoke": {
        "too_much_asked": True,
        "not_explained": True,
        "another_reader": True,
        "reporter_not_proven": True,
        "not_the_same_person": True,
        "agreed_otherwise": True,
        "no_consent": False,
        "not_permitted_now": False,
        "danger": False,
        "not_in_best_interests": False,
        "kept_back": False,
    },
    "withdraw": {
        "no_longer_needed": True,
        "learned_otherwise": True,
        "not_the_same_person": True,
        "asked_by_mistake": True,
        "agreed_otherwise": True,
    },
}
ENDS_BY_ITSELF = (  # what a grant was built on fell away: consent, age, assessment, the record
    "not_permitted_now"
)

ASKED_SCOPES = ("identity", "photo", "place", "contact")
_DERIVED_FIELDS = {"identity": frozenset({"age_band"})}  # no columns: made of a column it opens
# scope -> the fields it opens; a value of a class that no listed field has (a controller's phone)
# stays closed.
SCOPE_FIELDS: dict[str, frozenset[str]] = {
    scope: frozenset(one.name for one in INTAKE_FIELDS if one.scope == scope)
    | _DERIVED_FIELDS.get(scope, frozenset())
    for scope in ASKED_SCOPES
}
# Police to police on a missing child both have entered: without consent, on legal basis.
SCOPES_ON_LEGAL_BASIS = frozenset({"identity"})
# A missing child is searched for on one of these grounds (a legal duty), or in imminent danger.
# Consent is not asked for, and these agencies learn these scopes through a confirmed pair.
SEARCH_GROUNDS = frozenset(
    "gdpr_6_1_c_9_2_g gdpr_6_1_d_9_2_c gdpr_6_1_e_9_2_g led_8_10 sis_decision court_order"
    " interpol_rules".split()
)
SEARCHERS = frozenset({"police", "protection"})
SCOPES_TO_SEARCH = frozenset(
    {"identity", "photo", "place"}
)  # the place where the child was seen last
NEEDS_ANOTHER_UNIT = frozenset(
    {"place"}
)  # and every child at risk: the second approver is not of the first one's unit

RISK_LEVELS = ("high", "medium", "low")
AT_RISK = frozenset({"high", "medium"})
IMMINENT_RISKS = frozenset(
    {
        "life",
        "serious_harm",
        "trafficking",
        "abduction",
        "forced_marriage",
        "medical_emergency",
        "self_harm",
    }
)
# The place of a person is never released on the vital path: the police of the record's own state
# act there.
NEVER_IN_DANGER = frozenset({"place"})
POLICE_ACT_FOR = frozenset(
    {"found"}
)  # kinds of records whose own police are called before a release in danger

RISK_FRESH_HOURS = {"ordinary": 7 * 24, "vital_interest": 24}
GRANT_HOURS = {"ordinary": 72, "vital_interest": 24}
SECOND_APPROVER_HOURS = (
    4  # a grant that one approver released ends then, unless a second one approved
)
REVIEWED_AFTER_HOURS = 24
ANSWER_HOURS = {"urgent": 1, "priority": 24, "ordinary": 15 * 24}
UNANSWERED_DAYS = 60  # a request nobody answered ends by itself
FIRST_LOOK_HOURS = {"urgent": 1, "ordinary": 24}
# Modelled on SIS (2018/1862) Art. 33: twelve hours from locating the child. To be checked by a
# lawyer.
BEST_INTERESTS_HOURS = 12
ESCALATE_AFTER_HOURS = {"urgent": 1, "ordinary": 12}  # from the supervisor on to the state's desk
