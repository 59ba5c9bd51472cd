"""The table of disclosure: states of both paths, acting sides, scopes and deadlines.

A step that is in neither path is refused.
"""

from __future__ import annotations

import enum

from core.codes.agencies import AgencyKind
from core.codes.case import DeadlineKind
from core.codes.consent import ConsentScopeCode
from core.codes.disclosure import DisclosurePath, DisclosureState, Urgency
from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind
from core.intake import INTAKE_FIELDS

ENDED_STATES = frozenset(
    {
        DisclosureState.CLOSED,
        DisclosureState.WITHDRAWN,
        DisclosureState.REVOKED,
        DisclosureState.EXPIRED,
    }
)
RELEASED_STATES = frozenset({DisclosureState.RELEASED, DisclosureState.ACKNOWLEDGED})
# The side that takes each step, in the order of the work. `named` is the person who may read.
# `approver` includes supervisors of the state's desk.
ACTING_SIDES: dict[str, str] = {
    "review": "responsible",
    "check_consent": "responsible",
    "seek_consent": "responsible",
    "consent_given": "responsible",
    "consent_refused": "responsible",
    "check_risk": "responsible",
    "call_back": "responsible",
    "call_police": "responsible",
    "approve": "approver",
    "release": "responsible",
    "approve_after": "approver",
    "tell_guardian": "responsible",
    "review_after": "responsible",
    "acknowledge": "named",
    "close": "responsible",
    "withdraw": "asker",
    "revoke": "responsible",
    "expire": "clock",
}
DISCLOSURE_ACTS = tuple(ACTING_SIDES)

# The state that the asking side sees. A refusal looks like any other end without a release.
STATE_SHOWN_TO_ASKER: dict[str, str] = {
    **dict.fromkeys(DisclosureState, "with_the_responsible_agency"),
    **dict.fromkeys(
        (DisclosureState.CONSENT_REFUSED, DisclosureState.REVOKED, DisclosureState.EXPIRED),
        "not_released",
    ),
    DisclosureState.WITHDRAWN: "withdrawn",
    DisclosureState.RELEASED: "released",
    DisclosureState.ACKNOWLEDGED: "acknowledged",
}
ENDED_AFTER_RELEASE = "ended"  # shown for the end of a released request
# In these states of a request the asking side may ask again. A refused consent is one of them.
# Otherwise the answer to a new request would distinguish it from other refusals.
ASKED_AGAIN_STATES = ENDED_STATES | {
    state for state, shown in STATE_SHOWN_TO_ASKER.items() if shown == "not_released"
}

