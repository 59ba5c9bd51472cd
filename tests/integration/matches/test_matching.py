"""Matching a record writes and keeps the same matches, whenever and however often it runs."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.policy.roles import Role
from models.matching_runs.match import Match, Score
from models.operations.job import Job
from models.records.notification import Notification
from models.records.record import Record
from services.matching_runs import candidate_lookup, pair_scoring
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE, list_matches, register_both
from tests.integration.records.steps import close, edit


def test_one_child_written_in_two_scripts_becomes_one_match(installation: Installation) -> None:
    missing, found = register_both(installation)
    candidates = list_matches(installation, installation.actor(Role.SUPERVISOR, FOUND_SIDE))
    assert [(one.own.id, one.other.id) for one in candidates] == [(found, missing)]
    assert candidates[0].band in {"possible", "strong"}


def test_a_new_record_is_compared_with_those_that_share_most_and_in_a_run_with_everybody(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidate_lookup, "MAX_MATCHED", 1)
    for number in range(3):
        row = {"record_ref": f"M-{number}", "kind": "missing", "full_name": MISSING["full_name"]}
        row |= MISSING if number == 1 else {}
        installation.register(
            {**row, "record_ref": f"M-{number}"}, installation.actor(Role.CASEWORKER, MISSING_SIDE)
        )
    installation.register(
        {**MISSING, "record_ref": "late"}, installation.actor(Role.CASEWORKER, MISSING_SIDE)
    )
    with installation.database.transaction(is_read_only=True) as session:
        at_once = pair_scoring.score_records(session, installation.context, [4], is_run=False)
        in_a_run = pair_scoring.score_records(session, installation.context, [4], is_run=True)
    assert (at_once.compared, [(one.low, one.high) for one in at_once.matches]) == (1, [(2, 4)])
    assert in_a_run.compared == 3
    assert at_once.matches[0] in in_a_run.matches


def test_matching_twice_repeats_no_match_or_notification(installation: Installation) -> None:
    register_both(installation)
    with installation.database.transaction() as session:
        for job in session.scalars(select(Job)):
            job.state, job.published_at = "queued", None
    installation.work()
    assert installation.count(Match) == 1
    assert installation.count(Score) == 1
    assert installation.count(Notification) == 2


def test_a_late_score_of_older_versions_does_not_replace_the_current_one(
    installation: Installation,
) -> None:
    _, found = register_both(installation)
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalars(select(Record.id).where(Record.public_id == found)).one()
        late = pair_scoring.score_records(session, installation.context, [record_id], is_run=False)
    edit(installation, installation.actor(Role.CASEWORKER, FOUND_SIDE), found, {"eyes": "blue"})
    installation.work()
    before = installation.read_one(select(Match.score_id))
    with installation.database.transaction() as session:
        pair_scoring.save_scores(session, installation.context, late)
    assert installation.read_one(select(Match.score_id)) == before
    assert (
        installation.read_one(select(Record.matched_version).where(Record.public_id == found)) == 2
    )


def _withdraw(one: Installation, missing: UUID) -> None:
    close(one, one.actor(Role.SUPERVISOR, MISSING_SIDE), missing, "withdrawn", "x")


def test_a_match_of_a_record_closed_while_it_was_scored_is_not_kept(
    installation: Installation,
) -> None:
    missing = installation.register(
        MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED
    )
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    with installation.database.transaction(is_read_only=True) as session:
        scored = pair_scoring.score_records(session, installation.context, [2], is_run=False)
    assert scored.matches
    _withdraw(installation, missing)
    with installation.database.transaction() as session:
        assert pair_scoring.save_scores(session, installation.context, scored) == 0
        assert session.scalar(select(func.count()).select_from(Match)) == 0


def test_a_closed_record_is_matched_no_more(installation: Installation) -> None:
    missing = installation.register(
        MISSING, installation.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED
    )
    _withdraw(installation, missing)
    installation.register(FOUND, installation.actor(Role.CASEWORKER, FOUND_SIDE))
    installation.work()
    assert installation.count(Match) == 0
