"""Registering a record: who may do it, required fields, written rows, and a single transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.errors import DuplicateReference, InvalidInput, Refused
from core.policy.roles import Role
from core.policy.sharing.views import View
from matching import Person
from models.matching_runs.match_key import MatchKey
from models.operations.job import Job
from models.records.facts import Feature, RecordFacts
from models.records.record import Record
from services.foundation.facts import person_view
from services.records import repository
from tests.factories import FOUND, MISSING, OTHER, Installation
from tests.integration.records.steps import GR_OFFICER, read

pytestmark = pytest.mark.both


def test_the_responsible_reads_every_registered_fact(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    shown = read(installation, responsible, installation.register(FOUND, responsible))
    assert shown.view is View.FULL
    assert shown.is_responsible
    values = {statement.field: statement.value for statement in shown.statements}
    for column in (
        "name_native",
        "birth_date",
        "sex",
        "event_place",
        "care",
        "description",
        "record_ref",
    ):
        assert values[column] == FOUND[column]


def test_stored_facts_make_the_same_person_as_the_row(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    for row in (FOUND, OTHER):
        shown = read(installation, responsible, installation.register(row, responsible))
        stored = person_view.person_of(
            shown.statements, ref=str(row["record_ref"]), kind=shown.kind
        )
        assert stored == Person.from_row(row)


def test_one_transaction_writes_record_facts_keys_feature_and_job(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    installation.register(FOUND, responsible)
    record = installation.read_one(select(Record))
    assert installation.count(MatchKey) in range(1, 33)
    assert installation.read_all(select(Feature.record_version)) == [1]
    assert installation.read_all(select(RecordFacts.version).distinct()) == [1]
    job = installation.read_one(select(Job))
    assert (job.kind, job.record_id, job.record_version) == ("match", record.id, 1)


def test_a_failed_registration_stores_no_row(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    responsible = installation.actor(Role.CASEWORKER)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(repository.jobs, "enqueue", fail)
    with pytest.raises(ZeroDivisionError):
        installation.register(FOUND, responsible)
    with installation.database.transaction(is_read_only=True) as session:
        for table in (Record, RecordFacts, Feature, MatchKey, Job):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_reference_is_unique_in_its_agency_and_free_in_another(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    installation.register(FOUND, responsible)
    with pytest.raises(DuplicateReference):
        installation.register({**OTHER, "record_ref": "F-1"}, responsible)
    installation.register(
        {**OTHER, "record_ref": "F-1"}, installation.actor(Role.CASEWORKER, "FR-116")
    )


@pytest.mark.parametrize(
    ("missing", "column"),
    [("record_ref", "record_ref"), ("kind", "kind"), ("name_native", "full_name")],
)
def test_only_reference_kind_and_a_name_are_needed(
    installation: Installation, missing: str, column: str
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    with pytest.raises(InvalidInput) as caught:
        installation.register({**FOUND, missing: ""}, responsible)
    assert caught.value.field == column


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_roles_without_case_work_cannot_register(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        installation.register(FOUND, installation.actor(role))


def test_a_liaison_officer_registers_no_tracing_and_hands_a_found_child_over(
    installation: Installation,
) -> None:
    officer = installation.actor(*GR_OFFICER)
    with pytest.raises(Refused):
        installation.register({**MISSING, "kind": "tracing"}, officer)
    public_id = installation.register({**FOUND, "event_country": "GR"}, officer)
    record = installation.read_one(select(Record).where(Record.public_id == public_id))
    assert record.hand_over_due_at is not None
    assert (record.hand_over_due_at - record.created_at).total_seconds() == 24 * 3600
