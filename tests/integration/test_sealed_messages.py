"""Sealed messages: to whom they go, what the holder reads, what the sender never learns."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.codes.case import DeadlineKind
from core.errors import Conflict, InvalidInput, LimitReached, NotFound, Refused
from core.policy.case.sealed_messages import LIMIT_HOURS, PER_PERSON_A_DAY, PER_RECORD_A_DAY
from core.policy.roles import Role
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.case.sealed_message import MessageDelivery, SealedMessage
from models.oversight.alert import Alert
from models.records.facts import DataKey
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.case import message_delivery, record_deadlines, sealed_messages
from services.case.care import agency_transfers
from services.case.sealed_messages import MessageForm
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.records import erasure
from services.records.intake.preparation import Declaration
from services.review import match_lists
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.integration.statements import heard

TEXT = "Do not hand the child to the man who says he is her uncle."
FORM = MessageForm("trafficker", TEXT)
UNCHECKED = dataclasses.replace(CHECKED, reporter_check="unverified")
VICTIM = {**FOUND, "full_name": "Shekiba Rahimzadah", "trafficking_status": "possible:frontline"}
AHEAD = "deadlines"


class Sides:
    """GR-CPA misses a person and knows of a danger; DE-JUG may hold the person as a victim."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.sender = one.actor(Role.CASEWORKER, "GR-CPA")
        self.holder = one.actor(Role.CASEWORKER, "DE-JUG")
        self.lead = one.actor(Role.SUPERVISOR, "DE-JUG")
        self.numbers = itertools.count()

    def report(
        self, agency: str = "GR-CPA", reporter_check: Declaration = CHECKED, **changes: Any
    ) -> UUID:
        row = {**MISSING, "recipients": "", "record_ref": f"M-{next(self.numbers)}", **changes}
        return self.one.register(row, self.one.actor(Role.CASEWORKER, agency), reporter_check)

    def mark(self, record: UUID, **values: Any) -> None:
        self.one.change(update(Record).where(Record.public_id == record).values(**values))

    def list_left(self, record: UUID, actor: Actor | None = None) -> Any:
        return self.one.do(actor or self.sender, sealed_messages.list_left, record)

    def victim(self, agency: str = "DE-JUG") -> UUID:
        row = {**VICTIM, "record_ref": f"F-{next(self.numbers)}"}
        found = self.one.register(row, self.one.actor(Role.CASEWORKER, agency))
        self.one.work()
        return found

    def leave(self, record: UUID, form: MessageForm = FORM, actor: Actor | None = None) -> None:
        self.one.do(actor or self.sender, sealed_messages.leave_message, record, form)
        self.one.work()

    def received(self, actor: Actor | None = None) -> list[message_delivery.ReceivedMessage]:
        return list(self.one.do(actor or self.holder, message_delivery.list_received))

    def read(self, actor: Actor | None = None) -> message_delivery.OpenedMessage:
        actor = actor or self.holder
        return self.one.do(actor, message_delivery.read_message, self.received(actor)[0].id)

    def notification_kinds(self, actor: Actor) -> list[str]:
        return [kind for kind, _ in self.one.notifications(actor)]

    def wait(self, **time: float) -> None:
        self.one.clock.move(timedelta(**time))
        self.one.enqueue(AHEAD)
        self.one.work()

    def count(self, table: Any, *which: Any) -> int:
        return self.one.count(table, *which)


@pytest.fixture
def sides(installation: Installation) -> Sides:
    return Sides(installation)


@pytest.mark.both
def test_a_message_reaches_the_holder_of_a_hidden_victim_and_the_sender_sees_no_match(
    sides: Sides,
) -> None:
    report, victim = sides.report(), sides.victim()
    sides.leave(report)
    (waiting,) = sides.received()
    assert (waiting.record, waiting.danger, waiting.read_at) == (victim, "trafficker", None)
    opened = sides.read()
    assert (opened.text, opened.record) == (TEXT, victim)
    assert opened.desk == "GR-CPA (fictional), +32 2 555 01 00"
    assert sides.received()[0].read_at == sides.one.clock.now()
    assert "sealed_message" in sides.notification_kinds(sides.holder)
    matches, _ = sides.one.do(sides.sender, match_lists.list_matches)
    assert matches == []
    assert sides.received(sides.sender) == []
    with pytest.raises(NotFound):
        sides.one.do(sides.sender, message_delivery.read_message, waiting.id)


