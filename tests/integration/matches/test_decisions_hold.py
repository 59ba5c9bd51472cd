"""A decision holds until a person changes it, and changed evidence asks for a review."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from core.codes.review import ReviewCause
from core.errors import Conflict, HomewardError, NotFound, VersionConflict
from core.policy.actions import Action
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from matching.model.evidence import encode_levels, stored_arrays
from matching.model.levels import ATTRIBUTE_NAMES
from models.case.deadline import CaseDeadline
from models.matching_runs.match import Score
from models.records.record import Record, RecordShare
from services.disclosure import requests
from services.disclosure.requests import DisclosureForm
from services.review import decisions, match_situation, visible_matches
from services.review.decision_steps import Judgement
from services.sharing.evidence_changes import RequiredReview
from tests.factories import Installation
from tests.integration.matches.decided import SAME, WAYS, Decided, change_engine, stop_sharing
from tests.integration.matches.steps import (
    FOUND_SIDE,
    MISSING_SIDE,
    only_match,
    read_evidence,
    record_decision,
    register_both,
    version_read,
)
from tests.integration.records.steps import close, edit
from tests.integration.steps import notified_records


def test_an_edit_of_no_evidence_asks_for_no_review(installation: Installation) -> None:
    match = Decided(installation, "confirmed")
    match.edit(FOUND_SIDE, description="Speaks little")
    change_engine(match)
    assert not match.review(FOUND_SIDE).is_needed
    assert not match.review(MISSING_SIDE).is_needed
    with pytest.raises(Conflict):
        match.keep(FOUND_SIDE)


def test_changed_evidence_asks_each_side_that_may_know_it_for_a_review(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    match.edit(MISSING_SIDE, height_cm="120")
    review = match.review(FOUND_SIDE)
    assert (review.cause, review.attributes) == ("evidence_changed", ("height",))
    # The missing side sees no height of the found child, so the change is hidden from it.
    assert not match.review(MISSING_SIDE).is_needed
    assert match.notifications("review_needed") == 1
    change_engine(match)
    assert match.review(FOUND_SIDE).is_needed  # until a person looked
    assert match.keep(FOUND_SIDE) == "confirmed"
    assert not match.review(FOUND_SIDE).is_needed


def test_a_change_that_weakens_a_confirmed_match_asks_both_sides(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    match.edit(FOUND_SIDE, birth_date="2011-03-02")
    reviews_needed = {side: match.review(side) for side in (FOUND_SIDE, MISSING_SIDE)}
    assert {side: (one.cause, one.is_own_change) for side, one in reviews_needed.items()} == {
        FOUND_SIDE: ("evidence_changed", True),
        MISSING_SIDE: ("evidence_changed", False),
    }
    assert reviews_needed[FOUND_SIDE].attributes == ("birth",)
    assert match.notifications("review_needed") == 2


def test_a_side_that_may_not_know_the_change_learns_only_that_the_evidence_changed(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed", documents=["passport:AF:P123456"])
    match.edit(FOUND_SIDE, documents=["passport:AF:P999999"])
    assert match.review(MISSING_SIDE) == RequiredReview(ReviewCause.EVIDENCE_CHANGED, ())


def test_who_changed_a_compared_fact_does_not_keep_the_decision_alone(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    match.edit(FOUND_SIDE, birth_date="2011-03-02")
    with pytest.raises(Conflict) as refused:
        match.keep(FOUND_SIDE)
    assert refused.value.refusal is Refusal.COLLEAGUE_REVIEWS_CHANGE
    assert match.keep(FOUND_SIDE, Role.SUPERVISOR) == "confirmed"
    assert match.keep(MISSING_SIDE) == "confirmed"


@pytest.mark.both
def test_a_bar_ends_a_confirmed_match_for_the_barred_side_as_an_undone_decision_does(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    worker = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    applicant = {"international_protection": "applicant"}
    edit(installation, worker, match.found, {}, declared=applicant, reason="she applied")
    asker = installation.actor(Role.CASEWORKER, MISSING_SIDE)
    before = len(notified_records(installation, asker, "match_decision"))
    edit(installation, worker, match.found, {"nationalities": ["AF", "GR"]})
    assert notified_records(installation, asker, "match_decision")[before:] == [match.missing]
    with pytest.raises(NotFound):
        match.review(MISSING_SIDE)
    edit(installation, worker, match.found, {"eyes": "grey"})
    assert len(notified_records(installation, asker, "match_decision")) == before + 1


def test_counts_of_the_store_ask_nobody(installation: Installation) -> None:
    match = Decided(installation, "confirmed")
    match.edit(FOUND_SIDE, birth_date="2011-03-02")
    match.keep(FOUND_SIDE, Role.SUPERVISOR)
    match.keep(MISSING_SIDE)
    name = ATTRIBUTE_NAMES.index("name")
    with installation.database.transaction() as session:
        # as a run stores it after sixty new records with the parts of the name
        for score in session.scalars(select(Score)):
            levels, bits = (array[0] for array in stored_arrays([score.levels]))
            levels[name] = 1 + levels[name] % 3
            score.levels = encode_levels(levels, bits)
    match.run()
    assert not match.review(FOUND_SIDE).is_needed
    assert not match.review(MISSING_SIDE).is_needed


def test_evidence_that_changed_since_it_was_read_is_not_confirmed(
    installation: Installation,
) -> None:
    match = Decided(installation, "proposed")
    actor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    evidence = read_evidence(installation, actor, match.match)
    match.edit(MISSING_SIDE, height_cm="120")
    judgement = Judgement(*SAME, match.row().version, evidence)
    with pytest.raises(VersionConflict):
        installation.do(actor, decisions.give_decision, match.match, judgement)
    assert (
        record_decision(installation, actor, match.match, *SAME, match.row().version) == "proposed"
    )


def test_a_side_closes_its_record_only_after_a_due_review(installation: Installation) -> None:
    match = Decided(installation, "confirmed")
    match.edit(MISSING_SIDE, height_cm="120")
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    with pytest.raises(Conflict) as refused:
        close(installation, supervisor, match.found, "care_elsewhere")
    assert refused.value.refusal.code == "review_is_needed"
    match.keep(FOUND_SIDE)
    close(installation, supervisor, match.found, "care_elsewhere")


@pytest.mark.both
def test_each_side_that_decided_undoes_different_with_two_people(
    installation: Installation,
) -> None:
    match = Decided(installation, "refuted")
    stop_sharing(match)
    assert match.undo(FOUND_SIDE, Role.CASEWORKER) == "refuted"
    assert match.review(FOUND_SIDE).cause == "undo_proposed"
    with pytest.raises(HomewardError):
        match.undo(FOUND_SIDE, Role.CASEWORKER)
    with pytest.raises((NotFound, Conflict)):
        match.undo(MISSING_SIDE, Role.SUPERVISOR)  # this side gave no decision
    assert match.undo(FOUND_SIDE, Role.SUPERVISOR) == "open"


def _close_both_unshared(match: Decided) -> None:
    match.one.change(update(Record).values(status="closed", sharing="none"))
    match.one.change(delete(RecordShare))


@pytest.mark.both
@pytest.mark.parametrize("sides", [(MISSING_SIDE, FOUND_SIDE), (FOUND_SIDE, MISSING_SIDE)])
def test_a_confirmed_match_of_closed_records_is_undone_by_its_sides(
    installation: Installation, sides: tuple[str, str]
) -> None:
    match = Decided(installation, "confirmed")
    _close_both_unshared(match)
    first, second = sides
    assert match.undo(first, Role.SUPERVISOR) == "confirmed"
    assert match.review(second).cause == "undo_proposed"
    reached = installation.do(
        installation.actor(Role.SUPERVISOR, second),
        visible_matches.find_match,
        match.match,
        Action.PROPOSE_DECISION,
    )
    assert reached.other.view is View.LINK
    form = DisclosureForm(frozenset({"identity"}), "locate_missing", "family asks")
    with pytest.raises(Conflict) as refused:
        installation.do(
            installation.actor(Role.SUPERVISOR, second),
            requests.request_disclosure,
            match.match,
            form,
        )
    assert refused.value.refusal is Refusal.RECORD_IS_CLOSED
    assert match.undo(second, Role.SUPERVISOR) == "open"
    with pytest.raises(NotFound):
        match.review(first)


@pytest.mark.both
def test_a_side_that_refuted_reaches_a_match_of_closed_records(installation: Installation) -> None:
    match = Decided(installation, "refuted")
    _close_both_unshared(match)
    assert match.undo(FOUND_SIDE, Role.CASEWORKER) == "refuted"
    with pytest.raises(NotFound):
        match.undo(MISSING_SIDE, Role.SUPERVISOR)  # this side gave no decision
    assert match.undo(FOUND_SIDE, Role.SUPERVISOR) == "open"


@pytest.mark.both
def test_a_barred_side_does_not_reach_a_decided_match(installation: Installation) -> None:
    match = Decided(installation, "confirmed")
    _close_both_unshared(match)
    with installation.database.transaction() as session:
        bar = {"record_id": installation.row_of(match.missing).id, "state": "DE", "view": 0}
        session.add(RecordShare(audience="protection", **bar))
    with pytest.raises(NotFound):
        match.review(FOUND_SIDE)
    assert match.undo(MISSING_SIDE, Role.SUPERVISOR) == "confirmed"


def test_a_proposed_undo_needs_a_second_person(installation: Installation) -> None:
    match = Decided(installation, "confirmed")
    match.undo(FOUND_SIDE, Role.SUPERVISOR)
    with pytest.raises(Conflict) as refused:
        match.undo(FOUND_SIDE, Role.SUPERVISOR)
    assert refused.value.refusal.code == "second_person_undoes"
    assert match.undo(MISSING_SIDE, Role.SUPERVISOR) == "open"


def test_a_proposed_undo_is_withdrawn_by_its_proposer_or_refused_by_a_supervisor(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    match.undo(FOUND_SIDE, Role.CASEWORKER)
    with pytest.raises(HomewardError):
        match.keep(MISSING_SIDE, Role.CASEWORKER)  # another person without a supervisor's role
    assert match.keep(FOUND_SIDE, Role.CASEWORKER) == "confirmed"
    match.undo(FOUND_SIDE, Role.CASEWORKER)
    assert match.keep(MISSING_SIDE, Role.SUPERVISOR) == "confirmed"
    assert not match.review(FOUND_SIDE).is_needed


@pytest.mark.parametrize("is_edited_first", [True, False])
def test_a_withdrawn_undo_ends_no_review_that_the_other_side_owes(
    installation: Installation, *, is_edited_first: bool
) -> None:
    match = Decided(installation, "confirmed")
    if is_edited_first:
        match.edit(MISSING_SIDE, height_cm="120")
    match.undo(MISSING_SIDE, Role.CASEWORKER)
    if not is_edited_first:
        match.edit(MISSING_SIDE, height_cm="120")
    assert match.review(FOUND_SIDE).cause == "evidence_changed"
    match.keep(MISSING_SIDE, Role.CASEWORKER)  # one person proposes and withdraws
    assert not match.review(MISSING_SIDE).is_needed
    assert match.review(FOUND_SIDE).cause == "evidence_changed"
    match.keep(FOUND_SIDE)
    assert not match.review(FOUND_SIDE).is_needed


def test_an_undo_stays_proposed_when_a_side_reviews_changed_evidence(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    match.edit(MISSING_SIDE, height_cm="120")
    match.undo(MISSING_SIDE, Role.CASEWORKER)
    match.keep(FOUND_SIDE)
    assert match.review(FOUND_SIDE).cause == "undo_proposed"
    assert match.undo(FOUND_SIDE, Role.SUPERVISOR) == "open"


def test_provisionally_same_starts_protection_and_opens_no_facts(
    installation: Installation,
) -> None:
    match = Decided(installation, "proposed")
    match.undo(FOUND_SIDE, Role.CASEWORKER)
    before = match.row()
    actor = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    provisional = ("provisionally_same", "no_second_person")
    assert record_decision(installation, actor, match.match, *provisional, before.version) == "open"
    after = match.row()
    assert (after.low_known, after.high_known) == (before.low_known, before.high_known)
    assert match.notifications("provisional_match") == 1
    kinds = installation.read_all(select(CaseDeadline.kind))
    assert kinds.count("best_interests") == 1
    other = installation.actor(Role.CASEWORKER, MISSING_SIDE)
    with pytest.raises(Conflict):
        record_decision(installation, other, match.match, *provisional, after.version)


def test_a_confirmation_starts_no_second_deadline_for_the_same_decision(
    installation: Installation,
) -> None:
    match = Decided(installation, "proposed")
    match.undo(FOUND_SIDE, Role.CASEWORKER)
    actor = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    provisional = ("provisionally_same", "no_second_person")
    record_decision(installation, actor, match.match, *provisional, match.row().version)
    for role, agency, decision in WAYS["confirmed"]:
        person = installation.actor(role, agency)
        record_decision(installation, person, match.match, *decision, match.row().version)
    kinds = installation.read_all(select(CaseDeadline.kind))
    assert kinds.count("best_interests") == 1


def test_a_step_that_a_side_does_not_learn_changes_neither_its_version_nor_its_list_of_steps(
    installation: Installation,
) -> None:
    match = Decided(installation, "confirmed")
    before = _read_by(installation, match, MISSING_SIDE)
    match.edit(MISSING_SIDE, height_cm="120")
    own = _read_by(installation, match, FOUND_SIDE)
    assert match.keep(FOUND_SIDE) == "confirmed"
    assert _read_by(installation, match, MISSING_SIDE) == before
    assert _read_by(installation, match, FOUND_SIDE)[0] == own[0] + 1


def test_steps_on_a_match_that_was_hidden_stay_unknown_after_it_opens(
    installation: Installation,
) -> None:
    _, found = register_both(installation)
    worker = installation.actor(Role.CASEWORKER, FOUND_SIDE)
    bar = {"record_id": installation.row_of(found).id, "state": "GR", "view": 0}
    with installation.database.transaction() as session:
        session.add(RecordShare(audience="protection", **bar))
    match = only_match(installation)
    doubt = ("cannot_tell", "too_little")
    for _ in range(3):
        record_decision(installation, worker, match, *doubt)
    added = RecordShare.audience == "protection", RecordShare.state == "GR"
    installation.change(delete(RecordShare).where(*added))
    asker = installation.actor(Role.SUPERVISOR, MISSING_SIDE)
    assert version_read(installation, worker, match) == 4
    assert version_read(installation, asker, match) == 1
    steps = installation.do(asker, match_situation.read_next_steps, match)
    assert steps.done == ()


def _read_by(one: Installation, match: Decided, side: str) -> tuple[int, tuple[str, ...]]:
    """Return the version of a match and the steps done, as a supervisor of a side reads them."""
    actor = one.actor(Role.SUPERVISOR, side)
    steps = one.do(actor, match_situation.read_next_steps, match.match)
    return version_read(one, actor, match.match), tuple(step.act for step in steps.done)
