"""Codes of a child's case: reporter check, care confirmation, deadlines and contacts."""

from __future__ import annotations

import enum


class ContactRole(enum.StrEnum):
    """The role of a contact person of a child."""

    REPORTER = "reporter"
    GUARDIAN = "guardian"
    SUSPECT = "suspect"


class GuardianKind(enum.StrEnum):
    """The kind of guardian."""

    INSTITUTION = "institution"  # an official of a listed institution
    PERSON = "person"
    # acts by law until a guardian is appointed
    STATUTORY_EMERGENCY = "statutory_emergency"


class DeclarationState(enum.StrEnum):
    """The state of a care declaration."""

    OPEN = "open"  # the missing report is open to the found side
    # the report is closed again; a second person and the call-back may still follow
    WAITING = "waiting"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    LAPSED = "lapsed"


class DeadlineKind(enum.StrEnum):
    """The subject of a deadline."""

    # between agencies: a match or a request for disclosure
    FIRST_REVIEW = "first_review"
    BEST_INTERESTS = "best_interests"
    ANSWER = "answer"
    DANGER_ANSWER = "danger_answer"  # to a request because of a danger to life
    VITAL_REVIEW = "vital_review"
    READ_MESSAGE = "read_message"
    ANSWER_LINK_REQUEST = (
        "answer_link_request"  # a request that follows a link that a search showed
    )
    DELETION = "deletion"  # of the copies of a withdrawn report, by an agency that was sent it
    # of a missing report
    POLICE_REPORT = "police_report"
    RISK_ASSESSMENT = "risk_assessment"
    PHOTO = "photo"
    PHONE = "phone"
    CLOTHING = "clothing"
    SIS_ENTRY = "sis_entry"
    GUARDIAN = "guardian"
    LIKELY_STATES = "likely_states"
    SIBLINGS = "siblings"
    CASE_CONFERENCE = "case_conference"
    REVIEW_72_HOURS = "review_72_hours"
    YELLOW_NOTICE = "yellow_notice"
    SIENA = "siena"
    REVIEW_7_DAYS = "review_7_days"
    REVIEW_30_DAYS = "review_30_days"
    REVIEW_90_DAYS = "review_90_days"
    SUPERVISOR_CALL = (
        "supervisor_call"  # the report of a child missing from care waits for a second person
    )
    DELETION_CALL = "deletion_call"  # a desk has not confirmed the deletion of its copies
    # of a found child
    SHARING_QUESTIONS = "sharing_questions"  # that open the record to other agencies
    # of a child's story
    REPEAT_CONFERENCE = "repeat_conference"
    CONSULTATION = "consultation"  # of the agencies, after a child missing from care was located
    RETURN_INTERVIEW = "return_interview"
    ADULTHOOD_PLAN = "adulthood_plan"


class DeadlineEnd(enum.StrEnum):
    """How a deadline ended."""

    FACT = "fact"  # the record holds what was to be done
    ACT = "act"  # a person recorded it
    NOT_POSSIBLE = "not_possible"  # a person recorded that it cannot or must not be done, and why
    LAPSED = "lapsed"  # the search ended first


class Outcome(enum.StrEnum):
    """What became of a person, from the last episode of the record."""

    OPEN = "open"
    LOCATED = "located"  # the place of the person is known
    SAFE = "safe"  # seen by a professional, and in no danger there
    RETURNED = "returned"  # back in the care that the person left
    REUNIFIED = "reunified"  # with verified family, after a best-interests decision
