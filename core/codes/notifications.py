"""Codes of notifications to agencies and of alerts to the auditor."""

from __future__ import annotations

import enum


class NotificationKind(enum.StrEnum):
    """The kind of a notification to an agency."""

    CANDIDATE = "candidate"
    CANDIDATE_DIGEST = "candidate_digest"  # how many candidates wait; about no record
    REVIEW_REQUEST = "review_request"
    SILENT_MATCH = "silent_match"
    FOUND_BY_SEARCH = "found_by_search"
    MISSING_FROM_CARE = "missing_from_care"
    MISSING_FROM_CARE_NO_CONTACT = (
        "missing_from_care_no_contact"  # the same; do not contact the family
    )
    MISSING_FROM_CARE_CHECK = "missing_from_care_check"  # a second person checks the shared report
    # nobody of the agency checked the report in time: the desks of its state are asked
    MISSING_FROM_CARE_DESK_ASKED = "missing_from_care_desk_asked"
    MISSING_FROM_CARE_WITHDRAWN = (
        "missing_from_care_withdrawn"  # a second person refused it: delete all copies
    )
    APPROVE_SEARCH = "approve_search"
    REPORTER_OF_SEVERAL = "reporter_of_several"
    REPORTER_UNDER_SUSPICION = "reporter_under_suspicion"
    GUARDIAN_IN_CONFLICT = "guardian_in_conflict"
    KNOWN_ELSEWHERE = "known_elsewhere"
    SAVED_SEARCH_RESULT = "saved_search_result"
    SAVED_SEARCH_STOPPED = "saved_search_stopped"
    CLOSURE_APPROVED = "closure_approved"
    REPORTER_CHECK_ASKED = "reporter_check_asked"
    INSTITUTION_PROPOSED = "institution_proposed"
    DUTY_COVER = "duty_cover"
    ASSIGNED = "assigned"
    ACCOUNT_BLOCKED = "account_blocked"
    # a disabled or blocked account left records without a worker
    RECORDS_UNASSIGNED = "records_unassigned"
    TRANSFER_OFFERED = "transfer_offered"
    TRANSFER_REFUSED = "transfer_refused"
    TRANSFER_ACCEPTED = (
        "transfer_accepted"  # the former responsible agency's record went to another agency
    )
    CLOSING_ASKED = "closing_asked"  # an agency asks to close; to it and to its successor
    # the agency took over the records of an agency that closes; about no record
    AGENCY_TAKEN_OVER = "agency_taken_over"
    REFERRAL = "referral"
    REFERRAL_WITHOUT_DESK = "referral_without_desk"
    MATCH_HELP = "match_help"  # a neighbouring desk looks for a matching record
    REFERRAL_DUE = "referral_due"
    REFERRAL_OVERDUE = "referral_overdue"
    REFERRAL_ESCALATED = "referral_escalated"
    CONSENT_ENDED = "consent_ended"
    CAME_OF_AGE = "came_of_age"
    DISCLOSURE = "disclosure"
    DANGER_ASKED = "danger_asked"  # another desk asks because of a danger to life
    DANGER_ANSWERED = "danger_answered"  # the asked desk acted on such a request
    # between the desks of a match: a text, questions or answers, or a call of the relay desk
    MESSAGE = "message"
    LETTER_ASKED = "letter_asked"  # a message of an unchecked report waits for a second person
    MATCH_DECISION = "match_decision"
    REVIEW_NEEDED = "review_needed"
    PROVISIONAL_MATCH = "provisional_match"
    GUARDIAN_TO_INFORM = "guardian_to_inform"
    OVERDUE = "overdue"
    DEADLINE_PASSED = "deadline_passed"
    # the other side of a confirmed match closed its record
    OTHER_CLOSED = "other_closed"
    OTHER_LOCATED = "other_located"
    OTHER_SAFE = "other_safe"
    OTHER_REUNIFIED = "other_reunified"
    OTHER_ADULT = "other_adult"
    EXPORTED = "exported"
    EXPORT_ASKED = "export_asked"
    EXPORT_DECIDED = "export_decided"
    REVIEW_AHEAD = "review_ahead"
    REVIEW_SOON = "review_soon"
    REVIEW_OVERDUE = "review_overdue"
    # an account of another state's agency signed in for this state
    ACTING_SESSION = "acting_session"
    CARE_DECLARED = "care_declared"
    CARE_DECLARATION_OBJECTED = "care_declaration_objected"
    CARE_SECOND_NEEDED = "care_second_needed"
    CARE_DECLARATION_LAPSED = "care_declaration_lapsed"
    VITAL_SECOND_NEEDED = "vital_second_needed"
    VITAL_LAPSED = "vital_lapsed"
    VITAL_DESK_ASKED = "vital_desk_asked"  # the state's desk gives the second approval
    SEALED_MESSAGE = "sealed_message"
    SEALED_MESSAGE_REMINDER = "sealed_message_reminder"
    HAND_MATCH = "hand_match"  # both desks entered both references, and a match is open
    SIGHTING = "sighting"  # the person of an own report was seen
    # the same, to the police of the report's state
    SIGHTING_TO_POLICE = "sighting_to_police"
    LINK_REQUEST = "link_request"  # a searcher asks for contact or disclosure
    LINK_REQUEST_DECIDED = "link_request_decided"
    RELAY_ASKED = "relay_asked"  # a relay desk asked for the desk of the responsible agency


