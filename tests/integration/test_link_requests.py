"""Requests from a link: the asker asks, the responsible agency decides, and no fact opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, update

from core.codes.case import DeadlineKind
from core.errors import Conflict, InvalidInput, LimitReached, NotFound
from core.policy.roles import Role
from core.policy.sharing.link_requests import EXPIRE_DAYS, PER_PERSON_A_DAY, REFUSAL_REASONS
from core.policy.sharing.views import View
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.disclosure.requests_and_grants import Disclosure
from models.records.facts import DataKey
from models.records.record import Record, RecordShare
from models.search.link_request import LinkRequest
from services.case import record_deadlines
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.records import erasure, register
from services.search import link_requests, person_search
from services.search.link_requests import LinkRequestForm, LinkRequestView
from services.search.person_search import SearchQuery
from services.sharing import notification_lists
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.integration.api.conftest import signing_in
from tests.integration.search_steps import approve_search, mark_signed
from tests.integration.steps import page_text

HEARD = {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"], "sex": "F"}
REASON = "We look for her brother too."
HIDDEN_REFUSALS = [reason for reason, is_told in REFUSAL_REASONS.items() if not is_told]


class SearchMatch:
    """DE-JUG holds a found child at `link`; an officer of GR-POL found it by a search."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.asker = one.actor(Role.LIAISON_OFFICER, "GR-POL")
        self.responsible = one.actor(Role.CASEWORKER)
        self.child = one.register(FOUND, self.responsible)
        self.search = self.look(self.asker)

    def look(self, actor: Actor, *, is_signed: bool = True) -> UUID:
        question = SearchQuery(HEARD, "locate_missing", "led_8_10", f"{actor.state}-2026-001")
        answer = self.one.do(actor, person_search.search, question)
        assert self.child in [found.record.id for found in answer.found]
        if is_signed:
            mark_signed(self.one)
        public_id: UUID = answer.id
        return public_id

    def change(self, statement: Any) -> None:
        with self.one.database.transaction() as session:
            session.execute(statement)

    def ask(self, **changes: Any) -> UUID:
        words = {"record": self.child, "kind": "contact", "reason": REASON, **changes}
        actor, search_id = words.pop("actor", self.asker), words.pop("search", self.search)
        request_id: UUID = self.one.do(
            actor, link_requests.ask, search_id, LinkRequestForm(**words)
        )
        return request_id

    def decide(self, request: UUID, refusal: str = "", actor: Actor | None = None) -> None:
        self.one.do(actor or self.responsible, link_requests.decide, request, refusal=refusal)

    def read(self, actor: Actor) -> LinkRequestView:
        (found,) = self.one.do(actor, link_requests.list_requests)
        assert isinstance(found, LinkRequestView)
        return found

    def notification_kinds(self, actor: Actor) -> list[str]:
        with self.one.acting(actor) as session:
            return [
                one.kind
                for one in notification_lists.list_notifications(session, self.one.context, actor)
            ]

    def running(self) -> int:
        with self.one.database.transaction(is_read_only=True) as session:
            query = select(func.count()).where(
                CaseDeadline.kind == DeadlineKind.ANSWER_LINK_REQUEST, CaseDeadline.met_at.is_(None)
            )
            return session.scalar(query) or 0

    def wait(self, **time: float) -> None:
        self.one.clock.move(timedelta(**time))
        self.one.pass_deadlines()


@pytest.fixture
def hit(installation: Installation) -> SearchMatch:
    return SearchMatch(installation)


@pytest.mark.both
def test_a_request_for_a_record_that_is_kept_from_the_responsible_is_refused(
    hit: SearchMatch,
) -> None:
    facts = {**OTHER, "record_ref": "B-1", "dangers": ["state:DE"]}
    barred = hit.one.register(facts, hit.one.actor(Role.CASEWORKER, "GR-POL"))
    with pytest.raises(Conflict) as refused:
        hit.ask(own_record=barred)
    assert refused.value.refusal is Refusal.OTHER_SIDE_IS_BARRED
    assert "link_request" not in hit.notification_kinds(hit.responsible)


@pytest.mark.both
def test_the_responsible_accepts_and_the_asker_learns_the_next_step_and_no_fact(
    hit: SearchMatch,
) -> None:
    request = hit.ask()
    responsible_view = hit.read(hit.responsible)
    assert (responsible_view.record, responsible_view.reason, responsible_view.state) == (
        hit.child,
        REASON,
        "asked",
    )
    assert (responsible_view.asker, responsible_view.asker_state) == ("GR-POL (fictional)", "GR")
    assert responsible_view.desk.startswith("GR-POL")
    assert "link_request" in hit.notification_kinds(hit.responsible)
    assert hit.running() == 1
    assert hit.read(hit.asker).next_step == ""
    hit.decide(request)
    answered = hit.read(hit.asker)
    assert (answered.state, answered.next_step) == ("accepted", "call_desk")
    assert answered.desk.startswith("DE-JUG")
    assert hit.notification_kinds(hit.asker) == ["link_request_decided"]
    assert hit.running() == 0
    view = hit.one.do(hit.asker, register.read_record, hit.child)
    assert (view.view, view.statements) == (View.LINK, ())
    with pytest.raises(Conflict) as decided:
        hit.decide(request, "other")
    assert decided.value.refusal is Refusal.LINK_REQUEST_IS_DECIDED


