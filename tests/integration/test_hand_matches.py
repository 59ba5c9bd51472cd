"""Matches by hand: when a match opens, what each desk learns, and what neither learns before."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from core.codes.operations import JobKind
from core.errors import Conflict, LimitReached, NotFound
from core.policy.roles import Role
from core.policy.sharing.hand_matches import LIMIT_HOURS, PER_PERSON_A_DAY, VALID_DAYS
from core.policy.sharing.views import Audience, View
from models.matching_runs.hand_match import HandMatch
from models.matching_runs.match import Match
from models.records.record import Record, RecordShare
from services.foundation import actor_database_role, jobs
from services.foundation.actor import Actor
from services.foundation.jobs import JobTarget
from services.matching_runs import hand_matches
from services.records import erasure
from services.records.intake.preparation import Declaration
from services.review import match_lists
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation

# none of its facts is like one of `MISSING`, so the engine stores no match
UNLIKE = OTHER


class Desks:
    """GR-CPA misses a person; DE-JUG holds one whom the engine finds unlike."""

    def __init__(self, one: Installation) -> None:
        self.one = one
        self.missing = one.actor(Role.CASEWORKER, "GR-CPA")
        self.found = one.actor(Role.CASEWORKER, "DE-JUG")
        self.numbers = itertools.count()
        self.report = self.register(MISSING, self.missing, CHECKED)
        self.child = self.register(UNLIKE, self.found)

    def register(self, row: Any, actor: Actor, reporter_check: Declaration | None = None) -> UUID:
        row = {**row, "record_ref": f"R-{next(self.numbers)}"}
        words = () if reporter_check is None else (reporter_check,)
        record = self.one.register(row, actor, *words)
        self.one.work()
        return record

    def enter(self, actor: Actor, record: UUID, reference: UUID) -> None:
        self.one.do(actor, hand_matches.enter, record, reference)
        self.one.work()

    def enter_both(self) -> None:
        self.enter(self.missing, self.report, self.child)
        self.enter(self.found, self.child, self.report)

    def matches(self, actor: Actor) -> list[Any]:
        return list(self.one.do(actor, match_lists.list_matches)[0])

    def kinds(self, actor: Actor) -> list[str]:
        return [kind for kind, _ in self.one.notifications(actor)]

    def is_open(self) -> list[bool]:
        """Return for each desk whether its list has the match and it was notified."""
        both = []
        for actor in (self.missing, self.found):
            is_listed = any(one.is_by_hand for one in self.matches(actor))
            assert is_listed == ("hand_match" in self.kinds(actor))
            both.append(is_listed)
        return both

    def hide(self, record: UUID, how: str) -> None:
        """Hide a record from the other desk: bar it, end its sharing, or uncheck its reporter."""
        row_id = self.one.row_of(record).id
        with self.one.database.transaction() as session:
            shares = delete(RecordShare).where(RecordShare.record_id == row_id)
            if how in {"none", "barred"}:
                session.execute(shares)
            if how == "barred":
                for state in ("DE", "GR"):
                    for audience in Audience:
                        session.add(
                            RecordShare(
                                record_id=row_id,
                                state=state,
                                audience=audience,
                                view=int(View.NONE),
                            )
                        )
            if how == "unchecked":
                session.execute(
                    update(Record).where(Record.id == row_id).values(reporter_check="unverified")
                )


@pytest.fixture
def desks(installation: Installation) -> Desks:
    return Desks(installation)


@pytest.mark.both
def test_a_match_opens_when_both_desks_have_entered_both_references(desks: Desks) -> None:
    assert desks.is_open() == [False, False]
    desks.enter(desks.missing, desks.report, desks.child)
    assert desks.is_open() == [False, False]
    desks.enter(desks.found, desks.child, desks.report)
    assert desks.is_open() == [True, True]
    (own,) = desks.matches(desks.missing)
    assert (own.band, own.other.view, own.bits) == ("link", View.LINK, None)
    for actor in (desks.missing, desks.found):
        assert "match" not in desks.kinds(actor)  # no second notification, of a candidate


def test_one_desk_opens_nothing(desks: Desks) -> None:
    second = desks.register(MISSING, desks.missing, CHECKED)
    for record in (desks.report, desks.report, second):
        desks.enter(desks.missing, record, desks.child)
    desks.enter(desks.found, desks.child, uuid4())
    assert desks.is_open() == [False, False]


@pytest.mark.both
@pytest.mark.parametrize(
    ("hidden", "how"),
    [
        ("report", "none"),
        ("report", "barred"),
        ("report", "unchecked"),
        ("child", "none"),
        ("child", "barred"),
    ],
)
def test_nothing_opens_where_a_rule_hides_one_record(desks: Desks, hidden: str, how: str) -> None:
    desks.hide(getattr(desks, hidden), how)
    desks.enter_both()
    assert desks.is_open() == [False, False]
    assert desks.one.count(Match) == 0


def test_a_match_by_hand_opens_when_the_reporter_is_checked(desks: Desks) -> None:
    desks.hide(desks.report, "unchecked")
    desks.enter_both()
    desks.one.change(update(Record).values(reporter_check="checked"))
    desks.enter(desks.missing, desks.report, uuid4())  # any job of the record asks again
    assert desks.is_open() == [True, True]


def test_a_later_score_does_not_hide_a_match_that_was_opened_by_hand(desks: Desks) -> None:
    desks.enter_both()
    target = JobTarget(record_id=desks.one.row_of(desks.report).id)
    with desks.one.database.transaction() as session:
        jobs.enqueue(session, desks.one.context, JobKind.MATCH, [target])
    desks.one.work()
    assert desks.is_open() == [True, True]
    desks.hide(desks.child, "barred")
    desks.enter(desks.found, desks.child, uuid4())  # a job of the record
    assert desks.matches(desks.missing) == []


def test_a_match_that_the_engine_showed_was_not_missed(desks: Desks) -> None:
    like = desks.register(FOUND, desks.found)
    desks.enter(desks.missing, desks.report, like)
    desks.enter(desks.found, like, desks.report)
    assert [one.is_by_hand for one in desks.matches(desks.missing)] == [False]
    assert "hand_match" in desks.kinds(desks.missing)


def test_an_entry_ends_after_some_days_and_with_its_record(desks: Desks) -> None:
    desks.enter(desks.missing, desks.report, desks.child)
    desks.one.clock.move(timedelta(days=VALID_DAYS))
    assert desks.one.do(desks.missing, hand_matches.list_entries, desks.report) == []
    desks.enter(desks.found, desks.child, desks.report)
    assert desks.is_open() == [False, False]
    desks.one.clock.move(timedelta(minutes=1))
    desks.one.enqueue("thin")
    desks.one.work()
    assert desks.one.count(HandMatch) == 1
    head = desks.one.actor(Role.SUPERVISOR, "DE-JUG")
    with desks.one.acting(head) as session:
        record = session.scalars(select(Record).where(Record.public_id == desks.child)).one()
        identity = actor_database_role.describe_actor(head)
        erasure.erase_record(session, desks.one.context, record, identity)
    assert desks.one.count(HandMatch) == 0


def test_a_person_enters_some_references_a_day(desks: Desks) -> None:
    for _ in range(PER_PERSON_A_DAY):
        desks.enter(desks.missing, desks.report, uuid4())
    with pytest.raises(LimitReached):
        desks.enter(desks.missing, desks.report, uuid4())
    desks.one.clock.move(timedelta(hours=LIMIT_HOURS))
    desks.enter(desks.missing, desks.report, uuid4())


@pytest.mark.both
def test_a_reference_is_entered_for_an_own_open_record_only(desks: Desks) -> None:
    with pytest.raises(NotFound):
        desks.enter(desks.missing, desks.child, desks.report)
    with pytest.raises(NotFound):
        desks.one.do(desks.missing, hand_matches.list_entries, desks.child)
    desks.one.change(update(Record).values(status="closed"))
    with pytest.raises(Conflict):
        desks.enter(desks.missing, desks.report, desks.child)
