"""Sightings: who reads one and when, what the sender never learns, and what accepting changes."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from core.codes.sightings import SightingState
from core.errors import Conflict, InvalidInput, LimitReached, NotFound
from core.policy.case.sightings import (
    KEPT_DAYS,
    LIMIT_HOURS,
    PER_PERSON_A_DAY,
    SIGHTING_PROCESS,
)
from core.policy.roles import Role
from core.policy.sharing.views import Audience, View
from core.refusals import Refusal
from models.case.sighting import Sighting, SightingDelivery
from models.oversight.audit import Audit
from models.records.facts import DataKey
from models.records.record import Record, RecordShare
from services.approval_decisions import tasks
from services.case import sighting_deliveries, sightings
from services.case.sighting_deliveries import ReceivedSighting
from services.case.sightings import SightingForm
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.records import erasure, register
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.next_step_checks import Act, compare
from tests.integration.observed_effects import ObservedEffects
from tests.integration.records.steps import close

RESPONSIBLE, OWN_POLICE, SENDER, OTHER_POLICE = "GR-CPA", "GR-POL", "FR-116", "DE-POL"
WITH_OWN_STATE = {**MISSING, "recipients": ["GR", "DE", "FR"]}


class Desks:
    """GR-CPA misses a child; the hotline FR-116 hears where she was seen."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.responsible = one.actor(Role.CASEWORKER, RESPONSIBLE)
        self.police = one.actor(Role.LIAISON_OFFICER, OWN_POLICE)
        self.sender = one.actor(Role.CASEWORKER, SENDER)
        self.report = self.register(WITH_OWN_STATE)

    def register(self, row: Any, declaration: Declaration = CHECKED) -> UUID:
        report = self.one.register(row, self.responsible, declaration)
        self.one.work()
        return report

    def form(self, reference: UUID | None = None, **changes: Any) -> SightingForm:
        form = SightingForm(
            reference=reference or self.report,
            person="A girl of about 14, alone, in a red anorak.",
            grounds="She answered to the name on the poster.",
            country="IT",
            place="Ventimiglia",
            seen_at=self.one.clock.now() - timedelta(hours=1),
            certainty="2",
            teller="public",
            gives_number=True,
        )
        return dataclasses.replace(form, **changes)

    def send(self, reference: UUID | None = None, **changes: Any) -> None:
        self.one.do(self.sender, sightings.send, self.form(reference, **changes))
        self.one.work()

    def received(self, actor: Actor, report: UUID | None = None) -> list[ReceivedSighting]:
        found = self.one.do(actor, sighting_deliveries.list_received, report or self.report)
        return list(found)

    def kinds(self, actor: Actor) -> list[str]:
        return [kind for kind, _ in self.one.notifications(actor) if kind.startswith("sighting")]

    def decide(self, act: str, actor: Actor | None = None, reason: str = "It fits.") -> None:
        actor = actor or self.responsible
        decision = getattr(sighting_deliveries, act)
        self.one.do(actor, decision, self.received(self.responsible)[0].id, reason=reason)
        self.one.work()

    def route(self) -> list[Any]:
        seen = self.one.do(self.responsible, register.read_record, self.report)
        return [statement for statement in seen.statements if statement.field == "route"]

    def close(self) -> None:
        head = self.one.actor(Role.SUPERVISOR, RESPONSIBLE)
        close(self.one, head, self.report, closure="located_no_contact_wished")

    def bar(self, state: str) -> None:
        """Keep the report from a state."""
        self.share(state, View.NONE)

    def share(self, state: str, view: View) -> None:
        row_id = self.one.row_of(self.report).id
        with self.one.database.transaction() as session:
            for audience in Audience:
                session.merge(
                    RecordShare(record_id=row_id, state=state, audience=audience, view=int(view))
                )


@pytest.fixture
def desks(installation: Installation) -> Desks:
    return Desks(installation)