def test_an_accepted_disclosure_leads_to_a_confirmed_match_and_opens_none(hit: SearchMatch) -> None:
    request = hit.ask(kind="disclosure")
    hit.decide(request)
    assert hit.read(hit.asker).next_step == "register_report"
    report = hit.one.register(MISSING, hit.asker, CHECKED)
    second = hit.ask(kind="disclosure", own_record=report)
    hit.decide(second)
    newest = hit.one.do(hit.asker, link_requests.list_requests)[0]
    assert (newest.next_step, newest.own_record) == ("confirm_match", report)
    assert hit.one.do(hit.responsible, link_requests.list_requests)[0].own_record is None
    with hit.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Disclosure)).all() == []


def test_a_refusal_that_concerns_the_request_is_told_at_once(hit: SearchMatch) -> None:
    hit.decide(hit.ask(), "no_legal_basis")
    responsible, asker = hit.read(hit.responsible), hit.read(hit.asker)
    assert (responsible.state, responsible.refusal) == ("refused", "no_legal_basis")
    assert (asker.state, asker.refusal, asker.next_step) == ("ended", "no_legal_basis", "")
    assert hit.notification_kinds(hit.asker) == ["link_request_decided"]


@pytest.mark.parametrize("refusal", HIDDEN_REFUSALS)
def test_a_refusal_because_of_the_person_waits_for_the_end_of_the_request(
    hit: SearchMatch, refusal: str
) -> None:
    hit.decide(hit.ask(), refusal)
    assert (hit.read(hit.responsible).state, hit.read(hit.responsible).refusal) == (
        "refused",
        refusal,
    )
    assert hit.running() == 0
    for days in (0, EXPIRE_DAYS - 1):
        hit.wait(days=days)
        asker = hit.read(hit.asker)
        assert (asker.state, asker.refusal, asker.next_step) == ("asked", "", "")
        assert hit.notification_kinds(hit.asker) == []
        with pytest.raises(Conflict) as waits:
            hit.ask(search=hit.look(hit.asker))
        assert waits.value.refusal is Refusal.LINK_REQUEST_WAITS
    hit.wait(days=1)
    asker = hit.read(hit.asker)
    assert (asker.state, asker.refusal, asker.next_step) == ("ended", "", "")
    assert hit.notification_kinds(hit.asker) == ["link_request_decided"]
    hit.ask(search=hit.look(hit.asker))


def test_a_refused_request_is_withdrawn_as_one_that_waits(hit: SearchMatch) -> None:
    for refusal in ("", "danger"):
        request = hit.ask()
        if refusal:
            hit.decide(request, refusal)
        hit.one.do(hit.asker, link_requests.withdraw, request)
        newest = hit.one.do(hit.asker, link_requests.list_requests)[0]
        assert (newest.state, newest.refusal) == ("withdrawn", "")
        with pytest.raises(Conflict):
            hit.one.do(hit.asker, link_requests.withdraw, request)


@pytest.mark.both
@pytest.mark.parametrize("refusal", ["", "no_legal_basis"])
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_decision_about_a_record_that_was_hidden_meanwhile_looks_like_silence(
    hit: SearchMatch, refusal: str, is_withdrawn: bool
) -> None:
    request = hit.ask()
    with hit.one.database.transaction() as session:
        session.execute(delete(RecordShare))
    before = hit.read(hit.asker)
    hit.decide(request, refusal)
    assert hit.read(hit.asker) == before
    if is_withdrawn:
        hit.one.do(hit.asker, link_requests.withdraw, request)
    else:
        hit.wait(days=EXPIRE_DAYS)
    ended = hit.read(hit.asker)
    assert (ended.state, ended.refusal, ended.next_step) == (
        "withdrawn" if is_withdrawn else "ended",
        "",
        "",
    )
    assert hit.notification_kinds(hit.asker) == []


def test_a_request_without_an_answer_ends_and_is_removed(hit: SearchMatch) -> None:
    hit.ask()
    hit.wait(hours=25)
    assert "overdue" in hit.notification_kinds(hit.one.actor(Role.SUPERVISOR))
    hit.wait(days=14)
    assert hit.read(hit.asker).state == "ended"
    assert hit.notification_kinds(hit.asker) == ["link_request_decided"]
    assert hit.read(hit.responsible).state == "expired"
    assert hit.running() == 0
    hit.wait(days=90)
    assert hit.one.do(hit.responsible, link_requests.list_requests) == []
    with hit.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(DataKey).where(DataKey.scope == "link_request")).all() == []