@pytest.mark.both
def test_a_holder_who_learned_of_the_report_by_a_silent_match_gets_the_message(
    sides: Sides,
) -> None:
    report, victim = sides.report(sharing="none"), sides.victim()
    sides.leave(report)
    assert [message.record for message in sides.received()] == [victim]
    assert set(sides.notification_kinds(sides.holder)) == {"silent_match", "sealed_message"}


def test_a_record_that_is_registered_later_gets_the_message_for_ninety_days(sides: Sides) -> None:
    report = sides.report()
    sides.leave(report)
    assert sides.received() == []
    sides.wait(days=89)
    sides.victim()
    assert len(sides.received()) == 1
    sides.wait(days=1)
    assert sides.received() == []
    assert sides.count(SealedMessage) == sides.count(MessageDelivery) == 0
    assert sides.count(DataKey, DataKey.scope == "message") == 0
    assert sides.count(CaseDeadline, CaseDeadline.met_at.is_(None), _IS_READING) == 0


@pytest.mark.both
def test_a_message_waits_until_a_second_person_checked_the_reporter(sides: Sides) -> None:
    """The message asks the holder to telephone the sender's desk, so an invented report sends
    none.
    """
    report, victim = sides.report(reporter_check=UNCHECKED), sides.victim()
    sides.leave(report)
    for _ in range(2):
        sides.wait(days=1)
        assert sides.received() == sides.received(sides.lead) == []
        assert "sealed_message" not in sides.notification_kinds(sides.holder)
    assert sides.list_left(report).is_waiting
    sides.mark(report, reporter_check="flagged")
    sides.wait(days=1)
    assert sides.count(MessageDelivery) == 0
    sides.mark(report, reporter_check="checked")
    assert not sides.list_left(report).is_waiting
    sides.wait(minutes=5)
    assert [message.record for message in sides.received()] == [victim]


def test_a_found_person_has_no_reporter_and_a_message_about_one_does_not_wait(
    sides: Sides,
) -> None:
    found = sides.one.register({**FOUND, "record_ref": "F-0"}, sides.holder)
    report = sides.report()
    sides.one.work()
    sides.leave(found, actor=sides.holder)
    assert not sides.list_left(found, sides.holder).is_waiting
    assert [message.record for message in sides.received(sides.sender)] == [report]


@pytest.mark.both
def test_a_report_that_lost_its_check_leads_the_holder_to_no_telephone(sides: Sides) -> None:
    report = sides.report()
    sides.victim()
    sides.leave(report)
    assert sides.read().desk.startswith("GR-CPA")
    sides.mark(report, reporter_check="flagged")
    assert (sides.read().text, sides.read().desk) == (TEXT, "")


@pytest.mark.both
def test_a_bar_after_the_delivery_leads_the_holder_to_no_telephone(sides: Sides) -> None:
    report, found = sides.report(), sides.victim()
    sides.leave(report)
    assert sides.read().desk.startswith("GR-CPA")
    bar = RecordShare(
        record_id=sides.one.row_of(found).id, state="GR", audience="protection", view=0
    )
    with sides.one.database.transaction() as session:
        session.add(bar)
    read = sides.read()
    assert (read.text, read.desk, read.is_kept) == (TEXT, "", True)


def test_no_message_comes_through_from_a_record_of_a_barred_state(sides: Sides) -> None:
    """An officer registered the report for another state than that of the agency."""
    report = sides.report()
    sides.mark(report, state="FR")
    found = sides.victim()
    with sides.one.database.transaction() as session:
        record_id = sides.one.row_of(found).id
        session.add(RecordShare(record_id=record_id, state="FR", audience="protection", view=0))
    sides.leave(report)
    sides.wait(minutes=5)
    assert sides.count(MessageDelivery) == 0


_IS_READING = CaseDeadline.kind == DeadlineKind.READ_MESSAGE


