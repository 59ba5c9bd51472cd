"""The data-rights desk: two people decide, legal deadlines apply, and erased data is stored
nowhere.
"""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from api.schemas.data_rights.rights import PersonalDataOut
from core.codes.data_rights import DataRight
from core.errors import Conflict, InvalidInput, NotFound, Refused, SealBroken
from core.intake import INTAKE_FIELDS
from core.policy.data_rights import (
    CODED_FIELDS,
    OWN_TEXT_FIELDS,
    REDACTION_TEXT,
    THIRD_PARTY_FIELDS,
)
from core.policy.fields import FIELD_CLASSES
from core.policy.roles import Role
from models.case.reporter_check import Institution
from models.data_rights.data_request import RecordRestriction
from models.matching_runs.match import Match, Score
from models.matching_runs.match_key import MatchKey
from models.oversight.audit import Audit
from models.records.facts import DataKey, Feature, FeatureChange, RecordFacts
from models.records.record import Record, RecordAssignment, RecordShare
from models.records.tombstone import Tombstone
from models.search.stored_searches import Search
from services.case import reporters, sightings
from services.case.guardians import GuardianForm
from services.case.reporters import ReporterForm
from services.case.sightings import SightingForm
from services.consent import guardian_appointments
from services.data_rights import access_export, data_requests
from services.data_rights.data_requests import DataRequestForm, DataRequestLine
from services.foundation import actor_database_role as doors
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.facts.statements import Statement
from services.records import processing_restrictions, register
from services.review import visible_matches
from services.statistics import access
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, Installation
from tests.integration.counting import night
from tests.integration.records.steps import edit
from tests.integration.search_steps import ask
from tests.integration.steps import move_record

SAYING: dict[str, Any] = {
    **FOUND,
    "relatives": ["mother:Golchehra Rahimzadah", "cousin:Boris Vukov"],
    "phones": ["own:+491701234567", "relative:+4917099887766"],
    "home_address": ["12 Quillmark Street, Herat"],
    "description": "Golchehra called from 0170 99887766 and asked for her; Shekiba was calm.",
}


def _asking(one: Installation, kind: DataRight, **words: Any) -> DataRequestForm:
    made = DataRequestForm(kind, "person", "identity card seen", one.clock.now(), "because")
    return dataclasses.replace(made, **words)


def _propose(
    one: Installation, record: UUID, kind: DataRight, actor: Actor | None = None, **words: Any
) -> DataRequestLine:
    return one.do(
        actor or one.actor(Role.CASEWORKER),
        data_requests.propose_request,
        record,
        _asking(one, kind, **words),
    )


def _decide(
    one: Installation,
    line: DataRequestLine,
    *,
    refusal: str | None = None,
    actor: Actor | None = None,
) -> DataRequestLine:
    by = actor or one.actor(Role.SUPERVISOR)
    return one.do(by, data_requests.decide_request, line.id, refusal=refusal, reason="looked at")


def _count(one: Installation, table: Any, record: UUID) -> int:
    query = select(func.count()).select_from(table).join(Record, Record.id == table.record_id)
    with one.database.transaction(is_read_only=True) as session:
        return session.scalar(query.where(Record.public_id == record)) or 0


@pytest.fixture
def found(installation: Installation) -> UUID:
    return installation.register(SAYING, installation.actor(Role.CASEWORKER))


# --- two people, legal days
# ----------------------------------------------------------------------------------------


def test_a_request_is_due_in_a_month_and_put_off_once_by_two(
    installation: Installation, found: UUID
) -> None:
    line = _propose(installation, found, DataRight.ACCESS)
    assert (line.state, line.due_at.date()) == ("proposed", date(2026, 4, 2))
    supervisor = installation.actor(Role.SUPERVISOR)
    later = installation.do(supervisor, data_requests.extend_deadline, line.id, reason="many files")
    assert later.due_at.date() == date(2026, 6, 2)
    with pytest.raises(Conflict):
        installation.do(supervisor, data_requests.extend_deadline, line.id, reason="still many")
    view = installation.do(supervisor, data_requests.read_request, line.id)
    assert (view.record, view.details["extension"], view.details["proof"]) == (
        found,
        "many files",
        "identity card seen",
    )


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR])
def test_an_overdue_request_shows_on_the_deadlines_without_anything_personal(
    installation: Installation, found: UUID, role: Role
) -> None:
    line = _propose(installation, found, DataRight.ACCESS)
    installation.clock.move(timedelta(days=32))
    (overdue,) = installation.do(installation.actor(role), data_requests.list_requests)
    assert (overdue.id, overdue.kind, overdue.is_overdue) == (line.id, "access", True)
    assert (
        installation.do(installation.actor(Role.SUPERVISOR, "GR-CPA"), data_requests.list_requests)
        == []
    )
    with pytest.raises(Conflict):
        installation.do(
            installation.actor(Role.SUPERVISOR),
            data_requests.extend_deadline,
            line.id,
            reason="late",
        )


