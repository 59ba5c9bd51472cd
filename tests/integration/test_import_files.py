from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook
from sqlalchemy import delete, select

from core.errors import Conflict
from core.policy.exchange import FILE_KEPT_DAYS, MAX_FILE_BYTES, MAX_FILE_ROWS
from core.policy.roles import Role
from core.policy.search import SEARCHES_PER_HOUR
from models.imports.import_batch import ImportBatch, ImportFile
from models.matching_runs.match import Match
from models.matching_runs.match_key import MatchKey
from models.operations.job import Job
from models.oversight.audit import Audit
from models.records.record import Record
from models.search.stored_searches import Search
from services.data_rights import retention
from services.foundation import jobs
from services.imports import worker as import_worker
from services.imports.rows import ChunkPace
from services.records.intake.preparation import Declaration
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.api import conftest
from tests.integration.running import do, jobs_of

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
COLUMNS = ("Aktenzeichen", "Name", "Geburtsdatum", "Mutter", "Bemerkung")
PLAN: dict[str, Any] = {
    "mapping": {
        "Aktenzeichen": "record_ref",
        "Name": "full_name",
        "Geburtsdatum": "birth_date",
        "Mutter": "relatives",
        "Bemerkung": "description",
    },
    "kind": "found",
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "international_protection": "no",
}
GOOD = ("A-1", "Shekiba Rahimzadah", "2009-07-10", "mother:Golchehra", "quiet")
OTHER = ("A-2", "Dmytro Kovalchuk", "2012-11-05", "mother:Oksana", "")
NAMELESS = ("A-3", "", "2010", "", "=cmd|'/c calc'!A1")
UNSURE = ("A-4", "Olena Petrenko", "5/4/2011", "", "")


