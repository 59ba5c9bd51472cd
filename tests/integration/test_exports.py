from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.errors import Refused
from core.policy.exchange import EXPORT_DECIDE_HOURS, EXPORT_HOURS, MAX_EXPORT_ROWS
from core.policy.roles import Role
from models.consent.written_consent import Consent, ConsentScope
from models.oversight.audit import Audit, AuditRecord
from models.records.notification import Notification
from models.records.record import Record
from services.disclosure import exports
from services.disclosure.exports import ExportContent, ExportForm
from services.foundation import data_keys
from services.records import processing_restrictions
from services.records.intake.preparation import Declaration
from services.sharing.permissions import paper_place
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.api import conftest
from tests.integration.records.steps import edit
from tests.integration.steps import decide, second_supervisor, send_decision

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
EXPORT_FORM: dict[str, Any] = {
    "format": "csv",
    "purpose": "locate_missing",
    "reason": "the desk works without a line tonight",
    "recipient": "duty desk",
    "recipient_state": "DE",
}
PLACES = {"event_date", "event_country", "event_place", "route"}
RESPONSIBLE_AGENCIES = {
    "description",
    "care",
    "category",
    "ethnicity",
    "home_address",
    "recipients",
    "legal_basis",
    "international_protection",
}


def _approved(one: Installation, *record_ids: UUID, **changes: Any) -> UUID:
    form = ExportForm(records=record_ids, **{**EXPORT_FORM, **changes})
    made: UUID = one.do(one.actor(Role.SUPERVISOR), exports.request_export, form).id
    decide(one, second_supervisor(one), made)
    return made


def _file(one: Installation, export: UUID) -> ExportContent:
    return one.do(one.actor(Role.SUPERVISOR), exports.read_export_content, export)


def _audited_classes(one: Installation, made: ExportContent, record: UUID) -> str:
    return one.read_one(
        select(AuditRecord.field_classes)
        .join(Audit, Audit.id == AuditRecord.audit_id)
        .where(Audit.outcome == made.mark, AuditRecord.record == record)
    )


def _fields(made: ExportContent) -> set[str]:
    return {statement.field for one in made.records for statement in one.statements}


def _agree(
    one: Installation, record: UUID, *, recipient: str = "DE", child_view: str = "yes"
) -> None:
    now = one.clock.now()
    with one.database.transaction() as session:
        found = session.scalars(select(Record).where(Record.public_id == record)).one()
        public_id = uuid4()
        key = data_keys.open_data_key(session, one.context.keys, record)
        paper = data_keys.seal_json(
            key,
            {"giver": "person", "giver_name": "N. Orabi", "child_view": child_view},
            paper_place(public_id),
        )
        made = {"recorded_by": one.actor(Role.CASEWORKER).user_id, "recorded_at": now}
        consent = Consent(
            public_id=public_id,
            record_id=found.id,
            state="active",
            paper=paper,
            expires_at=now + timedelta(days=30),
            **made,
        )
        session.add(consent)
        session.flush()
        session.add(ConsentScope(consent_id=consent.id, scope="identity", recipient=recipient))


def _actions(client: TestClient, export: str) -> dict[str, str]:
    """Return the code of the refusal of each action, "" for an allowed one."""
    actions = client.get(f"/v1/exports/{export}").json()["next_steps"]["actions"]
    return {one["name"]: "" if one["allowed"] else one["reason"]["code"] for one in actions}