def test_a_second_person_decides_once(installation: Installation, found: UUID) -> None:
    supervisor = installation.actor(Role.SUPERVISOR)
    own = _propose(installation, found, DataRight.ACCESS, supervisor)
    with pytest.raises(Conflict):
        _decide(installation, own)
    line = _propose(installation, found, DataRight.ACCESS)
    with pytest.raises(Refused):
        _decide(installation, line, actor=installation.actor(Role.CASEWORKER))
    assert _decide(installation, line).state == "approved"
    with pytest.raises(Conflict):
        _decide(installation, line)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"requester": "cousin"}, "requester"),
        ({"proof": " "}, "proof"),
        ({"changes": {"eyes": "grey"}}, "changes"),
        ({"kind": DataRight.RECTIFY}, "changes"),
    ],
    ids=str,
)
def test_a_request_out_of_order_is_not_taken_in(
    installation: Installation, found: UUID, words: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        # keyword arguments that are invalid on both databases
        _propose(installation, found, **{"kind": DataRight.ACCESS, **words})
    assert caught.value.field == field
    with pytest.raises(InvalidInput, match="received_at"):
        _propose(
            installation,
            found,
            DataRight.ACCESS,
            received_at=installation.clock.now() + timedelta(hours=1),
        )


@pytest.mark.parametrize(
    ("agency", "refusal", "is_one"),
    [
        ("DE-JUG", "rights_of_others", True),
        ("DE-JUG", "ongoing_investigation", False),
        ("DE-POL", "ongoing_investigation", True),
        ("DE-POL", "compelling_grounds", False),
        ("DE-JUG", "no_time", False),
    ],
)
def test_each_regime_refuses_for_its_own_reasons(
    installation: Installation, agency: str, refusal: str, is_one: bool
) -> None:
    is_police = agency == "DE-POL"
    proposer = installation.actor(Role.LIAISON_OFFICER if is_police else Role.CASEWORKER, agency)
    record = installation.register({**MISSING, "recipients": ""}, proposer, CHECKED)
    line = _propose(installation, record, DataRight.ACCESS, proposer)
    supervisor = installation.actor(Role.SUPERVISOR, agency)
    if is_one:
        assert _decide(installation, line, refusal=refusal, actor=supervisor).state == "refused"
    else:
        with pytest.raises(InvalidInput, match="refusal"):
            _decide(installation, line, refusal=refusal, actor=supervisor)


def test_another_agencys_request_does_not_exist(installation: Installation, found: UUID) -> None:
    line = _propose(installation, found, DataRight.ACCESS)
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    for work in (
        lambda: _decide(installation, line, actor=stranger),
        lambda: installation.do(stranger, data_requests.read_request, line.id),
        lambda: installation.do(stranger, access_export.export_record, line.id),
        lambda: _propose(installation, found, DataRight.ERASE, stranger),
    ):
        with pytest.raises(NotFound):
            work()


# --- access
# --------------------------------------------------------------------------


def test_a_request_and_its_deadline_go_with_the_record_to_its_new_responsible(
    installation: Installation, found: UUID
) -> None:
    request = _propose(installation, found, DataRight.ACCESS)
    move_record(installation, found, "DE-JUG", "FR-116")
    night(installation)
    for agency, listed, counted in (
        ("DE-JUG", [], {}),
        ("FR-116", [request], {("access", "proposed"): 1}),
    ):
        head = installation.actor(Role.SUPERVISOR, agency)
        assert installation.do(head, data_requests.list_requests) == listed
        own = {
            one.definition.name: one.cells for one in installation.do(head, access.read_own_counts)
        }
        assert own.get("rights", {}) == counted


def test_an_export_has_every_fact_and_look_and_withholds_other_people(
    installation: Installation, found: UUID
) -> None:
    other = installation.actor(Role.CASEWORKER, "GR-CPA")
    installation.register(MISSING, other, CHECKED)
    ask(installation, other)
    line = _propose(installation, found, DataRight.ACCESS)
    with pytest.raises(Conflict):
        installation.do(installation.actor(Role.CASEWORKER), access_export.export_record, line.id)
    _decide(installation, line)
    made = installation.do(
        installation.actor(Role.CASEWORKER), access_export.export_record, line.id
    )
    exported_facts = {(one.field, one.value) for one in made.facts}
    assert ("name_native", FOUND["name_native"]) in exported_facts
    assert {("record_ref", "F-1"), ("phones", "own:+491701234567")} <= exported_facts
    assert {
        ("relatives", f"mother:{REDACTION_TEXT}"),
        ("phones", f"relative:{REDACTION_TEXT}"),
    } <= exported_facts
    text = " ".join(one.value for one in made.facts)
    assert ("home_address", "12 Quillmark Street, Herat") in exported_facts
    for word in ("Golchehra", "Vukov", "99887766", "9988 7766"):
        assert word not in text
    assert "Shekiba was calm" in text
    assert made.match_keys
    accesses = {(one.agency, one.action) for one in made.accesses}
    # an agency that only searched is not named
    assert {("DE-JUG (fictional)", "register"), ("", "search")} <= accesses
    assert made.data_controller
    assert all(one.agency for one in made.accesses if one.action != "search")


def test_an_export_withholds_the_reporter_and_the_guardian_in_free_text(
    installation: Installation,
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    words = "Reported by Karl Huber, 030 1234567. Her guardian Petra Lindner came. She was calm."
    record = installation.register({**MISSING, "description": words}, worker, CHECKED)
    form = ReporterForm("Karl Huber", ("+49 30 1234567",), "neighbour")
    installation.do(worker, reporters.store_reporter, record, form)
    guardian = GuardianForm("Petra Lindner", "court", NOW - timedelta(days=9), "decision 12")
    installation.do(worker, guardian_appointments.appoint_guardian, record, guardian)
    line = _propose(installation, record, DataRight.ACCESS)
    _decide(installation, line)
    made = installation.do(worker, access_export.export_record, line.id)
    (text,) = [one.value for one in made.facts if one.field == "description"]
    hidden = REDACTION_TEXT
    assert text == (
        f"Reported by {hidden} {hidden}, {hidden}. Her guardian {hidden} {hidden} came. She was"
        " calm."
    )


def test_an_export_has_the_sightings_of_the_person_without_their_texts(
    installation: Installation,
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    record, other = (
        installation.register({**MISSING, "recipients": "", "record_ref": ref}, worker, CHECKED)
        for ref in ("M-1", "M-2")
    )
    for place, reference in (("Ventimiglia", record), ("Genoa", other)):
        form = SightingForm(
            reference=reference,
            person="A girl in a red anorak with Boris Vukov.",
            grounds="She answered to the name on the poster.",
            country="IT",
            place=place,
            seen_at=installation.clock.now() - timedelta(hours=1),
            certainty="2",
            teller="public",
        )
        installation.do(installation.actor(Role.CASEWORKER, "FR-116"), sightings.send, form)
    installation.work()
    line = _propose(installation, record, DataRight.ACCESS)
    _decide(installation, line)
    made = installation.do(worker, access_export.export_record, line.id)
    assert [one.state for one in made.sightings] == ["received"]
    text = PersonalDataOut.of_export(made).model_dump_json()
    assert '"delivered_at"' in text
    assert not {word for word in ("Vukov", "anorak", "Ventimiglia", "Genoa") if word in text}


def test_an_export_withholds_the_person_who_reports_for_an_institution_and_not_its_name(
    installation: Installation,
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    words = "The Youth office of Jena reported. Marlene Vogt, 030 1234567, signed."
    record = installation.register({**MISSING, "description": words}, worker, CHECKED)
    office = Institution(
        public_id=uuid4(),
        agency_id=worker.agency_id,
        kind="youth_office",
        name="Youth office of Jena",
        contact="+49 40 555 01 16",
        expires_at=NOW + timedelta(days=9),
    )
    with installation.database.transaction() as session:
        session.add(office)
        listed = office.public_id
    form = ReporterForm("Marlene Vogt, Youth office", ("+49 30 1234567",), institution=listed)
    installation.do(worker, reporters.store_reporter, record, form)
    line = _propose(installation, record, DataRight.ACCESS)
    _decide(installation, line)
    made = installation.do(worker, access_export.export_record, line.id)
    (text,) = [one.value for one in made.facts if one.field == "description"]
    hidden = REDACTION_TEXT
    assert text == f"The Youth office of Jena reported. {hidden} {hidden}, {hidden}, signed."


def test_an_export_has_the_gregorian_days_of_a_birth(installation: Installation) -> None:
    hijri = {**FOUND, "birth_date": "1388-04-19", "birth_calendar": "solar_hijri"}
    record = installation.register(hijri, installation.actor(Role.CASEWORKER), LAWFUL)
    line = _propose(installation, record, DataRight.ACCESS)
    _decide(installation, line)
    made = installation.do(
        installation.actor(Role.CASEWORKER), access_export.export_record, line.id
    )
    facts = {one.field: one for one in PersonalDataOut.of_export(made).facts}
    days = facts["birth_date"].days
    assert facts["birth_date"].value == "1388-04-19"
    assert days is not None
    assert (str(days.first), str(days.last)) == ("2009-07-10", "2009-07-10")
    assert facts["sex"].days is None


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("relatives", "mother:Amina", f"mother:{REDACTION_TEXT}"),
        ("relatives", "Amina", REDACTION_TEXT),
        ("reporter", "uncle Omar", REDACTION_TEXT),
        ("phones", "exploiter:+4912345", f"exploiter:{REDACTION_TEXT}"),
        ("phones", "own:+4912345", "own:+4912345"),
        ("home_address", "exploiter:12 Main Street", f"exploiter:{REDACTION_TEXT}"),
        ("home_address", "12 Main Street", "12 Main Street"),
        ("full_name", "Amina Omar", "Amina Omar"),
        ("description", "Amina, omar and Ali", f"{REDACTION_TEXT}, {REDACTION_TEXT} and Ali"),
        ("description", "Aminas telephone", f"{REDACTION_TEXT} telephone"),
        ("description", "王伟来了 yesterday", f"{REDACTION_TEXT} yesterday"),
        ("description", "call ٠١٥١ ٢٣٤٥٦٧٨", f"call {REDACTION_TEXT}"),
        ("belongings", "note: Amina 0151 2345678", f"note: {REDACTION_TEXT} {REDACTION_TEXT}"),
        ("clothing", "a coat of Omar", f"a coat of {REDACTION_TEXT}"),
        ("care", "lives with Amina", f"lives with {REDACTION_TEXT}"),
        ("care", "residential", "residential"),
        *(
            (field, f"{before}Amina{after}", f"{before}{REDACTION_TEXT}{after}")
            for field, before, after in (
                ("home_address", "near ", ", Herat"),
                ("birth_place", "house of ", ""),
                ("event_place", "house of ", ""),
                ("route", "IR:with ", ":2023-08-30"),
                ("police_report", "2026-03-02:", ":A-77"),
                ("sis_decision", "AG ", " 31 F"),
                ("dialects", "as ", " speaks"),
                ("ethnicity", "like ", ""),
                ("biometrics_held", "dna:", ":D-1"),
                ("protection_status", "unaccompanied:2026-02-03:", ""),
                ("age_assessments", "minor:interview:15:2026-02-03:contested:", ""),
                ("trafficking_status", "possible:frontline:2026-02-03:", ""),
            )
        ),
        ("description", "\u00c1mina, A\u0301mina, Ami\u200dna", ", ".join([REDACTION_TEXT] * 3)),
        *(
            ("description", f"call 0151{sign}234{sign}5678 now", f"call {REDACTION_TEXT} now")
            for sign in (" - ", "\u00a0", "\u00b7", "\u2011", "\u2013", "\u2212", "_")
        ),
        ("marks", "tattoo:hand:left:Amina", f"tattoo:hand:left:{REDACTION_TEXT}"),
        ("recruiter", "partner", REDACTION_TEXT),
        ("description", "no partner came", "no partner came"),
        ("event_place", "house of Omar, Herat", f"house of {REDACTION_TEXT}, Herat"),
        ("unread", "relatives: cousin Ali", f"relatives:{REDACTION_TEXT}"),
        ("unread", "phones: smuggler: 12 a", f"phones:{REDACTION_TEXT}"),
        ("unread", "phones: own: 12 a", "phones: own: 12 a"),
    ],
)
def test_facts_that_name_third_parties_are_withheld(field: str, value: str, shown: str) -> None:
    day = date(2026, 3, 2)
    others = [
        Statement.read("relatives", "mother:Amina", "x", day),
        Statement.read("reporter", "uncle:Omar", "x", day),
        Statement.read("relatives", "brother:王伟", "x", day),
        Statement.read("phones", "relative:+491512345678", "x", day),
        Statement.read("recruiter", "partner", "x", day),
    ]
    assert (
        access_export.redact_third_parties([*others, Statement.read(field, value, "x", day)])[
            -1
        ].value
        == shown
    )


@pytest.mark.parametrize("field", sorted(FIELD_CLASSES))
def test_only_texts_about_the_person_concerned_keep_a_name_that_others_have(field: str) -> None:
    """A new column of text is withheld until the table says that it is about the person."""
    day = date(2026, 3, 2)
    parts = next((one.parts for one in INTAKE_FIELDS if one.name == field), ())
    value = ":".join(["x", *["Amina"] * (len(parts) - 1)]) if parts else "Amina"
    facts = [Statement.read("relatives", "mother:Amina", "x", day)]
    facts.append(Statement.read(field, value, "x", day))
    shown = access_export.redact_third_parties(facts)[-1].value
    if field not in CODED_FIELDS - THIRD_PARTY_FIELDS:
        assert ("Amina" in shown) is (field in OWN_TEXT_FIELDS), shown


# --- rectification, restriction, objection
# -------------------------------------------------------------------------


def test_a_rectification_is_carried_out_by_the_second_person(
    installation: Installation, found: UUID
) -> None:
    line = _propose(installation, found, DataRight.RECTIFY, changes={"eyes": "green"})
    assert installation.row_of(found).version == 1
    _decide(installation, line)
    assert installation.row_of(found).version == 2
    shown = installation.do(installation.actor(Role.CASEWORKER), register.read_record, found)
    assert ("eyes", "green") in {(one.field, one.value) for one in shown.statements}


@pytest.mark.parametrize("kind", [DataRight.RESTRICT, DataRight.OBJECT])
def test_a_restriction_holds_at_once_and_is_lifted_only_by_its_refusal(
    installation: Installation, kind: DataRight
) -> None:
    record = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.work()
    worker, supervisor = (
        installation.actor(role, "GR-CPA") for role in (Role.CASEWORKER, Role.SUPERVISOR)
    )
    stranger = installation.actor(Role.CASEWORKER)
    assert installation.do(stranger, register.read_record, record).statements
    line = _propose(installation, record, kind, worker)
    assert [_count(installation, table, record) for table in (Feature, MatchKey, RecordShare)] == [
        0,
        0,
        0,
    ]
    with pytest.raises(NotFound):
        installation.do(stranger, register.read_record, record)
    with pytest.raises(Conflict, match="restricted"):
        edit(installation, worker, record, {"eyes": "grey"}, version=1)
    assert installation.do(worker, register.read_record, record).statements
    match = installation.read_one(select(Match.public_id))
    with pytest.raises(NotFound):
        installation.do(stranger, visible_matches.read_match, match)
    _decide(installation, line, refusal="legal_claims", actor=supervisor)
    assert (
        min(_count(installation, table, record) for table in (Feature, MatchKey, RecordShare)) > 0
    )
    assert installation.do(stranger, register.read_record, record).statements
    assert installation.row_of(record).version == 2
    again = _propose(installation, record, kind, worker)
    _decide(installation, again, actor=supervisor)
    assert _count(installation, Feature, record) == 0
    third = _propose(installation, record, DataRight.RESTRICT, worker)
    _decide(installation, third, refusal="legal_claims", actor=supervisor)
    assert _count(installation, Feature, record) == 0  # the approved restriction still applies
    assert found


# --- erasure
# --------------------------------------------------------------------------


def test_erasure_leaves_only_a_tombstone(installation: Installation, found: UUID) -> None:
    missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.work()
    with installation.app.transaction(is_read_only=True) as session:
        doors.enter_role(session, installation.actor(Role.CASEWORKER))
        held = installation.context.features.get(
            session, installation.context.keys, [installation.row_of(found).id]
        )
    assert held
    before = installation.row_of(found)
    with installation.database.transaction(is_read_only=True) as session:
        document = session.scalars(
            select(RecordFacts).where(RecordFacts.record_id == before.id)
        ).first()
        assert session.scalar(select(func.count()).select_from(Score)) == 1
    with installation.database.transaction() as session:
        match = session.scalars(select(Match.public_id)).one()
        now, keys = installation.clock.now(), installation.context.keys
        data_keys.make_data_key(session, keys, subject=match, scope="match", now=now)
    with installation.database.transaction(is_read_only=True) as session:
        assert None not in (session.get(DataKey, found), session.get(DataKey, match))
    line = _propose(installation, found, DataRight.ERASE)
    assert _count(installation, Feature, found) == 1
    _decide(installation, line)
    after = installation.row_of(found)
    assert (after.status, after.sharing_rule, after.closure, after.review_at) == (
        "erased",
        "other",
        None,
        None,
    )
    assert after.ref_tag != before.ref_tag
    gone = (Feature, MatchKey, RecordShare, RecordFacts, RecordAssignment)
    assert [_count(installation, table, found) for table in gone] == [0] * len(gone)
    with installation.database.transaction(is_read_only=True) as session:
        assert session.get(DataKey, found) is session.get(DataKey, match) is None
        assert session.scalars(select(Tombstone.public_id)).all() == [found]
        assert session.scalar(select(func.count()).select_from(Score)) == 0
        assert session.scalars(select(Match.score_id)).all() == [None]
        assert session.get(FeatureChange, after.id) is not None
        assert document is not None
        with pytest.raises(SealBroken):
            data_keys.open_data_key(session, installation.context.keys, found)
        erased = session.scalars(select(Audit).where(Audit.action == "erase")).one()
        assert erased.subject == found
    with installation.app.transaction(is_read_only=True) as session:
        doors.enter_role(session, installation.actor(Role.CASEWORKER))
        assert (
            installation.context.features.get(session, installation.context.keys, [after.id]) == {}
        )
    for work in (
        lambda: installation.do(installation.actor(Role.SUPERVISOR), register.read_record, found),
        lambda: installation.do(
            installation.actor(Role.SUPERVISOR), data_requests.read_request, line.id
        ),
        lambda: _propose(installation, found, DataRight.ACCESS),
    ):
        with pytest.raises(NotFound):
            work()
    assert installation.do(
        installation.actor(Role.CASEWORKER, "GR-CPA"), register.read_record, missing
    ).statements


def test_searches_for_the_person_open_no_more_after_an_erasure(installation: Installation) -> None:
    worker = installation.actor(Role.CASEWORKER, "GR-CPA")
    report = installation.register(MISSING, worker, CHECKED)
    ask(installation, worker, bound_to=report)
    with installation.database.transaction(is_read_only=True) as session:
        (subject,) = session.scalars(select(Search.public_id))
        assert session.get(DataKey, subject) is not None
    line = _propose(installation, report, DataRight.ERASE, worker)
    _decide(installation, line, actor=installation.actor(Role.SUPERVISOR, "GR-CPA"))
    with installation.database.transaction(is_read_only=True) as session:
        assert session.get(DataKey, subject) is None


def test_after_an_erasure_the_person_may_be_registered_again_with_the_same_reference(
    installation: Installation, found: UUID
) -> None:
    _decide(installation, _propose(installation, found, DataRight.ERASE))
    again = installation.register(SAYING, installation.actor(Role.CASEWORKER))
    assert again != found
    installation.work()


@pytest.mark.parametrize(
    ("requester", "is_taken"), [("person", True), ("guardian", False), ("representative", False)]
)
def test_a_missing_child_is_erased_only_at_the_childs_own_request(
    installation: Installation, requester: str, is_taken: bool
) -> None:
    actor = installation.actor(Role.CASEWORKER, "GR-CPA")
    record = installation.register(MISSING, actor, CHECKED)
    if not is_taken:
        with pytest.raises(InvalidInput, match="person_alone"):
            _propose(installation, record, DataRight.ERASE, actor, requester=requester)
        return
    line = _propose(installation, record, DataRight.ERASE, actor, requester=requester)
    _decide(installation, line, actor=installation.actor(Role.SUPERVISOR, "GR-CPA"))
    assert installation.row_of(record).status == "erased"


def test_a_restriction_is_one_however_often_it_is_asked_for(
    installation: Installation, found: UUID
) -> None:
    with installation.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == found)).one()
        processing_restrictions.restrict_record(session, installation.context, record)
        first = session.scalars(select(RecordRestriction)).one()
        processing_restrictions.restrict_record(session, installation.context, record)
        assert session.scalars(select(RecordRestriction)).one() is first
        processing_restrictions.lift_restriction(session, installation.context, record)
        processing_restrictions.lift_restriction(session, installation.context, record)
        assert record.version == 2
