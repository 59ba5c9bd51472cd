"""What each agency of a pair sees of the other record, and who sees neither."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from core.errors import NotFound, Refused
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.matching_runs.pair import MatchDecision, Pair
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.pairs.steps import (
    FOUND_SIDE,
    MISSING_SIDE,
    list_pairs,
    only_pair,
    read_pair,
    record_decision,
    register_both,
)
from tests.integration.records.steps import edit


def test_the_found_side_compares_at_identity_with_reasons_that_add_up(
    installation: Installation,
) -> None:
    register_both(installation)
    pair = read_pair(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), only_pair(installation)
    )
    assert pair.own.view is View.FULL
    assert pair.other.view is View.IDENTITY
    assert pair.bits is not None
    assert sum(reason.bits for reason in pair.reasons) == pair.bits
    assert all(reason.words for reason in pair.reasons)
    for reason in pair.reasons:
        bits = [row.bits for row in reason.compared if row.bits is not None]
        assert not bits or sum(bits) == reason.bits
    (name,) = (reason for reason in pair.reasons if reason.attribute == "name")
    # compared again, with the rarity of the snapshot that the score used
    assert all(row.bits is not None for row in name.compared[1:])


def test_the_missing_side_sees_a_band_but_no_fact_of_the_child(installation: Installation) -> None:
    _, found = register_both(installation)
    pair = read_pair(
        installation, installation.actor(Role.CASEWORKER, MISSING_SIDE), only_pair(installation)
    )
    assert pair.other.id == found
    assert pair.other.view is View.LINK
    assert pair.other.statements == ()
    assert (pair.bits, pair.probability, pair.amount, pair.reasons) == (None, None, None, ())


def test_an_unverified_reporters_side_learns_of_no_candidate(installation: Installation) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), LAWFUL)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    officer = installation.actor(Role.SUPERVISOR, MISSING_SIDE)
    assert list_pairs(installation, officer) == []
    with pytest.raises(NotFound):
        read_pair(installation, officer, only_pair(installation))
    assert len(list_pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))) == 1
    kinds = installation.read_all(
        select(Record.kind).join(Notification, Notification.record_id == Record.id)
    )
    assert kinds == ["found"]


def test_the_report_of_a_flagged_reporter_is_hidden_in_pairs(
    installation: Installation,
) -> None:
    installation.register(
        MISSING,
        installation.actor(Role.CASEWORKER, MISSING_SIDE),
        Declaration("led_8_10", "flagged", "no"),
    )
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    assert list_pairs(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE)) == []


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
    assert list_pairs(installation, supervisor) == []
    edit(
        installation,
        supervisor,
        found,
        {},
        reason="decided",
        declared={"legal_basis": "gdpr_6_1_e_9_2_g"},
    )
    installation.work()
    assert [one.other.view for one in list_pairs(installation, supervisor)] == [View.IDENTITY]


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
    assert list_pairs(installation, installation.actor(Role.SUPERVISOR, "CH-CPA")) == []


def test_a_refuted_pair_opens_nothing_and_is_reached_by_the_side_that_refuted_it_only(
    installation: Installation,
) -> None:
    missing, _ = register_both(installation)
    pair = only_pair(installation)
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    different = ("different", "relatives_differ")
    record_decision(
        installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), pair, *different, 1
    )
    record_decision(installation, supervisor, pair, *different, 2)
    installation.change(update(Record).where(Record.public_id == missing).values(sharing=""))
    installation.change(delete(RecordShare))
    assert read_pair(installation, supervisor, pair).other.view is View.LINK
    installation.change(delete(MatchDecision))
    with pytest.raises(NotFound):
        read_pair(installation, supervisor, pair)
    installation.change(update(Pair).values(state="open"))
    assert read_pair(installation, supervisor, pair).other.view is View.IDENTITY
    installation.change(update(Record).where(Record.public_id == missing).values(status="closed"))
    with pytest.raises(NotFound):
        read_pair(installation, supervisor, pair)


def test_the_pair_of_other_agencies_is_answered_as_missing(installation: Installation) -> None:
    register_both(installation)
    for role, agency in (
        (Role.SUPERVISOR, "FR-116"),
        (Role.CASEWORKER, "DE-POL"),
        (Role.LIAISON_OFFICER, "GR-POL"),
    ):
        stranger = installation.actor(role, agency)
        assert list_pairs(installation, stranger) == []
        with pytest.raises(NotFound):
            read_pair(installation, stranger, only_pair(installation))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_roles_without_case_work_have_no_pairs(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        list_pairs(installation, installation.actor(role))
