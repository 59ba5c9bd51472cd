"""THE tables: roles and actions, field classes, what each view opens, default sharing, search and retention rules.

What does not stand here is refused. No machinery: services read these tables, tests walk them.
"""

from __future__ import annotations

import dataclasses
import enum


class Role(enum.StrEnum):
    """Who a user is. `system` is the token of an agency's own software; `matcher` the workers."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    LIAISON_OFFICER = "liaison_officer"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    MATCHER = "matcher"


CASE_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER})


class Scope(enum.StrEnum):
    """How far an allowed action reaches."""

    AGENCY = "agency"  # any record of one's own agency
    ASSIGNED = "assigned"  # own agency, assigned to one, or on duty cover
    OWN_STATE_POLICE = "own_state_police"  # police records of the acting state
    HANDED_OVER = "handed_over"  # handed to the state's child-protection desk within 24 h
    BY_VIEW = "by_view"  # another's record, as far as `view` reaches
    OWN_ACTS = "own_acts"
    WITHOUT_FACTS = "without_facts"  # everything but F1-F5
    OWN_COUNTS = "own_counts"
    PUBLISHED = "published"
    ALL = "all"


class Action(enum.StrEnum):
    """Everything that can be done to a record, a pair or the installation."""

    REGISTER_MISSING = "register_missing"
    REGISTER_TRACING = "register_tracing"
    REGISTER_FOUND = "register_found"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    EPISODE = "episode"
    HOLD_CUSTODY = "hold_custody"  # declare that a found child is here, call back, withdraw; object as the missing desk
    CONFIRM_CUSTODY = "confirm_custody"  # as a second person: of the agency, the state's police or the state's desk
    READ_OWN = "read_own"
    SEARCH_OWN = "search_own"
    SEARCH_OTHERS = "search_others"
    READ_OTHERS = "read_others"
    PROPOSE_VERDICT = "propose_verdict"
    CONFIRM_VERDICT = "confirm_verdict"
    ASK_DISCLOSURE = "ask_disclosure"
    USE_THREAD = "use_thread"
    APPROVE_DISCLOSURE_FIRST = "approve_disclosure_first"
    APPROVE_DISCLOSURE_SECOND = "approve_disclosure_second"
    RECORD_CONSENT = "record_consent"
    ASSESS_RISK = "assess_risk"
    DECIDE_BEST_INTERESTS = "decide_best_interests"
    CONFIRM_BEST_INTERESTS = "confirm_best_interests"
    WITHDRAW_CONSENT = "withdraw_consent"
    COVER_DUTY = "cover_duty"  # all of the agency's records for twelve hours
    SEE_COVERS = "see_covers"
    PROPOSE_TRANSFER = "propose_transfer"
    TRANSFER = "transfer"
    EDIT = "edit"
    KEEP_DRAFT = "keep_draft"  # what a person typed and has not sent; an agency's software keeps its own
    PRINT = "print"  # forms of an own missing report, to be handed over
    CLEAR_REPORTER = "clear_reporter"  # and confirm or revoke a listed institution
    PROPOSE_INSTITUTION = "propose_institution"  # for the agency's list of institutions that report
    CLOSE = "close"
    APPROVE_CLOSURE = "approve_closure"  # the sentence another side's reporter is told after a hit
    EXTEND = "extend"
    PROPOSE_DATA_RIGHT = "propose_data_right"
    APPROVE_DATA_RIGHT = "approve_data_right"
    SEE_CLOCKS = "see_clocks"
    EXPORT = "export"
    SEE_EXPORTS = "see_exports"
    READ_AUDIT = "read_audit"
    VERIFY_AUDIT = "verify_audit"  # walk the whole trail
    SEE_ALERTS = "see_alerts"
    SAMPLE_SEARCHES = "sample_searches"  # unsealed with a second auditor
    WHO_LOOKED = "who_looked"  # at an own record
    COUNTERSIGN = "countersign"  # a colleague's search
    READ_STATISTICS = "read_statistics"  # published counts, the reports made of them; one's own agency's exactly
    MAKE_REPORT = "make_report"
    INVITE_USER = "invite_user"
    RESET_ACCESS = "reset_access"  # a lost device: asked by one, decided by another
    NAME_DEPUTY = "name_deputy"
    DECIDE_ACCESS = "decide_access"  # the second person of an invitation, a lost device, an acting state, an identity
    READ_USERS = "read_users"
    SEE_ACTING_SESSIONS = "see_acting_sessions"  # of other states' officers, for the state they acted for
    MANAGE = "manage"  # users, agencies, desks, keys, schedules
    FIT_WEIGHTS = "fit_weights"  # fit and compare weights on levels and verdicts, on the server alone: no route
    RUN = "run"  # start, watch and cancel scheduled runs: a schedule, so the administrator's
    READ_NOTICES = "read_notices"
    RELAY = "relay"  # learn whom to call about a record, as the desk that reaches owners (core.policy.relay_desk)
    READ_DIRECTORY = "read_directory"  # whom to call: desks and services, no person and no address


_C, _S, _L = Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER
_U, _N, _A, _T = Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.SYSTEM

# action -> role -> how far it reaches. A role that does not stand in a row is refused.
ACTIONS: dict[Action, dict[Role, Scope]] = {
    Action.REGISTER_MISSING: {_C: Scope.AGENCY, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE, _T: Scope.AGENCY},
    Action.REGISTER_TRACING: {_C: Scope.AGENCY, _S: Scope.AGENCY, _T: Scope.AGENCY},
    Action.REGISTER_FOUND: {_C: Scope.AGENCY, _S: Scope.AGENCY, _L: Scope.HANDED_OVER, _T: Scope.AGENCY},
    Action.IMPORT: {_C: Scope.OWN_ACTS, _S: Scope.AGENCY, _L: Scope.OWN_ACTS},
    Action.UNDO_IMPORT: {_S: Scope.AGENCY, _L: Scope.OWN_ACTS},  # as it is with closing a record
    Action.EPISODE: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.HOLD_CUSTODY: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CONFIRM_CUSTODY: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.READ_OWN: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE, _T: Scope.AGENCY},
    Action.SEARCH_OWN: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.SEARCH_OTHERS: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.READ_OTHERS: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.PROPOSE_VERDICT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CONFIRM_VERDICT: {_S: Scope.AGENCY},
    Action.ASK_DISCLOSURE: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.USE_THREAD: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.APPROVE_DISCLOSURE_FIRST: {_C: Scope.ASSIGNED, _L: Scope.OWN_STATE_POLICE},
    Action.APPROVE_DISCLOSURE_SECOND: {_S: Scope.AGENCY},
    Action.ASSESS_RISK: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.DECIDE_BEST_INTERESTS: {_S: Scope.AGENCY},
    Action.CONFIRM_BEST_INTERESTS: {_C: Scope.ASSIGNED, _S: Scope.AGENCY},
    Action.RECORD_CONSENT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY},
    Action.WITHDRAW_CONSENT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY},
    Action.COVER_DUTY: {_C: Scope.AGENCY},
    Action.SEE_COVERS: {_S: Scope.AGENCY},
    Action.PROPOSE_TRANSFER: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.TRANSFER: {_S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.KEEP_DRAFT: dict.fromkeys((_C, _S, _L), Scope.OWN_ACTS),
    Action.PRINT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.EDIT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CLEAR_REPORTER: {_S: Scope.AGENCY},
    Action.PROPOSE_INSTITUTION: {_C: Scope.AGENCY, _S: Scope.AGENCY, _L: Scope.AGENCY},
    Action.CLOSE: {_S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.APPROVE_CLOSURE: {_S: Scope.AGENCY},
    Action.EXTEND: {_S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.PROPOSE_DATA_RIGHT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.APPROVE_DATA_RIGHT: {_S: Scope.AGENCY},
    Action.SEE_CLOCKS: {_S: Scope.AGENCY, _U: Scope.WITHOUT_FACTS},
    Action.EXPORT: {_S: Scope.AGENCY},  # of records; published counts are READ_STATISTICS
    Action.SEE_EXPORTS: {_S: Scope.AGENCY, _U: Scope.WITHOUT_FACTS},
    Action.READ_AUDIT: {_C: Scope.OWN_ACTS, _S: Scope.AGENCY, _L: Scope.OWN_ACTS, _U: Scope.WITHOUT_FACTS},
    Action.SAMPLE_SEARCHES: {_U: Scope.WITHOUT_FACTS},
    Action.WHO_LOOKED: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.VERIFY_AUDIT: {_U: Scope.WITHOUT_FACTS},
    Action.SEE_ALERTS: {_U: Scope.WITHOUT_FACTS},
    Action.COUNTERSIGN: {_S: Scope.AGENCY},
    Action.READ_STATISTICS: {
        _C: Scope.OWN_COUNTS,
        _S: Scope.OWN_COUNTS,
        _L: Scope.OWN_COUNTS,
        _U: Scope.PUBLISHED,
        _N: Scope.PUBLISHED,
    },
    Action.MAKE_REPORT: {_U: Scope.PUBLISHED, _N: Scope.PUBLISHED},
    Action.INVITE_USER: {_S: Scope.AGENCY, _A: Scope.ALL},
    Action.RESET_ACCESS: {_S: Scope.AGENCY, _A: Scope.ALL},
    Action.NAME_DEPUTY: {_S: Scope.AGENCY},  # a deputy names none
    Action.DECIDE_ACCESS: {_S: Scope.AGENCY, _A: Scope.ALL},  # the state's desk stands in for an agency
    Action.READ_USERS: {_S: Scope.AGENCY, _U: Scope.ALL, _A: Scope.ALL},
    Action.SEE_ACTING_SESSIONS: {_S: Scope.AGENCY},
    Action.MANAGE: {_A: Scope.ALL},
    Action.FIT_WEIGHTS: {_A: Scope.ALL},
    Action.RUN: {_A: Scope.ALL},
    Action.READ_NOTICES: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE, _T: Scope.AGENCY},
    Action.RELAY: dict.fromkeys((_C, _S), Scope.WITHOUT_FACTS),
    Action.READ_DIRECTORY: dict.fromkeys((_C, _S, _L, _U, _A, _T), Scope.ALL),  # an analyst has a door to counts alone
}

REGISTER_ACTIONS = {
    "missing": Action.REGISTER_MISSING,
    "found": Action.REGISTER_FOUND,
    "tracing": Action.REGISTER_TRACING,
}
HAND_OVER_HOURS = 24
NEEDS_REASON = frozenset({(Action.EDIT, _S), (Action.CLOSE, _S), (Action.EXTEND, _S), (Action.UNDO_IMPORT, _S)})


def scope(action: Action, role: Role) -> Scope | None:
    """Return how far `role` may do `action`, or None: refused."""
    return ACTIONS.get(action, {}).get(role)


class FieldClass(enum.StrEnum):
    """How sensitive a fact is; each class of a record is sealed on its own."""

    F0 = "F0"
    F1 = "F1"
    F2 = "F2"
    F2A = "F2a"
    F2B = "F2b"
    F3 = "F3"
    F4A = "F4a"
    F4B = "F4b"
    F5 = "F5"
    F6 = "F6"


_FOUND = "found"

# field -> class. `event_*` and `route` move with the kind: where a FOUND person is or was is F4a.
FIELD_CLASSES: dict[str, FieldClass] = {
    "age_band": FieldClass.F1,
    "height_band": FieldClass.F1,
    "region": FieldClass.F1,
    "sex": FieldClass.F1,
    "nationalities": FieldClass.F1,
    "languages": FieldClass.F1,
    "record_ref": FieldClass.F2,
    "full_name": FieldClass.F2,
    "given_names": FieldClass.F2,
    "family_names": FieldClass.F2,
    "name_native": FieldClass.F2,
    "aliases": FieldClass.F2,
    "birth_date": FieldClass.F2,
    "birth_known": FieldClass.F2,
    "birth_calendar": FieldClass.F2,
    "age": FieldClass.F2,
    "age_on": FieldClass.F2,
    "birth_place": FieldClass.F2,
    "documents": FieldClass.F2,
    "relatives": FieldClass.F2A,
    "phones": FieldClass.F2B,
    "height_cm": FieldClass.F3,
    "eyes": FieldClass.F3,
    "hair": FieldClass.F3,
    "clothing": FieldClass.F3,
    "marks": FieldClass.F3,
    "sensitive_marks": FieldClass.F4B,  # no column: the values of `marks` that `field_class` puts in F4b
    "event_date": FieldClass.F3,
    "event_country": FieldClass.F3,
    "event_place": FieldClass.F3,
    "route": FieldClass.F3,
    "home_address": FieldClass.F4A,  # of either kind: it leads to a family, or to whoever a child fled
    "category": FieldClass.F4B,
    "care": FieldClass.F4B,
    "ethnicity": FieldClass.F4B,
    "description": FieldClass.F4B,
    "reporter": FieldClass.F4B,
    "indicators": FieldClass.F4B,
    "trafficking_status": FieldClass.F4B,
    "unread": FieldClass.F4B,
    "recipients": FieldClass.F4B,
    "international_protection": FieldClass.F4B,
    "legal_basis": FieldClass.F5,
}
# Facts that say who a person is: attribute of the engine -> the columns it is read from. A change of one of them makes
# the record one about another person, unless it is a correction of spelling (core.policy.case.clearance).
IDENTITY_COLUMNS: dict[str, frozenset[str]] = {
    "name": frozenset({"full_name", "given_names", "family_names", "name_native", "aliases"}),
    "birth": frozenset({"birth_date", "birth_calendar", "age", "age_on"}),
    "birth_place": frozenset({"birth_place"}),
    "sex": frozenset({"sex"}),
    "origin": frozenset({"nationalities"}),
    "phone": frozenset({"phones"}),
    "document": frozenset({"documents"}),
    "relative": frozenset({"relatives"}),
}
_MOVES_WHEN_FOUND = frozenset({"event_date", "event_country", "event_place", "route"})
# What a value says before its colon, and what that makes of it, whatever the field: names and phones given by a
# controller, controllers and smugglers among the companions, marks that tell of self-harm.
_F4B_PREFIXES = frozenset({"controller", "smuggler", "self_harm"})
_F4B_MARK_PARTS = frozenset({"genital"})
# Said of a found person, these make a victim, who is shared with nobody without written permission.
VICTIM_PREFIXES = frozenset({"controller"})
VICTIM_STATUSES = frozenset({"possible", "actual"})
VICTIM_CATEGORIES = frozenset({"criminal_abduction", "trafficking_victim"})


def field_class(field: str, kind: str, value: str = "") -> FieldClass:
    """Return the class of a fact; a field without a class is a KeyError, so it cannot be stored."""
    if _before_colon(value) in _F4B_PREFIXES:
        return FieldClass.F4B
    if field == "marks" and not _F4B_MARK_PARTS.isdisjoint(part.strip().casefold() for part in value.split(":")):
        return FieldClass.F4B
    if kind == _FOUND and field in _MOVES_WHEN_FOUND:
        return FieldClass.F4A
    return FIELD_CLASSES[field]


def is_victim_fact(field: str, value: str) -> bool:
    """Return whether a fact says that the person is, or may be, somebody's victim."""
    said = _before_colon(value)
    if field == "trafficking_status":
        return said in VICTIM_STATUSES
    return said in VICTIM_PREFIXES or (field == "category" and said in VICTIM_CATEGORIES)


