from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from core.errors import Conflict, HomewardError, InvalidInput, NotFound, Refused, VersionConflict
from core.policy.actions import Action
from core.policy.roles import Role
from models.matching_runs.match import Match, MatchDecision, MatchMessage
from models.oversight.audit import Audit
from models.records.facts import DataKey
from models.records.notification import Notification
from models.records.record import Record
from services.foundation import data_keys
from services.records.intake.preparation import Declaration
from services.review import (
    confirmed_groups,
    decision_changes,
    decision_steps,
    decisions,
    match_locks,
    match_messages,
    visible_matches,
)
from services.review.match_messages import Letter
from services.sharing.evidence_changes import RequiredReview
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.matches.steps import (
    keep_decision,
    read_evidence,
    record_decision,
    undo_decision,
)
from tests.racing import at_once

FOUND_SIDE, MISSING_SIDE = "DE-JUG", "GR-CPA"
TEXTS = ("What does the mother call her?", "A scar from what?")
SAME = ("same", "relative_confirmed")


class World:
    """A child found by one agency and reported missing by another."""

    def __init__(
        self, one: Installation, declaration: Declaration = LAWFUL, home: str = ""
    ) -> None:
        self.one = one
        home_facts = {"home_address": home} if home else {}
        self.missing = one.register(
            MISSING | home_facts, one.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED
        )
        self.found = one.register(FOUND | home_facts, one.actor(Role.CASEWORKER), declaration)
        one.work()
        self.match = one.read_one(select(Match.public_id))

    def do(
        self, act: Callable[..., Any], role: Role, agency: str, *arguments: Any, **named: Any
    ) -> Any:
        return self.one.do(self.one.actor(role, agency), act, self.match, *arguments, **named)

    def ask(
        self, texts: Sequence[str] = TEXTS, role: Role = Role.CASEWORKER, agency: str = FOUND_SIDE
    ) -> None:
        self.do(match_messages.write, role, agency, Letter(questions=texts))

    def answer(self, number: int, agency: str = MISSING_SIDE, text: str = "Little star") -> None:
        self.do(match_messages.write, Role.CASEWORKER, agency, Letter(answers={number: text}))

    def record_decision(
        self, role: Role, agency: str, outcome: str = "same", reason: str = "relative_confirmed"
    ) -> str:
        return record_decision(self.one, self.one.actor(role, agency), self.match, outcome, reason)

    def confirm(self) -> None:
        self.record_decision(Role.CASEWORKER, FOUND_SIDE)
        self.record_decision(Role.SUPERVISOR, FOUND_SIDE)
        assert self.record_decision(Role.SUPERVISOR, MISSING_SIDE) == "confirmed"

    def undo(
        self, role: Role = Role.SUPERVISOR, agency: str = FOUND_SIDE, reason: str = "new_evidence"
    ) -> str:
        return undo_decision(self.one, self.one.actor(role, agency), self.match, reason)

    def review(self, role: Role, agency: str) -> RequiredReview:
        return self.do(visible_matches.find_match, role, agency, Action.PROPOSE_DECISION).review

    def keep(self, role: Role, agency: str) -> str:
        return keep_decision(self.one, self.one.actor(role, agency), self.match)

    @property
    def version(self) -> int:
        return self._match().version

    @property
    def state(self) -> str:
        return self._match().state

    def _match(self) -> Match:
        return self.one.read_one(select(Match).where(Match.public_id == self.match))

    def notified_agencies(self, kind: str) -> list[int]:
        return self.one.read_all(select(Notification.agency_id).where(Notification.kind == kind))


@pytest.fixture
def world(installation: Installation) -> World:
    return World(installation)


# --- questions
# --------------------------------------------------------------------------


def test_the_found_side_asks_and_the_missing_side_answers_from_what_the_family_knows(
    world: World,
) -> None:
    world.ask()
    world.answer(1)
    for agency, to_answer in ((FOUND_SIDE, ()), (MISSING_SIDE, (2,))):
        shown = world.do(match_messages.read, Role.SUPERVISOR, agency)
        assert [(one.kind, one.number, one.text) for one in shown.messages] == [
            ("question", 1, TEXTS[0]),
            ("question", 2, TEXTS[1]),
            ("answer", 1, "Little star"),
        ]
        assert shown.to_answer == to_answer
    assert world.notified_agencies("message") == [
        world.one.actor(Role.CASEWORKER, MISSING_SIDE).agency_id,
        world.one.actor(Role.CASEWORKER, FOUND_SIDE).agency_id,
    ]


