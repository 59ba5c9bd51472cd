from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.codes.approvals import ApprovalKind
from core.codes.notifications import AlertKind
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from core.policy.search import GUESSING_RULES, SEARCH_APPROVAL_HOURS
from core.refusals import Refusal
from models.matching_runs.match_key import MatchKey
from models.search.stored_searches import Search
from services.approval_decisions.approval_list import ApprovalLine
from services.foundation import alerts
from services.foundation.actor import Actor
from services.search import (
    burst_detection,
    case_numbers,
    past_searches,
    saved_searches,
)
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.search_steps import BORN, approve_search, ask, save
from tests.integration.steps import end_overdue_approvals, to_decide

BURST_SIZE = GUESSING_RULES[AlertKind.QUERY_BURST].size


def _search(
    one: Installation,
    actor: Actor,
    number: str = "DE-2026-001",
    bound_to: UUID | None = None,
    **facts: str,
) -> UUID:
    return ask(one, actor, {**BORN, **facts}, case_number=number, bound_to=bound_to).id


def _alerts(one: Installation) -> list[tuple[str, str, UUID | None]]:
    return [
        (shown.kind, shown.agency, shown.subject)
        for shown in one.do(one.actor(Role.AUDITOR), alerts.list_alerts)
    ]


def _pending(one: Installation, actor: Actor) -> list[ApprovalLine]:
    return to_decide(one, actor, ApprovalKind.SEARCH_APPROVAL)


def _sign(one: Installation, actor: Actor, search_id: UUID) -> None:
    approve_search(one, actor, search_id)


# --- bursts


def test_near_identical_queries_in_an_hour_alert_the_auditor_once_a_burst(
    installation: Installation, officer: Actor
) -> None:
    for day in range(1, BURST_SIZE):
        _search(installation, officer, birth_date=f"2009-07-{day:02d}")
    assert _alerts(installation) == []
    last = _search(installation, officer, full_name="Shekiba Rahimzadah")
    assert ("query_burst", "DE-POL", last) in _alerts(installation)
    _search(installation, officer)
    assert [kind for kind, _, _ in _alerts(installation)].count("query_burst") == 1


def test_queries_about_different_people_are_no_burst(
    installation: Installation, officer: Actor
) -> None:
    names = [
        "Dmytro Kovalchuk",
        "Omid Karimi",
        "Amina Hassan",
        "Luca Ferrari",
        "Nguyen Van An",
        "Tesfaye Bekele",
    ]
    for number, name in enumerate(names):
        _search(
            installation, officer, full_name=name, birth_date=f"20{number:02d}-0{number + 1}-11"
        )
    assert _alerts(installation) == []


def test_queries_hours_apart_are_no_burst(installation: Installation, officer: Actor) -> None:
    for _ in range(BURST_SIZE + 1):
        _search(installation, officer)
        installation.clock.move(timedelta(minutes=61))
    assert _alerts(installation) == []


def test_drilling_into_an_own_report_is_no_burst(installation: Installation) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = installation.register(MISSING, officer, CHECKED)
    for _ in range(BURST_SIZE + 1):
        _search(installation, officer, "GR-2026-001", report)
    assert _alerts(installation) == []


def test_a_sketch_meets_no_match_key_and_no_word_of_the_query(
    installation: Installation, officer: Actor
) -> None:
    installation.register(
        {**MISSING, **BORN}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    _search(installation, officer)
    sketch = installation.read_one(select(Search.sketch))
    keys = {
        key.to_bytes(8, "big", signed=True) for key in installation.read_all(select(MatchKey.key))
    }
    assert sketch
    assert len(sketch) % 8 == 2  # the first two bytes are the version of its key
    tags = {sketch[start : start + 8] for start in range(2, len(sketch), 8)}
    assert not tags & keys
    assert b"Rahim" not in sketch
    assert burst_detection.sketch_overlap(sketch, b"") == 0.0


# --- alerts


def test_only_auditors_read_alerts(installation: Installation, officer: Actor) -> None:
    for _ in range(BURST_SIZE):
        _search(installation, officer)
    auditor = installation.actor(Role.AUDITOR, "FR-116")
    with installation.acting(auditor) as session:
        (shown,) = alerts.list_alerts(session, installation.context, auditor)
        alerts.mark_seen(session, installation.context, auditor, shown.id)
    assert [one.is_seen for one in installation.do(auditor, alerts.list_alerts)] == [True]
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.ANALYST, Role.CASEWORKER):
        with pytest.raises(Refused):
            installation.do(installation.actor(role), alerts.list_alerts)


# --- second signatures