@pytest.mark.both
def test_the_excluded_agency_never_gets_it_neither_later_nor_by_a_transfer(sides: Sides) -> None:
    report, victim = sides.report(), sides.victim()
    sides.leave(report, MessageForm("official", TEXT, "DE-JUG"))
    sides.victim()
    sides.wait(minutes=5)
    assert sides.received() == sides.received(sides.lead) == []
    assert sides.count(MessageDelivery) == 0
    sides.leave(report, MessageForm("removal", TEXT, "FR-116"))
    assert {message.danger for message in sides.received()} == {"removal"}
    taker = sides.one.actor(Role.SUPERVISOR, "FR-116")
    offer, _ = sides.one.do(
        sides.lead, agency_transfers.offer_record, victim, to_agency="FR-116", reason="moved"
    )
    sides.one.do(taker, agency_transfers.accept_record, offer, legal_basis="gdpr_6_1_e_9_2_g")
    sides.one.work()
    sides.wait(minutes=5)
    assert {message.danger for message in sides.received(taker)} == {"official"}
    assert victim not in {message.record for message in sides.received(sides.lead)}


def test_the_next_responsible_of_the_record_gets_the_message_and_the_last_one_loses_it(
    sides: Sides,
) -> None:
    report, victim = sides.report(), sides.victim()
    sides.leave(report)
    taker = sides.one.actor(Role.SUPERVISOR, "FR-116")
    offer, _ = sides.one.do(
        sides.lead, agency_transfers.offer_record, victim, to_agency="FR-116", reason="moved"
    )
    sides.one.do(taker, agency_transfers.accept_record, offer, legal_basis="gdpr_6_1_e_9_2_g")
    sides.one.work()
    sides.wait(minutes=5)
    assert sides.received(sides.lead) == []
    assert [message.record for message in sides.received(taker)] == [victim]
    agencies = sides.count(CaseDeadline, CaseDeadline.met_at.is_(None), _IS_READING)
    assert agencies == 1  # the new responsible agency's


def test_no_message_reaches_whom_no_notification_may_reach(sides: Sides) -> None:
    found = sides.victim()
    sides.report("FR-116")
    sides.one.register({**MISSING, "record_ref": "U-1"}, sides.one.actor(Role.CASEWORKER, "CH-CPA"))
    sides.one.register(OTHER, sides.one.actor(Role.CASEWORKER, "CH-CPA"))
    sides.one.work()
    # a victim without permission is hidden, so a message must not reveal the victim
    sides.leave(found, actor=sides.holder)
    sides.wait(minutes=5)
    assert sides.count(MessageDelivery) == 0


@pytest.mark.parametrize("side", ["sender", "holder"])
def test_a_bar_of_either_record_keeps_a_message_back(sides: Sides, side: str) -> None:
    """No desk telephones the state that a child fled from, and that state reads no message."""
    applicant = Declaration("gdpr_6_1_e_9_2_g", "unverified", "applicant")
    barred = {"nationalities": ["AF", "GR" if side == "holder" else "DE"]}
    if side == "holder":
        report = sides.report()
        sides.one.register({**VICTIM, **barred}, sides.holder, applicant)
    else:
        report = sides.one.register(
            {**MISSING, "recipients": "", **barred},
            sides.sender,
            dataclasses.replace(CHECKED, international_protection="applicant"),
        )
        sides.victim()
    sides.one.work()
    sides.leave(report)
    sides.wait(minutes=5)
    assert sides.count(MessageDelivery) == 0


def test_an_officer_who_acts_for_another_state_neither_leaves_nor_reads(sides: Sides) -> None:
    officer = dataclasses.replace(sides.one.actor(Role.LIAISON_OFFICER, "DE-POL"), home_state="FR")
    own = dataclasses.replace(officer, home_state=None)
    police = sides.report("DE-POL")
    with pytest.raises(Refused) as refused:
        sides.leave(police, actor=officer)
    assert refused.value.refusal is Refusal.OWN_STATE_LEAVES_MESSAGE
    sides.victim()
    sides.one.register({**VICTIM, "record_ref": "P-9"}, own, CHECKED)
    sides.leave(sides.report())
    assert len(sides.received(own)) >= 1
    assert sides.received(officer) == []


