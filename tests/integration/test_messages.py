"""The list of messages: what each desk reads of what passes between them."""

from __future__ import annotations

import itertools
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import InvalidInput
from core.policy.roles import Role
from models.matching_runs.match import Match
from models.records.record import Record, RecordShare
from services.case import message_delivery, sealed_messages
from services.case.sealed_messages import MessageForm
from services.foundation.actor import Actor
from services.review import match_messages, message_list
from services.review.match_messages import Letter
from services.review.message_list import MessageLine
from services.search import link_requests
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.test_link_requests import SearchMatch

LINE = tuple[str, str]
VICTIM = {**FOUND, "trafficking_status": "possible:frontline"}


class Desks:
    """DE-JUG has a found child, GR-CPA the report about it."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.found_side = one.actor(Role.CASEWORKER)
        self.missing_side = one.actor(Role.CASEWORKER, "GR-CPA")
        self.missing = one.register(MISSING, self.missing_side, CHECKED)
        self.found = one.register(FOUND, self.found_side, LAWFUL)
        one.work()
        self.match: UUID = one.read_one(select(Match.public_id))

    def write(self, actor: Actor, text: str = "Can you call us?") -> None:
        self.one.clock.move(timedelta(minutes=1))
        self.one.do(actor, match_messages.write, self.match, Letter(text))

    def keep_found_from_greece(self) -> None:
        with self.one.database.transaction() as session:
            found = session.scalars(select(Record.id).where(Record.public_id == self.found)).one()
            for audience in ("protection", "police"):
                session.add(RecordShare(record_id=found, state="GR", audience=audience, view=0))


def read(one: Installation, actor: Actor, before: int = 0) -> list[MessageLine]:
    lines, _ = one.do(actor, message_list.list_messages, before=before)
    return list(lines)


def states(one: Installation, actor: Actor) -> list[LINE]:
    return [(line.kind.value, line.state.value) for line in read(one, actor)]


@pytest.fixture
def desks(installation: Installation) -> Desks:
    return Desks(installation)


@pytest.mark.both
def test_a_text_waits_for_an_answer_and_a_sent_one_never_changes(desks: Desks) -> None:
    desks.write(desks.found_side)
    assert states(desks.one, desks.found_side) == [("text", "sent")]
    (line,) = read(desks.one, desks.missing_side)
    assert (line.kind, line.state, line.record) == ("text", "needs_answer", desks.missing)
    assert line.href == f"/messages/{desks.match}"
    sent = read(desks.one, desks.found_side)
    desks.one.do(desks.missing_side, match_messages.read, desks.match)
    assert read(desks.one, desks.found_side) == sent
    desks.write(desks.missing_side, "At noon.")
    assert states(desks.one, desks.missing_side) == [("text", "sent"), ("text", "answered")]
    assert states(desks.one, desks.found_side) == [("text", "needs_answer"), ("text", "sent")]
    assert read(desks.one, desks.found_side)[1:] == sent


@pytest.mark.both
def test_a_question_is_answered_for_both_sides(desks: Desks) -> None:
    texts = ("What does the mother call her?", "A scar from what?")
    desks.one.do(desks.found_side, match_messages.write, desks.match, Letter(questions=texts))
    assert states(desks.one, desks.found_side) == [("question", "sent")] * 2
    assert states(desks.one, desks.missing_side) == [("question", "needs_answer")] * 2
    desks.one.clock.move(timedelta(minutes=1))
    answers = Letter(answers={1: "Little star"})
    desks.one.do(desks.missing_side, match_messages.write, desks.match, answers)
    received = [("answer", "received"), ("question", "sent"), ("question", "answered")]
    assert states(desks.one, desks.found_side) == received
    sent = [("answer", "sent"), ("question", "needs_answer"), ("question", "answered")]
    assert states(desks.one, desks.missing_side) == sent


@pytest.mark.both
def test_no_line_appears_while_a_bar_hides_the_other_side(desks: Desks) -> None:
    desks.write(desks.found_side)
    assert len(read(desks.one, desks.missing_side)) == 1
    desks.keep_found_from_greece()
    assert read(desks.one, desks.missing_side) == []
    assert [line.desk for line in read(desks.one, desks.found_side)] == [""]


@pytest.mark.both
def test_each_line_is_read_once_and_lines_of_hidden_matches_leave_no_gap(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_list, "PAGE", 2)
    monkeypatch.setattr(message_list, "READ_AHEAD", 4)
    for _ in range(3):
        desks.write(desks.found_side)
    texts = ("What does the mother call her?", "A scar from what?", "Which song?")
    desks.one.do(desks.found_side, match_messages.write, desks.match, Letter(questions=texts))
    pages, before = [], 0
    for _ in itertools.count():
        lines, before = desks.one.do(desks.missing_side, message_list.list_messages, before=before)
        pages.append([line.kind.value for line in lines])
        if not before:
            break
    # the questions and the last text have one time, so they stay on one page
    assert pages == [[*["question"] * 3, "text"], ["text", "text"]]


@pytest.mark.both
def test_a_sent_sealed_message_is_the_same_line_with_and_without_a_holder(
    installation: Installation,
) -> None:
    one = installation
    sender, holder = one.actor(Role.CASEWORKER, "GR-CPA"), one.actor(Role.CASEWORKER)
    report = one.register({**MISSING, "recipients": ""}, sender, CHECKED)
    form = MessageForm("trafficker", "Do not hand the child to the man who says he is her uncle.")
    one.do(sender, sealed_messages.leave_message, report, form)
    sent = read(one, sender)
    assert [(line.kind, line.state, line.desk) for line in sent] == [("sealed", "sent", "")]
    # the sender reads it at the own record; a received one has a page of its own
    assert [line.href for line in sent] == [f"/records/{report}/sealed-messages"]
    one.register(VICTIM, holder)
    one.work()
    assert states(one, holder) == [("sealed", "needs_answer")]
    assert read(one, sender) == sent
    (received,) = one.do(holder, message_delivery.list_received)
    one.do(holder, message_delivery.read_message, received.id)
    assert states(one, holder) == [("sealed", "received")]
    assert [line.href for line in read(one, holder)] == ["/sealed-messages"]
    assert read(one, sender) == sent


@pytest.mark.both
def test_a_request_after_a_search_is_a_line_while_the_asker_sees_the_record(
    installation: Installation,
) -> None:
    hit = SearchMatch(installation)
    request = hit.ask()
    assert states(installation, hit.asker) == [("request", "sent")]
    assert states(installation, hit.responsible) == [("request", "needs_answer")]
    hit.decide(request, "danger")
    assert states(installation, hit.asker) == [("request", "sent")]
    assert states(installation, hit.responsible) == [("request", "answered")]
    with installation.database.transaction() as session:
        child = session.scalars(select(Record.id).where(Record.public_id == hit.child)).one()
        for audience in ("protection", "police"):
            session.add(RecordShare(record_id=child, state="GR", audience=audience, view=0))
    assert len(installation.do(hit.asker, link_requests.list_requests)) == 1
    assert states(installation, hit.asker) == []


def test_a_sirene_reference_is_a_line_without_a_text_of_the_form(desks: Desks) -> None:
    one, match = desks.one, desks.match
    with pytest.raises(InvalidInput) as refused:
        one.do(desks.missing_side, match_messages.write, match, Letter(sirene="seen in Berlin"))
    assert (refused.value.field, refused.value.reason) == ("sirene", "sirene_reference")
    one.do(desks.missing_side, match_messages.write, match, Letter(sirene="DE-A-2026-004711"))
    read = one.do(desks.found_side, match_messages.read, match).messages
    assert [(line.kind, line.text) for line in read] == [("sirene", "DE-A-2026-004711")]
    # nothing is asked, so nobody has to answer
    assert states(one, desks.found_side) == [("sirene", "received")]
    assert states(one, desks.missing_side) == [("sirene", "sent")]
