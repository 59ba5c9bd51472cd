"""THE table of sign-in: who invites whom, who confirms it, how long links, deputies and codes hold. No machinery."""

from __future__ import annotations

from core.policy import CASE_ROLES, Role

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
WRONG_CODES_PER_HOUR = 10  # three codes of a million hold at a time: 0.003 % an hour for whoever has the password
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: no search of a hash finds one

# who may stand in for a supervisor of the own agency, and for how long at most
DEPUTISING = frozenset({Role.CASEWORKER, Role.LIAISON_OFFICER})
DEPUTY_DAYS = 14