def _before_colon(value: str) -> str:
    """Return the code that a value begins with; a code may be written with spaces (`matching.reading.row_parser` reads
    it so).
    """
    return value.partition(":")[0].strip().casefold().replace(" ", "_")


class View(enum.IntEnum):
    """How much of another's record one sees; each level contains the one before."""

    NONE = 0
    HIT = 1
    PROFILE = 2
    IDENTITY = 3
    RELATIVES = 4  # in a pair only: see core.policy.case.custody
    CONTACTS = 5  # in a confirmed pair only
    FULL = 6


_IDENTITY = frozenset({FieldClass.F1, FieldClass.F2, FieldClass.F3})
_CONTACTS = _IDENTITY | {FieldClass.F2A, FieldClass.F2B}
VIEW_CLASSES: dict[View, frozenset[FieldClass]] = {
    View.NONE: frozenset(),
    View.HIT: frozenset(),
    View.PROFILE: frozenset({FieldClass.F1}),
    View.IDENTITY: _IDENTITY,
    View.RELATIVES: _IDENTITY | {FieldClass.F2A},
    View.CONTACTS: _CONTACTS,
    View.FULL: _CONTACTS | {FieldClass.F4A, FieldClass.F4B, FieldClass.F5},
}
# An agency's software reads back F0-F3 of its own records, nothing of anybody else's.
SYSTEM_CLASSES = VIEW_CLASSES[View.CONTACTS]
REASONS_FROM = View.IDENTITY  # evidence is explained from here up; below it only the band

