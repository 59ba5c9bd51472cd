"""The tables of actions: which role may do what, and in which scope. Other actions are refused."""

from __future__ import annotations

import enum

from core.codes.records import RecordKind
from core.policy.roles import Role


class Scope(enum.StrEnum):
    """The scope of a permitted action."""

    AGENCY = "agency"  # any record of the agency
    # records of the agency that are assigned to the person, or under duty cover
    ASSIGNED = "assigned"
    OWN_STATE_POLICE = "own_state_police"  # police records of the acting state
    HANDED_OVER = "handed_over"  # referred to the state's child-protection desk within 24 h
    BY_VIEW = "by_view"  # records of others, up to the person's view of them
    OWN_ACTS = "own_acts"
    WITHOUT_FACTS = "without_facts"  # everything but F1-F5
    OWN_COUNTS = "own_counts"
    PUBLISHED = "published"
    ALL = "all"


class TokenScope(enum.StrEnum):
    """A scope of a token: a part of what an agency's software may do."""

    REGISTER = "register"
    CORRECT = "correct"  # facts of own records
    READ = "read"  # own records, without relatives and contacts
    MATCHES = "matches"  # notifications about own records, and the desks to call


class Action(enum.StrEnum):
    """Every act on a record, a match or the installation."""

    REGISTER_MISSING = "register_missing"
    REGISTER_PREVENTIVE = "register_preventive"  # no person is missing
    REGISTER_TRACING = "register_tracing"
    REGISTER_FOUND = "register_found"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    EPISODE = "episode"
    # declare that a found child is here, call back, withdraw; object as the missing desk
    ATTEST_CARE = "attest_care"
    # as a second person: of the agency, the state's police or the state's desk
    CONFIRM_CARE = "confirm_care"
    READ_OWN = "read_own"
    SEARCH_OWN = "search_own"
    SEARCH_OTHERS = "search_others"
    READ_OTHERS = "read_others"
    PROPOSE_DECISION = "propose_decision"
    CONFIRM_DECISION = "confirm_decision"
    ASK_DISCLOSURE = "ask_disclosure"
    USE_THREAD = "use_thread"
    APPROVE_DISCLOSURE_FIRST = "approve_disclosure_first"
    APPROVE_DISCLOSURE_SECOND = "approve_disclosure_second"
    RECORD_CONSENT = "record_consent"
    ASSESS_RISK = "assess_risk"
    DECIDE_BEST_INTERESTS = "decide_best_interests"
    CONFIRM_BEST_INTERESTS = "confirm_best_interests"
    WITHDRAW_CONSENT = "withdraw_consent"
    COVER_DUTY = "cover_duty"  # access to all of the agency's records for `DUTY_COVER_HOURS`
    SEE_DUTY_COVERS = "see_duty_covers"
    ASSIGN = "assign"  # records of the agency to its caseworkers
    PROPOSE_TRANSFER = "propose_transfer"
    TRANSFER = "transfer"
    # ask that the own agency closes, decide for the agency that takes its records, and see those
    # that it does not take
    CLOSE_AGENCY = "close_agency"
    # refuse the closing: of the own agency as another supervisor, of any as an auditor
    REFUSE_CLOSING = "refuse_closing"
    EDIT = "edit"
    # facts of an own record by software (services.records.software_corrections)
    CORRECT = "correct"
    # a form that a person filled in and did not send; software of agencies stores its own drafts
    SAVE_DRAFT = "save_draft"
    PRINT = "print"  # forms of a missing report of the agency
    CHECK_REPORTER = "check_reporter"  # and confirm or revoke a listed institution
    PROPOSE_INSTITUTION = "propose_institution"  # for the agency's list of institutions
    CLOSE = "close"
    APPROVE_CLOSURE = "approve_closure"  # the sentence for the other side's reporter
    EXTEND = "extend"
    PROPOSE_DATA_RIGHT = "propose_data_right"
    APPROVE_DATA_RIGHT = "approve_data_right"
    SEE_DEADLINES = "see_deadlines"  # between agencies
    CASE_DEADLINES = "case_deadlines"  # of own records: read and end them
    EXPORT = "export"
    SEE_EXPORTS = "see_exports"
    READ_AUDIT = "read_audit"
    VERIFY_AUDIT = "verify_audit"  # verify the whole audit log
    SEE_ALERTS = "see_alerts"
    SAMPLE_SEARCHES = "sample_searches"  # opened after a second auditor approved
    READ_ACCESS_LOG = "read_access_log"  # of a record of the agency
    APPROVE_SEARCH = "approve_search"  # a colleague's search
    # published counts and reports; exact counts of the own agency
    READ_STATISTICS = "read_statistics"
    MAKE_REPORT = "make_report"
    INVITE_USER = "invite_user"
    RESET_ACCESS = "reset_access"  # a lost device: asked by one, decided by another
    BLOCK_USER = "block_user"  # a person who left; the access comes back by a reset
    NAME_DEPUTY = "name_deputy"
    # the second person for an invitation, a lost device, an acting state or an identity
    DECIDE_ACCESS = "decide_access"
    READ_USERS = "read_users"
    READ_TOKENS = "read_tokens"  # the tokens of agencies' software, never their secrets
    ISSUE_TOKENS = "issue_tokens"  # or rotate; only for the own agency, whose records it opens
    REVOKE_TOKENS = "revoke_tokens"
    # of officers of other states, for the state they acted for
    SEE_ACTING_SESSIONS = "see_acting_sessions"
    MANAGE = "manage"  # users, agencies, desks, keys, schedules
    # fit and compare weights by levels and decisions; only on the server, without a route
    FIT_WEIGHTS = "fit_weights"
    # what one may decide as the second person, and what one asked
    SEE_APPROVALS = "see_approvals"
    RUN = "run"  # start, watch and cancel scheduled matching runs
    READ_NOTIFICATIONS = "read_notifications"
    MARK_NOTIFICATIONS = (
        "mark_notifications"  # as read; never software, whose people would miss them
    )
    # get the desk to call about a record, as the relay desk (core.policy.sharing.relay_desk)
    RELAY = "relay"
    # to the holder of a record of the same person (core.policy.case.sealed_messages)
    LEAVE_MESSAGE = "leave_message"
    READ_MESSAGES = "read_messages"  # that came about own records
    # enter the reference of another desk's record (core.policy.sharing.hand_matches)
    MATCH_BY_HAND = "match_by_hand"
    # by the reference of a report (core.policy.case.sightings)
    SEND_SIGHTING = "send_sighting"
    # of own reports; the police also those of the reports of their state that they see
    READ_SIGHTINGS = "read_sightings"
    # contact or disclosure, of the responsible agency of a record that was found
    ASK_FROM_LINK = "ask_from_link"
    DECIDE_LINK_REQUEST = "decide_link_request"
    READ_DIRECTORY = "read_directory"  # desks and services to call; no persons, no addresses