def test_an_export_takes_two_people_and_is_read_by_the_one_who_asked(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(MISSING, installation.actor(Role.CASEWORKER), CHECKED)
    client = sign_in(Role.SUPERVISOR)
    answer = client.post("/v1/exports", json={**EXPORT_FORM, "records": [str(record)]})
    assert (answer.status_code, answer.json()["state"]) == (201, "asked")
    export = answer.json()["id"]
    assert client.get(f"/v1/exports/{export}/file").status_code == 409
    own = send_decision(installation, client, export)
    assert (own.status_code, own.json()["code"]) == (409, "second_person_decides")
    opened = client.get(f"/v1/exports/{export}").json()
    steps = opened["next_steps"]["due"]
    assert (steps["act"], steps["is_own_side"], steps["is_yours"]) == ("decide", True, False)
    decide_by = installation.clock.now() + timedelta(hours=EXPORT_DECIDE_HOURS)
    assert datetime.fromisoformat(steps["due_at"]) == decide_by
    assert _actions(client, export) == {
        "decide": "second_person_decides",
        "read": "export_is_not_approved",
    }
    assert (opened["records"], opened["reason"], opened["is_own"]) == (
        [str(record)],
        EXPORT_FORM["reason"],
        True,
    )
    second, context = second_supervisor(installation), installation.context
    decide(installation, second, UUID(export))
    with pytest.raises(Refused), installation.database.transaction() as session:
        exports.read_export_content(session, context, second, UUID(export))
    assert _actions(client, export) == {"decide": "export_is_decided", "read": ""}
    assert client.get(f"/v1/exports/{export}/file").status_code == 200
    steps = client.get(f"/v1/exports/{export}").json()["next_steps"]
    assert [(step["act"], step["is_by_you"]) for step in steps["done"]] == [
        ("ask", True),
        ("approve", False),
        ("read", True),
    ]
    assert steps["due"] is None
    assert send_decision(installation, client, export, is_approved=False).status_code == 409


def test_records_to_choose_from_are_named_as_far_as_they_are_seen_and_the_look_is_in_the_audit_log(
    installation: Installation, sign_in: SignIn
) -> None:
    own = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    shared = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    hit = installation.register(
        {**FOUND, "record_ref": "G-2"}, installation.actor(Role.CASEWORKER, "GR-CPA")
    )
    hidden = installation.register(
        {**OTHER, "sharing": "none"}, installation.actor(Role.CASEWORKER, "FR-116")
    )
    ids = [str(one) for one in (hidden, hit, shared, own, uuid4())]
    lines = (
        sign_in(Role.SUPERVISOR)
        .get("/v1/exports/records", params={"record": ids})
        .json()["records"]
    )
    assert [(one["id"], one["names"]) for one in lines] == [
        (str(hit), []),
        (str(shared), ["Shekiba Rahimzadah"]),
        (str(own), [FOUND["name_native"]]),
    ]
    (act,) = installation.read_all(select(Audit).where(Audit.action == "name_records"))
    shown = installation.read_all(select(AuditRecord).where(AuditRecord.audit_id == act.id))
    assert {one.record: one.field_classes for one in shown} == {
        hit: "F0",
        shared: "F0 F2",
        own: "F0 F2",
    }


def test_the_mark_is_in_the_file_name_the_header_every_row_and_the_audit_log(
    installation: Installation, sign_in: SignIn
) -> None:
    supervisor = installation.actor(Role.SUPERVISOR)
    record_ids = [
        installation.register({**MISSING, "record_ref": f"M-{n}"}, supervisor, CHECKED)
        for n in range(3)
    ]
    export = _approved(installation, *record_ids)
    client = sign_in(Role.SUPERVISOR)
    answer = client.get(f"/v1/exports/{export}/file")
    mark = answer.headers["x-reader-mark"]
    assert f'filename="homeward-export-{mark}.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["id"] for row in rows} == {str(one) for one in record_ids}
    assert {(row["mark"], row["read_by"]) for row in rows} == {(mark, str(supervisor.public_id))}
    assert {row["full_name"] for row in rows} == {"Shekiba Rahimzadah"}
    installation.clock.move(timedelta(minutes=1))
    assert client.get(f"/v1/exports/{export}/file").headers["x-reader-mark"] != mark
    read = installation.read_all(
        select(Audit).where(Audit.action == "read_export_file").order_by(Audit.id)
    )
    assert [row.outcome == mark for row in read] == [True, False]
    shown = installation.read_all(select(AuditRecord).where(AuditRecord.audit_id == read[0].id))
    assert {one.record for one in shown} == set(record_ids)
    assert {one.field_classes for one in shown} == {"F0 F1 F2 F3"}


def test_json_says_the_same_and_carries_the_mark_too(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(MISSING, installation.actor(Role.SUPERVISOR), CHECKED)
    export = _approved(installation, record, format="json")
    answer = sign_in(Role.SUPERVISOR).get(f"/v1/exports/{export}/file")
    made = json.loads(answer.text)
    assert made["records"][0]["facts"]["full_name"] == ["Shekiba Rahimzadah"]
    assert made["records"][0]["mark"] == made["mark"] == answer.headers["x-reader-mark"]


def test_a_birth_of_another_calendar_comes_with_its_gregorian_days(
    installation: Installation, sign_in: SignIn
) -> None:
    hijri = {**MISSING, "birth_date": "1388-04-19", "birth_calendar": "solar_hijri"}
    record = installation.register(hijri, installation.actor(Role.SUPERVISOR), CHECKED)
    client = sign_in(Role.SUPERVISOR)

    def read(form: str) -> str:
        export = _approved(installation, record, format=form)
        return str(client.get(f"/v1/exports/{export}/file").text)

    (row,) = csv.DictReader(io.StringIO(read("csv")))
    assert (row["birth_date"], row["birth_days"]) == ("1388-04-19", "2009-07-10/2009-07-10")
    (made,) = json.loads(read("json"))["records"]
    assert made["facts"]["birth_date"] == ["1388-04-19"]
    assert made["birth_days"] == {"1388-04-19": "2009-07-10/2009-07-10"}
    assert "date_of_birth>2009-07-10<" in read("pfif")


def test_a_cell_that_begins_a_formula_is_neutralised(
    installation: Installation, sign_in: SignIn
) -> None:
    row = {
        **MISSING,
        "full_name": "=HYPERLINK(1)",
        "event_place": "+Lesvos",
        "phones": "+49405550100",
    }
    export = _approved(
        installation, installation.register(row, installation.actor(Role.SUPERVISOR), CHECKED)
    )
    (exported_row,) = csv.DictReader(
        io.StringIO(sign_in(Role.SUPERVISOR).get(f"/v1/exports/{export}/file").text)
    )
    assert (exported_row["full_name"], exported_row["event_place"]) == (
        "'=HYPERLINK(1)",
        "'+Lesvos",
    )
    assert exported_row["phones"] == ""  # phone numbers of a family are never exported


def test_an_own_found_child_is_exported_beyond_its_profile_only_with_consent(
    installation: Installation,
) -> None:
    row = {**FOUND, "home_address": "12 Quillmark Street, Herat"}
    child = installation.register(row, installation.actor(Role.SUPERVISOR))
    made = _file(installation, _approved(installation, child))
    assert _fields(made) == {"age_band", "height_band", "sex", "nationalities"}
    _agree(installation, child)
    made = _file(installation, _approved(installation, child))
    assert {"name_native", "birth_date", "marks"} <= _fields(made)
    assert not _fields(made) & (PLACES | RESPONSIBLE_AGENCIES)
    assert _audited_classes(installation, made, child) == "F0 F1 F2 F3"


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"dangers": [], "nationalities": []}, id="open questions of danger"),
        pytest.param({"category": "trafficking_victim"}, id="a victim"),
        pytest.param({"birth_date": "1984-07-10"}, id="an adult"),
    ],
)
def test_a_found_person_whom_no_sharing_opens_is_exported_with_consent_only(
    installation: Installation, facts: dict[str, Any]
) -> None:
    person = installation.register({**FOUND, **facts}, installation.actor(Role.SUPERVISOR))
    shared = installation.register(OTHER, installation.actor(Role.SUPERVISOR))
    made = _file(installation, _approved(installation, person, shared))
    assert [one.id for one in made.records] == [shared]
    _agree(installation, person)
    made = _file(installation, _approved(installation, person, shared))
    assert {one.id for one in made.records} == {person, shared}


