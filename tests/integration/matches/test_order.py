"""The list of matches, page by page, and the next match after each one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from core.policy.sharing.information_flow import KNOWLEDGE_BY_BAND
from models.matching_runs.match import Match
from models.oversight.audit import Audit
from models.records.record import Record
from services.review import match_lists, match_situation, visible_matches
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE, list_matches, record_decision
from tests.integration.statements import heard


def test_a_page_of_matches_is_full_whatever_is_hidden_between(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visible_matches, "READ_AHEAD", 2)
    for number in range(6):
        sharing = "none" if number % 2 else ""
        row = {**MISSING, "record_ref": f"M-{number}", "sharing": sharing}
        installation.register(row, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    sizes, position = [], 0
    for _ in range(4):
        page, position = installation.do(
            supervisor, match_lists.list_matches, after=position, limit=2
        )
        sizes.append(len(page))
        if not position:
            break
    assert sizes == [2, 1]


def test_strong_matches_are_listed_before_weak_ones(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visible_matches, "READ_AHEAD", 2)
    for number in range(5):
        row = {**MISSING, "record_ref": f"M-{number}"}
        installation.register(row, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    bands = ("weak", "strong", "possible", "weak", "strong")
    with installation.database.transaction() as session:
        found = session.scalars(select(Record.id).where(Record.kind == "found")).one()
        rows = session.execute(select(Match).where(Match.high == found).order_by(Match.id)).all()
        for (match,), band in zip(rows, bands, strict=True):
            match.high_known = KNOWLEDGE_BY_BAND[band]
        first = [match.public_id for (match,) in rows]
    supervisor = installation.actor(Role.SUPERVISOR, FOUND_SIDE)
    listed, position = [], 0
    for _ in bands:
        page, position = installation.do(
            supervisor, match_lists.list_matches, after=position, limit=2
        )
        listed += [(one.band, first.index(one.id)) for one in page]
        if not position:
            break
    assert listed == [("strong", 1), ("strong", 4), ("possible", 2), ("weak", 0), ("weak", 3)]
    walked = [first[1]]
    for _ in bands:  # the order of the list, starting again after the last match, for any page size
        following = installation.do(supervisor, visible_matches.next_open_match, walked[-1])
        assert following is not None
        walked.append(following)
    assert [first.index(one) for one in walked] == [1, 4, 2, 0, 3, 1]
    assert set(
        installation.read_all(select(Audit.records).where(Audit.action == "next_match"))
    ) == {"[]"}


def test_each_line_of_the_list_names_whose_turn_it_is_without_a_query_per_match(
    installation: Installation,
) -> None:
    one = installation
    one.register(FOUND, one.actor(Role.CASEWORKER, FOUND_SIDE))
    statements = []
    for number in range(3):
        row = {**MISSING, "record_ref": f"M-{number}"}
        one.register(row, one.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
        one.work()
        with heard(one.app) as executed:
            lines = list_matches(one, one.actor(Role.CASEWORKER, FOUND_SIDE))
        assert len(lines) == number + 1
        statements.append(len(executed))
    assert statements[1] == statements[2] > 0
    assert {(line.due.act, line.due.is_yours) for line in lines if line.due} == {("propose", True)}
    (proposed, *_) = lines
    worker = one.actor(Role.CASEWORKER, FOUND_SIDE)
    record_decision(one, worker, proposed.id, "same", "relative_confirmed", proposed.version)
    for role, side, is_own_side, is_yours in (
        (Role.CASEWORKER, FOUND_SIDE, True, False),
        (Role.SUPERVISOR, FOUND_SIDE, True, True),
        (Role.SUPERVISOR, MISSING_SIDE, False, False),
    ):
        (line,) = list_matches(one, one.actor(role, side), "proposed")
        assert line.due is not None
        assert (line.due.act, line.due.is_own_side) == ("confirm", is_own_side)
        assert line.due.is_yours is is_yours
        next_steps = one.do(one.actor(role, side), match_situation.read_next_steps, line.id)
        assert next_steps.due == line.due