@pytest.mark.both
def test_a_sighting_reaches_the_desk_and_the_police_of_its_state_at_once(desks: Desks) -> None:
    desks.send()
    (of_responsible,) = desks.received(desks.responsible)
    (of_police,) = desks.received(desks.police)
    assert (desks.kinds(desks.responsible), desks.kinds(desks.police)) == (
        ["sighting"],
        ["sighting_to_police"],
    )
    assert of_responsible.police_notified_at == desks.one.clock.now()
    for one in (of_responsible, of_police):
        assert (one.country, one.place, one.certainty, one.teller) == (
            "IT",
            "Ventimiglia",
            "2",
            "public",
        )
        assert one.person.startswith("A girl of about 14")
        assert one.desk == f"{SENDER} (fictional), +32 2 555 01 00"
    assert [task.act for task in desks.one.do(desks.responsible, tasks.list_tasks)] == ["accept"]
    assert desks.one.do(desks.police, tasks.list_tasks) == []
    assert desks.kinds(desks.one.actor(Role.LIAISON_OFFICER, OTHER_POLICE)) == []


@pytest.mark.both
def test_no_other_agency_reads_a_sighting(desks: Desks) -> None:
    desks.send()
    for role, agency in ((Role.LIAISON_OFFICER, OTHER_POLICE), (Role.CASEWORKER, SENDER)):
        with pytest.raises(NotFound):
            desks.received(desks.one.actor(role, agency))


@pytest.mark.both
@pytest.mark.parametrize("how", ["none", "not named", "barred"])
def test_the_police_learn_nothing_of_a_report_that_is_hidden_from_them(
    desks: Desks, how: str
) -> None:
    if how == "none":
        desks.report = desks.register({**WITH_OWN_STATE, "record_ref": "M-2", "sharing": "none"})
    elif how == "not named":  # it is shared with other states only
        desks.report = desks.register({**MISSING, "record_ref": "M-2"})
    else:
        desks.bar("GR")
    desks.send()
    assert desks.kinds(desks.police) == []
    with pytest.raises(NotFound):
        desks.received(desks.police)
    assert [one.police_notified_at for one in desks.received(desks.responsible)] == [None]


@pytest.mark.both
def test_police_who_see_the_report_later_learn_nothing_of_an_earlier_sighting(
    desks: Desks,
) -> None:
    desks.report = desks.register({**MISSING, "record_ref": "M-2"})
    desks.send()
    desks.share("GR", View.LINK)
    assert desks.received(desks.police) == []
    assert desks.one.do(desks.police, sighting_deliveries.list_lines) == []
    desks.one.clock.move(timedelta(minutes=1))
    desks.send(place="Genoa")
    assert [one.place for one in desks.received(desks.police)] == ["Genoa"]
    assert len(desks.one.do(desks.police, sighting_deliveries.list_lines)) == 1
    assert [one.place for one in desks.received(desks.responsible)] == ["Genoa", "Ventimiglia"]


@pytest.mark.both
def test_a_bar_against_the_sender_hides_the_number_and_not_the_sighting(desks: Desks) -> None:
    desks.bar("FR")
    desks.send()
    for actor in (desks.responsible, desks.police):
        (one,) = desks.received(actor)
        assert (one.desk, one.is_kept) == ("", True)


def test_the_police_of_the_state_read_a_sighting_of_an_unchecked_report(desks: Desks) -> None:
    desks.report = desks.register({**WITH_OWN_STATE, "record_ref": "M-5"}, LAWFUL)
    desks.send()
    assert desks.kinds(desks.police) == ["sighting_to_police"]
    assert len(desks.received(desks.police)) == 1


def test_a_sender_who_gives_no_number_has_none(desks: Desks) -> None:
    desks.send(gives_number=False)
    (one,) = desks.received(desks.responsible)
    assert (one.desk, one.is_kept) == ("", False)