@pytest.mark.parametrize(
    ("recipient", "view"), [("FR", "yes"), ("DE", "no")], ids=["another state", "a child's no"]
)
def test_consent_to_another_state_or_despite_the_childs_refusal_opens_nothing(
    installation: Installation, recipient: str, view: str
) -> None:
    child = installation.register(FOUND, installation.actor(Role.SUPERVISOR))
    _agree(installation, child, recipient=recipient, child_view=view)
    opened = _fields(_file(installation, _approved(installation, child)))
    if recipient == "FR":
        assert "name_native" not in opened
    else:  # a child's refusal closes photo, place and contact; no export contains these
        assert not opened & PLACES


def test_others_records_go_as_far_as_view_and_no_further_than_ones_own_state(
    installation: Installation,
) -> None:
    greek = installation.actor(Role.CASEWORKER, "GR-CPA")
    missing = installation.register({**MISSING, "recipients": ["DE"]}, greek, CHECKED)
    hit = installation.register({**FOUND, "record_ref": "F-9"}, greek, LAWFUL)
    made = _file(installation, _approved(installation, missing, hit))
    by_id = {one.id: one for one in made.records}
    assert {statement.field for statement in by_id[missing].statements} >= {
        "full_name",
        "event_place",
    }
    assert (by_id[hit].statements, _audited_classes(installation, made, hit)) == ((), "F0")
    assert "description" not in _fields(made)
    abroad = _file(installation, _approved(installation, missing, hit, recipient_state="FR"))
    assert abroad.records == ()


def test_responsible_agencies_of_foreign_records_are_notified_once(
    installation: Installation,
) -> None:
    greek = installation.actor(Role.CASEWORKER, "GR-CPA")
    missing = installation.register({**MISSING, "recipients": ["DE"]}, greek, CHECKED)
    own = installation.register(
        {**OTHER, "kind": "missing"}, installation.actor(Role.SUPERVISOR), CHECKED
    )
    export = _approved(installation, missing, own)
    _file(installation, export)
    _file(installation, export)
    installation.work()
    notification_rows = installation.read_rows(
        select(Record.public_id, Notification.agency_id)
        .join(Record, Record.id == Notification.record_id)
        .where(Notification.kind == "exported")
    )
    assert [tuple(one) for one in notification_rows] == [(missing, greek.agency_id)]


