"""Codes of disclosures and exports."""

from __future__ import annotations

import enum


class DisclosureState(enum.StrEnum):
    """The state of a request for disclosure."""

    REQUESTED = "requested"
    UNDER_REVIEW = "under_review"
    CONSENT_CHECK = "consent_check"
    CONSENT_SOUGHT = "consent_sought"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    RISK_CHECK = "risk_check"
    APPROVED_ONCE = "approved_once"
    APPROVED_TWICE = "approved_twice"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


class DisclosurePath(enum.StrEnum):
    """The path of a request for disclosure."""

    ORDINARY = "ordinary"
    VITAL_INTEREST = "vital_interest"


class Urgency(enum.StrEnum):
    """The urgency of a request for disclosure.

    It sets the deadline of the answer (`ANSWER_HOURS`).
    """

    URGENT = "urgent"
    PRIORITY = "priority"
    ORDINARY = "ordinary"


class ExportPhase(enum.StrEnum):
    """The phase of an export: the state of its approval, and whether its time is over."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
