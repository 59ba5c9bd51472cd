from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.errors import Conflict, DuplicateReference, InvalidInput, NotFound, Refused, VersionConflict
from core.policy import Role, View
from matching import Person
from models.agency import Agency
from models.facts import DataKey, Feature, RecordFacts
from models.job import Job
from models.match_key import MatchKey
from models.record import Record
from models.user import DutyCover
from services import people, records, reporters, store
from services.actor import Actor
from services.reporters import ReporterForm
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, OTHER, Installation

GR_OFFICER = (Role.LIAISON_OFFICER, "GR-POL")


def _read(one: Installation, actor: Actor, public_id: UUID) -> records.Shown:
    with one.database.transaction() as session:
        return records.read(session, one.context, actor, public_id)


def _fields(shown: records.Shown) -> set[str]:
    return {statement.field for statement in shown.said}


def test_what_is_registered_is_read_back_whole_by_its_owner(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    shown = _read(installation, owner, installation.register(FOUND, owner))
    assert shown.view is View.FULL
    assert shown.is_owner
    values = {statement.field: statement.value for statement in shown.said}
    for column in ("name_native", "birth_date", "sex", "event_place", "care", "description", "record_ref"):
        assert values[column] == FOUND[column]


def test_stored_facts_make_the_same_person_as_the_row(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    for row in (FOUND, OTHER):
        shown = _read(installation, owner, installation.register(row, owner))
        stored = people.person_of(shown.said, ref=str(row["record_ref"]), kind=shown.kind)
        assert stored == Person.from_row(row)


def test_one_transaction_writes_record_facts_keys_feature_and_job(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    installation.register(FOUND, owner)
    with installation.database.transaction(is_read_only=True) as session:
        record = session.scalars(select(Record)).one()
        assert session.scalar(select(func.count()).select_from(MatchKey)) in range(1, 33)
        assert session.scalars(select(Feature.record_version)).all() == [1]
        assert session.scalars(select(RecordFacts.version).distinct()).all() == [1]
        job = session.scalars(select(Job)).one()
        assert (job.kind, job.record_id, job.record_version) == ("match", record.id, 1)


def test_a_failure_in_the_middle_leaves_nothing(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = installation.actor(Role.CASEWORKER)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store.jobs, "enqueue", fail)
    with pytest.raises(ZeroDivisionError):
        installation.register(FOUND, owner)
    with installation.database.transaction(is_read_only=True) as session:
        for table in (Record, RecordFacts, Feature, MatchKey, Job):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_reference_is_unique_in_its_agency_and_free_in_another(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    installation.register(FOUND, owner)
    with pytest.raises(DuplicateReference):
        installation.register({**OTHER, "record_ref": "F-1"}, owner)
    installation.register({**OTHER, "record_ref": "F-1"}, installation.actor(Role.CASEWORKER, "FR-116"))


@pytest.mark.parametrize(
    ("missing", "column"),
    [("record_ref", "record_ref"), ("kind", "kind"), ("name_native", "full_name")],
)
def test_only_reference_kind_and_a_name_are_needed(installation: Installation, missing: str, column: str) -> None:
    owner = installation.actor(Role.CASEWORKER)
    with pytest.raises(InvalidInput) as caught:
        installation.register({**FOUND, missing: ""}, owner)
    assert caught.value.field == column


UNREADABLE = {
    "birth_date": "the spring of the flood",
    "sex": "girl, I think",
    "nationalities": "Atlantis",
    "height_cm": "up to here",
    "phones": "ask the uncle",
    "event_date": "yesterday",
    "marks": "a scar somewhere",
    "recipients": "Atlantis",
    "sharing": "everybody",
}


@pytest.mark.parametrize("column", sorted(UNREADABLE))
def test_an_unreadable_value_is_a_warning_and_is_kept_where_only_the_owner_reads_it(
    installation: Installation, column: str
) -> None:
    owner = installation.actor(Role.CASEWORKER, "GR-CPA")
    text = UNREADABLE[column]
    row = {**MISSING, column: text}
    from services import intake

    prepared = intake.prepare(installation.context, row, CLEARED, source="protection")
    assert column in {warning.column for warning in prepared.warnings}
    assert all(text not in f"{warning.reason}{warning.suggestion}" for warning in prepared.warnings)
    public_id = installation.register(row, owner, CLEARED)
    if column != "sharing":
        kept = [one.value for one in _read(installation, owner, public_id).said if one.field == "unread"]
        assert kept == [f"{column}: {text}"]
    other = installation.actor(Role.CASEWORKER)
    with installation.database.transaction() as session:
        seen = records.visibility.look(session, other, now=installation.clock.now(), public_ids=[public_id])
        opened = records.show(session, installation.context, seen)
    assert all(text not in statement.value for shown in opened for statement in shown.said)


def test_a_good_item_of_a_list_stays_a_fact_beside_an_unreadable_one(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    shown = _read(installation, owner, installation.register({**FOUND, "nationalities": ["AF", "Atlantis"]}, owner))
    assert [one.value for one in shown.said if one.field == "nationalities"] == ["AF"]
    assert [one.value for one in shown.said if one.field == "unread"] == ["nationalities: Atlantis"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_roles_without_case_work_register_nothing(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        installation.register(FOUND, installation.actor(role))


def test_a_liaison_officer_registers_no_tracing_and_hands_a_found_child_over(installation: Installation) -> None:
    officer = installation.actor(*GR_OFFICER)
    with pytest.raises(Refused):
        installation.register({**MISSING, "kind": "tracing"}, officer)
    public_id = installation.register({**FOUND, "event_country": "GR"}, officer)
    with installation.database.transaction(is_read_only=True) as session:
        record = session.scalars(select(Record).where(Record.public_id == public_id)).one()
        assert record.hand_over_due_at is not None
        assert (record.hand_over_due_at - record.created_at).total_seconds() == 24 * 3600


OWN_AGENCY = {Role.CASEWORKER: "assigned", Role.SUPERVISOR: "agency"}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_the_registering_caseworker_and_the_supervisor_read_a_record_in_full(
    installation: Installation, role: Role
) -> None:
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    assert _read(installation, installation.actor(role), public_id).view is View.FULL


def test_a_caseworker_who_is_not_assigned_sees_a_colleagues_record_no_better_than_a_stranger(
    installation: Installation,
) -> None:
    supervisor = installation.actor(Role.SUPERVISOR)
    shared = installation.register(FOUND, supervisor)
    hidden = installation.register({**OTHER, "sharing": "none"}, supervisor)
    colleague = installation.actor(Role.CASEWORKER)
    shown = _read(installation, colleague, shared)
    assert (shown.view, shown.is_owner, shown.said) == (View.HIT, False, ())
    with pytest.raises(NotFound):
        _read(installation, colleague, hidden)


def test_an_officer_reads_the_police_records_of_the_acting_state_alone(installation: Installation) -> None:
    officer = installation.actor(*GR_OFFICER)
    public_id = installation.register({**MISSING, "recipients": ""}, officer, CLEARED)
    assert _read(installation, officer, public_id).view is View.FULL
    with pytest.raises(NotFound):
        _read(installation, dataclasses.replace(officer, state="DE"), public_id)
    with pytest.raises(NotFound):
        _read(installation, installation.actor(Role.LIAISON_OFFICER, "GR-CPA"), public_id)


def test_another_states_agency_sees_a_found_child_as_a_hit_with_a_desk_and_nothing_else(
    installation: Installation,
) -> None:
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    shown = _read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id)
    assert shown.view is View.HIT
    assert shown.said == ()
    assert shown.state == "DE"
    assert "DE-JUG" in shown.desk


def test_a_named_state_sees_a_missing_report_at_identity_and_never_free_text(installation: Installation) -> None:
    public_id = installation.register(MISSING, installation.actor(*GR_OFFICER), CLEARED)
    shown = _read(installation, installation.actor(Role.CASEWORKER), public_id)
    assert shown.view is View.IDENTITY
    assert {"full_name", "event_place", "marks", "age_band"} <= _fields(shown)
    assert not {"description", "legal_basis", "recipients", "international_protection"} & _fields(shown)


def test_a_hidden_record_and_none_at_all_answer_alike_with_as_many_statements(installation: Installation) -> None:
    hidden = installation.register({**OTHER, "kind": "tracing"}, installation.actor(Role.CASEWORKER))
    stranger = installation.actor(Role.SUPERVISOR, "FR-116")
    seen = []
    for public_id in (hidden, uuid4()):
        statements: list[str] = []

        def count(_c: object, _cur: object, statement: str, *_: object, kept: list[str] = statements) -> None:
            kept.append(statement)

        event.listen(installation.database.engine, "before_cursor_execute", count)
        try:
            with pytest.raises(NotFound) as caught:
                _read(installation, stranger, public_id)
        finally:
            event.remove(installation.database.engine, "before_cursor_execute", count)
        seen.append((str(caught.value), statements))
    assert seen[0] == seen[1]


def test_editing_raises_the_version_replaces_keys_and_queues_a_match(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, owner)
    with installation.database.transaction() as session:
        shown = records.edit(
            session, installation.context, owner, public_id, changes={"full_name": "Petro Shevchuk"}, expected_version=1
        )
    assert shown.version == 2
    values = {one.field: one.value for one in shown.said}
    assert values["full_name"] == "Petro Shevchuk"
    assert values["eyes"] == "blue"
    assert values["legal_basis"] == LAWFUL.legal_basis
    with installation.database.transaction(is_read_only=True) as session:
        rows = session.execute(select(Feature.record_version, Feature.record_id)).all()
        assert [row.record_version for row in rows] == [2]
        own = installation.context.features.get(session, installation.context.keys, [rows[0].record_id])
        stored = set(session.scalars(select(MatchKey.key)))
        assert stored == set(own[rows[0].record_id].keys)
        assert session.scalars(select(Job.record_version).order_by(Job.id)).all() == [1, 2]


def test_an_edit_takes_a_fact_back_and_leaves_the_rest(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, owner)
    with installation.database.transaction() as session:
        shown = records.edit(session, installation.context, owner, public_id, changes={"eyes": ""}, expected_version=1)
    assert "eyes" not in _fields(shown)
    assert "full_name" in _fields(shown)


def test_the_second_of_two_edits_of_one_version_is_refused(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, owner)
    for expected in (None, VersionConflict):
        if expected is None:
            with installation.database.transaction() as session:
                records.edit(
                    session, installation.context, owner, public_id, changes={"eyes": "brown"}, expected_version=1
                )
        else:
            with pytest.raises(expected), installation.database.transaction() as session:
                records.edit(
                    session, installation.context, owner, public_id, changes={"eyes": "grey"}, expected_version=1
                )


@pytest.mark.parametrize("column", ["record_ref", "kind"])
def test_reference_and_kind_do_not_change(installation: Installation, column: str) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, owner)
    with pytest.raises(InvalidInput), installation.database.transaction() as session:
        records.edit(session, installation.context, owner, public_id, changes={column: "missing"}, expected_version=1)


def test_a_supervisor_edits_with_a_reason_only(installation: Installation) -> None:
    public_id = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    supervisor = installation.actor(Role.SUPERVISOR)
    with pytest.raises(InvalidInput), installation.database.transaction() as session:
        records.edit(session, installation.context, supervisor, public_id, changes={"eyes": "grey"}, expected_version=1)
    with installation.database.transaction() as session:
        records.edit(
            session,
            installation.context,
            supervisor,
            public_id,
            changes={"eyes": "grey"},
            expected_version=1,
            reason="seen by the doctor",
        )


def test_a_visible_record_of_another_agency_is_not_edited(installation: Installation) -> None:
    public_id = installation.register(MISSING, installation.actor(*GR_OFFICER), CLEARED)
    with pytest.raises(NotFound), installation.database.transaction() as session:
        records.edit(
            session,
            installation.context,
            installation.actor(Role.CASEWORKER),
            public_id,
            changes={"eyes": "grey"},
            expected_version=1,
        )


def test_closing_takes_a_record_out_of_the_matching_and_keeps_it_readable(installation: Installation) -> None:
    public_id = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    supervisor = installation.actor(Role.SUPERVISOR)
    with installation.database.transaction() as session:
        records.close(
            session, installation.context, supervisor, public_id, closure="reunified", expected_version=1, reason="home"
        )
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(MatchKey)) == 0
        assert session.scalar(select(func.count()).select_from(Feature)) == 0
    shown = _read(installation, supervisor, public_id)
    assert shown.status == "closed"
    assert "full_name" in _fields(shown)
    with pytest.raises(Conflict), installation.database.transaction() as session:
        records.close(
            session,
            installation.context,
            supervisor,
            public_id,
            closure="reunified",
            expected_version=1,
            reason="again",
        )


def test_a_record_is_closed_with_a_sentence_of_the_list_only(installation: Installation) -> None:
    public_id = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    with pytest.raises(InvalidInput), installation.database.transaction() as session:
        records.close(
            session,
            installation.context,
            installation.actor(Role.SUPERVISOR),
            public_id,
            closure="lives at 5 Harbour Street",
            expected_version=1,
            reason="x",
        )


def test_lists_hold_ones_own_records_and_cost_as_many_statements_for_one_as_for_ten(
    installation: Installation,
) -> None:
    owner = installation.actor(Role.CASEWORKER)
    installation.register(MISSING, installation.actor(*GR_OFFICER), CLEARED)
    counts = []
    for number in range(10):
        installation.register({**OTHER, "record_ref": f"O-{number}"}, owner)
        if number in (0, 9):
            statements: list[str] = []

            def count(_c: object, _cur: object, statement: str, *_: object, kept: list[str] = statements) -> None:
                if statement.startswith("SELECT"):
                    kept.append(statement)

            event.listen(installation.database.engine, "before_cursor_execute", count)
            with installation.database.transaction() as session:
                listed = records.list_own(session, installation.context, owner)
            event.remove(installation.database.engine, "before_cursor_execute", count)
            assert len(listed) == number + 1
            counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_destroyed_data_key_forgets_every_fact(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, owner)
    with installation.database.transaction() as session:
        records.sealing.destroy_data_key(session, public_id)
        assert session.scalar(select(func.count()).select_from(DataKey).where(DataKey.subject == public_id)) == 0
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalars(select(Record.id).where(Record.public_id == public_id)).one()
        assert installation.context.features.get(session, installation.context.keys, [record_id]) == {}


def test_agencies_of_one_state_share_its_contact_desk(installation: Installation) -> None:
    with installation.database.transaction(is_read_only=True) as session:
        desks = _desks(session)
    assert desks["GR"].startswith("GR-CPA")
    assert desks["DE"].startswith("DE-JUG")


def _desks(session: Session) -> dict[str, str]:
    return records.state_desks(session, set(session.scalars(select(Agency.state))))


def test_an_erased_record_is_there_for_nobody(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, owner)
    with installation.database.transaction() as session:
        session.scalars(select(Record)).one().status = "erased"
    with pytest.raises(NotFound):
        _read(installation, owner, public_id)
    with installation.database.transaction() as session:
        assert records.list_own(session, installation.context, owner) == []


COVER = [("DE-JUG", -1, 11, True), ("DE-JUG", -13, -1, False), ("DE-JUG", 1, 13, False), ("GR-CPA", -1, 11, False)]


@pytest.mark.parametrize(("agency", "starts_h", "ends_h", "is_covered"), COVER)
def test_duty_cover_opens_the_agencys_records_while_it_lasts_to_the_one_who_covers(
    installation: Installation, agency: str, starts_h: int, ends_h: int, is_covered: bool
) -> None:
    public_id = installation.register({**OTHER, "sharing": "none"}, installation.actor(Role.SUPERVISOR))
    colleague = installation.actor(Role.CASEWORKER)
    now = installation.clock.now()
    with installation.database.transaction() as session:
        covered = session.scalars(select(Agency.id).where(Agency.code == agency)).one()
        session.add(
            DutyCover(
                public_id=uuid4(),
                agency_id=covered,
                user_id=colleague.user_id,
                reason=b"",
                starts_at=now + timedelta(hours=starts_h),
                ends_at=now + timedelta(hours=ends_h),
            )
        )
    if is_covered:
        assert _read(installation, colleague, public_id).view is View.FULL
    else:
        with pytest.raises(NotFound):
            _read(installation, colleague, public_id)
    other = installation.actor(Role.CASEWORKER, "FR-116")
    with pytest.raises(NotFound):
        _read(installation, other, public_id)


CAREFUL = [
    {"sharing": "private"},
    {"sharing": "NO"},
    {"recipients": "Greece"},
    {"recipients": ["Atlantis", "Narnia"]},
    {"category": "criminal_abduction"},
    {"aliases": "controller:Boss"},
    {"aliases": " Controller : Boss"},
    {"phones": "CONTROLLER:+306912345678"},
]


@pytest.mark.parametrize("changes", CAREFUL, ids=str)
def test_what_cannot_be_read_and_what_makes_a_victim_hides_a_found_child(
    installation: Installation, changes: dict[str, str]
) -> None:
    public_id = installation.register({**FOUND, **changes}, installation.actor(Role.CASEWORKER))
    with pytest.raises(NotFound):
        _read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id)


def test_recipients_are_read_in_any_case(installation: Installation) -> None:
    public_id = installation.register({**FOUND, "recipients": ["fr"]}, installation.actor(Role.CASEWORKER))
    assert _read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id).view is View.HIT
    with pytest.raises(NotFound):
        _read(installation, installation.actor(Role.CASEWORKER, "GR-CPA"), public_id)


HIDDEN_WORDS = {
    "aliases": ["Controller:Leila", "controller :Leila", "CONTROLLER:Leila"],
    "phones": ["Controller:+306912345678"],
    "relatives": ["smuggler:Abu Leila", "Controller:Leila"],
    "marks": ["self_harm:forearm:left", "scar:genital:"],
}


@pytest.mark.parametrize(("column", "value"), [(name, value) for name, all_ in HIDDEN_WORDS.items() for value in all_])
def test_what_is_the_owners_alone_is_not_shown_at_identity(installation: Installation, column: str, value: str) -> None:
    public_id = installation.register({**MISSING, column: [value]}, installation.actor(*GR_OFFICER), CLEARED)
    shown = _read(installation, installation.actor(Role.CASEWORKER), public_id)
    assert shown.view is View.IDENTITY
    assert value.strip() not in {one.value for one in shown.said}


def test_a_version_is_told_to_owners_only(installation: Installation) -> None:
    owner = installation.actor(Role.CASEWORKER)
    public_id = installation.register(FOUND, owner)
    assert _read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id).version == 0
    assert _read(installation, owner, public_id).version == 1


def test_a_closed_record_is_shared_no_more(installation: Installation) -> None:
    public_id = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
    with installation.database.transaction() as session:
        records.close(
            session,
            installation.context,
            installation.actor(Role.SUPERVISOR, "GR-CPA"),
            public_id,
            closure="withdrawn",
            expected_version=1,
            reason="x",
        )
    with pytest.raises(NotFound):
        _read(installation, installation.actor(Role.CASEWORKER), public_id)


PROTECTED = [
    ("applicant", "CH-CPA", False),
    ("unknown", "CH-CPA", False),
    ("no", "CH-CPA", True),
    ("unknown", "FR-116", True),
]


@pytest.mark.parametrize(("protection", "agency", "is_seen"), PROTECTED)
def test_possible_international_protection_hides_a_child_outside_the_eu(
    installation: Installation, protection: str, agency: str, is_seen: bool
) -> None:
    declared = dataclasses.replace(LAWFUL, international_protection=protection)
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER), declared)
    stranger = installation.actor(Role.CASEWORKER, agency)
    if is_seen:
        assert _read(installation, stranger, public_id).view is View.HIT
    else:
        with pytest.raises(NotFound):
            _read(installation, stranger, public_id)