def test_a_record_withdrawn_between_approval_and_reading_is_left_out(
    installation: Installation,
) -> None:
    greek = installation.actor(Role.SUPERVISOR, "GR-CPA")
    missing = installation.register({**MISSING, "recipients": ["DE"]}, greek, CHECKED)
    export = _approved(installation, missing)
    edit(installation, greek, missing, {"sharing": "none"}, reason="at her word")
    made = _file(installation, export)
    assert made.records == ()


def test_a_restricted_record_is_not_exported(installation: Installation) -> None:
    own = installation.register(MISSING, installation.actor(Role.SUPERVISOR), CHECKED)
    with installation.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == own)).one()
        processing_restrictions.restrict_record(session, installation.context, record)
    assert _file(installation, _approved(installation, own)).records == ()


def test_records_under_protection_are_not_exported_to_the_state_fled_from(
    installation: Installation,
) -> None:
    row = {**MISSING, "nationalities": ["RO"], "recipients": ["DE"]}
    asylum = Declaration("led_8_10", "checked", "applicant")
    own = installation.register(row, installation.actor(Role.SUPERVISOR), asylum)
    assert _file(installation, _approved(installation, own, recipient_state="RO")).records == ()
    for state in ("FR", "CH"):
        assert (
            len(_file(installation, _approved(installation, own, recipient_state=state)).records)
            == 1
        )


def test_a_hidden_record_and_a_missing_one_are_asked_for_alike(
    installation: Installation, sign_in: SignIn
) -> None:
    hidden = installation.register(
        FOUND, installation.actor(Role.CASEWORKER, "GR-CPA"), Declaration()
    )
    own = installation.register(MISSING, installation.actor(Role.SUPERVISOR), CHECKED)
    client = sign_in(Role.SUPERVISOR)
    answers = [
        client.post("/v1/exports", json={**EXPORT_FORM, "records": [str(own), str(one)]})
        for one in (hidden, uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("hours", "is_decided"),
    [(EXPORT_DECIDE_HOURS, False), (EXPORT_HOURS, True)],
    ids=["undecided", "approved"],
)
def test_an_export_ends_by_itself(
    installation: Installation, sign_in: SignIn, hours: int, *, is_decided: bool
) -> None:
    own = installation.register(MISSING, installation.actor(Role.SUPERVISOR), CHECKED)
    if is_decided:
        export = _approved(installation, own)
    else:
        answer = sign_in(Role.SUPERVISOR).post(
            "/v1/exports", json={**EXPORT_FORM, "records": [str(own)]}
        )
        export = UUID(answer.json()["id"])
    installation.clock.move(timedelta(hours=hours))
    client = sign_in(Role.SUPERVISOR)
    assert client.get("/v1/exports").json()["exports"][0]["state"] == "expired"
    assert client.get(f"/v1/exports/{export}/file").status_code == 409
    assert _actions(client, str(export)) == dict.fromkeys(("decide", "read"), "export_is_over")


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "purpose refused by name": ({"purpose": "immigration_control"}, 403),
    "unknown purpose": ({"purpose": "curiosity"}, 422),
    "no reason": ({"reason": "  "}, 422),
    "nobody to get it": ({"recipient": ""}, 422),
    "a state that takes no part": ({"recipient_state": "AF"}, 422),
    "another format": ({"format": "xls"}, 422),
    "too many": ({"records": [str(uuid4()) for _ in range(MAX_EXPORT_ROWS + 1)]}, 422),
    "none": ({"records": []}, 422),
}


@pytest.mark.parametrize(("changes", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_an_incomplete_export_request_is_refused(
    installation: Installation, sign_in: SignIn, changes: dict[str, Any], status: int
) -> None:
    own = installation.register(MISSING, installation.actor(Role.SUPERVISOR), CHECKED)
    answer = sign_in(Role.SUPERVISOR).post(
        "/v1/exports", json={**EXPORT_FORM, "records": [str(own)], **changes}
    )
    assert answer.status_code == status, answer.text


def test_an_auditor_sees_exports_of_all_agencies_and_neither_reason_nor_records(
    installation: Installation, sign_in: SignIn
) -> None:
    export = _approved(
        installation, installation.register(MISSING, installation.actor(Role.SUPERVISOR), CHECKED)
    )
    client = sign_in(Role.AUDITOR, "FR-116")
    answer = client.get("/v1/exports")
    assert [one["id"] for one in answer.json()["exports"]] == [str(export)]
    assert EXPORT_FORM["reason"] not in answer.text
    assert client.get(f"/v1/exports/{export}").status_code == 403
