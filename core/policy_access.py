"""THE table of sign-in: who invites whom, how long links, deputies and codes hold. No machinery."""

from __future__ import annotations

from core.policy import CASE_ROLES, Role

# role -> the roles it may invite; a supervisor into the own agency alone
INVITABLE: dict[Role, frozenset[Role]] = {
    Role.SUPERVISOR: CASE_ROLES,
    Role.ADMINISTRATOR: CASE_ROLES | {Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR},
}
INVITATION_HOURS = 72
RESET_HOURS = 24  # to decide on a lost device, and again to use the link

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
