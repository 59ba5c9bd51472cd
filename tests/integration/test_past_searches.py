from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core.errors import NotFound, Refused
from core.policy.records.retention import SEARCH_MONTHS
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.oversight.audit import Audit, AuditRecord
from models.records.record import Record, RecordShare
from models.search.stored_searches import Search
from services.foundation.actor import Actor
from services.records.intake.preparation import Declaration
from services.search import past_searches, saved_searches
from services.search.past_searches import OpenedSearch, PastSearch
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.records.steps import close
from tests.integration.search_steps import approve_search, ask, save


@pytest.fixture
def responsible(installation: Installation) -> Actor:
    return installation.actor(Role.SUPERVISOR, "GR-CPA")


def _listed(one: Installation, actor: Actor) -> list[PastSearch]:
    return one.do(actor, past_searches.list_past_searches)[0]


def _opened(one: Installation, actor: Actor, search_id: UUID) -> OpenedSearch:
    return one.do(actor, past_searches.read_past_search, search_id)


def test_own_searches_are_found_again_with_state_number_and_time(
    installation: Installation, officer: Actor
) -> None:
    one, head = installation, installation.actor(Role.SUPERVISOR, "DE-POL")
    began = one.clock.now()
    searches = {
        name: ask(one, officer, case_number=f"DE-2026-00{n}").id for n, name in enumerate("abcdefg")
    }
    for name in "bcdfg":
        approve_search(one, head, searches[name])
    save(one, officer, searches["c"], 30)  # c runs
    one.do(officer, saved_searches.end_search, save(one, officer, searches["d"]).id)
    save(one, officer, searches["e"])  # e waits for its signature
    save(one, officer, searches["f"], 2)
    one.do(officer, saved_searches.end_search, save(one, officer, searches["g"]).id)
    save(one, officer, searches["g"], 30)  # what goes on counts, not what ended before
    one.clock.move(timedelta(days=2))  # f has expired
    listed = _listed(one, officer)
    assert [past.id for past in listed] == [searches[name] for name in "gfedcba"]
    assert {past.case_number[-1]: str(past.state) for past in listed} == {
        "0": "waiting",  # for the approval of the search
        "1": "asked",
        "2": "running",
        "3": "ended",
        "4": "waiting",
        "5": "expired",
        "6": "running",
    }
    assert {(past.at, past.looked_for) for past in listed} == {(began, "Shakiba Rahimzada")}


def test_only_the_searcher_finds_a_search_again(installation: Installation, officer: Actor) -> None:
    search_id = ask(installation, officer).id
    for other in (
        installation.actor(Role.CASEWORKER, "DE-POL"),
        installation.actor(Role.SUPERVISOR, "DE-POL"),
        installation.actor(Role.LIAISON_OFFICER, "GR-POL"),
    ):
        assert _listed(installation, other) == []
        for foreign in (search_id, uuid4()):
            with pytest.raises(NotFound):
                _opened(installation, other, foreign)
    auditor = installation.actor(Role.AUDITOR, "DE-POL")
    with pytest.raises(Refused):
        _listed(installation, auditor)
    with pytest.raises(Refused):
        _opened(installation, auditor, search_id)


def test_opened_again_it_shows_what_is_seen_today_and_no_more(
    installation: Installation, officer: Actor, responsible: Actor
) -> None:
    report = installation.register(MISSING, responsible, CHECKED)
    answer = ask(installation, officer)
    search_id = answer.id
    (found,) = _opened(installation, officer, search_id).found
    assert (found.record.id, found.record.view, found.reasons) == (report, View.IDENTITY, ())
    assert found.band == answer.found[0].band != "link"
    # the responsible agency shares less now
    _share(installation, report, View.LINK)
    (found,) = _opened(installation, officer, search_id).found
    assert (found.band, found.record.view, found.record.statements) == ("link", View.LINK, ())
    _share(installation, report, View.PROFILE)
    (found,) = _opened(installation, officer, search_id).found
    assert (found.band, found.record.view) == ("", View.PROFILE)
    close(installation, responsible, report, "withdrawn", "found")
    assert _opened(installation, officer, search_id).found == ()


def _share(one: Installation, record: UUID, view: View) -> None:
    with one.database.transaction() as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        for share in session.scalars(select(RecordShare).where(RecordShare.record_id == row.id)):
            share.view = int(view)


def test_what_came_later_or_was_hidden_is_not_in_it(
    installation: Installation, officer: Actor, responsible: Actor
) -> None:
    hidden = Declaration(None, "checked", "no")
    installation.register(FOUND, installation.actor(Role.CASEWORKER), hidden)
    search_id = ask(installation, officer).id
    installation.register(MISSING, responsible, CHECKED)
    assert _opened(installation, officer, search_id).found == ()


def test_opening_it_again_is_in_the_audit_log_with_purpose_and_classes(
    installation: Installation, officer: Actor, responsible: Actor
) -> None:
    report = installation.register(MISSING, responsible, CHECKED)
    search_id = ask(installation, officer).id
    _opened(installation, officer, search_id)
    with installation.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert row is not None
        touched = session.scalars(
            select(AuditRecord.record).where(AuditRecord.audit_id == row.id)
        ).all()
    assert (row.action, row.purpose, row.basis) == (
        "read_search",
        "locate_missing",
        "led_8_10",
    )
    assert list(touched) == [report]


def test_within_retention_and_no_longer(installation: Installation, officer: Actor) -> None:
    search_id = ask(installation, officer).id
    installation.clock.move(timedelta(days=31 * SEARCH_MONTHS))
    with pytest.raises(NotFound):
        _opened(installation, officer, search_id)
    assert _listed(installation, officer) == []


def test_warnings_dry_runs_and_repeats_are_not_among_them(
    installation: Installation, officer: Actor
) -> None:
    search_id = ask(installation, officer).id
    save(installation, officer, search_id)
    assert len(installation.read_all(select(Search.id))) == 2
    assert [past.id for past in _listed(installation, officer)] == [search_id]