class EventKind(enum.StrEnum):
    """The kind of an event whose learners are stored (`event_knowledge`)."""

    CARE_DECLARED = "care_declared"  # the same code as that of its notification
    # the agency was shown the contact desk before the person counted as one at risk
    CONTACT_SHOWN = "contact_shown"
    RELAYED = "relayed"  # the agency got the responsible agency's desk as the relay desk
    # what the agency knew of the other desk of a match at the first message between them
    STATE_KNOWN = "state_known"
    DESK_KNOWN = "desk_known"


class AlertKind(enum.StrEnum):
    """The kind of an alert to the auditor. Alerts contain no query text and no names."""

    QUERY_BURST = "query_burst"
    VALUE_SERIES = "value_series"
    GRANTED_BY_SERVER = "granted_by_server"
    SEARCH_NOT_APPROVED = "search_not_approved"  # in time
    SEARCH_APPROVAL_REFUSED = "search_approval_refused"
    MISSING_FROM_CARE_UNCHECKED = "missing_from_care_unchecked"
    MISSING_FROM_CARE_LIMIT = "missing_from_care_limit"  # one person shared several reports at once
    DECOY_SEEN = "decoy_seen"
    REPORTER_OF_SEVERAL = "reporter_of_several"
    REPORTER_UNDER_SUSPICION = "reporter_under_suspicion"
    GUARDIAN_IN_CONFLICT = "guardian_in_conflict"
    KNOWN_ELSEWHERE = "known_elsewhere"
    VITAL_INTEREST = "vital_interest"
    CARE_DECLARED = "care_declared"
    CARE_DECLARATION_OBJECTED = "care_declaration_objected"
    CARE_DECLARATION_LAPSED = "care_declaration_lapsed"
    CARE_DECLARATION_REFUSED = "care_declaration_refused"  # a second person refused a declaration
    VITAL_NOT_APPROVED = "vital_not_approved"
    VITAL_UNANSWERED = "vital_unanswered"  # no second approver answered, the state's desk is asked
    VITAL_REFUSED = "vital_refused"  # a second person ended the release of one person
    RELAY_DESK = "relay_desk"
    CLOSING_ASKED = "closing_asked"  # of an agency, with all its records
    RELAY_ASKED = "relay_asked"
    SEALED_MESSAGE_LEFT = "sealed_message_left"
    SEALED_MESSAGE_UNREAD = "sealed_message_unread"
    NO_CHILD_PROTECTION = "no_child_protection"
    MANY_REVIEWS_DUE = "many_reviews_due"
    CLOCK_UNCONFIRMED = "clock_unconfirmed"
    CLOCK_CONFIRMED = "clock_confirmed"
    READ_BUDGET_USED = "read_budget_used"  # by an agency's software
    MANY_RECORDS_READ = "many_records_read"  # by a person, of their own agency