def test_an_unread_message_is_reminded_of_and_then_reported_only_to_supervisor_and_auditor(
    sides: Sides,
) -> None:
    report = sides.report()
    sides.victim("FR-116")
    sides.leave(report)
    reader = sides.one.actor(Role.SUPERVISOR, "FR-116")
    alerts = [Alert.kind == "sealed_message_unread"]
    assert sides.count(Alert, Alert.kind == "sealed_message_left") == 1
    sides.wait(minutes=29)
    assert "sealed_message_reminder" not in sides.notification_kinds(reader)
    sides.wait(minutes=1)
    assert sides.notification_kinds(reader).count("sealed_message_reminder") == 1
    assert sides.count(Alert, *alerts) == 0
    sides.wait(minutes=30)
    assert "overdue" in sides.notification_kinds(reader)
    assert sides.count(Alert, *alerts) == 1
    for _ in range(3):
        sides.wait(days=1)
    assert sides.notification_kinds(reader).count("sealed_message_reminder") == 1
    assert sides.count(Alert, *alerts) == 1
    assert sides.count(CaseDeadline, _IS_READING, CaseDeadline.level > 1) == 0
    sides.read(reader)
    assert sides.count(CaseDeadline, _IS_READING, CaseDeadline.met_at.is_(None)) == 0


def test_the_desk_of_the_holders_state_is_not_notified_of_the_deadline(sides: Sides) -> None:
    """The sender may be that desk: an escalated deadline would name the holder."""
    report = sides.report("DE-JUG")
    officer = sides.one.actor(Role.LIAISON_OFFICER, "DE-POL")
    sides.one.register({**VICTIM, "record_ref": "P-9"}, officer, CHECKED)
    sides.one.work()
    sides.leave(report, actor=sides.lead)
    assert sides.count(MessageDelivery) == 1
    for _ in range(4):
        sides.wait(days=1)
    listed = sides.one.do(sides.lead, record_deadlines.list_running)
    assert DeadlineKind.READ_MESSAGE not in {deadline.kind for deadline in listed}


def test_reading_one_of_two_messages_leaves_the_deadline_running(sides: Sides) -> None:
    report = sides.report()
    sides.victim()
    sides.leave(report)
    sides.leave(report, MessageForm("removal", "They want to fetch her tomorrow."))
    first, second = sides.received()
    sides.one.do(sides.holder, message_delivery.read_message, first.id)
    assert sides.count(CaseDeadline, _IS_READING, CaseDeadline.met_at.is_(None)) == 2
    sides.one.do(sides.holder, message_delivery.read_message, second.id)
    assert sides.count(CaseDeadline, _IS_READING, CaseDeadline.met_at.is_(None)) == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "needed"),
        ("x" * 501, "too_long"),
        ("She was last in Lesvos.", "own_place"),
        ("Call 0049 30 555 0116 first.", "has_contact"),
        ("Write to uncle@example.org", "has_contact"),
        ("See https://example.org/1", "has_contact"),
        ("He lives at Hauptstrasse 12", "tells_an_address"),
    ],
)
def test_a_text_with_a_place_or_a_way_to_answer_is_refused(
    sides: Sides, text: str, reason: str
) -> None:
    report = sides.report()
    with pytest.raises(InvalidInput) as caught:
        sides.leave(report, MessageForm("family", text))
    assert (caught.value.field, caught.value.reason) == ("text", reason)


def test_who_may_not_leave_a_message_is_refused(sides: Sides) -> None:
    one = sides.one
    hotline = sides.report("FR-116")
    with pytest.raises(Refused) as refused:
        sides.leave(hotline, actor=one.actor(Role.CASEWORKER, "FR-116"))
    assert refused.value.refusal is Refusal.ROLE_LEAVES_NO_MESSAGE
    sides.leave(hotline, actor=one.actor(Role.SUPERVISOR, "FR-116"))
    with pytest.raises(NotFound):
        sides.leave(hotline)
    with pytest.raises(InvalidInput):
        sides.leave(sides.report(), MessageForm("trafficker", TEXT, "XX-1"))
    closed = sides.report()
    one.change(update(Record).where(Record.public_id == closed).values(status="closed"))
    with pytest.raises(Conflict):
        sides.leave(closed)


