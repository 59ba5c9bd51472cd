"""The table of the matrix: the request for every route, and the meaning of its id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient

from api.schemas.consent.written_consent import CONSENT_EXAMPLE
from tests import factories
from tests.described_client import example

# Placeholders in a body for the id of the call, and for accounts of the same agency.
ID = "{id}"
LINK = "{hit}"  # a record of another agency that SEARCH finds
ACCOUNTS = {"{caseworker}": "caseworker", "{supervisor}": "supervisor"}
Call = tuple[str, str]


def registration(kind: str) -> dict[str, Any]:
    return {"record_ref": f"X-{uuid4().hex[:8]}", "kind": kind, "full_name": "Dmytro Kovalchuk"}


SEARCH: dict[str, Any] = {
    "facts": {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"]},
    "purpose": "locate_missing",
    "legal_basis": "led_8_10",
    "case_number": "DE-2026-001",
}
MATCH_DECISION = {"outcome": "cannot_tell", "reason": "too_little"}
PICTURE = factories.picture(4, 4)
CLOSE = {"closure": "care_elsewhere", "reason": "in foster care"}
PATCH = {"changes": {"eyes": "grey"}, "reason": "seen"}
MISSING_FROM_CARE = {
    "left_at": "2026-03-01T21:40:00Z",
    "place": "Hamburg",
    "likely_states": ["FR:nobody_known"],
}
PRACTICE_ANSWER = {"question": "bed_kept", "answer": "yes"}
REPORTER = {"name": "Golchehra Rahimzadah", "relation": "mother"}
FLAGGED = {"reporter_check": "flagged", "reason": "papers forged"}
CLOSING = {"successor": "FR-116", "reason": "merged", "legal_basis": "court_order"}
INSTITUTION = {
    "kind": "youth_office",
    "name": "Youth office of Hamburg",
    "contact": "+49 40 555 01 16",
}
GUARDIAN = {
    "name": "Anna Weber",
    "authority": "court",
    "appointed_at": "2026-02-01T00:00:00Z",
    "document": "12 F 34",
}
TRANSFER = {"to_agency": "FR-116", "reason": "moved"}
AT = {"at": "2026-03-02T08:00:00Z"}
MATCH = {"If-Match": '"1"'}
ASKING = {
    "kind": "access",
    "requester": "person",
    "proof": "card seen",
    "received_at": "2026-03-01T09:00:00Z",
}
DEPUTY = {"login": "caseworker.de-jug", "until": "2026-03-09T09:30:00Z", "reason": "on leave"}
CONSENT = CONSENT_EXAMPLE
MESSAGE = {"danger": "trafficker", "text": "Trust nobody who says he is her uncle."}
CASES = frozenset(
    {
        "consent",
        "confirmed_match",
        "disclosure",
        "grant",
        "own_match",
        "asked_match",
        "proposed_match",
        "changed_match",
    }
)
SENT_FILE = b"record_ref,kind,full_name\nI-1,missing,Dmytro Kovalchuk\nI-2,missing,\n"
MAPPING = {"record_ref": "record_ref", "kind": "kind", "full_name": "full_name"}
BATCH = {
    **{name: SEARCH[name] for name in ("purpose", "legal_basis", "case_number")},
    "file": "name,mother\nShakiba Rahimzada,mother:Golchehre\n",
    "mapping": {"name": "full_name", "mother": "relatives"},
}
EXPORT = {
    "records": [ID],
    "format": "csv",
    "purpose": "locate_missing",
    "reason": "no line tonight",
    "recipient": "duty desk",
    "recipient_state": "DE",
}
AGENCY = {
    "code": "PT-116",
    "name": "Hotline of Portugal",
    "kind": "hotline",
    "state": "PT",
    "phone": "+351 21 555 01 16",
    "case_number_pattern": r"PT-\d{4}-\d{3}",
    "supervisory_authority": "CNPD",
    "data_protection_contact": "dpo",
}
FINDING = {"indicators": ["many_moves"], "status": "possible", "basis": "frontline"}
QUESTIONS = ("What does the mother call her?", "A scar from what?")

LINK_REQUEST = {"record": LINK, "kind": "contact", "reason": "We look for her brother too."}
ASSIGNMENT = {"records": [ID], "user": "{caseworker}"}
REFERENCE = {"reference": "6a1f0c52-6d0e-4d0f-9a53-6f0d5a4f8c21"}
SIGHTING = {
    **REFERENCE,
    "person": "A girl of about 14, alone.",
    "grounds": "She answered to the name on the poster.",
    "country": "IT",
    "place": "Ventimiglia",
    "seen_at": "2026-03-01T21:40:00Z",
    "certainty": "2",
    "teller": "public",
}
HAND_OVER = {"from_user": "{supervisor}", "to_user": "{caseworker}"}

# call -> the body of an allowed role, the ids it uses, and the answer
Sent = tuple[Any, Mapping[str, str], str]
CALLS: dict[Call, Sent] = {
    ("POST", "/v1/records"): (registration("missing"), {}, ""),
    ("GET", "/v1/records"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/print"): (None, {}, "report"),
    ("PUT", "/v1/draft"): ({"fields": [["sex", "F"]]}, {}, "drafted"),
    ("GET", "/v1/draft"): (None, {}, "drafted"),
    ("GET", "/v1/draft/kept"): (None, {}, "drafted"),
    ("DELETE", "/v1/draft"): (None, {}, "drafted"),
    ("POST", "/v1/indicators"): ({"indicators": ["many_moves"]}, {}, ""),
    ("POST", "/v1/records/{record_id}/indicators"): (FINDING, MATCH, "record"),
    ("POST", "/v1/readings"): ({"birth_date": "1388", "phones": ["+93 70 123 4567"]}, {}, ""),
    ("POST", "/v1/imports"): (SENT_FILE, {"Content-Type": "text/csv"}, ""),
    ("GET", "/v1/imports"): (None, {}, ""),
    ("GET", "/v1/imports/{import_id}"): (None, {}, "uploaded"),
    ("POST", "/v1/imports/{import_id}/dry-run"): (
        {"mapping": MAPPING, "searches": 1},
        {},
        "uploaded",
    ),
    ("POST", "/v1/imports/{import_id}/start"): ({"mapping": MAPPING}, {}, "uploaded"),
    ("GET", "/v1/imports/{import_id}/notes"): (None, {}, "imported"),
    ("GET", "/v1/imports/{import_id}/failed-rows"): (None, {}, "imported"),
    ("POST", "/v1/imports/{import_id}/undo"): ({"reason": "wrong columns"}, {}, "imported"),
    ("GET", "/v1/records/{record_id}"): (None, {}, "record"),
    ("PATCH", "/v1/records/{record_id}"): (PATCH, MATCH, "record"),
    ("PUT", "/v1/records/{record_id}/photo"): (PICTURE, {"Content-Type": "image/png"}, "record"),
    ("GET", "/v1/records/{record_id}/photo"): (None, {}, "pictured"),
    ("DELETE", "/v1/records/{record_id}/photo"): (None, {}, "pictured"),
    ("POST", "/v1/records/{record_id}/close"): (CLOSE, MATCH, "record"),
    ("POST", "/v1/records/{record_id}/missing-from-care"): (MISSING_FROM_CARE, {}, "child"),
    ("GET", "/v1/records/{record_id}/missing-from-care"): (None, {}, "record"),
    ("GET", "/v1/records/{record_id}/practice"): (None, {}, "record"),
    ("PUT", "/v1/records/{record_id}/practice"): (PRACTICE_ANSWER, {}, "departed"),
    ("POST", "/v1/records/{record_id}/located"): (AT, {}, "gone"),
    ("POST", "/v1/records/{record_id}/safe"): (AT, {}, "gone"),
    ("POST", "/v1/records/{record_id}/reunified"): (AT, {}, "with_family"),
    ("POST", "/v1/records/{record_id}/return"): (AT, {}, "gone"),
    ("GET", "/v1/deadlines"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/deadlines"): (None, {}, "report"),
    ("POST", "/v1/deadlines/{deadline_id}/end"): (
        {"end": "not_possible", "note": "she has none"},
        {},
        "running",
    ),
    ("GET", "/v1/records/{record_id}/episodes"): (None, {}, "record"),
    ("GET", "/v1/records/{record_id}/care-confirmation"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/care-confirmation"): (
        {"way": "colleague"},
        {},
        "unconfirmed",
    ),
    ("POST", "/v1/records/{record_id}/care-confirmation/declaration"): (
        {"reason": "alone tonight"},
        {},
        "child",
    ),
    ("POST", "/v1/records/{record_id}/care-confirmation/call-back"): (
        {"agency": "GR-CPA"},
        {},
        "declared_against",
    ),
    ("POST", "/v1/records/{record_id}/care-confirmation/objection"): ({}, {}, "declared_against"),
    ("POST", "/v1/records/{record_id}/care-confirmation/withdrawal"): (
        {"reason": "mistake"},
        {},
        "in_care",
    ),
    ("POST", "/v1/records/{record_id}/transfers"): (TRANSFER, {}, "own"),
    ("GET", "/v1/records/{record_id}/transfers/receivers"): (None, {}, "own"),
    ("GET", "/v1/transfers"): (None, {}, ""),
    ("POST", "/v1/transfers/{transfer_id}/accept"): ({"legal_basis": "led_8_10"}, {}, "incoming"),
    ("POST", "/v1/transfers/{transfer_id}/refuse"): ({"reason": "not ours"}, {}, "incoming"),
    ("POST", "/v1/transfers/{transfer_id}/withdraw"): ({}, {}, "proposed"),
    ("POST", "/v1/duty-cover"): ({"reason": "alone tonight"}, {}, ""),
    ("GET", "/v1/duty-cover"): (None, {}, ""),
    ("GET", "/v1/caseload"): (None, {}, ""),
    ("POST", "/v1/assignments"): (ASSIGNMENT, {}, "record"),
    ("POST", "/v1/assignments/hand-over"): (HAND_OVER, {}, ""),
    ("GET", "/v1/records/{record_id}/assignees"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/unassign"): ({"user": "{caseworker}"}, {}, "record"),
    ("POST", "/v1/records/{record_id}/sealed-messages"): (MESSAGE, {}, "record"),
    ("GET", "/v1/records/{record_id}/sealed-messages"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/hand-matches"): (REFERENCE, {}, "record"),
    ("GET", "/v1/records/{record_id}/hand-matches"): (None, {}, "record"),
    ("POST", "/v1/sightings"): (SIGHTING, {}, ""),
    ("GET", "/v1/sightings"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/sightings"): (None, {}, "record"),
    ("POST", "/v1/sightings/{sighting_id}/accept"): ({"reason": "It fits."}, {}, "sighting"),
    ("POST", "/v1/sightings/{sighting_id}/reject"): ({"reason": "Another."}, {}, "sighting"),
    ("POST", "/v1/left-messages/{message_id}/withdraw"): ({}, {}, "left_message"),
    ("GET", "/v1/messages"): (None, {}, ""),
    ("GET", "/v1/sealed-messages"): (None, {}, ""),
    ("POST", "/v1/sealed-messages/{delivery_id}/read"): ({}, {}, "received_message"),
    ("GET", "/v1/records/{record_id}/closures"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/reopen"): ({"reason": "seen again"}, MATCH, "closed"),
    ("POST", "/v1/matches/{match_id}/closures"): ({"closure": "care_elsewhere"}, {}, "confirmed"),
    ("PUT", "/v1/records/{record_id}/reporter"): (REPORTER, {}, "report"),
    ("GET", "/v1/records/{record_id}/reporter"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/reporter/check"): (FLAGGED, {}, "reported"),
    ("POST", "/v1/records/{record_id}/reporter/check-request"): (None, {}, "proven"),
    ("GET", "/v1/agencies/closings"): (None, {}, ""),
    ("POST", "/v1/agencies/{code}/closing"): (CLOSING, {}, "own_agency"),
    ("GET", "/v1/institutions"): (None, {}, ""),
    ("POST", "/v1/institutions"): (INSTITUTION, {}, ""),
    ("POST", "/v1/institutions/{institution_id}/revoke"): ({}, {}, "institution"),
    ("POST", "/v1/records/{record_id}/guardians"): (GUARDIAN, {}, "record"),
    ("GET", "/v1/records/{record_id}/guardians"): (None, {}, "record"),
    ("POST", "/v1/guardians/{guardian_id}/end"): ({}, {}, "guarded"),
    ("POST", "/v1/searches"): (SEARCH, {}, ""),
    ("POST", "/v1/exports"): (EXPORT, {}, "exported"),
    ("GET", "/v1/approvals"): (None, {}, ""),
    ("POST", "/v1/approvals/{approval_id}/decision"): (
        {"is_approved": True, "reason": "in order"},
        {},
        "waiting",
    ),
    ("GET", "/v1/exports"): (None, {}, ""),
    ("GET", "/v1/exports/records"): (None, {}, ""),
    ("GET", "/v1/exports/{export_id}"): (None, {}, "export"),
    ("GET", "/v1/exports/{export_id}/file"): (None, {}, "approved_export"),
    ("POST", "/v1/batch-matches"): (BATCH, {}, ""),
    ("POST", "/v1/searches/{search_id}/save"): ({"reason": "a sister is expected"}, {}, "signed"),
    ("GET", "/v1/searches"): (None, {}, ""),
    ("GET", "/v1/searches/{search_id}"): (None, {}, "signed"),
    ("GET", "/v1/case-number-examples"): (None, {}, ""),
    ("POST", "/v1/searches/{search_id}/requests"): (LINK_REQUEST, {}, "signed"),
    ("GET", "/v1/link-requests"): (None, {}, ""),
    ("POST", "/v1/link-requests/{request_id}/decision"): ({"refusal": "other"}, {}, "link_request"),
    ("POST", "/v1/link-requests/{request_id}/withdraw"): ({}, {}, "own_link_request"),
    ("GET", "/v1/saved-searches"): (None, {}, ""),
    ("POST", "/v1/saved-searches/{saved_search_id}/end"): ({}, {}, "saved_search"),
    ("GET", "/v1/audit"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/access-log"): (None, {}, "record"),
    ("POST", "/v1/search-samples"): ({"size": 3, "days": 30}, {}, ""),
    ("GET", "/v1/search-samples/{sample_id}"): (None, {}, "approved"),
    ("GET", "/v1/alerts"): (None, {}, ""),
    ("POST", "/v1/alerts/{alert_id}/seen"): ({}, {}, "alert"),
    ("GET", "/v1/relay"): (None, {}, ""),
    ("POST", "/v1/relay"): ({"reason": "link", "record": ID}, {}, "relayed"),
    ("POST", "/v1/relay/calls"): (
        {"called": ID, "asker": str(UUID(int=1)), "is_reached": True},
        {},
        "reached",
    ),
    ("GET", "/v1/directory"): (None, {}, ""),
    ("POST", "/v1/services"): (example("ServiceForm"), {}, ""),
    ("PUT", "/v1/services/{service_id}"): (example("ServiceForm"), {}, "service"),
    ("DELETE", "/v1/services/{service_id}"): (None, {}, "service"),
    ("GET", "/v1/case-number-patterns"): (None, {}, ""),
    ("PUT", "/v1/case-number-patterns"): (
        {"state": "DE", "patterns": ["DE-[A-Z]{2}-\\d{4}"]},
        {},
        "",
    ),
    ("GET", "/v1/matches"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/matches"): (None, {}, "record"),
    ("GET", "/v1/records/{record_id}/disclosures"): (None, {}, "record"),
    ("GET", "/v1/matches/{match_id}"): (None, {}, "match"),
    ("GET", "/v1/matches/{match_id}/next"): (None, {}, "match"),
    ("POST", "/v1/matches/{match_id}/decisions"): (MATCH_DECISION, MATCH, "match"),
    ("POST", "/v1/records/{record_id}/consents"): (CONSENT, {}, "record"),
    ("GET", "/v1/records/{record_id}/consents"): (None, {}, "record"),
    ("POST", "/v1/records/search"): ({"text": "Kovalchuk"}, {}, ""),
    ("GET", "/v1/consent-texts"): (None, {}, ""),
    ("GET", "/v1/consents/{consent_id}"): (None, {}, "consent"),
    ("POST", "/v1/consents/{consent_id}/steps"): ({"act": "start_spoken"}, {}, "consent"),
    ("POST", "/v1/consents/{consent_id}/withdraw"): ({}, {}, "consent"),
    ("POST", "/v1/matches/{match_id}/disclosures"): (
        example("DisclosureForm"),
        {},
        "confirmed_match",
    ),
    ("GET", "/v1/disclosures"): (None, {}, ""),
    ("GET", "/v1/disclosures/{disclosure_id}"): (None, {}, "disclosure"),
    ("POST", "/v1/disclosures/{disclosure_id}/steps"): ({"act": "review"}, {}, "disclosure"),
    ("GET", "/v1/grants"): (None, {}, ""),
    ("GET", "/v1/grants/{grant_id}"): (None, {}, "grant"),
    ("GET", "/v1/grants/{grant_id}/photo"): (None, {}, "grant"),
    ("POST", "/v1/records/{record_id}/risks"): (example("RiskForm"), {}, "record"),
    ("GET", "/v1/records/{record_id}/risks"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/best-interests"): (
        example("BestInterestsForm"),
        {},
        "record",
    ),
    ("GET", "/v1/records/{record_id}/best-interests"): (None, {}, "record"),
    ("POST", "/v1/matches/{match_id}/lease"): ({}, {}, "match"),
    ("DELETE", "/v1/matches/{match_id}/lease"): (None, {}, "match"),
    ("POST", "/v1/matches/{match_id}/undo"): (
        {"reason": "new_evidence"},
        {"If-Match": '"2"'},
        "proposed_match",
    ),
    ("POST", "/v1/matches/{match_id}/review"): ({}, MATCH, "changed_match"),
    ("POST", "/v1/matches/{match_id}/messages"): ({"text": "Can you call us?"}, {}, "own_match"),
    ("GET", "/v1/matches/{match_id}/messages"): (None, {}, "asked_match"),
    ("GET", "/v1/matches/{match_id}/group"): (None, {}, "match"),
    ("POST", "/v1/matching-runs"): ({}, {}, ""),
    ("GET", "/v1/matching-runs"): (None, {}, ""),
    ("GET", "/v1/quarantine"): (None, {}, ""),
    ("POST", "/v1/quarantine/retry"): ({}, {}, ""),
    ("GET", "/v1/matching-runs/{matching_run_id}"): (None, {}, "run"),
    ("POST", "/v1/matching-runs/{matching_run_id}/cancel"): ({}, {}, "run"),
    ("POST", "/v1/reports"): ({}, {}, "published"),
    ("GET", "/v1/reports"): (None, {}, ""),
    ("GET", "/v1/statistics"): (None, {}, ""),
    ("GET", "/v1/statistics/own"): (None, {}, ""),
    ("GET", "/v1/statistics/{cube}"): (None, {}, "cube"),
    ("GET", "/v1/reports/{report_id}.{form}"): (None, {}, "published"),
    ("GET", "/v1/reports/{report_id}"): (None, {}, "published"),
    ("GET", "/v1/reports/{report_id}/changes"): (None, {}, "published"),
    ("POST", "/v1/users"): ({"login": "newcomer", "name": "N", "role": "caseworker"}, {}, ""),
    ("GET", "/v1/users"): (None, {}, ""),
    ("POST", "/v1/users/{user_id}/disable"): ({}, {}, "user"),
    ("POST", "/v1/users/{user_id}/block"): ({}, {}, "officer"),
    ("PUT", "/v1/users/{user_id}/unit"): ({"unit": "intake"}, {}, "user"),
    ("PUT", "/v1/users/{user_id}/identity"): (
        {"issuer": "https://id.example", "subject": "x"},
        {},
        "user",
    ),
    ("POST", "/v1/resets"): ({"login": "caseworker.de-jug", "reason": "left on a train"}, {}, ""),
    ("POST", "/v1/users/{user_id}/states"): (
        {"state": "CH", "reason": "a joint case"},
        {},
        "officer",
    ),
    ("POST", "/v1/users/{user_id}/states/end"): ({"state": "FR"}, {}, "officer"),
    ("GET", "/v1/acting-sessions"): (None, {}, ""),
    ("POST", "/v1/deputies"): (DEPUTY, {}, ""),
    ("GET", "/v1/deputies"): (None, {}, ""),
    ("POST", "/v1/tokens"): ({"label": "intake", "scopes": ["register"]}, {}, ""),
    ("GET", "/v1/tokens"): (None, {}, ""),
    ("POST", "/v1/tokens/{token_id}/issue"): ({}, {}, "approved_token"),
    ("POST", "/v1/tokens/{token_id}/rotate"): ({}, {}, "token"),
    ("POST", "/v1/tokens/{token_id}/revoke"): ({}, {}, "token"),
    ("GET", "/v1/agencies"): (None, {}, ""),
    ("POST", "/v1/agencies"): (AGENCY, {}, ""),
    ("PUT", "/v1/agencies/{agency_id}/phone"): ({"phone": "+49 40 555 01 16"}, {}, "agency"),
    ("PUT", "/v1/agencies/{agency_id}/relay"): ({"is_relay": True}, {}, "agency"),
    ("GET", "/v1/system-status"): (None, {}, ""),
    ("POST", "/v1/audit/verification"): ({}, {}, ""),
    ("POST", "/v1/deputies/{deputy_id}/end"): ({}, {}, "deputy"),
    ("POST", "/v1/records/{record_id}/data-requests"): (ASKING, {}, "record"),
    ("GET", "/v1/records/{record_id}/review"): (None, {}, "due"),
    ("POST", "/v1/records/{record_id}/review"): (
        {"outcome": "keep", "reason": "still here"},
        {},
        "due",
    ),
    ("GET", "/v1/data-requests"): (None, {}, ""),
    ("GET", "/v1/data-requests/{request_id}"): (None, {}, "asked"),
    ("POST", "/v1/data-requests/{request_id}/extension"): ({"reason": "many files"}, {}, "asked"),
    ("POST", "/v1/data-requests/{request_id}/decision"): ({"reason": "in order"}, {}, "asked"),
    ("GET", "/v1/data-requests/{request_id}/export"): (None, {}, "answered"),
    ("GET", "/v1/notifications"): (None, {}, ""),
    ("POST", "/v1/notifications/{notification_id}/read"): ({}, {}, "notification"),
}


def filled(body: Any, client: TestClient, public_id: object) -> Any:
    """Return a body with placeholders replaced by ids."""
    if not isinstance(body, dict):
        return body
    text = json.dumps(body).replace(ID, str(public_id))
    if LINK in text:
        found = client.post("/v1/searches", json=SEARCH).json().get("found", [])
        hits = [one["record"]["id"] for one in found if not one["record"]["is_responsible"]]
        text = text.replace(LINK, hits[0] if hits else str(uuid4()))
    if any(word in text for word in ACCOUNTS):
        listed = client.get("/v1/users").json().get("users", [])
        for word, role in ACCOUNTS.items():
            ids = [user["id"] for user in listed if user["role"] == role]
            text = text.replace(word, ids[0] if ids else str(uuid4()))
    return json.loads(text)
