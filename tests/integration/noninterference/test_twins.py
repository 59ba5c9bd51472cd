"""Non-interference: two stores that differ in a fact which may not flow to a viewer look the same
to that viewer.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.policy.sharing.link_requests import EXPIRE_DAYS
from tests.integration.noninterference import input_steps, output_steps, steps, walk
from tests.integration.noninterference.cases import CASES, Case, Columns, case, deciding
from tests.integration.noninterference.twins import Stores, Twin, Twins

AS_CASEWORKER: dict[str, Any] = {"who": "caseworker"}
ROWS = 2
UNCHECKED = 3  # the number of the step `register` that leaves the reporter unchecked
A_DAY = 2  # the number of the step `wait` that lets a day go by
NUMBERS = 60  # a step chooses the desk and the object by a number below this one
# Steps of the long walk of a case. 30 are over 5,000 steps in all cases: 17 minutes of processor
# time.
STEPS = int(os.environ.get("HOMEWARD_WALK_STEPS", "6"))
# backend -> the cases of a long walk. On PostgreSQL, the databases of a case take longer than its
# steps.
LONG_WALKS = {"sqlite": CASES, "postgresql": CASES[::8]}
PARTS = 4


def _guessed(twins: Twins, row: Columns) -> list[Columns]:
    """Return a row with the guess that is right in the left twin, and with the guess that is right
    in the other.
    """
    return [{**row, **guess} for guess in steps.guesses(twins.case)[:2]]


def test_the_list_of_readers_names_no_desk_that_hides_a_child(stores: Stores) -> None:
    for view in ("none", "barred"):
        with stores.twins(case("existence", view=view)) as twins:
            twins.do(input_steps.register, row=twins.case.own(), **AS_CASEWORKER)
            twins.do(walk.responsible_lists, 1)
            twins.do(output_steps.read_access_log, **AS_CASEWORKER)
            twins.do(output_steps.access_export)


@pytest.mark.parametrize(
    ("kind", "view"), [("found", "none"), ("found", "barred"), ("missing", "barred")]
)
def test_no_notification_reveals_a_hidden_record(stores: Stores, kind: str, view: str) -> None:
    with stores.twins(case("existence", kind, view)) as twins:
        twins.do(input_steps.register, row=twins.case.own(), **AS_CASEWORKER)
        twins.do(output_steps.read_notifications)


@pytest.mark.late
@pytest.mark.parametrize("fact", ["home_address", "event_place"])
def test_guesses_in_an_own_report_change_nothing_of_its_match(stores: Stores, fact: str) -> None:
    with stores.twins(case(fact)) as twins:
        decided = deciding(twins.case, "match")[:ROWS]
        assert decided
        for row in decided:
            for guess in _guessed(twins, row):
                twins.do(input_steps.register, row=guess, **AS_CASEWORKER)
                twins.do(output_steps.see_newest_matches)
        twins.do(input_steps.edit_newest, changes=steps.guesses(twins.case)[0])
        twins.do(walk.wait, A_DAY)
        twins.do(output_steps.see_newest_matches)


def test_neither_dry_run_nor_warning_confirms_a_home_address(stores: Stores) -> None:
    with stores.twins(case("home_address")) as twins:
        decided = deciding(twins.case, "warning")
        assert decided
        for row in decided:
            twins.do(input_steps.dry_run, some=_guessed(twins, row))
            for guess in _guessed(twins, row):
                twins.do(input_steps.register, row=guess, **AS_CASEWORKER)


@pytest.mark.parametrize("fact", ["self_harm", "genital", "phone_digits"])
def test_guesses_in_a_search_do_not_change_its_answer(stores: Stores, fact: str) -> None:
    with stores.twins(case(fact)) as twins:
        decided = deciding(twins.case, "search")[:ROWS]
        assert decided
        for row in decided:
            for guess in _guessed(twins, row):
                twins.do(input_steps.search, facts=guess, **AS_CASEWORKER)


PROVENANCE = [
    ("source", "found"),
    ("source", "missing"),
    ("contradiction", "found"),
    ("contradiction", "missing"),
    ("stated_on", "found"),
    ("not_passed_on", "missing"),
]


@pytest.mark.parametrize(("fact", "kind"), PROVENANCE)
def test_sources_and_statements_not_to_be_passed_on_are_never_shown(
    stores: Stores, fact: str, kind: str
) -> None:
    with stores.twins(case(fact, kind, "identity")) as twins:
        twins.do(input_steps.register, row=twins.case.own(0), **AS_CASEWORKER)
        twins.do(output_steps.see_newest_matches)
        twins.do(output_steps.read_record)
        guess = {**twins.case.own(0), **steps.guesses(twins.case)[0]}
        twins.do(input_steps.search, facts=guess, **AS_CASEWORKER)


def test_a_guardian_is_in_no_conflict_with_a_hidden_exploiter(stores: Stores) -> None:
    with stores.twins(case("exploiter", view="none")) as twins:
        twins.do(input_steps.register, row=twins.case.own(), **AS_CASEWORKER)
        for number in range(4):
            twins.do(input_steps.appoint, number, **AS_CASEWORKER)
            twins.do(input_steps.see_guardians, number, **AS_CASEWORKER)
            twins.do(input_steps.name_reporter, 2 * number + 1)
            twins.do(output_steps.read_notifications, 1)


@pytest.mark.parametrize(
    ("fact", "kind"), [("guardian", "found"), ("alert", "missing"), ("alert", "preventive")]
)
def test_neither_guardian_nor_alert_shows_where_there_is_a_link(
    stores: Stores, fact: str, kind: str
) -> None:
    with stores.twins(case(fact, kind)) as twins:
        twins.do(input_steps.register, row=twins.case.own(0), **AS_CASEWORKER)
        twins.do(output_steps.see_newest_matches)
        twins.do(output_steps.read_record)
        twins.do(output_steps.read_notifications)
        twins.do(input_steps.search, facts=twins.case.own(0), **AS_CASEWORKER)


@pytest.mark.parametrize("view", ["none", "barred"])
def test_a_sealed_message_does_not_reveal_whether_a_record_exists(
    stores: Stores, view: str
) -> None:
    """Only in the left twin the responsible agency holds the record, gets the message and reads
    it.
    """
    with stores.twins(case("existence", view=view)) as twins:
        twins.do(input_steps.register, UNCHECKED, row=twins.case.own(0), **AS_CASEWORKER)
        twins.do(output_steps.leave_sealed_message, **AS_CASEWORKER)
        assert [_deliveries(twin) for twin in (twins.left, twins.right)] == [0, 0]
        _look_everywhere(twins)
        twins.do(input_steps.name_reporter)  # a second person checks the reporter
        twins.do(walk.wait)
        held = [_deliveries(twin) for twin in (twins.left, twins.right)]
        assert held == [0 if view == "barred" else 1, 0]
        for number in range(3):
            _look_everywhere(twins)
            twins.do(walk.responsible_reads_messages)
            twins.do(walk.wait, number)
        _look_everywhere(twins)


@pytest.mark.both
@pytest.mark.parametrize("view", ["none", "barred"])
def test_a_match_by_hand_does_not_reveal_whether_a_record_exists(stores: Stores, view: str) -> None:
    """In the left twin the responsible agency of the hidden record enters both references as well.
    In the right twin there is no record of this reference.
    """
    with stores.twins(case("existence", view=view)) as twins:
        twins.right.hidden = "6a1f0c52-6d0e-4d0f-9a53-6f0d5a4f8c21"
        twins.do(input_steps.register, row=twins.case.own(0), **AS_CASEWORKER)
        twins.do(output_steps.enter_hand_match, **AS_CASEWORKER)
        twins.do_in(twins.left, walk.responsible_enters_hand_match)
        for number in range(2):
            twins.do(output_steps.list_matches, number)
            twins.do(output_steps.read_notifications, number)
            twins.do(output_steps.enter_hand_match, **AS_CASEWORKER)
        twins.do(output_steps.read_access_log, **AS_CASEWORKER)


@pytest.mark.both
def test_a_sighting_does_not_reveal_whether_a_report_exists(stores: Stores) -> None:
    """In the left twin the responsible agency accepts the first sighting and rejects the second. In
    the right twin there is no record of this reference.
    """
    with stores.twins(case("existence", kind="missing", view="barred")) as twins:
        twins.right.hidden = "6a1f0c52-6d0e-4d0f-9a53-6f0d5a4f8c21"
        for number in range(2):
            twins.do(output_steps.send_sighting, number)
            twins.do_in(twins.left, walk.responsible_decides_sighting, number=number)
            twins.do(output_steps.read_notifications, number)
        twins.do(output_steps.send_sighting)
        twins.do(output_steps.read_access_log, **AS_CASEWORKER)


@pytest.mark.late
def test_a_refusal_because_of_the_person_looks_like_silence(stores: Stores) -> None:
    """Only in the left twin the responsible agency refuses.

    Each list and page is read before, at and after.
    """
    with stores.twins(case("clothing")) as twins:
        twins.do(input_steps.search, facts=twins.case.own(0), **AS_CASEWORKER)
        twins.do(output_steps.ask_from_link, **AS_CASEWORKER)
        twins.do_in(twins.left, walk.responsible_refuses)
        for days in (0, EXPIRE_DAYS - 1, 1):
            twins.do(walk.let_days_pass, days)
            twins.do(output_steps.read_everything, **AS_CASEWORKER)
            twins.do(input_steps.search, facts=twins.case.own(0), **AS_CASEWORKER)
            twins.do(output_steps.ask_from_link, **AS_CASEWORKER)
        twins.do_in(twins.left, walk.responsible_refuses)
        twins.do(output_steps.withdraw_link_requests, **AS_CASEWORKER)
        twins.do(output_steps.read_everything, **AS_CASEWORKER)
        states = [
            [one["state"] for one in _link_requests(twin)] for twin in (twins.left, twins.right)
        ]
        assert states == [["withdrawn", "refused"], ["withdrawn", "expired"]]


def _link_requests(twin: Twin) -> list[dict[str, Any]]:
    """Return the requests from a link as the responsible agency reads them, newest first."""
    return list(twin.ask("responsible", "GET", "/v1/link-requests").json()["requests"])


@pytest.mark.late
@pytest.mark.parametrize("fact", ["home_address", "event_place"])
def test_a_received_message_confirms_no_hidden_fact(stores: Stores, fact: str) -> None:
    with stores.twins(case(fact)) as twins:
        twins.do(walk.responsible_leaves_message)
        for row in deciding(twins.case, "match")[:ROWS]:
            for guess in _guessed(twins, row):
                twins.do(input_steps.register, row=guess, **AS_CASEWORKER)
                twins.do(output_steps.see_sealed_messages, **AS_CASEWORKER)


def _deliveries(twin: Twin) -> int:
    """Return how many messages the responsible agency's supervisor has."""
    answer = twin.ask("responsible agency's supervisor", "GET", "/v1/sealed-messages")
    return len(answer.json()["messages"])


