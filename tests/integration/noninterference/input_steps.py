"""Steps in which a viewer sends values: records, edits, searches, files, people around a child."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from api.schemas.consent.written_consent import CONSENT_EXAMPLE as CONSENT
from services.search.person_search import QUERY_COLUMNS
from tests.integration.noninterference.cases import Case, Columns, deciding
from tests.integration.noninterference.steps import (
    LEGAL_BASIS,
    PROVEN,
    REASON,
    UNKNOWN_ID,
    around,
    body_of,
    desk_of,
    guesses,
    meet,
    met,
    own_record,
    pick,
    rows,
    version,
)
from tests.integration.noninterference.twins import CASE_ROLES, SOFTWARE, Twin

CASE_NUMBER = "GR-2026-001"
# two sources of the viewer contradict each other
CONTRADICTING: dict[str, Any] = {
    "hair": ["black", "brown"],
    "sex": ["F", "M"],
    "provenance": {"sex": [{"source": "relative"}, {"source": "person", "quality": "B2H0"}]},
}
EMERGENCY = {
    "authority": "Youth office",
    "appointed_on": "2026-02-28",
    "document": "taken into care at night",
    "legal_ground": "provisional_care",
}
IMPORTED = (
    "record_ref",
    "kind",
    "full_name",
    "birth_date",
    "sex",
    "nationalities",
    "event_date",
    "event_country",
    "event_place",
    "route",
    "home_address",
    "ethnicity",
    "marks",
    "phones",
    "documents",
    "birth_place",
    "relatives",
    "height_cm",
    "eyes",
    "hair",
)


def register(
    twin: Twin, case: Case, number: int, *, row: Columns | None = None, who: str = ""
) -> None:
    """Register a record of the viewer. A second person checks it, because an unchecked report shows
    no match.
    """
    who = who or pick((*CASE_ROLES, SOFTWARE), number)
    body = body_of(case, row or pick(rows(case), number), len(twin.own))
    if case.own_kind == "missing":
        body |= {"reporter": PROVEN, "reporter_check": "checked"}
    if row is None and number % 5 == 4:
        body |= CONTRADICTING
    answer = twin.view(who, "POST", "/v1/records", json=body)
    if answer.status_code == 201:
        twin.own.append(answer.json()["id"])
        twin.desks[twin.own[-1]] = "supervisor" if who == SOFTWARE else who
        if case.own_kind == "missing" and number % 4 < 3:
            clear(
                twin,
                twin.own[-1],
                "police supervisor" if who == "liaison officer" else "supervisor",
            )


def clear(twin: Twin, record: str, who: str) -> None:
    """Check the reporter of a record, as a second person."""
    path = f"/v1/records/{record}/reporter"
    read = twin.view(who, "GET", path)
    revision = read.json().get("revision", "") if read.status_code == 200 else ""
    body = {"reporter_check": "checked", "reason": "papers seen", "revision": revision}
    twin.view(who, "POST", f"{path}/check", json=body)


def edit(twin: Twin, case: Case, number: int) -> None:
    """Edit an own record with a guess or a whole row; one edit in seven names an old version."""
    record, changes = own_record(twin, number // 3), pick((*guesses(case)[:2], *rows(case)), number)
    _change(twin, record, changes, desk_of(twin, record, number), is_latest=number % 7 > 0)


def edit_newest(twin: Twin, _case: Case, _number: int, *, changes: Columns) -> None:
    """Edit the record that was registered last."""
    _change(twin, twin.own[-1], changes, "caseworker", is_latest=True)


def _change(twin: Twin, record: str, changes: Columns, who: str, *, is_latest: bool) -> None:
    path = f"/v1/records/{record}"
    headers = version(twin, who, path) if is_latest else {"If-Match": '"1"'}
    twin.view(who, "PATCH", path, json={"changes": changes, **REASON}, headers=headers)


def search(
    twin: Twin, case: Case, number: int, *, facts: Columns | None = None, who: str = ""
) -> None:
    """Search for the person of a row."""
    every = (*deciding(case, "search"), *rows(case))
    row = pick(every, number) if facts is None else facts
    body: dict[str, Any] = {
        "facts": {name: value for name, value in row.items() if name in QUERY_COLUMNS and value},
        "purpose": "identify_found" if case.kind == "missing" else "locate_missing",
        "legal_basis": LEGAL_BASIS,
        "case_number": CASE_NUMBER,
    }
    if number % 4 == 3:
        body["bound_to"] = own_record(twin, number)
    who = who or (
        desk_of(twin, body["bound_to"], number) if "bound_to" in body else pick(CASE_ROLES, number)
    )
    answer = twin.view(who, "POST", "/v1/searches", json=body)
    if answer.status_code == 201:
        meet(twin, "search", who, answer.json()["id"])


def batch(twin: Twin, case: Case, number: int) -> None:
    """Search for the two people of a file."""
    some = [pick((*deciding(case, "search"), *rows(case)), number + step) for step in (0, 1)]
    columns = sorted(
        {name for row in some for name, value in row.items() if name in QUERY_COLUMNS and value}
    )
    body = {
        "file": _csv(columns, some),
        "mapping": {name: name for name in columns},
        "purpose": "locate_missing",
        "legal_basis": LEGAL_BASIS,
        "case_number": CASE_NUMBER,
    }
    twin.view(pick(CASE_ROLES, number), "POST", "/v1/batch-matches", json=body)


def _csv(columns: Sequence[str], some: Sequence[Columns]) -> str:
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(columns)
    lines.writerows([[_cell(row.get(name, "")) for name in columns] for row in some])
    return written.getvalue()


def _cell(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "|".join(value)


def dry_run(
    twin: Twin, case: Case, number: int, *, some: Sequence[Columns] = (), is_real: bool = False
) -> None:
    """Upload a file, then try it or import it."""
    who = pick(CASE_ROLES, number)
    chosen = some or [pick(rows(case), number + step) for step in (0, 1, 2)]
    numbered = [
        {**row, "record_ref": f"I-{len(twin.met.get('import', ()))}-{at}"}
        for at, row in enumerate(chosen)
    ]
    content = _csv(IMPORTED, [{**row, "kind": case.own_kind} for row in numbered]).encode()
    sent = twin.view(
        who, "POST", "/v1/imports", content=content, headers={"Content-Type": "text/csv"}
    )
    path = f"/v1/imports/{sent.json().get('id', UNKNOWN_ID)}"
    meet(twin, "import", who, path)
    plan = {
        "mapping": {name: name for name in IMPORTED},
        "legal_basis": LEGAL_BASIS,
        "international_protection": "no",
    }
    twin.view(who, "POST", f"{path}/{'start' if is_real else 'dry-run'}", json=plan)


def import_file(twin: Twin, case: Case, number: int) -> None:
    """Have a file imported."""
    dry_run(twin, case, number, is_real=True)


def see_import(twin: Twin, _case: Case, number: int) -> None:
    """Read the progress of an import."""
    path = met(twin, "import", number // 2)
    part = pick(("", "/notes"), number)
    twin.view(
        desk_of(twin, path, number),
        "GET",
        (path if path != UNKNOWN_ID else f"/v1/imports/{UNKNOWN_ID}") + part,
    )


def appoint(twin: Twin, case: Case, number: int, *, who: str = "") -> None:
    """Write down a guardian of an own record."""
    record = own_record(twin, number // 3)
    who = who or desk_of(twin, record, number)
    paper = {"authority": "court", "appointed_at": "2026-02-28T00:00:00Z", "document": "12 F 34/26"}
    if number % 4 == 3:
        paper |= {"authority": "youth_office", "legal_ground": "provisional_care"}
    twin.view(
        who, "POST", f"/v1/records/{record}/guardians", json={**around(case, number), **paper}
    )


def see_guardians(twin: Twin, _case: Case, number: int, *, who: str = "") -> None:
    """List the guardians of an own record."""
    record = own_record(twin, number // 3)
    twin.view(who or desk_of(twin, record, number), "GET", f"/v1/records/{record}/guardians")


def name_reporter(twin: Twin, case: Case, number: int) -> None:
    """Name the reporter of an own report, or have a second person clear it."""
    record = own_record(twin, number // 3)
    if number % 2:
        twin.view(
            "caseworker",
            "PUT",
            f"/v1/records/{record}/reporter",
            json={**PROVEN, **around(case, number // 2)},
        )
    else:
        clear(twin, record, pick(("supervisor", "police supervisor"), number // 2))


def close_own(twin: Twin, _case: Case, number: int) -> None:
    """Close an own record."""
    record = own_record(twin, number)
    who = "liaison officer" if twin.desks.get(record) == "liaison officer" else "supervisor"
    path = f"/v1/records/{record}"
    headers = version(twin, who, path)
    twin.view(
        who, "POST", f"{path}/close", json={"closure": "withdrawn", **REASON}, headers=headers
    )


def change_hidden(twin: Twin, _case: Case, number: int) -> None:
    """Try to edit or close the hidden record."""
    who, path = pick((*CASE_ROLES, SOFTWARE), number), f"/v1/records/{twin.hidden}"
    if number % 2:
        twin.view(
            who,
            "PATCH",
            path,
            json={"changes": {"eyes": "green"}, **REASON},
            headers={"If-Match": '"1"'},
        )
    else:
        twin.view(
            who,
            "POST",
            f"{path}/close",
            json={"closure": "care_elsewhere", **REASON},
            headers={"If-Match": '"1"'},
        )


def take_consent(twin: Twin, case: Case, number: int) -> None:
    """Record a consent for an own record, given by a person around the child."""
    record = own_record(twin, number // 2)
    body = {**CONSENT, "giver_name": around(case, number)["name"], "recipients": ["DE"]}
    if number % 3 == 2:
        body |= {"giver": "emergency", "appointment": EMERGENCY}
    twin.view(desk_of(twin, record, number), "POST", f"/v1/records/{record}/consents", json=body)


def attest_care(twin: Twin, _case: Case, number: int) -> None:
    """Declare or confirm that the child of an own record is there."""
    record = own_record(twin, number // 2)
    path = f"/v1/records/{record}/care-confirmation"
    if number % 2:
        twin.view("supervisor", "POST", path, json={"way": "colleague"})
    else:
        twin.view(desk_of(twin, record, number), "POST", f"{path}/declaration", json=REASON)
