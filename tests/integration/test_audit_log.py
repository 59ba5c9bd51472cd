"""Reading the audit log, the list of readers of a record, and samples of searches."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from core.policy.search import SAMPLE_HOURS, SAMPLE_SIZE
from models.oversight.audit import Audit
from models.search.stored_searches import Search
from services.foundation.actor import Actor
from services.oversight import audit_reading, search_samples
from services.records import register
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.search_steps import BORN, ask
from tests.integration.steps import decide


def _read(one: Installation, actor: Actor, record: UUID) -> None:
    one.do(actor, register.read_record, record)


def _search(one: Installation, role: Role = Role.CASEWORKER, agency: str = "DE-JUG") -> UUID:
    return ask(one, one.actor(role, agency), BORN).id


def _acts(one: Installation, actor: Actor) -> list[audit_reading.AuditLogRow]:
    return one.do(actor, audit_reading.list_events)


# --- access log


def test_the_responsible_sees_all_reads_of_a_record_without_the_agencies_that_only_read_it(
    installation: Installation,
) -> None:
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    _read(installation, installation.actor(Role.SUPERVISOR), report)
    _read(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"), report)
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        accesses = installation.do(
            installation.actor(role, "GR-CPA"), audit_reading.list_record_accesses, report
        )
        accesses = [
            (look.agency, look.role, look.action, look.classes)
            for look in accesses
            if look.action == "read_record"
        ]
        assert accesses == [
            ("", "", "read_record", "F0 F1 F2 F3"),
            ("", "", "read_record", "F0 F1 F2 F3"),
        ]


def test_only_the_responsible_reads_the_list_of_accesses(installation: Installation) -> None:
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    for stranger in (
        installation.actor(Role.SUPERVISOR),
        installation.actor(Role.SUPERVISOR, "CH-CPA"),
    ):
        with pytest.raises(NotFound):
            installation.do(stranger, audit_reading.list_record_accesses, report)
    auditor = installation.actor(Role.AUDITOR)
    with pytest.raises(Refused):
        installation.do(auditor, audit_reading.list_record_accesses, report)


def test_reading_the_list_of_accesses_restores_the_database_role(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.SUPERVISOR)
    child = installation.register(FOUND, responsible)
    stranger_search = _search(installation, Role.CASEWORKER, "FR-116")
    with installation.acting(responsible) as session:
        audit_reading.list_record_accesses(session, installation.context, responsible, child)
        if not installation.database.is_sqlite:
            assert (
                session.scalars(select(Search).where(Search.public_id == stranger_search)).all()
                == []
            )
            agencies = set(session.execute(text("SELECT DISTINCT agency_id FROM audit")).scalars())
            assert agencies == {responsible.agency_id}


# --- the audit log


def test_each_role_reads_its_part_of_the_audit_log(installation: Installation) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    _read(installation, installation.actor(Role.SUPERVISOR), child)
    _search(installation, Role.LIAISON_OFFICER, "DE-POL")
    worker = installation.actor(Role.CASEWORKER)
    assert {act.user for act in _acts(installation, worker)} == {worker.user_id}
    assert {act.agency for act in _acts(installation, installation.actor(Role.SUPERVISOR))} == {
        "DE-JUG"
    }
    every = _acts(installation, installation.actor(Role.AUDITOR, "FR-116"))
    assert {"DE-JUG", "DE-POL"} <= {act.agency for act in every}
    assert [act.id for act in every] == sorted((act.id for act in every), reverse=True)
    assert any(child in act.records for act in every)
    assert [act.number for act in every] == [act.id for act in every]
    # the number would reveal how many acts other agencies made
    assert {act.number for act in _acts(installation, worker)} == {None}
    for role in (Role.ANALYST, Role.ADMINISTRATOR):
        with pytest.raises(Refused):
            _acts(installation, installation.actor(role))


def test_reading_the_audit_log_is_in_the_audit_log(installation: Installation) -> None:
    auditor = installation.actor(Role.AUDITOR)
    _acts(installation, auditor)
    assert _acts(installation, auditor)[0].action == "read_audit"


# --- samples of searches


@pytest.fixture
def first(installation: Installation) -> Actor:
    return installation.actor(Role.AUDITOR)


@pytest.fixture
def second(installation: Installation) -> Actor:
    return installation.actor(Role.AUDITOR, "FR-116")


def _draw(one: Installation, actor: Actor, size: int = 2, days: int = 30) -> tuple[UUID, int]:
    return one.do(actor, search_samples.draw_sample, size=size, days=days)


def _approve(one: Installation, actor: Actor, sample: UUID) -> None:
    decide(one, actor, sample)


def _open(one: Installation, actor: Actor, sample: UUID) -> list[search_samples.SampledSearch]:
    return one.do(actor, search_samples.read_sample, sample)


def test_a_sample_opens_with_a_second_auditor_and_every_opening_is_logged(
    installation: Installation, first: Actor, second: Actor
) -> None:
    searches = {_search(installation), _search(installation, Role.LIAISON_OFFICER, "DE-POL")}
    sample, size = _draw(installation, first)
    assert size == 2
    with pytest.raises(Conflict):
        _open(installation, first, sample)
    with pytest.raises(Conflict):
        _approve(installation, first, sample)
    _approve(installation, second, sample)
    with pytest.raises(Conflict):
        _approve(installation, second, sample)
    for auditor in (first, second):
        opened = _open(installation, auditor, sample)
        assert {one.id for one in opened} == searches
        assert opened[0].facts["full_name"] == "Shakiba Rahimzada"
        assert opened[0].case_number == "DE-2026-001"
    logged = installation.read_all(select(Audit.subject).where(Audit.action == "unseal_search"))
    assert sorted(logged, key=str) == sorted([*searches, *searches], key=str)  # type: ignore[type-var]


def test_a_sample_ends_after_a_day(installation: Installation, first: Actor, second: Actor) -> None:
    _search(installation)
    sample, _ = _draw(installation, first)
    _approve(installation, second, sample)
    installation.clock.move(timedelta(hours=SAMPLE_HOURS))
    with pytest.raises(Conflict):
        _open(installation, first, sample)


def test_chance_draws_from_the_days_asked_for_and_no_more_than_there_are(
    installation: Installation, first: Actor
) -> None:
    _search(installation)
    installation.clock.move(timedelta(days=3))
    _search(installation)
    assert _draw(installation, first, 5, 1)[1] == 1
    assert _draw(installation, first, 5, 30)[1] == 2
    for size, days in ((0, 1), (SAMPLE_SIZE + 1, 1), (1, 0), (1, 10_000)):
        with pytest.raises(InvalidInput):
            _draw(installation, first, size, days)


def test_only_the_two_auditors_open_a_sample(
    installation: Installation, first: Actor, second: Actor
) -> None:
    _search(installation)
    sample, _ = _draw(installation, first)
    _approve(installation, second, sample)
    with pytest.raises(NotFound):
        _open(installation, installation.actor(Role.AUDITOR, "GR-CPA"), sample)
    with pytest.raises(NotFound):
        _open(installation, first, uuid4())
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.ANALYST):
        with pytest.raises(Refused):
            _draw(installation, installation.actor(role))


def test_the_database_opens_only_samples_of_two_auditors(
    installation: Installation, first: Actor, second: Actor
) -> None:
    if installation.database.is_sqlite:
        return
    _search(installation)
    sample, _ = _draw(installation, first)
    counts = []
    for step in (None, second):
        if step is not None:
            _approve(installation, step, sample)
        with installation.acting(first) as session:
            found = [
                session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("search", "data_key")
            ]
            counts.append(found)
    assert counts == [[0, 0], [1, 1]]