SHARING: dict[str, View] = {
    "none": View.NONE,
    "hit": View.HIT,
    "profile": View.PROFILE,
    "identity": View.IDENTITY,
}


class Audience(enum.StrEnum):
    """Whose agencies a share is meant for."""

    POLICE = "police"
    PROTECTION = "protection"


@dataclasses.dataclass(frozen=True, slots=True)
class DefaultShare:
    """What is shared when the owner sets nothing, and the most the owner may set."""

    default: View
    most: View
    audiences: frozenset[Audience]


_ALL_AUDIENCES = frozenset(Audience)
# (kind, situation) -> default; `situation` is chosen by services.sharing.visibility.situation from the record's own
# words.
DEFAULT_SHARES: dict[tuple[str, str], DefaultShare] = {
    ("missing", "cleared"): DefaultShare(View.IDENTITY, View.IDENTITY, _ALL_AUDIENCES),
    ("missing", "unverified"): DefaultShare(View.IDENTITY, View.IDENTITY, frozenset({Audience.POLICE})),
    ("missing", "flagged"): DefaultShare(View.NONE, View.NONE, frozenset()),
    ("found", "minor_with_basis"): DefaultShare(View.HIT, View.HIT, _ALL_AUDIENCES),
    ("found", "consented_identity"): DefaultShare(View.HIT, View.IDENTITY, _ALL_AUDIENCES),
    ("found", "other"): DefaultShare(View.NONE, View.NONE, frozenset()),
    ("tracing", "any"): DefaultShare(View.NONE, View.NONE, frozenset()),
}
# The found side of a candidate pair may see more of the missing report than is shared, whatever its sharing but `none`:
# from this band up, while both are open, on a legal basis of its own, and never where international protection bars its
# state. How much more is the table `core.policy.case.custody.PAIR_VIEWS`.
PAIR_VIEW_FROM_BAND = "possible"

