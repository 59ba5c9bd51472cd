"""Attacks with dates: a row or request with an impossible date must affect only itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook
from sqlalchemy import select, update

from api.schemas.consent.written_consent import CONSENT_EXAMPLE as CONSENT
from core.policy.roles import Role
from models.operations.job import Job
from models.records.facts import Feature
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.consent import coming_of_age
from services.data_rights import retention
from services.foundation.actor import Actor
from services.foundation.facts.intake_row import IntakeRow
from services.matching_runs import runs
from services.operations import feature_upgrade, schedule
from services.records import new_records
from services.records.intake import preparation
from services.records.intake.preparation import ReadRow
from tests.described_client import example
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api.matrix_calls import ASKING, AT, DEPUTY, GUARDIAN, MISSING_FROM_CARE
from tests.integration.consent_steps import put_in_force

pytestmark = pytest.mark.late

SignIn = Callable[..., TestClient]
CIVIL = "1900-01-01", "2027-12-31"  # the tests' clock is in 2026
MOMENTS = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "1899-12-31T12:00:00Z",
    "2150-01-01T00:00:00Z",
)
PERSON = {"record_ref": "D-1", "kind": "found", "full_name": "Dmytro Kovalchuk"}
# column -> refused cells, and the first and last accepted cell
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    "event_date": (
        ("0001-01-01", "1899-12-31", "2028-01-01", "9999-12-31", "31.12.9999 10:00"),
        CIVIL,
    ),
    "age_on": (("0001-01-01", "1899-12-31", "2028-01-01", "9999-12-31"), CIVIL),
    "route": (
        ("GR:Lesvos:0001-01-01", "GR::9999-12-31"),
        (f"GR::{CIVIL[0]}", f"GR:Lesvos:{CIVIL[1]}"),
    ),
    "birth_date": (
        ("1879-12-31", "1700", "2028-01-01", "2028", "9999", "9999-12"),
        ("1880-01-01", "2027-12-31"),
    ),
}


def _refused(answer: Any, field: str) -> bool:
    """Return whether an answer refuses a field for its date, and states the permitted days."""
    body = answer.json()
    outcome = {
        "status": answer.status_code,
        "errors": [
            {name: problem[name] for name in ("field", "reason")}
            for problem in body.get("errors", [])
            if problem["suggestion"].startswith("write a date from ")
        ],
        "names_days": " to 20" in body.get("detail", ""),
    }
    return outcome == {
        "status": 422,
        "errors": [{"field": field, "reason": "date_out_of_range"}],
        "names_days": True,
    }


def test_a_row_with_a_date_outside_its_range_is_refused_with_field_and_range(
    sign_in: SignIn,
) -> None:
    desk = sign_in(Role.CASEWORKER)
    wrong = []
    for column, (outside, inside) in COLUMNS.items():
        for cell in outside:
            answer = desk.post("/v1/records", json={**PERSON, "age": "14", column: cell})
            wrong += [] if _refused(answer, column) else [(column, cell, answer.text)]
        for number, cell in enumerate(inside):
            person = {**PERSON, "record_ref": f"{column}-{number}", "age": "14", column: cell}
            answer = desk.post("/v1/records", json=person)
            wrong += [] if answer.status_code == 201 else [(column, cell, answer.text)]
    assert wrong == []
    detail = desk.post("/v1/records", json={**PERSON, "age": "14", "age_on": "0001-01-01"}).json()[
        "detail"
    ]
    assert detail == "age_on: a date from 1900-01-01 to 2027-12-31 is permitted"


def test_a_wrong_date_is_reported_while_it_is_typed(sign_in: SignIn) -> None:
    desk = sign_in(Role.CASEWORKER)
    for column, (outside, _) in COLUMNS.items():
        if column != "route":  # routes are not checked while they are typed
            warnings = desk.post("/v1/readings", json={"age": "14", column: outside[0]}).json()[
                "warnings"
            ]
            assert (column, "date_out_of_range") in [
                (one["column"], one["reason"]) for one in warnings
            ]
    shown = desk.post("/records/new/found/check", data={"birth_date": "1850-05-05"}).text
    assert (
        "The date is outside the allowed period. – write a date from 1880-01-01 to 2027-12-31"
        in shown
    )


def test_placeholder_birth_dates_are_left_out_with_a_warning(
    sign_in: SignIn,
) -> None:
    for number, nothing in enumerate(("0001-01-01", "1900-01-01", "9999-12-31")):
        answer = sign_in(Role.CASEWORKER).post(
            "/v1/records", json={**PERSON, "record_ref": f"N-{number}", "birth_date": nothing}
        )
        assert answer.status_code == 201
        assert [one["column"] for one in answer.json()["warnings"]] == ["birth_date"]


def test_an_edit_a_search_and_a_rectification_name_the_field_too(
    installation: Installation, sign_in: SignIn
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    desk = sign_in(Role.CASEWORKER)
    address = f"/v1/records/{found}"
    for column, (outside, _) in COLUMNS.items():
        sent = {"changes": {column: outside[0]}, "reason": "as told"}
        assert _refused(desk.patch(address, json=sent, headers={"If-Match": '"1"'}), column)
        rectification = {**ASKING, "kind": "rectify", "changes": {column: outside[0]}}
        assert _refused(desk.post(f"{address}/data-requests", json=rectification), column)
        facts = {
            "full_name": "Shekiba Rahimzadah",
            "relatives": ["mother:Golchehra"],
            column: outside[0],
        }
        question = {
            "facts": facts,
            "purpose": "locate_missing",
            "legal_basis": "led_8_10",
            "case_number": "DE-2026-001",
        }
        assert _refused(desk.post("/v1/searches", json=question), column)
    calendar = {
        "changes": {"birth_date": "5000-01-02", "birth_calendar": "ethiopian"},
        "reason": "as told",
    }
    assert _refused(desk.patch(address, json=calendar, headers={"If-Match": '"1"'}), "birth_date")


def test_a_moment_outside_its_range_is_refused_with_field_and_range(
    installation: Installation, sign_in: SignIn
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    supervisor, record = sign_in(Role.SUPERVISOR), f"/v1/records/{found}"
    appointment = {**dict(CONSENT["appointment"]), "appointed_on": "0001-01-01"}  # type: ignore[call-overload, arg-type]
    for moment in MOMENTS:
        moments: list[tuple[str, str, Mapping[str, Any]]] = [
            (f"{record}/missing-from-care", "left_at", MISSING_FROM_CARE),
            (f"{record}/located", "at", AT),
            (f"{record}/return", "at", AT),
            (f"{record}/guardians", "appointed_at", GUARDIAN),
            (f"{record}/risks", "act_by", example("RiskForm")),
            (f"{record}/data-requests", "received_at", ASKING),
            ("/v1/deputies", "until", DEPUTY),
        ]
        wrong = [
            (address, answer.text)
            for address, field, body in moments
            if not _refused(answer := supervisor.post(address, json={**body, field: moment}), field)
        ]
        assert wrong == []
        assert _refused(supervisor.get("/v1/statistics", params={"at": moment}), "at")
    for day in ("9999-12-31", "2150-01-01"):
        assert _refused(
            supervisor.post(
                f"{record}/best-interests", json={**example("BestInterestsForm"), "review_on": day}
            ),
            "review_on",
        )
        assert _refused(
            supervisor.post(f"{record}/consents", json={**CONSENT, "until": day}), "until"
        )
        assert _refused(sign_in(Role.ANALYST).post("/v1/reports", json={"until": day}), "until")
    assert _refused(
        supervisor.post(f"{record}/consents", json={**CONSENT, "appointment": appointment}),
        "appointed_on",
    )


def test_a_page_names_the_field_and_permitted_days_and_keeps_typed_values(
    installation: Installation, sign_in: SignIn
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    desk = sign_in(Role.CASEWORKER)
    typed = {**PERSON, "event_date": "0001-01-01", "description": "quiet"}
    shown = desk.post("/records/new/found", data=typed)
    assert (shown.status_code, "quiet" in shown.text) == (422, True)
    assert "Please enter a date from 1 Jan 1900 to 31 Dec 2027." in shown.text
    desk.cookies.set("homeward-language", "fr")
    assert (
        "Veuillez saisir une date du 1 janv. 1900 au 31 déc. 2027."
        in desk.post("/records/new/found", data=typed).text
    )
    desk.cookies.set("homeward-language", "en")
    located = desk.post(
        f"/records/{found}/story", data={"outcome": "safe", "at": "9999-12-31T23:59"}
    )
    assert located.status_code == 422
    assert "Please enter a date from 1 Jan 1900 to 31 Dec 2027." in located.text


BAD = (
    {"age": "14", "age_on": "0001-01-01"},
    {"event_date": "9999-12-31"},
    {"birth_date": "9999"},
    {"route": "GR::0001-01-01"},
    {"birth_date": "9998-13-01", "birth_calendar": "ethiopian", "event_date": "0001-01-01"},
)
NAMES = (
    "record_ref",
    "kind",
    "full_name",
    "birth_date",
    "birth_calendar",
    "age",
    "age_on",
    "event_date",
    "route",
)


def _rows() -> list[dict[str, str]]:
    """Return valid and invalid rows in turn."""
    good = [
        {**PERSON, "record_ref": f"G-{number}", "birth_date": "2010-05-06"}
        for number in range(len(BAD))
    ]
    bad = [{**PERSON, "record_ref": f"B-{number}", **cells} for number, cells in enumerate(BAD)]
    return [row for match in zip(good, bad, strict=True) for row in match]


def _csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, NAMES)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _xlsx(rows: Sequence[Mapping[str, str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in ({name: name for name in NAMES}, *rows):
        book.active.append([row.get(name, "") for name in NAMES])
    book.save(out)
    return out.getvalue()


def _pfif(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the rows as PFIF, which states an age on the day of the source."""
    persons = "".join(
        f"<p:person><p:person_record_id>x.org/{row['record_ref']}</p:person_record_id><p:full_name>Dmytro</p:full_name>"
        + (
            f"<p:age>14</p:age><p:source_date>{row['age_on']}T00:00:00Z</p:source_date>"
            if "age_on" in row
            else ""
        )
        + f"<p:date_of_birth>{row.get('birth_date', '')}</p:date_of_birth></p:person>"
        for row in rows
    )
    return f'<p:pfif xmlns:p="http://zesty.ca/pfif/1.4">{persons}</p:pfif>'.encode()