def _file(*rows: Sequence[str], columns: Sequence[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _upload(client: TestClient, data: bytes) -> Any:
    answer = client.post("/v1/imports", content=data, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _post(client: TestClient, address: str, body: dict[str, Any], status: int) -> Any:
    answer = client.post(address, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def _imported(one: Installation, client: TestClient, *rows: Sequence[str]) -> str:
    batch = str(_upload(client, _file(*rows))["id"])
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    one.work()
    return batch


def _found(client: TestClient, reference: str) -> tuple[str, Any]:
    """Return id and facts of the record of the own agency with this reference."""
    for line in client.get("/v1/records").json()["records"]:
        facts = client.get(f"/v1/records/{line['id']}").json()["facts"]
        if facts["record_ref"][0]["value"] == reference:
            return line["id"], facts
    raise LookupError(reference)


def test_an_uploaded_file_is_described_by_its_headings_only(sign_in: SignIn) -> None:
    upload = _upload(
        sign_in(Role.CASEWORKER),
        _file(GOOD, NAMELESS, columns=("\ufeffAktenzeichen", *COLUMNS[1:])),
    )
    assert upload["columns"] == list(COLUMNS)
    assert upload["suggested"] == {
        "Aktenzeichen": "record_ref",
        "Name": "full_name",
        "Geburtsdatum": "birth_date",
        "Bemerkung": "description",
    }
    assert upload["rows"] == 2


def test_a_dry_run_names_lines_columns_and_reasons_and_stores_nothing(
    installation: Installation, sign_in: SignIn
) -> None:
    installation.register({**FOUND, "record_ref": "A-2"}, installation.actor(Role.SUPERVISOR))
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(GOOD, OTHER, NAMELESS, UNSURE, GOOD))["id"]
    before = installation.count(Record)
    report = _post(client, f"/v1/imports/{batch}/dry-run", {**PLAN, "searches": 0}, 200)
    assert (report["rows"], report["rejected"], report["warned"]) == (5, 3, 1)
    assert [
        (note["line"], note["column"], note["reason"], note["is_rejected"])
        for note in report["notes"]
    ] == [
        (3, "record_ref", "duplicate", True),
        (4, "full_name", "no name; write unknown if nobody knows it", True),
        (5, "birth_date", report["notes"][2]["reason"], False),
        (6, "record_ref", "duplicate", True),
    ]
    assert report["notes"][2]["suggestion"]
    assert "5/4/2011" not in str(report)
    assert (report["looked_for"], report["not_looked_for"]) == (0, 2)
    assert installation.count(Record) == before
    assert installation.count(Search) == 0


def test_a_dry_run_says_which_desk_to_call_and_each_row_asked_about_is_a_look(
    installation: Installation, sign_in: SignIn
) -> None:
    elsewhere = {**FOUND, "full_name": "Shekiba Rahimzadah"}
    installation.register(elsewhere, installation.actor(Role.CASEWORKER, "GR-CPA"), LAWFUL)
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(OTHER, GOOD, UNSURE))["id"]
    report = _post(client, f"/v1/imports/{batch}/dry-run", PLAN, 200)
    assert report["calls"] == [{"line": 3, "call": ["call GR-CPA (fictional), +32 2 555 01 00"]}]
    assert report["looked_for"] == 2  # the third row states too little for a search
    assert installation.count(Search, Search.channel == "dry_run") == 2
    assert (
        _post(client, f"/v1/imports/{batch}/dry-run", {**PLAN, "searches": 1}, 200)[
            "not_looked_for"
        ]
        == 2
    )
    assert installation.count(Search) == 3


def test_dry_runs_and_searches_share_one_quota(installation: Installation, sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    rows = [
        (f"A-{n}", f"Dmytro Kovalchuk{n}", "2012-11-05", "mother:Oksana", "")
        for n in range(SEARCHES_PER_HOUR + 3)
    ]
    batch = _upload(client, _file(*rows))["id"]
    report = _post(
        client, f"/v1/imports/{batch}/dry-run", {**PLAN, "searches": SEARCHES_PER_HOUR}, 200
    )
    assert (report["looked_for"], report["not_looked_for"]) == (SEARCHES_PER_HOUR, 3)
    query = {"facts": {"full_name": "A B", "birth_date": "2012-11-05"}, "purpose": "locate_missing"}
    _post(
        client,
        "/v1/searches",
        {**query, "legal_basis": "led_8_10", "case_number": "DE-2026-001"},
        429,
    )
    again = _post(client, f"/v1/imports/{batch}/dry-run", PLAN, 200)
    assert (again["looked_for"], again["calls"]) == (0, [])


@pytest.mark.parametrize(
    "declaration", [Declaration(None, "unverified", "no"), LAWFUL], ids=["hidden", "at risk"]
)
def test_a_dry_run_is_silent_about_hidden_records_and_children_at_risk(
    installation: Installation, sign_in: SignIn, declaration: Declaration
) -> None:
    risk = {"category": "trafficking_victim"} if declaration is LAWFUL else {}
    elsewhere = {**FOUND, "full_name": "Shekiba Rahimzadah", **risk}
    installation.register(elsewhere, installation.actor(Role.CASEWORKER, "GR-CPA"), declaration)
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(GOOD))["id"]
    report = _post(client, f"/v1/imports/{batch}/dry-run", PLAN, 200)
    assert (report["calls"], report["looked_for"]) == ([], 1)


BAD_PLANS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no such column": (
        {"mapping": {**PLAN["mapping"], "Vater": "relatives"}},
        "mapping",
        "no_such_column",
    ),
    "unknown target": (
        {"mapping": {**PLAN["mapping"], "Mutter": "shoe_size"}},
        "mapping",
        "unknown_column",
    ),
    "no reference": ({"mapping": {"Name": "full_name"}}, "mapping", "column_missing"),
    "two to one": (
        {"mapping": {**PLAN["mapping"], "Bemerkung": "full_name"}},
        "mapping",
        "mapped_twice",
    ),
    "no kind": ({"kind": ""}, "mapping", "column_missing"),
    "another kind": ({"kind": "lost"}, "kind", "unknown_code"),
    "checked in bulk": ({"reporter_check": "checked"}, "reporter", "not_proven"),
    "another basis": ({"legal_basis": "because"}, "legal_basis", "unknown_code"),
}