_C, _S, _L = Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER
_U, _N, _A, _T = Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.SYSTEM

# action -> role -> its scope. A role that is missing in a row is refused.
ACTIONS: dict[Action, dict[Role, Scope]] = {
    Action.REGISTER_MISSING: {
        _C: Scope.AGENCY,
        _S: Scope.AGENCY,
        _L: Scope.OWN_STATE_POLICE,
        _T: Scope.AGENCY,
    },
    Action.REGISTER_TRACING: {_C: Scope.AGENCY, _S: Scope.AGENCY, _T: Scope.AGENCY},
    Action.REGISTER_FOUND: {
        _C: Scope.AGENCY,
        _S: Scope.AGENCY,
        _L: Scope.HANDED_OVER,
        _T: Scope.AGENCY,
    },
    # a person must read the decision of an authority, so software registers none
    Action.REGISTER_PREVENTIVE: {
        _C: Scope.AGENCY,
        _S: Scope.AGENCY,
        _L: Scope.OWN_STATE_POLICE,
    },
    Action.IMPORT: {_C: Scope.OWN_ACTS, _S: Scope.AGENCY, _L: Scope.OWN_ACTS},
    Action.UNDO_IMPORT: {_S: Scope.AGENCY, _L: Scope.OWN_ACTS},  # like closing a record
    Action.EPISODE: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.ATTEST_CARE: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CONFIRM_CARE: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.READ_OWN: {
        _C: Scope.ASSIGNED,
        _S: Scope.AGENCY,
        _L: Scope.OWN_STATE_POLICE,
        _T: Scope.AGENCY,
    },
    Action.SEARCH_OWN: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.SEARCH_OTHERS: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.READ_OTHERS: {_C: Scope.BY_VIEW, _S: Scope.BY_VIEW, _L: Scope.BY_VIEW},
    Action.PROPOSE_DECISION: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CONFIRM_DECISION: {_S: Scope.AGENCY},
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
    Action.SEE_DUTY_COVERS: {_S: Scope.AGENCY},
    Action.ASSIGN: {_S: Scope.AGENCY},
    Action.PROPOSE_TRANSFER: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.TRANSFER: {_S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CLOSE_AGENCY: {_S: Scope.AGENCY},
    Action.REFUSE_CLOSING: {_S: Scope.AGENCY, _U: Scope.WITHOUT_FACTS},
    Action.SAVE_DRAFT: dict.fromkeys((_C, _S, _L), Scope.OWN_ACTS),
    Action.PRINT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.EDIT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.CORRECT: {_T: Scope.AGENCY},
    Action.CHECK_REPORTER: {_S: Scope.AGENCY},
    Action.PROPOSE_INSTITUTION: {_C: Scope.AGENCY, _S: Scope.AGENCY, _L: Scope.AGENCY},
    Action.CLOSE: {_S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.APPROVE_CLOSURE: {_S: Scope.AGENCY},
    Action.EXTEND: {_S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.PROPOSE_DATA_RIGHT: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.APPROVE_DATA_RIGHT: {_S: Scope.AGENCY},
    Action.SEE_DEADLINES: {_S: Scope.AGENCY, _U: Scope.WITHOUT_FACTS},
    Action.CASE_DEADLINES: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.EXPORT: {_S: Scope.AGENCY},  # of records; published counts are READ_STATISTICS
    Action.SEE_EXPORTS: {_S: Scope.AGENCY, _U: Scope.WITHOUT_FACTS},
    Action.READ_AUDIT: {
        _C: Scope.OWN_ACTS,
        _S: Scope.AGENCY,
        _L: Scope.OWN_ACTS,
        _U: Scope.WITHOUT_FACTS,
    },
    Action.SAMPLE_SEARCHES: {_U: Scope.WITHOUT_FACTS},
    Action.READ_ACCESS_LOG: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.VERIFY_AUDIT: {_U: Scope.WITHOUT_FACTS},
    Action.SEE_ALERTS: {_U: Scope.WITHOUT_FACTS},
    Action.APPROVE_SEARCH: {_S: Scope.AGENCY},
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
    Action.BLOCK_USER: {_S: Scope.AGENCY},
    Action.NAME_DEPUTY: {_S: Scope.AGENCY},  # a deputy names none
    # the state's desk replaces an agency
    Action.DECIDE_ACCESS: {
        _S: Scope.AGENCY,
        _A: Scope.ALL,
    },
    Action.READ_USERS: {_S: Scope.AGENCY, _U: Scope.ALL, _A: Scope.ALL},
    Action.READ_TOKENS: {_S: Scope.AGENCY, _U: Scope.ALL, _A: Scope.ALL},
    # an administrator issues none: alone they would open records that they may not read
    Action.ISSUE_TOKENS: {_S: Scope.AGENCY},
    Action.REVOKE_TOKENS: {_S: Scope.AGENCY, _A: Scope.ALL},
    Action.SEE_ACTING_SESSIONS: {_S: Scope.AGENCY},
    Action.MANAGE: {_A: Scope.ALL},
    Action.FIT_WEIGHTS: {_A: Scope.ALL},
    Action.SEE_APPROVALS: dict.fromkeys((_C, _S, _L, _U, _A), Scope.OWN_ACTS),
    Action.RUN: {_A: Scope.ALL},
    Action.READ_NOTIFICATIONS: {
        _C: Scope.ASSIGNED,
        _S: Scope.AGENCY,
        _L: Scope.OWN_STATE_POLICE,
        _T: Scope.AGENCY,
    },
    Action.MARK_NOTIFICATIONS: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.LEAVE_MESSAGE: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.READ_MESSAGES: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.MATCH_BY_HAND: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.SEND_SIGHTING: dict.fromkeys((_C, _S, _L), Scope.OWN_ACTS),
    Action.READ_SIGHTINGS: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.ASK_FROM_LINK: dict.fromkeys((_C, _S, _L), Scope.OWN_ACTS),
    Action.DECIDE_LINK_REQUEST: {_C: Scope.ASSIGNED, _S: Scope.AGENCY, _L: Scope.OWN_STATE_POLICE},
    Action.RELAY: dict.fromkeys((_C, _S), Scope.WITHOUT_FACTS),
    # not the analyst, who has access to counts only
    Action.READ_DIRECTORY: dict.fromkeys((_C, _S, _L, _U, _A, _T), Scope.ALL),
}

# action of software -> the scope that its token needs
TOKEN_SCOPES: dict[Action, TokenScope] = {
    Action.REGISTER_MISSING: TokenScope.REGISTER,
    Action.REGISTER_TRACING: TokenScope.REGISTER,
    Action.REGISTER_FOUND: TokenScope.REGISTER,
    Action.CORRECT: TokenScope.CORRECT,
    Action.READ_OWN: TokenScope.READ,
    Action.READ_NOTIFICATIONS: TokenScope.MATCHES,
    Action.READ_DIRECTORY: TokenScope.MATCHES,
}
DEFAULT_TOKEN_SCOPES = frozenset({TokenScope.REGISTER})

REGISTER_ACTIONS: dict[str, Action] = {
    RecordKind.MISSING: Action.REGISTER_MISSING,
    RecordKind.FOUND: Action.REGISTER_FOUND,
    RecordKind.TRACING: Action.REGISTER_TRACING,
    RecordKind.PREVENTIVE: Action.REGISTER_PREVENTIVE,
}
NEEDS_REASON = frozenset(
    {(Action.EDIT, _S), (Action.CLOSE, _S), (Action.EXTEND, _S), (Action.UNDO_IMPORT, _S)}
)


def roles_with(action: Action) -> frozenset[Role]:
    """Return the roles of people that have an action."""
    return frozenset(ACTIONS.get(action, {})) - {Role.SYSTEM, Role.MATCHER}


def scope(action: Action, role: Role) -> Scope | None:
    """Return the scope in which `role` may do `action`, or None if it is refused."""
    return ACTIONS.get(action, {}).get(role)
