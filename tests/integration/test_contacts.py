"""Reporters and guardians of a child, and what a worker finds when it compares them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.errors import Conflict, ConflictOfInterest, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.case.contact import ContactTag, Guardian, Reporter
from models.records.record import Record
from services.case import consent_givers, guardians, reporters
from services.case.guardians import GuardianForm
from services.case.reporters import ReporterForm
from services.foundation.actor import Actor
from services.records.intake import contact_screening
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, OTHER, Installation
from tests.integration.api import conftest
from tests.integration.api.care_steps import confirm_matches
from tests.integration.consent_steps import FORM as FORM_OF_CONSENT
from tests.integration.records.steps import decide_reporter_check, edit
from tests.integration.steps import desk_notifications

sign_in = conftest.sign_in
FORM = ReporterForm(
    "Golchehra Rahimzadah", ("+306912345678",), "mother", "passport seen", "family register"
)
PAPER = GuardianForm("Anna Weber", "court", NOW - timedelta(days=9), "12 F 34/26")


def _report(
    one: Installation, agency: str = "GR-CPA", reference: str = "M-1", row: Any = MISSING
) -> UUID:
    declared = Declaration("gdpr_6_1_e_9_2_g", "unverified", "no")
    return one.register(
        {**row, "record_ref": reference}, one.actor(Role.CASEWORKER, agency), declared
    )


def _name(
    one: Installation, record: UUID, form: ReporterForm = FORM, agency: str = "GR-CPA"
) -> None:
    one.do(one.actor(Role.CASEWORKER, agency), reporters.store_reporter, record, form)


def _decide(
    one: Installation, record: UUID, reporter_check: str = "checked", actor: Actor | None = None
) -> None:
    decide_reporter_check(
        one, actor or one.actor(Role.SUPERVISOR, "GR-CPA"), record, reporter_check
    )


def _reporter_check(one: Installation, record: UUID) -> str:
    return one.read_one(select(Record.reporter_check).where(Record.public_id == record))


def _appoint(one: Installation, record: UUID, paper: GuardianForm = PAPER) -> tuple[UUID, bool]:
    return one.do(one.actor(Role.CASEWORKER), guardians.store_appointment, record, paper)


def _check(
    one: Installation, record: UUID, name: str = PAPER.name, giver: str = "guardian"
) -> None:
    """Check a giver of this name for the child of a record; raise if refused."""
    actor = one.actor(Role.CASEWORKER)
    form = dataclasses.replace(FORM_OF_CONSENT, giver=giver, giver_name=name)
    with one.acting(actor) as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        consent_givers.check_giver(session, one.context, actor, row, form)


def _of_people(one: Installation, agency: str) -> set[tuple[str, UUID | None]]:
    """Return the notifications to supervisors about reporters and guardians."""
    kinds = {
        "reporter_of_several",
        "reporter_under_suspicion",
        "guardian_in_conflict",
        "known_elsewhere",
    }
    return {(kind, record) for kind, record in desk_notifications(one, agency) if kind in kinds}


# --- the reporter


def test_a_reporter_is_stored_encrypted_and_read_by_the_responsible_only(
    installation: Installation,
) -> None:
    record = _report(installation)
    _name(installation, record)
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    with installation.acting(responsible) as session:
        shown = reporters.read_reporter(session, installation.context, responsible, record)
        sealed = session.scalars(select(Reporter.sealed)).one()
    assert (shown.form, shown.reporter_check, shown.verified_by) == (
        FORM,
        "unverified",
        responsible.user_id,
    )
    assert shown.is_relation_proven
    assert b"Rahimzadah" not in sealed
    stranger = installation.actor(Role.SUPERVISOR)
    with pytest.raises(NotFound):
        installation.do(stranger, reporters.read_reporter, record)


def test_a_second_person_checks_once_identity_and_relation_are_proven(
    installation: Installation,
) -> None:
    record = _report(installation)
    with pytest.raises(Conflict):
        _decide(installation, record)
    _name(installation, record, ReporterForm("Golchehra Rahimzadah", identity_how="passport"))
    with pytest.raises(InvalidInput):
        _decide(installation, record)
    _name(installation, record)
    with pytest.raises(Refused):
        _decide(installation, record, actor=installation.actor(Role.CASEWORKER, "GR-CPA"))
    _decide(installation, record)
    assert _reporter_check(installation, record) == "checked"
    _name(
        installation,
        record,
        ReporterForm("Somebody Else", identity_how="card", relation_proof="said so"),
    )
    assert _reporter_check(installation, record) == "unverified"


def test_the_person_who_entered_a_reporter_may_not_check_them(installation: Installation) -> None:
    head = installation.actor(Role.SUPERVISOR, "GR-CPA")
    record = _report(installation)
    installation.do(head, reporters.store_reporter, record, FORM)
    with pytest.raises(Conflict):
        _decide(installation, record)


def test_the_report_of_a_flagged_reporter_is_not_shared(installation: Installation) -> None:
    record = _report(installation)
    _name(installation, record)
    _decide(installation, record, "flagged")
    assert _reporter_check(installation, record) == "flagged"
    assert installation.read_one(select(Record.sharing_rule)) == "flagged"


def test_a_found_person_has_no_reporter(installation: Installation) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    with pytest.raises(Conflict):
        _name(installation, child, agency="DE-JUG")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 422),
        ({"reporter": {"name": "Golchehra Rahimzadah"}}, 422),
        (
            {"reporter": {"name": "G R", "identity_how": "passport", "relation_proof": "register"}},
            201,
        ),
        ({"reporter_check": "unverified"}, 201),
        ({"kind": "found", "reporter": {"name": "G R"}}, 422),
    ],
)
def test_a_checked_reporter_is_not_registered_without_proof(
    sign_in: Callable[..., TestClient], changes: dict[str, Any], status: int
) -> None:
    body = {**MISSING, "legal_basis": "gdpr_6_1_e_9_2_g", "reporter_check": "checked", **changes}
    assert sign_in(Role.CASEWORKER, "GR-CPA").post("/v1/records", json=body).status_code == status


# --- comparison of contacts


def test_one_phone_on_children_of_three_agencies_alerts_only_the_auditor(
    installation: Installation,
) -> None:
    made = []
    ways = ("+306912345678", "00306912345678", "own:6912345678")
    for number, (agency, phone) in enumerate(
        zip(("GR-CPA", "FR-116", "DE-JUG"), ways, strict=True)
    ):
        record = _report(installation, agency, f"M-{number}", OTHER | {"kind": "missing"})
        _name(installation, record, ReporterForm(f"Person Number{number}", (phone,)), agency)
        installation.work()
        made.append(record)
        assert set(installation.alerts()) == (
            {("reporter_of_several", one) for one in made} if number == 2 else set()
        )
    for agency in ("GR-CPA", "FR-116", "DE-JUG"):
        assert not any(
            kind == "reporter_of_several" for kind, _ in desk_notifications(installation, agency)
        ), agency


def test_one_name_on_three_children_counts_whatever_its_accents_and_order(
    installation: Installation,
) -> None:
    for number, name in enumerate(("José María Pérez", "Perez, Jose Maria", "PEREZ MARIA JOSE")):
        record = _report(installation, reference=f"M-{number}", row=OTHER | {"kind": "missing"})
        _name(installation, record, ReporterForm(name))
    installation.work()
    assert len(set(installation.alerts())) == 3
    assert (
        len(
            [
                1
                for kind, _ in desk_notifications(installation, "GR-CPA")
                if kind == "reporter_of_several"
            ]
        )
        == 3
    )


def test_an_agency_is_notified_of_matches_within_its_own_records(
    installation: Installation,
) -> None:
    child = {**OTHER, "record_ref": "F-9", "phones": ["exploiter:+306912345678"]}
    installation.register(child, installation.actor(Role.CASEWORKER, "GR-CPA"))
    record = _report(installation)
    _name(installation, record)
    ward = installation.register(
        {**OTHER, "record_ref": "F-8"}, installation.actor(Role.CASEWORKER, "GR-CPA")
    )
    desk = installation.actor(Role.CASEWORKER, "GR-CPA")
    paper = dataclasses.replace(PAPER, phones=("+306912345678",))
    assert installation.do(desk, guardians.store_appointment, ward, paper)[1] is False
    installation.work()
    expected = {("reporter_under_suspicion", record), ("guardian_in_conflict", ward)}
    assert set(installation.alerts()) == expected
    assert expected <= desk_notifications(installation, "GR-CPA")
    (guardian,) = installation.do(desk, guardians.list_guardians, ward)
    assert guardian.has_conflict


@pytest.mark.parametrize("is_suspect_known_first", [True, False])
@pytest.mark.parametrize("is_suspect_newest", [True, False])
def test_a_guardian_in_conflict_leaves_the_other_guardians_of_the_child(
    installation: Installation, is_suspect_known_first: bool, is_suspect_newest: bool
) -> None:
    desk = installation.actor(Role.CASEWORKER, "GR-CPA")
    ward = installation.register({**OTHER, "record_ref": "F-8"}, desk)
    papers = [PAPER, GuardianForm(**{**_asdict(PAPER), "name": "Viktor Orlow"})]

    def register_suspect() -> None:
        row = {**OTHER, "record_ref": "F-9", "relatives": ["exploiter:Orlow Viktor"]}
        installation.register(row, desk)
        installation.work()

    if is_suspect_known_first:
        register_suspect()
    for paper in papers if is_suspect_newest else reversed(papers):
        assert installation.do(desk, guardians.store_appointment, ward, paper)[1] is False
    installation.work()
    if not is_suspect_known_first:
        register_suspect()
    held = installation.do(desk, guardians.list_guardians, ward)
    assert {one.appointment.name: one.has_conflict for one in held} == {
        "Anna Weber": False,
        "Viktor Orlow": True,
    }


@pytest.mark.parametrize(
    "names", [["Maria", "Maria", "Maria"], ["Anna Weber", "Eva Weber", "Ida Weber"]]
)
def test_a_single_name_or_a_family_name_is_no_person(
    installation: Installation, names: Sequence[str]
) -> None:
    for number, name in enumerate(names):
        record = _report(installation, reference=f"M-{number}", row=OTHER | {"kind": "missing"})
        _name(installation, record, ReporterForm(name, ("12345",)))
    installation.work()
    assert set(installation.alerts()) == set()


@pytest.mark.parametrize("relation", ["travel_companion", "exploiter", "smuggler"])
def test_a_reporter_who_is_a_companion_or_exploiter_raises_an_alert_at_once(
    installation: Installation, relation: str
) -> None:
    record = _report(installation)
    _name(installation, record, ReporterForm("Some Body", relation=relation))
    assert set(installation.alerts()) == {("reporter_under_suspicion", record)}
    assert ("reporter_under_suspicion", record) in desk_notifications(installation, "GR-CPA")


def test_a_reporter_whose_phone_the_found_childs_exploiter_used_is_found_out(
    installation: Installation,
) -> None:
    row = {**FOUND, "phones": ["exploiter:+306912345678"]}
    child = installation.register(row, installation.actor(Role.CASEWORKER))
    record = _report(installation)
    _name(installation, record)
    installation.work()
    assert set(installation.alerts()) == {
        ("reporter_under_suspicion", record),
        ("known_elsewhere", child),
    }
    assert _of_people(installation, "GR-CPA") == set()
    assert _of_people(installation, "DE-JUG") == {("known_elsewhere", child)}


def test_the_other_way_round_too(installation: Installation) -> None:
    record = _report(installation)
    _name(installation, record)
    installation.work()
    row = {**FOUND, "phones": ["exploiter:+306912345678"]}
    child = installation.register(row, installation.actor(Role.CASEWORKER))
    installation.work()
    assert set(installation.alerts()) == {
        ("reporter_under_suspicion", record),
        ("known_elsewhere", child),
    }
    assert _of_people(installation, "GR-CPA") == set()


def test_hashes_are_taken_back_when_a_fact_is(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    child = installation.register({**FOUND, "phones": ["exploiter:+306912345678"]}, responsible)
    assert installation.read_all(select(ContactTag.role)) == ["suspect"]
    edit(installation, responsible, child, {"phones": ""})
    assert installation.read_all(select(ContactTag.role)) == []


# --- the guardian


def test_a_guardian_is_appointed_by_an_authority_on_a_paper(installation: Installation) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    made, has_conflict = _appoint(installation, child)
    assert not has_conflict
    _check(installation, child)
    (held,) = installation.do(installation.actor(Role.CASEWORKER), guardians.list_guardians, child)
    assert (held.id, held.appointment) == (made, PAPER)
    wrong: list[dict[str, Any]] = [
        {"authority": "uncle"},
        {"document": " "},
        {"name": ""},
        {"appointed_at": NOW + timedelta(days=1)},
        {"until": NOW.date() - timedelta(days=1)},
    ]
    for changes in wrong:
        with pytest.raises(InvalidInput):
            _appoint(installation, child, GuardianForm(**{**_asdict(PAPER), **changes}))
    assert b"Weber" not in installation.read_one(select(Guardian.sealed))


def test_a_guardian_speaks_to_the_last_day_of_the_mandate(installation: Installation) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    until = NOW.date() + timedelta(days=3)
    _appoint(installation, child, dataclasses.replace(PAPER, until=until))

    def is_appointed() -> bool:
        with installation.acting(installation.actor(Role.CASEWORKER)) as session:
            row = session.scalars(select(Record).where(Record.public_id == child)).one()
            return guardians.is_appointed(session, installation.context, row)

    installation.clock.move(timedelta(days=3))
    assert is_appointed()
    _check(installation, child)
    installation.clock.move(timedelta(days=1))
    assert not is_appointed()
    with pytest.raises(Conflict, match="has ended"):
        _check(installation, child)


def _asdict(paper: GuardianForm) -> dict[str, Any]:
    return dataclasses.asdict(paper)


@pytest.mark.parametrize(
    "changes", [{"is_of_suspects_family": True}, {"relation": "travel_companion"}]
)
def test_a_suspect_or_their_family_is_in_conflict(
    installation: Installation, changes: dict[str, Any]
) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    _, has_conflict = _appoint(installation, child, GuardianForm(**{**_asdict(PAPER), **changes}))
    assert has_conflict
    with pytest.raises(ConflictOfInterest):
        _check(installation, child)
    assert set(installation.alerts()) == {("guardian_in_conflict", child)}
    assert ("guardian_in_conflict", child) in desk_notifications(installation, "DE-JUG")


def test_a_former_guardian_cannot_consent_and_not_under_a_longer_name_either(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    child = installation.register(FOUND, responsible)
    other = installation.register(OTHER, responsible)
    made, _ = _appoint(installation, child)
    stranger = installation.actor(Role.CASEWORKER, "FR-116")
    with pytest.raises(NotFound):
        installation.do(stranger, guardians.end_appointment, made)
    installation.do(responsible, guardians.end_appointment, made)
    for name in (PAPER.name, "WEBER, Anna", "Anna Maria Weber"):
        with pytest.raises(Conflict, match="has ended"):
            _check(installation, child, name)
    for name in ("Eva Weber", "Weber"):  # of the same family
        _check(installation, child, name)
    _check(installation, other)  # another child: no appointment ended
    _appoint(installation, child)
    _check(installation, child)


def test_a_guardian_with_the_telephone_of_the_reporter_is_in_conflict_at_once(
    installation: Installation,
) -> None:
    record = installation.register(MISSING, installation.actor(Role.CASEWORKER), LAWFUL)
    _appoint(installation, record, dataclasses.replace(PAPER, phones=("+306912345678",)))
    _check(installation, record)
    _name(installation, record, agency="DE-JUG")  # no worker has compared them yet
    with pytest.raises(ConflictOfInterest):
        _check(installation, record)


@pytest.mark.parametrize("is_reporter_first", [True, False])
def test_the_trafficker_who_reported_the_child_abroad_does_not_become_its_guardian(
    installation: Installation, is_reporter_first: bool
) -> None:
    trafficker = ReporterForm("Viktor Orlow", ("+306900000001",), "uncle", "passport", "letter")
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    confirm_matches(installation)
    paper = GuardianForm("Orlow Viktor", "court", NOW - timedelta(days=1), "forged", "uncle")
    steps = [
        lambda: _name(installation, report, trafficker),
        lambda: _appoint(installation, child, paper),
    ]
    for step in steps if is_reporter_first else reversed(steps):
        step()
        installation.work()
    with pytest.raises(ConflictOfInterest):
        _check(installation, child, trafficker.name)
    assert ("guardian_in_conflict", child) in set(installation.alerts())
    assert ("guardian_in_conflict", child) in desk_notifications(installation, "DE-JUG")


def test_a_reporter_of_another_child_is_no_conflict(installation: Installation) -> None:
    report = _report(installation, row=OTHER | {"kind": "missing"})
    _name(installation, report, ReporterForm("Anna Weber"))
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    _appoint(installation, child)
    installation.work()
    _check(installation, child)


def test_empty_names_and_numbers_match_no_person(installation: Installation) -> None:
    assert (
        contact_screening.contact_tags(
            installation.context, names=["", "unknown"], phones=["", "12"]
        )
        == set()
    )