def test_a_reporter_is_cleared_by_a_supervisor_and_a_later_claim_of_protection_narrows_sharing(
    installation: Installation,
) -> None:
    public_id = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), LAWFUL)
    neighbour = installation.actor(Role.CASEWORKER)
    with pytest.raises(NotFound):
        _read(installation, neighbour, public_id)

    def declare(role: Role, version: int, **declared: str) -> None:
        with installation.database.transaction() as session:
            records.edit(
                session,
                installation.context,
                installation.actor(role, "GR-CPA"),
                public_id,
                changes={},
                declared=declared,
                expected_version=version,
                reason="checked",
            )

    with pytest.raises(Refused):
        declare(Role.CASEWORKER, 1, clearance="cleared")
    with pytest.raises(Conflict):
        declare(Role.SUPERVISOR, 1, clearance="cleared")
    with installation.database.transaction() as session:
        form = ReporterForm("Golchehra Rahimzadah", (), "mother", "passport seen", "family register")
        reporters.write(session, installation.context, installation.actor(Role.CASEWORKER, "GR-CPA"), public_id, form)
    declare(Role.SUPERVISOR, 1, clearance="cleared")
    assert _read(installation, neighbour, public_id).view is View.IDENTITY
    declare(Role.CASEWORKER, 2, international_protection="applicant")
    with installation.database.transaction() as session:
        record = session.scalars(select(Record)).one()
        assert (record.is_eu_only, record.clearance) == (True, "cleared")