@pytest.mark.both
def test_an_accepted_sighting_is_a_fact_of_the_report_with_its_source(desks: Desks) -> None:
    desks.send()
    assert desks.route() == []
    before = desks.one.row_of(desks.report).version
    desks.decide("accept")
    (entry,) = desks.route()
    assert (entry.value, entry.source, entry.quality) == (
        "IT:Ventimiglia:2026-03-02",
        "witness",
        "X2H0",
    )
    row = desks.one.row_of(desks.report)
    assert (row.version, row.matched_engine is not None) == (before + 1, True)
    (one,) = desks.received(desks.responsible)
    assert (one.state, one.reason) == (SightingState.ACCEPTED, "It fits.")
    (of_police,) = desks.received(desks.police)
    assert (of_police.state, of_police.reason) == (SightingState.ACCEPTED, "")
    with pytest.raises(Conflict) as refused:
        desks.decide("reject")
    assert refused.value.refusal is Refusal.SIGHTING_IS_DECIDED


def test_an_accepted_sighting_leaves_earlier_places_and_their_sources_as_they_are(
    desks: Desks,
) -> None:
    route = {"route": ["TR:Izmir:2023-08-01"], "route@source": "relative", "record_ref": "M-3"}
    desks.report = desks.register({**WITH_OWN_STATE, **route})
    desks.send(teller="child")
    desks.decide("accept")
    assert [(one.value, one.source) for one in desks.route()] == [
        ("TR:Izmir:2023-08-01", "relative"),
        ("IT:Ventimiglia:2026-03-02", "person"),
    ]


def test_a_rejected_sighting_is_kept_with_its_reason_and_changes_nothing(desks: Desks) -> None:
    desks.send()
    before = desks.one.row_of(desks.report).version
    desks.decide("reject", reason="Another child was meant.")
    (one,) = desks.received(desks.responsible)
    assert (one.state, one.reason) == (SightingState.REJECTED, "Another child was meant.")
    assert (desks.one.row_of(desks.report).version, desks.route()) == (before, [])
    assert desks.one.do(desks.responsible, tasks.list_tasks) == []


def test_a_decision_needs_a_reason_and_an_open_report(desks: Desks) -> None:
    desks.send()
    with pytest.raises(InvalidInput):
        desks.decide("reject", reason=" ")
    desks.close()
    (one,) = desks.received(desks.responsible)
    refusals = {action.name: action.refusal for action in one.next_steps.actions}
    assert refusals == {"accept": Refusal.RECORD_IS_CLOSED, "reject": None}
    with pytest.raises(Conflict) as refused:
        desks.decide("accept")
    assert refused.value.refusal is Refusal.RECORD_IS_CLOSED
    desks.decide("reject")


def test_sending_a_sighting_is_audited_without_the_report(desks: Desks) -> None:
    desks.one.do(desks.sender, sightings.send, desks.form())
    (act,) = desks.one.read_all(select(Audit).where(Audit.action == "send_sighting"))
    sent = desks.one.read_one(select(Sighting.public_id))
    assert (act.user_id, act.agency_id) == (desks.sender.user_id, desks.sender.agency_id)
    assert (act.subject, act.records, act.outcome) == (sent, "[]", "done")


@pytest.mark.both
def test_the_police_of_the_state_decide_nothing(desks: Desks) -> None:
    desks.send()
    with pytest.raises(Conflict) as refused:
        desks.decide("accept", desks.police)
    assert refused.value.refusal is Refusal.STEP_OF_ANOTHER_SIDE
    with pytest.raises(NotFound):
        desks.decide("accept", desks.sender)


