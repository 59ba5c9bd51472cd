"""Walks every cell of the action table that has a route, and every route with an id, against somebody else's."""

from __future__ import annotations

import copy
import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import URL, event, select, update
from sqlalchemy.orm import Session

from api.app import PUBLIC, ROUTERS
from api.deps import Allow, get_actor
from api.schemas.consents import EXAMPLE as CONSENT_EXAMPLE
from api.schemas.directory import EXAMPLE as SERVICE_EXAMPLE
from api.schemas.disclosures import BEST_INTERESTS, REQUEST, RISK
from core.crypto import Keyring, Place, seal
from core.policy import CASE_ROLES, Action, Role, scope
from core.policy_rights import Right
from models.agency import Agency
from models.alert import Alert
from models.consent import Consent, ConsentScope, RiskAssessment
from models.disclosure import Disclosure, Grant
from models.notice import Notice
from models.pair import Pair
from models.photo import RecordPhoto
from models.record import Record, RecordAssignment
from models.search import Search
from models.statistic import StatisticCell
from reports import making
from reports.making import Asked
from services import (
    alerts,
    data_requests,
    deputies,
    directory,
    drafts,
    exports,
    guardians,
    import_files,
    left_care,
    photos,
    questions,
    report_runs,
    reporters,
    resets,
    retention,
    runs,
    samples,
    schedule,
    sealing,
    search,
    standing,
    store,
    transfers,
    verdicts,
)
from services.actor import Actor
from services.data_requests import Asking
from services.directory import ServiceForm
from services.exports import Form
from services.guardians import GuardianForm
from services.import_files import Plan
from services.left_care import Leaving
from services.reporters import ReporterForm
from services.search import Question
from tests import factories, postgres
from tests.factories import CLEARED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.test_consents import take_down

SIGNED_IN_ONLY = {("GET", "/v1/session"), ("DELETE", "/v1/session")}
ROLES = [role for role in Role if role is not Role.MATCHER]

Call = tuple[str, str]