def test_a_letter_is_written_whole_or_not_at_all(world: World) -> None:
    world.ask()
    letter = Letter("We call at noon.", answers={1: "Little star", 3: "no such question"})
    with pytest.raises(NotFound):
        world.do(match_messages.write, Role.CASEWORKER, MISSING_SIDE, letter)
    letter = dataclasses.replace(letter, answers={1: "Little star", 2: "Boiling water"})
    world.do(match_messages.write, Role.CASEWORKER, MISSING_SIDE, letter)
    shown = world.do(match_messages.read, Role.CASEWORKER, FOUND_SIDE)
    assert [one.kind for one in shown.messages] == [*["question"] * 2, "text", *["answer"] * 2]
    assert len(world.notified_agencies("message")) == 2
    with pytest.raises(InvalidInput, match="needed"):
        world.do(match_messages.write, Role.CASEWORKER, MISSING_SIDE, Letter())


@pytest.mark.parametrize(
    ("rounds", "is_let"),
    [
        ((1,), False),
        ((2,), True),
        ((5,), True),
        ((2, 3), True),
        ((3, 3), False),
        ((2, 1, 1, 1), True),
    ],
)
def test_two_to_five_questions_are_asked_in_all(
    world: World, rounds: tuple[int, ...], is_let: bool
) -> None:
    for count in rounds[:-1]:
        world.ask(["?"] * count)
    if is_let:
        world.ask(["?"] * rounds[-1])
        assert world.one.count(MatchMessage) == sum(rounds)
    else:
        with pytest.raises(InvalidInput, match="two_to_five"):
            world.ask(["?"] * rounds[-1])


def test_only_the_found_side_asks_and_only_the_missing_side_answers(world: World) -> None:
    with pytest.raises(Conflict, match="asks the questions"):
        world.ask(agency=MISSING_SIDE)
    world.ask()
    with pytest.raises(Conflict, match="asks the questions"):
        world.answer(1, FOUND_SIDE)


def test_a_question_is_answered_once_and_only_if_it_was_asked(world: World) -> None:
    world.ask()
    world.answer(1)
    with pytest.raises(Conflict, match="already been answered"):
        world.answer(1)
    with pytest.raises(NotFound):
        world.answer(3)


@pytest.mark.parametrize("reason", ["verification_passed", "verification_failed"])
def test_a_decision_from_answers_needs_two_of_them(world: World, reason: str) -> None:
    outcome = "same" if reason == "verification_passed" else "different"
    world.ask()
    world.answer(1)
    with pytest.raises(Conflict, match="waiting for an answer"):
        world.record_decision(Role.CASEWORKER, FOUND_SIDE, outcome, reason)
    world.answer(2)
    assert world.record_decision(Role.CASEWORKER, FOUND_SIDE, outcome, reason) == "proposed"


def test_the_missing_side_answers_what_was_asked_before_it_confirms(world: World) -> None:
    world.ask()
    world.record_decision(Role.CASEWORKER, FOUND_SIDE)
    world.record_decision(Role.SUPERVISOR, FOUND_SIDE)
    world.answer(1)
    with pytest.raises(Conflict, match="has been asked"):
        world.record_decision(Role.SUPERVISOR, MISSING_SIDE)
    world.answer(2)
    assert world.record_decision(Role.SUPERVISOR, MISSING_SIDE) == "confirmed"


@pytest.mark.parametrize("text", ["She lives in HAMBURG now", "born in hamburg?", " "])
def test_an_empty_question_or_one_that_reveals_the_childs_place_is_refused(
    world: World, text: str
) -> None:
    with pytest.raises(InvalidInput):
        world.ask(["What does the mother call her?", text])
    assert world.one.read_all(select(MatchMessage)) == []


def test_a_question_may_ask_for_a_home_but_not_reveal_it(
    installation: Installation,
) -> None:
    world = World(installation, home="12 Quillmark Street, Herat")
    with pytest.raises(InvalidInput, match="where the person is"):
        world.ask(["Did she live in Quillmark Street?", "Which number?"])
    with pytest.raises(InvalidInput, match="where the person is"):
        world.ask(["Did she live at 12 Quillmark Street?", "Which number?"])
    world.ask(["Which street did she live in?", "Which number?"])
    world.answer(1, text="12 Quillmark Street")


def test_a_side_to_which_the_match_is_hidden_is_not_asked(installation: Installation) -> None:
    world = World(installation, Declaration(None, "unverified", "no"))
    installation.change(
        update(Record).where(Record.public_id == world.found).values(has_basis=True)
    )
    for attempt in (
        world.ask,
        lambda: world.do(match_messages.write, Role.CASEWORKER, FOUND_SIDE, Letter("call us")),
    ):
        with pytest.raises(Conflict, match="cannot see"):
            attempt()
    assert world.notified_agencies("message") == []