# Act that ends a request early -> reason -> whether the other side sees the reason. For a refusal,
# the asking side only sees reasons that lie in the request or in the asking side. Reasons about the
# person stay with the responsible agency. The asking side then sees an end like any other, without
# a reason.
ENDING_REASONS: dict[str, dict[str, bool]] = {
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
# the basis of a grant was lost: consent, age, assessment or the record
AUTOMATIC_ENDING = "not_permitted_now"

ASKED_SCOPES = (
    ConsentScopeCode.IDENTITY,
    ConsentScopeCode.PHOTO,
    ConsentScopeCode.PLACE,
    ConsentScopeCode.CONTACT,
)
# fields that are not columns but derived from a column of the scope
_DERIVED_FIELDS: dict[str, frozenset[str]] = {ConsentScopeCode.IDENTITY: frozenset({"age_band"})}
# scope -> the fields it opens. A value stays closed if its class belongs to none of these fields,
# for example an exploiter's telephone number.
SCOPE_FIELDS: dict[str, frozenset[str]] = {
    scope: frozenset(field.name for field in INTAKE_FIELDS if field.scope == scope)
    | _DERIVED_FIELDS.get(scope, frozenset())
    for scope in ASKED_SCOPES
}
# Between police agencies, about a missing child that both registered: on legal basis, without
# consent.
SCOPES_ON_LEGAL_BASIS = frozenset({ConsentScopeCode.IDENTITY})
# The search for a missing child has one of these legal grounds, or imminent danger. Consent is not
# asked for. These agencies read these scopes through a confirmed match.
SEARCH_GROUNDS = frozenset(
    "gdpr_6_1_c_9_2_g gdpr_6_1_d_9_2_c gdpr_6_1_e_9_2_g led_8_10 sis_decision court_order"
    " interpol_rules".split()
)
SEARCHING_AGENCIES = frozenset({AgencyKind.POLICE, AgencyKind.PROTECTION})
# the place is where the child was last seen
SEARCH_SCOPES = frozenset(
    {ConsentScopeCode.IDENTITY, ConsentScopeCode.PHOTO, ConsentScopeCode.PLACE}
)


class SecondApprover(enum.StrEnum):
    """The second approver of a place, or of a child at risk."""

    OTHER_UNIT = "other_unit"  # of the agency, where another unit has a supervisor
    STATE_DESK = "state_desk"  # of the responsible agency's state, in another agency
    COLLEAGUE = "colleague"  # of an agency without units that is this desk, or has none


# These scopes need an independent second approver, as every child at risk does.
SCOPES_NEEDING_OTHER_UNIT = frozenset({ConsentScopeCode.PLACE})

RISK_LEVELS = ("high", "medium", "low")
AT_RISK_LEVELS = frozenset({"high", "medium"})
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
# The place of a person is never released on the vital path. The police of the record's state act
# there instead.
SCOPES_NEVER_VITAL = frozenset({ConsentScopeCode.PLACE})
# kinds of record whose own police must be called before a release in danger
KINDS_NEEDING_POLICE = frozenset({RecordKind.FOUND, RecordKind.PREVENTIVE})

RISK_FRESH_HOURS: dict[str, int] = {
    DisclosurePath.ORDINARY: 7 * 24,
    DisclosurePath.VITAL_INTEREST: 24,
}
GRANT_HOURS: dict[str, int] = {DisclosurePath.ORDINARY: 72, DisclosurePath.VITAL_INTEREST: 24}
# a grant released by one approver ends after this time, unless a second one approves
SECOND_APPROVER_HOURS = 4
DESK_ASKED_MINUTES = 15  # without a second approver, the state's desk is asked after this time
MAX_DANGER_RELEASES = 3  # of one person
DANGER_RELEASES_WITHIN_DAYS = 30
VITAL_REVIEW_HOURS = 24
ANSWER_HOURS: dict[str, int] = {Urgency.URGENT: 1, Urgency.PRIORITY: 24, Urgency.ORDINARY: 15 * 24}
# path -> the notification of a new request, the notification of its answer, and the deadline of its
# answer
ASKED_NOTIFICATIONS: dict[str, NotificationKind] = {
    DisclosurePath.ORDINARY: NotificationKind.DISCLOSURE,
    DisclosurePath.VITAL_INTEREST: NotificationKind.DANGER_ASKED,
}
ANSWERED_NOTIFICATIONS: dict[str, NotificationKind] = {
    DisclosurePath.ORDINARY: NotificationKind.DISCLOSURE,
    DisclosurePath.VITAL_INTEREST: NotificationKind.DANGER_ANSWERED,
}
ANSWER_DEADLINES: dict[str, DeadlineKind] = {
    DisclosurePath.ORDINARY: DeadlineKind.ANSWER,
    DisclosurePath.VITAL_INTEREST: DeadlineKind.DANGER_ANSWER,
}
# They are first in every list, and on the page that a person sees first.
DANGER_NOTIFICATIONS = frozenset(
    {
        NotificationKind.DANGER_ASKED,
        NotificationKind.DANGER_ANSWERED,
        NotificationKind.VITAL_SECOND_NEEDED,
        NotificationKind.VITAL_DESK_ASKED,
    }
)
UNANSWERED_DAYS = 60  # an unanswered request ends automatically
FIRST_REVIEW_HOURS: dict[str, int] = {Urgency.URGENT: 1, Urgency.ORDINARY: 24}
# Modelled on SIS (2018/1862) Art. 33: twelve hours after locating the child. To be checked by a
# lawyer.
BEST_INTERESTS_HOURS = 12
# from the supervisor to the state's desk
ESCALATE_AFTER_HOURS: dict[str, int] = {Urgency.URGENT: 1, Urgency.ORDINARY: 12}