def test_messages_are_limited_by_record_and_person_and_withdrawing_frees_nothing(
    sides: Sides,
) -> None:
    report = sides.report()
    for _ in range(PER_RECORD_A_DAY):
        sides.leave(report)
        message = sides.list_left(report).messages[0]
        sides.one.do(sides.sender, sealed_messages.withdraw_message, message.id)
    sides.wait(minutes=5)
    assert sides.count(DataKey, DataKey.scope == "message") == 0
    with pytest.raises(LimitReached) as refused:
        sides.leave(report)
    # the whole window: the exact time would tell when another agency left its message
    assert refused.value.retry_after_s == LIMIT_HOURS * 3600
    for number in range(PER_PERSON_A_DAY - PER_RECORD_A_DAY):
        if number % PER_RECORD_A_DAY == 0:
            report = sides.report()
        sides.leave(report)
    with pytest.raises(LimitReached) as refused:
        sides.leave(sides.report())
    assert refused.value.retry_after_s == LIMIT_HOURS * 3600 - 5 * 60
    sides.wait(days=1)
    sides.leave(report)


def test_withdrawing_takes_the_message_from_its_reader(sides: Sides) -> None:
    report = sides.report()
    sides.victim()
    sides.leave(report)
    listed = sides.list_left(report)
    (left,) = listed.messages
    assert (left.text, left.danger, left.excluded_agency) == (TEXT, "trafficker", "")
    assert "GR-CPA" not in {agency.code for agency in listed.agencies}
    waiting = sides.received()[0].id
    with pytest.raises(NotFound):
        sides.one.do(sides.holder, sealed_messages.withdraw_message, left.id)
    sides.one.do(sides.sender, sealed_messages.withdraw_message, left.id)
    with pytest.raises(NotFound):
        sides.one.do(sides.holder, message_delivery.read_message, waiting)
    sides.wait(minutes=5)
    assert sides.count(MessageDelivery) == 0


@pytest.mark.both
@pytest.mark.parametrize("end", ["sender", "holder"])
def test_erasing_a_record_forgets_its_messages(sides: Sides, end: str) -> None:
    report, victim = sides.report(), sides.victim()
    sides.leave(report)
    record, actor = (report, sides.sender) if end == "sender" else (victim, sides.lead)
    with sides.one.acting(actor) as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        identity = actor_database_role.describe_actor(actor)
        erasure.erase_record(session, sides.one.context, row, identity)
    assert sides.count(MessageDelivery) == 0
    is_left = 0 if end == "sender" else 1
    assert sides.count(SealedMessage) == is_left
    assert sides.count(DataKey, DataKey.scope == "message") == is_left
    assert sides.count(CaseDeadline, _IS_READING, CaseDeadline.met_at.is_(None)) == 0


@pytest.mark.both
def test_the_database_shows_the_sender_no_delivery_and_the_excluded_agency_no_message(
    sides: Sides,
) -> None:
    if sides.one.database.is_sqlite:
        pytest.skip("SQLite has no row-level security")
    report = sides.report()
    sides.victim()
    sides.leave(report)
    sides.leave(report, MessageForm("official", TEXT, "DE-JUG"))
    row_counts = {}
    for name, actor in (("sender", sides.sender), ("holder", sides.holder)):
        with sides.one.acting(actor) as session:
            row_counts[name] = [
                len(session.scalars(select(table.id)).all())
                for table in (SealedMessage, MessageDelivery)
            ]
    assert row_counts == {"sender": [2, 0], "holder": [1, 1]}
    with sides.one.acting(sides.one.actor(Role.SUPERVISOR, "FR-116")) as session:
        assert session.scalars(select(SealedMessage.id)).all() == []


def test_leaving_reads_no_match_and_no_delivery(sides: Sides) -> None:
    report = sides.report()
    statements = []
    for _ in range(2):
        with heard(sides.one.app) as executed:
            sides.one.do(sides.sender, sealed_messages.leave_message, report, FORM)
        statements.append(list(executed))
        sides.victim()
    assert statements[0] == statements[1]
    words = " ".join(map(str, statements[0]))
    assert "FROM match" not in words
    assert "message_delivery" not in words


def test_a_notification_names_neither_match_nor_sender(sides: Sides) -> None:
    report = sides.report()
    sides.victim()
    sides.leave(report)
    notification = sides.one.read_one(
        select(Notification).where(Notification.kind == "sealed_message")
    )
    assert (notification.match_id, notification.search_id, notification.asker_state) == (
        None,
        None,
        None,
    )