def _imported(
    installation: Installation, desk: TestClient, form: str, data: bytes
) -> dict[str, Any]:
    """Import a file to its end. Return its status and the notes on its rows."""
    sent = desk.post(
        f"/v1/imports?format={form}", content=data, headers={"Content-Type": "text/csv"}
    ).json()
    plan = {"mapping": {name: name for name in sent["columns"]}, "kind": "found"}
    tried = desk.post(f"/v1/imports/{sent['id']}/dry-run", json={**plan, "searches": 0}).json()
    assert desk.post(f"/v1/imports/{sent['id']}/start", json=plan).status_code == 202
    installation.work()
    done = desk.get(f"/v1/imports/{sent['id']}").json()
    notes = desk.get(f"/v1/imports/{sent['id']}/notes").json()["notes"]
    assert notes == tried["notes"]
    return {**done, "notes": notes}


@pytest.mark.parametrize(("form", "write"), [("csv", _csv), ("xlsx", _xlsx)])
def test_a_row_with_an_impossible_date_costs_no_other_row_of_its_file(
    installation: Installation, sign_in: SignIn, form: str, write: Callable[..., bytes]
) -> None:
    done = _imported(installation, sign_in(Role.CASEWORKER), form, write(_rows()))
    assert (done["state"], done["rows_in"], done["rows_rejected"]) == ("done", len(BAD), len(BAD))
    assert {(note["line"], note["column"], note["reason"]) for note in done["notes"]} == {
        (3, "age_on", "date_out_of_range"),
        (5, "event_date", "date_out_of_range"),
        (7, "birth_date", "date_out_of_range"),
        (9, "route", "date_out_of_range"),
        (11, "event_date", "date_out_of_range"),
    }
    assert done["notes"][0]["suggestion"] == "write a date from 1900-01-01 to 2027-12-31"
    assert installation.read_all(select(Job.id).where(Job.state != "done")) == []