def _routes() -> Iterator[tuple[Call, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods:
                yield (method, route.path), route


def _declared(route: APIRoute) -> tuple[Action, ...]:
    return tuple(
        itertools.chain.from_iterable(
            one.call.actions for one in route.dependant.dependencies if isinstance(one.call, Allow)
        )
    )


ACTIONS_OF = {call: _declared(route) for call, route in _routes()}


@pytest.mark.parametrize("call", sorted(ACTIONS_OF), ids=" ".join)
def test_every_route_declares_an_action_or_is_listed_as_public(call: Call) -> None:
    assert bool(ACTIONS_OF[call]) != (call in PUBLIC | SIGNED_IN_ONLY)


@pytest.mark.parametrize("call", sorted(SIGNED_IN_ONLY), ids=" ".join)
def test_a_route_without_action_still_needs_a_signed_in_actor(call: Call) -> None:
    route = dict(_routes())[call]
    assert get_actor in {one.call for one in route.dependant.dependencies}


def _registration(kind: str) -> dict[str, Any]:
    return {"record_ref": f"X-{uuid4().hex[:8]}", "kind": kind, "full_name": "Dmytro Kovalchuk"}


SEARCH: dict[str, Any] = {
    "facts": {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"]},
    "purpose": "locate_missing",
    "legal_basis": "led_8_10",
    "case_number": "DE-2026-001",
}
VERDICT = {"outcome": "cannot_tell", "reason": "too_little"}
PICTURE = factories.picture(4, 4)
CLOSE = {"closure": "reunified", "reason": "with her mother"}
PATCH = {"changes": {"eyes": "grey"}, "reason": "seen"}
LEFT_CARE = {"left_at": "2026-03-01T21:40:00Z", "place": "Hamburg", "likely_states": ["FR"]}
REPORTER = {"name": "Golchehra Rahimzadah", "relation": "mother"}
FLAGGED = {"clearance": "flagged", "reason": "papers forged"}
GUARDIAN = {"name": "Anna Weber", "authority": "court", "appointed_at": "2026-02-01T00:00:00Z", "document": "12 F 34"}
TRANSFER = {"to_agency": "FR-116", "reason": "moved"}
AT = {"at": "2026-03-02T08:00:00Z"}
MATCH = {"If-Match": '"1"'}
ASKING = {"kind": "access", "requester": "person", "proof": "card seen", "received_at": "2026-03-01T09:00:00Z"}
DEPUTY = {"login": "caseworker.de-jug", "until": "2026-03-09T09:30:00Z", "reason": "on leave"}
CONSENT = CONSENT_EXAMPLE
CASES = frozenset({"consent", "confirmed_pair", "disclosure", "grant", "own_pair", "asked_pair", "proposed_pair"})
SENT_FILE = b"record_ref,kind,full_name\nI-1,missing,Dmytro Kovalchuk\nI-2,missing,\n"
MAPPING = {"record_ref": "record_ref", "kind": "kind", "full_name": "full_name"}
BATCH = {
    **{name: SEARCH[name] for name in ("purpose", "legal_basis", "case_number")},
    "file": "name,mother\nShakiba Rahimzada,mother:Golchehre\n",
    "mapping": {"name": "full_name", "mother": "relatives"},
}
EXPORT = {
    "records": [],
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
QUESTIONS = {"texts": ["What does the mother call her?", "A scar from what?"]}

# call -> what an allowed role sends, to which of the world's ids, and what it is answered
Sent = tuple[Any, Mapping[str, str], str]
CALLS: dict[Call, Sent] = {
    ("POST", "/v1/records"): (_registration("missing"), {}, ""),
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
    ("POST", "/v1/imports/{import_id}/dry-run"): ({"mapping": MAPPING, "looks": 1}, {}, "uploaded"),
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
    ("POST", "/v1/records/{record_id}/left-care"): (LEFT_CARE, {}, "child"),
    ("POST", "/v1/records/{record_id}/located"): (AT, {}, "gone"),
    ("POST", "/v1/records/{record_id}/return"): (AT, {}, "gone"),
    ("GET", "/v1/records/{record_id}/episodes"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/transfers"): (TRANSFER, {}, "own"),
    ("GET", "/v1/transfers"): (None, {}, ""),
    ("POST", "/v1/transfers/{transfer_id}/confirm"): ({}, {}, "proposed"),
    ("POST", "/v1/transfers/{transfer_id}/accept"): ({"legal_basis": "led_8_10"}, {}, "incoming"),
    ("POST", "/v1/transfers/{transfer_id}/refuse"): ({"reason": "not ours"}, {}, "incoming"),
    ("POST", "/v1/transfers/{transfer_id}/withdraw"): ({}, {}, "proposed"),
    ("POST", "/v1/duty-cover"): ({"reason": "alone tonight"}, {}, ""),
    ("GET", "/v1/duty-cover"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/closures"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/reopen"): ({"reason": "seen again"}, MATCH, "closed"),
    ("POST", "/v1/pairs/{pair_id}/closures"): ({"closure": "care_elsewhere"}, {}, "confirmed"),
    ("PUT", "/v1/records/{record_id}/reporter"): (REPORTER, {}, "report"),
    ("GET", "/v1/records/{record_id}/reporter"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/reporter/clearance"): (FLAGGED, {}, "reported"),
    ("POST", "/v1/records/{record_id}/guardians"): (GUARDIAN, {}, "record"),
    ("GET", "/v1/records/{record_id}/guardians"): (None, {}, "record"),
    ("POST", "/v1/guardians/{guardian_id}/end"): ({}, {}, "guarded"),
    ("POST", "/v1/searches"): (SEARCH, {}, ""),
    ("POST", "/v1/exports"): (EXPORT, {}, "exported"),
    ("GET", "/v1/exports"): (None, {}, ""),
    ("GET", "/v1/exports/{export_id}"): (None, {}, "export"),
    ("POST", "/v1/exports/{export_id}/decision"): ({"is_approved": True, "reason": "in order"}, {}, "export"),
    ("GET", "/v1/exports/{export_id}/file"): (None, {}, "approved_export"),
    ("POST", "/v1/batch-matches"): (BATCH, {}, ""),
    ("GET", "/v1/searches/pending"): (None, {}, ""),
    ("POST", "/v1/searches/{search_id}/countersign"): ({}, {}, "search"),
    ("POST", "/v1/searches/{search_id}/stand"): ({"reason": "a sister is expected"}, {}, "signed"),
    ("GET", "/v1/standing-searches"): (None, {}, ""),
    ("POST", "/v1/standing-searches/{standing_id}/end"): ({}, {}, "standing"),
    ("GET", "/v1/audit"): (None, {}, ""),
    ("GET", "/v1/records/{record_id}/looks"): (None, {}, "record"),
    ("POST", "/v1/search-samples"): ({"size": 3, "days": 30}, {}, ""),
    ("POST", "/v1/search-samples/{sample_id}/approve"): ({}, {}, "drawn"),
    ("GET", "/v1/search-samples/{sample_id}"): (None, {}, "approved"),
    ("GET", "/v1/alerts"): (None, {}, ""),
    ("POST", "/v1/alerts/{alert_id}/seen"): ({}, {}, "alert"),
    ("GET", "/v1/directory"): (None, {}, ""),
    ("POST", "/v1/services"): (SERVICE_EXAMPLE, {}, ""),
    ("PUT", "/v1/services/{service_id}"): (SERVICE_EXAMPLE, {}, "service"),
    ("DELETE", "/v1/services/{service_id}"): (None, {}, "service"),
    ("GET", "/v1/case-number-patterns"): (None, {}, ""),
    ("PUT", "/v1/case-number-patterns"): ({"state": "DE", "patterns": ["DE-[A-Z]{2}-\\d{4}"]}, {}, ""),
    ("GET", "/v1/pairs"): (None, {}, ""),
    ("GET", "/v1/pairs/{pair_id}"): (None, {}, "pair"),
    ("POST", "/v1/pairs/{pair_id}/verdicts"): (VERDICT, MATCH, "pair"),
    ("POST", "/v1/records/{record_id}/consents"): (CONSENT, {}, "record"),
    ("GET", "/v1/records/{record_id}/consents"): (None, {}, "record"),
    ("GET", "/v1/consents/{consent_id}"): (None, {}, "consent"),
    ("POST", "/v1/consents/{consent_id}/steps"): ({"act": "start_spoken"}, {}, "consent"),
    ("POST", "/v1/consents/{consent_id}/withdraw"): ({}, {}, "consent"),
    ("POST", "/v1/pairs/{pair_id}/disclosures"): (REQUEST, {}, "confirmed_pair"),
    ("GET", "/v1/disclosures"): (None, {}, ""),
    ("GET", "/v1/disclosures/{disclosure_id}"): (None, {}, "disclosure"),
    ("POST", "/v1/disclosures/{disclosure_id}/steps"): ({"act": "review"}, {}, "disclosure"),
    ("GET", "/v1/grants"): (None, {}, ""),
    ("GET", "/v1/grants/{grant_id}"): (None, {}, "grant"),
    ("GET", "/v1/grants/{grant_id}/photo"): (None, {}, "grant"),
    ("POST", "/v1/records/{record_id}/risks"): (RISK, {}, "record"),
    ("GET", "/v1/records/{record_id}/risks"): (None, {}, "record"),
    ("POST", "/v1/records/{record_id}/best-interests"): (BEST_INTERESTS, {}, "record"),
    ("GET", "/v1/records/{record_id}/best-interests"): (None, {}, "record"),
    ("GET", "/v1/clocks"): (None, {}, ""),
    ("POST", "/v1/pairs/{pair_id}/lease"): ({}, {}, "pair"),
    ("DELETE", "/v1/pairs/{pair_id}/lease"): (None, {}, "pair"),
    ("POST", "/v1/pairs/{pair_id}/undo"): ({"reason": "new_evidence"}, {"If-Match": '"2"'}, "proposed_pair"),
    ("POST", "/v1/pairs/{pair_id}/questions"): (QUESTIONS, {}, "own_pair"),
    ("GET", "/v1/pairs/{pair_id}/questions"): (None, {}, "asked_pair"),
    ("POST", "/v1/pairs/{pair_id}/answers"): ({"number": 1, "text": "Little star"}, {}, "asked_pair"),
    ("POST", "/v1/pairs/{pair_id}/messages"): ({"text": "Can you call us?"}, {}, "own_pair"),
    ("GET", "/v1/pairs/{pair_id}/messages"): (None, {}, "own_pair"),
    ("GET", "/v1/pairs/{pair_id}/group"): (None, {}, "pair"),
    ("POST", "/v1/runs"): ({}, {}, ""),
    ("GET", "/v1/runs"): (None, {}, ""),
    ("GET", "/v1/quarantine"): (None, {}, ""),
    ("POST", "/v1/quarantine/retry"): ({}, {}, ""),
    ("GET", "/v1/runs/{run_id}"): (None, {}, "run"),
    ("POST", "/v1/runs/{run_id}/cancel"): ({}, {}, "run"),
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
    ("PUT", "/v1/users/{user_id}/identity"): ({"issuer": "https://id.example", "subject": "x"}, {}, "user"),
    ("POST", "/v1/resets"): ({"login": "caseworker.de-jug", "reason": "left on a train"}, {}, ""),
    ("GET", "/v1/resets"): (None, {}, ""),
    ("POST", "/v1/resets/{reset_id}/decision"): ({"is_approved": True}, {}, "reset"),
    ("POST", "/v1/deputies"): (DEPUTY, {}, ""),
    ("GET", "/v1/deputies"): (None, {}, ""),
    ("GET", "/v1/agencies"): (None, {}, ""),
    ("POST", "/v1/agencies"): (AGENCY, {}, ""),
    ("PUT", "/v1/agencies/{agency_id}/phone"): ({"phone": "+49 40 555 01 16"}, {}, "agency"),
    ("GET", "/v1/upkeep"): (None, {}, ""),
    ("POST", "/v1/audit/verification"): ({}, {}, ""),
    ("POST", "/v1/deputies/{deputy_id}/end"): ({}, {}, "deputy"),
    ("POST", "/v1/records/{record_id}/data-requests"): (ASKING, {}, "record"),
    ("POST", "/v1/records/{record_id}/review"): ({"outcome": "keep", "reason": "still here"}, {}, "due"),
    ("GET", "/v1/data-requests"): (None, {}, ""),
    ("GET", "/v1/data-requests/{request_id}"): (None, {}, "asked"),
    ("POST", "/v1/data-requests/{request_id}/extension"): ({"reason": "many files"}, {}, "asked"),
    ("POST", "/v1/data-requests/{request_id}/decision"): ({"reason": "in order"}, {}, "asked"),
    ("GET", "/v1/data-requests/{request_id}/export"): (None, {}, "answered"),
    ("GET", "/v1/notices"): (None, {}, ""),
    ("POST", "/v1/notices/{notice_id}/read"): ({}, {}, "notice"),
}


def test_every_route_with_an_action_is_walked() -> None:
    assert CALLS.keys() == {call for call, actions in ACTIONS_OF.items() if actions}


class World:
    """Both sides of a pair: DE-JUG found a minor, GR-CPA misses one; and a missing report of DE-POL."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.missing = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
        self.found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
        self.police = installation.register(
            {**MISSING, "record_ref": "P-1", "recipients": ""},
            installation.actor(Role.LIAISON_OFFICER, "DE-POL"),
            CLEARED,
        )
        officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
        self.police_child = installation.register({**OTHER, "record_ref": "P-2"}, officer, CLEARED)
        installation.work()
        self.consent = take_down(installation, self.found)

    def moved(self, installation: Installation) -> World:
        """Return the same world in a copy of its installation."""
        copied = copy.copy(self)
        copied.installation = installation
        return copied

    def _published(self, _name: str, _role: Role) -> UUID:
        """Publish a count and return the later of two reports made of it."""
        context = self.installation.context
        with self.installation.database.transaction() as session:
            session.add(StatisticCell(cube="kinds", cell="missing", counted_at=context.clock.now(), n=12))
        with self.installation.database.transaction() as session:
            made = [making.make(session, context, report_runs.REPORTER, Asked()) for _ in range(2)]
        return made[1].id

    def _child_who_left(self, _name: str, role: Role) -> UUID:
        """Return a found record of the role whose child left care."""
        is_police = role is Role.LIAISON_OFFICER
        actor = self.installation.actor(*((role, "DE-POL") if is_police else (Role.SUPERVISOR, "DE-JUG")))
        child = self.police_child if is_police else self.found
        with self.installation.database.transaction() as session:
            left_care.leave(session, self.installation.context, actor, child, Leaving(self.installation.clock.now()))
        return child

    def id_of(self, name: str, role: Role) -> UUID:
        """Return an id of this kind that the role owns if it owns any."""
        if name in MAKERS:
            return MAKERS[name](self, name, role)
        with self.installation.database.transaction() as session:
            if name == "run":
                return runs.start(session, self.installation.context, schedule.SCHEDULER)
            if name == "record":
                return self.police if role is Role.LIAISON_OFFICER else self.found
            record = self.police if role is Role.LIAISON_OFFICER else self.found
            own = select(Record.id).where(Record.public_id == record).scalar_subquery()
            if name == "pair":
                query = select(Pair.public_id).where((Pair.low == own) | (Pair.high == own))
            else:
                query = select(Notice.public_id).where(Notice.record_id == own)
            return session.scalars(query.order_by(Pair.id if name == "pair" else Notice.id)).first() or uuid4()

    def _child(self, _name: str, role: Role) -> UUID:
        """Return a found record of the role."""
        return self.police_child if role is Role.LIAISON_OFFICER else self.found

    def _looked(self, name: str, _role: Role) -> UUID:
        """Return a caseworker's search that waits for a second signature, or an alert."""
        actor = self.installation.actor(Role.CASEWORKER)
        with self.installation.database.transaction() as session:
            if name == "search":
                question = Question(SEARCH["facts"], "locate_missing", "led_8_10", "DE-2026-001")
                return search.search(session, self.installation.context, actor, question).id
            alerts.raise_alert(session, self.installation.context, actor, "query_burst", None)
            return session.scalars(select(Alert.public_id)).one()

    def _standing(self, name: str, role: Role) -> UUID:
        """Return a search of the role that was countersigned, or one of its that stands."""
        context = self.installation.context
        is_seeker = scope(Action.SEARCH_OTHERS, role) is not None
        actor = self.installation.actor(role if is_seeker else Role.CASEWORKER, _agency(role))
        with self.installation.database.transaction() as session:
            question = Question(SEARCH["facts"], "locate_missing", "led_8_10", "DE-2026-001")
            asked = search.search(session, context, actor, question).id
            session.execute(update(Search).values(countersigned_at=context.clock.now()))
            if name == "signed":
                return asked
            return standing.stand(session, context, actor, asked, reason="expected", days=3)[0]

    def _pictured(self, _name: str, role: Role) -> UUID:
        """Return a record of the role that has a photograph."""
        is_police = role is Role.LIAISON_OFFICER
        actor = self.installation.actor(*((role, "DE-POL") if is_police else (Role.CASEWORKER, "DE-JUG")))
        record = self.police if is_police else self.found
        with self.installation.database.transaction() as session:
            photos.put(session, self.installation.context, actor, record, data=PICTURE)
        return record

    def _reported(self, name: str, role: Role) -> UUID:
        """Return an open report of the role, with a reporter or without."""
        agency = _agency(role)
        by = self.installation.actor(role if role in STRANGERS else Role.CASEWORKER, agency)
        row = {**OTHER, "record_ref": f"R-{uuid4().hex[:6]}", "kind": "missing"}
        record = self.installation.register(row, by, LAWFUL)
        if name == "reported":
            writer = self.installation.actor(Role.LIAISON_OFFICER if agency == "DE-POL" else Role.SUPERVISOR, agency)
            if role is Role.SUPERVISOR:
                record = self.installation.register(
                    {**row, "record_ref": f"R-{uuid4().hex[:6]}"}, self.installation.actor(Role.CASEWORKER), LAWFUL
                )
                writer = self.installation.actor(Role.CASEWORKER)
            with self.installation.database.transaction() as session:
                reporters.write(session, self.installation.context, writer, record, ReporterForm("Golchehra R"))
        return record

    def _sent(self, name: str, role: Role) -> UUID:
        """Return a file that the role uploaded, or one that was imported but for a row."""
        context = self.installation.context
        is_importer = scope(Action.IMPORT, role) is not None
        actor = self.installation.actor(role if is_importer else Role.CASEWORKER, _agency(role))
        with self.installation.database.transaction() as session:
            batch = import_files.upload(session, context, actor, data=SENT_FILE, form="csv").id
            if name == "imported":
                import_files.start(session, context, actor, batch, Plan(MAPPING))
        if name == "imported":
            self.installation.work()
        return batch

    def _drafted(self, _name: str, role: Role) -> UUID:
        """Have the role keep a draft; it has no id."""
        if scope(Action.KEEP_DRAFT, role) is not None:
            actor = self.installation.actor(role, _agency(role))
            with self.installation.database.transaction() as session:
                drafts.keep(session, self.installation.context, actor, "missing", [("sex", "F")])
        return uuid4()

    def _service(self, _name: str, _role: Role) -> UUID:
        """Return a service of the directory."""
        context, by = self.installation.context, self.installation.actor(Role.ADMINISTRATOR)
        with self.installation.database.transaction() as session:
            form = ServiceForm(**{name: SERVICE_EXAMPLE[name] for name in SERVICE_EXAMPLE})
            return directory.add(session, context, by, form).id

    def _export(self, name: str, role: Role) -> UUID:
        """Return a record to export, an export that somebody else asked for, or one of the role's, approved."""
        del role
        context, head = self.installation.context, self.installation.actor(Role.SUPERVISOR)
        deputy = dataclasses.replace(self.installation.actor(Role.CASEWORKER), role=Role.SUPERVISOR)
        form = Form([self.found], **{key: value for key, value in EXPORT.items() if key != "records"})
        if name == "exported":
            return self.found
        first, second = (deputy, head) if name == "export" else (head, deputy)
        with self.installation.database.transaction() as session:
            made = exports.ask(session, context, first, form).id
            if name == "approved_export":
                exports.decide(session, context, second, made, is_approved=True, reason="in order")
            return made

    def _guarded(self, _name: str, role: Role) -> UUID:
        """Return a guardian of DE-JUG's found child."""
        del role
        actor = self.installation.actor(Role.CASEWORKER)
        paper = GuardianForm("Anna Weber", "court", self.installation.clock.now(), "12 F 34")
        with self.installation.database.transaction() as session:
            return guardians.appoint(session, self.installation.context, actor, self.found, paper)[0]

    def _sampled(self, name: str, role: Role) -> UUID:
        """Return a sample that another auditor drew, or that both stand for."""
        del role
        context = self.installation.context
        first, second = self.installation.actor(Role.AUDITOR, "FR-116"), self.installation.actor(Role.AUDITOR)
        with self.installation.database.transaction() as session:
            sample, _ = samples.draw(session, context, first, size=1, days=1)
            if name == "approved":
                samples.approve(session, context, second, sample)
            return sample

    def _agree(self, record: UUID, by: Actor) -> None:
        """Have the person agree to be identified, so that the record may go from police to others."""
        now = self.installation.clock.now()
        with self.installation.database.transaction() as session:
            found = session.scalars(select(Record).where(Record.public_id == record)).one()
            made = {"recorded_by": by.user_id, "recorded_at": now, "expires_at": now + timedelta(days=30)}
            consent = Consent(public_id=uuid4(), record_id=found.id, state="active", paper=b"", **made)
            session.add(consent)
            session.flush()
            session.add(ConsentScope(consent_id=consent.id, scope="identity", recipient="**"))

    def _ended(self, name: str, role: Role) -> UUID:
        """Return a closed record of the role, or the pair of DE-JUG's found child, confirmed."""
        is_police = role is Role.LIAISON_OFFICER
        actor = self.installation.actor(*((role, "DE-POL") if is_police else (Role.SUPERVISOR, "DE-JUG")))
        reference = f"C-{uuid4().hex[:6]}"
        closed = self.installation.register({**OTHER, "record_ref": reference, "kind": "missing"}, actor, CLEARED)
        with self.installation.database.transaction() as session:
            if name == "confirmed":
                child = select(Record.id).where(Record.public_id == self.found).scalar_subquery()
                pair = session.scalars(select(Pair).where((Pair.low == child) | (Pair.high == child))).first()
                assert pair is not None
                pair.state = "confirmed"
                return pair.public_id
            record = session.scalars(select(Record).where(Record.public_id == closed)).one()
            store.close(session, self.installation.context, record, closure="withdrawn")
            return closed

    def _offered(self, name: str, role: Role) -> UUID:
        """Return a record that may be transferred, a proposal of an agency's caseworker, or an offer to the agency."""
        installation, context = self.installation, self.installation.context
        agency = _agency(role)
        kind = "police" if agency == "DE-POL" else "protection"
        other = {"police": "GR-POL", "protection": "GR-CPA"}[kind]
        by = (
            installation.actor(Role.CASEWORKER, agency)
            if name != "incoming"
            else installation.actor(Role.SUPERVISOR, other)
        )
        record = installation.register({**OTHER, "record_ref": f"T-{uuid4().hex[:6]}", "kind": "missing"}, by, CLEARED)
        if name == "own":
            self._agree(record, by)
            return record
        to = {"police": "GR-POL", "protection": "GR-CPA"}[kind] if name == "proposed" else agency
        with installation.database.transaction() as session:
            return transfers.offer(session, context, by, record, to_agency=to, reason="moved")[0]

    def _rights(self, name: str, role: Role) -> UUID:
        """Return what access, data rights and reviews are about."""
        if name == "due":
            return self._due(role)
        if name == "agency":
            with self.installation.database.transaction(is_read_only=True) as session:
                return session.scalars(select(Agency.public_id).where(Agency.code == "DE-JUG")).one()
        return self._access(name, role) if name in {"user", "reset", "deputy"} else self._asked(name, role)

    def _due(self, role: Role) -> UUID:
        """Return a record of the role whose review is near."""
        record_id = self.police if role is Role.LIAISON_OFFICER else self.found
        with self.installation.database.transaction() as session:
            record = session.scalars(select(Record).where(Record.public_id == record_id)).one()
            record.review_at = self.installation.clock.now() + timedelta(days=10)
            session.flush()
            retention.run(session, self.installation.context)
        return record_id

    def _asked(self, name: str, role: Role) -> UUID:
        """Return a request for access to a record the role owns, proposed by somebody else; answered if asked for."""
        context = self.installation.context
        is_police = role is Role.LIAISON_OFFICER
        agency, record = ("DE-POL", self.police) if is_police else ("DE-JUG", self.found)
        proposer = self.installation.actor(Role.LIAISON_OFFICER if is_police else Role.CASEWORKER, agency)
        asking = Asking(Right.ACCESS, "person", "card seen", "", context.clock.now())
        with self.installation.database.transaction() as session:
            line = data_requests.propose(session, context, proposer, record, asking)
        if name == "answered":
            supervisor = self.installation.actor(Role.SUPERVISOR, agency)
            with self.installation.database.transaction() as session:
                data_requests.decide(session, context, supervisor, line.id, refusal=None, reason="in order")
        return line.id

    def _access(self, name: str, role: Role) -> UUID:
        """Return an account of DE-JUG, a reset that somebody else asked for, or a deputy."""
        context, actor = self.installation.context, self.installation.actor
        other = actor(Role.SUPERVISOR if role is Role.ADMINISTRATOR else Role.ADMINISTRATOR)
        with self.installation.database.transaction() as session:
            if name == "user":
                return actor(Role.ANALYST).public_id or uuid4()
            if name == "reset":
                return resets.ask(session, context, other, "liaison_officer.de-jug", reason="lost").id
            until = context.clock.now() + timedelta(days=1)
            return deputies.name(session, context, other, "caseworker.de-jug", until=until, reason="ill").id

    def _case(self, name: str, role: Role) -> UUID:
        if name == "consent":
            return self.consent
        with self.installation.database.transaction() as session:
            if name in {"own_pair", "asked_pair", "proposed_pair"}:
                return self._own_pair(session, name, role)
            return self._disclosed(session, name, role)

    def _own_pair(self, session: Session, name: str, role: Role) -> UUID:
        """Return a pair of which the role owns both sides: so that it may ask, answer and take back."""
        found = session.scalars(select(Record).where(Record.public_id == self.found)).one()
        mine = self.police if role is Role.LIAISON_OFFICER else self.missing
        other = session.scalars(select(Record).where(Record.public_id == mine)).one()
        ends = sorted((found.id, other.id))
        pair = session.scalars(select(Pair).where(Pair.low == ends[0], Pair.high == ends[1])).one()
        pair.state = "open"
        case_role = role if role in CASE_ROLES else Role.CASEWORKER
        actor = self.installation.actor(case_role, _agency(case_role))
        for record in (found, other):
            record.agency_id, record.state = actor.agency_id or 0, actor.state
        session.flush()
        if case_role is Role.CASEWORKER:
            session.merge(RecordAssignment(record_id=other.id, user_id=actor.user_id, since=found.created_at))
            session.flush()
        context, said = self.installation.context, {"outcome": "same", "reason": "document", "expected_version": 1}
        if name == "asked_pair":
            questions.ask(session, context, actor, pair.public_id, QUESTIONS["texts"])
        if name == "proposed_pair":
            verdicts.give_verdict(session, context, actor, pair.public_id, **said)
        return pair.public_id

    def _disclosed(self, session: Session, name: str, role: Role) -> UUID:
        """Return the role's pair, confirmed; or a request about, or a grant to, its record's owner in its agency."""
        mine = self.police if role is Role.LIAISON_OFFICER else self.found
        record = session.scalars(select(Record).where(Record.public_id == mine)).one()
        pair = session.scalars(
            select(Pair).where((Pair.low == record.id) | (Pair.high == record.id)).order_by(Pair.id)
        ).first()
        assert pair is not None
        other = session.get_one(Record, pair.low if pair.high == record.id else pair.high)
        pair.state = "confirmed"
        if name == "confirmed_pair":
            return pair.public_id
        public_id, now = uuid4(), self.installation.clock.now()
        reader = self.installation.actor(role, _agency(role)).user_id if role in CASE_ROLES else None
        reader = reader or self.installation.actor(Role.CASEWORKER).user_id or 0
        about, asker = (other, record) if name == "grant" else (record, other)
        words = sealing.seal_json(
            sealing.open_data_key(session, self.installation.context.keys, about.public_id),
            {"purpose": "verify_hit", "reason": "", "imminent": ""},
            Place("disclosure", public_id, "F4b", 1),
        )
        disclosure = Disclosure(
            public_id=public_id,
            record_id=about.id,
            pair_id=pair.id,
            agency_id=asker.agency_id,
            asked_by=reader,
            asker_state=asker.state,
            named_user_id=reader,
            owner_agency_id=about.agency_id,
            owner_state=about.state,
            asked="identity photo",
            permitted="identity photo",
            urgency="urgent",
            needs_desk=False,
            state="requested",
            path="ordinary",
            sealed=words,
            requested_at=now,
            answer_by=now,
        )
        session.add(disclosure)
        session.flush()
        if name == "disclosure":
            return public_id
        disclosure.state, disclosure.path = "released", "vital_interest"
        owner = self.installation.context
        key = sealing.open_data_key(session, owner.keys, about.public_id)
        risk = uuid4()
        said = {"level": "high", "imminent": ["life"], "may_release": ["identity", "photo"], "notes": "x"}
        session.add(
            RiskAssessment(
                public_id=risk,
                record_id=about.id,
                sealed=sealing.seal_json(
                    key, said | {"is_adult_who_cannot_decide": False}, Place("risk_assessment", risk, "F4b", 1)
                ),
                assessed_by=reader,
                assessed_at=now,
            )
        )
        grant = Grant(
            public_id=uuid4(),
            disclosure_id=disclosure.id,
            record_id=about.id,
            user_id=reader,
            field_classes="F1 F2 F3",
            granted_at=now,
            ends_at=now + timedelta(hours=1),
        )
        session.add(grant)
        session.flush()
        with_picture = session.get(RecordPhoto, about.id)
        if with_picture is None:
            place = Place("record_photo", about.public_id, "F3", 1)
            made = {"version": 1, "sealed": seal(key, PICTURE, place), "added_by": reader, "added_at": now}
            session.add(RecordPhoto(record_id=about.id, **made))
        return grant.public_id


MAKERS: dict[str, Callable[[World, str, Role], UUID]] = {
    "child": World._child,
    "gone": World._child_who_left,
    "guarded": World._guarded,
    **dict.fromkeys(("exported", "export", "approved_export"), World._export),
    **dict.fromkeys(("uploaded", "imported"), World._sent),
    "pictured": World._pictured,
    "published": World._published,
    "cube": lambda *_: "kinds",
    **dict.fromkeys(("report", "reported"), World._reported),
    **dict.fromkeys(("signed", "standing"), World._standing),
    "service": World._service,
    "drafted": World._drafted,
    **dict.fromkeys(("search", "alert"), World._looked),
    **dict.fromkeys(("closed", "confirmed"), World._ended),
    **dict.fromkeys(("own", "proposed", "incoming"), World._offered),
    **dict.fromkeys(("due", "asked", "answered", "user", "reset", "deputy", "agency"), World._rights),
    **dict.fromkeys(CASES, World._case),
    **dict.fromkeys(("drawn", "approved"), World._sampled),
}

Made = tuple[Path, URL | None, World]


@pytest.fixture(scope="module")
def made(template: tuple[Path, URL | None], tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Iterator[Made]:
    """An installation with the world in it, closed, to be copied by each test."""
    path, url = tmp_path_factory.mktemp("world"), None if template[1] is None else postgres.create(template[1].database)
    installation = factories.copy_installation(template[0], path, keys, url)
    world = World(installation)
    installation.close()
    yield path, url, world
    if url is not None:
        postgres.drop(url)


@pytest.fixture
def installation(made: Made, tmp_path: Path, keys: Keyring) -> Iterator[Installation]:
    copied = None if made[1] is None else postgres.create(made[1].database)
    installation = factories.copy_installation(made[0], tmp_path / "data", keys, copied)
    yield installation
    installation.close()
    if copied is not None:
        postgres.drop(copied)


@pytest.fixture
def world(made: Made, installation: Installation) -> World:
    return made[2].moved(installation)


def _agency(role: Role) -> str:
    return "DE-POL" if role is Role.LIAISON_OFFICER else "DE-JUG"


def _send(client: TestClient, call: Call, sent: Sent, public_id: UUID | None) -> Any:
    method, path = call
    body, headers, name = sent
    if isinstance(body, dict) and name == "exported":
        body = {**body, "records": [str(public_id)]}
    address = path.replace("{", "").split("}")[0].rpartition("/")[0] if "{" in path else path
    if "{" in path:
        rest = path[path.index("}") + 1 :].replace("{form}", "html")
        address = f"{path[: path.index('{')]}{public_id}{rest}"
    sent_as = {"content": body} if isinstance(body, bytes) else {"json": body}
    return client.request(method, address, **sent_as, headers=dict(headers))


def _is_allowed(call: Call, role: Role) -> bool:
    return any(scope(action, role) is not None for action in ACTIONS_OF[call])


ALLOWED = [cell for cell in itertools.product(CALLS, ROLES) if _is_allowed(*cell)]


@pytest.mark.parametrize(("call", "role"), ALLOWED, ids=str)
def test_a_cell_of_the_action_table_is_let_through_over_http(
    world: World, sign_in: Callable[..., TestClient], call: Call, role: Role
) -> None:
    sent = CALLS[call]
    client = sign_in(role, _agency(role))
    answer = _send(client, call, sent, world.id_of(sent[2], role) if sent[2] else None)
    assert answer.status_code in {200, 201, 202, 204}, answer.text


@pytest.mark.parametrize("role", ROLES)
def test_every_other_cell_of_the_action_table_is_refused_over_http(
    world: World, sign_in: Callable[..., TestClient], role: Role
) -> None:
    client = sign_in(role, _agency(role))
    refused = [call for call in CALLS if not _is_allowed(call, role)]
    names = sorted({CALLS[call][2] for call in refused}, key=lambda name: (name in {"closed", "confirmed"}, name))
    ids = {name: world.id_of(name, role) if name else None for name in names}  # what ends a record comes last
    answers = [_send(client, call, CALLS[call], ids[CALLS[call][2]]) for call in refused]
    assert refused
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "refused")}


@pytest.mark.parametrize(("kind", "role"), list(itertools.product(["missing", "found", "tracing"], ROLES)))
def test_each_kind_is_registered_by_the_roles_of_its_own_row(
    sign_in: Callable[..., TestClient], kind: str, role: Role
) -> None:
    action = {"missing": Action.REGISTER_MISSING, "found": Action.REGISTER_FOUND, "tracing": Action.REGISTER_TRACING}
    answer = sign_in(role, _agency(role)).post("/v1/records", json=_registration(kind))
    assert answer.status_code == (403 if scope(action[kind], role) is None else 201)


WITH_BODY = sorted(call for call, (body, _, _) in CALLS.items() if isinstance(body, dict) and body)


def test_a_body_of_another_shape_is_refused_everywhere_and_not_echoed(sign_in: Callable[..., TestClient]) -> None:
    clients = {role: sign_in(role, _agency(role)) for role in ROLES}
    for call in WITH_BODY:
        role = next(role for role in ROLES if _is_allowed(call, role))
        sent = ({**CALLS[call][0], "surprise": "Golchehra"}, CALLS[call][1], "")
        answer = _send(clients[role], call, sent, uuid4())
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_shape"), call
        assert "Golchehra" not in answer.text
        assert "surprise" not in answer.text


def test_a_stranger_is_asked_to_sign_in(sign_in: Callable[..., TestClient]) -> None:
    answers = {call: _send(sign_in(None), call, CALLS[call], uuid4()).status_code for call in CALLS}
    assert answers == dict.fromkeys(CALLS, 401)


# runs are the administrator's, reports and cubes are everybody's: nobody is a stranger to them; a draft has no id
NOT_FOREIGN = {"run", "exported", "published", "cube", "drafted"}
WITH_ID = sorted(call for call, (_, _, name) in CALLS.items() if name and name not in NOT_FOREIGN)
STRANGERS = {Role.CASEWORKER: "FR-116", Role.SUPERVISOR: "CH-CPA", Role.LIAISON_OFFICER: "GR-POL"}


@pytest.mark.parametrize(
    ("call", "role"),
    [(call, role) for call in WITH_ID for role in STRANGERS if any(scope(one, role) for one in ACTIONS_OF[call])],
    ids=str,
)
def test_a_foreign_id_answers_exactly_as_a_missing_one(
    world: World, sign_in: Callable[..., TestClient], call: Call, role: Role
) -> None:
    client = sign_in(role, STRANGERS[role])
    foreign = world.id_of(
        CALLS[call][2], Role.LIAISON_OFFICER if CALLS[call][2] in {"record", "pictured"} else Role.CASEWORKER
    )
    answers = []
    for public_id in (foreign, uuid4()):
        statements: list[str] = []

        def count(_c: object, _cur: object, statement: str, *_: object, kept: list[str] = statements) -> None:
            kept.append(statement)

        event.listen(world.installation.app.engine, "before_cursor_execute", count)
        answer = _send(client, call, CALLS[call], public_id)
        event.remove(world.installation.app.engine, "before_cursor_execute", count)
        headers = {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}
        answers.append((answer.status_code, answer.content, headers, statements))
    assert answers[0][0] == 404
    assert answers[0][3]
    assert answers[0] == answers[1]
