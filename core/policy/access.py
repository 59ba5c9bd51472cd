"""The tables of access: invitations, confirmations, limits of sign-ins and requests, validity."""

from __future__ import annotations

import dataclasses
import enum

from core.policy.actions import Action
from core.policy.roles import CASE_ROLES, PERSONAL_ROLES, Role

SESSION_IDLE_MINUTES = 30
SESSION_HOURS = 10
SIGN_IN_PER_MINUTE = 6  # wrong passwords; a setting replaces it
CORRECT_SIGN_INS_PER_MINUTE = 60  # of one account; a setting replaces it

# role -> the roles it may invite, and block if it may block; a supervisor only in their own agency
INVITABLE: dict[Role, frozenset[Role]] = {
    Role.SUPERVISOR: CASE_ROLES,
    Role.ADMINISTRATOR: PERSONAL_ROLES,
}
INVITATION_HOURS = 72  # to confirm an invitation, and again to use the link
RESET_HOURS = 24  # to decide on a lost device, and again to use the link
CLOSING_HOURS = 14 * 24  # to decide that an agency closes
CLOSING_WAIT_HOURS = 72  # in which its other supervisors and the auditors can refuse it
GRANT_HOURS = 72  # to confirm an acting state or an identity of the identity provider
ON_DUTY_HOURS = 12  # a supervisor who used their account within these hours counts as on duty

TOTP_DIGITS = 6
TOTP_STEP_S = 30  # RFC 6238, section 5.2
TOTP_DRIFT_STEPS = 1  # one step of delay either way, as the same section recommends
TOTP_SECRET_BYTES = 20  # RFC 4226, section 4: 160 bits
# For an account on one known device, and for all its other devices together. Three of a million
# codes are valid at a time. An attacker who has the password guesses one with a chance of 0.003 %
# per hour.
WRONG_CODES_PER_HOUR = 10
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: too many to find one from its hash

# who may act as a supervisor of their agency, and the maximum number of days
DEPUTY_ROLES = frozenset({Role.CASEWORKER, Role.LIAISON_OFFICER})
DEPUTY_DAYS = 14


class AttemptScope(enum.StrEnum):
    """The scope in which attempts are counted."""

    DEVICE = "device"  # an account on a device with an earlier sign-in to it
    SOURCE = "source"  # an account from one address, on unknown devices
    ACCOUNT = "account"  # an account on all unknown devices together
    ADDRESS = "address"  # all accounts from one address, on unknown devices
    SESSION = "session"  # password entries in an open session
    CORRECT = "correct"  # right passwords of an account, from anywhere


@dataclasses.dataclass(frozen=True, slots=True)
class AttemptLimit:
    """A maximum number of attempts within the last `window_s` seconds."""

    attempts: int
    window_s: int


# An attempt counts before the password is checked. A right password moves it to CORRECT, so only
# wrong ones use up the other limits. It counts by DEVICE if the device is known, else by the other
# three. Attempts on unknown devices therefore never lock a known one. A single source uses at most
# a third of its account's attempts. 30 per hour are 720 per day: guessing half of 10**8 passwords
# would take 190 years.
ATTEMPT_LIMITS: dict[AttemptScope, tuple[AttemptLimit, ...]] = {
    AttemptScope.DEVICE: (AttemptLimit(SIGN_IN_PER_MINUTE, 60), AttemptLimit(30, 3600)),
    AttemptScope.SOURCE: (AttemptLimit(SIGN_IN_PER_MINUTE, 60), AttemptLimit(10, 3600)),
    AttemptScope.ACCOUNT: (AttemptLimit(30, 3600),),
    # a whole desk behind one address starts its shift
    AttemptScope.ADDRESS: (
        AttemptLimit(60, 60),
        AttemptLimit(300, 3600),
    ),
    AttemptScope.SESSION: (AttemptLimit(SIGN_IN_PER_MINUTE, 60), AttemptLimit(30, 3600)),
    AttemptScope.CORRECT: (AttemptLimit(CORRECT_SIGN_INS_PER_MINUTE, 60),),
}
# scope -> the setting (core.settings) in place of its limit of a minute
MINUTE_SETTINGS: dict[AttemptScope, str] = {
    AttemptScope.DEVICE: "wrong_sign_ins_per_minute",
    AttemptScope.SOURCE: "wrong_sign_ins_per_minute",
    AttemptScope.SESSION: "wrong_sign_ins_per_minute",
    AttemptScope.CORRECT: "sign_ins_per_minute",
}
DEVICE_DAYS = 180  # since the last sign-in on it

