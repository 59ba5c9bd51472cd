"""Insiders who try many values: in searches, edits, registrations, files and guardians.

Each test fails without its call of `services.foundation.query_series` or
`services.records.edit_quota`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.codes.notifications import AlertKind
from core.policy.roles import Role
from core.policy.search import EDIT_LIMITS, GUESSING_RULES
from models.search.series import SeriesEntry
from services.imports import rows as import_rows
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api.care_steps import alerts
from tests.integration.api.conftest import SignIn
from tests.integration.steps import send_edit, send_record

SERIES_HOURS = GUESSING_RULES[AlertKind.VALUE_SERIES].hours
SERIES_SIZE = GUESSING_RULES[AlertKind.VALUE_SERIES].size

TOWNS = (
    "Hamburg",
    "Bremen",
    "Kiel",
    "Rostock",
    "Erfurt",
    "Mainz",
    "Trier",
    "Ulm",
    "Bonn",
    "Jena",
    "Gera",
    "Hagen",
)
SEARCHED_FACTS = {
    "full_name": "Shekiba Rahimzadah",
    "relatives": ["mother:Golchehra"],
    "sex": "F",
    "nationalities": ["AF"],
}
MARKS = [
    f"{kind}:{part}"
    for kind in ("scar", "burn", "tattoo")
    for part in ("chin", "hand", "neck", "foot")
]
MOST_EDITS, EDIT_HOURS = EDIT_LIMITS["record"]


def _series(sign_in: SignIn) -> int:
    return alerts(sign_in).count("value_series")


def _look(client: TestClient, facts: dict[str, Any], bound_to: UUID | None = None) -> Any:
    purpose_fields = {
        "purpose": "locate_missing",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "case_number": "GR-2026-001",
    }
    found = client.post(
        "/v1/searches",
        json={**purpose_fields, "facts": facts, "bound_to": bound_to and str(bound_to)},
    )
    assert found.status_code == 201, found.text
    return found.json()


def _register(client: TestClient, number: object, **facts: Any) -> str:
    row = {
        "kind": "found",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        **SEARCHED_FACTS,
        "record_ref": f"S-{number}",
    }
    return str(send_record(client, row, **facts)["id"])


def _edit(one: Installation, client: TestClient, record: str | UUID, **changes: Any) -> Any:
    return send_edit(one, client, record, changes=changes)


# --- searches

TRIED: dict[str, Callable[[int], dict[str, Any]]] = {
    "birth years": lambda n: {"birth_date": str(2004 + n)},
    "phone numbers": lambda n: {"phones": [f"+49151123456{n:02d}"]},
    "six digits of a phone": lambda n: {"phones": [f"own:1234{n:02d}"]},
    "towns": lambda n: {"event_country": "DE", "event_place": TOWNS[n]},
    "marks": lambda n: {"marks": [MARKS[n]]} if n else {},
    "documents": lambda n: {"documents": [f"passport:AF:P12345{n:02d}"]},
}


@pytest.mark.parametrize("tried", TRIED.values(), ids=TRIED.keys())
def test_the_sixth_value_tried_in_searches_alerts_the_auditor(
    installation: Installation, sign_in: SignIn, tried: Callable[[int], dict[str, Any]]
) -> None:
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    answers = [
        _look(client, {**SEARCHED_FACTS, **tried(number)})
        for number in (*range(SERIES_SIZE - 1), 0, 1)
    ]
    assert _series(sign_in) == 0  # a repeated value is not new
    answers.append(_look(client, {**SEARCHED_FACTS, **tried(SERIES_SIZE)}))
    assert _series(sign_in) == 1
    # the answer is the same
    assert {tuple(sorted(one)) for one in answers} == {("found", "id", "nothing_seen")}


def test_each_further_multiple_of_six_values_alerts_again(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    counted = []
    for number in range(2 * SERIES_SIZE):
        _look(client, {**SEARCHED_FACTS, **TRIED["birth years"](number)})
        counted.append(_series(sign_in))
    assert counted == [0] * 5 + [1] * 6 + [2]


def test_values_tried_within_an_own_report_alert_and_drilling_does_not(
    installation: Installation, sign_in: SignIn
) -> None:
    officer = installation.actor(Role.CASEWORKER, "GR-CPA")
    report = installation.register(MISSING, officer, CHECKED)
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    known: list[dict[str, Any]] = [
        {"full_name": "Shekiba Rahimzadah", "birth_date": "2009-07-10"},
        {"sex": "F", "nationalities": ["AF"]},
        {"event_country": "GR", "event_place": "Lesvos"},
        {"phones": ["+4915112345678"]},
        {"relatives": ["mother:Golchehra"], "marks": ["burn:forearm:left"]},
        {"height_cm": "150", "eyes": "brown"},
        {"documents": ["passport:AF:P1234567"]},
        {"birth_date": "2009-07"},
    ]
    for number in range(1, len(known) + 1):
        _look(
            client, {name: value for fact in known[:number] for name, value in fact.items()}, report
        )
    assert _series(sign_in) == 0
    for number in range(SERIES_SIZE):
        _look(
            client,
            {**known[0], "phones": [f"+49151123456{number:02d}"]} if number else known[0],
            report,
        )
    assert _series(sign_in) == 1


def test_no_series_is_other_people_another_days_or_another_persons(
    installation: Installation, sign_in: SignIn
) -> None:
    for number, town in enumerate(TOWNS):  # the other facts identify no person
        first, second = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
        _look(first, {"phones": [f"+4915112345{number:03d}"]})
        _look(
            first, {"full_name": f"Omid {town}", "birth_date": f"20{number:02d}-03-04", "sex": "M"}
        )
        _look(first if number % 2 else second, {**SEARCHED_FACTS, "birth_date": str(2000 + number)})
        installation.clock.move(timedelta(hours=SERIES_HOURS / 5))
    assert _series(sign_in) == 0


def test_a_batch_search_counts_as_one_series_and_a_saved_search_adds_none(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    report = installation.register(
        {**MISSING, "record_ref": "GR-2026-001"},
        installation.actor(Role.CASEWORKER, "GR-CPA"),
        CHECKED,
    )
    rows = [
        f"Shekiba Rahimzadah,2009-07-{day:02d},mother:Golchehra" for day in range(1, SERIES_SIZE)
    ]
    body = {
        "mapping": {"Name": "full_name", "Born": "birth_date", "Mother": "relatives"},
        "purpose": "locate_missing",
        "legal_basis": "led_8_10",
        "case_number": "GR-2026-001",
        "file": "\n".join(("Name,Born,Mother", *rows)),
    }
    assert client.post("/v1/batch-matches", json=body).status_code == 201
    facts = {
        "full_name": MISSING["full_name"],
        "birth_date": "2009-07-01",
        "relatives": MISSING["relatives"],
    }
    search_id = _look(client, facts, report)["id"]
    for _ in range(SERIES_SIZE):
        made = client.post(f"/v1/searches/{search_id}/save", json={"reason": "a case", "days": 5})
        assert made.status_code in (201, 409), made.text
    assert _series(sign_in) == 0
    body["file"] = "\n".join(("Name,Born,Mother", "Shekiba Rahimzadah,2009-07-30,mother:Golchehra"))
    assert client.post("/v1/batch-matches", json=body).status_code == 201
    assert _series(sign_in) == 1


# --- edits


@pytest.mark.parametrize("has_match", [True, False], ids=["with a match", "without"])
def test_towns_tried_in_an_own_report_alert_and_are_soon_refused_whether_or_not_a_match_exists(
    installation: Installation, sign_in: SignIn, has_match: bool
) -> None:
    if has_match:
        installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    mine = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.work()
    counted, answers = [], []
    for number, town in enumerate(itertools.islice(itertools.cycle(TOWNS), MOST_EDITS + 1)):
        place = {"route": [f"DE:{town}"]} if number % 2 else {"home_address": [f"Ring 5, {town}"]}
        answer = _edit(installation, client, mine, **place, eyes=("blue", "grey")[number % 2])
        answers.append(answer.status_code)
        counted.append(_series(sign_in))
    assert answers == [200] * MOST_EDITS + [429]
    assert counted[: SERIES_SIZE + 1] == [0] * (SERIES_SIZE - 1) + [1, 1]
    assert answer.json()["code"] == "edit_limit_reached"
    assert "Put all corrections into one edit" in answer.json()["detail"]
    wait = int(answer.headers["Retry-After"])
    assert wait == EDIT_HOURS * 3600
    # not compared
    assert _edit(installation, client, mine, description="asks for her brother").status_code == 200
    eyes = client.get(f"/v1/records/{mine}").json()["facts"]["eyes"][0]["value"]
    assert _edit(installation, client, mine, eyes=eyes).status_code == 200  # the same value
    other = _register(client, "other", kind="missing")
    # another record
    assert _edit(installation, client, other, home_address=["Ring 5, Jena"]).status_code == 200
    head = sign_in(Role.SUPERVISOR, "GR-CPA")
    # a colleague may not either
    assert _edit(installation, head, mine, route=["DE:Peine"]).status_code == 429
    installation.clock.move(timedelta(seconds=wait + 1))
    assert (
        _edit(
            installation, sign_in(Role.SUPERVISOR, "GR-CPA"), mine, route=["DE:Peine"]
        ).status_code
        == 200
    )


def test_a_rectification_counts_as_an_edit(installation: Installation, sign_in: SignIn) -> None:
    mine = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    desk, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    for number in range(MOST_EDITS):
        assert _edit(installation, desk, mine, height_cm=str(140 + number)).status_code == 200
    rectification = {
        "kind": "rectify",
        "requester": "guardian",
        "proof": "passport",
        "grounds": "wrong",
        "received_at": installation.clock.now().isoformat(),
        "changes": {"height_cm": "170"},
    }
    made = desk.post(f"/v1/records/{mine}/data-requests", json=rectification)
    assert made.status_code == 201, made.text
    address = f"/v1/data-requests/{made.json()['id']}/decision"
    assert head.post(address, json={"reason": "measured"}).status_code == 429
    installation.clock.move(timedelta(hours=EDIT_HOURS, seconds=1))
    assert (
        sign_in(Role.SUPERVISOR, "GR-CPA").post(address, json={"reason": "measured"}).status_code
        < 300
    )


def test_a_person_edits_so_many_times_an_hour_on_all_records_together(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EDIT_LIMITS, "person", (2, 1))
    client, head = sign_in(Role.CASEWORKER, "GR-CPA"), sign_in(Role.SUPERVISOR, "GR-CPA")
    mine = [_register(client, number, birth_date=f"20{number:02d}") for number in range(3)]
    answers = [_edit(installation, client, record, height_cm="150") for record in mine]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "3600"
    assert _edit(installation, head, mine[2], height_cm="150").status_code == 200


def test_a_page_of_an_edit_over_the_quota_keeps_the_text_and_says_when(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EDIT_LIMITS, "record", (1, 24))
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    mine = _register(client, 1)
    assert _edit(installation, client, mine, height_cm="150").status_code == 200
    facts = client.get(f"/v1/records/{mine}").json()["facts"]
    form = {
        column: "\n".join(one["value"] for one in statements)
        for column, statements in facts.items()
    }
    form |= {"height_cm": "151", "reason": "measured", "version": "2"}
    answer = client.post(
        f"/records/{mine}/edit", data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 429
    assert "save again in 1440 minutes" in answer.text
    assert 'value="151"' in answer.text or ">151<" in answer.text
    assert answer.headers["Retry-After"] == str(24 * 3600)


# --- registrations and files


def test_people_registered_with_value_after_value_alert(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    for number, town in enumerate(TOWNS[: SERIES_SIZE - 2]):
        _register(client, number, home_address=[f"Ring 5, {town}"])
    _edit(
        installation,
        client,
        _register(client, "twin", home_address=["Ring 5, Ulm"]),
        home_address=["Ring 5, Jena"],
    )
    assert _series(sign_in) == 1  # the edit is the sixth address
    for number in range(SERIES_SIZE + 3):  # the same person repeatedly
        _register(client, f"same-{number}", home_address=["Ring 5, Jena"])
    assert _series(sign_in) == 1


def _import(
    one: Installation, client: TestClient, rows: Sequence[tuple[str, str]], *, is_dry: bool = False
) -> None:
    table = "\n".join(
        (
            "ref;name;born;home",
            *(f"{ref};Shekiba Rahimzadah;2009-07-10;{home}" for ref, home in rows),
        )
    )
    sent = client.post("/v1/imports", content=table.encode(), headers={"Content-Type": "text/csv"})
    assert sent.status_code == 201, sent.text
    plan = {
        "mapping": {
            "ref": "record_ref",
            "name": "full_name",
            "born": "birth_date",
            "home": "home_address",
        },
        "kind": "found",
        "legal_basis": "gdpr_6_1_e_9_2_g",
        "international_protection": "no",
    }
    address = f"/v1/imports/{sent.json()['id']}/{'dry-run' if is_dry else 'start'}"
    answer = client.post(address, json=plan | ({"searches": 50} if is_dry else {}))
    assert answer.status_code in (200, 202), answer.text
    one.work()


def _homes(count: int, *, first: int = 0) -> list[tuple[str, str]]:
    return [(f"I-{number}", f"Ring 5, {TOWNS[number]}") for number in range(first, first + count)]


@pytest.mark.parametrize("rows_a_chunk", [500, 2], ids=["one chunk", "many chunks"])
def test_rows_of_a_file_that_differ_in_one_fact_alert(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, rows_a_chunk: int
) -> None:
    monkeypatch.setattr(import_rows, "CHUNK_ROWS", rows_a_chunk)
    monkeypatch.setattr(import_rows, "MIN_CHUNK_ROWS", rows_a_chunk)
    monkeypatch.setattr(
        import_rows.ChunkPace, "__init__", lambda self: setattr(self, "rows", rows_a_chunk)
    )
    client = sign_in(Role.CASEWORKER)
    _import(installation, client, _homes(SERIES_SIZE))
    assert _series(sign_in) == 1
    _import(installation, client, _homes(SERIES_SIZE - 1, first=SERIES_SIZE))
    assert _series(sign_in) == 1
    _import(installation, client, _homes(1, first=2 * SERIES_SIZE - 1))
    assert _series(sign_in) == 2


def test_rows_of_a_dry_run_that_differ_in_one_fact_alert(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    _import(installation, client, _homes(SERIES_SIZE), is_dry=True)
    assert _series(sign_in) == 1


def test_a_list_of_names_without_births_is_no_series(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    for number, town in enumerate(TOWNS):
        row = {"kind": "found", "legal_basis": "gdpr_6_1_e_9_2_g", "record_ref": f"L-{number}"}
        made = client.post(
            "/v1/records", json={**row, "full_name": f"Omid {town}", "nationalities": ["AF"]}
        )
        assert made.status_code == 201
    assert _series(sign_in) == 0


# --- guardians


@pytest.mark.parametrize("tried", ["name", "phones"])
def test_guardians_tried_on_one_record_alert(
    installation: Installation, sign_in: SignIn, tried: str
) -> None:
    client = sign_in(Role.CASEWORKER)
    mine, other = (_register(client, number, birth_date=f"20{number:02d}") for number in range(2))
    counted = []
    for number, town in enumerate(TOWNS[:SERIES_SIZE]):
        paper: dict[str, Any] = {
            "name": "Anna Weber",
            "authority": "court",
            "document": "12 F 34/26",
        }
        paper |= (
            {"name": f"Anna {town}"}
            if tried == "name"
            else {"phones": [f"+4915112345{number:03d}"]}
        )
        paper["appointed_at"] = "2026-02-01T00:00:00Z"
        for record in (mine, other)[: 1 + (number == 0)]:
            made = client.post(f"/v1/records/{record}/guardians", json=paper)
            assert made.status_code == 201, made.text
        counted.append(_series(sign_in))
    assert counted == [0] * 5 + [1]


# --- keyed hashes


def test_value_series_store_only_keyed_hashes(installation: Installation, sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER)
    _register(client, 1, phones=["+4915112345678"], home_address=["Ring 5, Jena"])
    hashes = installation.read_one(select(SeriesEntry.hashes))
    assert installation.count(SeriesEntry) == 1
    assert len(hashes) == 2 + 7 * 4
    assert hashes[:2] == b"\0\1"
