from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.errors import Conflict, InvalidInput, LimitReached, NotFound, Refused
from core.policy.roles import Role
from core.policy.search import MAX_SAVED_SEARCHES, SAVED_SEARCH_DAYS, SEARCHES_PER_HOUR
from core.refusals import Refusal
from models.operations.job import Job
from models.records.notification import Notification
from models.row_security.database_roles import DatabaseRole
from models.search.stored_searches import SavedSearch, Search
from services.foundation.actor import Actor
from services.operations import schedule
from services.records.intake.preparation import Declaration
from services.search import person_search, saved_search_repeats, saved_searches
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.records.steps import close
from tests.integration.search_steps import (
    BORN,
    HEARD,
    approve_search,
    ask,
    mark_signed,
    question,
    save,
)
from tests.integration.steps import notified_records, repeat_saved_searches


def _ask(one: Installation, actor: Actor, *, is_signed: bool = True) -> UUID:
    search_id = ask(one, actor, {**HEARD, **BORN}).id
    if is_signed:
        approve_search(one, one.actor(Role.SUPERVISOR, "DE-POL"), search_id)
    return search_id


def test_a_later_record_is_reported_once_to_the_responsible_of_the_saved_search(
    installation: Installation, officer: Actor
) -> None:
    save(installation, officer, _ask(installation, officer))
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == []
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    repeat_saved_searches(installation)
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == [report]
    assert (
        notified_records(
            installation, installation.actor(Role.SUPERVISOR, "DE-POL"), "saved_search_result"
        )
        == []
    )


def test_only_the_responsible_of_a_hidden_record_is_notified(
    installation: Installation, officer: Actor
) -> None:
    save(installation, officer, _ask(installation, officer))
    hidden = installation.register(
        {**FOUND, "full_name": "Shekiba Rahimzadah"},
        installation.actor(Role.CASEWORKER),
        Declaration(None, "checked", "no"),
    )
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == []
    assert ("found_by_search", hidden) in installation.notifications(
        installation.actor(Role.CASEWORKER)
    )


@pytest.mark.parametrize("is_saved", [False, True])
def test_the_responsible_of_a_barred_record_is_notified_whichever_state_the_searcher_acts_for(
    installation: Installation, is_saved: bool
) -> None:
    """A German desk sees the child, Greece is barred, and a Greek officer acts for Germany."""
    acting = dataclasses.replace(
        installation.actor(Role.LIAISON_OFFICER, "GR-POL"), state="DE", home_state="GR"
    )
    responsible = installation.actor(Role.CASEWORKER, "FR-116")
    if is_saved:
        asked = ask(installation, acting, {**HEARD, **BORN}, case_number="GR-2026-001")
        save(installation, acting, asked.id)
        mark_signed(installation)
        started = update(SavedSearch).values(started_at=installation.clock.now())
        installation.change(started)
    row = {**FOUND, "full_name": "Shekiba Rahimzadah", "nationalities": ["GR"]}
    barred = installation.register(
        row, responsible, Declaration("gdpr_6_1_e_9_2_g", "unverified", "applicant")
    )
    installation.work()
    german = installation.actor(Role.CASEWORKER)
    assert ask(installation, german, {**HEARD, **BORN}).found
    if is_saved:
        repeat_saved_searches(installation)
    else:
        asked = ask(installation, acting, {**HEARD, **BORN}, case_number="GR-2026-001")
        assert not asked.found
        installation.work()
    assert ("found_by_search", barred) in installation.notifications(responsible)


def test_a_saved_search_does_not_report_known_results(
    installation: Installation, officer: Actor
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    save(installation, officer, _ask(installation, officer))
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == []


def test_a_notification_is_gone_when_the_record_is_seen_no_more(
    installation: Installation, officer: Actor
) -> None:
    save(installation, officer, _ask(installation, officer))
    responsible = installation.actor(Role.SUPERVISOR, "GR-CPA")
    report = installation.register(MISSING, responsible, CHECKED)
    repeat_saved_searches(installation)

    close(installation, responsible, report, "withdrawn", "found")
    assert notified_records(installation, officer, "saved_search_result") == []


@pytest.mark.parametrize("how", ["ended", "expired"])
def test_a_search_that_is_over_asks_no_more(
    installation: Installation, officer: Actor, how: str
) -> None:
    made = save(installation, officer, _ask(installation, officer), days=2).id
    with installation.app.transaction(door=DatabaseRole.WORKER) as session:
        saved_search_repeats.plan_repeats(session, installation.context)
    if how == "ended":
        installation.do(officer, saved_searches.end_search, made)
    else:
        installation.clock.move(timedelta(days=2))
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.work()
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == []
    (shown,) = installation.do(officer, saved_searches.list_saved_searches)
    assert (shown.state, shown.reason) == (how, "expected")
    assert installation.count(Job, Job.kind == "saved_search") == 1


def test_a_saved_search_counts_as_a_look_of_its_own(
    installation: Installation, officer: Actor
) -> None:
    search_id = _ask(installation, officer)
    for _ in range(SEARCHES_PER_HOUR - 2):
        _ask(installation, officer, is_signed=False)
    save(installation, officer, search_id)
    with pytest.raises(LimitReached):
        save(installation, officer, search_id)
    channels = installation.read_all(select(Search.channel).order_by(Search.id))
    assert channels[-1] == "saved_search"


def test_the_number_of_saved_searches_is_limited(
    installation: Installation, officer: Actor
) -> None:
    search_id = _ask(installation, officer)
    for _ in range(MAX_SAVED_SEARCHES):
        save(installation, officer, search_id)
    with pytest.raises(LimitReached) as refused:
        save(installation, officer, search_id)
    assert refused.value.retry_after_s == 30 * 24 * 3600  # until the first one expires


def test_only_ones_own_search_for_one_person_is_saved(
    installation: Installation, officer: Actor
) -> None:
    search_id = _ask(installation, officer, is_signed=False)
    for other in (
        installation.actor(Role.SUPERVISOR, "DE-POL"),
        installation.actor(Role.SUPERVISOR),
    ):
        with pytest.raises(NotFound):
            save(installation, other, search_id)
    with pytest.raises(Refused):
        save(installation, installation.actor(Role.AUDITOR), search_id)
    row = installation.do(officer, person_search.search, question(officer), channel="batch")
    with pytest.raises(Conflict) as refused:
        save(installation, officer, row.id)
    assert refused.value.refusal is Refusal.NOT_A_SEARCH_TO_SAVE


@pytest.mark.parametrize(("days", "reason"), [(0, "x"), (SAVED_SEARCH_DAYS + 1, "x"), (3, " ")])
def test_a_reason_and_an_end_are_needed(
    installation: Installation, officer: Actor, days: int, reason: str
) -> None:
    with pytest.raises(InvalidInput):
        save(installation, officer, _ask(installation, officer), days, reason)


def test_the_reason_is_stored_encrypted(installation: Installation, officer: Actor) -> None:
    save(installation, officer, _ask(installation, officer))
    assert b"expected" not in installation.read_one(select(SavedSearch.reason))
    assert installation.read_all(select(Notification.kind)) == ["approve_search"]


def test_every_hour_they_are_asked_again() -> None:
    assert schedule.SCHEDULES["saved_search"] == schedule.Plan(
        60, saved_search_repeats.plan_repeats
    )