def test_a_person_of_pfif_with_an_impossible_date_costs_no_other(
    installation: Installation, sign_in: SignIn
) -> None:
    done = _imported(installation, sign_in(Role.CASEWORKER), "pfif", _pfif(_rows()[:6]))
    assert (done["state"], done["rows_in"], done["rows_rejected"]) == ("done", 4, 2)
    assert [note["column"] for note in done["notes"]] == ["age_on", "birth_date"]


def test_a_row_that_breaks_the_reader_costs_no_other_row(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = preparation.pack

    def breaks(person: Any) -> bytes:
        if "Breaks" in person.names[0].text:
            raise OverflowError("date value out of range")
        return packed(person)

    monkeypatch.setattr(preparation, "pack", breaks)
    rows = [
        PERSON,
        {**PERSON, "record_ref": "D-2", "full_name": "Breaks"},
        {**PERSON, "record_ref": "D-3"},
    ]
    done = _imported(installation, sign_in(Role.CASEWORKER), "csv", _csv(rows[:1] + rows[2:]))
    assert (done["rows_in"], done["rows_rejected"]) == (2, 0)
    ready = preparation.prepare_many(
        preparation.preparation_context(
            installation.context, LAWFUL, source="protection", state="DE"
        ),
        rows,
    )
    assert [getattr(one, "reason", "") for one in ready] == ["", "not_readable", ""]


# Facts that could be stored before dates had ranges.
OLD: tuple[dict[str, Any], ...] = (
    {"age": "14", "age_on": "0001-01-01"},
    {"age": "14", "age_on": "9999-12-31", "event_date": "9999-12-31"},
    {"birth_date": ["2009-07-10"], "event_date": "0001-01-01", "height_cm": "150"},
    {
        "birth_date": ["9999"],
        "event_date": "1700-05-05",
        "route": ["GR::0001-01-01", "DE:Hamburg:9999-12-31"],
    },
    {"birth_date": ["0001"], "age": "120", "age_on": "0100-01-01"},
)


def _stored(one: Installation, row: Mapping[str, Any], actor: Actor) -> UUID:
    """Store a row as before dates had ranges: without warnings, every value as a fact."""
    today = one.clock.now().date()
    row_statements = tuple(
        IntakeRow.read(row).statements(source=actor.agency_kind, stated_on=today)
    )
    read = ReadRow(str(row["kind"]), str(row["record_ref"]), "", row_statements, ())
    prepared = preparation.complete_row(one.context, read, LAWFUL, state="DE", today=today)
    return one.do(actor, new_records.register_record, prepared).public_id


def _work_of_a_night(one: Installation) -> None:
    """Run the nightly schedule and every waiting job.

    No job may be left or quarantined.
    """
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        coming_of_age.plan_checks(session, one.context)
        retention.run_retention(session, one.context)
    with one.database.transaction() as session:
        runs.start_matching_run(session, one.context, schedule.SCHEDULER)
    one.enqueue("deadlines", 1)
    one.enqueue("statistics", 1)
    one.work()
    assert one.read_all(select(Job.kind).where(Job.state != "done")) == []


def test_stored_impossible_dates_hold_up_no_job_no_page_and_no_other_record(
    installation: Installation, sign_in: SignIn
) -> None:
    base = {
        name: FOUND[name]
        for name in ("kind", "name_native", "sex", "nationalities", "relatives", "event_country")
    }
    responsible = installation.actor(Role.CASEWORKER)
    old = [
        _stored(installation, {**base, "record_ref": f"OLD-{n}", **row}, responsible)
        for n, row in enumerate(OLD)
    ]
    found = installation.register(FOUND, responsible, LAWFUL)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    _work_of_a_night(installation)
    desk = sign_in(Role.CASEWORKER)
    assert any(match for match in desk.get(f"/v1/records/{found}/matches").json()["matches"])
    for record in old:
        shown = desk.get(f"/v1/records/{record}")
        assert shown.status_code == 200
        for address in (
            f"/records/{record}",
            f"/records/{record}/matches",
            f"/records/{record}/edit",
        ):
            assert desk.get(address).status_code == 200
        eyes = {"changes": {"eyes": "brown"}, "reason": "seen"}
        edited = desk.patch(
            f"/v1/records/{record}", json=eyes, headers={"If-Match": shown.headers["ETag"]}
        )
        assert edited.status_code == 200, edited.text
        # in doubt a child
        assert desk.post(f"/v1/records/{record}/consents", json=CONSENT).status_code == 201
    assert (
        desk.post(f"/v1/records/{old[0]}/missing-from-care", json=MISSING_FROM_CARE).status_code
        == 201
    )
    installation.work()
    installation.change(update(Feature).values(packed_version=Feature.packed_version - 1))
    with installation.database.transaction(is_read_only=True) as session:
        ids = session.scalars(
            select(Record.id).where(Record.agency_id == responsible.agency_id).order_by(Record.id)
        ).all()
        (acting,) = (
            one
            for one in feature_upgrade.agency_actors(session, INSTALLER)
            if one.agency_id == responsible.agency_id
        )
        chunk = feature_upgrade.repack_records(session, installation.context, acting, ids)
    assert (len(chunk.packed), chunk.given_up) == (len(ids), ())
    put_in_force(installation, old[1])
    installation.clock.move(timedelta(days=400))  # consents expire, reviews are due
    _work_of_a_night(installation)
    (lapsed, *_) = sign_in(Role.CASEWORKER).get(f"/v1/records/{old[1]}/consents").json()["consents"]
    assert lapsed["state"] == "expired"