def test_the_desk_of_the_responsible_agencies_state_is_not_notified_of_the_deadline(
    hit: SearchMatch,
) -> None:
    officer = hit.one.actor(Role.LIAISON_OFFICER, "DE-POL")
    row = {**MISSING, "record_ref": "P-1", "recipients": ["GR"]}
    report = hit.one.register(row, officer, CHECKED)
    hit.ask(record=report, search=hit.look(hit.asker))
    for _ in range(4):
        hit.wait(days=1)
    listed = hit.one.do(hit.one.actor(Role.SUPERVISOR), record_deadlines.list_running)
    assert DeadlineKind.ANSWER_LINK_REQUEST not in {deadline.kind for deadline in listed}


@pytest.mark.both
def test_who_did_not_find_the_record_or_sees_it_no_more_asks_nothing(hit: SearchMatch) -> None:
    stranger = hit.one.actor(Role.SUPERVISOR, "FR-116")
    hidden = hit.one.register(OTHER, hit.responsible)
    wrong = [
        {"search": uuid4()},
        {"record": uuid4()},
        {"record": hidden},
        {"actor": stranger},
        {"actor": hit.responsible, "search": hit.look(hit.responsible)},
    ]
    for words in wrong:
        with pytest.raises(NotFound):
            hit.ask(**words)
    request = hit.ask()
    for decider in (stranger, hit.asker):
        with pytest.raises(NotFound):
            hit.decide(request, actor=decider)
    with pytest.raises(NotFound):
        hit.one.do(stranger, link_requests.withdraw, request)
    hit.change(update(RecordShare).values(view=0))
    assert hit.read(hit.asker).record is None
    assert (hit.read(hit.asker).desk, hit.read(hit.asker).next_step) == ("", "")
    hit.one.do(hit.asker, link_requests.withdraw, request)
    with pytest.raises(NotFound):
        hit.ask()


def test_a_search_is_signed_recent_and_asked_from_once_at_a_time(hit: SearchMatch) -> None:
    unsigned = hit.look(hit.asker, is_signed=False)
    with pytest.raises(Conflict) as waits:
        hit.ask(search=unsigned)
    assert waits.value.refusal is Refusal.LINK_OF_UNAPPROVED_SEARCH
    head = hit.one.actor(Role.SUPERVISOR, "GR-POL")
    approve_search(hit.one, head, unsigned, is_approved=False)
    with pytest.raises(Conflict) as refused:
        hit.ask(search=unsigned)
    assert refused.value.refusal is Refusal.SEARCH_WAS_REFUSED
    hit.ask()
    with pytest.raises(Conflict) as waits:
        hit.ask()
    assert waits.value.refusal is Refusal.LINK_REQUEST_WAITS
    for reason in ("", "Call +30 6912345678", "x" * 501):
        with pytest.raises(InvalidInput):
            hit.ask(reason=reason)
    with pytest.raises(InvalidInput):
        hit.ask(kind="everything")
    with pytest.raises(InvalidInput):
        hit.decide(hit.read(hit.responsible).id, "because")
    hit.one.clock.move(timedelta(days=7))
    with pytest.raises(NotFound):
        hit.ask()


def test_requests_of_a_person_are_limited_to_a_number_a_day(hit: SearchMatch) -> None:
    for _ in range(PER_PERSON_A_DAY):
        request = hit.ask()
        hit.one.do(hit.asker, link_requests.withdraw, request)
        hit.one.clock.move(timedelta(minutes=30))
    with pytest.raises(LimitReached) as refused:
        hit.ask()
    assert refused.value.retry_after_s == (24 * 60 - 30 * PER_PERSON_A_DAY) * 60


@pytest.mark.both
def test_erasing_the_record_removes_its_requests(hit: SearchMatch) -> None:
    hit.ask()
    supervisor = hit.one.actor(Role.SUPERVISOR)
    with hit.one.acting(supervisor) as session:
        row = session.scalars(select(Record).where(Record.public_id == hit.child)).one()
        identity = actor_database_role.describe_actor(supervisor)
        erasure.erase_record(session, hit.one.context, row, identity)
    with hit.one.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(LinkRequest)).all() == []
        assert session.scalars(select(DataKey).where(DataKey.scope == "link_request")).all() == []
    assert hit.running() == 0


def test_the_page_of_a_request_states_that_the_search_is_not_signed(hit: SearchMatch) -> None:
    unsigned = hit.look(hit.asker, is_signed=False)
    with signing_in(hit.one) as sign_in:
        client = sign_in(Role.LIAISON_OFFICER, "GR-POL")
        for search_id, is_closed in ((unsigned, True), (hit.search, False)):
            shown = page_text(client, f"/search/{search_id}/ask/{hit.child}")
            assert ("The search is waiting for its approval." in shown) == is_closed
            assert ('<button class="primary" disabled' in shown) == is_closed
