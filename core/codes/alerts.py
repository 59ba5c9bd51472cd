"""Codes of alerts at SIS, Interpol and Europol, and what a hit on one asks for."""

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
    """What an agency does that has located the person of a record."""

    PROTECT = "protect"  # consult the other state at once; a safe place where national law allows
    WHEREABOUTS = "whereabouts"  # tell the other state where the person is
    NONE = "none"  # the record looks for nobody


class AlertStatus(enum.StrEnum):
    """How far an alert or a notice has come."""

    NOT_REPORTED = "not_reported"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DELETED = "deleted"


class EuropolStatus(enum.StrEnum):
    """Whether Europol knows of the case, by a message in SIENA."""

    NONE = "none"
    SIENA_REFERENCE = "siena_reference"
