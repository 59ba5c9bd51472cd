"""Steps in which a viewer reads answers of the system and works on matches."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute

from api.app import ROUTERS
from tests.integration.noninterference.cases import Case
from tests.integration.noninterference.steps import desk_of, meet, met, own_record, pick, version
from tests.integration.noninterference.twins import CASE_ROLES, RESPONSIBLE, SOFTWARE, Twin

DANGER = {
    "scopes": ["identity"],
    "purpose": "verify_hit",
    "reason": "a man waits outside",
    "path": "vital_interest",
    "imminent": "trafficking",
    "urgency": "urgent",
}
LISTS = (
    "records",
    "audit",
    "deadlines",
    "messages",
    "saved-searches",
    "approvals",
    "data-requests",
    "imports",
    "grants",
    "transfers",
    "disclosures",
    "drafts",
    "statistics/own",
)
# Every list of the API that needs no id, and the pages that show requests, searches and
# notifications.
OPEN_PATHS = (
    *sorted(
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and "{" not in route.path
        # the process that counts its metrics serves both twins, and published counts of the whole
        # store are a declared flow
        and route.path != "/v1/statistics"
    ),
    "/",
    "/link-requests",
    "/searches",
)
PARTS = (
    "",
    "/care-confirmation",
    "/disclosures",
    "/consents",
    "/risks",
    "/story",
    "/group",
    "/reporter",
)


def list_matches(twin: Twin, _case: Case, number: int) -> None:
    """List matches, page by page."""
    who = pick(CASE_ROLES, number)
    state = pick(("open", "open", "proposed", "confirmed", "refuted"), number)
    params: dict[str, Any] = {"state": state, "limit": pick((50, 1), number)}
    for _ in range(3):
        answer = twin.view(who, "GET", "/v1/matches", params=params)
        if answer.status_code != 200:
            return
        body = answer.json()
        meet(twin, "match", who, *(one["id"] for one in body["matches"]))
        if not body["next"]:
            return
        params["cursor"] = body["next"]


def matches_of_record(twin: Twin, _case: Case, number: int) -> None:
    """List the matches of one record."""
    record = pick((*twin.own, twin.hidden), number // 2)
    who = desk_of(twin, record, number)
    answer = twin.view(who, "GET", f"/v1/records/{record}/matches")
    if answer.status_code == 200:
        meet(twin, "match", who, *(one["id"] for one in answer.json()["matches"]))


def read_match(twin: Twin, _case: Case, number: int) -> None:
    """Read a match or one part of a match."""
    part = pick(("", "", "/next", "/group", "/messages", "/messages"), number)
    match = met(twin, "match", number // 2)
    twin.view(desk_of(twin, match, number), "GET", f"/v1/matches/{match}{part}")


def see_newest_matches(twin: Twin, _case: Case, _number: int) -> None:
    """List the matches of the record that was registered last, and read the one with the hidden
    record.
    """
    answer = twin.view("caseworker", "GET", f"/v1/records/{twin.own[-1]}/matches")
    for one in answer.json()["matches"]:
        if one["other"]["id"] == twin.hidden:
            twin.view("caseworker", "GET", f"/v1/matches/{one['id']}")


def lease(twin: Twin, _case: Case, number: int) -> None:
    """Take the lease of a match or give it back."""
    method, match = pick(("POST", "POST", "DELETE"), number), met(twin, "match", number // 2)
    twin.view(desk_of(twin, match, number), method, f"/v1/matches/{match}/lease")


def write_message(twin: Twin, _case: Case, number: int) -> None:
    """Write to the other desk of a match."""
    match = met(twin, "match", number // 2)
    body = {"text": "Can you call us before noon?"}
    twin.view(desk_of(twin, match, number), "POST", f"/v1/matches/{match}/messages", json=body)


def leave_sealed_message(twin: Twin, _case: Case, number: int, *, who: str = "") -> None:
    """Leave a sealed message about an own record, in one case of three not to the responsible
    agency; one time in four withdraw it.
    """
    record = own_record(twin, number // 3)
    body = {
        "danger": pick(("trafficker", "removal"), number),
        "text": "Do not hand the child to the man who says he is her uncle.",
        "excluded_agency": pick(("", "", RESPONSIBLE), number),
    }
    path = f"/v1/records/{record}/sealed-messages"
    who = who or desk_of(twin, record, number)
    twin.view(who, "POST", path, json=body)
    listed = twin.view(who, "GET", path)
    if number % 4 == 3 and listed.status_code == 200:
        for one in listed.json()["messages"][:1]:
            twin.view(who, "POST", f"/v1/left-messages/{one['id']}/withdraw")


def see_sealed_messages(twin: Twin, _case: Case, number: int, *, who: str = "") -> None:
    """List the messages that the viewer left and received, as answers and as pages."""
    record = own_record(twin, number // 3)
    who = who or desk_of(twin, record, number)
    for path in (f"/records/{record}/sealed-messages", "/sealed-messages", "/messages"):
        twin.view(who, "GET", f"/v1{path}")
        twin.view(who, "GET", path)


def enter_hand_match(twin: Twin, _case: Case, number: int, *, who: str = "", to: str = "") -> None:
    """Enter a reference for an own record, that of the hidden one if `to` is empty; read the list
    and the pages.
    """
    record = own_record(twin, number // 3)
    who, path = who or desk_of(twin, record, number), f"/records/{record}/hand-matches"
    twin.view(who, "POST", f"/v1{path}", json={"reference": to or twin.hidden})
    for shown in (f"/v1{path}", path, f"/records/{record}"):
        twin.view(who, "GET", shown)


SIGHTING = {
    "person": "A girl of about 14, alone.",
    "grounds": "She answered to the name on the poster.",
    "country": "IT",
    "place": "Ventimiglia",
    "seen_at": "2026-03-01T21:40:00Z",
    "certainty": "2",
    "teller": "public",
    "gives_number": True,
}


def send_sighting(twin: Twin, _case: Case, number: int, *, who: str = "caseworker") -> None:
    """Send a sighting of the hidden record; read the sent lines, the messages and the pages."""
    body = {**SIGHTING, "reference": twin.hidden, "certainty": pick(("1", "4"), number)}
    twin.view(who, "POST", "/v1/sightings", json=body)
    for path in ("/v1/sightings", "/sightings", "/v1/messages", "/messages"):
        twin.view(who, "GET", path)
    twin.view(who, "GET", f"/v1/records/{twin.hidden}/sightings")
    twin.view(who, "GET", f"/records/{twin.hidden}/sightings")


def ask_questions(twin: Twin, _case: Case, number: int) -> None:
    """Ask verification questions or answer one."""
    match = met(twin, "match", number // 2)
    who, path = desk_of(twin, match, number), f"/v1/matches/{match}/messages"
    body: dict[str, object] = {"questions": ["What does her mother call her?", "A scar?"]}
    if not number % 2:
        body = {"answers": [{"number": 1, "text": "Little star"}]}
    twin.view(who, "POST", path, json=body)


def give_decision(twin: Twin, _case: Case, number: int) -> None:
    """Propose, confirm or undo a decision."""
    match = met(twin, "match", number // 2)
    who, path = desk_of(twin, match, number), f"/v1/matches/{match}"
    headers = version(twin, who, path) if number % 5 else {"If-Match": '"1"'}
    decision = pick(
        (
            ("same", "document"),
            ("different", "age_impossible"),
            ("cannot_tell", "too_little"),
            ("", ""),
        ),
        number,
    )
    if decision[0]:
        body = {"outcome": decision[0], "reason": decision[1]}
        twin.view(who, "POST", f"{path}/decisions", json=body, headers=headers)
    else:
        twin.view(who, "POST", f"{path}/undo", json={"reason": "new_evidence"}, headers=headers)


def ask_disclosure(twin: Twin, _case: Case, number: int) -> None:
    """Ask for the disclosure of the other record of a match."""
    match = met(twin, "match", number // 2)
    body = {"scopes": ["identity"], "purpose": "verify_hit", "reason": "the mother waits"}
    twin.view(desk_of(twin, match, number), "POST", f"/v1/matches/{match}/disclosures", json=body)


def read_notifications(twin: Twin, _case: Case, number: int) -> None:
    """Read the notifications, and mark one as read."""
    who = pick((*CASE_ROLES, SOFTWARE), number)
    answer = twin.view(who, "GET", "/v1/notifications")
    if answer.status_code == 200:
        notifications = answer.json()["notifications"]
        meet(twin, "match", who, *(one["match"] for one in notifications if one["match"]))
        if notifications and number % 2:
            twin.view(who, "POST", f"/v1/notifications/{pick(notifications, number)['id']}/read")


def read_access_log(twin: Twin, _case: Case, number: int, *, who: str = "") -> None:
    """Ask the access log of a record."""
    record = pick((*twin.own, twin.hidden), number // 2)
    twin.view(who or desk_of(twin, record, number), "GET", f"/v1/records/{record}/access-log")


def access_export(twin: Twin, _case: Case, number: int) -> None:
    """Answer a person's request for access to an own record."""
    form = {
        "kind": "access",
        "requester": "person",
        "proof": "card seen",
        "received_at": "2026-03-01T09:00:00Z",
    }
    made = twin.view(
        "caseworker", "POST", f"/v1/records/{own_record(twin, number)}/data-requests", json=form
    )
    if made.status_code != 201:
        return
    path = f"/v1/data-requests/{made.json()['id']}"
    twin.view(
        "supervisor", "POST", f"{path}/decision", json={"refusal": None, "reason": "in order"}
    )
    twin.view("caseworker", "GET", f"{path}/export")


