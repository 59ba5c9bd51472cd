"""Codes of approvals: acts that need a second person."""

from __future__ import annotations

import enum


class ApprovalKind(enum.StrEnum):
    """The kind of an approval; `core.policy.approvals.APPROVALS` has a row for each."""

    INSTITUTION = "institution"  # a reporting institution joins the agency's list
    EXPORT = "export"  # a file of records leaves the system
    SEARCH_SAMPLE = "search_sample"  # an auditor opens searches drawn at random
    INVITATION = "invitation"  # a person gets an account
    RESET = "reset"  # after a lost device
    THEFT = "theft"  # after a stolen device
    STATE = "state"  # an officer acts for another state
    CLOSE_AGENCY = "close_agency"  # an agency closes and another one takes its records
    IDENTITY = "identity"  # an account of the identity provider may sign in
    SYSTEM_TOKEN = "system_token"  # noqa: S105 - a kind; an agency's software gets access
    RELAY = "relay"  # the relay desk reads which desk to call about a record
    DANGER_RELEASE = "danger_release"  # one person releases facts in imminent danger
    CARE_DECLARATION = "care_declaration"  # one person declares care at night
    SEARCH_APPROVAL = "search_approval"  # a search that is for no own case
    MISSING_FROM_CARE = "missing_from_care"  # the report of a child missing from care is shared
    MISSING_FROM_CARE_WAITS = (
        "missing_from_care_waits"  # the same report, which is shared after the approval
    )
    REPORTER_CHECK = "reporter_check"  # a report is checked
    TRANSFER_OFFER = "transfer_offer"  # an agency offers a record to another one
    TRANSFER = "transfer"  # the other agency takes the record over
    UNCHECKED_LETTER = "unchecked_letter"  # a letter of an unchecked report is sent
    LEGAL_REGIME = "legal_regime"  # the legal basis of a record changes from GDPR to LED or back
    RETENTION_REVIEW = "retention_review"  # a record is kept, archived or erased
    DATA_REQUEST = "data_request"  # a request of a person about own data is carried out
    DETERMINATION = "determination"  # the best interests open what a child refused


class ApprovalState(enum.StrEnum):
    """The state of an approval."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"  # not decided in time
    WITHDRAWN = "withdrawn"  # its subject ended, or was asked for again
