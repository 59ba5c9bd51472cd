"""The tables of acts: who does each, how it reaches a record, and which acts its responsible agency
sees.

An act that is not in the table of acts on records may name no record
(`services.foundation.audit_log.record_event`). The auditor sees every act.
"""

from __future__ import annotations

import enum

from core.policy.approvals import APPROVALS, Deciders
from core.policy.roles import CASE_ROLES, PERSONAL_ROLES, Role

_CASE = CASE_ROLES | {Role.SYSTEM}
_OFFICE = frozenset({Role.ADMINISTRATOR})
_OVERSIGHT = frozenset({Role.AUDITOR})
_CLOCK = frozenset({Role.MATCHER})
# Who does an act. Any other act is one of people with case roles and of agencies' software.
ACT_ROLES: dict[str, frozenset[Role]] = {
    # a refused sign-in has no account, and counts as one of software
    "sign_in": PERSONAL_ROLES | {Role.SYSTEM},
    **dict.fromkeys(
        (
            *("sign_out", "confirm_session", "enrol"),
            *("add_passkey", "list_passkeys", "remove_passkey"),
        ),
        PERSONAL_ROLES,
    ),
    # accounts and agencies
    "read_directory": _CASE | _OFFICE | _OVERSIGHT,
    **dict.fromkeys(
        ("list_users", "list_agencies", "list_system_tokens"), CASE_ROLES | _OFFICE | _OVERSIGHT
    ),
    **dict.fromkeys(
        (
            *("invite_user", "add_user", "disable_user", "block_user"),
            *("ask_reset", "ask_theft", "ask_state", "end_state"),
            *("decide_invitation", "decide_reset", "decide_state", "decide_identity"),
            "decide_theft",
            *("ask_system_token", "decide_system_token"),
            *("add_system_token", "rotate_system_token", "revoke_system_token"),
        ),
        CASE_ROLES | _OFFICE,
    ),
    **dict.fromkeys(
        (
            *("add_agency", "close_agency", "ask_identity", "set_unit"),
            *("add_service", "change_service", "remove_service", "set_desk_phone", "set_relay"),
            *("list_case_number_patterns", "set_case_number_patterns"),
            # the installation: pages of the administrator, and commands on the server
            *(
                "start_matching_run",
                "cancel_matching_run",
                "retry_jobs",
                "thin",
                "read_system_status",
                "accept_clock",
            ),
            *("backup", "restore", "pack_records", "train_weights", "compare_weights"),
            *("rewrap_data_keys", "retire_wrapping_key", "rotate_audit_key"),
            *("rotate_match_key", "rekey", "retire_match_key"),
        ),
        _OFFICE,
    ),
    # oversight and counts
    **dict.fromkeys(
        (
            *("list_alerts", "see_alert"),
            *("draw_sample", "decide_search_sample", "read_sample", "unseal_search"),
        ),
        _OVERSIGHT,
    ),
    "list_approvals": CASE_ROLES | _OVERSIGHT | _OFFICE,
    "decide_close_agency": CASE_ROLES | _OVERSIGHT,  # an auditor may refuse it
    "verify_audit": _OVERSIGHT | _OFFICE,
    **dict.fromkeys(
        ("read_audit", "list_deadlines", "list_data_requests", "list_exports", "read_export"),
        CASE_ROLES | _OVERSIGHT,
    ),
    "read_statistics": CASE_ROLES | _OVERSIGHT | {Role.ANALYST},
    "make_report": _OVERSIGHT | {Role.ANALYST},
    # recurring work of the server
    **dict.fromkeys(
        (
            *("erase_by_clock", "came_of_age"),
            *("consent_ended", "disclosure_expire", "deliver_message", "deliver_sighting"),
            *("publish_statistics", "readiness", "notify_of_care_declaration"),
        ),
        _CLOCK,
    ),
    **dict.fromkeys(("disclosure_revoke", "require_review", "share_report"), _CASE | _CLOCK),
}

SIGN_IN_ACTS = frozenset({"sign_in"})  # written before the database knows the actor


def is_done_by(action: str, role: Role) -> bool:
    """Return whether a role does an act. A refusal is named `part.route`; every role meets some."""
    return "." in action or role in ACT_ROLES.get(action, _CASE)


class AuditReach(enum.StrEnum):
    """The way in which an act reaches the records that it names."""

    # as an own or shared record, an offer, a search, an export, or a request to the responsible
    # agency
    RECORD = "record"
    # as one end of a match; the responsible agency of this record may not know the match
    MATCH = "match"


