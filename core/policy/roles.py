"""The table of roles."""

from __future__ import annotations

import enum


class Role(enum.StrEnum):
    """The role of a user. `system` is an agency's software with a token; `matcher` is a worker."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    LIAISON_OFFICER = "liaison_officer"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    MATCHER = "matcher"


CASE_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER})
# roles of a user account; the others are software
PERSONAL_ROLES = CASE_ROLES | {Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR}
