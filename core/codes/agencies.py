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


class AgencyStatus(enum.StrEnum):
    """The status of an agency."""

    OPEN = "open"
    CLOSING = "closing"  # its records move to another agency; nothing is added
    CLOSED = "closed"  # no account signs in, and its desk is not listed


class ClosingReason(enum.StrEnum):
    """The reason why an agency closes. A code, so that the request holds no free text."""

    MERGED = "merged"
    DISSOLVED = "dissolved"
    TASK_MOVED = "task_moved"  # by law or agreement, another agency has the task


class AccountStatus(enum.StrEnum):
    """The status of a user account."""

    INVITED = "invited"
    ACTIVE = "active"
    BLOCKED = "blocked"  # by a supervisor, until two people give the access back
    DISABLED = "disabled"  # by an administrator, for good


class TokenState(enum.StrEnum):
    """The state of a token of an agency's software."""

    WAITING = "waiting"  # for the second person
    APPROVED = "approved"  # the person who asked may issue it
    VALID = "valid"
    REFUSED = "refused"
    EXPIRED = "expired"  # also without a decision, or not issued in time
    REVOKED = "revoked"


class AccessKind(enum.StrEnum):
    """The kind of a request for access."""

    INVITATION = "invitation"
    RESET = "reset"
    THEFT = "theft"  # a reset that ends sessions, known devices and passkeys at once
    STATE = "state"  # to act for another state
    IDENTITY = "identity"  # to sign in through an identity provider


class AccessState(enum.StrEnum):
    """The state of a request for access."""

    ASKED = "asked"
    REFUSED = "refused"
    OPEN = "open"  # the one-time link was not used yet
    USED = "used"
    SUPERSEDED = "superseded"


class ChallengePurpose(enum.StrEnum):
    """The purpose of a passkey challenge."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    CONFIRM = "confirm"  # in an open session, after the password was entered again
