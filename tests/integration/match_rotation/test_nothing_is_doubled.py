"""During a rotation counts and unique values stay correct, and everybody can sign in."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.codes.notifications import AlertKind
from core.errors import Conflict, DuplicateReference, LimitReached
from core.policy.access import SIGN_IN_PER_MINUTE
from core.policy.roles import Role
from core.policy.search import GUESSING_RULES
from models.agencies.user import SignInAttempt, UserAccount
from models.case.contact import ContactTag, Guardian
from models.operations.idempotency import IdempotencyKey
from models.oversight.alert import Alert
from models.search.series import SeriesEntry
from models.search.stored_searches import Search
from services.agencies import accounts, agency_register, sign_in_attempts, single_sign_on
from services.agencies.accounts import INSTALLER, UserForm
from services.case import guardians, reporters
from services.case.guardians import GuardianForm
from services.foundation import actor_database_role, idempotency
from services.records.intake.preparation import Declaration
from services.search import case_numbers
from tests.factories import CHECKED, MISSING, OTHER, PASSWORD, Installation
from tests.integration.match_rotation.steps import (
    ANNA,
    MOTHER,
    ask_search,
    held_versions,
    make_world,
    moments,
    rotate_match,
)

BURST_SIZE = GUESSING_RULES[AlertKind.QUERY_BURST].size
SERIES_HOURS = GUESSING_RULES[AlertKind.VALUE_SERIES].hours
SERIES_SIZE = GUESSING_RULES[AlertKind.VALUE_SERIES].size

pytestmark = pytest.mark.late


def test_at_every_moment_a_reference_is_unique_and_a_case_number_known(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(live)
    actor = live.actor(Role.CASEWORKER)
    for number, moment in enumerate(moments(live, monkeypatch)):
        for reference in ("F-1", *(f"N-{before}" for before in range(number))):
            with pytest.raises(DuplicateReference):
                live.register({**OTHER, "record_ref": reference}, actor)
            assert live.do(actor, case_numbers.find_own_report, reference) or reference == "F-1", (
                moment
            )
        live.register({**OTHER, "kind": "missing", "record_ref": f"N-{number}"}, actor, CHECKED)


def test_at_every_moment_people_sign_in_and_names_stay_unique(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = single_sign_on.ProviderIdentity("https://id.example", "anna", is_multi_factor=True)
    with live.database.transaction() as session:
        known = accounts.find_login(session, live.context, ANNA)
        user = session.get_one(UserAccount, known.user_id)
        single_sign_on.connect_identity(
            session, live.context, user, issuer=identity.issuer, subject=identity.subject
        )
    with (
        live.database.transaction() as session
    ):  # few accounts are left to rekey, so that the test covers every moment
        others = session.scalars(select(UserAccount.id).where(UserAccount.id > 4)).all()
        tag_rows = [
            {"id": one, "login_tag": b"\0\0" + one.to_bytes(16)}
            for one in others
            if one != known.user_id
        ]
        session.execute(update(UserAccount), tag_rows)
    visited = []
    for moment in moments(live, monkeypatch):
        visited.append(moment)
        with live.database.transaction() as session:
            assert accounts.find_login(session, live.context, f" {ANNA.upper()} ") == known, moment
            assert single_sign_on.account_of(session, live.context, identity) == known.user_id, (
                moment
            )
            assert accounts.actor_of(session, live.context, ANNA).user_id == known.user_id
        with live.database.transaction() as session, pytest.raises(Exception, match="taken"):
            agency = agency_register.find_agency(session, "DE-JUG")
            form = UserForm(ANNA, "Somebody", Role.CASEWORKER, PASSWORD)
            accounts.add_user(session, live.context, INSTALLER, agency, form)
    assert {"rekey_accounts", "rekey_identities"} < set(visited)


def test_a_repeated_create_request_stores_one_record_despite_rotation(
    live: Installation,
) -> None:
    actor, record = live.actor(Role.CASEWORKER), UUID(int=7)
    live.do(actor, idempotency.store_result, key="4f1c", body=b"{}", result=record)
    rotate_match(live)
    assert held_versions(live) == [2, 1]  # this hash cannot be recomputed, so the old key is kept
    with live.app.transaction() as session:
        actor_database_role.enter_role(session, actor)
        assert (
            idempotency.find_earlier_result(session, live.context, actor, key="4f1c", body=b"{}")
            == record
        )
        with pytest.raises(Conflict):
            idempotency.find_earlier_result(session, live.context, actor, key="4f1c", body=b"[]")
    rotate_match(live)
    assert held_versions(live) == [2, 1]
    live.clock.move(timedelta(hours=24, seconds=1))
    rotate_match(live)
    assert held_versions(live) == [2]
    assert live.read_all(select(IdempotencyKey)) == []


def test_password_attempts_are_counted_across_the_rotation(live: Installation) -> None:
    for number in range(SIGN_IN_PER_MINUTE):
        if number == SIGN_IN_PER_MINUTE // 2:
            rotate_match(live)
        with live.database.transaction() as session:
            sign_in_attempts.count_sign_in(session, live.context, login=ANNA, address="192.0.2.1")
    with live.database.transaction() as session, pytest.raises(LimitReached):
        sign_in_attempts.count_sign_in(session, live.context, login=ANNA, address="192.0.2.1")
    begun = {tag[:2] for tag in live.read_all(select(SignInAttempt.tag))}
    assert begun == {b"\0\1", b"\0\2"}


def test_a_burst_of_searches_is_detected_across_the_rotation(live: Installation) -> None:
    actor = live.actor(Role.LIAISON_OFFICER, "DE-POL")
    for day in range(1, BURST_SIZE + 1):
        if day == BURST_SIZE // 2:
            rotate_match(live)
        ask_search(live, actor, day)
    assert "query_burst" in set(live.read_all(select(Alert.kind)))
    assert {sketch[:2] for sketch in live.read_all(select(Search.sketch)) if sketch} == {
        b"\0\1",
        b"\0\2",
    }
    live.clock.move(timedelta(hours=2))
    rotate_match(live)
    assert b"\0\1" not in {sketch[:2] for sketch in live.read_all(select(Search.sketch)) if sketch}


def test_a_value_series_is_detected_across_the_rotation(live: Installation) -> None:
    actor = live.actor(Role.LIAISON_OFFICER, "DE-POL")
    for day in range(1, SERIES_SIZE + 1):
        if day == SERIES_SIZE // 2:
            rotate_match(live)
        ask_search(live, actor, day)
        ask_search(live, actor, day)  # the value is known already, so it does not count as new
        kinds = live.read_all(select(Alert.kind))
        assert kinds.count("value_series") == (day == SERIES_SIZE)
    assert {one[:2] for one in live.read_all(select(SeriesEntry.hashes))} == {
        b"\0\1",
        b"\0\2",
    }
    assert held_versions(live) == [2, 1]
    live.clock.move(timedelta(hours=SERIES_HOURS, seconds=1))
    rotate_match(live)
    assert held_versions(live) == [2]
    assert b"\0\1" not in {one[:2] for one in live.read_all(select(SeriesEntry.hashes))}


@pytest.mark.parametrize(
    "moment", ["before", "with both", "rekey_features", "rekey_contacts", "after"]
)
def test_contacts_of_a_child_are_recognised_across_the_rotation(
    live: Installation, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    officer, worker = live.actor(Role.CASEWORKER, "GR-CPA"), live.actor(Role.CASEWORKER)
    unverified = Declaration("gdpr_6_1_e_9_2_g", "unverified", "no")
    reported = live.register(MISSING, officer, unverified)
    live.do(officer, reporters.store_reporter, reported, MOTHER)
    child = live.register({**OTHER, "relatives": ["smuggler:Boss Bossov"]}, worker)
    for now in moments(live, monkeypatch):
        if now == moment:
            break
    suspicious = {**OTHER, "record_ref": "S-1", "relatives": [f"smuggler:{MOTHER.name}"]}
    live.register(suspicious, worker)
    paper = GuardianForm("Boss Bossov", "court", live.clock.now() - timedelta(days=9), "12 F 34/26")
    _, has_conflict = live.do(worker, guardians.store_appointment, child, paper)
    assert has_conflict
    other = dataclasses.replace(paper, name="Anna Weber")
    assert not live.do(worker, guardians.store_appointment, child, other)[1]
    live.work()
    alerts = {(one.kind, one.subject) for one in live.read_all(select(Alert))}
    assert ("reporter_under_suspicion", reported) in alerts
    live.clock.move(timedelta(days=2))
    if held_versions(live) != [2]:
        rotate_match(live)
    roles = sorted(live.read_all(select(ContactTag.role)))
    of_guardians = live.read_all(
        select(ContactTag.guardian_id).where(ContactTag.role == "guardian")
    )
    assert sorted(of_guardians) == sorted(live.read_all(select(Guardian.id)))
    assert {tag[:2] for tag in live.read_all(select(ContactTag.tag))} == {b"\0\2"}
    assert roles == ["guardian", "guardian", "reporter", "reporter", "suspect", "suspect"]