def test_a_search_for_no_own_case_waits_for_a_supervisors_signature(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    looked = _search(installation, officer)
    (pending,) = _pending(installation, head)
    assert (pending.subject, pending.title, dict(pending.about)) == (
        looked,
        "DE-2026-001",
        {"purpose": "locate_missing", "legal_basis": "led_8_10"},
    )
    kinds = [kind for kind, _ in installation.notifications(head)]
    assert kinds == ["approve_search"]
    _sign(installation, head, looked)
    assert _pending(installation, head) == []
    with pytest.raises(Conflict):
        _sign(installation, head, looked)


def test_a_search_for_an_own_record_or_bound_to_one_needs_none(installation: Installation) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "GR-POL")
    report = installation.register({**MISSING, "record_ref": "GR-2026-007"}, officer, CHECKED)
    _search(installation, officer, "GR-2026-007")
    _search(installation, officer, "GR-2026-001", report)
    assert _pending(installation, installation.actor(Role.SUPERVISOR, "GR-POL")) == []


def test_own_searches_and_those_of_other_agencies_cannot_be_approved(
    installation: Installation, head: Actor
) -> None:
    own = _search(installation, head)
    assert _pending(installation, head) == []
    with pytest.raises(Conflict):
        _sign(installation, head, own)
    with pytest.raises(NotFound):
        _sign(installation, installation.actor(Role.SUPERVISOR), own)
    with pytest.raises(Refused):
        _sign(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"), own)


def test_an_unsigned_search_is_reported_once_to_supervisor_and_auditor_after_a_day(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    began = installation.clock.now()
    late, signed = _search(installation, officer), _search(installation, officer)
    _sign(installation, head, signed)
    for hours, expected in ((23, 0), (2, 1), (2, 1)):
        installation.clock.move(timedelta(hours=hours))
        end_overdue_approvals(installation)
        assert [one for one in _alerts(installation) if one[0] == "search_not_approved"] == [
            ("search_not_approved", "DE-POL", late)
        ] * expected
    kinds = [kind for kind, _ in installation.notifications(head)]
    assert kinds.count("approve_search") == 3  # of two searches, and one reminder
    (pending,) = _pending(installation, head)
    assert (pending.subject, pending.due_at) == (
        late,
        began + timedelta(hours=SEARCH_APPROVAL_HOURS),
    )
    _sign(installation, head, late)


def test_a_refused_search_alerts_the_auditor_and_nothing_follows_from_it(
    installation: Installation, officer: Actor, head: Actor
) -> None:
    looked = _search(installation, officer)
    saved = save(installation, officer, looked)
    approve_search(installation, head, looked, is_approved=False)
    assert _alerts(installation) == [("search_approval_refused", "DE-POL", looked)]
    (ended,) = installation.do(officer, saved_searches.list_saved_searches)
    assert (ended.id, ended.state) == (saved.id, "refused")
    assert [step.act for step in ended.next_steps.done] == ["save", "refuse"]
    (past,) = installation.do(officer, past_searches.list_past_searches)[0]
    assert (past.state, past.sign_by) == ("refused", None)
    with pytest.raises(Conflict) as refused:
        save(installation, officer, looked)
    assert refused.value.refusal is Refusal.SEARCH_WAS_REFUSED


# --- case numbers


def _set(one: Installation, *patterns: str, state: str = "DE") -> None:
    one.do(one.actor(Role.ADMINISTRATOR), case_numbers.set_patterns, state, patterns)


def test_a_states_own_patterns_hold_for_all_its_agencies(
    installation: Installation, officer: Actor
) -> None:
    _set(installation, r"DE-[A-Z]{2}-\d{4}", r"AZ \d{3}".replace(" ", "-"))
    _search(installation, officer, "DE-HH-0042")
    _search(installation, officer, "AZ-123")
    for wrong in ("DE-2026-001", "DE-HH-42", ""):
        with pytest.raises(InvalidInput):
            _search(installation, officer, wrong)
    _search(installation, installation.actor(Role.LIAISON_OFFICER, "GR-POL"), "GR-2026-001")
    _set(installation)
    _search(installation, officer, "DE-2026-001")


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "a*", ".*", "DE-.+", "", "[a-z]{3}", r"\d{1000}", "x" * 41]
)
def test_a_loose_or_endless_pattern_is_refused(installation: Installation, pattern: str) -> None:
    with pytest.raises(InvalidInput):
        _set(installation, pattern)


def test_patterns_are_listed_by_state(installation: Installation) -> None:
    _set(installation, r"\d{4}")
    assert installation.do(installation.actor(Role.ADMINISTRATOR), case_numbers.list_patterns) == {
        "DE": [r"\d{4}"]
    }
    with pytest.raises(InvalidInput):
        _set(installation, r"\d{4}", state="ZZ")
