"""Codes of agencies, accounts and access."""

from __future__ import annotations

import enum


class AgencyKind(enum.StrEnum):
    """The kind of an agency."""

    PROTECTION = "protection"
    POLICE = "police"
    HOTLINE = "hotline"


class Regime(enum.StrEnum):
    """The data protection law that an agency works under."""

    GDPR = "gdpr"
    LED = "led"


class AccountStatus(enum.StrEnum):
    """The status of a user account."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class AccessKind(enum.StrEnum):
    """What a request for access asks for."""

    INVITATION = "invitation"
    RESET = "reset"
    STATE = "state"  # to act for another state
    IDENTITY = "identity"  # to sign in through an identity provider
    REVIEW = "review"  # of an account from before two people granted access


class AccessState(enum.StrEnum):
    """The state of a request for access."""

    ASKED = "asked"
    REFUSED = "refused"
    OPEN = "open"  # a one-time link waits to be used
    USED = "used"
    SUPERSEDED = "superseded"


class ChallengePurpose(enum.StrEnum):
    """What the challenge of a passkey is for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    CONFIRM = "confirm"  # in an open session, after the password was given again
