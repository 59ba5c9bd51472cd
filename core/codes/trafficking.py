"""Codes of trafficking: its status, its basis and the form of exploitation."""

from __future__ import annotations

import enum


class TraffickingStatus(enum.StrEnum):
    """The level of certainty that the person is a victim of trafficking."""

    NO_INDICATORS = "no_indicators"  # at present; the statement's date is stored
    POSSIBLE = "possible"
    PRESUMED = "presumed"
    FORMALLY_IDENTIFIED = "formally_identified"


class TraffickingBasis(enum.StrEnum):
    """The assessor of the trafficking status."""

    FRONTLINE = "frontline"
    ASSESSOR = "assessor"
    NATIONAL_REFERRAL_MECHANISM = "national_referral_mechanism"


class Exploitation(enum.StrEnum):
    """The form of exploitation."""

    FORCED_LABOUR = "forced_labour"
    SEXUAL = "sexual"
    DOMESTIC_SERVITUDE = "domestic_servitude"
    BEGGING = "begging"
    CRIMINALITY = "criminality"
    FORCED_MARRIAGE = "forced_marriage"
    FORCED_MILITARY = "forced_military"
    ORGAN_REMOVAL = "organ_removal"
    SLAVERY_PRACTICES = "slavery_practices"
    ILLEGAL_ADOPTION = "illegal_adoption"
    SURROGACY = "surrogacy"


class MeansOfControl(enum.StrEnum):
    """The means by which the person was controlled.

    Each member's name is the HTCDS name in capitals.
    """

    DEBT_BONDAGE = "debt_bondage"
    TAKES_EARNINGS = "takes_earnings"
    RESTRICTS_FINANCIAL_ACCESS = "restricts_financial_access"
    THREATS = "threats"
    PSYCHOLOGICAL_ABUSE = "psychological_abuse"
    PHYSICAL_ABUSE = "physical_abuse"
    SEXUAL_ABUSE = "sexual_abuse"
    FALSE_PROMISES = "false_promises"
    PSYCHOACTIVE_SUBSTANCES = "psychoactive_substances"
    RESTRICTS_MOVEMENT = "restricts_movement"
    RESTRICTS_MEDICAL_CARE = "restricts_medical_care"
    EXCESSIVE_WORKING_HOURS = "excessive_working_hours"
    USES_CHILDREN = "uses_children"
    THREAT_OF_LAW_ENFORCEMENT = "threat_of_law_enforcement"
    WITHHOLDS_NECESSITIES = "withholds_necessities"
    WITHHOLDS_DOCUMENTS = "withholds_documents"
    OTHER = "other"


class Recruiter(enum.StrEnum):
    """The person who recruited the victim."""

    PARTNER = "partner"
    FRIEND = "friend"
    FAMILY = "family"
    OTHER = "other"