def _approve(twin: Twin, subject: str) -> None:
    """Approve what waits for a second person about a subject, as a second supervisor."""
    listed = twin.view("second supervisor", "GET", "/v1/approvals").json()["approvals"]
    for line in listed:
        if line["subject"] == subject:
            twin.view(
                "second supervisor",
                "POST",
                f"/v1/approvals/{line['id']}/decision",
                json={"is_approved": True, "reason": "in order"},
            )


def export(twin: Twin, _case: Case, number: int) -> None:
    """Export records: asked by one supervisor, decided by another."""
    records = pick(
        ([own_record(twin, number)], [twin.hidden], [own_record(twin, number), twin.hidden]), number
    )
    body = {
        "records": records,
        "format": pick(("csv", "json", "pfif"), number),
        "purpose": "locate_missing",
        "reason": "the desk works without a line tonight",
        "recipient": "duty desk",
        "recipient_state": "GR",
    }
    made = twin.view("supervisor", "POST", "/v1/exports", json=body)
    if made.status_code != 201:
        return
    path = f"/v1/exports/{made.json()['id']}"
    _approve(twin, made.json()["id"])
    twin.view("supervisor", "GET", f"{path}/file")
    twin.view("supervisor", "GET", "/v1/exports")


def read_list(twin: Twin, _case: Case, number: int) -> None:
    """Read one of the lists of a desk."""
    twin.view(
        pick((*CASE_ROLES, SOFTWARE), number // len(LISTS)), "GET", f"/v1/{pick(LISTS, number)}"
    )


def read_record(twin: Twin, _case: Case, number: int) -> None:
    """Read a record or one part of a record; the hidden record is one of the choices."""
    record = pick((twin.hidden, *twin.own), number // len(PARTS))
    twin.view(desk_of(twin, record, number), "GET", f"/v1/records/{record}{pick(PARTS, number)}")


def read_page(twin: Twin, _case: Case, number: int) -> None:
    """Read a page of the web interface."""
    record, match = own_record(twin, number // 2), met(twin, "match", number // 2)
    pages = (
        "/",
        "/matches",
        f"/matches/{match}",
        f"/records/{record}",
        f"/records/{record}/access-log",
        "/notifications",
    )
    page = pick(pages, number)
    twin.view(desk_of(twin, match if match in page else record, number), "GET", page)


def save_search(twin: Twin, _case: Case, number: int) -> None:
    """Approve a colleague's search, then save a search that is repeated."""
    search_id = met(twin, "search", number // 2)
    _approve(twin, search_id)
    body = {"reason": "a sister is expected", "days": 30}
    twin.view(desk_of(twin, search_id, number), "POST", f"/v1/searches/{search_id}/save", json=body)


def ask_from_link(twin: Twin, _case: Case, _number: int, *, who: str) -> None:
    """Let a colleague sign the newest search, then ask the responsible agency of the hidden
    record.
    """
    search_id = twin.met["search"][-1]
    _approve(twin, search_id)
    body = {"record": twin.hidden, "kind": "contact", "reason": "We look for her brother too."}
    twin.view(who, "POST", f"/v1/searches/{search_id}/requests", json=body)


def ask_in_danger(twin: Twin, _case: Case, _number: int, *, who: str) -> None:
    """Ask in danger for the disclosure of the other record of each match of the newest record."""
    listed = twin.view(who, "GET", f"/v1/records/{twin.own[-1]}/matches").json()
    for one in listed.get("matches", ()):
        twin.view(who, "POST", f"/v1/matches/{one['id']}/disclosures", json=DANGER)


def withdraw_link_requests(twin: Twin, _case: Case, _number: int, *, who: str) -> None:
    """Withdraw every request from a link."""
    for one in twin.view(who, "GET", "/v1/link-requests").json()["requests"]:
        twin.view(who, "POST", f"/v1/link-requests/{one['id']}/withdraw")


def read_everything(twin: Twin, _case: Case, _number: int, *, who: str) -> None:
    """Read every list that needs no id, and the hidden record."""
    for path in (*OPEN_PATHS, f"/v1/records/{twin.hidden}", f"/records/{twin.hidden}"):
        twin.view(who, "GET", path)