# Acts that hand out data, access or trust need a password (and code) that was entered in this
# session within these minutes, and so do all approvals
# (`services.approvals.approval_requests.decide`). An unattended or stolen session therefore cannot
# do them. Refusing, undoing and reading do not.
FRESH_MINUTES = 15
FRESH_ACTIONS = frozenset(
    {
        Action.EXPORT,  # asking, deciding, fetching the file
        Action.APPROVE_DISCLOSURE_FIRST,
        Action.APPROVE_DISCLOSURE_SECOND,
        Action.CONFIRM_DECISION,  # the reporting side then sees facts of the found side
        Action.DECIDE_BEST_INTERESTS,
        Action.CONFIRM_BEST_INTERESTS,
        Action.CHECK_REPORTER,
        Action.APPROVE_CLOSURE,
        Action.APPROVE_DATA_RIGHT,
        Action.SAMPLE_SEARCHES,
        Action.INVITE_USER,
        Action.RESET_ACCESS,
        Action.DECIDE_ACCESS,
        Action.CLOSE_AGENCY,
        Action.NAME_DEPUTY,
        Action.ISSUE_TOKENS,
        # accounts, identities at a provider, desks' numbers, case numbers, directory
        Action.MANAGE,
    }
)

TOKEN_DAYS = 90  # lifetime of a token of an agency's software
TOKEN_OVERLAP_HOURS = 24  # the token before a rotation works this long
# hours -> records that the software of one agency may read in them, with all its tokens together
TOKEN_READS = {1: 60, 24: 200}
# hours -> records of their own agency that a person may open in them; more alert the auditor
PERSON_READS = {24: 100}
# Acts that show only what the software itself sends: they do not count as reads.
UNCOUNTED_TOKEN_ACTS = frozenset({"register", "name_records"})

PASSKEY_MINUTES = 5  # time to answer a challenge
MAX_PASSKEYS = 10  # of an account

# Limits of an api process, before any work is done for a request (decision 0093).


class CallerClass(enum.StrEnum):
    """The class of a request, known before any work is done for it."""

    SESSION = "session"  # a session cookie or a token of software, with a valid MAC
    UPLOAD = "upload"  # the same with a long body, which arrives while the request runs
    DEVICE = "device"  # no session, but the cookie of a known device
    STRANGER = "stranger"  # all others, by their address


@dataclasses.dataclass(frozen=True, slots=True)
class ClassLimit:
    """The places of a class, and how many of them one caller may hold.

    `running` requests run and `waiting` requests wait. `at_once` requests of one caller (session,
    device or address) run or wait.
    """

    running: int
    waiting: int
    at_once: int


# With 32 running requests the event loop waits for the interpreter lock (decision 0065). One
# caller never fills its class: places for others remain in each queue.
CLASS_LIMITS: dict[CallerClass, ClassLimit] = {
    CallerClass.SESSION: ClassLimit(running=8, waiting=24, at_once=16),
    CallerClass.UPLOAD: ClassLimit(running=4, waiting=4, at_once=4),
    CallerClass.DEVICE: ClassLimit(running=4, waiting=16, at_once=8),
    CallerClass.STRANGER: ClassLimit(running=4, waiting=24, at_once=8),
}
REQUESTS_PER_SECOND = 20  # without a session, of one address or known device; a setting replaces it
REQUESTS_PER_MINUTE = 6_000  # of one session or token of software; a setting replaces it
IPV6_PREFIX = 64  # bits of an IPv6 address that one customer has; the others are free to choose

CONNECTIONS_PER_ADDRESS = 100  # a setting replaces it; proxies of the settings have no limit
CONNECTIONS = 1_000  # of a process at once
OTHER_DESCRIPTORS = 200  # of a process: files, the database, the broker
HEAD_S = 10  # for the header fields of a request
BODY_S = 30  # for a body of at most 1 MiB
ANSWER_S = 30  # to take what was sent
