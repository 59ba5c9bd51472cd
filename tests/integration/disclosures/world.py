"""A confirmed match of two agencies, with short helpers for the steps of a disclosure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.policy.roles import Role
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.matching_runs.match import Match
from models.row_security.database_roles import DatabaseRole
from services.agencies import user_directory
from services.agencies.accounts import INSTALLER
from services.case import risks
from services.case.best_interests import BestInterestsForm, WeighedOption
from services.case.risks import RiskForm
from services.disclosure import grants
from services.disclosure import requests as disclosure_requests
from services.disclosure.endings import NO_ENDING, Ending
from services.disclosure.requests import DisclosureForm
from services.disclosure.steps import StepDetails
from services.foundation.actor import Actor
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.consent_steps import FORM, put_in_force

ASKER = "GR-CPA"
RESPONSIBLE = "DE-JUG"
REQUEST = DisclosureForm(frozenset({"identity", "photo"}), "verify_hit", "the mother waits")
LOW = RiskForm(
    level="low",
    may_release=frozenset({"identity", "photo", "place", "contact"}),
    notes="nobody looks for her",
)
DANGER = dataclasses.replace(LOW, level="high", imminent=frozenset({"trafficking"}))
VITAL = DisclosureForm(
    frozenset({"identity", "place"}),
    "protect_victim",
    "taken from the shelter an hour ago",
    urgency="urgent",
    path="vital_interest",
    imminent="trafficking",
)
DECIDED = BestInterestsForm(
    trigger="match abroad",
    is_guardian_present=True,
    child_view="no",
    child_heard_how="alone",
    options=(WeighedOption("stays", "safe"),),
    family_assessed_by="child protection",
    panel=("M. Vogt", "A. Berger"),
    decision="her mother may see the photo",
    dissent="",
    opens=frozenset({"photo"}),
    review_on=date(2026, 4, 1),
)
WHY = {"revoke": Ending("kept_back"), "withdraw": Ending("no_longer_needed")}
TO_RISK = ("review", "check_consent", "consent_given", "check_risk")


class World:
    """A child found by OWNER and reported missing by ASKER, in a confirmed match.

    OWNER has two units.
    """

    def __init__(self, one: Installation, **changes: Any) -> None:
        self.one = one
        self.missing = one.register(MISSING, self.actor(Role.CASEWORKER, ASKER), CHECKED)
        self.found = one.register({**FOUND, **changes}, self.actor(Role.CASEWORKER), LAWFUL)
        one.work()
        with one.database.transaction() as session:
            match = session.scalars(select(Match)).one()
            match.state = "confirmed"
            self.match = match.public_id
        self._set_units()

    @classmethod
    def around(cls, one: Installation, *, missing: UUID, found: UUID, match: UUID) -> World:
        """Return the world of a match that people confirmed."""
        world = cls.__new__(cls)
        world.one, world.missing, world.found, world.match = one, missing, found, match
        world._set_units()
        return world

    def _set_units(self) -> None:
        self.set_unit(Role.CASEWORKER, "intake")
        self.set_unit(Role.SUPERVISOR, "families")

    def actor(self, role: Role, agency: str = RESPONSIBLE) -> Actor:
        return self.one.actor(role, agency)

    def set_unit(self, role: Role, unit: str) -> None:
        user_id = self.actor(role).public_id
        assert user_id is not None
        with self.one.app.transaction(door=DatabaseRole.OFFICE) as session:
            user_directory.set_unit(session, self.one.context, INSTALLER, user_id, unit)

    def set_state_desk(self, agency: str, state: str = "DE") -> None:
        """Make the desk of an agency the desk of its state, and no other."""
        with self.one.database.transaction() as session:
            chosen = session.scalars(select(Agency.id).where(Agency.code == agency)).one()
            for desk in session.scalars(select(Desk).where(Desk.state == state)):
                desk.is_state_desk = desk.agency_id == chosen

    def assess(self, form: RiskForm = LOW) -> None:
        self.one.do(self.actor(Role.CASEWORKER), risks.store_assessment, self.found, form)

    def ask(
        self, form: DisclosureForm = REQUEST, role: Role = Role.CASEWORKER, agency: str = ASKER
    ) -> UUID:
        return self.one.do(
            self.actor(role, agency), disclosure_requests.request_disclosure, self.match, form
        )

    def step(
        self,
        request: UUID,
        act: str,
        role: Role = Role.CASEWORKER,
        agency: str = RESPONSIBLE,
        ending: Ending | None = None,
        called: str = "",
    ) -> str:
        ending = ending or WHY.get(act, NO_ENDING)
        details = StepDetails(ending, called)
        return self.one.do(
            self.actor(role, agency), disclosure_requests.take_step, request, act, details
        ).state

    def steps(self, request: UUID, acts: Sequence[str]) -> str:
        return [self.step(request, act) for act in acts][-1]

    def read(
        self, request: UUID, role: Role = Role.CASEWORKER, agency: str = ASKER
    ) -> disclosure_requests.DisclosureView:
        return self.one.do(self.actor(role, agency), disclosure_requests.read_disclosure, request)

    def approve_twice(self, request: UUID) -> None:
        assert self.step(request, "approve") == "approved_once"
        assert self.step(request, "approve", Role.SUPERVISOR) == "approved_twice"

    def released(
        self, form: DisclosureForm = REQUEST, consent: Any = FORM, risk: RiskForm = LOW
    ) -> UUID:
        """Take all steps of a request; return its grant."""
        put_in_force(self.one, self.found, consent)
        self.assess(risk)
        request = self.ask(form)
        self.steps(request, TO_RISK)
        self.approve_twice(request)
        assert self.step(request, "release") == "released"
        return self.grant_of(request)

    def release_in_danger(self, request: UUID) -> None:
        """Take the steps of one person up to the release."""
        self.step(request, "check_risk")
        self.step(request, "call_back", called=ASKER)
        self.call_police(request)
        assert self.step(request, "release") == "released"

    def call_police(self, request: UUID) -> None:
        self.step(request, "call_police", called="DE-POL")

    def grant_of(self, request: UUID) -> UUID:
        grant = self.read(request).grant
        assert grant is not None
        return grant

    def open_grant(
        self, grant: UUID, role: Role = Role.CASEWORKER, agency: str = ASKER
    ) -> grants.GrantContent:
        return self.one.do(self.actor(role, agency), grants.read_grant, grant)

    def deadlines(self) -> None:
        self.one.pass_deadlines()


def comparable_fields(shown: disclosure_requests.DisclosureView) -> tuple[Any, ...]:
    """Return the fields of a request as shown, apart from its id and its place in a list."""
    same = dataclasses.replace(shown, id=UUID(int=0), position=0)
    return tuple(getattr(same, field.name) for field in dataclasses.fields(same))
