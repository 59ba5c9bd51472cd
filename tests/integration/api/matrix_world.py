"""The world of the matrix: both sides of a match, and a missing report of the police."""

from __future__ import annotations

import copy

from core.policy.roles import Role
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.integration.consent_steps import take_down

STRANGERS = {Role.CASEWORKER: "FR-116", Role.SUPERVISOR: "CH-CPA", Role.LIAISON_OFFICER: "GR-POL"}


def agency_of(role: Role) -> str:
    return "DE-POL" if role is Role.LIAISON_OFFICER else "DE-JUG"


class World:
    """Both sides of a match, and a missing report of DE-POL.

    DE-JUG found a minor; GR-CPA reports one missing.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.missing = installation.register(
            MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
        )
        self.found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
        self.police = installation.register(
            {**MISSING, "record_ref": "P-1", "recipients": ""},
            installation.actor(Role.LIAISON_OFFICER, "DE-POL"),
            CHECKED,
        )
        officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
        self.police_child = installation.register({**OTHER, "record_ref": "P-2"}, officer, CHECKED)
        installation.work()
        self.consent = take_down(installation, self.found)

    def moved(self, installation: Installation) -> World:
        """Return the same world in a copy of its installation."""
        copied = copy.copy(self)
        copied.installation = installation
        return copied
