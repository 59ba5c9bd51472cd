"""A letter about a report whose reporter is not checked waits for a colleague's approval."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.codes.records import ReporterCheck
from core.codes.review import MatchState
from core.errors import Conflict
from core.policy.roles import Role
from core.refusals import Refusal
from models.matching_runs.match import Match
from models.oversight.approval import Approval
from models.records.record import Record, RecordShare
from services.approval_decisions import approval_list
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision
from services.foundation.actor import Actor
from services.review import match_messages, match_situation, message_list
from services.review.match_messages import Letter
from services.sharing import notification_lists
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation

TEXT = "She has a brother."
QUESTIONS = ("What does the mother call her?", "A scar from what?")


class Desks:
    """A confirmed match: DE-JUG has the child, GR-CPA a report whose reporter is not checked."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.found_side = one.actor(Role.CASEWORKER)
        self.writer = one.actor(Role.CASEWORKER, "GR-CPA")
        self.colleague = one.actor(Role.SUPERVISOR, "GR-CPA")
        self.report = one.register(MISSING, self.writer, CHECKED)
        self.found = one.register(FOUND, self.found_side, LAWFUL)
        one.work()
        self.match: UUID = one.read_one(select(Match.public_id))
        one.change(update(Match).values(state=MatchState.CONFIRMED))
        self.set_reporter_check(ReporterCheck.UNVERIFIED)

    def set_reporter_check(self, reporter_check: ReporterCheck) -> None:
        report = Record.public_id == self.report
        self.one.change(update(Record).where(report).values(reporter_check=reporter_check))

    def write(self, actor: Actor, letter: Letter) -> str:
        self.one.clock.move(timedelta(minutes=1))
        return str(self.one.do(actor, match_messages.write, self.match, letter))

    def decide(self, actor: Actor, *, is_approved: bool) -> None:
        newest = select(Approval.public_id).order_by(Approval.id.desc()).limit(1)
        self.one.clock.move(timedelta(minutes=1))
        asked = self.one.read_one(newest)
        self.one.do(actor, approval_list.decide_approval, asked, Decision(is_approved))

    def talk(self, actor: Actor) -> list[tuple[str, str]]:
        read = self.one.do(actor, match_messages.read, self.match)
        return [(one.text, one.delivery.value) for one in read.messages]

    def states(self, actor: Actor) -> list[str]:
        lines: Iterable[Any] = self.one.do(actor, message_list.list_messages)[0]
        return [line.state.value for line in lines]

    def seen_by_found_side(self) -> dict[str, str]:
        """Return all that the other desk reads of the match."""
        actor, one = self.found_side, self.one
        return {
            "conversation": repr(one.do(actor, match_messages.read, self.match)),
            "list": repr(one.do(actor, message_list.list_messages)),
            "notifications": repr(one.do(actor, notification_lists.list_notifications)),
        }

    def count_questions(self) -> tuple[int, int]:
        with self.one.database.transaction() as session:
            match = session.scalars(select(Match.id)).one()
            return match_situation.count_questions(session, [match])[match]


@pytest.fixture
def desks(installation: Installation) -> Desks:
    return Desks(installation)


def test_a_waiting_letter_notifies_its_side_and_the_approver_can_read_it(desks: Desks) -> None:
    before = {
        actor: desks.one.notifications(actor) for actor in (desks.colleague, desks.found_side)
    }
    desks.write(desks.writer, Letter(TEXT))
    asked = ("letter_asked", desks.report)
    assert desks.one.notifications(desks.colleague) == [asked, *before[desks.colleague]]
    assert desks.one.notifications(desks.found_side) == before[desks.found_side]
    (notification, *_) = desks.one.do(desks.colleague, notification_lists.list_notifications)
    assert notification.match is None
    (waiting,) = desks.one.do(desks.colleague, approval_list.list_approvals)
    assert waiting.page == f"/messages/{desks.match}"
    assert desks.talk(desks.colleague) == [(TEXT, "waits")]
    desks.decide(desks.colleague, is_approved=True)
    assert len(desks.one.notifications(desks.colleague)) == len(before[desks.colleague]) + 1