# attribute of the engine -> the kind of evidence it counts as where independent kinds are asked for; coarse ones
# (sex, origin, looks) count as none
EVIDENCE_KINDS: dict[str, str] = {
    "name": "name",
    "birth": "birth",
    "birth_place": "birth",
    "phone": "phone",
    "document": "document",
    "relative": "relative",
    "marks": "mark",
    "sensitive_marks": "mark",
}
# attribute -> the field whose class says from which view on its agreement may be told of another's record
EVIDENCE_FIELDS: dict[str, str] = {
    "name": "full_name",
    "birth": "birth_date",
    "sex": "sex",
    "origin": "nationalities",
    "ethnicity": "ethnicity",
    "home": "home_address",
    "birth_place": "birth_place",
    "event": "event_place",  # and the route, which is of the same class for either kind
    "interval": "event_date",
    "phone": "phones",
    "document": "documents",
    "relative": "relatives",
    "height": "height_cm",  # and births, of a more open class
    "eyes": "eyes",
    "hair": "hair",
    "marks": "marks",
    "sensitive_marks": "sensitive_marks",
    "family": "phones",  # and relatives, names, births, nationalities, documents: of its class or more open
}
KIND_BITS = 1.0  # from here up an attribute speaks for the two being one

# The participants: state (ISO 3166-1 alpha-2) -> what binds it. Data of a person who may enjoy international protection
# goes to no other state (decision 0056).
PARTICIPANTS: dict[str, str] = {
    **dict.fromkeys("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(), "eu"),
    **dict.fromkeys(("CH", "IS", "LI", "NO"), "schengen"),
}
STATES = frozenset(PARTICIPANTS)
ANY_STATE = "**"  # a share for every state above

# Days after which work that is over, and scores that newer ones replaced, are taken away; ours, not the law's. A run
# that failed is mended within a week; a replaced score explains what somebody saw last month.
# A create that got no answer is sent again within minutes; a day is for an agency whose line was down.
# A series and the quota of edits count one day (core.policy.search).
THINNED_AFTER_DAYS = {"job": 7, "score": 30, "idempotency_key": 1, "series_entry": 2}

CLEARANCES = ("cleared", "unverified", "flagged")
INTERNATIONAL_PROTECTION = ("no", "applicant", "beneficiary", "unknown")
LEGAL_BASES = (
    "gdpr_6_1_a_9_2_a",
    "gdpr_6_1_c_9_2_g",
    "gdpr_6_1_d_9_2_c",
    "gdpr_6_1_e_9_2_g",
    "led_8_10",
    "sis_decision",
    "court_order",
    "interpol_rules",
)

SEARCH_PURPOSES = frozenset(
    {
        "locate_missing",
        "identify_found",
        "prevent_abduction",
        "protect_victim",
        "trace_family",
        "investigate_trafficking",
        "verify_hit",
        "data_quality",
    }
)
REFUSED_PURPOSES: dict[str, str] = {
    "return": "Homeward finds people; it never serves their return against their will.",
    "immigration_control": "Homeward is not used to control immigration.",
    "asylum_credibility": "Homeward is not used to test a person's account in an asylum procedure.",
    "general_intelligence": "A search serves one named case, not intelligence in general.",
}
SEARCH_PER_HOUR = 60
SEARCH_PER_DAY = 200
SEARCH_RESULTS = 20
IDENTIFYING_FACTS_NEEDED = 2
REPORT_BOUND_KINDS_NEEDED = 2  # independent kinds of evidence before a bound search may show F1

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

SESSION_IDLE_MINUTES = 30
SESSION_HOURS = 10
SIGN_IN_PER_MINUTE = 6
DUTY_COVER_HOURS = 12
CLOSED_RETENTION_MONTHS = 6
NOTICE_BEFORE_REVIEW_DAYS = (120, 15)
REVIEW_MONTHS: dict[str, int] = {"at_risk": 12, "other": 36, "found": 12}
AUDIT_RETENTION_YEARS = 3
