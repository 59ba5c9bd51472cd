"""THE table of sign-in: who invites whom, who confirms it, how often is tried, how long things
hold. No machinery.
"""

from __future__ import annotations

import dataclasses
import enum

from core.policy.actions import Action
from core.policy.roles import CASE_ROLES, Role

SESSION_IDLE_MINUTES = 30
SESSION_HOURS = 10
SIGN_IN_PER_MINUTE = 6

# role -> the roles it may invite; a supervisor into the own agency alone
INVITABLE: dict[Role, frozenset[Role]] = {
    Role.SUPERVISOR: CASE_ROLES,
    Role.ADMINISTRATOR: CASE_ROLES | {Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR},
}
INVITATION_HOURS = 72  # to confirm an invitation, and again to use the link
RESET_HOURS = 24  # to decide on a lost device, and again to use the link
GRANT_HOURS = 72  # to confirm an acting state or an identity of the identity provider
# An account is no second person for who invited or confirmed it in its first days.
INDEPENDENT_DAYS = 30
ON_DUTY_HOURS = 12  # a supervisor who used their account in these hours is on duty
REVIEW_DAYS = 30  # access from before two people granted it is reviewed in these days

TOTP_DIGITS = 6
TOTP_STEP_S = 30  # RFC 6238, section 5.2
TOTP_DRIFT_STEPS = 1  # one step of delay either way, as the same section recommends
TOTP_SECRET_BYTES = 20  # RFC 4226, section 4: 160 bits
# Of an account on one known device, and on all other devices together. Three codes of a million
# hold at a time, so that an attacker who has the password guesses one with 0.003 % an hour.
WRONG_CODES_PER_HOUR = 10
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: no search of a hash finds one

# who may stand in for a supervisor of the own agency, and for how long at most
DEPUTY_ROLES = frozenset({Role.CASEWORKER, Role.LIAISON_OFFICER})
DEPUTY_DAYS = 14


class AttemptScope(enum.StrEnum):
    """What attempts are counted by."""

    DEVICE = "device"  # an account on a device with an earlier sign-in to it
    SOURCE = "source"  # an account from one address, on other devices
    ACCOUNT = "account"  # an account on all other devices together
    ADDRESS = "address"  # every account from one address, on other devices
    SESSION = "session"  # asked for the password again in an open session


@dataclasses.dataclass(frozen=True, slots=True)
class AttemptLimit:
    """So many attempts in a window of so many seconds that ends now."""

    attempts: int
    window_s: int


# An attempt counts by DEVICE where the device is known, else by the other three. Attempts on other
# devices therefore never close a known one. A single source uses up a third of its account's
# attempts at most. 30 an hour are 720 a day: guessing half of 10**8 passwords would take 190 years.
ATTEMPT_LIMITS: dict[AttemptScope, tuple[AttemptLimit, ...]] = {
    AttemptScope.DEVICE: (AttemptLimit(SIGN_IN_PER_MINUTE, 60), AttemptLimit(30, 3600)),
    AttemptScope.SOURCE: (AttemptLimit(SIGN_IN_PER_MINUTE, 60), AttemptLimit(10, 3600)),
    AttemptScope.ACCOUNT: (AttemptLimit(30, 3600),),
    AttemptScope.ADDRESS: (
        AttemptLimit(60, 60),
        AttemptLimit(300, 3600),
    ),  # a whole desk behind one address comes on duty
    AttemptScope.SESSION: (AttemptLimit(SIGN_IN_PER_MINUTE, 60), AttemptLimit(30, 3600)),
}
DEVICE_DAYS = 180  # since the last sign-in on it

# Acts that hand out data, access or trust need a password (and code) given in this session so long
# ago at most. An unattended or stolen session therefore does none of them. A refusal, an undoing or
# a look does not need it.
FRESH_MINUTES = 15
FRESH_ACTIONS = frozenset(
    {
        Action.EXPORT,  # asking, deciding, fetching the file
        Action.APPROVE_DISCLOSURE_FIRST,
        Action.APPROVE_DISCLOSURE_SECOND,
        Action.CONFIRM_VERDICT,  # the found side's facts reach the reporting side
        Action.DECIDE_BEST_INTERESTS,
        Action.CONFIRM_BEST_INTERESTS,
        Action.CLEAR_REPORTER,
        Action.APPROVE_CLOSURE,
        Action.APPROVE_DATA_RIGHT,
        Action.SAMPLE_SEARCHES,
        Action.INVITE_USER,
        Action.RESET_ACCESS,
        Action.DECIDE_ACCESS,
        Action.NAME_DEPUTY,
        # accounts, identities at a provider, desks' numbers, case numbers, directory
        Action.MANAGE,
    }
)

PASSKEY_MINUTES = 5  # how long a challenge may be answered
MAX_PASSKEYS = 10  # of an account
