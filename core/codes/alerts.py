"""Codes of alerts at SIS, Interpol and Europol, and of the action on a hit."""

from __future__ import annotations

import enum


class SisCategory(enum.StrEnum):
    """The categories of Article 32(1) of Regulation (EU) 2018/1862, as the article names them."""

    MISSING_OWN_PROTECTION = "32(1)(a)(i)"
    MISSING_PUBLIC_SECURITY = "32(1)(a)(ii)"
    MISSING_WITHOUT_PROTECTION = "32(1)(b)"
    CHILD_ABDUCTION_RISK = "32(1)(c)"
    CHILD_TRAFFICKING_OR_GENDER_VIOLENCE = "32(1)(d)(i)"
    CHILD_TERRORIST_OFFENCES = "32(1)(d)(ii)"
    CHILD_ARMED_GROUPS = "32(1)(d)(iii)"
    VULNERABLE_ADULT = "32(1)(e)"


class HitAction(enum.StrEnum):
    """The action of an agency that has located the person of a record."""

    # consult the other state at once; bring the person to a safe place where national law allows
    PROTECT = "protect"
    WHEREABOUTS = "whereabouts"  # inform the other state of the person's whereabouts
    NONE = "none"  # the record does not search for the person


class AlertStatus(enum.StrEnum):
    """The progress of an alert or a notification."""

    NOT_REPORTED = "not_reported"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DELETED = "deleted"


class EuropolStatus(enum.StrEnum):
    """Whether Europol was informed of the case by a SIENA message."""

    NONE = "none"
    SIENA_REFERENCE = "siena_reference"
