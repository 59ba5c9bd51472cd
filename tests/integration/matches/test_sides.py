"""What each agency of a match sees of the other record, and who sees neither."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from core.errors import NotFound, Refused
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.matching_runs.match import Match, MatchDecision
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.matches.steps import (
    FOUND_SIDE,
    MISSING_SIDE,
    list_matches,
    only_match,
    read_match,
    record_decision,
    register_both,
)
from tests.integration.records.steps import edit


def test_the_found_side_compares_at_identity_with_reasons_that_add_up(
    installation: Installation,
) -> None:
    register_both(installation)
    match = read_match(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), only_match(installation)
    )
    assert match.own.view is View.FULL
    assert match.other.view is View.IDENTITY
    assert match.bits is not None
    assert sum(reason.bits for reason in match.reasons) == match.bits
    assert all(reason.words for reason in match.reasons)
    for reason in match.reasons:
        bits = [row.bits for row in reason.compared if row.bits is not None]
        assert not bits or sum(bits) == reason.bits
    (name,) = (reason for reason in match.reasons if reason.attribute == "name")
    # compared again, with the rarity of the snapshot that the score used
    assert all(row.bits is not None for row in name.compared[1:])


def test_the_missing_side_sees_a_band_but_no_fact_of_the_child(installation: Installation) -> None:
    _, found = register_both(installation)
    match = read_match(
        installation, installation.actor(Role.CASEWORKER, MISSING_SIDE), only_match(installation)
    )
    assert match.other.id == found
    assert match.other.view is View.LINK
    assert match.other.statements == ()
    assert (match.bits, match.probability, match.amount, match.reasons) == (None, None, None, ())


def test_an_unverified_reporters_side_learns_of_no_candidate(installation: Installation) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), LAWFUL)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    officer = installation.actor(Role.SUPERVISOR, MISSING_SIDE)
    assert list_matches(installation, officer) == []
    with pytest.raises(NotFound):
        read_match(installation, officer, only_match(installation))
    assert len(list_matches(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))) == 1
    kinds = installation.read_all(
        select(Record.kind).join(Notification, Notification.record_id == Record.id)
    )
    assert kinds == ["found"]


def test_the_report_of_a_flagged_reporter_is_hidden_in_matches(
    installation: Installation,
) -> None:
    installation.register(
        MISSING,
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        Declaration("led_8_10", "flagged", "no"),
    )
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    assert list_matches(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE)) == []


def test_a_found_side_without_legal_basis_sees_no_more_than_is_shared(
    installation: Installation,
) -> None:
    report = {**MISSING, "recipients": ""}
    installation.register(report, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    found = installation.register(
        FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE), Declaration(None, "checked", "no")
    )
    installation.work()
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    assert list_matches(installation, supervisor) == []
    edit(
        installation,
        supervisor,
        found,
        {},
        reason="decided",
        declared={"legal_basis": "gdpr_6_1_e_9_2_g"},
    )
    installation.work()
    assert [one.other.view for one in list_matches(installation, supervisor)] == [View.IDENTITY]


def test_protection_bars_a_found_side_of_the_state_of_nationality(
    installation: Installation,
) -> None:
    protected = Declaration("led_8_10", "checked", "applicant")
    installation.register(
        {**MISSING, "nationalities": ["AF", "CH"]},
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        protected,
    )
    installation.register(FOUND, installation.actor(Role.CASEWORKER, "CH-CPA"))
    installation.work()
    assert list_matches(installation, installation.actor(Role.SUPERVISOR, "CH-CPA")) == []


def test_a_refuted_match_opens_nothing_and_is_reached_by_the_side_that_refuted_it_only(
    installation: Installation,
) -> None:
    missing, _ = register_both(installation)
    match = only_match(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    different = ("different", "relatives_differ")
    record_decision(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), match, *different, 1
    )
    record_decision(installation, supervisor, match, *different, 2)
    installation.change(update(Record).where(Record.public_id == missing).values(sharing=""))
    installation.change(delete(RecordShare))
    assert read_match(installation, supervisor, match).other.view is View.LINK
    installation.change(delete(MatchDecision))
    with pytest.raises(NotFound):
        read_match(installation, supervisor, match)
    installation.change(update(Match).values(state="open"))
    assert read_match(installation, supervisor, match).other.view is View.IDENTITY
    installation.change(update(Record).where(Record.public_id == missing).values(status="closed"))
    with pytest.raises(NotFound):
        read_match(installation, supervisor, match)


def test_the_match_of_other_agencies_is_answered_as_missing(installation: Installation) -> None:
    register_both(installation)
    for role, agency in (
        (Role.SUPERVISOR, "FR-116"),
        (Role.CASEWORKER, "DE-POL"),
        (Role.LIAISON_OFFICER, "GR-POL"),
    ):
        stranger = installation.actor(role, agency)
        assert list_matches(installation, stranger) == []
        with pytest.raises(NotFound):
            read_match(installation, stranger, only_match(installation))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_roles_without_case_work_have_no_matches(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        list_matches(installation, installation.actor(role))