@pytest.mark.parametrize(("change", "field", "reason"), BAD_PLANS.values(), ids=BAD_PLANS.keys())
@pytest.mark.parametrize("step", ["dry-run", "start"])
def test_a_plan_that_does_not_fit_is_refused_by_field_and_reason(
    sign_in: SignIn, step: str, change: dict[str, Any], field: str, reason: str
) -> None:
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(GOOD))["id"]
    answer = _post(client, f"/v1/imports/{batch}/{step}", {**PLAN, **change}, 422)
    assert [{**error, "codes": []} for error in answer["errors"]] == [
        {"field": field, "reason": reason, "codes": []}
    ]


def test_the_worker_imports_with_the_account_that_started_the_import(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(GOOD, OTHER, NAMELESS, UNSURE))["id"]
    assert client.get(f"/v1/imports/{batch}").json()["state"] == "uploaded"
    assert _post(client, f"/v1/imports/{batch}/start", PLAN, 202)["state"] == "running"
    _post(client, f"/v1/imports/{batch}/start", PLAN, 409)
    installation.work()
    progress = client.get(f"/v1/imports/{batch}").json()
    assert (progress["state"], progress["rows_total"], progress["rows_in"]) == ("done", 4, 3)
    assert (progress["rows_rejected"], progress["rows_warned"]) == (1, 1)
    notes = client.get(f"/v1/imports/{batch}/notes").json()["notes"]
    assert [(note["line"], note["is_rejected"]) for note in notes] == [(4, True), (5, False)]
    assert len(client.get("/v1/records").json()["records"]) == 3
    _, facts = _found(client, "A-1")
    assert facts["relatives"][0]["value"] == "mother:Golchehra"
    row = installation.read_one(select(Audit).where(Audit.action == "register"))
    assert row.user_id == installation.actor(Role.CASEWORKER).user_id
    assert installation.count(MatchKey) > 0


def test_the_report_to_the_police_is_asked_for_once_for_a_whole_file(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    columns = ("Aktenzeichen", "Name", "kind", "police_report")
    rows = (
        ("P-1", "Dmytro Kovalchuk", "missing", ""),
        ("P-2", "Olena Kovalchuk", "Missing", "2026-02-20:Police of Bremen:B-1"),
        ("P-3", "Yusuf Haidari", "found", ""),
    )
    batch = _upload(client, _file(*rows, columns=columns))["id"]
    mapping = {"Aktenzeichen": "record_ref", "Name": "full_name", "kind": "kind"}
    plan = {
        "mapping": {**mapping, "police_report": "police_report"},
        "police_report": "2026-02-28:Police of Hamburg:H-7",
    }
    _post(client, f"/v1/imports/{batch}/start", plan, 202)
    installation.work()
    stated = {
        reference: [one["value"] for one in _found(client, reference)[1].get("police_report", [])]
        for reference, *_ in rows
    }
    assert stated == {
        "P-1": ["2026-02-28:Police of Hamburg:H-7"],
        "P-2": ["2026-02-20:Police of Bremen:B-1"],
        "P-3": [],
    }
    listed = client.get("/v1/deadlines?about=records").json()["deadlines"]
    assert {one["kind"] for one in listed} > {"risk_assessment"}
    assert "police_report" not in {one["kind"] for one in listed}
    assert client.get("/v1/notifications").json()["notifications"] == []


def test_failed_rows_are_returned_without_formulas_and_imported_after_correction(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    phone = ("A-5", "", "2010", "", "+49 40 555 01 00")
    batch = _imported(installation, client, GOOD, NAMELESS, phone)
    answer = client.get(f"/v1/imports/{batch}/failed-rows")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["problem_line"], row["problem_column"], row["Aktenzeichen"]) for row in rows] == [
        ("3", "full_name", "A-3"),
        ("4", "full_name", "A-5"),
    ]
    assert [row["Bemerkung"] for row in rows] == ["'=cmd|'/c calc'!A1", "'+49 40 555 01 00"]
    corrected = [[*row.values()][4:] for row in rows]
    for row in corrected:
        row[1] = "Olena Petrenko"
    again = _imported(installation, client, *corrected)
    assert client.get(f"/v1/imports/{again}").json()["rows_in"] == 2
    _, facts = _found(client, "A-5")
    assert facts["description"][0]["value"] == "+49 40 555 01 00"


