"""Consent, sharing, reporter check, protection and time change in any order; visibility follows the
rules.

Each step changes something or reads through one channel as one person. What was shown is compared
with reference_policy.py.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule
from sqlalchemy import URL, select
from sqlalchemy.exc import ProgrammingError

from core.errors import HomewardError, NotFound
from core.policy.fields import FieldClass, class_of_entry
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.agencies.user import DutyCover
from models.records.record import Record
from services.case import reporters
from services.case.reporters import ReporterForm
from services.consent import written_consent
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.records import photos, register
from services.records.intake.preparation import Declaration
from services.sharing import visibility
from tests import factories, postgres
from tests.factories import AGENCIES, FOUND, MISSING, Installation
from tests.integration import consent_steps
from tests.properties.reference_policy import ReferenceRecord, allowed, set_person

STATES = ("GR", "DE", "FR", "CH", "IT")
RECIPIENTS = st.none() | st.frozensets(st.sampled_from(STATES), min_size=1, max_size=3)
PEOPLE = [
    (role, agency)
    for role, agency in itertools.product(
        (
            Role.CASEWORKER,
            Role.SUPERVISOR,
            Role.LIAISON_OFFICER,
            Role.AUDITOR,
            Role.ANALYST,
            Role.ADMINISTRATOR,
        ),
        AGENCIES,
    )
]
# the agency that takes over children found by police of a state
DESKS = {
    "DE-POL": "DE-JUG",
    "GR-POL": "GR-CPA",
}
# Each in two spellings.
PERSONS = {
    "first": ("Shekiba Rahimzadah", "Shakiba Rahimzada"),
    "another": ("Dmytro Kovalchuk", "Дмитро Ковальчук"),
}
# (ways, steps of each) of the slow test: a step takes 0.1 s on SQLite and 1.2 s on PostgreSQL.
LONG_WAYS = {"sqlite": (10, 100), "postgresql": (1, 40)}
MOST_DAYS = 900  # up to this age of the run the children are still minors
# Not found for the reader, or, below the routes, refused by row-level security.
REFUSED = (NotFound, ProgrammingError)
_made: dict[str, Any] = {}


@dataclasses.dataclass
class Held:
    """A record of the machine: its id, its complete state, and the end of its active consent."""

    id: UUID
    reference: ReferenceRecord
    is_open: bool = True
    has_photo: bool = False
    ends: Any = None
    consent: UUID | None = None


class Protection(RuleBasedStateMachine):
    """The state machine."""

    held = Bundle("held")

    @initialize(target=held)
    def begin(self) -> Any:
        """Start with an installation, people of every role, and a record of each situation in the
        rules.
        """
        self.folder, self.waited = TemporaryDirectory(), 0
        self.every: list[Held] = []
        path, url, keys = _made["template"], _made["url"], _made["keys"]
        self.url = None if url is None else postgres.create(template=url.database)
        self.one: Installation = factories.copy_installation(
            path, Path(self.folder.name) / "data", keys, self.url
        )
        self.actors = {who: self.one.actor(*who) for who in PEOPLE}
        with (
            self.one.database.transaction() as session
        ):  # every caseworker covers their agency and therefore is responsible for its records
            for (role, _), actor in self.actors.items():
                if role is Role.CASEWORKER:
                    now = self.one.clock.now()
                    session.add(
                        DutyCover(
                            public_id=uuid4(),
                            agency_id=actor.agency_id,
                            user_id=actor.user_id,
                            reason=b"",
                            starts_at=now,
                            ends_at=now + timedelta(days=9999),
                        )
                    )

        declared = {
            "reporter_check": "unverified",
            "protection": "no",
            "nationality": "AF",
            "wish": "",
            "recipients": None,
            "is_answered": True,
            "danger": "",
        }
        found = [
            {
                "kind": "found",
                "agency": "DE-JUG",
                "is_minor": minor,
                "is_victim": victim,
                "has_basis": basis,
            }
            for minor, victim, basis in itertools.product((True, False), repeat=3)
        ]
        missing = [
            {
                **found[0],
                "kind": "missing",
                "reporter_check": reporter_check,
                "recipients": frozenset({"GR", "FR"}),
            }
            for reporter_check in ("checked", "unverified", "flagged")
        ]
        barred = [
            {
                **one,
                "protection": "applicant",
                "nationality": "GR",
                "recipients": frozenset({"GR", "CH", "FR"}),
            }
            for one in (found[0], missing[0])
        ]
        # Offered to a desk of the state from which the child fled: only the bar can refuse it.
        barred.append(
            {**found[0], "agency": "GR-POL", "protection": "applicant", "nationality": "GR"}
        )
        made = [self._register(**{**declared, **one}) for one in (*found, *missing, *barred)]
        made += [
            self._register(**{**declared, **found[0], **silent})
            for silent in ({"is_answered": False}, {"danger": "GR"})
        ]
        made += [
            self._register(**{**declared, **found[number], "wish": "identity"}) for number in (0, 1)
        ]
        for one, scope in zip(made[-2:], ("photo", "identity"), strict=True):
            self._agree(one, frozenset({scope}), frozenset({"GR"}))
        return multiple(*made)

    def teardown(self) -> None:
        """Close the installation and delete its folder."""
        if hasattr(self, "one"):
            self.one.close()
            self.folder.cleanup()
            if self.url is not None:
                postgres.drop(self.url)

    @rule(
        target=held,
        kind=st.sampled_from(["missing", "found", "tracing", "preventive"]),
        agency=st.sampled_from(sorted(AGENCIES)),
        reporter_check=st.sampled_from(["checked", "unverified", "flagged"]),
        protection=st.sampled_from(["no", "applicant", "beneficiary", "unknown"]),
        is_minor=st.booleans(),
        is_victim=st.booleans(),
        has_basis=st.booleans(),
        nationality=st.sampled_from(["AF", "GR", "FR"]),
        wish=st.sampled_from(["", "none", "link", "profile", "identity"]),
        recipients=RECIPIENTS,
        is_answered=st.booleans(),
        danger=st.sampled_from(["", "GR", "CH"]),
    )
    def register(self, **drawn: Any) -> Held:
        """Register a record."""
        return self._register(**drawn)

    def _register(self, **drawn: Any) -> Held:
        kind, agency = drawn["kind"], drawn["agency"]
        if kind == "tracing" and agency.endswith("POL"):
            kind = "missing"
        reference = ReferenceRecord(
            kind=kind,
            agency=agency,
            state=AGENCIES[agency][1],
            reporter_check=drawn["reporter_check"],
            has_basis=drawn["has_basis"],
            is_minor=drawn["is_minor"],
            is_victim=drawn["is_victim"],
            protection=drawn["protection"],
            nationalities=frozenset({drawn["nationality"]}),
            wish=drawn["wish"],
            recipients=drawn["recipients"],
            is_answered=drawn["is_answered"],
            danger=drawn["danger"],
            offered_to=DESKS.get(agency, "") if kind == "found" and drawn["is_minor"] else "",
        )
        row = {
            **(FOUND if kind != "missing" else MISSING),
            "kind": kind,
            "record_ref": f"R-{len(self.every)}",
        }
        row.pop("recipients", None)
        row |= {"nationalities": [drawn["nationality"]], "sharing": drawn["wish"]}
        row |= {"birth_date": "2012-07-10" if reference.is_minor else "1990-07-10"}
        row |= {"dangers": [f"state:{reference.danger}" if reference.danger else "none"]}
        row |= {} if reference.is_answered else {"trafficking_status": "not_asked"}
        row |= {"category": "trafficking_victim"} if reference.is_victim else {}
        row |= {"sis_decision": "31 F 12/26"} if kind == "preventive" else {}
        row |= (
            {"recipients": sorted(reference.recipients)} if reference.recipients is not None else {}
        )
        declared = Declaration(
            "gdpr_6_1_e_9_2_g" if reference.has_basis else None,
            reference.reporter_check,
            reference.protection,
        )
        self.every.append(
            Held(self.one.register(row, self._responsible(reference), declared), reference)
        )
        return self.every[-1]

    @rule(
        one=held,
        scopes=st.frozensets(st.sampled_from(["identity", "match_abroad", "photo"]), min_size=1),
        states=st.frozensets(st.sampled_from(STATES), min_size=1, max_size=2),
    )
    def agree(self, one: Held, scopes: frozenset[str], states: frozenset[str]) -> None:
        """Record, witness and activate a consent of the person or of a child's guardian."""
        self._agree(one, scopes, states)

    def _agree(self, one: Held, scopes: frozenset[str], states: frozenset[str]) -> None:
        form = dataclasses.replace(consent_steps.FORM, scopes=scopes, recipients=states)
        if not one.reference.is_minor:
            form = dataclasses.replace(form, giver="person", appointment=None)
        writer = self._desk(one, Role.CASEWORKER)
        if writer is None or not one.is_open or one.reference.kind != "found":
            return
        with self.one.app.transaction() as session:
            actor_database_role.enter_role(session, writer)
            made = written_consent.record_consent(session, self.one.context, writer, one.id, form)
        for act in ("witness", "activate"):
            second = self._desk(one, Role.SUPERVISOR)
            assert second is not None
            with self.one.app.transaction() as session:
                actor_database_role.enter_role(session, second)
                written_consent.take_step(session, self.one.context, second, made, act)
        one.reference.agreed = frozenset(itertools.product(scopes, states))
        one.consent, one.ends = made, self.one.clock.now() + timedelta(days=365)

    @rule(one=held)
    def take_back(self, one: Held) -> None:
        """Withdraw the active consent; it has effect from the next read on."""
        actor = self._desk(one, Role.CASEWORKER)
        if one.consent is None or actor is None:
            return
        with self.one.app.transaction() as session:
            actor_database_role.enter_role(session, actor)
            written_consent.withdraw_consent(session, self.one.context, actor, one.consent)
        one.consent, one.reference.agreed = None, frozenset()

    @rule(one=held, wish=st.sampled_from(["none", "link", "profile", "identity"]))
    def share_otherwise(self, one: Held, wish: str) -> None:
        """Let the responsible agency widen or narrow the sharing."""
        if self._edit(one, changes={"sharing": wish}):
            one.reference.wish = wish

    @rule(one=held, protection=st.sampled_from(["no", "applicant", "unknown"]))
    def declare(self, one: Held, protection: str) -> None:
        """Let the responsible agency change the declaration about international protection.

        A second person approves a change that lifts a bar.
        """
        second = self._second(one.reference).user_id
        if self._edit(one, declared={"international_protection": protection}, proposed_by=second):
            one.reference.protection = protection

    @rule(one=held, person=st.sampled_from(sorted(PERSONS)), spelling=st.integers(0, 1))
    def set_name(self, one: Held, person: str, spelling: int) -> None:
        """Let the responsible agency of a report state its person: another spelling or another
        person.
        """
        if one.reference.kind == "missing" and self._edit(
            one, changes={"full_name": PERSONS[person][spelling]}
        ):
            set_person(one.reference, person)

    @rule(one=held)
    def clear(self, one: Held) -> None:
        """Let a second person check the reporter whom the responsible agency names."""
        if one.reference.kind == "found" or not one.is_open:
            return
        responsible, second = self._responsible(one.reference), self._second(one.reference)
        form = ReporterForm("Golchehra R", (), "mother", "passport seen", "family register")
        with self.one.app.transaction() as session:
            actor_database_role.enter_role(session, responsible)
            reporters.store_reporter(session, self.one.context, responsible, one.id, form)
        with self.one.app.transaction() as session:
            actor_database_role.enter_role(session, second)
            revision = reporters.read_reporter(session, self.one.context, second, one.id).revision
            decision = {"reporter_check": "checked", "reason": "papers seen", "revision": revision}
            reporters.decide_reporter_check(
                session,
                self.one.context,
                second,
                one.id,
                reporters.ReporterCheckDecision(**decision),
            )
        one.reference.reporter_check = "checked"

    @rule(one=held)
    def picture(self, one: Held) -> None:
        """Store a photograph."""
        responsible = self._responsible(one.reference)
        if one.is_open:
            with self.one.app.transaction() as session:
                actor_database_role.enter_role(session, responsible)
                photos.store_photo(
                    session,
                    self.one.context,
                    responsible,
                    one.id,
                    data=factories.picture(4, 4),
                    reason="first",
                )
            one.has_photo = True

    @rule(days=st.sampled_from([1, 40, 200, 366]))
    def wait(self, days: int) -> None:
        """Move the clock and run the jobs that are due."""
        if self.waited + days > MOST_DAYS:
            return  # a child comes of age
        self.waited += days
        self.one.clock.move(timedelta(days=days))
        with self.one.database.transaction() as session:
            for due in written_consent.due_consents(session, self.one.context):
                written_consent.expire_consents(
                    session, self.one.context, due.record_id, due.agency_id
                )
        for one in self.every:
            if one.ends is not None and one.ends <= self.one.clock.now():
                one.reference.agreed, one.consent, one.ends = frozenset(), None, None

    @rule()
    def look(self) -> None:
        """Compare the classes that `view` opens with the rules, for every person and record."""
        for one, who in itertools.product(self.every, PEOPLE):
            assert self._by_view(one, self.actors[who]) == set(self._may(one, who)), (
                who,
                one.reference,
            )

    @rule(one=held, channel=st.sampled_from(["read", "photo", "list"]), data=st.data())
    def look_by(self, one: Held, channel: str, data: st.DataObject) -> None:
        """Read a record through another channel as six drawn people; compare the shown classes with
        `view`.
        """
        for who in data.draw(
            st.lists(st.sampled_from(PEOPLE), min_size=6, max_size=6, unique=True)
        ):
            may = self._may(one, who)
            shown = getattr(self, f"_by_{channel}")(one, self.actors[who])
            is_own = may[-1:] == ("F5",)
            if channel == "photo":
                is_theirs_to_see = is_own or one.reference.kind == "missing"
                assert bool(shown) == (one.has_photo and "F3" in may and is_theirs_to_see), (
                    who,
                    one.reference,
                )
            elif channel == "list":
                assert bool(shown) == is_own, (who, one.reference)
            else:
                assert shown <= set(may), (who, one.reference)
                assert bool(shown) == bool(may), (who, one.reference)
                # every record states a name
                assert ("F2" in shown) == ("F2" in may), (
                    who,
                    one.reference,
                )

    def _may(self, one: Held, who: tuple[Role, str]) -> tuple[str, ...]:
        actor = self.actors[who]
        return allowed(one.reference, str(actor.role), who[1], actor.agency_kind, actor.state)

    def _by_read(self, one: Held, actor: Actor) -> set[str]:
        try:
            with self.one.app.transaction() as session:
                actor_database_role.enter_role(session, actor)
                shown = register.read_record(session, self.one.context, actor, one.id)
        except REFUSED:
            return set()
        return {
            "F0",
            *(class_of_entry(statement.entry, shown.kind).value for statement in shown.statements),
        }

    def _by_view(self, one: Held, actor: Actor) -> set[str]:
        try:
            with self.one.app.transaction(is_read_only=True) as session:
                actor_database_role.enter_role(session, actor)
                visible = visibility.visible_records(
                    session, actor, now=self.one.clock.now(), public_ids=[one.id]
                )
                return (
                    {FieldClass.F0.value, *(each.value for each in visible[0].classes)}
                    if visible
                    else set()
                )
        except REFUSED:
            return set()

    def _by_photo(self, one: Held, actor: Actor) -> set[str]:
        try:
            with self.one.app.transaction() as session:
                actor_database_role.enter_role(session, actor)
                photos.read_photo(session, self.one.context, actor, one.id)
        except REFUSED:
            return set()
        return {"F3"}

    def _by_list(self, one: Held, actor: Actor) -> set[str]:
        try:
            with self.one.app.transaction() as session:
                actor_database_role.enter_role(session, actor)
                own = register.list_own_records(session, self.one.context, actor, limit=10_000)
                return {"F0"} if one.id in {item.record.public_id for item in own} else set()
        except (HomewardError, ProgrammingError):
            return set()

    def _edit(self, one: Held, **what: Any) -> bool:
        responsible = self._responsible(one.reference)
        with self.one.app.transaction() as session:
            actor_database_role.enter_role(session, responsible)
            version = session.scalars(
                select(Record.version).where(Record.public_id == one.id)
            ).one()
            call = {"changes": {}, **what, "reason": "learnt more", "expected_version": version}
            register.edit_record(
                session, self.one.context, responsible, one.id, register.Edit(**call)
            )
        return True

    def _responsible(self, reference: ReferenceRecord) -> Actor:
        role = Role.LIAISON_OFFICER if reference.agency.endswith("POL") else Role.SUPERVISOR
        return self.actors[role, reference.agency]

    def _second(self, reference: ReferenceRecord) -> Actor:
        """Return a second supervisor: another account than `_responsible` returns."""
        if reference.agency.endswith("POL"):
            return self.actors[Role.SUPERVISOR, reference.agency]
        return dataclasses.replace(
            self.actors[Role.CASEWORKER, reference.agency], role=Role.SUPERVISOR
        )

    def _desk(self, one: Held, role: Role) -> Actor | None:
        return (
            None
            if one.reference.agency.endswith("POL")
            else self.actors[role, one.reference.agency]
        )


@pytest.fixture
def machine(
    backend: str, templates: Callable[[str], tuple[Path, URL | None]], keys: Keyring
) -> None:
    path, url = templates(backend)
    _made.update(template=path, url=url, keys=keys)


def _run(examples: int, steps: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Protection,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
            # shrinking a sequence of database steps takes minutes and explains little more
            phases=(Phase.generate,),
        ),
    )  # fmt: skip


@pytest.mark.usefixtures("machine")
def test_visibility_follows_the_rules() -> None:
    _run(2, 15)


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.usefixtures("machine")
def test_visibility_follows_the_rules_in_long_ways(backend: str) -> None:
    _run(*LONG_WAYS[backend])