# --- messages
# --------------------------------------------------------------------------------------------------


def test_desks_write_to_each_other_and_see_both_on_call_numbers(world: World) -> None:
    world.do(match_messages.write, Role.CASEWORKER, FOUND_SIDE, Letter("Can you call us?"))
    world.do(match_messages.write, Role.SUPERVISOR, MISSING_SIDE, Letter("At noon."))
    thread = world.do(match_messages.read, Role.CASEWORKER, FOUND_SIDE)
    assert [(one.is_own_side, one.state, one.text) for one in thread.messages] == [
        (True, "DE", "Can you call us?"),
        (False, "GR", "At noon."),
    ]
    assert "DE-JUG" in thread.own_desk
    assert "+32 2 555 01 00" in thread.own_desk
    assert "+32 2 555 01 00" in thread.other_desk
    assert len(world.notified_agencies("message")) == 2


@pytest.mark.parametrize("phone", ["+49 30 123456", "call 0049-30-12 34 56 please"])
def test_a_message_may_not_reveal_how_to_reach_the_child(
    installation: Installation, phone: str
) -> None:
    row = {**FOUND, "phones": ["own:+4930123456"]}
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    world = World.__new__(World)
    world.one = installation
    world.found = installation.register(row, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    world.match = installation.read_one(select(Match.public_id))
    with pytest.raises(InvalidInput, match="contact"):
        world.do(match_messages.write, Role.CASEWORKER, FOUND_SIDE, Letter(phone))


def test_messages_are_encrypted_with_the_key_of_the_match_which_is_deleted_with_a_record(
    world: World,
) -> None:
    world.ask()
    world.answer(1)
    world.do(match_messages.write, Role.CASEWORKER, FOUND_SIDE, Letter("Can you call us?"))
    with world.one.database.transaction() as session:
        sealed = session.scalars(select(MatchMessage.sealed)).all()
        assert not any(b"call" in one for one in sealed)
        assert session.scalars(
            select(DataKey.scope).where(DataKey.subject == world.match)
        ).all() == ["match"]
        data_keys.destroy_data_key(session, world.missing)
        assert session.scalars(select(DataKey).where(DataKey.subject == world.match)).all() == []
        assert session.scalars(select(DataKey).where(DataKey.subject == world.found)).one()


@pytest.mark.parametrize(
    ("role", "agency"), [(Role.SUPERVISOR, "FR-116"), (Role.LIAISON_OFFICER, "GR-POL")]
)
def test_the_match_of_other_agencies_is_answered_as_missing(
    world: World, role: Role, agency: str
) -> None:
    for act in (
        lambda: world.ask(role=role, agency=agency),
        lambda: world.do(match_messages.write, role, agency, Letter(answers={1: "x"})),
        lambda: world.do(match_messages.write, role, agency, Letter("x")),
        lambda: world.do(match_messages.read, role, agency),
        lambda: world.do(match_locks.take_lock, role, agency),
        lambda: world.do(confirmed_groups.read_group, role, agency),
        lambda: world.undo(role, agency),
    ):
        with pytest.raises(NotFound):
            act()


def test_every_paper_is_in_the_audit_log_with_both_records(world: World) -> None:
    world.ask()
    world.answer(1)
    world.do(match_messages.write, Role.CASEWORKER, FOUND_SIDE, Letter("Can you call us?"))
    world.do(match_messages.read, Role.CASEWORKER, MISSING_SIDE)
    rows = world.one.read_rows(
        select(Audit.action, Audit.records).where(Audit.subject == world.match)
    )
    assert [row.action for row in rows] == [
        *["write_message"] * 3,
        "read_messages",
    ]
    assert all(world.found.hex in row.records and world.missing.hex in row.records for row in rows)


# --- lease
# --------------------------------------------------------------------------


def test_two_people_never_work_a_match_at_once(world: World) -> None:
    until = world.do(match_locks.take_lock, Role.CASEWORKER, FOUND_SIDE)
    assert until == world.one.clock.now() + timedelta(minutes=15)
    for act in (
        lambda: world.do(match_locks.take_lock, Role.SUPERVISOR, FOUND_SIDE),
        lambda: world.record_decision(Role.SUPERVISOR, FOUND_SIDE),
    ):
        with pytest.raises(Conflict, match="working on this match"):
            act()
    assert world.do(visible_matches.read_match, Role.SUPERVISOR, FOUND_SIDE).worked_until == until
    # the lease of another person is kept
    world.do(match_locks.release_lock, Role.SUPERVISOR, FOUND_SIDE)
    with pytest.raises(Conflict):
        world.do(match_locks.take_lock, Role.SUPERVISOR, FOUND_SIDE)
    assert world.record_decision(Role.CASEWORKER, FOUND_SIDE) == "proposed"
    world.do(match_locks.release_lock, Role.CASEWORKER, FOUND_SIDE)
    assert world.record_decision(Role.SUPERVISOR, FOUND_SIDE) == "proposed"


def test_a_lease_that_ran_out_is_anybodys(world: World) -> None:
    world.do(match_locks.take_lock, Role.CASEWORKER, FOUND_SIDE)
    world.one.clock.move(timedelta(minutes=15))
    assert world.do(match_locks.take_lock, Role.SUPERVISOR, FOUND_SIDE)


def test_only_one_person_per_side_gets_the_lock_of_a_match(world: World) -> None:
    taken: list[str] = []

    def take(role: Role, agency: str) -> None:
        with contextlib.suppress(HomewardError):
            world.do(match_locks.take_lock, role, agency)
            taken.append(agency + role)

    people = [
        (role, side)
        for role in (Role.CASEWORKER, Role.SUPERVISOR)
        for side in (FOUND_SIDE, MISSING_SIDE)
    ]
    at_once(take, people)
    # one person of each agency
    assert sorted(one[: len(FOUND_SIDE)] for one in taken) == sorted((FOUND_SIDE, MISSING_SIDE))


# --- undoing
# --------------------------------------------------------------------------


def test_the_proposer_may_undo_a_proposal_and_propose_again(world: World) -> None:
    world.record_decision(Role.CASEWORKER, FOUND_SIDE)
    with pytest.raises(Conflict):
        world.undo(Role.SUPERVISOR, MISSING_SIDE)
    assert world.undo(Role.CASEWORKER) == "open"
    with pytest.raises(Conflict):
        world.undo(Role.SUPERVISOR)
    world.confirm()
    steps = world.one.read_all(select(MatchDecision.step).order_by(MatchDecision.id))
    assert steps == ["propose", "undo", "propose", "confirm", "confirm"]


@pytest.mark.parametrize("agency", [FOUND_SIDE, MISSING_SIDE])
def test_a_supervisor_of_either_side_undoes_a_confirmation_and_it_takes_all_steps_again(
    world: World, agency: str
) -> None:
    world.confirm()
    assert world.undo(Role.CASEWORKER, agency) == "confirmed"  # proposes only
    with pytest.raises(Refused):
        world.undo(Role.CASEWORKER, agency)
    assert world.undo(agency=agency) == "open"
    with pytest.raises(Conflict):
        world.record_decision(Role.SUPERVISOR, MISSING_SIDE)  # there is no new proposal
    world.confirm()


def test_only_refusals_that_were_not_undone_count(world: World) -> None:
    different = ("different", "relatives_differ")
    world.record_decision(Role.CASEWORKER, FOUND_SIDE, *different)
    assert world.record_decision(Role.SUPERVISOR, FOUND_SIDE, *different) == "refuted"
    with pytest.raises(HomewardError):
        world.undo(agency=MISSING_SIDE)
    with pytest.raises(InvalidInput):
        world.undo(reason="because")
    assert world.undo(Role.CASEWORKER) == "refuted"
    assert world.undo() == "open"
    world.confirm()


def test_undoing_an_older_version_is_refused(world: World) -> None:
    world.confirm()
    with pytest.raises(VersionConflict):
        world.do(
            decision_changes.undo_decision,
            Role.SUPERVISOR,
            FOUND_SIDE,
            reason="new_evidence",
            expected_version=world.version - 1,
        )


# --- groups
# --------------------------------------------------------------------------


def _third(world: World, **changes: Any) -> tuple[UUID, UUID]:
    """Register and confirm a second missing report of the child; return it and its match."""
    one = world.one
    row = {**MISSING, "record_ref": "M-9", "recipients": ["DE"], **changes}
    third = one.register(row, one.actor(Role.CASEWORKER, "FR-116"), CHECKED)
    one.work()
    with one.database.transaction() as session:
        ends = {record.public_id: record.id for record in session.scalars(select(Record))}
        match = session.scalars(
            select(Match).where(
                Match.low == min(ends[world.found], ends[third]),
                Match.high == max(ends[world.found], ends[third]),
            )
        ).one()
        match.state = "confirmed"
        return third, match.public_id


def _state(world: World, match: UUID) -> str:
    return world.one.read_one(select(Match.state).where(Match.public_id == match))


def test_a_group_is_shown_with_its_contradictions_and_stays_three_records(world: World) -> None:
    world.confirm()
    third, _ = _third(world, sex="M", height_cm="190")
    group = world.do(confirmed_groups.read_group, Role.SUPERVISOR, FOUND_SIDE)
    assert {one.id for one in group.members} == {world.found, world.missing, third}
    assert len(group.confirmed_matches) == 2
    against = {
        (one.left, one.right): one.attribute
        for one in group.contradictions
        if one.attribute == "sex"
    }
    assert {frozenset(ends) for ends in against} == {
        frozenset({world.found, third}),
        frozenset({world.missing, third}),
    }
    assert len(world.one.read_all(select(Record))) == 3


def test_a_side_that_sees_one_link_is_shown_only_that_one_and_no_attribute_of_the_child(
    world: World,
) -> None:
    world.confirm()
    third, _ = _third(world, sex="M")
    group = world.do(confirmed_groups.read_group, Role.SUPERVISOR, MISSING_SIDE)
    assert {one.id for one in group.members} == {world.found, world.missing}
    assert third not in {one.id for one in group.members}
    assert group.contradictions == ()


def test_two_reports_of_a_group_that_were_refuted_against_each_other_show_it(world: World) -> None:
    world.confirm()
    second = {**FOUND, "record_ref": "F-9"}
    twin = world.one.register(second, world.one.actor(Role.CASEWORKER), LAWFUL)
    world.one.work()
    with world.one.database.transaction() as session:
        ids = {record.public_id: record.id for record in session.scalars(select(Record))}
        for match in session.scalars(select(Match)):
            ends = {match.low, match.high}
            if ends == {ids[world.found], ids[twin]}:
                match.state = "refuted"
            elif ids[twin] in ends:
                match.state = "confirmed"
    group = world.do(confirmed_groups.read_group, Role.SUPERVISOR, FOUND_SIDE)
    refuted = [one for one in group.contradictions if one.attribute == "match_decision"]
    assert [{one.left, one.right} for one in refuted] == [{world.found, twin}]


def test_undoing_one_link_asks_for_a_review_of_the_others_and_keeps_them(world: World) -> None:
    world.confirm()
    _, other = _third(world)
    world.undo(Role.CASEWORKER, MISSING_SIDE, "identity_disproved")
    assert world.undo(agency=MISSING_SIDE, reason="identity_disproved") == "open"
    world.one.work()
    assert _state(world, other) == "confirmed"
    agencies = {world.one.actor(Role.SUPERVISOR, code).agency_id for code in (FOUND_SIDE, "FR-116")}
    assert set(world.notified_agencies("review_needed")) == agencies
    world.match = other
    assert world.review(Role.CASEWORKER, FOUND_SIDE).cause == "link_broken"
    assert world.keep(Role.CASEWORKER, FOUND_SIDE) == "confirmed"
    assert not world.review(Role.CASEWORKER, FOUND_SIDE).is_needed
    assert world.review(Role.SUPERVISOR, "FR-116").cause == "link_broken"  # each side for itself


def test_the_other_side_is_notified_of_a_decision_by_reference(world: World) -> None:
    world.record_decision(Role.CASEWORKER, FOUND_SIDE)
    assert world.notified_agencies("match_decision") == [
        world.one.actor(Role.CASEWORKER, MISSING_SIDE).agency_id
    ]


def test_a_racing_confirmation_counts_once(world: World) -> None:
    world.record_decision(Role.CASEWORKER, FOUND_SIDE)
    version, states = world.version, list[str]()
    evidence = read_evidence(world.one, world.one.actor(Role.SUPERVISOR, FOUND_SIDE), world.match)

    def confirm() -> None:
        judgement = decision_steps.Judgement("same", "document", version, evidence)
        with contextlib.suppress(HomewardError):
            states.append(world.do(decisions.give_decision, Role.SUPERVISOR, FOUND_SIDE, judgement))

    at_once(confirm, [()] * 16)
    assert states == ["proposed"]
    assert world.one.read_all(select(MatchDecision.step)).count("confirm") == 1


def test_a_missing_match_cannot_be_locked(world: World) -> None:
    world.match = uuid4()
    with pytest.raises(NotFound):
        world.do(match_locks.take_lock, Role.CASEWORKER, FOUND_SIDE)