def test_a_finished_import_keeps_only_its_failed_rows_and_for_a_week(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    clean = _imported(installation, client, GOOD)
    assert installation.count(ImportFile) == 0
    assert client.get(f"/v1/imports/{clean}/failed-rows").status_code == 404
    _imported(installation, client, OTHER, NAMELESS)
    waiting = _upload(client, _file(UNSURE))["id"]
    assert installation.count(ImportFile) == 2
    installation.clock.move(timedelta(days=FILE_KEPT_DAYS))
    with installation.database.transaction() as session:
        retention.run_retention(session, installation.context)
    assert installation.count(ImportFile) == 0
    client = sign_in(Role.CASEWORKER)
    _post(client, f"/v1/imports/{waiting}/start", PLAN, 409)


def test_a_spreadsheet_is_imported_like_a_csv_file(
    installation: Installation, sign_in: SignIn
) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (COLUMNS, (*GOOD[:2], date(2009, 7, 10), *GOOD[3:]), NAMELESS):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    client = sign_in(Role.CASEWORKER)
    answer = client.post("/v1/imports?format=xlsx", content=out.getvalue())
    assert answer.status_code == 201, answer.text
    batch = answer.json()["id"]
    assert answer.json()["rows"] == 2
    report = _post(client, f"/v1/imports/{batch}/dry-run", {**PLAN, "searches": 0}, 200)
    assert [(note["line"], note["column"]) for note in report["notes"]] == [(3, "full_name")]
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    installation.work()
    assert _found(client, "A-1")[1]["birth_date"][0]["value"] == "2009-07-10"
    failed = client.get(f"/v1/imports/{batch}/failed-rows").text
    assert "A-3" in failed
    assert "\n=" not in failed


def test_an_import_taken_up_by_another_worker_stores_each_row_once(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.imports.worker.ChunkPace", lambda: ChunkPace(2))
    client = sign_in(Role.CASEWORKER)
    rows = [(f"A-{n}", "Dmytro Kovalchuk", "2012", "", "") for n in range(7)]
    batch = _upload(client, _file(*rows))["id"]
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    context = installation.context
    with installation.database.transaction() as session:
        batch_id = session.scalars(select(ImportBatch.id)).one()
        work = import_worker.resume_import(session, context, batch_id)
        assert work is not None
        import_worker.save_chunk(session, context, work, next(work.chunks))
    second = next(work.chunks)
    installation.work()
    progress = client.get(f"/v1/imports/{batch}").json()
    assert (progress["state"], progress["rows_in"], progress["rows_rejected"]) == ("done", 7, 0)
    with pytest.raises(Conflict), installation.database.transaction() as session:
        import_worker.save_chunk(session, context, work, second)
    assert installation.count(Record) == 7


def test_a_child_entered_by_hand_is_matched_before_the_rest_of_an_import(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.imports.worker.ChunkPace", lambda: ChunkPace(2))
    monkeypatch.setattr("services.imports.undo.CHUNK", 2)
    monkeypatch.setattr("workers.handlers.TURN_S", 0.0)
    client, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    rows = [(f"A-{n}", "Dmytro Kovalchuk", "2012", "", "") for n in range(7)]
    batch = _upload(client, _file(*rows))["id"]
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    do(installation, "import")
    progress = client.get(f"/v1/imports/{batch}").json()
    assert (progress["state"], progress["rows_in"]) == ("running", 2)
    installation.register({**FOUND, "record_ref": "H-1"}, installation.actor(Role.CASEWORKER))
    with installation.database.transaction(is_read_only=True) as session:
        first, *_, rest = jobs.unpublished_jobs(session, installation.context, limit=100)
        assert session.get_one(Job, first).kind == "match"
        assert session.get_one(Job, first).priority == jobs.REGISTERED
        assert session.get_one(Job, rest).kind == "import"
    installation.work()
    assert client.get(f"/v1/imports/{batch}").json()["rows_in"] == 7
    assert installation.count(Record) == 8
    assert {(job.state, job.attempts) for job in jobs_of(installation, "import")} == {("done", 1)}
    _post(head, f"/v1/imports/{batch}/undo", {"reason": "wrong columns"}, 202)
    do(installation, "undo_import")
    assert head.get(f"/v1/imports/{batch}").json()["rows_undone"] == 2
    installation.work()
    progress = head.get(f"/v1/imports/{batch}").json()
    assert (progress["state"], progress["rows_undone"]) == ("undone", 7)


def test_undoing_withdraws_records_without_later_work_and_frees_their_references(
    installation: Installation, sign_in: SignIn
) -> None:
    client, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    batch = _imported(installation, client, GOOD, OTHER)
    other, _ = _found(client, "A-2")
    edited = {"changes": {"eyes": "grey"}}
    assert (
        client.patch(f"/v1/records/{other}", json=edited, headers={"If-Match": '"1"'}).status_code
        == 200
    )
    _post(client, f"/v1/imports/{batch}/undo", {"reason": "wrong"}, 403)
    _post(head, f"/v1/imports/{batch}/undo", {}, 422)
    assert (
        _post(head, f"/v1/imports/{batch}/undo", {"reason": "wrong columns"}, 202)["state"]
        == "undoing"
    )
    _post(head, f"/v1/imports/{batch}/undo", {"reason": "wrong columns"}, 409)
    installation.work()
    progress = head.get(f"/v1/imports/{batch}").json()
    assert (progress["state"], progress["rows_in"], progress["rows_undone"]) == ("undone", 2, 1)
    states = {
        one.public_id: (one.status, one.closure) for one in installation.read_all(select(Record))
    }
    assert sorted(states.values(), key=str) == [("closed", "withdrawn"), ("open", None)]
    withdrawn = installation.read_one(select(Record).where(Record.status == "closed"))
    assert not installation.read_all(select(MatchKey).where(MatchKey.record_id == withdrawn.id))
    assert not installation.read_all(select(Match).where(Match.state == "confirmed"))
    again = _imported(installation, client, GOOD, OTHER)
    counted = client.get(f"/v1/imports/{again}").json()
    assert (counted["rows_in"], counted["rows_rejected"]) == (1, 1)
    reopening = f"/v1/records/{withdrawn.public_id}/reopen"
    refused = head.post(reopening, json={"reason": "seen"}, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "reference_is_taken")


def _reasons(client: TestClient, batch: str) -> dict[str, str | None]:
    """Return each action of an import with the code of its refusal, None where it is allowed."""
    steps = client.get(f"/v1/imports/{batch}").json()["next_steps"]
    return {
        action["name"]: action["reason"] and action["reason"]["code"] for action in steps["actions"]
    }


def test_the_next_steps_of_an_import_are_what_its_acts_meet(
    installation: Installation, sign_in: SignIn
) -> None:
    client, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    batch = _upload(client, _file(GOOD))["id"]
    steps = client.get(f"/v1/imports/{batch}").json()["next_steps"]
    assert (steps["due"]["act"], steps["due"]["is_yours"]) == ("start", True)
    assert _reasons(client, batch) == {
        "dry_run": None,
        "start": None,
        "undo": "supervisor_takes_step",
    }
    assert _reasons(head, batch)["start"] == "another_persons_file"
    assert _post(head, f"/v1/imports/{batch}/start", PLAN, 409)["code"] == "another_persons_file"
    assert _reasons(head, batch)["undo"] == "undoes_started_import"
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    assert _reasons(client, batch)["start"] == "import_is_started"
    assert _post(client, f"/v1/imports/{batch}/start", PLAN, 409)["code"] == "import_is_started"
    installation.work()
    assert _reasons(head, batch) == {
        "dry_run": "import_is_finished",
        "start": "import_is_finished",
        "undo": None,
    }
    dry_run = f"/v1/imports/{batch}/dry-run"
    assert _post(client, dry_run, {**PLAN, "searches": 0}, 409)["code"] == "import_is_finished"
    _post(head, f"/v1/imports/{batch}/undo", {"reason": "wrong file"}, 202)
    assert _reasons(head, batch)["undo"] == "import_is_undone"
    installation.work()
    done = head.get(f"/v1/imports/{batch}").json()["next_steps"]["done"]
    assert [step["act"] for step in done] == ["upload", "undo", "finish_undo"]


def test_a_file_that_is_no_longer_kept_is_not_started(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(GOOD))["id"]
    installation.change(delete(ImportFile))
    assert _reasons(client, batch)["start"] == "file_is_not_kept"
    assert _post(client, f"/v1/imports/{batch}/start", PLAN, 409)["code"] == "file_is_not_kept"


def test_an_import_undone_while_it_runs_stops_where_it_is(
    installation: Installation, sign_in: SignIn
) -> None:
    client, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    batch = _upload(client, _file(GOOD))["id"]
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    _post(head, f"/v1/imports/{batch}/undo", {"reason": "wrong file"}, 202)
    installation.work()
    assert head.get(f"/v1/imports/{batch}").json()["state"] == "undone"
    assert installation.count(Record) == 0


def test_only_a_supervisor_sees_the_imports_of_colleagues(
    installation: Installation, sign_in: SignIn
) -> None:
    del installation
    batch = _upload(sign_in(Role.CASEWORKER), _file(GOOD))["id"]
    assert [one["id"] for one in sign_in(Role.SUPERVISOR).get("/v1/imports").json()["imports"]] == [
        batch
    ]
    assert sign_in(Role.CASEWORKER, "FR-116").get("/v1/imports").json()["imports"] == []
    assert sign_in(Role.SUPERVISOR, "FR-116").get(f"/v1/imports/{batch}").status_code == 404
    _post(sign_in(Role.SUPERVISOR), f"/v1/imports/{batch}/start", PLAN, 409)


def test_the_import_of_a_disabled_user_is_refused(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    batch = _upload(client, _file(GOOD))["id"]
    _post(client, f"/v1/imports/{batch}/start", PLAN, 202)
    with installation.database.transaction() as session:
        from models.agencies.user import UserAccount

        user = installation.actor(Role.CASEWORKER).user_id
        session.get_one(UserAccount, user).status = "disabled"
    installation.work()
    assert installation.count(Record) == 0


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "no rows": (_file(), "no_rows"),
    "not UTF-8": ("record_ref,kind\nÄ,found".encode("latin-1"), "not_utf8"),
    "UTF-16": ("record_ref,kind\nA,found".encode("utf-16"), "not_utf8"),
    "zero bytes": (b"record_ref,kind\nA\0,found\n", "not_csv"),
    "a zip": (b"PK\x03\x04" + b"\0" * 30, "compressed"),
    "a gzip": (b"\x1f\x8b\x08" + b"\0" * 30, "compressed"),
    "a huge cell": (b'record_ref,kind\n"' + b"x" * 30_000 + b'",found\n', "not_csv"),
    "a quote left open": (b'record_ref,kind\n"' + b"x\n" * 300_000, "not_csv"),
    "a million columns": (b"record_ref,kind" + b"," * 1_000_000 + b"\n", "row_too_long"),
    "a thousand columns": (b"record_ref,kind" + b"," * 1_000 + b"\nA,found\n", "too_many_columns"),
    "a million cells": (b"record_ref,kind\n" + b"," * 1_000_000 + b"\n", "row_too_long"),
    "cells over many lines": (b"record_ref,kind\n" + b'"\n",' * 100_000, "row_too_long"),
    "too many rows": (b"record_ref,kind\n" + b"A,found\n" * (MAX_FILE_ROWS + 1), "too_many_rows"),
}


@pytest.mark.parametrize(("data", "reason"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_is_none_is_refused_by_reason_and_kept_nowhere(
    installation: Installation, sign_in: SignIn, data: bytes, reason: str
) -> None:
    answer = sign_in(Role.CASEWORKER).post(
        "/v1/imports", content=data, headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 422, answer.text
    if data:
        assert answer.json()["errors"] == [{"field": "file", "reason": reason}]
    assert installation.count(ImportBatch) == 0


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(sign_in: SignIn) -> None:
    data = b"x" * (MAX_FILE_BYTES + 1)
    answer = sign_in(Role.CASEWORKER).post(
        "/v1/imports", content=data, headers={"Content-Type": "text/csv"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