@pytest.mark.both
def test_the_line_of_the_sender_never_changes(desks: Desks) -> None:
    """The same line stays for an accepted, a rejected, an erased and a made-up report."""
    references = [desks.report, uuid4(), desks.register({**WITH_OWN_STATE, "record_ref": "M-4"})]
    found = desks.one.register(FOUND, desks.one.actor(Role.CASEWORKER))
    for reference in (*references, found):
        desks.send(reference)
    sent = desks.one.do(desks.sender, sightings.list_sent)
    assert [one.reference for one in sent] == [found, *reversed(references)]
    desks.decide("accept")
    head = desks.one.actor(Role.SUPERVISOR, RESPONSIBLE)
    with desks.one.acting(head) as session:
        record = session.scalars(select(Record).where(Record.public_id == references[2])).one()
        identity = actor_database_role.describe_actor(head)
        erasure.erase_record(session, desks.one.context, record, identity)
    assert desks.one.do(desks.sender, sightings.list_sent) == sent
    assert desks.one.count(SightingDelivery) == 1
    desks.one.clock.move(timedelta(days=KEPT_DAYS))
    desks.one.pass_deadlines()
    assert desks.one.do(desks.sender, sightings.list_sent) == []
    with desks.one.database.transaction() as session:
        kept = session.scalars(select(Sighting.reference)).all()
        keys = session.scalars(select(DataKey).where(DataKey.scope == "sighting")).all()
    assert kept == [desks.report]
    assert len(keys) == 1


def test_a_sighting_of_a_closed_report_reaches_its_desk(desks: Desks) -> None:
    desks.close()
    desks.send()
    assert len(desks.received(desks.responsible)) == 1
    desks.one.change(update(Record).values(status="erased"))
    desks.send()
    assert desks.one.count(SightingDelivery) == 1


def test_a_person_sends_some_sightings_a_day(desks: Desks) -> None:
    for _ in range(PER_PERSON_A_DAY):
        desks.one.do(desks.sender, sightings.send, desks.form(uuid4()))
    with pytest.raises(LimitReached):
        desks.send()
    desks.one.clock.move(timedelta(hours=LIMIT_HOURS))
    desks.send()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person": " "}, "person"),
        ({"grounds": "Call +30 21 0555 0116."}, "grounds"),
        ({"country": "Italy"}, "country"),
        ({"place": "Rome:station"}, "place"),
        ({"teller": "neighbour"}, "teller"),
        ({"certainty": "5"}, "certainty"),
        ({"seen_at": timedelta(hours=1)}, "seen_at"),
        ({"seen_at": timedelta(days=-60000)}, "seen_at"),
    ],
)
def test_a_form_that_cannot_be_used_names_its_field(
    desks: Desks, changes: dict[str, Any], field: str
) -> None:
    if isinstance(moved := changes.get("seen_at"), timedelta):
        changes = {"seen_at": desks.one.clock.now() + moved}
    with pytest.raises(InvalidInput) as refused:
        desks.send(**changes)
    assert refused.value.field == field
    assert desks.one.count(Sighting) == 0


def test_the_next_steps_of_a_sighting_are_those_that_the_service_takes(desks: Desks) -> None:
    desks.send()
    for actor in (desks.responsible, desks.one.actor(Role.SUPERVISOR, RESPONSIBLE), desks.police):
        (one,) = desks.received(actor)
        acts: dict[str, Act] = {
            "accept": lambda session, actor: sighting_deliveries.accept(
                session,
                desks.one.context,
                actor,
                one.id,  # noqa: B023
                reason="It fits.",
            ),
            "reject": lambda session, actor: sighting_deliveries.reject(
                session,
                desks.one.context,
                actor,
                one.id,  # noqa: B023
                reason="Another child.",
            ),
        }
        compare(desks.one, actor, SIGHTING_PROCESS, one.next_steps, acts, one.id)


def test_the_steps_of_a_sighting_have_the_effects_that_its_table_states(desks: Desks) -> None:
    effects = ObservedEffects(desks.one)
    for act in ("accept", "reject"):
        desks.send()
        (newest, *_) = desks.received(desks.responsible)
        decision = getattr(sighting_deliveries, act)
        effects.take(
            (SIGHTING_PROCESS.name, SightingState.RECEIVED, act),
            desks.responsible.agency_id,
            lambda: desks.one.do(desks.responsible, decision, newest.id, reason="Yes."),  # noqa: B023
        )
    effects.compare("sighting")
