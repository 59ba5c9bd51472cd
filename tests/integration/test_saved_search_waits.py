from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.codes.approvals import ApprovalKind
from core.errors import Conflict
from core.policy.roles import Role
from core.policy.search import SAVED_SEARCH_WAIT_DAYS
from core.refusals import Refusal
from models.oversight.approval import Approval
from models.search.stored_searches import SavedSearch
from services.foundation.actor import Actor
from services.search import saved_searches
from services.search.saved_searches import SavedSearchView
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.search_steps import approve_search, ask, save
from tests.integration.steps import notified_records, repeat_saved_searches, to_decide

pytestmark = pytest.mark.both

DAYS = 30


def _state(one: Installation, actor: Actor) -> str:
    (saved,) = one.do(actor, saved_searches.list_saved_searches)
    return str(saved.state)


def test_it_waits_asks_nothing_and_begins_with_the_signature(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    search_id = ask(installation, officer).id
    saved = save(installation, officer, search_id)
    now = installation.clock.now()
    assert (saved.state, saved.search) == ("waiting", search_id)
    assert saved.expires_at == now + timedelta(days=SAVED_SEARCH_WAIT_DAYS)
    assert notified_records(installation, head, "approve_search") == [None]
    assert notified_records(installation, officer, "approve_search") == []
    report = installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == []
    (pending,) = to_decide(installation, head, ApprovalKind.SEARCH_APPROVAL)
    assert (pending.subject, pending.about["saved_days"]) == (search_id, str(DAYS))
    installation.clock.move(timedelta(days=2))
    approve_search(installation, head, search_id)
    (saved,) = installation.do(officer, saved_searches.list_saved_searches)
    now = installation.clock.now()
    assert (saved.state, saved.started_at) == ("running", now)
    assert saved.expires_at == now + timedelta(days=DAYS)
    repeat_saved_searches(installation)
    assert notified_records(installation, officer, "saved_search_result") == [report]


def test_unsigned_it_expires_and_a_late_signature_begins_nothing(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    search_id = ask(installation, officer).id
    save(installation, officer, search_id)
    installation.clock.move(timedelta(days=SAVED_SEARCH_WAIT_DAYS))
    assert _state(installation, officer) == "expired"
    (pending,) = to_decide(installation, head, ApprovalKind.SEARCH_APPROVAL)
    assert "saved_days" not in pending.about
    approve_search(installation, head, search_id)
    assert _state(installation, officer) == "expired"


def test_it_can_be_withdrawn_and_the_signature_then_begins_nothing(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    search_id = ask(installation, officer).id
    saved = save(installation, officer, search_id)
    installation.do(officer, saved_searches.end_search, saved.id)
    assert _state(installation, officer) == "withdrawn"
    approve_search(installation, head, search_id)
    installation.do(officer, saved_searches.end_search, saved.id)
    assert _state(installation, officer) == "withdrawn"


def test_a_supervisor_does_not_begin_an_own_one_and_of_other_agencies_none(
    installation: Installation, head: Actor
) -> None:
    search_id = ask(installation, head).id
    save(installation, head, search_id)
    with pytest.raises(Conflict):
        approve_search(installation, head, search_id)
    assert _state(installation, head) == "waiting"
    abroad = installation.actor(Role.SUPERVISOR, "GR-POL")
    assert to_decide(installation, abroad, ApprovalKind.SEARCH_APPROVAL) == []
    with pytest.raises(IntegrityError):
        installation.change(update(Approval).values(decided_by=Approval.asked_by))


def test_a_colleague_reads_none_of_it_before_or_after(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    search_id = ask(installation, officer).id
    save(installation, officer, search_id)
    approve_search(installation, head, search_id)
    for colleague in (head, installation.actor(Role.CASEWORKER, "DE-POL")):
        assert installation.do(colleague, saved_searches.list_saved_searches) == []
    if not installation.database.is_sqlite:  # the second wall: only the signer sees the row
        for colleague, rows in ((head, 1), (installation.actor(Role.CASEWORKER, "DE-POL"), 0)):
            with installation.acting(colleague) as session:
                assert len(session.scalars(select(SavedSearch.id)).all()) == rows


def test_saved_after_the_signature_it_begins_at_once(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    search_id = ask(installation, officer).id
    approve_search(installation, head, search_id)
    assert save(installation, officer, search_id).state == "running"


def _actions(saved: SavedSearchView) -> dict[str, Refusal | None]:
    return {action.name: action.refusal for action in saved.next_steps.actions}


def test_its_next_steps_are_what_its_acts_meet(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    search_id = ask(installation, officer).id
    saved = save(installation, officer, search_id)
    assert _actions(saved) == {
        "sign": Refusal.SUPERVISOR_TAKES_STEP,
        "refuse": Refusal.SUPERVISOR_TAKES_STEP,
        "withdraw": None,
        "end": Refusal.SAVED_SEARCH_WAITS,
    }
    due = saved.next_steps.due
    assert due is not None
    assert (due.act, due.is_own_side, due.is_yours) == ("sign", True, False)
    own = save(installation, head, ask(installation, head).id)
    assert _actions(own)["sign"] is Refusal.SECOND_PERSON_APPROVES_SEARCH
    approve_search(installation, head, search_id)
    (saved,) = installation.do(officer, saved_searches.list_saved_searches)
    assert _actions(saved)["end"] is None
    assert _actions(saved)["withdraw"] is Refusal.SAVED_SEARCH_RUNS
    assert [step.act for step in saved.next_steps.done] == ["save", "sign"]
    installation.do(officer, saved_searches.end_search, saved.id)
    (saved,) = installation.do(officer, saved_searches.list_saved_searches)
    assert _actions(saved)["end"] is Refusal.SAVED_SEARCH_IS_OVER
    assert [step.act for step in saved.next_steps.done] == ["save", "sign", "end"]
