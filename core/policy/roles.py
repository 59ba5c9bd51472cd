"""THE table of roles: who a user is."""

from __future__ import annotations

import enum


class Role(enum.StrEnum):
    """Who a user is. `system` is the token of an agency's own software; `matcher` the workers."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    LIAISON_OFFICER = "liaison_officer"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    MATCHER = "matcher"


CASE_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER})