# Acts by which people or the server reach records through a match.
MATCH_ACTS = frozenset(
    {
        "list_messages",
        "list_matches",
        "read_match",
        "read_group",
        "write_message",
        "read_messages",
        "decision_propose",
        "decision_confirm",
        "decision_provisional",
        "propose_undo",
        "undo_decision",
        "keep_decision",
        "ask_disclosure",
        "train_weights",
        "compare_weights",
    }
)
# Acts on records that are reached in any other way. The responsible agency may know each of them.
RECORD_ACTS = frozenset(
    {
        # registering, reading, editing
        *(
            "register",
            "read_record",
            "list_records",
            "search_own",
            "name_records",
            "edit_record",
            "close_record",
            "reopen_record",
        ),
        *(
            "assign_record",
            "unassign_record",
            "hand_over_records",
            "list_assignees",
            "list_caseload",
            "list_closures",
            "approve_closure",
            "read_photo",
            "put_photo",
            "remove_photo",
            "write_indicators",
        ),
        *(
            "withdraw_imported",
            "print_police",
            "print_sis_missing",
            "print_interpol_yellow",
            "relay",
            "ask_from_link",
            "list_link_requests",
            "decide_link_request",
            "withdraw_link_request",
            "enter_hand_match",
            "list_hand_matches",
            "deliver_sighting",
            "read_sightings",
            "decide_sighting",
            "leave_message",
            "list_left_messages",
            "withdraw_message",
            "deliver_message",
            "list_received_messages",
            "read_message",
        ),
        # reporter, guardian, consent, risk
        *(
            "write_reporter",
            "read_reporter",
            "decide_reporter",
            "inform_institution",
            "ask_reporter_check",
        ),
        *(
            "appoint_guardian",
            "list_guardians",
            "end_guardian",
        ),
        *("record_consent", "read_consent", "list_consents", "assess_risk", "list_risks"),
        *("decide_best_interests", "list_best_interests", "came_of_age"),
        # care, care confirmation, transfer
        *(
            "missing_from_care",
            "locate",
            "note_safe",
            "reunify",
            "come_back",
            "read_story",
            "read_departure",
            "read_practice",
            "answer_practice",
            "transfer_proposed",
            "transfer_offered",
        ),
        *("transfer_accepted", "transfer_refused", "transfer_withdrawn", "list_transfers"),
        "list_tasks",
        *(
            "read_care_confirmation",
            "confirm_care",
            "withdraw_care_confirmation",
            "declare_care",
            "notify_of_care_declaration",
            "call_back",
            "object_to_care_declaration",
        ),
        # search, notifications, deadlines, exports
        *(
            "search",
            "read_search",
            "list_notifications",
            "list_deadlines",
            "end_deadline",
            "ask_export",
            "read_export_file",
        ),
        # disclosure: the responsible agency has the request, which names the asking agency
        *("read_disclosure", "list_disclosures", "read_grant", "read_grant_photo"),
        # data rights, retention, oversight
        *(
            "propose_data_right",
            "read_data_request",
            "extend_data_right",
            "export_data",
        ),
        *(
            "read_review",
            *("propose_review", "propose_message"),
            "review_record",
            "erase_by_clock",
            "erase",
            "read_access_log",
        ),
        # decisions of a second person about a record
        *(
            f"decide_{kind}"
            for kind, rule in APPROVALS.items()
            if rule.deciders is Deciders.RESPONSIBLE
        ),
        # work of the server on every record
        *("rekey", "pack_records"),
    }
)
# Prefixes of acts that are named after the step of a table: consents and disclosures.
RECORD_STEPS = ("consent_", "disclosure_")
# Acts of a party of a request or a transfer. Each party knows the other agency by name.
PARTY_ACTS = frozenset(
    {
        "ask_from_link",
        "withdraw_link_request",
        "read_disclosure",
        "read_grant",
        "read_grant_photo",
    }
)
PARTY_STEPS = ("disclosure_", "transfer_")
MATCH_PURPOSE = "verify_hit"  # for reading a match without a stated purpose


def reach_of(action: str) -> AuditReach | None:
    """Return how an act reaches records; None for an act that is not in the table."""
    if action in MATCH_ACTS:
        return AuditReach.MATCH
    return AuditReach.RECORD if action in RECORD_ACTS or action.startswith(RECORD_STEPS) else None


def is_shown_to_responsible(action: str, *, is_own: bool, is_match_known: bool) -> bool:
    """Return whether a record's responsible agency sees an act on it.

    `is_own`: a person of the responsible agency acted. `is_match_known`: the responsible
    agency may know the match of the act now.
    """
    if is_own:
        return True
    reach = reach_of(action)
    return reach is AuditReach.RECORD or (reach is AuditReach.MATCH and is_match_known)


def is_of_party(action: str) -> bool:
    """Return whether an act names its agency to the responsible agency of the record: that of a
    party.
    """
    return action in PARTY_ACTS or action.startswith(PARTY_STEPS)