@pytest.mark.both
def test_the_other_desk_reads_a_letter_only_after_its_approval(desks: Desks) -> None:
    before = desks.seen_by_found_side()
    assert desks.write(desks.writer, Letter(TEXT)) == "waits"
    assert desks.talk(desks.writer) == desks.talk(desks.colleague) == [(TEXT, "waits")]
    assert desks.states(desks.writer) == ["waits"]
    assert desks.seen_by_found_side() == before
    with pytest.raises(Conflict) as refused:
        desks.decide(desks.writer, is_approved=True)
    assert refused.value.refusal is Refusal.SECOND_PERSON_DECIDES
    desks.decide(desks.colleague, is_approved=True)
    assert desks.talk(desks.writer) == [(TEXT, "sent")]
    assert desks.talk(desks.found_side) == [(TEXT, "received")]
    assert desks.states(desks.found_side) == ["needs_answer"]
    assert desks.seen_by_found_side()["notifications"] != before["notifications"]


def test_a_refused_letter_stays_with_its_side_and_can_be_written_again(desks: Desks) -> None:
    desks.set_reporter_check(ReporterCheck.CHECKED)
    desks.one.change(update(Match).values(state=MatchState.OPEN))
    desks.write(desks.found_side, Letter(questions=QUESTIONS))
    desks.one.change(update(Match).values(state=MatchState.CONFIRMED))
    desks.set_reporter_check(ReporterCheck.UNVERIFIED)
    before = desks.seen_by_found_side()
    answer = Letter(answers={1: "Little star"})
    desks.write(desks.writer, answer)
    # a question has one answer, also one that waits
    with pytest.raises(Conflict) as refused:
        desks.write(desks.writer, answer)
    assert refused.value.refusal is Refusal.QUESTION_IS_ANSWERED
    assert desks.count_questions() == (2, 0)
    desks.decide(desks.colleague, is_approved=False)
    assert desks.talk(desks.writer)[-1] == ("Little star", "not_sent")
    assert desks.seen_by_found_side() == before
    desks.write(desks.writer, answer)
    desks.decide(desks.colleague, is_approved=True)
    assert desks.count_questions() == (2, 1)
    assert desks.talk(desks.found_side)[-1] == ("Little star", "received")


def test_a_letter_is_ordered_by_its_approval(desks: Desks) -> None:
    desks.write(desks.writer, Letter(TEXT))
    desks.write(desks.found_side, Letter("Please call."))
    desks.decide(desks.colleague, is_approved=True)
    assert [text for text, _ in desks.talk(desks.found_side)] == ["Please call.", TEXT]
    # an answer that was written before it answers no letter
    assert desks.states(desks.found_side) == ["needs_answer", "sent"]
    assert desks.states(desks.writer) == ["sent", "answered"]


def test_a_letter_is_not_sent_to_a_side_that_may_no_longer_see_the_match(desks: Desks) -> None:
    desks.write(desks.writer, Letter(TEXT))
    report = desks.one.row_of(desks.report).id
    desks.one.change(update(RecordShare).where(RecordShare.record_id == report).values(view=0))
    with pytest.raises(Conflict) as refused:
        desks.decide(desks.colleague, is_approved=True)
    assert refused.value.refusal is Refusal.OTHER_SIDE_DOES_NOT_SEE
    assert desks.talk(desks.writer) == [(TEXT, "waits")]


def test_a_waiting_letter_ends_with_its_record(desks: Desks) -> None:
    desks.write(desks.writer, Letter(TEXT))
    with desks.one.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == desks.report)).one()
        approval_requests.withdraw_of_record(session, record)
    assert desks.talk(desks.writer) == [(TEXT, "not_sent")]
    with pytest.raises(Conflict) as refused:
        desks.decide(desks.colleague, is_approved=True)
    assert refused.value.refusal is Refusal.LETTER_IS_DECIDED


def test_a_letter_of_a_checked_report_or_of_the_other_side_does_not_wait(desks: Desks) -> None:
    assert desks.write(desks.found_side, Letter(TEXT)) == "sent"
    desks.set_reporter_check(ReporterCheck.CHECKED)
    assert desks.write(desks.writer, Letter(TEXT)) == "sent"