def _look_everywhere(twins: Twins) -> None:
    """Let the viewer read every list that could reveal a message or a record."""
    for number in range(3):  # as caseworker and as supervisor
        twins.do(output_steps.see_sealed_messages, number, **AS_CASEWORKER)
        twins.do(output_steps.list_matches, number)
        twins.do(output_steps.read_notifications, number)
    for number in range(2 * len(output_steps.LISTS)):
        twins.do(output_steps.read_list, number)
    twins.do(output_steps.read_access_log, **AS_CASEWORKER)
    twins.do(output_steps.access_export)
    twins.do(output_steps.read_page, 0)
    twins.do(input_steps.search, **AS_CASEWORKER)


def _walk(stores: Stores, cases: Sequence[Case], *, examples: int, length: int) -> None:
    """Walk at random through the twins of cases; an example is a case and a seed."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),  # to shrink a walk through two databases takes minutes
    )
    @given(one=st.sampled_from(cases), seed=st.integers(0, 2**32 - 1))
    def walk_through(one: Case, seed: int) -> None:
        chance = random.Random(seed)
        with stores.twins(one) as twins:
            twins.do(input_steps.register, row=one.own(0), **AS_CASEWORKER)
            twins.do(output_steps.list_matches)
            for _ in range(length):
                twins.do(walk.STEPS[chance.choice(walk.DRAWN)], chance.randrange(NUMBERS))

    walk_through()


def test_no_short_walk_distinguishes_the_twins(stores: Stores) -> None:
    _walk(stores, CASES, examples=2, length=12)


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.parametrize("part", range(PARTS))
def test_no_long_walk_distinguishes_the_twins(stores: Stores, part: int, backend: str) -> None:
    differences = {}
    for one in LONG_WALKS[backend][part::PARTS]:
        try:
            _walk(stores, [one], examples=1, length=STEPS)
        except AssertionError as difference:
            differences[str(one)] = str(difference)
    assert differences == {}
